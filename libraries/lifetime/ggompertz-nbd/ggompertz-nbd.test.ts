import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { readApparel } from '../../../tests/apparel.ts'
import { readCdnow } from '../../../tests/cdnow.ts'
import { datasetPath, testWithDataset } from '../../../tests/datasets.ts'
import { goldenTable } from '../../../tests/golden-table.ts'
import { purchaseHistories } from '../histories.ts'
import type { FittedGgompertzNbd } from '../model.ts'
import { paretoNbd } from '../pareto-nbd/pareto-nbd.ts'
import { GompertzLifetime } from './gompertz-lifetime.ts'
import { ggompertzNbd } from './ggompertz-nbd.ts'
import { logRace } from './race.ts'

// Published numbers.

test.for(goldenTable('ggompertz-nbd'))(
  'x = $repeatPurchases, t_x = $lastPurchaseAge, T = $age at b = $b, beta = $beta',
  (row) => {
    const number = (column: string) => Number(row[column])
    const parameters = {
      r: number('r'),
      alpha: number('alpha'),
      b: number('b'),
      s: number('s'),
      beta: number('beta'),
    }
    const fitted = ggompertzNbd.withParameters(parameters, 'week')
    const histories = purchaseHistories({
      timeUnit: 'week',
      repeatPurchases: [number('repeatPurchases')],
      lastPurchaseAge: [number('lastPurchaseAge')],
      age: [number('age')],
    })
    const close = ([actual]: Float64Array, gold: number) =>
      expect(Math.abs(actual - gold)).toBeLessThanOrEqual(1e-10 * Math.abs(gold))
    close(ggompertzNbd.logLikelihood(fitted, histories), number('logLikelihood'))
    close(ggompertzNbd.probabilityActive(fitted, histories), number('probabilityActive'))
    close(ggompertzNbd.expectedPurchases(fitted, histories, 39), number('expected39'))
    close(ggompertzNbd.discountedExpectedPurchases(fitted, histories, Infinity, 0.0027), number('discounted'))
  },
)

/** The ridge on which hazards only fall: b and β vanish together. */
function expectRidge(fitted: FittedGgompertzNbd, pareto: { s: number; beta: number }) {
  // CLVTools prints standard errors here (kkt2 FALSE); its figures are off the ridge's end by a hair.
  expect(fitted.covariance).toBeNull()
  expect(fitted.warnings).toContain('LIFETIME_PARAMETERS_ON_RIDGE')
  expect(fitted.parameters.beta / fitted.parameters.b / pareto.beta).toBeCloseTo(1, 6)
  expect(fitted.parameters.s / pareto.s).toBeCloseTo(1, 6)
}

testWithDataset(
  'the CDNOW sample lies on the ridge: the published fit, at its limit Pareto/NBD',
  'cdnow/CDNOW_sample.txt',
  (path) => {
    const { histories } = readCdnow(path)
    const fitted = ggompertzNbd.fit(histories)
    const pareto = paretoNbd.fit(histories)
    expectRidge(fitted, pareto.parameters)
    // Bemmaor & Glady (2012), Table 2: .553, 10.578, .0002, .603, .0026, −9594.98; CLVTools: −9594.9762.
    expect(fitted.parameters.r).toBeCloseTo(0.553, 3)
    expect(fitted.parameters.alpha).toBeCloseTo(10.578, 3)
    expect(fitted.logLikelihood).toBeCloseTo(-9594.97617894, 6)
  },
)

testWithDataset(
  'the CDNOW master lies on the ridge too, above where CLVTools stops',
  'cdnow/CDNOW_master.txt.gz',
  (path) => {
    const { histories } = readCdnow(path)
    const fitted = ggompertzNbd.fit(histories)
    expectRidge(fitted, paretoNbd.fit(histories).parameters)
    // CLVTools 0.12.1: .597202, 11.58143, s .522961, −95415.1203, kkt2 FALSE.
    expect(fitted.parameters.r / 0.597202).toBeCloseTo(1, 3)
    expect(fitted.parameters.alpha / 11.58143).toBeCloseTo(1, 3)
    expect(fitted.parameters.s / 0.522961).toBeCloseTo(1, 2)
    expect(fitted.logLikelihood).toBeGreaterThan(-95415.1203)
    expect(fitted.logLikelihood).toBeCloseTo(-95415.11862, 4)
  },
)

const apparelCovariates = datasetPath('apparel/apparelStaticCov.csv')
testWithDataset('apparel: at least as likely as CLVTools finds', 'apparel/apparelTrans.csv', (path) => {
  const { histories } = readApparel(path, apparelCovariates ?? '')
  const fitted = ggompertzNbd.fit(histories)
  expectRidge(fitted, paretoNbd.fit(histories).parameters)
  expect(fitted.parameters.r).toBeCloseTo(1.449, 2)
  expect(fitted.logLikelihood).toBeGreaterThan(-5848.098118)
  expect(fitted.logLikelihood).toBeCloseTo(-5848.097827, 5)
})

// Laws.

const parameter = (low: number, high: number) =>
  fc.double({ min: low, max: high, noNaN: true }).map((power) => 10 ** power)

describe('the race between the next purchase and the dropout', () => {
  const anyRace = fc.record({
    alpha: parameter(-1, 2),
    b: parameter(-8, 0.3),
    s: parameter(-1.5, 1.3),
    beta: parameter(-6, 5),
    shape: parameter(-1.3, 4),
    time: fc.oneof(fc.constant(0), parameter(-1, 3)),
  })

  test('one of the two comes first', () => {
    fc.assert(
      fc.property(anyRace, ({ shape, time, ...parameters }) => {
        const first = (purchase: boolean) => Math.exp(logRace(parameters, { shape, time }, purchase))
        expect(Math.abs(first(true) + first(false) - 1)).toBeLessThan(1e-10)
      }),
    )
  })

  test('with a level hazard, as at β = 1, it is that of Pareto/NBD without a spread of dropout rates', () => {
    const flat = ggompertzNbd.withParameters({ r: 0.6, alpha: 10, b: 0.02, s: 1.5, beta: 1 }, 'week')
    const many = 1e9
    const pareto = paretoNbd.withParameters({ r: 0.6, alpha: 10, s: many, beta: many / 0.03 }, 'week')
    const histories = purchaseHistories({
      timeUnit: 'week',
      repeatPurchases: [0, 2],
      lastPurchaseAge: [0, 10],
      age: [30, 30],
    })
    const [own, other] = [
      ggompertzNbd.logLikelihood(flat, histories),
      paretoNbd.logLikelihood(pareto, histories),
    ]
    own.forEach((value, row) => expect(value).toBeCloseTo(other[row], 7))
  })
})

test('as b vanishes with β / b held, everything becomes Pareto/NBD', () => {
  const histories = purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: [0, 1, 2, 26, 200],
    lastPurchaseAge: [0, 1.71, 30.43, 30.86, 38],
    age: [38.86, 38.86, 38.86, 31, 40],
  })
  const b = 1e-11
  const own = ggompertzNbd.withParameters({ r: 0.55, alpha: 10.58, b, s: 0.61, beta: b * 11.66 }, 'week')
  const pareto = paretoNbd.withParameters({ r: 0.55, alpha: 10.58, s: 0.61, beta: 11.66 }, 'week')
  const columns = (model: typeof ggompertzNbd | typeof paretoNbd, fitted: never) => [
    ...model.logLikelihood(fitted, histories),
    ...model.probabilityActive(fitted, histories),
    ...model.expectedPurchases(fitted, histories, 39),
    ...model.discountedExpectedPurchases(fitted, histories, Infinity, 0.01),
    ...model.expectedRepeatPurchases(fitted, Float64Array.of(1, 39, 500)),
  ]
  const expected = columns(paretoNbd, pareto as never)
  columns(ggompertzNbd, own as never).forEach((value, i) => expect(value / expected[i]).toBeCloseTo(1, 7))
})

test('a hazard that rises makes old customers leave, and the fit finds it', () => {
  const truth = { r: 1, alpha: 4, b: 0.15, s: 1, beta: 15 }
  const ages = Float64Array.from({ length: 1500 }, (_, i) => 26 + (i % 26))
  const fitted = ggompertzNbd.fit(
    ggompertzNbd.simulate(ggompertzNbd.withParameters(truth, 'week'), {
      ages,
      horizon: 0,
      random: seededRandom(11),
    }).histories,
  )
  expect(fitted.warnings).toEqual([])
  expect(fitted.parameters.b).toBeGreaterThan(0.1)
  const stay = (age: number) =>
    ggompertzNbd.whileActive.probabilityActive(fitted, { repeatPurchases: 2, lastPurchaseAge: age, age }, 13)
  expect(stay(30)).toBeLessThan(stay(0))
})

test('a lifetime is the same from any age on', () => {
  fc.assert(
    fc.property(
      parameter(-6, 0),
      parameter(-1.5, 1),
      parameter(-4, 4),
      fc.double({ min: 0, max: 200, noNaN: true }),
      fc.double({ min: 0, max: 200, noNaN: true }),
      (b, s, beta, first, second) => {
        const lifetime = new GompertzLifetime({ b, s, beta })
        const together = lifetime.cumulativeHazard(first + second)
        const apart = lifetime.cumulativeHazard(first) + lifetime.after(first).cumulativeHazard(second)
        expect(Math.abs(apart - together)).toBeLessThan(1e-9 * (1 + together))
      },
    ),
  )
})

// Size.

test('extreme parameters and ages give numbers', () => {
  const histories = purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: [0, 1, 100_000],
    lastPurchaseAge: [0, 1e-9, 999],
    age: [1e6, 1e-9, 1000],
  })
  for (const beta of [1e-12, 1, 1 + 1e-12, 2, 1e12]) {
    for (const b of [1e-12, 1, 30]) {
      const fitted = ggompertzNbd.withParameters({ r: 0.6, alpha: 10, b, s: 0.6, beta }, 'week')
      for (const column of [
        ggompertzNbd.logLikelihood(fitted, histories),
        ggompertzNbd.probabilityActive(fitted, histories),
        ggompertzNbd.expectedPurchases(fitted, histories, 52),
        ggompertzNbd.discountedExpectedPurchases(fitted, histories, Infinity, 0.002),
      ]) {
        expect([...column].every(Number.isFinite), `b ${b}, beta ${beta}`).toBe(true)
      }
    }
  }
})

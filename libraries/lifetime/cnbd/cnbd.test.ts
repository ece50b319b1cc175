import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { readCdnow } from '../../../tests/cdnow.ts'
import { testWithDataset } from '../../../tests/datasets.ts'
import { goldenTable } from '../../../tests/golden-table.ts'
import { bgCnbd, fitBgCnbd } from '../bg-cnbd-k/bg-cnbd-k.ts'
import { bgNbd } from '../bg-nbd/bg-nbd.ts'
import { collapse } from '../collapse.ts'
import { codeOf, rowsOf } from '../conformance-measures.ts'
import { edgeHistories } from '../conformance-cases.ts'
import { purchaseHistories } from '../histories.ts'
import { fitMbgCnbd, mbgCnbd } from '../mbg-cnbd-k/mbg-cnbd-k.ts'
import { mbgNbd } from '../mbg-nbd/mbg-nbd.ts'
import type { PurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { prepareObjective } from './objective.ts'

const models = { 'bg-cnbd-k': bgCnbd, 'mbg-cnbd-k': mbgCnbd } as const

// Published numbers.

test.for(goldenTable('cnbd-customers'))(
  '$model at k = $k: x = $repeatPurchases, t_x = $lastPurchaseAge, T = $age',
  (row) => {
    const number = (column: string) => Number(row[column])
    const model = models[row.model as keyof typeof models].atRegularity(number('k')) as PurchaseModel
    const parameters = { r: number('r'), alpha: number('alpha'), a: number('a'), b: number('b') }
    const fitted = model.withParameters(parameters, 'week')
    const x = number('repeatPurchases')
    const histories = purchaseHistories({
      timeUnit: 'week',
      repeatPurchases: [x],
      lastPurchaseAge: [number('lastPurchaseAge')],
      age: [number('age')],
      sumLogIntervals: [x === 0 ? 0 : x * Math.log(number('lastPurchaseAge') / x)],
    })
    const close = ([actual]: Float64Array, gold: number) =>
      expect(Math.abs(actual - gold)).toBeLessThanOrEqual(1e-11 * Math.abs(gold) + 1e-14)
    close(model.logLikelihood(fitted, histories), number('logLikelihood'))
    close(model.probabilityActive(fitted, histories), number('probabilityActive'))
    close(model.expectedPurchases(fitted, histories, 32), number('expected32'))
    close(model.discountedExpectedPurchases(fitted, histories, Infinity, 0.0027), number('discounted'))
  },
)

testWithDataset(
  'the CDNOW sample buys at random: k = 1, as BTYDplus finds',
  'cdnow/CDNOW_sample.txt',
  (path) => {
    const { histories } = readCdnow(path)
    for (const [regular, random] of [
      [fitBgCnbd(histories), bgNbd.fit(histories)],
      [fitMbgCnbd(histories), mbgNbd.fit(histories)],
    ]) {
      expect(regular).toMatchObject({ regularity: 1 })
      expect(regular.logLikelihood).toBeCloseTo(random.logLikelihood, 8)
      for (const name of ['r', 'alpha', 'a', 'b'] as const) {
        expect(regular.parameters[name] / random.parameters[name]).toBeCloseTo(1, 7)
      }
    }
  },
)

// BTYDplus 1.2.0 rescales expectations after the fact, so that a customer of 2.0231 alone had 5.4985 in the cohort.
testWithDataset(
  'a regular customer is told the same alone as in the cohort',
  'cdnow/CDNOW_sample.txt',
  (path) => {
    const { histories } = readCdnow(path)
    const fitted = fitMbgCnbd(histories, { regularity: 2 })
    const model = purchaseModel(fitted)
    const cohort = model.expectedPurchases(fitted, histories, 39)
    for (const row of [0, 1, 7, 500]) {
      expect(model.expectedPurchases(fitted, rowsOf(histories, [row]), 39)[0]).toBe(cohort[row])
    }
  },
)

// BTYDplus's own estimator of the regularity draws random numbers: its answer changes from run to run.
test('the regularity of simulated customers is found, and found again', () => {
  for (const [model, regularity] of [
    [bgCnbd, 3],
    [mbgCnbd, 6],
  ] as const) {
    const truth = { r: 0.85, alpha: 1.45, a: 0.79, b: 2.42 }
    const fixed = model.atRegularity(regularity) as PurchaseModel
    const ages = Float64Array.from({ length: 800 }, (_, i) => 36 + 12 * (i % 6))
    const { histories } = fixed.simulate(fixed.withParameters(truth, 'week'), {
      ages,
      horizon: 0,
      random: seededRandom(1),
    })
    const fitted = model.fit(histories)
    expect(fitted.regularity).toBe(regularity)
    expect(model.fit(histories)).toEqual(fitted)
    expect(fixed.fit(histories).logLikelihood).toBeCloseTo(fitted.logLikelihood, 8)
  }
})

// Laws.

describe.for([
  ['BG', bgCnbd, bgNbd],
  ['MBG', mbgCnbd, mbgNbd],
] as const)('%s', ([, regular, random]) => {
  test('with k = 1 it is the model of random purchases', () => {
    const parameters = { r: 0.4, alpha: 4.4, a: 0.8, b: 2.4 }
    const one = regular.atRegularity(1) as PurchaseModel
    const plain = random as PurchaseModel
    const columnsOf = (model: PurchaseModel) => {
      const fitted = model.withParameters(parameters, 'week')
      const counts = new Float64Array(200)
      model.repeatPurchaseProbabilities(fitted, 39, counts)
      return [
        ...model.logLikelihood(fitted, edgeHistories),
        ...model.probabilityActive(fitted, edgeHistories),
        ...model.expectedPurchases(fitted, edgeHistories, 52),
        ...model.discountedExpectedPurchases(fitted, edgeHistories, 52, 0.002),
        ...model.discountedExpectedPurchases(fitted, edgeHistories, Infinity, 0.002),
        ...model.expectedRepeatPurchases(fitted, Float64Array.of(1, 39, 1000, 1e5)),
        ...counts,
      ]
    }
    const expected = columnsOf(plain)
    columnsOf(one).forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1e-10 * Math.abs(expected[i]))
    })
  })
})

test('the next purchase is the nearer the longer ago the last, while a customer is active', () => {
  const model = mbgCnbd.atRegularity(6)
  const fitted = model.withParameters({ r: 40, alpha: 10, a: 0.5, b: 5 }, 'week')
  const soon = (lastPurchaseAge: number) =>
    model.whileActive.expectedPurchases(fitted, { repeatPurchases: 12, lastPurchaseAge, age: 20 }, 0.5)
  expect(soon(19)).toBeGreaterThan(2 * soon(20))
})

test('joining customers of the same x, t_x and T changes neither the likelihood nor the fit', () => {
  const ages = Float64Array.from({ length: 600 }, (_, i) => 20 + (i % 5))
  const model = bgCnbd.atRegularity(3)
  const { histories } = model.simulate(model.withParameters({ r: 0.9, alpha: 1.5, a: 0.8, b: 2.4 }, 'week'), {
    ages,
    horizon: 0,
    random: seededRandom(5),
  })
  // In whole weeks many are alike but for their gaps.
  const weekly = (time: number) => Math.ceil(time)
  const last = histories.lastPurchaseAge.map(weekly)
  const rounded = { ...histories, lastPurchaseAge: last, age: histories.age.map((age) => Math.max(age, 26)) }
  const { rows } = collapse(rounded)
  expect(rows.age.length).toBeLessThan(500)
  const at = [0.1, 0.5, -0.3, 0.9]
  const variant = { variant: { model: 'bg-cnbd-k', earlyDropouts: 0 }, regularity: 3 } as const
  const apart = prepareObjective(variant, { ...rounded, weight: new Float64Array(600).fill(1) }).curvatureAt(
    at,
  )
  const joined = prepareObjective(variant, rows).curvatureAt(at)
  expect(joined.value / apart.value).toBeCloseTo(1, 12)
  joined.gradient.forEach((slope, i) => expect(slope).toBeCloseTo(apart.gradient[i], 11))
})

test('tables sum to one and have the mean that is expected, whatever the regularity', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.nat(40),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.1, max: 100, noNaN: true }),
      (regularity, repeatPurchases, share, horizon) => {
        const model = mbgCnbd.atRegularity(regularity)
        const parameters = { r: 0.8, alpha: 4 / regularity, a: 0.9, b: 1.8 }
        const fitted = model.withParameters(parameters, 'week')
        const customer = { repeatPurchases, lastPurchaseAge: repeatPurchases === 0 ? 0 : 30 * share, age: 30 }
        const window = { horizon, coverage: 1, maximum: 20_000 }
        const table = model.whileActive.purchaseProbabilities(fitted, customer, window)
        const mean = table.reduce((sum, probability, n) => sum + n * probability, 0)
        const expected = model.whileActive.expectedPurchases(fitted, customer, horizon)
        expect(table.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 11)
        expect(Math.abs(mean / expected - 1)).toBeLessThan(1e-9)
        const endless = (end: number) =>
          model.whileActive.discountedExpectedPurchases(fitted, customer, { horizon: end, discountRate: 0.5 })
        expect(Math.abs(endless(80) / endless(Infinity) - 1)).toBeLessThan(1e-10)
      },
    ),
    // Nine steps in a tenth of a week: a table that ended where its sum rounds to 1 told of no purchase.
    { numRuns: 60, examples: [[9, 1, 0.9979963835938885, 0.1]] },
  )
})

// Refusals.

test('without the times between purchases no regular model is fitted, and its likelihood is not told', () => {
  const bare = purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: [2, 0],
    lastPurchaseAge: [20, 0],
    age: [30, 30],
  })
  const fitted = bgCnbd.atRegularity(3).withParameters({ r: 1, alpha: 2, a: 1, b: 2 }, 'week')
  for (const run of [
    () => fitBgCnbd(bare),
    () => fitMbgCnbd(bare, { regularity: 2 }),
    () => bgCnbd.logLikelihood(fitted, bare),
  ]) {
    expect(codeOf(run)).toBe('LIFETIME_INTERVALS_MISSING')
  }
  // Predictions need them not.
  expect(bgCnbd.expectedPurchases(fitted, bare, 10).every(Number.isFinite)).toBe(true)
})

test.for([
  ['in another unit', 2 * Math.log(70)],
  ['larger than if all gaps were alike', 2 * Math.log(10) + 0.01],
] as const)('sums of logarithms %s are refused', ([, sum]) => {
  const columns = { timeUnit: 'week', repeatPurchases: [2], lastPurchaseAge: [20], age: [30] } as const
  expect(codeOf(() => purchaseHistories({ ...columns, sumLogIntervals: [sum] }))).toBe(
    'LIFETIME_INTERVALS_IMPOSSIBLE',
  )
})

test.for([0, 1.5, 101, NaN])('a regularity of %d is refused', (regularity) => {
  expect(codeOf(() => bgCnbd.atRegularity(regularity))).toBe('LIFETIME_OPTION_INVALID')
})

test('a regularity without a maximum is passed over, and where none has one the fit is refused', () => {
  const oneCustomer = (purchases: number) =>
    purchaseHistories({
      timeUnit: 'week',
      repeatPurchases: [purchases],
      lastPurchaseAge: [purchases],
      age: [purchases],
      sumLogIntervals: [-0.5 * purchases],
    })
  // Sums of so many purchases leave a gradient too few digits.
  expect(fitBgCnbd(oneCustomer(1e8)).regularity).toBe(1)
  expect(codeOf(() => fitBgCnbd(oneCustomer(1e9)))).toBe('LIFETIME_FIT_NOT_CONVERGED')
})

test('a fit that chose the most regular of all says so', () => {
  const model = bgCnbd.atRegularity(40)
  const { histories } = model.simulate(model.withParameters({ r: 8, alpha: 0.4, a: 0.8, b: 6 }, 'week'), {
    ages: new Float64Array(150).fill(40),
    horizon: 0,
    random: seededRandom(2),
  })
  expect(fitBgCnbd(histories)).toMatchObject({ regularity: 12, warnings: ['LIFETIME_REGULARITY_AT_LIMIT'] })
})

// Size.

test('terms of a silence beyond the range of numbers are summed with their scale', () => {
  const model = mbgCnbd.atRegularity(100)
  const fitted = model.withParameters({ r: 1, alpha: 1, a: 0.8, b: 3 }, 'week')
  const columns = {
    timeUnit: 'week',
    repeatPurchases: [10_000],
    lastPurchaseAge: [100],
    age: [1000],
  } as const
  const histories = purchaseHistories({ ...columns, sumLogIntervals: [10_000 * Math.log(0.01) - 5000] })
  // Σ (A)_j/j!·w^j over j < 100, by its logarithms.
  const [shape, w] = [1 + 100 * 10_000, 900 / 1001]
  let term = 0
  const terms = Array.from({ length: 100 }, (_, j) =>
    j === 0 ? 0 : (term += Math.log((w * (shape + j - 1)) / j)),
  )
  const largest = Math.max(...terms)
  const logSteps = largest + Math.log(terms.reduce((sum, each) => sum + Math.exp(each - largest), 0))
  const logOdds = Math.log(0.8 / (3 + 10_000)) + shape * Math.log1p(900 / 101) - logSteps
  expect(logSteps).toBeGreaterThan(400 * Math.LN2)
  expect(model.probabilityActive(fitted, histories)[0]).toBe(logOdds > 745 ? 0 : 1 / (1 + Math.exp(logOdds)))
  expect(Number.isFinite(model.logLikelihood(fitted, histories)[0])).toBe(true)
  const rows = { ...histories, weight: Float64Array.of(1) }
  const objective = prepareObjective(
    { variant: { model: 'mbg-cnbd-k', earlyDropouts: 1 }, regularity: 100 },
    rows,
  )
  const point = [0, 0, Math.log(0.8), Math.log(3)]
  const { value, gradient } = objective.slopeAt(point)
  expect(value / -model.logLikelihood(fitted, histories)[0]).toBeCloseTo(1, 9)
  expect(gradient.every(Number.isFinite)).toBe(true)
})

test('a window long after holds what comes between, in however many purchases', () => {
  const model = bgCnbd.atRegularity(4)
  const fitted = model.withParameters({ r: 2, alpha: 0.01, a: 1e-9, b: 50 }, 'week')
  const busy = { repeatPurchases: 9000, lastPurchaseAge: 30, age: 30 }
  const window = { from: 20, horizon: 20.01, coverage: 1, maximum: 400 }
  const table = model.whileActive.purchaseProbabilities(fitted, busy, window)
  const until = (end: number) => model.whileActive.expectedPurchases(fitted, busy, end)
  expect(table.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 9)
  const mean = table.reduce((sum, probability, n) => sum + n * probability, 0)
  expect(mean / (until(20.01) - until(20))).toBeCloseTo(1, 5)
})

test('a hundred thousand steps are told as exactly as ten', () => {
  const model = mbgCnbd.atRegularity(100)
  const fitted = model.withParameters({ r: 1, alpha: 1, a: 0.8, b: 3 }, 'week')
  const customer = { repeatPurchases: 10_000, lastPurchaseAge: 999.99, age: 1000 }
  const expected = model.whileActive.expectedPurchases(fitted, customer, 5)
  const table = model.whileActive.purchaseProbabilities(fitted, customer, {
    horizon: 5,
    coverage: 1 - 1e-10,
    maximum: 10_000,
  })
  expect(table.reduce((sum, probability, n) => sum + n * probability, 0) / expected).toBeCloseTo(1, 8)
})

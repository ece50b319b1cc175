import { beforeAll, describe, expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { inverseNormal } from '#numerics/normal.ts'
import { minimiseBfgs } from '#numerics/optimise.ts'
import { bgNbd } from '../bg-nbd/bg-nbd.ts'
import type { FitProblem } from '../fit.ts'
import { commonHistories } from '../conformance-cases.ts'
import { rowsOf } from '../conformance-measures.ts'
import { mbgCnbd } from '../mbg-cnbd-k/mbg-cnbd-k.ts'
import { mbgNbd } from '../mbg-nbd/mbg-nbd.ts'
import type { AnyFittedPurchaseModel, FittedBgNbd, PurchaseHistories } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { paretoNbd } from '../pareto-nbd/pareto-nbd.ts'
import { confidenceIntervals, standardErrors } from '../summary.ts'
import { parametricBootstrap } from './bootstrap.ts'
import { certify } from './certificate.ts'
import { profileIntervals, profileIntervalsOf } from './profile.ts'

const code = (name: string) => expect.objectContaining({ code: name })

function simulated(customers: number, seed: number): PurchaseHistories {
  const truth = bgNbd.withParameters({ r: 0.4, alpha: 4.4, a: 0.8, b: 2.4 }, 'week')
  const ages = Float64Array.from({ length: customers }, (_, i) => 26 + (i % 26))
  return bgNbd.simulate(truth, { ages, horizon: 0, random: seededRandom(seed) }).histories
}

describe('profile intervals', () => {
  const histories = simulated(1500, 3)
  let fitted: FittedBgNbd

  beforeAll(() => {
    fitted = bgNbd.fit(histories)
  })

  test('at their ends the likelihood has fallen by half the squared quantile, the others at their best', () => {
    const few = simulated(200, 4)
    const best = bgNbd.fit(few)
    const { alpha } = profileIntervals(best, few, { level: 0.95 })
    // Independently: by values of the published likelihood and differences of them.
    const lossAt = ([r, a, b]: readonly number[]) => {
      const parameters = { r: Math.exp(r), alpha: alpha.upper, a: Math.exp(a), b: Math.exp(b) }
      const at = bgNbd.withParameters(parameters, 'week')
      return -bgNbd.logLikelihood(at, few).reduce((sum, value) => sum + value, 0) / 200
    }
    const slopeAt = (point: readonly number[]) => ({
      value: lossAt(point),
      gradient: point.map((value, i) => {
        const moved = (by: number) => lossAt(point.with(i, value + by))
        return (moved(1e-4) - moved(-1e-4)) / 2e-4
      }),
    })
    const start = [best.parameters.r, best.parameters.a, best.parameters.b].map(Math.log)
    const { at } = minimiseBfgs(slopeAt, { start, gradientTolerance: 1e-6, maximumIterations: 60 })
    expect(best.logLikelihood + 200 * at.value).toBeCloseTo(1.959964 ** 2 / 2, 4)
  })

  test('are near the standard ones where the summit is a parabola, and grow with the level', () => {
    const profile = profileIntervals(fitted, histories, { level: 0.8 })
    const wald = confidenceIntervals(fitted, 0.8)
    expect(wald).not.toBeNull()
    for (const name of ['r', 'alpha'] as const) {
      expect(Math.abs(Math.log(profile[name].lower / (wald?.[name].lower ?? 0)))).toBeLessThan(0.02)
      expect(Math.abs(Math.log(profile[name].upper / (wald?.[name].upper ?? 0)))).toBeLessThan(0.02)
    }
    const wide = profileIntervals(fitted, histories, { level: 0.95 })
    for (const name of ['r', 'alpha', 'a', 'b']) {
      expect(wide[name].lower).toBeLessThan(profile[name].lower)
      expect(wide[name].upper).toBeGreaterThan(profile[name].upper)
    }
  })

  test('a parabola known by its gradient alone has the ends that its curvature says', () => {
    const bowl: FitProblem<'x' | 'y'> = {
      parameterNames: ['x', 'y'],
      units: [1, 10],
      slopeAt: ([x, y]) => ({
        value: (x - 1) ** 2 + 2 * (y + 2) ** 2,
        gradient: [2 * (x - 1), 4 * (y + 2)],
      }),
      starts: [[0, 0]],
      customerCount: 100,
      distinctRows: 7,
      logLikelihoodOffset: 0,
    }
    const { x, y } = profileIntervalsOf(bowl, { x: 2, y: 1 })
    const reach = inverseNormal(0.975)
    expect(Math.log(x.upper)).toBeCloseTo(1 + reach / Math.sqrt(200), 5)
    expect(Math.log(x.lower)).toBeCloseTo(1 - reach / Math.sqrt(200), 5)
    expect(Math.log(y.upper / 10)).toBeCloseTo(-2 + reach / Math.sqrt(400), 5)
  })

  test('stay open where the data do not bound a parameter', () => {
    // Nobody drops out: then a / (a + b) may be as small as it likes, and b as large.
    const loyal = bgNbd.withParameters({ r: 2, alpha: 8, a: 1e-9, b: 1 }, 'week')
    const ages = new Float64Array(300).fill(40)
    const { histories: all } = bgNbd.simulate(loyal, { ages, horizon: 0, random: seededRandom(5) })
    const ended = bgNbd.fit(all, { allowUnconverged: true })
    const { r, b } = profileIntervals(ended, all)
    expect(b.upper).toBe(Infinity)
    expect(r.lower).toBeGreaterThan(1)
    expect(r.upper).toBeLessThan(4)
  })

  test('refuse a level that is none, and another unit', () => {
    expect(() => profileIntervals(fitted, histories, { level: 1 })).toThrow(code('LIFETIME_OPTION_INVALID'))
    expect(() => profileIntervals({ ...fitted, timeUnit: 'day' }, histories)).toThrow(
      code('LIFETIME_TIME_UNIT_MISMATCH'),
    )
  })
})

describe.each([bgNbd, mbgNbd, paretoNbd].map((model) => model.name))('certificate of %s', (name) => {
  const model = purchaseModel(name)
  const histories = simulated(800, 8)
  const fitted = model.fit(histories)

  test('a sound fit is certified, and no model within it beats it', () => {
    const certificate = certify(fitted, histories)
    expect(certificate).toMatchObject({ holds: true, identified: true, atBoundary: false, onRidge: false })
    expect(certificate.gradientNorm).toBeLessThan(1e-9)
    expect(certificate.nested.map((check) => check.model)).toEqual(model.contains)
    for (const check of certificate.nested) expect(check.statistic).toBeGreaterThanOrEqual(0)
  })

  test('a fit that stopped too early is not', () => {
    const early = { ...fitted, logLikelihood: fitted.logLikelihood - 500 } as AnyFittedPurchaseModel
    expect(certify(early, histories).holds).toBe(model.contains.length === 0)
  })

  test('where the nested model cannot be fitted nothing is held against it', () => {
    const silent = rowsOf(commonHistories, [0, 1])
    const checks = certify(fitted, silent).nested
    expect(checks.every((check) => check.logLikelihood === null && check.holds)).toBe(true)
  })
})

describe('parametric bootstrap', () => {
  const histories = simulated(600, 4)
  const fitted = bgNbd.fit(histories)
  const statistics = {
    'purchases of all in a year': (again: AnyFittedPurchaseModel) =>
      purchaseModel(again)
        .expectedPurchases(again, histories, 52)
        .reduce((sum, value) => sum + value, 0),
  }
  const bootstrap = parametricBootstrap(fitted, histories, {
    replicates: 200,
    random: seededRandom(9),
    statistics,
  })

  test('its standard errors are those of the curvature where chance is small', () => {
    const errors = standardErrors(fitted)
    expect(bootstrap.fitted + bootstrap.refused).toBe(200)
    for (const name of ['r', 'alpha'] as const) {
      const { standardError, values, lower, upper } = bootstrap.spreads[name]
      // Two hundred replicates know a standard error to about 5 %, and small samples scatter more than curvature says.
      expect(Math.abs(Math.log(standardError / (errors?.[name] ?? 0)))).toBeLessThan(0.25)
      expect(values).toHaveLength(bootstrap.fitted)
      expect(lower).toBeLessThan(fitted.parameters[name])
      expect(upper).toBeGreaterThan(fitted.parameters[name])
    }
  })

  test('whatever follows from a fit has a spread too', () => {
    const spread = bootstrap.spreads['purchases of all in a year']
    expect(spread.estimate).toBe(statistics['purchases of all in a year'](fitted))
    expect(spread.lower).toBeLessThan(spread.estimate)
    expect(spread.upper).toBeGreaterThan(spread.estimate)
  })

  test('a row of weight two is two customers, and the seed decides', () => {
    const once = { replicates: 3, random: seededRandom(1) }
    const pair = rowsOf(histories, [0, 0, 1, 1, 2, 2, 9, 9, 30, 30, 31, 31])
    const weighted = { ...rowsOf(histories, [0, 1, 2, 9, 30, 31]), weight: new Float64Array(6).fill(2) }
    const left = parametricBootstrap(fitted, pair, once)
    const right = parametricBootstrap(fitted, weighted, { ...once, random: seededRandom(1) })
    expect(left).toEqual(right)
  })

  test('a model of regular purchases keeps its regularity, and a quarter of five replicates is the second', () => {
    const regular = mbgCnbd.atRegularity(2)
    const truth = regular.withParameters({ r: 0.9, alpha: 2, a: 0.7, b: 2.5 }, 'week')
    const ages = new Float64Array(150).fill(52)
    const drawn = regular.simulate(truth, { ages, horizon: 0, random: seededRandom(3) }).histories
    const regularFit = regular.fit(drawn)
    const again = parametricBootstrap(regularFit, drawn, {
      replicates: 5,
      random: seededRandom(2),
      level: 0.5,
      statistics: { regularity: (fit) => ('regularity' in fit ? fit.regularity : 1) },
    })
    expect([...again.spreads['regularity'].values]).toEqual([2, 2, 2, 2, 2])
    const { values, lower, upper } = again.spreads['r']
    const sorted = values.toSorted()
    expect([lower, upper]).toEqual([sorted[1], sorted[3]])
  })

  test('refuses what cannot be drawn', () => {
    const random = seededRandom(1)
    expect(() => parametricBootstrap(fitted, histories, { replicates: 1, random })).toThrow(
      code('LIFETIME_OPTION_INVALID'),
    )
    const half = { ...histories, weight: histories.age.map(() => 0.5) }
    expect(() => parametricBootstrap(fitted, half, { random })).toThrow(code('LIFETIME_WEIGHT_NOT_WHOLE'))
    const young = rowsOf(
      {
        ...histories,
        age: histories.age.map(() => 0),
        lastPurchaseAge: histories.age.map(() => 0),
        repeatPurchases: histories.age.map(() => 0),
      },
      [0, 1],
    )
    expect(() => parametricBootstrap(fitted, young, { replicates: 3, random })).toThrow(
      code('LIFETIME_OPTION_INVALID'),
    )
  })
})

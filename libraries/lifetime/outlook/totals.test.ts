import { weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { describe, expect, test } from 'vitest'
import type { AnyFittedPurchaseModel, FittedGammaGamma, PurchaseHistories } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { canTellActive } from './can-tell-active.ts'
import { exampleFits, exampleSpend, withRelativeErrors } from './example-fits.ts'
import { expectedSpend } from './expected-spend.ts'
import type { SpendModel } from './outlook.ts'
import { scoreRows } from './score-rows.ts'
import { simulateBase } from './simulated-base.ts'
import type { SimulatedBase } from './simulated-base.ts'
import { totalsOf } from './totals.ts'
import type { TotalsOptions } from './totals.ts'

const [paretoNbd, , bgNbd] = exampleFits
const gammaGamma: SpendModel = { kind: 'gamma-gamma', fitted: exampleSpend }

function simulated(fitted: AnyFittedPurchaseModel, customers: number, seed: number): SimulatedBase {
  const random = seededRandom(seed)
  // Whole weeks, so that many customers share a row's future.
  const ages = Float64Array.from({ length: customers }, () => 27 + Math.floor(12 * random()))
  return simulateBase({ fitted, spend: exampleSpend.parameters, ages, horizon: 39, random })
}

function optionsFor(
  fitted: AnyFittedPurchaseModel,
  base: SimulatedBase,
  more: Partial<TotalsOptions> = {},
): TotalsOptions {
  const options = {
    fitted,
    spend: gammaGamma,
    rows: { histories: base.histories, spendObservations: base.spendObservations },
    horizon: weeks(39),
    discountRatePerYear: 0,
    spendSums: { meanSpend: base.meanSpend, meanSpendSquare: base.meanSpend.map((mean) => mean * mean) },
    ...more,
  }
  return { ...options, scores: more.scores ?? scoreRows(options) }
}

const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0)

describe.each(exampleFits)('laws of $model', (fitted) => {
  const base = simulated(fitted, 200, 5)

  test('totals are the sums over customers', () => {
    const options = optionsFor(fitted, base)
    const totals = totalsOf(options)
    const { scores } = options
    expect(totals.customers).toBe(200)
    expect(totals.expectedPurchases.mean).toBeCloseTo(sum(scores.expectedPurchases), 8)
    const values = scores.discountedPurchases.map(
      (purchases, i) =>
        purchases *
        expectedSpend(gammaGamma, { observations: base.spendObservations[i], meanSpend: base.meanSpend[i] }),
    )
    expect(totals.value.mean).toBeCloseTo(sum(values), 6)
    expect(totals.active + totals.activeCannotTell).toBeLessThanOrEqual(200)
    expect(totals.valueInfinite).toBeNull()
  })

  test('a row of weight 2 is two rows', () => {
    const doubled: SimulatedBase = {
      ...base,
      histories: { ...base.histories, weight: new Float64Array(200).fill(2) },
    }
    const uncertain = withRelativeErrors(fitted, 0.05)
    const once = totalsOf(optionsFor(uncertain, twice(base)))
    const weighted = totalsOf(
      optionsFor(uncertain, doubled, {
        spendSums: {
          meanSpend: base.meanSpend.map((mean) => 2 * mean),
          meanSpendSquare: base.meanSpend.map((mean) => 2 * mean * mean),
        },
      }),
    )
    for (const total of ['expectedPurchases', 'value'] as const) {
      for (const figure of ['mean', 'low', 'high'] as const) {
        expect(weighted[total][figure] / once[total][figure]).toBeCloseTo(1, 9)
      }
    }
  })

  test('low, mean and high are in order, and unsure parameters spread them', () => {
    const widths = [0, 0.05, 0.2].map((relative) => {
      const spend: SpendModel = { kind: 'gamma-gamma', fitted: withRelativeErrors(exampleSpend, relative) }
      const { expectedPurchases, value } = totalsOf(
        optionsFor(withRelativeErrors(fitted, relative), base, { spend }),
      )
      for (const total of [expectedPurchases, value]) {
        expect(total.low).toBeGreaterThan(0)
        expect(total.low).toBeLessThan(total.mean)
        expect(total.mean).toBeLessThan(total.high)
      }
      return [expectedPurchases.logSpread, value.logSpread]
    })
    for (const which of [0, 1]) {
      expect(widths[1][which]).toBeGreaterThan(widths[0][which])
      expect(widths[2][which]).toBeGreaterThan(widths[1][which])
    }
  })
})

/** Every customer twice. */
function twice(base: SimulatedBase): SimulatedBase {
  const both = (column: Float64Array) => Float64Array.of(...column, ...column)
  const { timeUnit, repeatPurchases, lastPurchaseAge, age } = base.histories
  return {
    histories: {
      timeUnit,
      repeatPurchases: both(repeatPurchases),
      lastPurchaseAge: both(lastPurchaseAge),
      age: both(age),
    },
    spendObservations: both(base.spendObservations),
    meanSpend: both(base.meanSpend),
    futurePurchases: both(base.futurePurchases),
    futureValue: both(base.futureValue),
  }
}

test.each(exampleFits)(
  'of sixty fitted bases, about four in five end inside their interval: $model',
  (truth) => {
    const bases = 60
    let [purchasesInside, valueInside] = [0, 0]
    for (let seed = 1; seed <= bases; seed++) {
      const base = simulated(truth, 800, seed)
      const fitted = purchaseModel(truth).fit(base.histories)
      // Totals read means and variances of chance, which are those of the fit alone; mixing every row would take long.
      const { scores } = optionsFor({ ...fitted, covariance: null }, base)
      const { expectedPurchases, value } = totalsOf(optionsFor(fitted, base, { scores }))
      const [purchases, spent] = [sum(base.futurePurchases), sum(base.futureValue)]
      if (expectedPurchases.low <= purchases && purchases <= expectedPurchases.high) purchasesInside++
      if (value.low <= spent && spent <= value.high) valueInside++
    }
    for (const inside of [purchasesInside, valueInside]) {
      expect(inside / bases).toBeGreaterThanOrEqual(0.7)
      expect(inside / bases).toBeLessThanOrEqual(0.9)
    }
  },
  60_000,
)

test('of very many rows a few stand for all, and the interval is as wide', () => {
  const base = simulated(bgNbd, 6000, 9)
  const uncertain = withRelativeErrors(bgNbd, 0.05)
  const drawn = totalsOf(optionsFor(uncertain, base))
  const few = (column: Float64Array) => column.subarray(0, 400)
  const { timeUnit, repeatPurchases, lastPurchaseAge, age } = base.histories
  const histories: PurchaseHistories = {
    timeUnit,
    repeatPurchases: few(repeatPurchases),
    lastPurchaseAge: few(lastPurchaseAge),
    age: few(age),
    weight: new Float64Array(400).fill(15),
  }
  const every = totalsOf(
    optionsFor(uncertain, {
      histories,
      spendObservations: few(base.spendObservations),
      meanSpend: few(base.meanSpend).map((mean) => 15 * mean),
      futurePurchases: few(base.futurePurchases),
      futureValue: few(base.futureValue),
    }),
  )
  expect(drawn.expectedPurchases.logSpread / every.expectedPurchases.logSpread).toBeCloseTo(1, 1)
})

test('with BG/NBD nobody can tell whether one-time buyers are active, and they stay out of the sum', () => {
  expect(canTellActive('bg-nbd', 0)).toBe(false)
  expect(canTellActive('bg-nbd', 1)).toBe(true)
  expect(canTellActive('mbg-nbd', 0)).toBe(true)
  const base = simulated(bgNbd, 300, 2)
  const options = optionsFor(bgNbd, base)
  const totals = totalsOf(options)
  const oneTime = base.histories.repeatPurchases.filter((x) => x === 0).length
  expect(totals.activeCannotTell).toBe(oneTime)
  expect(totals.active).toBeCloseTo(sum(options.scores.probabilityActive) - oneTime, 8)
})

test('without a spend model the total value is that of the purchases', () => {
  const base = simulated(paretoNbd, 300, 4)
  const spend: SpendModel = { kind: 'mean-spend', meanSpend: 25 }
  const totals = totalsOf(optionsFor(paretoNbd, base, { spend, discountRatePerYear: 0.1 }))
  const undiscounted = totalsOf(optionsFor(paretoNbd, base, { spend }))
  expect(undiscounted.value.mean).toBeCloseTo(25 * undiscounted.expectedPurchases.mean, 8)
  expect(undiscounted.value.high).toBeCloseTo(25 * undiscounted.expectedPurchases.high, 8)
  expect(totals.value.mean).toBeLessThan(undiscounted.value.mean)
  expect(totals.valueInfinite).toBeGreaterThan(totals.value.mean)
})

test('where spends have no variance at all, totals still have an end', () => {
  const base = simulated(paretoNbd, 300, 6)
  const heavy: FittedGammaGamma = { ...exampleSpend, parameters: { p: 6, q: 1.3, gamma: 3 } }
  const { value } = totalsOf(optionsFor(paretoNbd, base, { spend: { kind: 'gamma-gamma', fitted: heavy } }))
  expect(value.high).toBeLessThan(Infinity)
  expect(value.high).toBeGreaterThan(value.mean)
})

test('a base that will buy nothing has a total of nothing', () => {
  const gone: SimulatedBase = {
    histories: {
      timeUnit: 'week',
      repeatPurchases: Float64Array.of(1000),
      lastPurchaseAge: Float64Array.of(10),
      age: Float64Array.of(100),
    },
    spendObservations: Float64Array.of(1000),
    meanSpend: Float64Array.of(20),
    futurePurchases: Float64Array.of(0),
    futureValue: Float64Array.of(0),
  }
  const totals = totalsOf(optionsFor(withRelativeErrors(paretoNbd, 0.1), gone))
  expect(totals.expectedPurchases).toEqual({ mean: 0, low: 0, high: 0, logSpread: 0 })
  expect(totals.value).toEqual({ mean: 0, low: 0, high: 0, logSpread: 0 })
})

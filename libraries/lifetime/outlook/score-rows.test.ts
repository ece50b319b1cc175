import { days, weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnyFittedPurchaseModel, PurchaseHistories } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { exampleFits, exampleSpend, withRelativeErrors } from './example-fits.ts'
import { expectedSpend, valueScale } from './expected-spend.ts'
import type { ScoreOptions, Scores, SpendModel } from './outlook.ts'
import { scoreRows, scoreRowsBy } from './score-rows.ts'
import { simulateBase } from './simulated-base.ts'
import { spendTables } from './spend-table.ts'

const gammaGamma: SpendModel = { kind: 'gamma-gamma', fitted: exampleSpend }
const [paretoNbd, , bgNbd] = exampleFits

function histories(rows: readonly (readonly [number, number, number])[]): PurchaseHistories {
  const column = (place: number) => Float64Array.from(rows, (row) => row[place])
  return { timeUnit: 'week', repeatPurchases: column(0), lastPurchaseAge: column(1), age: column(2) }
}

const someRows = histories([
  [0, 0, 38.86],
  [0, 0, 27.86],
  [1, 1.71, 38.86],
  [2, 30.43, 38.86],
  [7, 35, 39],
  [7, 12, 39],
  [26, 30.86, 31],
  [0, 0, 0],
])

function optionsFor(
  fitted: AnyFittedPurchaseModel,
  rows: PurchaseHistories,
  more: Partial<ScoreOptions> = {},
): ScoreOptions {
  return {
    fitted,
    spend: gammaGamma,
    rows: { histories: rows, spendObservations: rows.repeatPurchases },
    horizon: weeks(52),
    discountRatePerYear: 0.1,
    ...more,
  }
}

/** Columns of the scores by name. */
function columnsOf(scores: Scores): Record<string, Float64Array> {
  const entries = Object.entries(scores).filter(([, column]) => column instanceof Float64Array)
  return Object.fromEntries(entries) as Record<string, Float64Array>
}

function rowsOf(all: PurchaseHistories, rows: readonly number[]): PurchaseHistories {
  return histories(rows.map((row) => [all.repeatPurchases[row], all.lastPurchaseAge[row], all.age[row]]))
}

describe.each(exampleFits)('laws of $model', (fitted) => {
  const uncertain = withRelativeErrors(fitted, 0.2)
  const uncertainSpend: SpendModel = { kind: 'gamma-gamma', fitted: withRelativeErrors(exampleSpend, 0.1) }

  test('tables that the decision on parameters made give the scores every digit of tables of their own', () => {
    const options = optionsFor(uncertain, someRows, { spend: uncertainSpend })
    const scores = scoreRows(options)
    expect(scores.parameterUncertainty).toBe('integrated')
    expect(scores).toEqual(scoreRowsBy(options, spendTables))
  })

  test('means are those of the model at the fitted parameters', () => {
    const scores = scoreRows(optionsFor(uncertain, someRows))
    const model = purchaseModel(fitted)
    const rate = (Math.log(1.1) * 7) / 365.25
    const close = (column: Float64Array, expected: Float64Array) =>
      column.forEach((value, row) => expect(value).toBeCloseTo(expected[row], 9))
    close(scores.probabilityActive, model.probabilityActive(fitted, someRows))
    close(scores.expectedPurchases, model.expectedPurchases(fitted, someRows, 52))
    close(scores.discountedPurchases, model.discountedExpectedPurchases(fitted, someRows, 52, rate))
    close(
      scores.discountedPurchasesInfinite ?? new Float64Array(),
      model.discountedExpectedPurchases(fitted, someRows, Infinity, rate),
    )
  })

  test('the interval of a new customer is that of the model’s own distribution', () => {
    const scores = scoreRows(optionsFor(fitted, histories([[0, 0, 0]])))
    const probabilities = new Float64Array(60)
    purchaseModel(fitted).repeatPurchaseProbabilities(fitted, 52, probabilities)
    const upTo = (n: number) => probabilities.subarray(0, n + 1).reduce((sum, p) => sum + p, 0)
    expect(scores.purchasesLower[0]).toBe(0)
    const upper = scores.purchasesUpper[0]
    expect(upTo(upper)).toBeGreaterThanOrEqual(0.9)
    expect(upTo(upper - 1)).toBeLessThan(0.9)
    expect(scores.purchasesProbability[0]).toBeCloseTo(upTo(upper), 8)
    expect(scores.probabilityBuys[0]).toBeCloseTo(1 - probabilities[0], 8)
  })

  test('a row’s scores depend neither on its place nor on the crowd', () => {
    const all = columnsOf(scoreRows(optionsFor(uncertain, someRows, { spend: uncertainSpend })))
    const order = [3, 6, 1, 0, 2, 5, 4, 7]
    const permuted = columnsOf(
      scoreRows(optionsFor(uncertain, rowsOf(someRows, order), { spend: uncertainSpend })),
    )
    const alone = columnsOf(
      scoreRows(optionsFor(uncertain, rowsOf(someRows, [4]), { spend: uncertainSpend })),
    )
    for (const [name, column] of Object.entries(all)) {
      expect([...permuted[name]], name).toEqual(order.map((row) => column[row]))
      expect(alone[name][0], name).toBe(column[4])
    }
  })

  test('probabilities are probabilities, and every interval holds at least its level', () => {
    const scores = scoreRows(optionsFor(uncertain, someRows, { spend: uncertainSpend }))
    for (let row = 0; row < 8; row++) {
      expect(scores.probabilityActive[row]).toBeGreaterThanOrEqual(0)
      expect(scores.probabilityActive[row]).toBeLessThanOrEqual(1)
      expect(scores.purchasesProbability[row]).toBeGreaterThan(0.8 - 1e-9)
      expect(scores.purchasesProbability[row]).toBeLessThanOrEqual(1 + 1e-9)
      expect(scores.valueProbability[row]).toBeGreaterThan(0.8 - 1e-9)
      expect(scores.valueProbability[row]).toBeLessThanOrEqual(1 + 1e-9)
      expect(scores.purchasesLower[row]).toBeLessThanOrEqual(scores.purchasesUpper[row])
      expect(scores.valueLowerUnit[row]).toBeLessThanOrEqual(scores.valueUpperUnit[row])
    }
  })

  test('a higher level gives an interval that holds the lower one', () => {
    const [narrow, usual, wide] = [0.5, 0.8, 0.95].map((level) =>
      scoreRows(optionsFor(uncertain, someRows, { spend: uncertainSpend, level })),
    )
    for (let row = 0; row < 8; row++) {
      for (const [inner, outer] of [
        [narrow, usual],
        [usual, wide],
      ]) {
        expect(outer.purchasesLower[row]).toBeLessThanOrEqual(inner.purchasesLower[row])
        expect(outer.purchasesUpper[row]).toBeGreaterThanOrEqual(inner.purchasesUpper[row])
        expect(outer.valueLowerUnit[row]).toBeLessThanOrEqual(inner.valueLowerUnit[row])
        expect(outer.valueUpperUnit[row]).toBeGreaterThanOrEqual(inner.valueUpperUnit[row])
      }
    }
  })

  test('the less sure the parameters, the wider the intervals', () => {
    const widths = [0, 0.25, 0.5].map((relative) => {
      const spend: SpendModel = { kind: 'gamma-gamma', fitted: withRelativeErrors(exampleSpend, relative) }
      const scores = scoreRows(optionsFor(withRelativeErrors(fitted, relative), someRows, { spend }))
      // A customer who surely is active and buys much: no atom at 0 hides the widening.
      return [
        scores.valueUpperUnit[6] - scores.valueLowerUnit[6],
        scores.purchasesUpper[6] - scores.purchasesLower[6],
      ]
    })
    for (let i = 1; i < widths.length; i++) {
      expect(widths[i][0]).toBeGreaterThan(widths[i - 1][0])
      expect(widths[i][1]).toBeGreaterThanOrEqual(widths[i - 1][1])
    }
  })

  test('weeks or days, the future is the same', () => {
    const { r, alpha, ...rest } = fitted.parameters as Record<string, number>
    const inDays = {
      ...fitted,
      timeUnit: 'day',
      parameters: { r, alpha: 7 * alpha, ...rest, ...('beta' in rest ? { beta: 7 * rest['beta'] } : {}) },
    } as AnyFittedPurchaseModel
    const sevenfold = (column: Float64Array) => column.map((value) => 7 * value)
    const dayRows: PurchaseHistories = {
      timeUnit: 'day',
      repeatPurchases: someRows.repeatPurchases,
      lastPurchaseAge: sevenfold(someRows.lastPurchaseAge),
      age: sevenfold(someRows.age),
    }
    const byWeek = columnsOf(scoreRows(optionsFor(fitted, someRows)))
    const byDay = columnsOf(scoreRows(optionsFor(inDays, dayRows)))
    for (const [name, column] of Object.entries(byWeek)) {
      column.forEach((value, row) => expect(byDay[name][row], name).toBeCloseTo(value, 6))
    }
  })
})

describe('money', () => {
  test('a customer’s scale and expected spend are those of the published formula', () => {
    // Fader & Hardie (2013), the tenth and the second customer of the CDNOW sample, at rounded parameters.
    expect(expectedSpend(gammaGamma, { observations: 2, meanSpend: 22.35 })).toBeCloseTo(24.6637139107612, 10)
    expect(expectedSpend(gammaGamma, { observations: 7, meanSpend: 73.74 })).toBeCloseTo(71.4696708969671, 10)
    expect(expectedSpend(gammaGamma, { observations: 0, meanSpend: NaN })).toBeCloseTo(35.2189781021898, 10)
    expect(valueScale(gammaGamma, { observations: 2, meanSpend: 10 })).toBeCloseTo(35.44, 12)
  })

  test('money in another currency changes the scale and nothing else', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (rate) => {
        const { p, q, gamma } = exampleSpend.parameters
        const other: SpendModel = {
          kind: 'gamma-gamma',
          fitted: { ...exampleSpend, parameters: { p, q, gamma: gamma * rate } },
        }
        const one = scoreRows(optionsFor(paretoNbd, someRows))
        const another = scoreRows(optionsFor(paretoNbd, someRows, { spend: other }))
        expect(another.valueUpperUnit).toEqual(one.valueUpperUnit)
        expect(valueScale(other, { observations: 3, meanSpend: 20 * rate })).toBeCloseTo(
          rate * valueScale(gammaGamma, { observations: 3, meanSpend: 20 }),
          6,
        )
      }),
      { numRuns: 10 },
    )
  })

  test('without a spend model every purchase is worth the mean spend', () => {
    const spend: SpendModel = { kind: 'mean-spend', meanSpend: 40 }
    const scores = scoreRows(optionsFor(paretoNbd, someRows, { spend, discountRatePerYear: 0 }))
    expect(valueScale(spend, { observations: 5, meanSpend: 100 })).toBe(40)
    expect(expectedSpend(spend, { observations: 5, meanSpend: 100 })).toBe(40)
    expect(scores.valueMeanUnit).toEqual(scores.expectedPurchases)
    expect(scores.valueLowerUnit).toEqual(scores.purchasesLower)
    expect(scores.valueUpperUnit).toEqual(scores.purchasesUpper)
    expect(scores.valueProbability).toEqual(scores.purchasesProbability)
    expect(scores.valueInfiniteUnit).toBeNull()
    expect(scores.discountedPurchasesInfinite).toBeNull()
  })

  test('a higher discount rate lowers the value and its interval, not the purchases', () => {
    const low = scoreRows(optionsFor(paretoNbd, someRows))
    const high = scoreRows(optionsFor(paretoNbd, someRows, { discountRatePerYear: 0.5 }))
    expect(high.purchasesUpper).toEqual(low.purchasesUpper)
    for (let row = 0; row < 8; row++) {
      expect(high.valueMeanUnit[row]).toBeLessThan(low.valueMeanUnit[row])
      expect(high.valueUpperUnit[row]).toBeLessThanOrEqual(low.valueUpperUnit[row])
    }
  })
})

describe('the uncertainty of the parameters', () => {
  test('is integrated where it matters, left out where it does not, and unknown without covariance', () => {
    const said = [0.2, 1e-6].map((relative) =>
      scoreRows(optionsFor(withRelativeErrors(bgNbd, relative), someRows)),
    )
    expect(said[0]).toMatchObject({ parameterUncertainty: 'integrated' })
    expect(said[0].parameterEffect).toBeGreaterThan(2e-4)
    expect(said[1]).toMatchObject({ parameterUncertainty: 'negligible' })
    expect(said[1].parameterEffect).toBeLessThan(2e-4)
    const without = scoreRows(optionsFor(bgNbd, someRows))
    expect(without).toMatchObject({ parameterUncertainty: 'unknown', parameterEffect: null })
  })

  test('leaving it out where it is negligible moves no probability by more than the tolerance', () => {
    // Just below the tolerance on either side: the stated probabilities may differ by that much, and no more.
    const [left, kept] = [0.004, 0.08].map((relative) =>
      scoreRows(optionsFor(withRelativeErrors(paretoNbd, relative), someRows)),
    )
    expect(left.parameterUncertainty).toBe('negligible')
    expect(kept.parameterUncertainty).toBe('integrated')
    left.probabilityBuys.forEach((probability, row) => {
      expect(Math.abs(probability - kept.probabilityBuys[row])).toBeLessThan(
        (kept.parameterEffect ?? 0) + 2e-4,
      )
    })
  })

  test('with mean spend, only that of the purchases is mixed', () => {
    const spend: SpendModel = { kind: 'mean-spend', meanSpend: 40 }
    const scores = scoreRows(optionsFor(withRelativeErrors(bgNbd, 0.2), someRows, { spend }))
    expect(scores.parameterUncertainty).toBe('integrated')
  })
})

describe.each(exampleFits)('what $model says comes true', (fitted) => {
  const random = seededRandom(11)
  const ages = Float64Array.from({ length: 12_000 }, () => 27 + 12 * random())
  const base = simulateBase({ fitted, spend: exampleSpend.parameters, ages, horizon: 52, random })
  const scores = scoreRows({
    ...optionsFor(fitted, base.histories),
    rows: { histories: base.histories, spendObservations: base.spendObservations },
    discountRatePerYear: 0,
  })

  test('intervals of value hold as often as they state', () => {
    let stated = 0
    let held = 0
    for (let i = 0; i < ages.length; i++) {
      const scale = valueScale(gammaGamma, {
        observations: base.spendObservations[i],
        meanSpend: base.meanSpend[i],
      })
      stated += scores.valueProbability[i]
      const [low, high] = [scores.valueLowerUnit[i] * scale, scores.valueUpperUnit[i] * scale]
      if (low <= base.futureValue[i] && base.futureValue[i] <= high) held++
    }
    expect(Math.abs(held - stated) / ages.length).toBeLessThan(0.012)
  })

  test('variances are those that are seen', () => {
    let [seen, stated] = [0, 0]
    for (let i = 0; i < ages.length; i++) {
      seen += (base.futurePurchases[i] - scores.expectedPurchases[i]) ** 2
      stated += scores.purchasesVariance[i]
    }
    expect(seen / stated).toBeGreaterThan(0.85)
    expect(seen / stated).toBeLessThan(1.15)
  })
})

describe('refusals', () => {
  const refused = (more: Partial<ScoreOptions>) => () => scoreRows(optionsFor(bgNbd, someRows, more))
  const code = (name: string) => expect.objectContaining({ code: name })

  test.each([0, -1, Infinity, NaN])('a horizon of %s days', (length) => {
    expect(refused({ horizon: days(length) })).toThrow(code('LIFETIME_HORIZON_INVALID'))
  })

  test.each([0, 1, -0.1, NaN])('a level of %s', (level) => {
    expect(refused({ level })).toThrow(code('LIFETIME_OPTION_INVALID'))
  })

  test.each([-0.1, Infinity, NaN])('a discount rate of %s', (discountRatePerYear) => {
    expect(refused({ discountRatePerYear })).toThrow(code('LIFETIME_OPTION_INVALID'))
  })

  test('a Gamma-Gamma without mean, and a mean spend that is none', () => {
    const fitted = { ...exampleSpend, parameters: { p: 6, q: 0.9, gamma: 15 } }
    expect(refused({ spend: { kind: 'gamma-gamma', fitted } })).toThrow(code('LIFETIME_OPTION_INVALID'))
    expect(refused({ spend: { kind: 'mean-spend', meanSpend: -1 } })).toThrow(code('LIFETIME_OPTION_INVALID'))
    expect(refused({ spend: { kind: 'mean-spend', meanSpend: NaN } })).toThrow(
      code('LIFETIME_OPTION_INVALID'),
    )
  })

  test('spend observations that are too few, or no counts', () => {
    const observed = (spendObservations: Float64Array) =>
      refused({ rows: { histories: someRows, spendObservations } })
    expect(observed(new Float64Array(3))).toThrow(code('LIFETIME_LENGTHS_DIFFER'))
    expect(observed(new Float64Array(8).fill(0.5))).toThrow(code('LIFETIME_COUNT_NOT_WHOLE'))
  })

  test('histories in another unit than the fit', () => {
    const rows = { ...someRows, timeUnit: 'day' as const }
    expect(() => scoreRows(optionsFor(bgNbd, rows))).toThrow(code('LIFETIME_TIME_UNIT_MISMATCH'))
  })
})

describe('size', () => {
  test.each(exampleFits)(
    'a hundred thousand purchases seen and ten thousand to come stay finite: $model',
    (fitted) => {
      const rows = histories([
        [100_000, 520, 520],
        [100_000, 5, 520],
        [3000, 999, 1000],
        [0, 0, 5000],
      ])
      const scores = scoreRows(optionsFor(fitted, rows))
      for (const [name, column] of Object.entries(columnsOf(scores))) {
        expect(column.every(Number.isFinite), name).toBe(true)
      }
      expect(scores.purchasesUpper[0]).toBeGreaterThan(scores.expectedPurchases[0])
      // So regular a buyer's spend is known: value and count have the same relative spread.
      const perPurchase = scores.valueUpperUnit[0] / scores.purchasesUpper[0]
      expect(perPurchase * 100_000).toBeGreaterThan(0.9)
      expect(perPurchase * 100_000).toBeLessThan(1)
    },
  )

  test('ten thousand distinct rows take a moment', () => {
    const random = seededRandom(3)
    const ages = Float64Array.from({ length: 20_000 }, () => (189 + Math.floor(84 * random())) / 7)
    const base = simulateBase({ fitted: paretoNbd, spend: exampleSpend.parameters, ages, horizon: 1, random })
    const started = performance.now()
    const scores = scoreRows(optionsFor(paretoNbd, base.histories))
    expect(scores.purchasesUpper.length).toBe(20_000)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

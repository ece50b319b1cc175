import { readFileSync } from 'node:fs'
import { days, weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { describe, expect, test } from 'vitest'
import { testWithDataset } from '#tests/datasets.ts'
import { purchaseHistories } from '../histories.ts'
import type { AnyFittedPurchaseModel } from '../model.ts'
import { purchaseModel, purchaseModels } from '../models.ts'
import { exampleFits } from '../outlook/example-fits.ts'
import { judgeHoldout } from './holdout.ts'
import type { HoldoutOptions, HoldoutRows } from './holdout.ts'

function simulatedRows(fitted: AnyFittedPurchaseModel, customers: number, seed: number): HoldoutRows {
  const random = seededRandom(seed)
  const ages = Float64Array.from({ length: customers }, () => 27 + 12 * random())
  const { histories, futurePurchases } = purchaseModel(fitted).simulate(fitted, { ages, horizon: 39, random })
  return { histories, futurePurchases, recentPurchases: histories.repeatPurchases }
}

function optionsFor(fitted: AnyFittedPurchaseModel, rows: HoldoutRows): HoldoutOptions {
  return { fitted, rows, horizon: weeks(39), recentWindow: days(273) }
}

/** The examples, and every other model at parameters such as real customers have. */
const truths = [
  ...exampleFits,
  ...purchaseModels
    .filter(({ name }) => exampleFits.every(({ model }) => model !== name))
    .map((model) => model.withParameters(model.typicalParameters, 'week')),
]

describe.each(truths)('a fit of $model, judged by what the same customers did next', (truth) => {
  const rows = simulatedRows(truth, 5000, 21)
  const fitted = purchaseModel(truth).fit(rows.histories)
  const judged = judgeHoldout(optionsFor(fitted, rows))

  test('has 77 to 83 % of its transformed counts in [.1, .9]', () => {
    expect(judged.pitInside80).toBeGreaterThan(0.77)
    expect(judged.pitInside80).toBeLessThan(0.83)
    expect(judged.pit.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
    for (const share of judged.pit) expect(Math.abs(share - 0.1)).toBeLessThan(0.02)
  })

  test('covers within three points of what it states, at every level', () => {
    expect(Math.abs(judged.coverage - judged.statedCoverage)).toBeLessThan(0.03)
    for (const { level, stated, observed } of judged.reliability) {
      expect(stated).toBeGreaterThanOrEqual(level)
      expect(Math.abs(stated - observed)).toBeLessThan(0.03)
    }
  })

  test('says the probability to buy again as it comes true', () => {
    for (const { customers, stated, observed } of judged.buysAgain) {
      const error = Math.sqrt((stated * (1 - stated)) / customers)
      expect(Math.abs(stated - observed)).toBeLessThan(4 * error + 0.02)
    }
  })

  test('expects as many purchases as come, also of those who bought more before', () => {
    expect(judged.expectedPurchases / judged.actualPurchases).toBeCloseTo(1, 0)
    const customers = judged.byPastPurchases.reduce((sum, group) => sum + group.customers, 0)
    expect(customers).toBe(5000)
    for (const group of judged.byPastPurchases) {
      expect(Math.abs(group.actual - group.expected)).toBeLessThan(0.1 + 0.4 * group.expected)
    }
  })

  test('beats the simple rule', () => {
    expect(judged.poissonDeviance).toBeLessThan(judged.baseline.poissonDeviance)
    // Where nobody leaves, last year's count is near the median, which no mean beats in absolute errors.
    if (truth.model === 'nbd') return
    expect(judged.meanAbsoluteError).toBeLessThan(judged.baseline.meanAbsoluteError)
  })
})

testWithDataset('the CDNOW sample is judged as others found it', 'cdnow/cdnow_cbs.csv', (path) => {
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1)
  const column = (place: number) => Float64Array.from(lines, (line) => Number(line.split(',')[place]))
  const histories = purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: column(0),
    lastPurchaseAge: column(1),
    age: column(2),
  })
  const rows = { histories, futurePurchases: column(3), recentPurchases: histories.repeatPurchases }
  const judged = (['pareto-nbd', 'mbg-nbd', 'bg-nbd'] as const).map((name) =>
    judgeHoldout(optionsFor(purchaseModel(name).fit(histories), rows)),
  )
  // Sums of conditional expectations over 39 weeks by CLVTools, BTYDplus and lifetimes.
  expect(judged.map(({ expectedPurchases }) => expectedPurchases)).toEqual(
    [1665.53, 1576.74, 1653.41].map((sum) => expect.closeTo(sum, 1)),
  )
  for (const { actualPurchases, coverage, statedCoverage, pitInside80 } of judged) {
    expect(actualPurchases).toBe(1882)
    expect(statedCoverage).toBeGreaterThan(0.9)
    expect(Math.abs(coverage - statedCoverage)).toBeLessThan(0.03)
    expect(Math.abs(pitInside80 - 0.8)).toBeLessThan(0.03)
  }
})

describe('laws', () => {
  const [fitted] = exampleFits
  const rows = simulatedRows(fitted, 300, 8)
  const judged = judgeHoldout(optionsFor(fitted, rows))

  test('the order of the rows does not matter', () => {
    const reversed = (column: Float64Array) => column.toReversed()
    const { histories } = rows
    const backwards = judgeHoldout(
      optionsFor(fitted, {
        histories: {
          timeUnit: 'week',
          repeatPurchases: reversed(histories.repeatPurchases),
          lastPurchaseAge: reversed(histories.lastPurchaseAge),
          age: reversed(histories.age),
        },
        futurePurchases: reversed(rows.futurePurchases),
        recentPurchases: reversed(rows.recentPurchases),
      }),
    )
    expect(backwards.meanLogProbability).toBeCloseTo(judged.meanLogProbability, 12)
    expect(backwards.pitInside80).toBeCloseTo(judged.pitInside80, 12)
    expect(backwards.poissonDeviance).toBeCloseTo(judged.poissonDeviance, 12)
  })

  test('a row of weight 3 is three customers', () => {
    const weight = new Float64Array(300).fill(3)
    const tripled = judgeHoldout(optionsFor(fitted, { ...rows, histories: { ...rows.histories, weight } }))
    expect(tripled.customers).toBe(900)
    expect(tripled.actualPurchases).toBe(3 * judged.actualPurchases)
    expect(tripled.coverage).toBeCloseTo(judged.coverage, 12)
    expect(tripled.statedCoverage).toBeCloseTo(judged.statedCoverage, 12)
    expect(tripled.meanAbsoluteError).toBeCloseTo(judged.meanAbsoluteError, 12)
  })

  test('the mean log probability is that of the distribution', () => {
    const probabilities = new Float64Array(201)
    const age = Float64Array.of(0)
    const histories = { timeUnit: 'week', repeatPurchases: age, lastPurchaseAge: age, age } as const
    purchaseModel(fitted).repeatPurchaseProbabilities(fitted, 39, probabilities)
    for (const count of [0, 1, 30, 200]) {
      const one = { histories, futurePurchases: Float64Array.of(count), recentPurchases: age }
      const { meanLogProbability } = judgeHoldout(optionsFor(fitted, one))
      expect(meanLogProbability).toBeCloseTo(Math.log(probabilities[count]), 6)
    }
  })

  test('a count that the model holds impossible has a finite probability', () => {
    const gone = {
      timeUnit: 'week',
      repeatPurchases: Float64Array.of(1000),
      lastPurchaseAge: Float64Array.of(10),
      age: Float64Array.of(100),
    } as const
    const one = { histories: gone, futurePurchases: Float64Array.of(5), recentPurchases: Float64Array.of(0) }
    const { meanLogProbability, poissonDeviance, pitInside80 } = judgeHoldout(optionsFor(fitted, one))
    expect(meanLogProbability).toBeCloseTo(Math.log(1e-300), 9)
    expect(poissonDeviance).toBeLessThan(Infinity)
    expect(pitInside80).toBe(0)
  })
})

describe('refusals', () => {
  const [fitted] = exampleFits
  const rows = simulatedRows(fitted, 10, 1)
  const code = (name: string) => expect.objectContaining({ code: name })
  const refused = (more: Partial<HoldoutOptions>) => () =>
    judgeHoldout({ ...optionsFor(fitted, rows), ...more })

  test('a holdout or a past year without length', () => {
    expect(refused({ horizon: days(0) })).toThrow(code('LIFETIME_HORIZON_INVALID'))
    expect(refused({ recentWindow: days(0) })).toThrow(code('LIFETIME_HORIZON_INVALID'))
  })

  test('a level of one, another unit, counts that are none', () => {
    expect(refused({ level: 1 })).toThrow(code('LIFETIME_OPTION_INVALID'))
    const histories = { ...rows.histories, timeUnit: 'day' as const }
    expect(refused({ rows: { ...rows, histories } })).toThrow(code('LIFETIME_TIME_UNIT_MISMATCH'))
    const futurePurchases = new Float64Array(10).fill(-1)
    expect(refused({ rows: { ...rows, futurePurchases } })).toThrow(code('LIFETIME_COUNT_NOT_WHOLE'))
    const recentPurchases = new Float64Array(9)
    expect(refused({ rows: { ...rows, recentPurchases } })).toThrow(code('LIFETIME_LENGTHS_DIFFER'))
  })
})

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { days, weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { testWithDataset } from '#tests/datasets.ts'
import { purchaseHistories } from '../histories.ts'
import type { AnyFittedPurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { exampleFits } from '../outlook/example-fits.ts'
import { purchaseLog } from '../purchase-log.ts'
import { averaged, compareModels } from './comparison.ts'
import { chooseModel } from './choose-model.ts'
import { rankingOf } from './ranking.ts'
import { mixedLogProbabilities, stackingWeights } from './stacking.ts'

const code = (name: string) => expect.objectContaining({ code: name })
const [paretoNbd, mbgNbd, bgFit] = exampleFits

describe('ranking', () => {
  const ones = (count: number) => new Float64Array(count).fill(1)
  const ranked = (actual: number[], expected: number[]) =>
    rankingOf({
      actual: Float64Array.from(actual),
      expected: Float64Array.from(expected),
      weight: ones(actual.length),
    })

  test('the right order is worth 1, the reverse −1, and no order 0', () => {
    expect(ranked([0, 1, 2, 7], [0.1, 0.2, 0.3, 0.4]).gini).toBeCloseTo(1, 12)
    expect(ranked([7, 2, 1, 0], [0.1, 0.2, 0.3, 0.4]).gini).toBeCloseTo(-1, 12)
    expect(ranked([0, 1, 2, 7], [1, 1, 1, 1]).gini).toBeCloseTo(0, 12)
    expect(ranked([0, 0], [1, 2]).gini).toBeNull()
    expect(ranked([3, 3], [1, 2]).gini).toBeNull()
  })

  test('the first tenth bought what it bought', () => {
    const actual = Array.from({ length: 20 }, (_, i) => (i < 2 ? 10 : 0))
    const { deciles } = ranked(
      actual,
      actual.map((_, i) => 20 - i),
    )
    expect(deciles).toHaveLength(10)
    expect(deciles[0]).toEqual({ customers: 2, actual: 10, expected: 19.5, lift: 10 })
    expect(deciles[9]).toMatchObject({ customers: 2, actual: 0, lift: 0 })
  })

  test('rows with weight are as many customers, and no customer is lost', () => {
    const row = fc.record({
      actual: fc.integer({ min: 0, max: 9 }),
      expected: fc.integer({ min: 0, max: 4 }),
      weight: fc.integer({ min: 1, max: 5 }),
    })
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 40 }), (rows) => {
        const column = (read: (each: (typeof rows)[number]) => number) => Float64Array.from(rows, read)
        const weighted = rankingOf({
          actual: column((each) => each.actual),
          expected: column((each) => each.expected),
          weight: column((each) => each.weight),
        })
        const single = rows.flatMap((each) => Array<typeof each>(each.weight).fill(each))
        const alone = ranked(
          single.map((each) => each.actual),
          single.map((each) => each.expected),
        )
        expect(weighted.gini ?? 9).toBeCloseTo(alone.gini ?? 9, 10)
        const customers = weighted.deciles.reduce((sum, decile) => sum + decile.customers, 0)
        expect(customers).toBeCloseTo(single.length, 9)
      }),
    )
  })
})

describe('stacking', () => {
  test('all weight goes to the model that is right, and none is lost', () => {
    const right = Float64Array.of(-0.1, -0.2, -0.3)
    const wrong = Float64Array.of(-1, -2, -3)
    const shares = stackingWeights({ logProbabilities: [wrong, right], weight: Float64Array.of(5, 1, 2) })
    expect(shares[1]).toBeCloseTo(1, 6)
    expect(shares[0] + shares[1]).toBeCloseTo(1, 12)
  })

  test('where each model is right half of the time a mixture beats both', () => {
    const [odd, even] = [Float64Array.of(-0.1, -3), Float64Array.of(-3, -0.1)]
    const weight = Float64Array.of(1, 1)
    const shares = stackingWeights({ logProbabilities: [odd, even], weight })
    expect(shares[0]).toBeCloseTo(0.5, 6)
    const mixed = mixedLogProbabilities([odd, even], shares)
    expect(mixed[0] + mixed[1]).toBeGreaterThan(odd[0] + odd[1])
  })
})

describe('comparison', () => {
  const ages = Float64Array.from({ length: 1500 }, (_, i) => 20 + (i % 20))
  const truth = bgFit
  const origin = (seed: number, candidates: readonly AnyFittedPurchaseModel[]) => {
    const { histories, futurePurchases } = purchaseModel(truth).simulate(truth, {
      ages,
      horizon: 20,
      random: seededRandom(seed),
    })
    return { candidates, rows: { histories, futurePurchases }, horizon: weeks(20) }
  }
  const worse = { ...paretoNbd, parameters: { r: 2, alpha: 5, s: 0.6, beta: 12 } } as AnyFittedPurchaseModel

  test('the true model is not beaten, a wrong one is told by more than noise', () => {
    const { model, table, reason, average } = compareModels([
      origin(1, [truth, worse]),
      origin(2, [truth, worse]),
    ])
    expect(model).toBe('bg-nbd')
    expect(table.map((row) => row.model)).toEqual(['bg-nbd', 'pareto-nbd'])
    expect(table[0]).toMatchObject({ differenceToBest: 0, isNoise: true, title: 'BG/NBD' })
    expect(table[1].isNoise).toBe(false)
    expect(table[0].gini).toBeGreaterThan(0.4)
    expect(table[0].deciles[0].lift).toBeGreaterThan(3)
    expect(table[0].poissonDeviance).toBeLessThan(table[1].poissonDeviance)
    expect(reason).toBe('BG/NBD gave what came a clearly higher probability than the others.')
    expect(table[1].againstChosen).toEqual({
      difference: table[1].differenceToBest,
      standardError: table[1].standardError,
      isNoise: false,
    })
    expect(average?.weights['bg-nbd']).toBeGreaterThan(0.9)
    expect(average?.wins).toBe(false)
  })

  test('a model that adds nothing to a mixture has no weight in it at all', () => {
    const absurd = { ...mbgNbd, parameters: { r: 40, alpha: 1, a: 0.01, b: 90 } } as AnyFittedPurchaseModel
    const { average } = compareModels([origin(1, [truth, absurd]), origin(2, [truth, absurd])])
    expect(average?.weights['mbg-nbd']).toBe(0)
    expect(average?.weights['bg-nbd']).toBeCloseTo(1, 6)
  })

  test('a difference within two standard errors is called noise, and the order decides', () => {
    const { model, table, reason, because } = compareModels([origin(3, [truth, mbgNbd])])
    expect(table).toHaveLength(2)
    expect(because.code).toMatch(/^LIFETIME_CHOICE_(TIE|ALIKE|CLEAR)$/)
    for (const { model: name, againstChosen } of table) {
      if (name === model) expect(againstChosen).toEqual({ difference: 0, standardError: 0, isNoise: true })
    }
    expect(model).toBe(table.every((row) => row.isNoise) ? 'mbg-nbd' : 'bg-nbd')
    expect(reason).toMatch(/noise|clearly/)
  })

  test('a model that is another under a second name says the same, which no rounding turns into a difference', () => {
    const name = 'bg-cnbd-k'
    const twin = { ...truth, model: name, regularity: 1 } as unknown as AnyFittedPurchaseModel
    const { model, table, because } = compareModels([origin(5, [truth, twin]), origin(6, [truth, twin])])
    expect(model).toBe('bg-nbd')
    expect(table).toHaveLength(2)
    for (const row of table) {
      expect(row.isNoise).toBe(true)
      expect(row.againstChosen).toEqual({ difference: 0, standardError: 0, isNoise: true })
    }
    expect(because.code).toMatch(/^LIFETIME_CHOICE_(TIE|ALIKE)$/)
  })

  test('one origin leaves nothing to judge a mixture on', () => {
    expect(compareModels([origin(1, [truth, worse])]).average).toBeNull()
    expect(compareModels([origin(1, [truth]), origin(2, [truth])]).reason).toBe(
      'BG/NBD is the only model that could be fitted.',
    )
  })

  test('a model that is missing at an origin is left out, and none at all is refused', () => {
    const { table } = compareModels([origin(1, [truth, worse]), origin(2, [truth])])
    expect(table.map((row) => row.model)).toEqual(['bg-nbd'])
    expect(() => compareModels([])).toThrow(code('LIFETIME_OPTION_INVALID'))
    expect(() => compareModels([origin(1, [truth]), origin(2, [worse])])).toThrow(
      code('LIFETIME_OPTION_INVALID'),
    )
  })

  test('predictions are mixed by the weights', () => {
    const column = (fitted: AnyFittedPurchaseModel) => Float64Array.of(fitted.model === 'bg-nbd' ? 1 : 3)
    expect(averaged({ 'bg-nbd': 0.25, 'pareto-nbd': 0.75 }, [truth, paretoNbd], column)[0]).toBe(2.5)
    expect(() => averaged({ 'mbg-nbd': 1 }, [truth], column)).toThrow(code('LIFETIME_OPTION_INVALID'))
  })
})

test('a model that cannot be fitted is left out with its code, and a log that tells nothing is refused', () => {
  // Nobody buys again before day 200: at the first origin nothing can be fitted.
  const customer = Array.from({ length: 60 }, (_, i) => `c${i % 40}`)
  const day = Array.from({ length: 60 }, (_, i) => (i < 40 ? i : 200 + 3 * i))
  const late = purchaseLog({ customer, day })
  expect(() => chooseModel(late, { horizon: days(100), origins: 2, models: ['nbd', 'bg-nbd'] })).toThrow(
    code('LIFETIME_OPTION_INVALID'),
  )
  const once = purchaseLog({ customer: ['a', 'b'], day: [0, 300] })
  expect(() => chooseModel(once, { horizon: days(50) })).toThrow(code('LIFETIME_OPTION_INVALID'))
})

test('a mixture that wins on an origin that had no part in it is said to', () => {
  // Two kinds of customers that no one model fits: some buy often and steadily, most hardly ever.
  const ages = new Float64Array(1600).fill(40)
  const kinds = [
    { r: 60, alpha: 60, a: 0.01, b: 40 },
    { r: 0.1, alpha: 20, a: 2, b: 1 },
  ].map((parameters) => purchaseModel('bg-nbd').withParameters(parameters, 'week'))
  const originOf = (seed: number) => {
    const drawn = kinds.map((kind, i) =>
      purchaseModel(kind).simulate(kind, { ages, horizon: 20, random: seededRandom(10 * seed + i) }),
    )
    const joined = (read: (each: (typeof drawn)[number]) => Float64Array) =>
      Float64Array.from(drawn.flatMap((each) => [...read(each)]))
    const histories = purchaseHistories({
      timeUnit: 'week',
      repeatPurchases: joined((each) => each.histories.repeatPurchases),
      lastPurchaseAge: joined((each) => each.histories.lastPurchaseAge),
      age: joined((each) => each.histories.age),
    })
    const candidates = [kinds[0], { ...kinds[1], model: 'mbg-nbd' } as AnyFittedPurchaseModel]
    return {
      candidates,
      rows: { histories, futurePurchases: joined((each) => each.futurePurchases) },
      horizon: weeks(20),
    }
  }
  const { average, reason } = compareModels([originOf(1), originOf(2)])
  expect(average?.wins).toBe(true)
  expect(average?.gain).toBeGreaterThan(0)
  expect(reason).toMatch(/A mixture did better still/)
})

testWithDataset(
  'the CDNOW sample is chosen for from its log',
  'cdnow/CDNOW_sample.txt',
  (path) => {
    const rows = readFileSync(path, 'latin1')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((cells) => cells.length === 5)
    const day = rows.map(([, , date]) => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`)
    const log = purchaseLog({ customer: rows.map(([id]) => id), day })
    const models = ['pareto-nbd', 'mbg-nbd', 'bg-nbd'] as const
    const chosen = chooseModel(log, { horizon: days(91), origins: 3, models })
    expect(models).toContain(chosen.model)
    expect(chosen.fitted.model).toBe(chosen.model)
    expect(chosen.fitted.customerCount).toBe(2357)
    expect(chosen.table).toHaveLength(3)
    expect(chosen.refused).toEqual([])
    for (const row of chosen.table) {
      expect(row.gini).toBeGreaterThan(0.5)
      expect(row.expectedPurchases / row.actualPurchases).toBeGreaterThan(0.8)
      expect(row.expectedPurchases / row.actualPurchases).toBeLessThan(1.3)
    }
    expect(() => chooseModel(log, { horizon: days(91), origins: 9 })).toThrow(code('LIFETIME_OPTION_INVALID'))
    expect(() => chooseModel(log, { horizon: days(0.5) })).toThrow(code('LIFETIME_OPTION_INVALID'))
  },
  120_000,
)

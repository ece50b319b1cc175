import { describe, expect, test } from 'vitest'
import { customerOf } from './history-rows.ts'
import { commonHistories, fitWith, typicalFit } from './conformance-cases.ts'
import { purchaseModels } from './models.ts'

const customer = customerOf(commonHistories, 4)

describe.each(purchaseModels.map((model) => [model.name, model] as const))(
  '%s without an end',
  (_, model) => {
    const { probabilityActive, discountedExpectedPurchases } = model.whileActive

    test('nobody who can drop out is active for ever', () => {
      const forEver = probabilityActive(typicalFit(model), customer, Infinity)
      expect(forEver).toBe(model.name === 'nbd' ? 1 : 0)
    })

    test('what is not discounted is no less than in the longest time', () => {
      const ahead = (horizon: number) =>
        discountedExpectedPurchases(typicalFit(model), customer, { horizon, discountRate: 0 })
      expect(ahead(Infinity)).toBeGreaterThanOrEqual(ahead(50_000))
    })
  },
)

test.each(['bg-cnbd-k', 'mbg-cnbd-k'] as const)(
  '%s: where customers drop out soon enough, what is expected without end has a mean',
  (name) => {
    const model = purchaseModels.find((candidate) => candidate.name === name)
    const soon = model!.atRegularity!(3)
    const fitted = fitWith(soon, { r: 1, alpha: 2, a: 4, b: 3 })
    const ahead = (horizon: number) =>
      soon.whileActive.discountedExpectedPurchases(fitted, customer, { horizon, discountRate: 0 })
    expect(ahead(1e6) / ahead(Infinity)).toBeCloseTo(1, 6)
  },
)

describe.each(
  purchaseModels.filter(({ name }) => /^m?bg/.test(name)).map((model) => [model.name, model] as const),
)('%s', (_, model) => {
  test('a window that begins after thousands of purchases holds what is expected of it', () => {
    const fitted = fitWith(model, { ...model.typicalParameters, a: 1e-6, b: 4 })
    const busy = { repeatPurchases: 400, lastPurchaseAge: 10, age: 10 }
    const window = { from: 50, horizon: 50.5, coverage: 1, maximum: 5000 }
    const table = model.whileActive.purchaseProbabilities(fitted, busy, window)
    const until = (end: number) => model.whileActive.expectedPurchases(fitted, busy, end)
    const total = table.reduce((sum, probability) => sum + probability, 0)
    const mean = table.reduce((sum, probability, n) => sum + n * probability, 0)
    expect(total).toBeCloseTo(1, 10)
    expect(mean / (until(50.5) - until(50))).toBeCloseTo(1, 7)
  })
})

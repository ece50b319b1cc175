import { expect, test } from 'vitest'
import { purchaseModel } from '../models.ts'
import { exampleFits } from './example-fits.ts'
import { activeVariance, countQuantile, survivalAt, tabulateFuture } from './future-table.ts'

const customer = { repeatPurchases: 4, lastPurchaseAge: 28, age: 30 }
const all = Float64Array.of(1)

test.each(exampleFits)('a table is a distribution with the model’s mean: $model', (fitted) => {
  const model = purchaseModel(fitted)
  const future = tabulateFuture(model, [fitted], { customer, horizon: 26 })
  const sum = future.probability.reduce((total, probability) => total + probability, 0)
  expect(sum).toBeCloseTo(1, 12)
  const mean = future.survival.reduce((total, survival) => total + survival, 0)
  expect(mean).toBeCloseTo(model.whileActive.expectedPurchases(fitted, customer, 26), 6)
  const square = future.probability.reduce((total, probability, n) => total + n * n * probability, 0)
  expect(activeVariance(future, 0, mean)).toBeCloseTo(square - mean * mean, 8)
})

test.each(exampleFits)(
  'beyond the table nothing survives, and it reaches as far as asked: $model',
  (fitted) => {
    const model = purchaseModel(fitted)
    const future = tabulateFuture(model, [fitted], { customer, horizon: 26 })
    expect(survivalAt(future, all, future.width - 1)).toBe(0)
    expect(survivalAt(future, all, future.width + 5)).toBe(0)
    const longer = tabulateFuture(model, [fitted], { customer, horizon: 26, atLeast: future.width + 20 })
    expect(longer.width).toBe(future.width + 21)
    expect(longer.probability[future.width + 5]).toBeGreaterThan(0)
  },
)

test('tables of several fits stand side by side, and shares mix them', () => {
  const [paretoNbd] = exampleFits
  const { r, ...rest } = paretoNbd.parameters
  const keener = purchaseModel(paretoNbd).withParameters({ r: 4 * r, ...rest }, 'week')
  const future = tabulateFuture(purchaseModel(paretoNbd), [paretoNbd, keener], { customer, horizon: 26 })
  const [first, second] = [Float64Array.of(1, 0), Float64Array.of(0, 1)]
  const half = Float64Array.of(0.5, 0.5)
  expect(survivalAt(future, second, 3)).toBeGreaterThan(survivalAt(future, first, 3))
  expect(survivalAt(future, half, 3)).toBeCloseTo(
    (survivalAt(future, first, 3) + survivalAt(future, second, 3)) / 2,
    12,
  )
  expect(countQuantile(future, first, 0.1)).toBeLessThan(countQuantile(future, second, 0.1))
})

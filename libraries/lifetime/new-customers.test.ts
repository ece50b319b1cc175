import { expect, test } from 'vitest'
import { days, weeks } from '#kernel/time.ts'
import { newCustomers } from './new-customers.ts'
import { exampleFits } from './outlook/example-fits.ts'
import { purchaseModel } from './models.ts'

const [paretoNbd, mbgNbd, bgNbd] = exampleFits

test.each(exampleFits)('a new customer is one with an empty history: $model', (fitted) => {
  const model = purchaseModel(fitted)
  const { probabilities, repeatPurchases } = newCustomers(fitted, { horizon: weeks(39) })
  expect(repeatPurchases).toBeCloseTo(model.expectedRepeatPurchases(fitted, Float64Array.of(39))[0], 12)
  const table = new Float64Array(20)
  model.repeatPurchaseProbabilities(fitted, 39, table)
  table.forEach((probability, n) => expect(probabilities?.[n]).toBeCloseTo(probability, 12))
})

test.each(exampleFits)('windows add up: $model', (fitted) => {
  const at = (from: number, horizon: number) =>
    newCustomers(fitted, { from: weeks(from), horizon: weeks(horizon), discountRatePerYear: 0.1 })
  const [early, late, all] = [at(0, 20), at(20, 52), at(0, 52)]
  expect((early.repeatPurchases ?? 0) + (late.repeatPurchases ?? 0)).toBeCloseTo(all.repeatPurchases ?? 0, 12)
  expect(early.discountedPurchases + late.discountedPurchases).toBeCloseTo(all.discountedPurchases, 12)
  const mean = late.probabilities?.reduce((sum, probability, n) => sum + n * probability, 0)
  expect(mean).toBeCloseTo(late.repeatPurchases ?? 0, 6)
})

test('the first purchase counts in full, and only where the time looked at holds it', () => {
  const whole = newCustomers(bgNbd, { horizon: days(Infinity), discountRatePerYear: 0.15 })
  expect(whole.discountedPurchases).toBe(1 + whole.discountedRepeatPurchases)
  expect(whole).toMatchObject({ probabilityActive: null, repeatPurchases: null, probabilities: null })
  const later = newCustomers(bgNbd, { from: weeks(4), horizon: weeks(8) })
  expect(later.discountedPurchases).toBe(later.discountedRepeatPurchases)
})

test('Pareto/NBD keeps its customers as its law says, MBG/NBD loses some at once', () => {
  const { probabilityActive } = newCustomers(paretoNbd, { horizon: weeks(52) })
  expect(probabilityActive).toBeCloseTo((11.669 / 63.669) ** 0.606, 12)
  expect(newCustomers(mbgNbd, { horizon: weeks(0) }).probabilityActive).toBeCloseTo(1.614 / 2.505, 12)
  expect(newCustomers(bgNbd, { horizon: weeks(0) }).probabilityActive).toBe(1)
})

test('an endless horizon needs a discount', () => {
  const refusal = expect.objectContaining({ code: 'LIFETIME_HORIZON_INVALID' })
  expect(() => newCustomers(bgNbd, { horizon: days(Infinity) })).toThrow(refusal)
  expect(() => newCustomers(bgNbd, { from: weeks(9), horizon: weeks(8) })).toThrow(refusal)
})

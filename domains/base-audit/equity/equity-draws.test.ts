import fc from 'fast-check'
import { expect, test } from 'vitest'
import { central, drawn, modelDraws, sampleBySize, spendsUnder, valuesUnder } from './equity-draws.ts'
import { simulatedBase, trueModel } from './equity-world.test-data.ts'
import { statesAt, valuesOf } from './equity-values.ts'

const window = { horizonDays: 364, discountRatePerYear: 0.1 }

test('values between the cubature points are those of the draw itself, to three per cent of any customer', () => {
  const { closing } = simulatedBase({
    customers: 60,
    openingDay: 300,
    closingDay: 600,
    discountRatePerYear: 0.1,
    seed: 1,
  })
  const model = trueModel(0.15)
  const pair = { opening: model, closing: model, customers: closing }
  const models = modelDraws({ ...pair, backtestReach: null, draws: 20 })
  if (models === null) throw new Error('the model has a covariance')
  const spends = spendsUnder(models.closing)
  const few = statesAt(
    closing,
    Int32Array.from(closing.customer, (_, place) => place),
  )
  valuesUnder(models.closing, few, window).forEach((values, k) => {
    const parameters = models.closing.purchases[k] as typeof model.purchases.parameters
    const purchases = { ...model.purchases, parameters } as typeof model.purchases
    const direct = valuesOf({ ...model, purchases, spend: spends[k] ?? model.spend }, few, window)
    direct.forEach((value, row) => expect(Math.abs((values[row] ?? 0) / value - 1)).toBeLessThan(0.03))
  })
})

test('a sample by size stands for the whole, and few customers stand for themselves', () => {
  const sizes = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 3000 })
  fc.assert(
    fc.property(sizes, (column) => {
      const all = Float64Array.from(column)
      const { places, weights } = sampleBySize(all)
      const whole = all.reduce((sum, size) => sum + size, 0)
      const told = places.reduce((sum, place, row) => sum + (all[place] ?? 0) * (weights[row] ?? 0), 0)
      if (all.length <= 1000 || whole > 0)
        expect(Math.abs(told - whole)).toBeLessThanOrEqual(2e-3 * whole + 1e-9)
      if (all.length <= 1000) expect([...weights].every((weight) => weight === 1)).toBe(true)
      expect(places.length).toBeLessThanOrEqual(Math.max(1000, 1))
    }),
    { numRuns: 50 },
  )
})

test('a known figure has no width, and a modelled one is as wide as its draws', () => {
  const factors = Float64Array.of(0.5, 2, 0.5, 2)
  expect(drawn({ modelled: 0, known: 7, deviations: [0, 0, 0, 0], factors })).toEqual({
    mean: 7,
    low: 7,
    high: 7,
    backtestLow: 7,
    backtestHigh: 7,
  })
  const wide = drawn({ modelled: 10, known: 1, deviations: [-1, 1, 0, 0], factors })
  expect(wide.low).toBeGreaterThan(10)
  expect(wide.high).toBeLessThan(12)
  expect(wide.backtestLow).toBeLessThan(7)
  expect(wide.backtestHigh).toBeGreaterThan(20)
  expect(central(Float64Array.from({ length: 11 }, (_, place) => place))).toEqual([1, 9])
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { scaledExponentialIntegral } from './exponential-integral.ts'
import { inverseNormal } from './normal.ts'

test('normal quantiles are those of the tables, far into both tails', () => {
  const gold = [
    [0.975, 1.9599639845400543],
    [0.9, 1.2815515655446004],
    [0.999, 3.0902323061678136],
    [1e-10, -6.361340902404057],
    [1e-20, -9.262340089798407],
    [1e-300, -37.0470962993612],
  ]
  for (const [probability, quantile] of gold) expect(inverseNormal(probability) / quantile).toBeCloseTo(1, 13)
})

test('normal quantiles are odd about one half, and infinite at the ends', () => {
  expect(inverseNormal(0.5)).toBe(0)
  expect(inverseNormal(0)).toBe(-Infinity)
  expect(inverseNormal(1)).toBe(Infinity)
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 0.5, noNaN: true }), (probability) => {
      expect(inverseNormal(probability) + inverseNormal(1 - probability)).toBeCloseTo(0, 9)
    }),
  )
})

test('the exponential integral has its known values', () => {
  // Abramowitz & Stegun (1964), table 5.1: E₁(1) = 0.219383934, E₁(10) = 4.156968930e-6; more digits by arithmetic.
  expect(scaledExponentialIntegral(1, 1) / Math.E).toBeCloseTo(0.21938393439552026, 14)
  expect(scaledExponentialIntegral(1, 10)).toBeCloseTo(0.091563333939788, 14)
})

test('the exponential integral obeys its recurrence in the order', () => {
  const order = fc.double({ min: 0.01, max: 1e4, noNaN: true })
  const argument = fc.double({ min: 0.05, max: 1e4, noNaN: true })
  fc.assert(
    fc.property(order, argument, (s, x) => {
      const next = scaledExponentialIntegral(s + 1, x)
      expect(s * next + x * scaledExponentialIntegral(s, x)).toBeCloseTo(1, 11)
    }),
  )
})

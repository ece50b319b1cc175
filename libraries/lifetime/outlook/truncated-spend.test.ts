import { expect, test } from 'vitest'
import { inverseSquareMoment } from './truncated-spend.ts'

test('where the moment exists, a large base sees all of it', () => {
  for (const c of [3, 4, 5.9, 6, 40]) {
    expect(inverseSquareMoment(c, 1e9) * (c - 1) * (c - 2)).toBeCloseTo(1, 2)
  }
})

test('where it does not exist, it grows with the base and stays finite', () => {
  for (const c of [1.05, 1.5, 2]) {
    const [small, large] = [inverseSquareMoment(c, 100), inverseSquareMoment(c, 1e6)]
    expect(small).toBeGreaterThan(0)
    expect(large).toBeGreaterThan(2 * small)
    expect(large).toBeLessThan(Infinity)
  }
})

test('at c = 2 it is the exponential integral of the cut', () => {
  // u₀ = √(2/customers) = .01 for 20,000 customers; E₁(.01) from Abramowitz & Stegun (1964), table 5.1.
  expect(inverseSquareMoment(2, 20_000)).toBeCloseTo(4.0379295765, 4)
})

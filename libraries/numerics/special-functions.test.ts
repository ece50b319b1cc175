import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { goldenTable } from '../../tests/golden-table.ts'
import { logBeta, regularisedBeta, regularisedBetaComplement } from './beta.ts'
import { digamma, logGamma, logGammaIncrement, trigamma } from './gamma.ts'
import { logAddExp, logistic, logSubtractExp, softplus } from './logarithms.ts'

const functions: Record<string, (first: number, second: number, third: number) => number> = {
  logGamma,
  digamma,
  trigamma,
  logGammaIncrement,
  logBeta,
  regularisedBeta: (a, b, x) => regularisedBeta({ a, b }, x),
}
const betaTails = goldenTable('special-functions').filter(
  (row) => row.function === 'regularisedBeta' && Number(row.value) > 0,
)
const positive = fc.double({ min: 1e-3, max: 1e4, noNaN: true })

/** Relative distance, absolute below 1. */
function distance(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(1, Math.abs(expected))
}

for (const row of goldenTable('special-functions')) {
  const { first, second, third, value } = row
  test(`${row.function}(${[first, second, third].filter(Boolean).join(', ')}) is ${value}`, () => {
    const actual = functions[row.function](Number(first), Number(second), Number(third))
    expect(distance(actual, Number(value))).toBeLessThan(4e-14)
  })
}

test('the tails of the incomplete beta keep their relative precision', () => {
  for (const { first, second, third, value } of betaTails) {
    const tail = regularisedBeta({ a: Number(first), b: Number(second) }, Number(third))
    expect(tail / Number(value)).toBeCloseTo(1, 10)
  }
})

test('logGamma keeps its relative precision beside its zeros', () => {
  expect(logGamma(1)).toBe(0)
  expect(logGamma(2)).toBe(0)
  const step = 2 ** -30
  // ln Γ(1 + h) = −γ h + ζ(2) h² / 2 − …
  expect(logGamma(1 + step) / step).toBeCloseTo(-0.5772156649015329 + (Math.PI ** 2 / 12) * step, 14)
})

test('logGamma is infinite at zero and not a number below', () => {
  expect(logGamma(0)).toBe(Infinity)
  expect(logGamma(-1)).toBeNaN()
})

test('Γ(x + 1) = x Γ(x), and its derivatives follow', () => {
  fc.assert(
    fc.property(positive, (x) => {
      expect(distance(logGamma(x + 1), logGamma(x) + Math.log(x))).toBeLessThan(1e-14)
      expect(distance(digamma(x + 1), digamma(x) + 1 / x)).toBeLessThan(1e-12)
      expect(distance(trigamma(x + 1) + 1 / (x * x), trigamma(x))).toBeLessThan(1e-12)
    }),
  )
})

test('both tails of the incomplete beta sum to one, and it grows with x', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(positive, positive, share, share, (a, b, x, y) => {
      const [low, high] = [Math.min(x, y), Math.max(x, y)]
      const lower = regularisedBeta({ a, b }, low)
      expect(lower + regularisedBetaComplement({ a, b }, low)).toBeCloseTo(1, 12)
      expect(regularisedBeta({ a, b }, high)).toBeGreaterThanOrEqual(lower - 1e-12)
    }),
  )
})

test('the incomplete beta of uniform variates is x itself, at the ends exactly', () => {
  for (const x of [0, 0.2, 0.7, 1]) expect(regularisedBeta({ a: 1, b: 1 }, x)).toBeCloseTo(x, 14)
  expect(regularisedBeta({ a: 3, b: 0.2 }, 0)).toBe(0)
  expect(regularisedBeta({ a: 3, b: 0.2 }, 1)).toBe(1)
})

test('logarithms of sums, differences and odds neither overflow nor lose small numbers', () => {
  expect(softplus(1000)).toBe(1000)
  expect(softplus(-50)).toBeCloseTo(Math.exp(-50), 30)
  expect(logistic(-800)).toBe(0)
  expect(logistic(0.3) + logistic(-0.3)).toBeCloseTo(1, 15)
  expect(logAddExp(-1000, -1000)).toBeCloseTo(-1000 + Math.LN2, 12)
  expect(logAddExp(-Infinity, -Infinity)).toBe(-Infinity)
  expect(logSubtractExp(3, -Infinity)).toBe(3)
  expect(logSubtractExp(5, 5)).toBe(-Infinity)
  expect(logSubtractExp(Math.log(3), Math.log(2))).toBeCloseTo(0, 14)
  expect(logSubtractExp(Math.log(9), Math.log(2))).toBeCloseTo(Math.log(7), 14)
})

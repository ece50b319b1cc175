import { expect, test } from 'vitest'
import { goldenTable } from '../../tests/golden-table.ts'
import { logBetaIncrement } from './beta.ts'
import { normalMixtureQuantile } from './normal-mixture.ts'
import { inverseNormal, normalProbability } from './normal.ts'
import { survivalSum } from './survival-sum.ts'

/** Term by term, the small ones first. */
function plainSum(survival: (t: number) => number, { to, rate }: { to: number; rate: number }): number {
  let sum = 0
  for (let step = to; step >= 0; step--) sum += survival(step) * Math.exp(-rate * step)
  return sum
}

const power = (t: number) => Math.exp(logBetaIncrement({ a: 0.6, b: 3.8 }, t))
const abrupt = (t: number) => Math.exp(-((t / 3000) ** 20))

test.for([
  ['a power that falls slowly', power, 200_000, 0],
  ['the same, discounted', power, 200_000, 1e-3],
  ['a cliff after three thousand steps', abrupt, 200_000, 0],
  ['a few terms', power, 5, 0.1],
  ['a few more than are added one by one', power, 1500, 1e-4],
] as const)('%s is summed as term by term', ([, survival, to, rate]) => {
  const sum = survivalSum({ survival, from: 0, to, rate })
  expect(Math.abs(sum / plainSum(survival, { to, rate }) - 1)).toBeLessThan(1e-13)
})

test('what never falls is a geometric series', () => {
  for (const rate of [1e-9, 1e-4, 0.03, 5]) {
    const sum = survivalSum({ survival: () => 1, from: 7, to: Infinity, rate })
    expect(Math.abs(sum * -Math.expm1(-rate) - 1)).toBeLessThan(1e-12)
  }
})

test('nothing is summed of an empty range, nor of what is nothing', () => {
  expect(survivalSum({ survival: power, from: 3, to: 2, rate: 0 })).toBe(0)
  expect(survivalSum({ survival: () => 0, from: 0, to: Infinity, rate: 0.1 })).toBe(0)
})

test.for(goldenTable('beta-increments'))('$function of $a, $b, $increment', (row) => {
  const [a, b, increment, value] = ['a', 'b', 'increment', 'value'].map((name) => Number(row[name]))
  const actual =
    row['function'] === 'logBetaIncrement' ? logBetaIncrement({ a, b }, increment) : normalProbability(a)
  expect(Math.abs(actual / value - 1)).toBeLessThan(1e-13)
})

test('the beta increment of nothing is nothing', () => {
  expect(logBetaIncrement({ a: 2, b: 3 }, 0)).toBe(0)
})

test('far out no probability is left, and the quantile of a probability is where it was', () => {
  expect(normalProbability(-50)).toBe(0)
  expect(normalProbability(50)).toBe(1)
  for (const z of [-6, -1.5, 0.1, 2.5]) expect(inverseNormal(normalProbability(z))).toBeCloseTo(z, 12)
})

test('an equal mixture has its quantiles where its parts add up to them', () => {
  const parts = [
    { mean: 0, spread: 1 },
    { mean: 10, spread: 2 },
  ]
  const median = normalMixtureQuantile(parts, 0.5)
  expect(normalProbability(median) + normalProbability((median - 10) / 2)).toBeCloseTo(1, 12)
  expect(normalMixtureQuantile([{ mean: 3, spread: 2 }], 0.9)).toBeCloseTo(3 + 2 * inverseNormal(0.9), 12)
  expect(normalMixtureQuantile([{ mean: 3, spread: 0 }], 0.9)).toBe(3)
  const certain = { mean: 3, spread: 0 }
  expect(normalMixtureQuantile([certain, { mean: 0, spread: 1 }], 0.75)).toBeCloseTo(3, 14)
})

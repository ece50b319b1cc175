import { expect, test } from 'vitest'
import { seededRandom } from './random.ts'
import {
  betaVariate,
  exponentialVariate,
  gammaVariate,
  negativeBinomialVariate,
  normalVariate,
  poissonVariate,
} from './variates.ts'

const count = 100_000

/** Mean and variance of many draws. */
function momentsOf(draw: () => number): { mean: number; variance: number } {
  let sum = 0
  let squares = 0
  for (let i = 0; i < count; i++) {
    const value = draw()
    sum += value
    squares += value * value
  }
  const mean = sum / count
  return { mean, variance: squares / count - mean * mean }
}

/** Distance of the drawn mean in standard errors, and the drawn variance as a share of the true one. */
function departure(draw: () => number, mean: number, variance: number) {
  const moments = momentsOf(draw)
  return {
    meanInErrors: Math.abs(moments.mean - mean) / Math.sqrt(variance / count),
    varianceRatio: moments.variance / variance,
  }
}

test('the same seed gives the same numbers, another seed others', () => {
  const [one, same, other] = [seededRandom(7), seededRandom(7), seededRandom(8)]
  const first = Array.from({ length: 5 }, one)
  expect(Array.from({ length: 5 }, same)).toEqual(first)
  expect(Array.from({ length: 5 }, other)).not.toEqual(first)
  expect(seededRandom(7 + 2 ** 32)()).not.toBe(first[0])
})

test('uniform numbers lie strictly between 0 and 1 and fill every tenth evenly', () => {
  const random = seededRandom(1)
  const tenths = Array.from({ length: 10 }, () => 0)
  for (let i = 0; i < count; i++) {
    const value = random()
    expect(value > 0 && value < 1).toBe(true)
    tenths[Math.floor(value * 10)]++
  }
  const chiSquare = tenths.reduce((sum, seen) => sum + (seen - count / 10) ** 2 / (count / 10), 0)
  // 0.999 quantile of χ² with 9 degrees of freedom.
  expect(chiSquare).toBeLessThan(27.9)
})

const random = seededRandom(2)
const distributions: [string, () => number, number, number][] = [
  ['uniform', random, 1 / 2, 1 / 12],
  ['normal', () => normalVariate(random), 0, 1],
  ['exponential of rate 4', () => exponentialVariate(random, 4), 1 / 4, 1 / 16],
  ['gamma of shape 0.3', () => gammaVariate(random, { shape: 0.3, rate: 2 }), 0.15, 0.075],
  ['gamma of shape 5.5', () => gammaVariate(random, { shape: 5.5, rate: 2 }), 2.75, 1.375],
  ['beta', () => betaVariate(random, { a: 0.8, b: 2.4 }), 0.25, (0.8 * 2.4) / (3.2 ** 2 * 4.2)],
  ['Poisson of mean 0.7', () => poissonVariate(random, 0.7), 0.7, 0.7],
  ['Poisson of mean 10', () => poissonVariate(random, 10), 10, 10],
  ['Poisson of mean 250', () => poissonVariate(random, 250), 250, 250],
  ['negative binomial', () => negativeBinomialVariate(random, { shape: 2, rate: 0.5 }), 4, 12],
]

test.for(distributions)(
  '%s variates have the mean and variance of their distribution',
  ([, draw, mean, variance]) => {
    const { meanInErrors, varianceRatio } = departure(draw, mean, variance)
    expect(meanInErrors).toBeLessThan(4)
    expect(varianceRatio).toBeCloseTo(1, 1)
  },
)

test('a beta variate of tiny shapes is 0 or 1, never undefined', () => {
  const random = seededRandom(3)
  const { mean } = momentsOf(() => betaVariate(random, { a: 1e-4, b: 1e-4 }))
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.01)
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addMultinomial, binomialVariate } from './binomial.ts'
import { seededRandom } from './random.ts'

test('binomial counts have the mean and variance of their law, whichever way they are drawn', () => {
  const random = seededRandom(4)
  for (const [trials, probability] of [
    [1, 0.3],
    [12, 0.4],
    [50, 0.97],
    [1_000, 0.004],
    [40, 0.5],
    [5_000, 0.2],
    [2_000_000, 0.85],
  ] as const) {
    const draws = Array.from({ length: 6_000 }, () => binomialVariate(random, { trials, probability }))
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length
    const expected = trials * probability * (1 - probability)
    expect(Math.abs(mean - trials * probability)).toBeLessThan(4.5 * Math.sqrt(expected / draws.length))
    expect(variance / expected).toBeGreaterThan(0.9)
    expect(variance / expected).toBeLessThan(1.1)
  }
})

test('binomial frequencies are those of the law, at the border between the two ways', () => {
  const random = seededRandom(6)
  for (const probability of [0.333, 0.334]) {
    const counts = new Float64Array(31)
    for (let i = 0; i < 30_000; i++) counts[binomialVariate(random, { trials: 30, probability })]++
    let chance = (1 - probability) ** 30
    let distance = 0
    for (let n = 0; n <= 20; n++) {
      const expected = 30_000 * chance
      if (expected > 20) distance += (counts[n] - expected) ** 2 / expected
      chance *= ((30 - n) / (n + 1)) * (probability / (1 - probability))
    }
    // Chi-squared with about 16 degrees of freedom exceeds 45 once in ten thousand times.
    expect(distance).toBeLessThan(45)
  }
})

test('a distribution over outcomes loses and invents nobody, and gives nothing to the impossible', () => {
  const weights = fc.array(fc.constantFrom<number>(0, 0, 1, 2, 7), { minLength: 2, maxLength: 9 })
  fc.assert(
    fc.property(
      weights,
      fc.integer({ min: 0, max: 100_000 }),
      fc.integer({ min: 0, max: 999 }),
      (some, trials, seed) => {
        const sum = some.reduce((total, weight) => total + weight, 0)
        if (sum === 0) return
        const probabilities = Float64Array.from(some, (weight) => weight / sum)
        const out = new Float64Array(some.length)
        addMultinomial(seededRandom(seed), { trials, probabilities }, out)
        expect(out.reduce((total, count) => total + count, 0)).toBe(trials)
        out.forEach((count, i) => expect(count >= 0 && (count === 0 || probabilities[i] > 0)).toBe(true))
      },
    ),
  )
})

test('the certain and the impossible need no draw', () => {
  const random = () => {
    throw new Error('drawn')
  }
  expect(binomialVariate(random, { trials: 5, probability: 0 })).toBe(0)
  expect(binomialVariate(random, { trials: 5, probability: 1 })).toBe(5)
  expect(binomialVariate(random, { trials: 0, probability: 0.5 })).toBe(0)
})

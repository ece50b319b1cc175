import { expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { normalVariate } from '#numerics/variates.ts'
import { driftOf, holm, verdictOf, type CohortMean } from './drift.ts'
import { studentProbability, studentQuantile, twoSidedTail } from './student.ts'

/** Sixteen cohorts of unlike sizes around 100, of which `drift` is gained from first to last, with scatter and seasons. */
function cohorts(
  seed: number,
  { drift, scatter = 5, season = 0 }: { drift: number; scatter?: number; season?: number },
) {
  const random = seededRandom(seed)
  return Array.from({ length: 16 }, (_, place): CohortMean => ({
    place,
    customers: 500 + Math.floor(1000 * random()),
    mean:
      100 * (1 + drift * (place / 15 - 0.5)) + season * ((place % 4) - 1.5) + scatter * normalVariate(random),
  }))
}

const share = (runs: number, holds: (seed: number) => boolean) =>
  Array.from({ length: runs }, (_, seed) => holds(seed + 1)).filter(Boolean).length / runs

test('the t distribution has its printed quantiles', () => {
  // Abramowitz & Stegun (1964), table 26.10.
  for (const [degrees, probability, t] of [
    [1, 0.975, 12.706],
    [5, 0.975, 2.571],
    [10, 0.95, 1.812],
    [30, 0.995, 2.75],
    [120, 0.975, 1.98],
  ] as const) {
    expect(studentQuantile(probability, degrees)).toBeCloseTo(t, 3)
    expect(studentProbability(studentQuantile(probability, degrees), degrees)).toBeCloseTo(probability, 9)
    expect(studentQuantile(1 - probability, degrees)).toBeCloseTo(-t, 3)
  }
  expect(twoSidedTail(0, 7)).toBeCloseTo(1, 12)
})

test('a straight line through five cohorts is that of a textbook', () => {
  // Equal weights: slope 2.0, intercept at the centre 14.2, residual variance 1.2 / 3 on 3 degrees.
  const means = [10, 13, 14, 15, 19].map((mean, place) => ({ place, customers: 10, mean }))
  const drift = driftOf(means, 1)
  expect(drift?.mean).toBeCloseTo(14.2, 12)
  expect(drift?.change).toBeCloseTo((2 * 4) / 14.2, 12)
  const error = Math.sqrt(
    means.reduce((sum, { mean, place }) => sum + (mean - (14.2 + 2 * (place - 2))) ** 2, 0) / 3 / 10,
  )
  expect(drift?.p).toBeCloseTo(twoSidedTail(2 / error, 3), 12)
})

test('where nothing drifts, drift is found as often as stated', () => {
  const found = share(1000, (seed) => (driftOf(cohorts(seed, { drift: 0 }), 1)?.p ?? 1) < 0.05)
  expect(found).toBeGreaterThan(0.035)
  expect(found).toBeLessThan(0.065)
})

test('a drift of a fifth is found as often as the stated power says', () => {
  const of = Array.from({ length: 600 }, (_, seed) =>
    driftOf(cohorts(seed + 1, { drift: 0.2, scatter: 7 }), 1),
  )
  const found = of.filter((drift) => (drift?.p ?? 1) < 0.05).length / of.length
  const stated = of.reduce((sum, drift) => sum + (drift?.power ?? 0), 0) / of.length
  expect(Math.abs(found - stated)).toBeLessThan(0.05)
  expect(found).toBeGreaterThan(0.5)
})

test('a drift as great as the smallest that can be detected is found about four times out of five', () => {
  const usual = Array.from(
    { length: 400 },
    (_, seed) => driftOf(cohorts(seed + 1, { drift: 0 }), 1)?.smallestDetectable ?? 0,
  )
  const drift = Math.sqrt(usual.reduce((sum, one) => sum + one * one, 0) / usual.length)
  const found = share(800, (seed) => (driftOf(cohorts(seed, { drift }), 1)?.p ?? 1) < 0.05)
  expect(Math.abs(found - 0.8)).toBeLessThan(0.05)
})

test('seasons of acquisition are no drift, and hide none', () => {
  const asked = { drift: 0.2, season: 20 }
  const withSeasons = share(200, (seed) => (driftOf(cohorts(seed, asked), 4)?.p ?? 1) < 0.05)
  const without = share(200, (seed) => (driftOf(cohorts(seed, asked), 1)?.p ?? 1) < 0.05)
  expect(withSeasons).toBeGreaterThan(0.9)
  expect(without).toBeLessThan(0.5)
  const still = share(400, (seed) => (driftOf(cohorts(seed, { drift: 0, season: 20 }), 4)?.p ?? 1) < 0.05)
  expect(still).toBeLessThan(0.09)
})

test('too few cohorts make no line, and the verdict says what was or could have been seen', () => {
  const few = cohorts(1, { drift: 0 }).slice(0, 4)
  expect(driftOf(few, 1)).toBeUndefined()
  expect(verdictOf(undefined, 1)).toBe('few')
  const [steady, unsure, rising, falling] = [
    { drift: 0, scatter: 1 },
    { drift: 0, scatter: 30 },
    { drift: 0.4, scatter: 2 },
    { drift: -0.4, scatter: 2 },
  ].map((choice) => {
    const drift = driftOf(cohorts(3, choice), 1)
    return verdictOf(drift, drift?.p ?? 1)
  })
  expect([steady, unsure, rising, falling]).toEqual(['steady', 'unsure', 'rising', 'falling'])
})

test('several tests at once are adjusted as Holm does', () => {
  expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06])
  expect(holm([0.5, 0.9])).toEqual([1, 1])
})

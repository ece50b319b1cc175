import { expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { fitStages } from './fit.ts'
import { stageLawOf } from './fitted-law.ts'
import { aCustomerLaw, migrationLaw } from './laws.test-data.ts'
import { groupValue, stageOutlook } from './outlook.ts'
import { countStages } from './records.ts'
import { cohortsOf, simulateGroup, simulateStages } from './simulate.ts'
import { stageMoments, stageValue } from './value.ts'

const customer = { age: 0, tenure: 0, state: 'customer' }
const law = aCustomerLaw({ retention: 0.8, margin: 25 })
const options = { discountRatePerYear: 0.1, periods: 30 }
const winning = { ...options, firstMarginAfter: 1, openingBalance: -69 }

/** A fit to few customers, whose parameters are quite uncertain. */
function fitOf(customers: number, seed: number) {
  const starts = Array.from({ length: customers }, () => customer)
  const noisy = { ...law, marginVariances: law.totalMargins.map(() => 100) }
  const grown = simulateStages(noisy, { starts, firstPeriod: 1, periods: 3, random: seededRandom(seed) })
  return fitStages(countStages(grown, { lastPeriod: 3, firstAge: 0, lastAge: 2 }))
}

test('a simulated life follows the expected path, and its records are such as can be counted', () => {
  const starts = Array.from({ length: 4_000 }, () => ({ age: 0, tenure: 0, state: 'recency 1' }))
  const records = simulateStages(widened(), {
    starts,
    firstPeriod: 2001,
    periods: 6,
    random: seededRandom(5),
  })
  const counts = countStages(records, { lastPeriod: 2006 })
  const moves = counts.moves.count.reduce((sum, count, i) => {
    const isBought = counts.moves.row[i] === 0 && counts.space.states[counts.moves.to[i]] === 'recency 1'
    return sum + (isBought ? count : 0)
  }, 0)
  expect(counts.customerCount).toBe(4_000)
  // Binomial with 4,000 trials of .3: five standard deviations.
  expect(Math.abs(moves - 1_200)).toBeLessThan(5 * Math.sqrt(4_000 * 0.3 * 0.7))
})

test('a simulated group has the moments of the exact solve', () => {
  const start = { age: 0, tenure: 0, state: 'recency 1' }
  const noisy = { ...migrationLaw, marginVariances: migrationLaw.totalMargins.map(() => 9) }
  const random = seededRandom(9)
  const cohorts = cohortsOf(noisy, [
    { ...start, customers: 40 },
    { ...start, state: 'recency 2' },
  ])
  const margins = new Float64Array(12)
  const sums = Array.from({ length: 2_500 }, () => {
    simulateGroup(noisy, { cohorts, random }, margins)
    return margins.reduce((sum, margin, period) => sum + margin * 1.2 ** -period, 0)
  })
  const { mean, variance } = stageMoments(noisy, start, { discountRatePerYear: 0.2, periods: 12 })
  const [expected, spread] = [40 * mean[0] + mean[1], Math.sqrt(40 * variance[0] + variance[1])]
  const average = sums.reduce((sum, one) => sum + one, 0) / sums.length
  const deviation = Math.sqrt(sums.reduce((sum, one) => sum + (one - average) ** 2, 0) / sums.length)
  expect(Math.abs(average - expected)).toBeLessThan((5 * spread) / Math.sqrt(sums.length))
  expect(deviation / spread).toBeGreaterThan(0.95)
  expect(deviation / spread).toBeLessThan(1.05)
})

test('the interval of one customer is that of the number of margins, which is geometric', () => {
  const { value, payback } = stageOutlook(law, [customer], {
    ...winning,
    futures: 8_000,
    random: seededRandom(1),
  })
  // Margins 25/1.1 + … : P(N ≤ 1) = .2, P(N ≤ 10) = .893, P(N ≤ 11) = .914.
  const sumOf = (margins: number) => (25 * (1 - 1.1 ** -margins)) / 0.1
  expect(value.lower).toBeCloseTo(sumOf(1), 9)
  expect(value.upper).toBeCloseTo(sumOf(11), 9)
  expect(value.mean).toBeCloseTo(stageValue(law, customer, { ...options, firstMarginAfter: 1 }).mean, 9)
  // Repaid as soon as four margins have come: 25·(1.1⁻¹ + … + 1.1⁻⁴) = 79.2.
  expect(payback.expected).toBe(6)
  expect([payback.lower, payback.median]).toEqual([4, 4])
  expect(payback.upper).toBeNull()
  expect(Math.abs(payback.probability - 0.8 ** 3)).toBeLessThan(0.02)
  expect([...payback.repaidBy.subarray(0, 4)]).toEqual([0, 0, 0, 0])
})

test('ten thousand customers are repaid when their expectation is, and share one fate only in the parameters', () => {
  const group = [{ ...customer, customers: 10_000 }]
  const { value, payback, balance, customers } = stageOutlook(law, group, {
    ...winning,
    random: seededRandom(2),
  })
  expect(customers).toBe(10_000)
  expect(payback).toMatchObject({ expected: 6, lower: 6, median: 6, upper: 6, probability: 1 })
  expect(balance.mean[0]).toBe(-690_000)
  const one = stageValue(law, customer, { ...options, firstMarginAfter: 1 })
  const spread = one.standardDeviation * 100
  expect((value.upper - value.lower) / (2 * 1.2816 * spread)).toBeGreaterThan(0.93)
  expect((value.upper - value.lower) / (2 * 1.2816 * spread)).toBeLessThan(1.07)
  const exact = groupValue(law, group, { ...options, firstMarginAfter: 1, random: seededRandom(3) })
  expect(Math.abs(exact.lower / value.lower - 1)).toBeLessThan(0.005)
  expect(Math.abs(exact.upper / value.upper - 1)).toBeLessThan(0.005)
})

test('uncertain parameters widen the interval of a group as their covariance says', () => {
  const group = [{ ...customer, customers: 100_000 }]
  const few = fitOf(200, 4)
  const many = fitOf(20_000, 4)
  const width = (fit: typeof few) => {
    const { lower, upper } = groupValue(fit, group, {
      discountRatePerYear: 0.1,
      periods: 3,
      random: seededRandom(5),
    })
    return upper - lower
  }
  const ratio = width(few) / width(many)
  expect(ratio).toBeGreaterThan(4)
  expect(ratio).toBeLessThan(14)
})

test('intervals of a group cover what is true about as often as they say', () => {
  const truth = stageMoments(law, customer, { discountRatePerYear: 0.1, periods: 3 }).mean[0]
  const group = [{ ...customer, customers: 1_000_000 }]
  const seeds = Array.from({ length: 120 }, (_, seed) => seed)
  const inside = seeds.filter((seed) => {
    const { lower, upper } = groupValue(fitOf(400, 1_000 + seed), group, {
      discountRatePerYear: 0.1,
      periods: 3,
      laws: 60,
      random: seededRandom(seed),
    })
    return lower <= truth * 1e6 && truth * 1e6 <= upper
  })
  // Binomial with 120 trials of .8: 78 to 111 but once in two thousand times.
  expect(inside.length).toBeGreaterThanOrEqual(78)
  expect(inside.length).toBeLessThanOrEqual(111)
})

test('the same seed gives the same outlook, and members may be told apart or together', () => {
  const both = [customer, { ...customer, tenure: 5 }]
  const together = [{ ...customer, customers: 2 }]
  const outlook = (members: typeof both) =>
    stageOutlook(law, members, { ...winning, futures: 300, random: seededRandom(8) })
  expect(outlook(both)).toEqual(outlook(both))
  expect(outlook(both)).toEqual(outlook(together))
})

test('cohorts are told in order of age and tenure, and what is certain has no width', () => {
  const certain = aCustomerLaw({ retention: 1, lastAge: 9, afterLastAge: 'exit', tenureStarts: [0, 2] })
  const members = [
    { age: 5, tenure: 2, state: 'customer' },
    { age: 5, tenure: 0, state: 'customer' },
    { age: 1, tenure: 0, state: 'customer' },
  ]
  expect(cohortsOf(certain, members).map(({ age, tenure }) => [age, tenure])).toEqual([
    [1, 0],
    [5, 0],
    [5, 2],
  ])
  const { mean, lower, upper } = groupValue(certain, members, {
    discountRatePerYear: 0.1,
    periods: 4,
    random: seededRandom(1),
  })
  expect(lower).toBeCloseTo(mean, 9)
  expect(upper).toBeCloseTo(mean, 9)
})

test('where the present margin is in already, an outlook begins with the next', () => {
  const { value } = stageOutlook(law, [customer], {
    ...winning,
    from: 'next-period',
    futures: 4_000,
    random: seededRandom(3),
  })
  const { mean } = stageValue(law, customer, { ...options, firstMarginAfter: 1, from: 'next-period' })
  expect(value.mean).toBeCloseTo(mean, 9)
  expect(value.upper).toBeGreaterThan(value.lower)
})

test('an outlook that cannot be given is refused', () => {
  const random = seededRandom(1)
  const cases = [
    [() => stageOutlook(law, [], { ...winning, random }), 'LIFETIME_NO_CUSTOMERS'],
    [
      () => stageOutlook(law, [{ ...customer, customers: 0.5 }], { ...winning, random }),
      'LIFETIME_OPTION_INVALID',
    ],
    [() => stageOutlook(law, [customer], { ...winning, level: 1, random }), 'LIFETIME_OPTION_INVALID'],
    [() => stageOutlook(law, [customer], { ...winning, futures: 0, random }), 'LIFETIME_OPTION_INVALID'],
    [
      () => stageOutlook(law, [customer], { ...winning, periods: Infinity, random }),
      'LIFETIME_HORIZON_INVALID',
    ],
    [() => groupValue(law, [customer], { ...options, laws: 0, random }), 'LIFETIME_OPTION_INVALID'],
    [
      () => groupValue(law, [{ ...customer, state: 'gone' }], { ...options, random }),
      'LIFETIME_STATE_UNKNOWN',
    ],
  ] as const
  for (const [refused, code] of cases) expect(refused).toThrow(expect.objectContaining({ code }))
})

test('the estimate of a fit carries the means of an outlook', () => {
  const fitted = fitOf(500, 6)
  const { value } = stageOutlook(fitted, [customer], {
    discountRatePerYear: 0.1,
    periods: 3,
    futures: 50,
    laws: 5,
    random: seededRandom(1),
  })
  const { mean } = stageValue(stageLawOf(fitted), customer, { discountRatePerYear: 0.1, periods: 3 })
  expect(value.mean).toBeCloseTo(mean, 10)
})

/** The worked example with ages, so that lives may be counted by age. */
function widened() {
  const rows = 7
  const repeat = (table: Float64Array) =>
    Float64Array.from({ length: rows * table.length }, (_, i) => table[i % table.length])
  return {
    space: { ...migrationLaw.space, lastAge: rows - 1 },
    transitions: repeat(migrationLaw.transitions),
    margins: repeat(migrationLaw.margins),
    totalMargins: repeat(migrationLaw.totalMargins),
    marginVariances: repeat(migrationLaw.marginVariances),
  }
}

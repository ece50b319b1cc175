import { expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { normalVariate } from '#numerics/variates.ts'
import { carriedForward, nextYear } from './next-year.ts'
import { periodsBetween, type PeriodGrid } from '../period.ts'
import type { CohortPeriod, Triangle } from './triangle.ts'
import type { Day } from '#kernel/time.ts'

const grid: PeriodGrid = { length: 'quarter', fiscalStart: 1 }

/** Cohorts of 100 a quarter who spend `rates[age]` each, times a level of the period. */
function triangle(
  quarters: number,
  { level = () => 1 }: { readonly level?: (period: number) => number } = {},
): Triangle {
  const years = 2000 + quarters / 4
  const periods = periodsBetween(grid, { firstDay: '2000-01-01' as Day, asOf: `${years - 1}-12-31` as Day })
  const cells = periods.flatMap((_, cohort) =>
    periods.slice(cohort).map((__, age): CohortPeriod => {
      const profit = 100 * (age === 0 ? 10 : 4 / age) * level(cohort + age)
      return {
        cohort,
        period: cohort + age,
        customers: 50,
        purchases: 50,
        spend: 2 * profit,
        profit,
        again: 0,
        lines: 50,
        profitContinuing: 0,
        refunded: 0,
        refundsSpend: 0,
        refundsProfit: 0,
      }
    }),
  )
  return { periods, cells, acquired: periods.map(() => 100), firstIsMixed: false }
}

test('cohorts that all behave alike are told exactly, but for ages that nobody has reached', () => {
  const known = triangle(24)
  const longer = triangle(28)
  const told = carriedForward(known, { from: 24, ahead: 4, year: 4, what: 'profit' })
  const came = longer.cells.filter(({ period }) => period >= 24).reduce((sum, { profit }) => sum + profit, 0)
  expect(Math.abs(told.all - came) / came).toBeLessThan(0.005)
  const fresh = longer.cells.filter(({ period, cohort }) => period >= 24 && (cohort ?? 0) >= 24)
  expect(told.new).toBeCloseTo(
    fresh.reduce((sum, { profit }) => sum + profit, 0),
    6,
  )
  expect(told.existing + told.new).toBeCloseTo(told.all, 6)
})

test('the interval holds what comes about as often as it says, in a business whose level wanders', () => {
  const runs = 150
  let inside = 0
  for (let seed = 1; seed <= runs; seed++) {
    const random = seededRandom(seed)
    let height = 0
    const levels = Array.from({ length: 28 }, () => (height += 0.05 * normalVariate(random)))
    const level = (period: number) => Math.exp(levels[period] ?? 0)
    const told = nextYear(triangle(24, { level }), { year: 4, what: 'profit' })
    const came = triangle(28, { level })
      .cells.filter(({ period }) => period >= 24)
      .reduce((sum, { profit }) => sum + profit, 0)
    const [low, high] = [told?.low ?? Number.NaN, told?.high ?? Number.NaN]
    if (came >= low && came <= high) inside += 1
  }
  expect(inside / runs).toBeGreaterThan(0.7)
  expect(inside / runs).toBeLessThan(0.95)
})

test('what last year brought is told apart into who was there and who came', () => {
  const told = nextYear(triangle(12), { year: 4, what: 'spend' })
  const { cells } = triangle(12)
  const last = cells.filter(({ period }) => period >= 8)
  expect(told?.lastYear.all).toBeCloseTo(
    last.reduce((sum, { spend }) => sum + spend, 0),
    6,
  )
  expect(told?.lastYear.existing).toBeCloseTo(
    last.filter(({ cohort }) => (cohort ?? 0) < 8).reduce((sum, { spend }) => sum + spend, 0),
    6,
  )
})

test('less than a year tells nothing of the next, and a log too short to try the rule has no bounds', () => {
  expect(
    nextYear({ ...triangle(4), periods: triangle(4).periods.slice(0, 3) }, { year: 4, what: 'profit' }),
  ).toBeUndefined()
  expect(nextYear(triangle(4), { year: 4, what: 'profit' })).toMatchObject({ low: null, high: null })
})

test('a log is not told from its first year alone, in which those of before look as if they were new', () => {
  const log = (quarters: number) =>
    nextYear({ ...triangle(quarters), firstIsMixed: true }, { year: 4, what: 'profit' })
  expect(log(4)).toBeUndefined()
  expect(log(8)).toMatchObject({ low: null, high: null, unsure: 'short' })
  expect(log(12)?.unsure).toBeNull()
})

import { expect, test } from 'vitest'
import type { Day } from '#kernel/time.ts'
import { purchaseModel } from '#lifetime/models.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import { sampleSeasons } from './seasons.test-data.ts'
import {
  joinedMonths,
  monthsAhead,
  monthsOf,
  multiplierRange,
  seasonFinding,
  seasonLength,
  seasonModel,
  seasonOf,
  seasonWindow,
} from './seasons.ts'
import { valueCalendar } from '../refresh/value-calendar.ts'

const day = (text: string) => text as Day

function window(firstDay: string, lastDay: string, more: { until?: string; origin?: string } = {}) {
  const { until, origin } = more
  return seasonWindow(
    valueCalendar({
      firstDay: day(firstDay),
      lastDay: day(lastDay),
      until: until === undefined ? null : day(until),
      origin: origin === undefined ? null : day(origin),
      horizonDays: 364,
    }),
  )
}

test('two full years are the least: a day less is too short, and says how long it is', () => {
  expect(window('2022-01-01', '2023-12-31')).toMatchObject({ origin: '2023-05-03', days: 242 })
  const short = { code: 'VALUE_SEASONS_LOG_SHORT', values: { count: 729 } }
  expect(window('2022-01-01', '2023-12-30')).toEqual(short)
})

test('up to the as-of day is what counts, not what comes after it', () => {
  const values = { count: 546 }
  expect(window('2020-01-01', '2024-12-31', { until: '2021-06-29' })).toEqual({
    code: 'VALUE_SEASONS_LOG_SHORT',
    values,
  })
})

test('a trial needs a year before its origin and half a year after it', () => {
  const tooEarly = { code: 'VALUE_SEASONS_TRIAL_SHORT', values: { origin: '2022-11-30' } }
  expect(window('2022-01-01', '2024-12-31', { origin: '2022-11-30' })).toEqual(tooEarly)
  const tooLate = { code: 'VALUE_SEASONS_TRIAL_SHORT', values: { origin: '2024-10-01' } }
  expect(window('2022-01-01', '2024-12-31', { origin: '2024-10-01' })).toEqual(tooLate)
  expect(window('2022-01-01', '2024-12-31', { until: '2024-12-31' })).toEqual({
    code: 'VALUE_SEASONS_TRIAL_SHORT',
    values: { origin: '2024-12-31' },
  })
})

test('a long hold-out is looked at for two years', () => {
  expect(window('2010-01-01', '2024-12-31')).toMatchObject({ days: 730 })
})

test.each([
  ['bg-nbd', 90_000, 'bg-nbd', undefined],
  ['mbg-nbd', 90_000, 'mbg-nbd', undefined],
  ['pareto-nbd', 500, 'pareto-nbd', undefined],
  ['pareto-nbd', 600, 'mbg-nbd', 'VALUE_SEASONS_MODEL_SLOW'],
  ['ggompertz-nbd', 10, 'mbg-nbd', 'VALUE_SEASONS_MODEL_WITHOUT'],
  ['bg-cnbd-k', 10, 'bg-nbd', 'VALUE_SEASONS_MODEL_WITHOUT'],
  ['mbg-cnbd-k', 10, 'mbg-nbd', 'VALUE_SEASONS_MODEL_WITHOUT'],
  ['nbd', 10, 'mbg-nbd', 'VALUE_SEASONS_MODEL_WITHOUT'],
] as const)('beside %s with %i histories over three years seasons are those of %s', (...of) => {
  const [chosen, distinctRows, model, code] = of
  const fitted = { model: chosen, distinctRows } as AnyFittedPurchaseModel
  const days = { firstDay: day('2022-01-01'), asOf: day('2024-12-31') }
  const told = seasonModel(fitted, { ...days, hasCovariates: false })
  expect(told.model).toBe(model)
  expect(told.standIn?.code).toBe(code)
  expect(purchaseModel(told.model).name).toBe(model)
  const given = seasonModel(fitted, { ...days, hasCovariates: true })
  expect(given.standIn?.code).toBe(code ?? 'VALUE_SEASONS_MODEL_COVARIATES')
})

test('a month without purchases is joined to its quarter, and a year of too few is refused', () => {
  const months = (august: number) => Array.from({ length: 12 }, (_, place) => (place === 7 ? august : 20))
  expect(seasonLength([months(20)], day('2024-01-01'))).toBe('month')
  expect(seasonLength([months(0)], day('2024-01-01'))).toBe('quarter')
  // The fit at the origin, which has seen less, decides too.
  expect(seasonLength([months(20), months(19)], day('2024-01-01'))).toBe('quarter')
  const few = Array.from({ length: 12 }, (_, place) => (place < 3 ? 6 : 20))
  expect(seasonLength([few], day('2024-01-01'))).toEqual({
    code: 'VALUE_SEASONS_PURCHASES_FEW',
    values: { count: 18, needed: 20, origin: '2024-01-01' },
  })
  expect(joinedMonths('quarter', few)).toEqual([18, 60, 60, 60])
})

test('every day lies in the season that has its month', () => {
  for (const by of ['month', 'quarter'] as const) {
    for (let month = 1; month <= 12; month++) {
      const one = day(`2024-${String(month).padStart(2, '0')}-29`)
      expect(monthsOf(by, seasonOf(by, one))).toContain(month)
    }
  }
})

test('months ahead follow one another, begin the day after, and hold every day once', () => {
  const months = monthsAhead({ origin: day('2024-01-30'), days: 365 })
  expect(months[0]).toEqual({ month: '2024-01', days: 1, until: 1 })
  expect(months[1]).toEqual({ month: '2024-02', days: 29, until: 30 })
  expect(months.at(-1)).toEqual({ month: '2025-01', days: 29, until: 365 })
  expect(months.reduce((sum, month) => sum + month.days, 0)).toBe(365)
})

test('a multiplier and its range are as far apart either way, as ratios; an unknown error has no range', () => {
  const { low, high } = multiplierRange(2, 0.1)
  expect((low ?? 0) * (high ?? 0)).toBeCloseTo(4, 12)
  // 80 % of a normal distribution lie within 1.2816 standard errors (Abramowitz & Stegun, table 26.5).
  expect(Math.log((high ?? 0) / 2)).toBeCloseTo(1.281_551_6 * 0.05, 6)
  expect(multiplierRange(2, null)).toEqual({ low: null, high: null })
})

const better = { poissonDeviance: 1, meanAbsoluteError: 5 }
const worse = { poissonDeviance: 2, meanAbsoluteError: 7 }

test.each([
  ['likely by chance', 0.011, better, worse, 'none', 'VALUE_SEASONS_CHANCE'],
  ['no better on unseen months', 1e-9, worse, better, 'none', 'VALUE_SEASONS_NOT_FORETOLD'],
  [
    'better by one measure only',
    1e-9,
    { ...better, meanAbsoluteError: 8 },
    worse,
    'none',
    'VALUE_SEASONS_NOT_FORETOLD',
  ],
  ['neither', 0.009, better, worse, 'found', 'VALUE_SEASONS_FOUND'],
] as const)('what is %s', (_, pValue, withSeasons, withoutSeasons, finding, code) => {
  const trial = { ...sampleSeasons.trial, withSeasons, withoutSeasons }
  const { seasons } = sampleSeasons
  const found = seasonFinding({ seasons, likelihoodRatio: { pValue }, trial })
  expect(found).toMatchObject({ finding, because: { code } })
  if (finding === 'found') {
    expect(found.because.values).toMatchObject({
      best: { code: 'VALUE_MONTH_12' },
      most: 1.8,
      quietest: { code: 'VALUE_MONTH_2' },
      leastRange: { code: 'VALUE_SEASONS_RANGE_UNKNOWN' },
    })
  }
})

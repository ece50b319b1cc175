import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Day } from '#kernel/time.ts'
import { readLabel } from './tables/period-label.ts'
import { firstDayOf, firstMonthOf, monthOf, periodKey, periodOf, periodsBetween } from './period.ts'

test('periods have the keys that people know', () => {
  const key = (day: string, length: 'month' | 'quarter' | 'half' | 'year', fiscalStart = 1) => {
    const grid = { length, fiscalStart }
    return periodKey(periodOf(monthOf(day as Day), grid), grid)
  }
  expect(key('2024-08-15', 'month')).toBe('2024-08')
  expect(key('2024-08-15', 'quarter')).toBe('2024-Q3')
  expect(key('2024-08-15', 'half')).toBe('2024-H2')
  expect(key('2024-08-15', 'year')).toBe('2024')
  expect(key('2024-08-15', 'year', 7)).toBe('FY2025')
  expect(key('2024-06-30', 'year', 7)).toBe('FY2024')
  expect(key('2024-08-15', 'quarter', 7)).toBe('FY2025-Q1')
  expect(key('2024-01-31', 'quarter', 2)).toBe('FY2024-Q4')
})

test('a day lies in its period, whatever the length and the beginning of the year', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 12, max: 1200 }),
      fc.constantFrom('month', 'quarter', 'half', 'year' as const),
      fc.integer({ min: 1, max: 12 }),
      (month, length, fiscalStart) => {
        const grid = { length, fiscalStart } as const
        const period = periodOf(month, grid)
        expect(firstMonthOf(period, grid)).toBeLessThanOrEqual(month)
        expect(firstMonthOf(period + 1, grid)).toBeGreaterThan(month)
        expect(monthOf(firstDayOf(month))).toBe(month)
      },
    ),
  )
})

test('a period that the log leaves incomplete says on which side', () => {
  const of = (firstDay: string, asOf: string) =>
    periodsBetween(
      { length: 'quarter', fiscalStart: 1 },
      { firstDay: firstDay as Day, asOf: asOf as Day },
    ).map(({ key, partial }) => [key, partial])
  expect(of('2024-02-10', '2024-08-20')).toEqual([
    ['2024-Q1', 'begins'],
    ['2024-Q2', null],
    ['2024-Q3', 'ends'],
  ])
  expect(of('2024-01-03', '2024-03-29')).toEqual([['2024-Q1', null]])
  expect(of('2024-02-10', '2024-02-20')).toEqual([['2024-Q1', 'both']])
})

test('periods are read as companies write them, and other texts are none', () => {
  const quarter = { length: 'quarter', month: monthOf('2016-07-01' as Day) }
  for (const text of ['2016Q3', '2016-Q3', 'Q3 2016', 'q3-2016', '3Q2016', '20163', '2016.3', 'FY2016Q3'])
    expect([text, readLabel(text)]).toEqual([text, quarter])
  const month = { length: 'month', month: monthOf('2016-07-01' as Day) }
  for (const text of [
    '2016-07',
    '201607',
    '2016M07',
    'Jul 2016',
    'July-2016',
    '2016 jul',
    '2016-07-01',
    '2016/07',
  ])
    expect([text, readLabel(text)]).toEqual([text, month])
  expect(readLabel('2016')).toEqual({ length: 'year', month: monthOf('2016-01-01' as Day) })
  expect(readLabel('2016H2')).toEqual({ length: 'half', month: monthOf('2016-07-01' as Day) })
  for (const text of ['', '2016-13', '2016Q5', '1234', '17.5', '2016-07-15', 'spend', 'Spring 2016'])
    expect([text, readLabel(text)]).toEqual([text, undefined])
})

import { expect, test } from 'vitest'
import type { Day } from '#kernel/time.ts'
import { dueDay, guessPeriod, periodOf, renewalPeriods, type EndedContract } from './renewal-period.ts'

const ended = (start: string, end: string, renewals?: number): EndedContract => ({
  start: start as Day,
  end: end as Day,
  renewals,
})

test('a period is told from the days on which contracts ended, or from the day before', () => {
  expect(guessPeriod([ended('2020-01-15', '2021-01-15'), ended('2020-03-01', '2022-02-28')])?.period).toBe(
    'year',
  )
  expect(guessPeriod([ended('2020-01-15', '2020-04-15'), ended('2020-03-01', '2022-02-28')])?.period).toBe(
    'quarter',
  )
  const monthly = [
    ended('2020-01-31', '2020-02-29'),
    ended('2020-01-31', '2020-05-30'),
    ended('2020-02-10', '2020-02-29'),
  ]
  expect(guessPeriod(monthly.slice(0, 2))).toEqual({ period: 'month', count: 2, of: 2 })
  expect(guessPeriod(monthly)).toBeUndefined()
})

test('of two periods that fit the longer is taken, for whoever leaves by the month seldom leaves by the year', () => {
  expect(guessPeriod([ended('2020-01-01', '2022-01-01')])?.period).toBe('year')
})

test('a few ends in between do not hide a period', () => {
  const inStep = Array.from({ length: 9 }, (_, month) =>
    ended('2021-01-01', `2021-${String(month + 2).padStart(2, '0')}-01`),
  )
  expect(guessPeriod([...inStep, ended('2021-01-01', '2021-03-17')])).toEqual({
    period: 'month',
    count: 9,
    of: 10,
  })
  expect(
    guessPeriod([...inStep, ended('2021-01-01', '2021-03-17'), ended('2021-01-01', '2021-04-09')]),
  ).toBeUndefined()
})

test('where renewals are counted they tell the period, wherever in it a contract ended', () => {
  expect(
    guessPeriod([ended('2020-01-01', '2022-05-17', 2), ended('2020-01-01', '2020-02-02', 0)])?.period,
  ).toBe('year')
  expect(guessPeriod([ended('2020-01-01', '2020-05-17', 4)])?.period).toBe('month')
})

test('where nothing has ended there is nothing to tell it by', () => {
  expect(guessPeriod([])).toBeUndefined()
})

test('a renewal falls due on the day of the start, or on the last of a month that is too short', () => {
  expect(dueDay('2024-01-31' as Day, 'month', 1)).toBe('2024-02-29')
  // Not on the 29th from then on.
  expect(dueDay('2024-01-31' as Day, 'month', 2)).toBe('2024-03-31')
  expect(dueDay('2024-02-29' as Day, 'year', 1)).toBe('2025-02-28')
  expect(dueDay('2024-01-31' as Day, 'quarter', 0)).toBe('2024-01-31')
})

test('periods are read as people and programs write them', () => {
  for (const period of renewalPeriods) expect(periodOf(` ${period.toUpperCase()} `)).toBe(period)
  expect(['P1M', '3', 'jährlich', 'fortnight'].map(periodOf)).toEqual(['month', 'quarter', 'year', undefined])
})

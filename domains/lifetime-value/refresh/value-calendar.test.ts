import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, days, daysBetween, type Day } from '#kernel/time.ts'
import { valueCalendar, type CalendarGiven } from './value-calendar.ts'

function given(
  more: Partial<Record<'firstDay' | 'lastDay' | 'until' | 'origin', string | null>> = {},
): CalendarGiven {
  const plain = { firstDay: '1997-01-01', lastDay: '1998-06-30', until: null, origin: null, horizonDays: 364 }
  return { ...plain, ...more } as CalendarGiven
}

test('by default all is valued as of the last day, and the last third is held out', () => {
  const calendar = valueCalendar(given())
  expect(calendar.asOf).toBe('1998-06-30')
  // 545 days make six parts of 90.
  expect(calendar.holdout).toEqual({ origin: '1998-01-01', days: 180 })
  expect(calendar.rolling.map(({ origin }) => origin)).toEqual(['1998-01-01', '1997-10-03', '1997-07-05'])
  expect(calendar.rolling.map(({ days }) => days)).toEqual([180, 180, 180])
  expect(calendar.choice).toEqual({ origin: '1997-10-03', days: 90 })
})

test('--until is as-of day and origin in one, and what comes later only judges', () => {
  const calendar = valueCalendar(given({ until: '1997-09-30' }))
  expect(calendar.asOf).toBe('1997-09-30')
  expect(calendar.holdout).toEqual({ origin: '1997-09-30', days: 273 })
  expect(calendar.rolling.map(({ origin }) => origin)).toEqual(['1997-07-02', '1997-05-18', '1997-04-03'])
  expect(calendar.choice).toEqual({ origin: '1997-07-02', days: 90 })
})

test('--origin sets the origin alone', () => {
  const calendar = valueCalendar(given({ origin: '1997-09-30' }))
  expect(calendar.asOf).toBe('1998-06-30')
  expect(calendar.holdout).toEqual({ origin: '1997-09-30', days: 273 })
  expect(calendar.choice).toEqual({ origin: '1997-07-05', days: 87 })
})

test('rolling windows are no longer than what is looked ahead', () => {
  const calendar = valueCalendar(given({ firstDay: '1990-01-01' }))
  expect(calendar.rolling.map(({ days }) => days)).toEqual([364, 364, 364])
  expect(calendar.rolling.map(({ origin }) => origin)).toEqual(['1997-07-01', '1996-07-02', '1995-07-04'])
})

test('where all models compete, three origins follow one another up to that of the hold-out', () => {
  expect(valueCalendar(given()).comparison).toEqual([])
  const { comparison } = valueCalendar({ ...given(), comparesAll: true })
  expect(comparison).toEqual([
    { origin: '1997-04-03', days: 91 },
    { origin: '1997-07-03', days: 91 },
    { origin: '1997-10-02', days: 91 },
  ])
  const long = valueCalendar({ ...given({ firstDay: '1985-01-01' }), comparesAll: true })
  expect(long.comparison.map((window) => window.days)).toEqual([364, 364, 364])
})

test('a day after the last purchase can be the as-of day; nothing is left to judge then', () => {
  const calendar = valueCalendar(given({ until: '1999-01-31' }))
  expect(calendar.asOf).toBe('1999-01-31')
  expect(calendar.holdout).toBeNull()
})

test('a log of one day has no origin of any kind', () => {
  const calendar = valueCalendar(given({ lastDay: '1997-01-01' }))
  expect(calendar).toMatchObject({ asOf: '1997-01-01', holdout: null, choice: null, rolling: [] })
})

test('no fit sees a day on which it is judged, and no judgement but the hold-out looks behind the as-of day', () => {
  const day = fc.integer({ min: 0, max: 2000 }).map((n) => addDays('2020-01-01' as Day, days(n)))
  fc.assert(
    fc.property(day, day, fc.option(day), fc.option(day), (a, b, until, origin) => {
      const [firstDay = a, lastDay = b] = [a, b].toSorted()
      fc.pre(until === null || until >= firstDay)
      fc.pre(origin === null || (origin > firstDay && origin <= (until ?? lastDay)))
      const { asOf, holdout, choice, comparison, rolling } = valueCalendar({
        firstDay,
        lastDay,
        until,
        origin,
        horizonDays: 90,
        comparesAll: true,
      })
      for (const window of [choice, ...comparison, ...rolling]) {
        if (window === null) continue
        expect(window.origin >= firstDay && window.days >= 1).toBe(true)
        expect(addDays(window.origin, days(window.days)) <= asOf).toBe(true)
      }
      const gap = choice && holdout ? daysBetween(choice.origin, holdout.origin) - choice.days : 0
      expect(gap).toBeGreaterThanOrEqual(0)
      comparison.forEach((window, place) => {
        const next = comparison[place + 1]?.origin ?? holdout?.origin ?? asOf
        expect(addDays(window.origin, days(window.days)) <= next).toBe(true)
        expect(daysBetween(firstDay, window.origin)).toBeGreaterThanOrEqual(window.days)
      })
      const end = until === null && holdout ? addDays(holdout.origin, days(holdout.days)) : firstDay
      expect(end <= lastDay).toBe(true)
    }),
  )
})

test('a day outside the log is refused', () => {
  expect(() => valueCalendar(given({ until: '1996-12-31' }))).toThrow(
    expect.objectContaining({ code: 'VALUE_UNTIL_TOO_EARLY' }),
  )
  for (const origin of ['1997-01-01', '1998-07-01']) {
    expect(() => valueCalendar(given({ origin }))).toThrow(
      expect.objectContaining({ code: 'VALUE_ORIGIN_OUTSIDE' }),
    )
  }
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { assert } from './assert.ts'
import { defineErrors, isPerennialError, PerennialError } from './errors.ts'
import {
  addDays,
  addMonths,
  type Day,
  dayOfNumber,
  days,
  daysBetween,
  daysPer,
  instant,
  inUnit,
  numberOfDay,
  parseDay,
  weeks,
} from './time.ts'

const exampleError = defineErrors({
  EXAMPLE_POINTS_INSUFFICIENT: { status: 409, hint: 'Burn fewer points.' },
})
/** Days from 1900 to 2100. */
const anyDay = fc.integer({ min: -25_567, max: 47_481 })

test('an error carries its code, its status and the next thing to do', () => {
  const error = exampleError('EXAMPLE_POINTS_INSUFFICIENT', 'Wanted 9 points; 4 are available.', {
    missing: 5,
  })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({
    name: 'PerennialError',
    code: 'EXAMPLE_POINTS_INSUFFICIENT',
    message: 'Wanted 9 points; 4 are available.',
    hint: 'Burn fewer points.',
    status: 409,
    details: { missing: 5 },
  })
  expect(error.cause).toBeUndefined()
})

test('an error may name its cause, and advise better than its catalogue', () => {
  const cause = new Error('disk full')
  const error = exampleError('EXAMPLE_POINTS_INSUFFICIENT', 'No.', undefined, { cause, hint: 'Make room.' })
  expect(error.cause).toBe(cause)
  expect(error.hint).toBe('Make room.')
  expect(error.details).toEqual({})
  expect(exampleError.catalogue.EXAMPLE_POINTS_INSUFFICIENT.status).toBe(409)
})

test('an error without details has none', () => {
  expect(new PerennialError('EXAMPLE', 'No.', { hint: 'Ask.', status: 400 }).details).toEqual({})
})

test('an error is known by its class and by its code', () => {
  const error = exampleError('EXAMPLE_POINTS_INSUFFICIENT', 'No.')
  expect(isPerennialError(error)).toBe(true)
  expect(isPerennialError(error, 'EXAMPLE_POINTS_INSUFFICIENT')).toBe(true)
  expect(isPerennialError(error, 'ANOTHER_CODE')).toBe(false)
  expect(isPerennialError(new Error('No.'))).toBe(false)
})

test('a broken invariant stops the work and says which', () => {
  const check = (left: number) => () => assert(left > 0, 'something is left')
  expect(check(1)).not.toThrow()
  expect(check(0)).toThrow('Broken invariant: something is left')
})

test('a week is seven days in every unit', () => {
  expect(weeks(2)).toEqual(days(14))
  expect(inUnit(days(14), 'week')).toBe(2)
  expect(inUnit(weeks(2), 'day')).toBe(14)
  expect(daysPer('week')).toBe(7)
  expect(instant(12)).toBe(12)
})

test('only real calendar days are read', () => {
  expect(parseDay('1997-09-30')).toBe('1997-09-30')
  expect(parseDay('2024-02-29')).toBe('2024-02-29')
  for (const text of ['2023-02-29', '1997-9-30', '30.09.1997', '1997-13-01', '1997-00-10', '']) {
    expect(parseDay(text)).toBeUndefined()
  }
})

test('days and their numbers are two ways to say the same', () => {
  expect(numberOfDay('1970-01-01' as Day)).toBe(0)
  fc.assert(
    fc.property(anyDay, (number) => {
      const day = dayOfNumber(number)
      expect(parseDay(day)).toBe(day)
      expect(numberOfDay(day)).toBe(number)
    }),
  )
})

test('the days between are what is added', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -1000, max: 1000 }), (number, count) => {
      const day = dayOfNumber(number)
      expect(daysBetween(day, addDays(day, days(count)))).toBe(count)
    }),
  )
})

test('a month later is the same day of the month, or its last where it has no such day', () => {
  expect(addMonths('2024-01-31' as Day, 1)).toBe('2024-02-29')
  expect(addMonths('2023-01-31' as Day, 1)).toBe('2023-02-28')
  expect(addMonths('2024-02-29' as Day, 12)).toBe('2025-02-28')
  expect(addMonths('2023-11-30' as Day, 3)).toBe('2024-02-29')
  expect(addMonths('2024-03-15' as Day, -3)).toBe('2023-12-15')
  expect(addMonths('2024-03-15' as Day, 0)).toBe('2024-03-15')
})

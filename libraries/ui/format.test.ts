import type { Day } from '#kernel/time.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatsOf } from './format.ts'

const british = formatsOf('en-GB')
const german = formatsOf('de')

test.each([
  [0.04, '0.0'],
  [3.14159, '3.1'],
  [99.94, '99.9'],
  [99.96, '100'],
  [1656.1, '1,660'],
  [21_843, '21,800'],
])('an estimate of %d is written %s: no digit that means nothing', (value, text) => {
  expect(british.estimate(value)).toBe(text)
})

test.each([
  [5, 'GBP', '£5.00'],
  [99.994, 'GBP', '£99.99'],
  [99.996, 'GBP', '£100'],
  [1234.56, 'EUR', '€1,235'],
  [1234, 'JPY', '¥1,234'],
  [12.5, null, '12.5'],
])('%d %s is written %s: to the cent below a hundred, whole above', (amount, currency, text) => {
  expect(british.money(amount, currency)).toBe(text)
})

test.each([
  [2_912_345.6, 'GBP', '£2.91m'],
  [2_000_000, 'GBP', '£2.00m'],
  [512.4, 'GBP', '£512'],
  [12_345, null, '12.3k'],
])('%d %s in short is %s', (amount, currency, text) => {
  expect(british.moneyShort(amount, currency)).toBe(text)
})

test.each([
  [0.0034, '0.3%'],
  [0.099, '9.9%'],
  [0.0996, '10%'],
  [0.937, '94%'],
])('a share of %d is %s', (share, text) => {
  expect(british.percent(share)).toBe(text)
})

test('a deviation carries its sign', () => {
  expect(british.signedPercent(0.228)).toBe('+22.8%')
  expect(british.signedPercent(-0.12)).toBe('-12%')
  expect(british.signedPercent(0)).toBe('0%')
})

test('a calendar day stays the same day wherever it is read', () => {
  const days = fc.date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(days, (date) => {
      const day = date.toISOString().slice(0, 10) as Day
      expect(british.day(day)).toContain(String(Number(day.slice(8))))
      expect(british.day(day)).toContain(day.slice(0, 4))
    }),
  )
})

test.each([
  [42_987_400_000_000, 6, '4.29874E13'],
  [0.827559, 6, '0.827559'],
  [-193165.835358, 8, '-193,165.84'],
  [0.0000032, 2, '3.2E-6'],
  [0, 3, '0'],
])('%d with %d digits is %s', (value, digits, text) => {
  expect(british.precise(value, digits)).toBe(text)
})

test.each([
  [-0.97791, '-0.9779'],
  [-0.000_000_000_007, '0'],
  [0.0008, '0.0008'],
])('%d to four decimals is %s', (value, text) => {
  expect(british.decimals(value)).toBe(text)
})

test('each language writes in its own way', () => {
  expect(german.count(541_909)).toBe('541.909')
  expect(german.day('2011-12-09' as Day)).toBe('09.12.2011')
})

test.each([
  [0.4, '0 seconds'],
  [41, '41 seconds'],
  [95, '1 minute, 35 seconds'],
  [7_260, '2 hours, 1 minute'],
])('%d seconds are said as %s', (seconds, text) => {
  expect(british.duration(seconds)).toBe(text)
})

test.each([
  [7, '7 byte'],
  [7_548_686, '7.55 MB'],
])('%d bytes are %s', (bytes, text) => {
  expect(british.bytes(bytes)).toBe(text)
})

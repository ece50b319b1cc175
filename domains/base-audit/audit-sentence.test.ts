import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatsOf } from '#ui/format.ts'
import { englishReport } from '#ui/report/reader.ts'
import { sentence } from './audit-sentence.ts'
import english from './locales/en.json' with { type: 'json' }

const { words } = await englishReport(english)
const style = {
  words,
  formats: formatsOf('en'),
  currency: 'EUR',
  measure: 'profit',
  direction: 'ltr',
} as const

test('a finding says its evidence in the units of the reader', () => {
  const values = {
    period: '2024-Q3',
    top: 0.2,
    customers: 1382,
    profitShare: 0.512,
    halfCustomers: 1355,
    halfShare: 0.196,
  }
  expect(sentence('finding', { code: 'differConcentrated', values }, style)).toBe(
    'In 2024-Q3 the best 20% of customers (1,382 of them) brought 51% of the profit; half of it came from 1,355 (20%).',
  )
})

test('the same name is a share in one finding and money in another', () => {
  const drift = {
    measure: 'profitPerAcquired',
    change: -0.312,
    low: -0.5,
    high: -0.124,
    p: 0.0004,
    cohorts: 9,
  }
  const said = sentence('finding', { code: 'cohortsDrift', values: drift }, style)
  expect(said).toContain('\u2212\u206031.2%')
  expect(said).toContain('\u2212\u206050% to \u2212\u206012.4%')
  const change = { factor: 'margin', contribution: -1234.5, change: 2000 }
  expect(sentence('finding', { code: 'changeFactor', values: change }, style)).toContain(
    '\u2212\u2060€1.23K to a change of €2.00K',
  )
})

test('a year ends on the day before the next one begins', () => {
  const values = {
    from: '2026-01-01',
    to: '2027-01-01',
    profit: 1_720_000,
    low: 1_550_000,
    high: 1_910_000,
    lastYear: 1_330_000,
    newShare: 0.36,
  }
  expect(sentence('finding', { code: 'wholeNext', values }, style)).toContain(
    'from Jan 1, 2026 to Dec 31, 2026',
  )
})

test('one is one, and many are many', () => {
  const once = (customers: number) =>
    sentence('finding', { code: 'cohortOnce', values: { customers, share: 0.1 } }, style)
  expect(once(1)).toBe('1 of them (10%) has bought once and never again so far.')
  expect(once(2)).toBe('2 of them (10%) have bought once and never again so far.')
})

test('in a sentence that runs from right to left figures keep their own direction', () => {
  const values = { customers: 3, share: 0.1 }
  const said = sentence('finding', { code: 'cohortOnce', values }, { ...style, direction: 'rtl' })
  expect(said).toBe('\u20683\u2069 of them (\u206810%\u2069) have bought once and never again so far.')
})

test('whatever the numbers, a sentence holds all of them and leaves no place open', () => {
  const amount = fc.double({ min: -1e9, max: 1e9, noNaN: true })
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.nat(), share, amount, amount, (customers, customersShare, loss, profit) => {
      const values = { customers, customersShare, loss, profit, profitWithout: profit - loss }
      const said = sentence('finding', { code: 'differLosses', values }, style)
      expect(said).toContain(style.formats.count(customers))
      expect(said).toContain(style.formats.percent(customersShare))
      expect(said).not.toMatch(/\{\{|NaN|undefined/)
    }),
  )
})

import { expect, test } from 'vitest'
import { sampleReport } from './report/report.test-data.ts'
import type { ValueDocument } from './value-document.ts'
import { valueSummary } from './value-summary.ts'

const { document, mostValuable, mostAtRisk } = sampleReport
const known = document.totals
if (known === null || document.holdout === null) throw new Error('The sample has totals and a hold-out.')
const { holdout } = document

/** The sample with changes; `Partial` would take the method `valueOf` of every object for the member of that name. */
function summary(changes: object = {}): string {
  const changed: ValueDocument = { ...document, ...changes }
  return valueSummary({ document: changed, mostValuable, mostAtRisk, color: false })
}

test('it opens with the range that reckons with earlier errors, in the currency of the file', () => {
  const totals = { ...known, valueBacktestLow: 90_000.4, valueBacktestHigh: 130_000.6 }
  const [first] = summary({ totals }).trim().split('\n')
  expect(first).toBe('EUR 90,000 to EUR 130,001 of revenue in the 52 weeks after 2025-06-30')
})

test('where earlier errors are not known, the model’s own range is shown and the lack is said', () => {
  const backtest = { origins: [], absent: 'A back-test needs 3 earlier origins; there are 0.' }
  const totals = { ...known, valueBacktestLow: null, valueBacktestHigh: null, backtest }
  const text = summary({ totals, valueOf: 'margin', horizonDays: 90, currency: null })
  expect(text).toMatch(/^\n[\d,]+ to [\d,]+ of margin in the 90 days after/)
  expect(text).toContain('without the errors of earlier forecasts: A back-test needs 3 earlier origins')
})

test.each([
  [0.88, '12 % low last time'],
  [1.25, '25 % high last time'],
  [1.0001, 'right last time'],
])('an expectation of %d times what came was "%s"', (ratio, words) => {
  const actualPurchases = 10_000
  const text = summary({
    holdout: { ...holdout, actualPurchases, expectedPurchases: ratio * actualPurchases },
  })
  expect(text).toContain(words)
})

test('what was not judged, and what nothing came after, is not called anything', () => {
  expect(summary({ holdout: null })).toContain('not judged: too few purchases follow the origin')
  expect(summary({ holdout: { ...holdout, actualPurchases: 0 } })).toContain('not comparable last time')
})

test('customers of whom it cannot be told are told apart from the active ones', () => {
  const text = summary({
    totals: { ...known, active: 506, activeCannotTell: 1411 },
    customersHeard: document.customers,
  })
  expect(text).toContain('506 of them active (of 1,411 it cannot be told)')
  expect(text).not.toContain('heard')
  expect(summary({ totals: { ...known, activeCannotTell: 0 } })).not.toContain('cannot be told')
})

test('where no model fits, it says so and shows what was bought', () => {
  const none = { name: 'none', reason: 'Nobody bought again.' } as const
  const text = valueSummary({
    document: { ...document, model: none, totals: null, holdout: null, customers: 1 },
    mostValuable: [],
    mostAtRisk: [],
    color: false,
  })
  expect(text).toContain('What these customers are worth cannot be told.')
  expect(text).toContain('none: Nobody bought again.')
  expect(text).toContain('1 customer of')
  expect(text).not.toContain('Most valuable')
})

test('where nobody is likely to have left, it says so instead of listing', () => {
  const input = { document, mostValuable, mostAtRisk: [], color: false }
  expect(valueSummary(input)).toMatch(/Most at risk\nNobody stands out: .* above 90 %/)
  const { totals } = document
  if (totals === null) throw new Error('The sample is valued.')
  const untold = { ...document, totals: { ...totals, activeCannotTell: document.customers } }
  expect(valueSummary({ ...input, document: untold })).toMatch(/Most at risk\nCannot be told/)
})

test('tables stand straight whatever names and gaps they hold', () => {
  const [one] = mostValuable
  if (one === undefined) throw new Error('The sample has customers.')
  const odd = [
    { ...one, name: 'A customer whose name goes on and on and on' },
    { ...one, name: 'B', probabilityActive: null, expectedPurchases: null, value: null },
    { ...one, name: 'C', spend: 0, probabilityActive: 0.004 },
  ]
  const text = valueSummary({ document, mostValuable: odd, mostAtRisk: [], color: false })
  const table = text.split('Most valuable\n')[1]?.split('\n\n')[0]?.split('\n') ?? []
  expect(table.length).toBe(4)
  expect(new Set(table.map((line) => line.length)).size).toBe(1)
  expect(text).toContain('A customer whose name goes …')
  expect(text).toContain('cannot tell')
  expect(text).toContain('0.4 %')
})

test('warnings end it, each with its code and the next step', () => {
  const warnings = [{ code: 'VALUE_TEST', message: 'Mind this.', hint: 'Do that.' }]
  expect(summary({ warnings }).endsWith('! Mind this. [VALUE_TEST]\n  Do that.\n')).toBe(true)
  expect(summary({ spendModel: { name: 'mean-spend', meanSpend: 1, reason: '' } })).toContain(
    'with the mean spend',
  )
})

test('seasons are one line, found or not, and none where an earlier version does not tell', () => {
  expect(summary()).toMatch(/\nSeason In December customers buy 1\.80 times as often .*\n/)
  const seasons = { finding: 'untold', reason: 'The log has 374 days.' }
  expect(summary({ seasons })).toContain('Season The log has 374 days.')
  expect(summary({ seasons: undefined })).not.toContain('Season')
})

/** What the pages of equity and acquisition decide before anything is drawn. */
import { describe, expect, test } from 'vitest'
import { englishReport } from '#ui/report/reader.ts'
import { formatsOf } from '#ui/format.ts'
import { acquisitionSearchOf } from '../acquisition/acquisition-search.ts'
import { channelName } from '../acquisition/acquisition-tables.ts'
import { costsOf, nextLine, problemsOf, type CostLine } from '../acquisition/cost-lines.ts'
import { equityFindings } from './equity-findings.ts'
import { asksForBridge, changedEquity, equitySearchOf } from './equity-search.ts'
import { equityText } from './equity-sentence.ts'
import { namedGroups, partRows } from './equity-tables.ts'
import { sampleParts } from './equity-charts.test-data.ts'
import english from '../locales/en.json' with { type: 'json' }

const { words } = await englishReport(english)
const style = { words, formats: formatsOf('en-GB'), currency: 'EUR', measure: 'profit' } as const

describe('addresses', () => {
  test('an address is read as it was written, and what it says wrongly is left out', () => {
    const search = { from: '2024-12-31', to: '2025-12-31', by: 'channel', group: 'web' }
    expect(equitySearchOf(search)).toEqual(search)
    expect(equitySearchOf({ from: '2024-13-31', to: 'soon', by: '', group: [] })).toEqual({})
    expect(equitySearchOf({ group: 2024 })).toEqual({ group: '2024' })
    expect(acquisitionSearchOf({ channel: 7 })).toEqual({ channel: '7' })
    expect(acquisitionSearchOf({ channel: '' })).toEqual({})
  })

  test('a snapshot and two days exclude each other', () => {
    const days = equitySearchOf({ from: '2024-12-31', to: '2025-12-31' })
    expect(changedEquity(days, { against: 'snp_1' })).toEqual({ against: 'snp_1' })
    expect(changedEquity({ against: 'snp_1' }, { from: days.from, to: days.to })).toEqual(days)
    expect(equitySearchOf({ against: 'snp_1', from: '2024-12-31' })).toEqual({ against: 'snp_1' })
  })

  test('a group goes with what it is a group by', () => {
    expect(changedEquity({ by: 'channel', group: 'web' }, { by: 'country' })).toEqual({ by: 'country' })
    expect(changedEquity({ by: 'channel', group: 'web' }, { group: undefined })).toEqual({ by: 'channel' })
  })

  test('only a snapshot or days ask for another bridge', () => {
    expect(asksForBridge({ by: 'channel', group: 'web' })).toBe(false)
    expect(asksForBridge({ against: 'snp_1' })).toBe(true)
    expect(asksForBridge(equitySearchOf({ to: '2025-12-31' }))).toBe(true)
  })
})

describe('lines of costs', () => {
  const line: CostLine = { key: 3, month: '2025-12', channel: ' web ', amount: ' 99.50 ', purpose: 'winning' }

  test('the next line is the same channel a month later, with its cost still to be told', () => {
    expect(nextLine(line)).toEqual({ ...line, key: 4, month: '2026-01', amount: '' })
    expect(nextLine({ ...line, month: '2025-03' }).month).toBe('2025-04')
    expect(nextLine({ ...line, month: '' }).month).toBe('')
  })

  test('a line is a cost once month, channel and a plain number stand in it', () => {
    expect(problemsOf(line)).toEqual([])
    expect(costsOf([line])).toEqual([{ month: '2025-12', channel: 'web', amount: 99.5, purpose: 'winning' }])
    expect(problemsOf({ ...line, month: '2025-13', channel: ' ', amount: '1,200' })).toEqual([
      'month',
      'channel',
      'amount',
    ])
    expect(problemsOf({ ...line, amount: '-1' })).toEqual(['amount'])
    expect(problemsOf({ ...line, amount: '0' })).toEqual([])
  })
})

describe('words', () => {
  const values = {
    day: '2025-12-31',
    first: '2025-01-01',
    last: '2025-12-31',
    customers: 3,
    heardLate: 1,
    removed: 2,
    channel: 'radio',
    cost: 1600,
    months: 2,
    month: '2025-12',
    currency: 'EUR',
    costs: 1,
  }
  const own: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
    'bridge-models-differ': { from: 'pareto-nbd', to: 'bg-nbd' },
    'snapshot-not-earlier': { from: '2025-12-31', to: '2025-06-30' },
    'snapshot-currency-differs': { from: 'EUR', to: 'USD' },
    'snapshot-value-differs': { from: 'margin', to: 'revenue' },
    'snapshot-horizon-differs': { from: 364, to: 728 },
    'snapshot-discount-differs': { from: 0.1, to: 0.12 },
    'snapshot-covariates-differ': { covariate: 'channel: web' },
  }

  test.each(equityFindings)('%s is said in words, with the next thing to do', (code) => {
    for (const part of ['text', 'hint'] as const) {
      const text = equityText(part, { code, values: { ...values, ...own[code] } }, style)
      expect(text.length).toBeGreaterThan(10)
      expect(text).not.toMatch(/\{\{|equity\.|NaN|undefined/)
    }
  })

  test('figures in them are money, days and shares', () => {
    const say = (code: (typeof equityFindings)[number]) =>
      equityText('text', { code, values: { ...values, ...own[code] } }, style)
    expect(say('channel-without-customers')).toBe('€1.60k was spent on radio, and nobody bought first by it.')
    expect(say('bridge-models-differ')).toContain('Pareto/NBD and BG/NBD')
    expect(say('snapshot-discount-differs')).toContain('10% a year, not at 12%')
    const silent = { code: 'months-without-customers', values: { channel: '', months: 1, cost: 5 } } as const
    expect(equityText('text', silent, style)).toBe('In 1 month €5.00 was spent and nobody was won.')
  })

  test('groups are named as periods are, and what has no name in words', () => {
    const named = (by: string, length: 'month' | 'quarter' | 'year') =>
      namedGroups(
        [
          { group: '2024-07', rest: false },
          { group: null, rest: true },
          { group: null, rest: false },
        ],
        { by, length },
        words,
      ).map(({ name }) => name)
    expect(named('cohort', 'quarter')).toEqual(['2024-Q3', 'Others together', 'Not told'])
    expect(named('cohort', 'year')[0]).toBe('2024')
    expect(named('cohort', 'month')[0]).toBe('2024-07')
    expect(named('channel', 'quarter')[0]).toBe('2024-07')
    expect([channelName(null, words), channelName('all', words), channelName('web', words)]).toEqual([
      'The whole business',
      'The whole business',
      'web',
    ])
  })

  test('lines of a bridge in which nothing happened are left out', () => {
    const lines = partRows(sampleParts).map(({ line }) => line)
    expect(lines).not.toContain('factsCorrected')
    expect(lines).toEqual(expect.arrayContaining(['opening', 'lost', 'closing']))
  })
})

/** Whatever the audit may say has words, of profit and of revenue. */
import { expect, test } from 'vitest'
import { englishReport } from '#ui/report/reader.ts'
import { formatsOf } from '#ui/format.ts'
import { columnName, cellText } from './tables/audit-cell.ts'
import { columnsOf } from './page/lens-columns.ts'
import type { FindingCode, FindingValues, NoticeCode, NoticeValues } from './audit-findings.ts'
import { limitCodes } from './audit-findings.ts'
import { limitText, sentence } from './audit-sentence.ts'
import { auditTables, lenses, unitOf, type TableColumns } from './tables/audit-tables.ts'
import { dimensions, splits } from './audit-document.ts'
import english from './locales/en.json' with { type: 'json' }
import { periodLengths } from './period.ts'

const { words } = await englishReport(english)
const formats = formatsOf('en')
const measures = ['profit', 'revenue'] as const
const styleOf = (measure: (typeof measures)[number]) => ({
  words,
  formats,
  currency: 'EUR',
  measure,
  direction: 'ltr' as const,
})

/** Every column that holds codes, with all that it may hold. */
const codes: Readonly<Record<string, readonly string[]>> = {
  'differ.parts.part': ['active', 'refunds', 'all'],
  'differ.signs.sign': ['gain', 'nothing', 'loss'],
  'differ.distributions.measure': ['purchases', 'spend', 'orderValue', 'profit'],
  'differ.distributions.meanOf': ['values', 'ratios'],
  'differ.histogram.measure': ['purchases', 'spend', 'orderValue', 'profit'],
  'change.factors.factor': ['customers', 'orderFrequency', 'orderValue', 'margin'],
  'change.flow.status': ['left', 'stayed', 'new', 'returned', 'refunds'],
  'change.stayed.direction': ['up', 'down'],
  'change.upDown.frequency': ['up', 'down'],
  'change.upDown.orderValue': ['up', 'down'],
  'change.upDown.margin': ['up', 'down'],
  'change.leftOut.ratio': splits,
  'cohort.secondPurchase.unit': ['days', 'months'],
  'cohorts.drift.measure': ['profitPerAcquired', 'activeShareNext', 'firstOrderValue'],
  'cohorts.drift.verdict': ['rising', 'falling', 'steady', 'unsure', 'few'],
  'whole.nextYear.part': ['existing', 'new', 'all'],
}

/** One of every finding. */
const findings: { readonly [Code in FindingCode]: FindingValues[Code] } = {
  differConcentrated: {
    period: '2024-Q3',
    top: 0.2,
    customers: 40,
    profitShare: 0.5,
    halfCustomers: 38,
    halfShare: 0.19,
  },
  differLosses: { customers: 3, customersShare: 0.02, loss: -120, profit: 900, profitWithout: 1020 },
  differLossesSlight: { customers: 3, customersShare: 0.02, loss: -1 },
  differNoProfit: { period: 'all', customers: 5, profit: -3 },
  differDeciles: { frequencyRatio: 2.1, orderValueRatio: 1.4, marginRatio: null },
  changeTotal: {
    before: '2024-Q2',
    after: '2024-Q3',
    profitBefore: 100,
    profitAfter: 90,
    change: -10,
    changeShare: null,
    largest: 'left',
    largestChange: -60,
  },
  changeFlow: {
    left: 3,
    leftShare: 0.3,
    leftProfit: 40,
    came: 4,
    cameProfit: 50,
    stayed: 5,
    stayedChange: -20,
  },
  changeFactor: { factor: 'orderFrequency', contribution: -1234.5, change: -900 },
  cohortActivity: { cohort: '2023-Q1', acquired: 1, nextShare: null, lastShare: 0.2, age: 6 },
  cohortOnce: { customers: 1, share: 0.1 },
  cohortValue: { profitToDate: 900, perAcquired: 9, topDecileShare: null },
  cohortsDrift: { measure: 'profitPerAcquired', change: -0.3, low: -0.5, high: -0.1, p: 0.0004, cohorts: 9 },
  cohortsSteady: {
    measure: 'firstOrderValue',
    change: 0.01,
    low: -0.1,
    high: 0.1,
    p: 0.4,
    smallestDetectable: 0.15,
    cohorts: 9,
  },
  cohortsUnsure: { measure: 'activeShareNext', smallestDetectable: 0.8, cohorts: 5 },
  cohortsFew: { cohorts: 1, needed: 4 },
  wholeNew: {
    period: '2024-Q3',
    profit: 900,
    newProfitShare: null,
    newCustomersShare: 0.3,
    returned: 2,
  },
  wholeRepeat: { period: '2024-Q3', repeatRate: 0.4, repeatRateBefore: 0.3 },
  wholeRepeatOnce: { period: '2024-Q3', repeatRate: 0.4 },
  wholeNext: {
    from: '2025-01-01',
    to: '2026-01-01',
    profit: 900,
    low: 700,
    high: 1100,
    lastYear: 800,
    newShare: null,
  },
  wholeNextShort: {
    from: '2025-01-01',
    to: '2026-01-01',
    profit: 900,
    lastYear: 800,
    newShare: null,
  },
  wholeNextAstray: {
    from: '2025-01-01',
    to: '2026-01-01',
    profit: 900,
    lastYear: 800,
    newShare: 0.4,
  },
  wholeShort: { periods: 2, needed: 4 },
  wholeNewUntold: { periods: 5, needed: 8 },
  nothing: { period: null },
}

/** One of every notice. */
const notices: { readonly [Code in NoticeCode]: NoticeValues[Code] } = {
  periodPartial: { period: '2024-Q3', partial: 'ends', from: '2024-07-01', to: '2024-09-30' },
  periodsOne: { period: '2024-Q3' },
  customersFew: { customers: 7 },
  customersOne: { customers: 1 },
  profitNone: { profit: -3, customers: 7 },
  profitAllNegative: { customers: 7, profit: -300 },
  decilesTied: { edges: 2, customers: 9 },
  decilesEmpty: { customers: 7 },
  spendZero: { customers: 3, share: 0.1 },
  refundsOnly: { customers: 2, spend: -80 },
  splitsLeftOut: { customers: 2, ratio: 'margin' },
  cohortsOfOne: { cohorts: 1 },
  cohortsFirst: { cohort: '2022-Q1' },
  periodsSilent: { count: 3, from: '2023-01-01', to: '2023-03-31' },
  periodsApart: { before: '2023-Q1', after: '2024-Q1', between: 3 },
  filterEmpty: { filter: 'channel:web' },
  filterOverlaps: { filter: 'channel:web' },
  marginPartly: { covered: 0.8, rate: 0.3 },
  marginNone: {},
  paymentsOfContracts: {},
  purchasesUnknown: {},
  cohortAssumed: {},
}

/** Nothing is left open, and what is not profit is not called so. */
function complete(text: string, measure: (typeof measures)[number]): void {
  expect(text).toMatch(/\p{L}/u)
  expect(text).not.toMatch(/\{\{|NaN|undefined|\bnull\b|^[a-z]+\.[a-z]/i)
  if (measure === 'revenue') expect(text).not.toMatch(/profit/i)
}

test.each(measures)('every table, every column and every lens has a name, of %s', (measure) => {
  for (const lens of lenses) {
    for (const table of Object.keys(auditTables[lens])) {
      complete(words(`table.${lens}.${table}`, { context: measure }), measure)
      for (const { name } of columnsOf(lens, table, measure))
        expect(columnName(words, name, measure), `${lens}.${table}.${name} of ${measure}`).not.toMatch(
          measure === 'revenue' ? /profit|^$/i : /^$/,
        )
    }
    for (const part of ['name', 'title', 'lead']) complete(words(`lens.${lens}.${part}`), measure)
  }
})

test('columns of one table have different names', () => {
  for (const measure of measures)
    for (const lens of lenses)
      for (const table of Object.keys(auditTables[lens])) {
        const names = columnsOf(lens, table, measure).map(({ name }) => columnName(words, name, measure))
        expect(new Set(names).size, `${lens}.${table}: ${names.join(', ')}`).toBe(names.length)
      }
})

test('every code that a column may hold has words', () => {
  const listed: string[] = []
  for (const lens of lenses)
    for (const [table, columns] of Object.entries(auditTables[lens]))
      for (const [name, written] of Object.entries(columns as TableColumns)) {
        if (unitOf(written) !== 'code') continue
        listed.push(`${lens}.${table}.${name}`)
        for (const code of codes[`${lens}.${table}.${name}`] ?? ['nobody listed what it may hold'])
          for (const measure of measures) complete(cellText('code', code, styleOf(measure)), measure)
      }
  expect(listed.toSorted()).toEqual(Object.keys(codes).toSorted())
})

test.each(measures)('every finding is a sentence, of %s', (measure) => {
  for (const [code, values] of Object.entries(findings))
    complete(sentence('finding', { code, values }, styleOf(measure)), measure)
})

test.each(measures)('every notice is a sentence with what to do, of %s', (measure) => {
  for (const [code, values] of Object.entries(notices))
    for (const part of ['notice', 'noticeHint']) {
      const said = sentence(part, { code, values }, styleOf(measure))
      // Without margins one is told how to see profit.
      complete(said, code === 'marginNone' ? 'profit' : measure)
    }
})

test('everything that is not said has words', () => {
  for (const measure of measures)
    for (const limit of limitCodes) complete(limitText(words, limit, measure), measure)
})

test('every choice has words', () => {
  for (const length of periodLengths) complete(words(`length.${length}`), 'revenue')
  for (const dimension of dimensions) {
    complete(words(`choice.filter.${dimension}`), 'revenue')
    const first = `first${dimension.charAt(0).toUpperCase()}${dimension.slice(1)}`
    complete(words(`choice.filter.${first}`), 'revenue')
  }
})

/** Files audited by themselves: a log, or tables of periods, long or wide. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { seededRandom } from '#numerics/random.ts'
import type { AuditDocument } from './audit-document.ts'
import { auditFiles, type AuditFilesOptions } from './audit-files.actions.ts'
import { lenses } from './tables/audit-tables.ts'
import type { Measure } from './tables/period-table.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perennial-tables-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let ids = 0

function audit(paths: readonly string[], more: Partial<AuditFilesOptions> = {}): Promise<AuditDocument> {
  return auditFiles({
    files: paths.map((path) => ({ path, fileName: basename(path) })),
    overrides: {},
    options: {},
    view: { fiscalStart: 1 },
    temporaryFolder: folder,
    openDatabase: openDuckDb,
    version: '0.0.0',
    now: Date.now,
    newId: (prefix) => `${prefix}_${String(++ids).padStart(26, '0')}`,
    random: seededRandom(3),
    ...more,
  })
}

async function file(name: string, rows: readonly (readonly (string | number)[])[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `${rows.map((row) => row.join(',')).join('\n')}\n`)
  return path
}

const quarters = ['2021Q1', '2021Q2', '2021Q3', '2021Q4', '2022Q1', '2022Q2', '2022Q3', '2022Q4']

interface Cell {
  readonly customer: string
  readonly cohort: string
  readonly quarter: string
  readonly transactions: number
  readonly spend: number
  readonly profit: number
}

/** Three dozen customers who come in some quarter and buy in some of those that follow. */
function cells(): readonly Cell[] {
  const random = seededRandom(8)
  return Array.from({ length: 36 }, (_, place) => place).flatMap((place) => {
    const first = Math.floor(6 * random())
    return quarters.slice(first).flatMap((quarter, age): Cell[] => {
      const transactions = age === 0 ? 1 + Math.floor(2 * random()) : Math.floor(2 * random())
      if (transactions === 0) return []
      const spend = Math.round(100 * transactions * (5 + 50 * random())) / 100
      const cohort = quarters[first] ?? ''
      return [
        {
          customer: `c${place}`,
          cohort,
          quarter,
          transactions,
          spend,
          profit: Math.round(40 * spend - 500) / 100,
        },
      ]
    })
  })
}

/** What is said, without how long it took and what the files are called. */
const said = ({ plan, lenses: all }: AuditDocument) => ({ plan, all })

async function wide(measure: Measure, name: string, withCohort = true): Promise<string> {
  const all = cells()
  const customers = [...new Set(all.map(({ customer }) => customer))]
  const rows = customers.map((customer) => {
    const own = all.filter((cell) => cell.customer === customer)
    const amounts = quarters.map((quarter) => own.find((cell) => cell.quarter === quarter)?.[measure] ?? '')
    return [customer, ...(withCohort ? [own[0]?.cohort ?? ''] : []), ...amounts]
  })
  return file(name, [['customer', ...(withCohort ? ['cohort'] : []), ...quarters], ...rows])
}

function long(): Promise<string> {
  const rows = cells().map(({ customer, cohort, quarter, transactions, spend, profit }) => [
    customer,
    cohort,
    quarter,
    transactions,
    spend,
    profit,
  ])
  return file('long.csv', [['CustomerID', 'Cohort', 'YearQuarter', 'NumTrans', 'Spend', 'Profit'], ...rows])
}

test('long and wide tables give the same audit', async () => {
  const [byRows, byColumns] = [
    await audit([await long()]),
    await audit([
      await wide('transactions', 'transactions.csv'),
      await wide('spend', 'spend.csv'),
      await wide('profit', 'profit.csv'),
    ]),
  ]
  expect(said(byColumns)).toEqual(said(byRows))
  expect(byRows.plan).toMatchObject({
    customers: 36,
    lengths: ['quarter', 'half', 'year', 'all'],
    stated: { source: 'periods', measure: 'profit', asOf: '2022-12-31' },
  })
  const { periods } = byRows.lenses.whole.shown.tables
  for (const { period, spend, profit, purchases } of periods) {
    const of = cells().filter(({ quarter }) => quarter === period.replace('-', ''))
    expect(spend).toBeCloseTo(
      of.reduce((sum, cell) => sum + cell.spend, 0),
      6,
    )
    expect(profit).toBeCloseTo(
      of.reduce((sum, cell) => sum + cell.profit, 0),
      6,
    )
    expect(purchases).toBe(of.reduce((sum, cell) => sum + cell.transactions, 0))
  }
})

/** A cell of any table: something or nothing, given back or lost. */
const anyCell = fc.record({
  customer: fc.integer({ min: 1, max: 7 }),
  quarter: fc.constantFrom(...quarters),
  transactions: fc.integer({ min: 0, max: 3 }),
  spend: fc.integer({ min: -20, max: 2_000 }),
  profit: fc.integer({ min: -90, max: 90 }),
})

test('whatever tables hold, and in whatever order, long and wide give the same audit', async () => {
  const tables = fc.array(anyCell, { minLength: 1, maxLength: 25 }).map((all) => [
    { customer: 1, quarter: '2021Q1', transactions: 1, spend: 1234, profit: 5 },
    // One row a customer and quarter.
    ...new Map(all.map((cell) => [`${cell.customer} ${cell.quarter}`, cell])).values(),
  ])
  const runs = fc.asyncProperty(tables, fc.boolean(), async (drawn, written) => {
    const all = drawn.filter(
      ({ customer, quarter }, place) => place === 0 || customer !== 1 || quarter !== '2021Q1',
    )
    const byRows = await file('any.csv', [
      ['customer', 'period', 'transactions', 'spend', 'profit'],
      ...all.map(({ customer, quarter, transactions, spend, profit }) => [
        `c${customer}`,
        quarter,
        transactions,
        spend,
        profit,
      ]),
    ])
    const byColumns = (['transactions', 'spend', 'profit'] as const).map((measure, place) => {
      const customers = [...new Set(all.map(({ customer }) => customer))]
      const rows = (place === 1 ? customers.toReversed() : customers).map((customer) => [
        `c${customer}`,
        ...quarters.map((quarter) => {
          const amount =
            all.find((cell) => cell.customer === customer && cell.quarter === quarter)?.[measure] ?? ''
          // As spreadsheets write thousands, which is read as text and not as a number.
          return written && amount !== '' && amount > 999 ? `"${amount.toLocaleString('en')}"` : amount
        }),
      ])
      return file(`${measure}.csv`, [['customer', ...quarters], ...rows])
    })
    expect(said(await audit(await Promise.all(byColumns)))).toEqual(said(await audit([byRows])))
  })
  await fc.assert(runs, { numRuns: 5, seed: 7 })
})

/** The last day of the log ends its last quarter, as the table does. */
function dayIn(quarter: string, month: number): string {
  const year = quarter.slice(0, 4)
  return quarter === quarters.at(-1)
    ? `${year}-12-${29 + (month % 3)}`
    : `${year}-${String(month).padStart(2, '0')}-01`
}

test('a table of quarters gives the audit of the log that it sums up', async () => {
  const lines = cells().flatMap(({ customer, quarter, transactions, spend }) =>
    Array.from({ length: transactions }, (_, place) => {
      const month = 3 * Number(quarter.slice(-1)) - 2 + place
      const share = place === 0 ? spend - (transactions - 1) : 1
      return [customer, dayIn(quarter, month), share.toFixed(2)]
    }),
  )
  const log = await audit([await file('log.csv', [['customer', 'date', 'amount'], ...lines])], {
    view: { length: 'quarter', fiscalStart: 1 },
  })
  const table = await audit([
    await wide('transactions', 'transactions.csv', false),
    await wide('spend', 'spend.csv', false),
  ])
  for (const lens of ['whole', 'cohorts', 'differ'] as const) {
    expect(table.lenses[lens].shown.tables).toEqual({
      ...log.lenses[lens].shown.tables,
      // A table has no lines.
      ...(lens === 'whole' && {
        periods: log.lenses.whole.shown.tables.periods.map((row) => ({ ...row, lines: row.purchases })),
      }),
    })
  }
  for (const lens of lenses) expect(log.lenses[lens].shown.findings.length).toBeGreaterThan(0)
})

test('cohorts of before the tables have no age, and are no newcomers', async () => {
  const path = await file('earlier.csv', [
    ['customer', 'cohort', 'period', 'transactions', 'spend'],
    ['a', '2019', '2021', 1, 10],
    ['a', '2019', '2022', 2, 30],
    ['b', '2022', '2022', 1, 5],
  ])
  const { lenses: all } = await audit([path])
  expect(
    all.whole.shown.tables.periods.map((row) => [row.period, row.newCustomers, row.continuing, row.returned]),
  ).toEqual([
    ['2021', 0, 0, 1],
    ['2022', 1, 1, 0],
  ])
  expect(all.cohorts.shown.tables.cohorts.map(({ cohort }) => cohort)).toEqual(['2022'])
  expect(
    all.whole.shown.tables.cohortPeriods.map(({ cohort, period, spend }) => [cohort, period, spend]),
  ).toEqual([
    ['2022', '2022', 5],
    [null, '2021', 10],
    [null, '2022', 30],
  ])
})

test('what the tables do not tell is assumed and said', async () => {
  const { lenses: all } = await audit([await wide('spend', 'spend.csv', false)])
  const codes = all.differ.shown.notices.map(({ code }) => code)
  expect(codes).toEqual(expect.arrayContaining(['purchasesUnknown', 'cohortAssumed', 'marginNone']))
  expect(all.differ.shown.tables.summary[0]).toMatchObject({ orderFrequency: 1 })
})

test.each([
  [
    'AUDIT_TABLE_MEASURE_UNKNOWN',
    [
      ['x.csv', 'customer,2021,2022\na,1,2'],
      ['y.csv', 'customer,2021,2022\na,1,2'],
    ],
  ],
  [
    'AUDIT_TABLE_MEASURE_TWICE',
    [
      ['spend.csv', 'customer,2021,2022\na,1,2'],
      ['sales.csv', 'customer,2021,2022\na,1,2'],
    ],
  ],
  ['AUDIT_TABLE_SPEND_MISSING', [['orders.csv', 'customer,2021,2022\na,1,2']]],
  ['AUDIT_TABLE_PERIODS_MIXED', [['spend.csv', 'customer,2021,2022Q1\na,1,2']]],
  ['AUDIT_TABLE_PERIOD_UNREADABLE', [['spend.csv', 'customer,cohort,2021,2022\na,spring,1,2']]],
  ['AUDIT_TABLE_CELL_UNREADABLE', [['spend.csv', 'customer,2021,2022\na,1,many']]],
  ['AUDIT_TABLE_CELL_UNREADABLE', [['long.csv', 'customer,period,transactions,spend\na,2021,-1,5']]],
  ['AUDIT_TABLE_EMPTY', [['spend.csv', 'customer,2021,2022\na,,0']]],
  [
    'AUDIT_FILES_MIXED',
    [
      ['spend.csv', 'customer,2021,2022\na,1,2'],
      ['log.csv', 'customer,date,amount\na,2021-01-05,2'],
    ],
  ],
] as const)('%s', async (code, files) => {
  const paths: string[] = []
  for (const [name, text] of files) {
    paths.push(join(folder, name))
    await writeFile(join(folder, name), `${text}\n`)
  }
  await expect(audit(paths)).rejects.toMatchObject({ code })
})

test('no file is refused', async () => {
  await expect(audit([])).rejects.toMatchObject({ code: 'AUDIT_FILES_NONE' })
})

test('tables refuse periods shorter than theirs, and years that begin within one', async () => {
  const path = await wide('spend', 'spend.csv')
  await expect(audit([path], { view: { length: 'month', fiscalStart: 1 } })).rejects.toMatchObject({
    code: 'AUDIT_LENGTH_TOO_SHORT',
  })
  await expect(audit([path], { view: { length: 'quarter', fiscalStart: 2 } })).rejects.toMatchObject({
    code: 'AUDIT_FISCAL_START_UNFIT',
  })
  const { lenses: all } = await audit([path], { view: { length: 'year', fiscalStart: 4 } })
  expect(all.whole.stated.periods.map(({ key, partial }) => [key, partial])).toEqual([
    ['FY2021', 'begins'],
    ['FY2022', null],
    ['FY2023', 'ends'],
  ])
})

test('tables of two years of months open by quarters, whether quarters are asked for or not, from any month on', async () => {
  const months = Array.from(
    { length: 24 },
    (_, at) => `${2021 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`,
  )
  const random = seededRandom(5)
  const rows = Array.from({ length: 20 }, (_, at) => [
    `c${at}`,
    ...months.map((_, month) => (month === at % 12 || random() < 0.2 ? 1 + Math.floor(90 * random()) : '')),
  ])
  const path = await file('months.csv', [['customer', ...months], ...rows])
  const total = rows.flat().reduce<number>((sum, cell) => sum + (typeof cell === 'number' ? cell : 0), 0)
  for (const fiscalStart of [1, 3, 7]) {
    const asked = await audit([path], { view: { fiscalStart, length: 'quarter' } })
    expect(said(await audit([path], { view: { fiscalStart } }))).toEqual(said(asked))
    const half = await audit([path], { view: { fiscalStart, length: 'half' } })
    for (const { lenses: all } of [asked, half]) {
      const { periods } = all.whole.shown.tables
      expect(periods.reduce((sum, { spend }) => sum + spend, 0)).toBe(total)
    }
  }
})

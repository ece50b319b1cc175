/**
 * The audit of a million customers: its step of a refresh, and each page as a server answers it; and tables of periods from
 * file to all tables. With the word `dimensions` the log has a channel and a country as well.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditFiles } from '#base-audit/audit-files.actions.ts'
import { openTables, readLens } from '#base-audit/audit-documents.query.ts'
import { auditStep } from '#base-audit/audit.step.ts'
import { baseAuditContract } from '#base-audit/base-audit.contract.ts'
import type { AskedLens } from '#base-audit/lenses.query.ts'
import type { Lens } from '#base-audit/audit-tables.ts'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { refresh, type RefreshStep } from '#columnar/refresh.ts'
import { SnapshotReaders } from '#columnar/snapshot-readers.ts'
import { importFile, prepareHistory, purchaseDays } from '#history/history.actions.ts'
import { instant } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { layouts, logOf } from './layouts.ts'
import { type Figure, printFigures, seconds } from './measure.ts'

const stepLimit = 10
const pageLimitMs = 300
const tablesLimit = 2
const withDimensions = process.argv.includes('dimensions')

/** What people ask; what opens a page and what holds very many customers stands ready, the others are worked out. */
const questions: readonly (readonly [name: string, lens: Lens, asked: Partial<AskedLens>])[] = [
  ['how customers differ, as it opens', 'differ', {}],
  ['how customers differ, an earlier quarter', 'differ', { period: '2020-Q3' }],
  ['how customers differ, a year', 'differ', { length: 'year', period: '2020' }],
  ['how customers differ, the whole log', 'differ', { length: 'all' }],
  ['quarter against quarter', 'change', { period: '2020-Q4' }],
  ['year against year', 'change', { length: 'year' }],
  ['a cohort', 'cohort', { cohort: '2020-Q1' }],
  ['a cohort, by month', 'cohort', { length: 'month', cohort: '2020-02' }],
  ['cohorts, by month', 'cohorts', { length: 'month' }],
  ['the whole, by quarter', 'whole', { length: 'quarter' }],
  ['the whole, by month', 'whole', { length: 'month' }],
  ...(withDimensions
    ? ([
        ['how customers differ in one channel', 'differ', { channel: 'web' }],
        ['the whole in one channel', 'whole', { channel: 'web' }],
        ['the whole of those won in one channel', 'whole', { firstChannel: 'web' }],
        ['two channels side by side', 'differ', { channel: 'web', against: 'channel:store' }],
        ['one channel in one country', 'whole', { channel: 'web', country: 'DE' }],
      ] as const)
    : []),
]

const daysStep: RefreshStep = {
  name: 'summarise',
  needs: [],
  tables: ['purchase_day', 'refund_day'],
  scratch: [],
  run: async ({ database }) => {
    await purchaseDays(database, { into: 'snapshot' })
  },
}

const outputs = {
  differ: baseAuditContract.readDiffer,
  change: baseAuditContract.readChange,
  cohort: baseAuditContract.readCohort,
  cohorts: baseAuditContract.readCohorts,
  whole: baseAuditContract.readWhole,
} as const

let ids = 0
const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-'))
try {
  const figures = [...(await ofLog()), ...(withDimensions ? [] : await ofTables())]
  printFigures(withDimensions ? 'audit-dimensions' : 'audit', figures, { customers: 1_000_000 })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function newId(prefix: string): string {
  ids += 1
  return `${prefix}_${String(ids).padStart(26, '0')}`
}

async function ofLog(): Promise<readonly Figure[]> {
  const history = await openDuckDb(join(folder, 'history.duckdb'), { memoryLimitBytes: 512 * 2 ** 20 })
  await prepareHistory(history)
  await importFile(
    history,
    { path: await logPath(), fileName: 'log.csv' },
    { overrides: {}, temporaryFolder: folder, now: instant(Date.now()), newId, random: seededRandom(1) },
  )
  const snapshots = join(folder, 'snapshots')
  const { snapshot, milliseconds } = await refresh(history, {
    folder: snapshots,
    steps: [daysStep, auditStep({ until: null, margin: null, currency: null, fiscalStart: 1 })],
    inputs: {},
    snapshot: newId('snp'),
    now: () => performance.now() + performance.timeOrigin,
    scratchInMemory: true,
  })
  await history.close()
  const step = {
    name: 'step of a refresh',
    unit: 's',
    measured: (milliseconds['audit'] ?? 0) / 1000,
    limit: stepLimit,
  } as const
  return [step, ...(await pages(snapshots, snapshot))]
}

/** The log of the short layout; with dimensions, a channel and a country hang on the day and the customer. */
async function logPath(): Promise<string> {
  const log = logOf(layouts.short)
  if (!withDimensions) return log
  const path = join(folder, 'dimensions.parquet')
  const db = await openDuckDb(':memory:')
  await db.run(
    `COPY (SELECT *, CASE hash(customer, date) % 5 WHEN 0 THEN 'store' WHEN 1 THEN 'phone' ELSE 'web' END AS channel,
                  CASE hash(customer) % 3 WHEN 0 THEN 'FR' ELSE 'DE' END AS country
             FROM read_csv($path, header = true, columns = {'customer': 'VARCHAR', 'date': 'VARCHAR', 'amount': 'VARCHAR'}))
       TO '${path}' (FORMAT parquet)`,
    { path: log },
  )
  await db.close()
  return path
}

/** From the question to the text of the answer, its shape checked as the server does. */
async function pages(snapshots: string, id: string): Promise<readonly Figure[]> {
  const readers = new SnapshotReaders(snapshots, openDuckDb)
  const figures: Figure[] = []
  for (const [name, lens, choice] of questions) {
    const asked = { fiscalStart: 1, ...choice }
    const answer = () =>
      readers.read(id, async ({ database }) => {
        const tables = await openTables(database)
        const document = await readLens(tables, lens, asked)
        const { outputSchema } = outputs[lens]['~orpc'] as unknown as {
          outputSchema: { parse(value: unknown): unknown }
        }
        return JSON.stringify(outputSchema.parse({ ...document, snapshot: id }))
      })
    figures.push({ name, unit: 'ms', measured: 1000 * (await seconds(answer)), limit: pageLimitMs })
  }
  await readers.close()
  return figures
}

/** 70,000 customers and 16 quarters, long and wide. */
async function ofTables(): Promise<readonly Figure[]> {
  const { long, wide } = writeTables()
  const audit = (paths: readonly string[]) =>
    auditFiles({
      files: paths.map((path) => ({ path, fileName: path.split('/').at(-1) ?? path })),
      overrides: {},
      options: {},
      view: { fiscalStart: 1 },
      temporaryFolder: folder,
      openDatabase: openDuckDb,
      version: '0.0.0',
      now: () => performance.now(),
      newId,
      random: seededRandom(1),
    })
  return [
    {
      name: 'tables of 70,000 × 16 quarters, long',
      unit: 's',
      measured: await seconds(() => audit([long])),
      limit: tablesLimit,
    },
    {
      name: 'tables of 70,000 × 16 quarters, wide',
      unit: 's',
      measured: await seconds(() => audit(wide)),
      limit: tablesLimit,
    },
  ]
}

function writeTables(): { readonly long: string; readonly wide: readonly string[] } {
  const random = seededRandom(16)
  const quarters = Array.from(
    { length: 16 },
    (_, place) => `${2013 + Math.floor(place / 4)}Q${(place % 4) + 1}`,
  )
  const long = ['CustomerID,Cohort,YearQuarter,NumTrans,Spend,Profit']
  const wide = ['transactions', 'spend', 'profit'].map((name) => ({
    name,
    lines: [`customer,cohort,${quarters.join(',')}`],
  }))
  for (let customer = 0; customer < 70_000; customer += 1) {
    const first = Math.floor(16 * random())
    const cells = quarters.map((quarter, place) => {
      const buys = place === first || (place > first && random() < 0.4)
      if (!buys) return ['', '', '']
      const transactions = 1 + Math.floor(3 * random())
      const spend = (transactions * (10 + 90 * random())).toFixed(2)
      const profit = (Number(spend) * (0.6 * random() - 0.1)).toFixed(2)
      long.push(`c${customer},${quarters[first]},${quarter},${transactions},${spend},${profit}`)
      return [String(transactions), spend, profit]
    })
    for (const [measure, { lines }] of wide.entries())
      lines.push(`c${customer},${quarters[first]},${cells.map((cell) => cell[measure]).join(',')}`)
  }
  const write = (name: string, lines: readonly string[]) => {
    const path = join(folder, `${name}.csv`)
    writeFileSync(path, `${lines.join('\n')}\n`)
    return path
  }
  return { long: write('long', long), wide: wide.map(({ name, lines }) => write(name, lines)) }
}

/**
 * The audit of a million customers: its steps of a refresh, and each page as a server answers it that has just opened the snapshot; and
 * tables of periods from file to all tables. With the word `dimensions` the log has a channel and a country as well.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { acquisitionDocument } from '#base-audit/acquisition/acquisition-document.query.ts'
import { readAcquisition, type Cost } from '#base-audit/acquisition.contract.ts'
import { openTables, readLens } from '#base-audit/tables/audit-documents.query.ts'
import type { Lens } from '#base-audit/tables/audit-tables.ts'
import { auditSteps } from '#base-audit/base-audit.actions.ts'
import { lensEndpoints, readAuditPlan } from '#base-audit/base-audit.contract.ts'
import { comparableSnapshots } from '#base-audit/equity.actions.ts'
import { listComparableSnapshots, readEquity } from '#base-audit/equity.contract.ts'
import { readEquityDocument } from '#base-audit/equity/equity-documents.query.ts'
import { auditPlan, type AskedLens } from '#base-audit/lenses/lenses.query.ts'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { RefreshStep } from '#columnar/refresh.ts'
import { type Snapshot, SnapshotReaders } from '#columnar/snapshot-readers.ts'
import { importFile, prepareHistory } from '#history/history.actions.ts'
import { instant } from '#kernel/time.ts'
import { valueHistory } from '#lifetime-value/lifetime-value.actions.ts'
import { seededRandom } from '#numerics/random.ts'
import type { AnyEndpoint } from '#wire/endpoint.ts'
import { layouts, logOf } from './layouts.ts'
import { type Figure, printFigures } from './measure.ts'
import { tableFigures } from './period-tables.ts'

const stepLimit = 10
const pageLimitMs = 300
const withDimensions = process.argv.includes('dimensions')

/** What people ask; what opens a page and what holds very many customers stands ready, the others are worked out. */
const questions: readonly (readonly [name: string, lens: Lens, asked: Partial<AskedLens>])[] = [
  ['how customers differ, as it opens', 'differ', {}],
  ['how customers differ, an earlier quarter', 'differ', { period: '2020-Q3' }],
  ['how customers differ, a year', 'differ', { length: 'year', period: '2020' }],
  ['how customers differ, a year that begins in July', 'differ', { length: 'year', fiscalStart: 7 }],
  ['how customers differ, the whole log', 'differ', { length: 'all' }],
  ['two quarters side by side', 'differ', { period: '2020-Q4', against: 'period:2020-Q3' }],
  ['quarter against quarter', 'change', { period: '2020-Q4' }],
  ['year against year', 'change', { length: 'year' }],
  ['half-year against half-year', 'change', { length: 'half' }],
  ['a cohort', 'cohort', { cohort: '2020-Q1' }],
  ['a cohort, by month', 'cohort', { length: 'month', cohort: '2020-02' }],
  ['a cohort, by half-year', 'cohort', { length: 'half', cohort: '2020-H1' }],
  ['cohorts, as they open', 'cohorts', {}],
  ['cohorts, by month', 'cohorts', { length: 'month' }],
  ['the whole, by quarter', 'whole', { length: 'quarter' }],
  ['the whole, by month', 'whole', { length: 'month' }],
  ['the whole, by half-year', 'whole', { length: 'half' }],
  [
    'the whole, by quarters of a year that begins in February',
    'whole',
    { length: 'quarter', fiscalStart: 2 },
  ],
  ['year against year, from July to June', 'change', { length: 'year', fiscalStart: 7 }],
  ['a cohort of a year that begins in July', 'cohort', { length: 'year', fiscalStart: 7 }],
  ['a cohort by quarters of a year that begins in February', 'cohort', { length: 'quarter', fiscalStart: 2 }],
  ...(withDimensions
    ? ([
        ['how customers differ in one channel', 'differ', { channel: 'web' }],
        ['how customers differ, channels told apart', 'differ', { by: 'channel' }],
        ['quarter against quarter in one channel', 'change', { channel: 'web' }],
        ['a cohort of those won in one channel', 'cohort', { firstChannel: 'web' }],
        ['cohorts of those won in one channel', 'cohorts', { firstChannel: 'web' }],
        ['the whole in one channel', 'whole', { channel: 'web' }],
        ['the whole of those won in one channel', 'whole', { firstChannel: 'web' }],
        ['two channels side by side', 'differ', { channel: 'web', against: 'channel:store' }],
        ['one channel in one country', 'whole', { channel: 'web', country: 'DE' }],
        ['how customers differ in one channel in a year', 'differ', { length: 'year', channel: 'web' }],
        ['how customers differ in a year, channels told apart', 'differ', { length: 'year', by: 'channel' }],
        ['year against year in one channel', 'change', { length: 'year', channel: 'web' }],
        ['a cohort in one channel', 'cohort', { channel: 'web' }],
      ] as const)
    : []),
]

/** Costs of every month, as a business that knows them has: to win customers, by channel where there is one, and to keep them. */
const costs: readonly Cost[] = Array.from({ length: 18 }, (_, place) => {
  const month = `${2020 + Math.floor(place / 12)}-${String((place % 12) + 1).padStart(2, '0')}`
  const cost = { month, channel: withDimensions ? 'web' : 'all', amount: 100_000 }
  return [{ ...cost, purpose: 'winning' } as const, { ...cost, purpose: 'keeping' } as const]
}).flat()

/** What is read, and who else can be read. */
type Read = Snapshot & { readonly readers: SnapshotReaders }

/** A page: its endpoint, and what the server does for it. */
type Page = readonly [name: string, endpoint: AnyEndpoint, answer: (read: Read) => Promise<object>]

const allPages: readonly Page[] = [
  [
    'what can be asked',
    readAuditPlan,
    async ({ database }) => auditPlan(await openTables(database), { fiscalStart: 1 }),
  ],
  ...questions.map(([name, lens, choice]): Page => [
    name,
    lensEndpoints[lens],
    async ({ database }) => readLens(await openTables(database), lens, { fiscalStart: 1, ...choice }),
  ]),
  ['equity', readEquity, ({ database }) => readEquityDocument(database, 'equity')],
  [
    'snapshots to compare the equity with',
    listComparableSnapshots,
    ({ id, readers }) => comparableSnapshots({ name: 'bench', snapshots: readers }, id),
  ],
  [
    'acquisition, with costs of every month',
    readAcquisition,
    ({ database: db }) => acquisitionDocument({ db, prefix: '' }, { costs, currency: null }),
  ],
]

let ids = 0
const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-'))
try {
  const figures = [...(await ofLog()), ...(withDimensions ? [] : await tableFigures(folder))]
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
  const path = await logPath()
  await importFile(
    history,
    { path, fileName: withDimensions ? 'log.parquet' : 'log.csv' },
    { overrides: {}, temporaryFolder: folder, now: instant(Date.now()), newId, random: seededRandom(1) },
  )
  const snapshots = join(folder, 'snapshots')
  const processor = new Map<string, number>()
  const { snapshot, milliseconds } = await valueHistory(history, {
    folder: snapshots,
    snapshot: newId('snp'),
    options: { model: 'bg-nbd' },
    version: '0.0.0',
    now: () => performance.now() + performance.timeOrigin,
    furtherSteps: (of) => auditSteps(of).map((step) => withProcessor(step, processor)),
  })
  await history.close()
  const step = (name: string, limit: number | null): Figure => ({
    name: `step of a refresh: ${name}`,
    unit: 's',
    measured: (milliseconds[name] ?? 0) / 1000,
    limit,
    note: `${processor.get(name)?.toFixed(1)} s of processor time`,
  })
  return [step('audit', stepLimit), step('equity', null), ...(await pages(snapshots, snapshot))]
}

/** The step with what it takes of all processors: on a machine that others use as well that tells more than the clock. */
function withProcessor(step: RefreshStep, taken: Map<string, number>): RefreshStep {
  return {
    ...step,
    run: async (context) => {
      const before = process.cpuUsage()
      await step.run(context)
      const { user, system } = process.cpuUsage(before)
      taken.set(step.name, (user + system) / 1e6)
    },
  }
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

/** From the question to the text of the answer, its shape checked as the server does: by a server that has just opened the snapshot. */
async function pages(snapshots: string, id: string): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const page of allPages) {
    const taken: number[] = []
    for (let run = 0; run < 3; run += 1) {
      const readers = new SnapshotReaders(snapshots, openDuckDb)
      const start = performance.now()
      await readers.read(id, (snapshot) => textOf(page, { ...snapshot, readers }))
      taken.push(performance.now() - start)
      await readers.close()
    }
    const measured = taken.toSorted((a, b) => a - b)[1] ?? Number.NaN
    figures.push({ name: page[0], unit: 'ms', measured, limit: pageLimitMs })
  }
  return figures
}

async function textOf([, endpoint, answer]: Page, read: Read): Promise<string> {
  const { outputSchema } = endpoint['~orpc'] as unknown as {
    outputSchema: { parse(value: unknown): unknown }
  }
  return JSON.stringify(outputSchema.parse({ ...(await answer(read)), snapshot: read.id }))
}

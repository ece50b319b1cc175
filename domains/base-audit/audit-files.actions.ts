/** Audits files by themselves, in a folder that is gone afterwards: one log, or tables of periods. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { refresh, type RefreshStep } from '#columnar/refresh.ts'
import { SnapshotReaders, type OpenDatabase } from '#columnar/snapshot-readers.ts'
import { historyFigures, importFile, prepareHistory, purchaseDays } from '#history/history.actions.ts'
import type { Overrides } from '#history/history.contract.ts'
import type { ImportOptions } from '#history/import-options.contract.ts'
import { assert } from '#kernel/assert.ts'
import type { ReportProgress } from '#kernel/progress.ts'
import { instant, type Day } from '#kernel/time.ts'
import { valueHistory } from '#lifetime-value/lifetime-value.actions.ts'
import { valueOptions } from '#lifetime-value/value-options.ts'
import { readCosts, refuseOtherCurrency } from './acquisition-costs.actions.ts'
import { acquisitionDocument, type StandingCosts } from './acquisition/acquisition-document.query.ts'
import type { AuditDocument, LensDocument } from './audit-document.ts'
import { openTables, readLens } from './tables/audit-documents.query.ts'
import type { AuditTables } from './tables/audit-facts.ts'
import type { Lens } from './tables/audit-tables.ts'
import { auditStep } from './audit.step.ts'
import { auditError } from './base-audit.errors.ts'
import { readEquityDocument } from './equity/equity-documents.query.ts'
import { equityStep } from './equity/equity.step.ts'
import { auditPlan, type AskedLens } from './lenses/lenses.query.ts'
import { monthsIn } from './period.ts'
import { readTables, seeTable } from './tables/period-tables.query.ts'
import type { SeenTable, TableFile } from './tables/table-cells.query.ts'

/** How files are audited. */
export interface AuditFilesOptions {
  readonly files: readonly TableFile[]
  readonly overrides: Overrides
  readonly options: ImportOptions
  /** How time is cut; the length is chosen by the span where it is not said. */
  readonly view: Pick<AskedLens, 'length' | 'fiscalStart'>
  /** Value a log too, for its equity, and hold the costs of a file against its customers where there is one. */
  readonly equity?: { readonly costs?: string | undefined } | undefined
  /** Where a folder of its own is made for the time of the work. */
  readonly temporaryFolder: string
  readonly openDatabase: OpenDatabase
  readonly version: string
  readonly now: () => number
  readonly newId: (prefix: string) => string
  readonly random: () => number
  readonly report?: ReportProgress
  readonly signal?: AbortSignal
}

/** Memory of the engine: lenses sort all customers of a period. */
const engineMemory = 512 * 2 ** 20

/**
 * Audits one log or the tables of periods that belong together; nothing is left behind.
 *
 * @throws AUDIT_*, HISTORY_*, VALUE_* for options that do not fit, REFRESH_CANCELLED, COLUMNAR_*
 */
export async function auditFiles(given: AuditFilesOptions): Promise<AuditDocument> {
  const began = given.now()
  if (given.files.length === 0) throw auditError('AUDIT_FILES_NONE', 'No file was named.')
  const options = valueOptions(given.options)
  const folder = await mkdtemp(join(given.temporaryFolder, 'perennial-audit-'))
  try {
    const tables = await seenTables(given)
    if (tables.length > 0) {
      return await withTables(given, { tables, began, margin: options.margin, folder })
    }
    return await withLog(given, { folder, began, until: options.until, margin: options.margin })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The files as tables of periods; empty where the file is a log. */
async function seenTables({ files, openDatabase }: AuditFilesOptions): Promise<readonly SeenTable[]> {
  const blank = await openDatabase(':memory:', {})
  try {
    const seen: (SeenTable | undefined)[] = []
    for (const file of files) seen.push(await seeTable(blank, file))
    const tables = seen.filter((one) => one !== undefined)
    if (tables.length === files.length || (tables.length === 0 && files.length === 1)) return tables
    const logs = files.filter((_, place) => seen[place] === undefined).map(({ fileName }) => fileName)
    throw auditError('AUDIT_FILES_MIXED', `${logs.join(', ')} cannot be read as a table of periods.`)
  } finally {
    await blank.close()
  }
}

async function withTables(
  given: AuditFilesOptions,
  of: {
    readonly tables: readonly SeenTable[]
    readonly began: number
    readonly margin: number | null
    readonly folder: string
  },
): Promise<AuditDocument> {
  const db = await given.openDatabase(':memory:', {
    memoryLimitBytes: engineMemory,
    temporaryFolder: join(of.folder, 'spill'),
  })
  try {
    await db.attach(':memory:', 'snapshot')
    const currency = given.options.currency ?? null
    const { length } = given.view
    const lengths = length === undefined ? [] : [Math.min(12, monthsIn[length])]
    const tables = await readTables(db, of.tables, { margin: of.margin, currency, lengths })
    return await documentOf(given, tables, { began: of.began, readAt: given.now(), told: nothingTold })
  } finally {
    await db.close()
  }
}

async function withLog(
  given: AuditFilesOptions,
  of: {
    readonly folder: string
    readonly began: number
    readonly until: Day | null
    readonly margin: number | null
  },
): Promise<AuditDocument> {
  const { folder, until, margin } = of
  const snapshots = join(folder, 'snapshots')
  const history = await given.openDatabase(join(folder, 'history.duckdb'), {
    memoryLimitBytes: engineMemory,
    temporaryFolder: join(folder, 'spill'),
  })
  const heeded = {
    ...(given.report !== undefined && { report: given.report }),
    ...(given.signal !== undefined && { signal: given.signal }),
  }
  try {
    const costs = await costsOf(given)
    await readLog(history, given, folder)
    const readAt = given.now()
    const { currency } = await historyFigures(history)
    const { fiscalStart } = given.view
    const shared = { folder: snapshots, snapshot: given.newId('snp'), now: given.now, ...heeded }
    const audit = auditStep({ until, margin, currency, fiscalStart })
    const done =
      given.equity === undefined
        ? await refresh(history, {
            ...shared,
            steps: [daysStep(until), audit],
            inputs: { version: given.version, options: given.options },
            scratchInMemory: true,
          })
        : await valueHistory(history, {
            ...shared,
            options: given.options,
            version: given.version,
            temporary: true,
            withoutQuality: true,
            furtherSteps: () => [audit, equityStep({ marginStated: margin !== null })],
          })
    const readers = new SnapshotReaders(snapshots, given.openDatabase)
    try {
      return await readers.read(done.snapshot, async ({ database }) =>
        documentOf(given, await openTables(database), {
          began: of.began,
          readAt,
          told: given.equity === undefined ? nothingTold : await equityTold(database, costs),
        }),
      )
    } finally {
      await readers.close()
    }
  } finally {
    await history.close()
  }
}

/** What a valuation adds to the lenses. */
type Told = Pick<AuditDocument, 'equity' | 'acquisition'>

const nothingTold: Told = { equity: null, acquisition: null }

/** Before anything else, so that a file that is refused is refused at once. */
async function costsOf({ equity }: AuditFilesOptions): Promise<StandingCosts> {
  return equity?.costs === undefined ? { costs: [], currency: null } : readCosts(equity.costs)
}

async function equityTold(db: ColumnarDatabase, costs: StandingCosts): Promise<Told> {
  const equity = await readEquityDocument(db, 'equity')
  refuseOtherCurrency(costs, [equity.currency])
  return { equity, acquisition: await acquisitionDocument({ db, prefix: '' }, costs) }
}

async function readLog(history: ColumnarDatabase, given: AuditFilesOptions, folder: string): Promise<void> {
  const [file] = given.files
  assert(file !== undefined, 'a log is one file')
  const { overrides, options, now, newId, random, report, signal } = given
  await prepareHistory(history)
  await importFile(
    history,
    { path: file.path, fileName: file.fileName },
    {
      overrides,
      ...options,
      temporaryFolder: folder,
      now: instant(now()),
      newId,
      random,
      ...(report !== undefined && { report }),
      ...(signal !== undefined && { signal }),
    },
  )
}

/** What the first step of a valuation does for the audit. */
function daysStep(until: Day | null): RefreshStep {
  return {
    name: 'summarise',
    needs: [],
    tables: ['purchase_day', 'refund_day'],
    scratch: [],
    run: async ({ database }) => {
      await purchaseDays(database, { into: 'snapshot', ...(until !== null && { asOf: until }) })
    },
  }
}

async function documentOf(
  given: AuditFilesOptions,
  tables: AuditTables,
  { began, readAt, told }: { readonly began: number; readonly readAt: number; readonly told: Told },
): Promise<AuditDocument> {
  const asked: AskedLens = given.view
  const of = <L extends Lens>(lens: L): Promise<LensDocument<L>> => readLens(tables, lens, asked)
  const document = {
    perennial: given.version,
    sources: given.files.map(({ fileName }) => fileName),
    plan: await auditPlan(tables, asked),
    lenses: {
      differ: await of('differ'),
      change: await of('change'),
      cohort: await of('cohort'),
      cohorts: await of('cohorts'),
      whole: await of('whole'),
    },
    ...told,
  }
  const done = given.now()
  return { ...document, timingsMs: { read: readAt - began, compute: done - readAt, total: done - began } }
}

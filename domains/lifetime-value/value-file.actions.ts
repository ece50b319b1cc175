/** Values one file by itself, in a folder that is gone afterwards. */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { snapshotFile } from '#columnar/snapshot-folder.ts'
import { SnapshotReaders, type OpenDatabase, type Snapshot } from '#columnar/snapshot-readers.ts'
import { importCovariates, importFile, prepareHistory, type NamedFile } from '#history/history.actions.ts'
import type { Overrides, QualityReport } from '#history/history.contract.ts'
import type { ImportOptions } from '#history/import-options.contract.ts'
import type { ReportProgress } from '#kernel/progress.ts'
import { dayOfNumber, instant } from '#kernel/time.ts'
import { checkCovariateModel } from './covariates/covariates.step.ts'
import { peakMemoryMb, valueHistory, type ValuedHistory } from './lifetime-value.actions.ts'
import {
  notableCustomers,
  readChartDocuments,
  readDocument,
  readValueDocument,
  type NotableCustomer,
} from './lifetime-value.query.ts'
import { startModelWorkers, type ModelWorkers } from './refresh/model-workers.ts'
import type { ReportInput } from './report/report-input.ts'
import type { ValueDocument } from './value-document.ts'
import { valueOptions } from './value-options.ts'
import { checkOutputFolder, writeOutputs, type OutputFolder } from './value-outputs.ts'

/** How a file is valued. */
export interface ValueFileOptions {
  readonly path: string
  /** Its name as the person knows it. */
  readonly fileName: string
  readonly overrides: Overrides
  /** What is chosen of the import and of the valuation. */
  readonly options: ImportOptions
  /** What is known of the customers beside their purchases, and which column names them where it cannot be guessed. */
  readonly covariates?: NamedFile & { readonly customer?: string | undefined }
  /** Where the five files go, where they are wanted. */
  readonly out?: OutputFolder
  /** Where a folder of its own is made for the time of the work. */
  readonly temporaryFolder: string
  readonly openDatabase: OpenDatabase
  readonly version: string
  readonly now: () => number
  readonly newId: (prefix: string) => string
  readonly random: () => number
  readonly report?: ReportProgress
  readonly signal?: AbortSignal
  /** Threads that are running already; others are started and ended. */
  readonly workers?: ModelWorkers
}

/** A valued file. */
export interface ValuedFile {
  readonly document: ValueDocument
  readonly mostValuable: readonly NotableCustomer[]
  readonly mostAtRisk: readonly NotableCustomer[]
}

/** Customers that summary and report list. */
const listed = 10

/** Some two fifths of what the whole process may take for a million customers; the rest is for the models and for Node itself. */
const leastEngineMemory = 420 * 2 ** 20
const mostEngineMemory = 4 * 2 ** 30

/** Bytes of memory that a byte of the file comes to while it is grouped: compressed ones hold several each. */
const memoryPerByte = { plain: 5, compressed: 24 } as const

/** Enough that nothing need be written to disk and read again, and no more than a quarter of the machine's. */
async function engineMemory(path: string): Promise<number> {
  // A file that is not there is refused where it is read.
  const { size } = await stat(path).catch(() => ({ size: 0 }))
  const isCompressed = /\.(parquet|gz)$/i.test(path)
  const wanted = size * memoryPerByte[isCompressed ? 'compressed' : 'plain']
  return Math.max(leastEngineMemory, Math.min(wanted, mostEngineMemory, totalmem() / 4))
}

/**
 * Values a file in a temporary folder, which is gone when it is done, whatever came of it; no data folder is opened.
 *
 * @throws VALUE_*, HISTORY_*, REFRESH_CANCELLED, COLUMNAR_*
 */
export async function valueFile(given: ValueFileOptions): Promise<ValuedFile> {
  const began = given.now()
  // Refused before the file is read, not after.
  const { model } = valueOptions(given.options)
  if (given.covariates !== undefined) checkCovariateModel(model)
  if (given.out !== undefined) await checkOutputFolder(given.out)
  const folder = await mkdtemp(join(given.temporaryFolder, 'perennial-'))
  const workers = given.workers ?? startModelWorkers()
  try {
    const valued = await valuedIn(folder, given, workers)
    return await reported(folder, given, { ...valued, began })
  } finally {
    if (given.workers === undefined) await workers.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function valuedIn(
  folder: string,
  given: ValueFileOptions,
  workers: ModelWorkers,
): Promise<ValuedHistory> {
  const { path, fileName, overrides, options, out, now, newId, random, report, signal, version } = given
  const began = now()
  const history = await given.openDatabase(join(folder, 'history.duckdb'), {
    memoryLimitBytes: await engineMemory(path),
    temporaryFolder: join(folder, 'spill'),
  })
  const heeded = { ...(report !== undefined && { report }), ...(signal !== undefined && { signal }) }
  try {
    await prepareHistory(history)
    await importFile(
      history,
      { path, fileName },
      { overrides, ...options, temporaryFolder: folder, now: instant(now()), newId, random, ...heeded },
    )
    await takeInCovariates(history, folder, given)
    const readMs = now() - began
    const valuing = {
      folder: join(folder, 'snapshots'),
      options,
      snapshot: newId('snp'),
      version,
      now,
      workers,
      readMs,
      withoutQuality: out === undefined,
      temporary: true,
      ...heeded,
    }
    return await valueHistory(history, valuing)
  } finally {
    await history.close()
  }
}

async function takeInCovariates(
  history: ColumnarDatabase,
  folder: string,
  { covariates, now, newId, signal }: ValueFileOptions,
): Promise<void> {
  if (covariates === undefined) return
  const { customer, ...file } = covariates
  await importCovariates(history, file, {
    customer,
    temporaryFolder: folder,
    now: instant(now()),
    newId,
    ...(signal !== undefined && { signal }),
  })
}

async function reported(
  folder: string,
  given: ValueFileOptions,
  done: ValuedHistory & { readonly began: number },
): Promise<ValuedFile> {
  const snapshots = new SnapshotReaders(join(folder, 'snapshots'), given.openDatabase)
  try {
    return await snapshots.read(done.snapshot, async (snapshot) => {
      const written = await readValueDocument(snapshot)
      const publish = written.timingsMs.publish + done.publicationMs
      const timingsMs = { ...written.timingsMs, publish, total: given.now() - done.began }
      const document = { ...written, timingsMs, peakMemoryMb: peakMemoryMb() }
      const notable = await notableCustomers(snapshot, listed)
      if (given.out !== undefined)
        await writeOut(given.out, given, { folder, snapshot, document, ...notable })
      return { document, ...notable }
    })
  } finally {
    await snapshots.close()
  }
}

async function writeOut(
  out: OutputFolder,
  { fileName, now, version }: ValueFileOptions,
  of: ValuedFile & { readonly folder: string; readonly snapshot: Snapshot },
): Promise<void> {
  const { folder, snapshot, document, mostValuable, mostAtRisk } = of
  const [quality = null] = (await readDocument<QualityReport[] | null>(snapshot.database, 'quality')) ?? []
  const input: ReportInput = {
    source: fileName,
    document,
    quality,
    mostValuable,
    mostAtRisk,
    charts: await readChartDocuments(snapshot),
    madeOn: dayOfNumber(Math.floor(now() / 86_400_000)),
    versions: { Perennial: version, Node: process.versions.node },
  }
  // The report's drawing library is large: it is loaded by those who want a report.
  const [{ renderReport }, { reportLanguage }] = await Promise.all([
    import('./report/report.ts'),
    import('./report/report-language.ts'),
  ])
  const report = renderReport(input, await reportLanguage())
  const file = snapshotFile(join(folder, 'snapshots'), snapshot.id)
  await writeOutputs(out, { snapshot, snapshotFile: file, document, report })
}

/** Writes the log of a simulated business: CSV, gzipped CSV or Parquet by the file's name. */
import { existsSync } from 'node:fs'
import { open, mkdtemp, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { isPerennialError } from '#kernel/errors.ts'
import type { ReportProgress } from '#kernel/progress.ts'
import type { ElectronicsShop } from '#worlds/electronics.ts'
import { orderLog } from '#worlds/electronics-rows.ts'
import { type LogColumn, type LogRow, type WorldLog, batchAsCsv, csvHeader } from '#worlds/world-log.ts'
import { worldError } from './world-error.ts'

/** Where a world goes, and who hears of it. */
export interface WriteWorldOptions {
  /** Ends in `.csv`, `.csv.gz` or `.parquet`. */
  readonly file: string
  /** Replace the file where there is one. */
  readonly force?: boolean
  readonly report?: ReportProgress
}

/** Writes a shop's order lines; see {@link writeLog}. */
export function writeWorld(shop: ElectronicsShop, options: WriteWorldOptions): Promise<number> {
  return writeLog(orderLog(shop), options)
}

/**
 * Writes the whole log under a temporary name and renames it once, so that a half-written file never has the name.
 *
 * @returns The number of rows.
 * @throws WORLD_OPTION_INVALID, WORLD_FILE_EXISTS, WORLD_FILE_UNWRITABLE.
 */
export async function writeLog(log: WorldLog, options: WriteWorldOptions): Promise<number> {
  const { file, force = false, report = () => {} } = options
  if (!/\.(csv|csv\.gz|parquet)$/i.test(file))
    throw worldError('WORLD_OPTION_INVALID', `${file} ends neither in .csv, .csv.gz nor .parquet.`)
  if (existsSync(file) && !force) throw worldError('WORLD_FILE_EXISTS', `${file} is there already.`)
  const folder = await unwritable(file, () => mkdtemp(join(dirname(file), '.world-')))
  try {
    const partial = join(folder, basename(file))
    const batches = counted(log, report)
    const write = /\.parquet$/i.test(file) ? writeParquet : writeText
    await unwritable(file, () => write({ columns: log.columns, batches: batches.rows }, partial, folder))
    await unwritable(file, () => rename(partial, file))
    return batches.count()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The log's batches, counted as they pass. */
function counted(log: WorldLog, report: ReportProgress) {
  let done = 0
  function* rows() {
    for (const batch of log.batches()) {
      done += batch.length
      report({ step: 'write', done, unit: 'rows' })
      yield batch
    }
  }
  return { rows, count: () => done }
}

async function writeText({ columns, batches }: WorldLog, path: string): Promise<void> {
  function* texts() {
    yield csvHeader(columns)
    for (const batch of batches()) yield batchAsCsv(columns, batch)
  }
  const file = await open(path, 'wx')
  const target = file.createWriteStream()
  const source = Readable.from(texts())
  await (/\.gz$/i.test(path) ? pipeline(source, createGzip(), target) : pipeline(source, target))
}

/** The engine's type of each type of column; text is staged as it is and cast when it is written. */
const sqlTypes = {
  text: 'VARCHAR',
  whole: 'INTEGER',
  money: 'DECIMAL(18, 2)',
  time: 'TIMESTAMP',
  day: 'DATE',
} as const

async function writeParquet({ columns, batches }: WorldLog, path: string, folder: string): Promise<void> {
  const database = await openDuckDb(join(folder, 'staging.duckdb'), { memoryLimitBytes: 512 * 2 ** 20 })
  try {
    const staged = columns.map(({ name, type }) => `${name} ${type === 'whole' ? 'INTEGER' : 'VARCHAR'}`)
    await database.run(`CREATE TABLE row_of_log (${staged.join(', ')})`)
    for (const batch of batches()) {
      await database.append('row_of_log', inColumns(columns, batch))
      await setImmediate()
    }
    const typed = columns.map(({ name, type }) => `${name}::${sqlTypes[type]} AS ${name}`)
    await database.run(
      `COPY (SELECT ${typed.join(', ')} FROM row_of_log ORDER BY rowid)
       TO '${path.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`,
    )
    // Closing would write what is left to the disk while the event loop waits.
    await database.run('DROP TABLE row_of_log')
  } finally {
    await database.close()
  }
}

function inColumns(columns: readonly LogColumn[], batch: readonly LogRow[]) {
  return Object.fromEntries(
    columns.map(({ name, type }) => [
      name,
      type === 'whole'
        ? Int32Array.from(batch, (row) => Number(row[name]))
        : batch.map((row) => String(row[name])),
    ]),
  )
}

/** Runs `work` on the disk; what the disk refuses is said with the file's name. */
async function unwritable<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isPerennialError(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw worldError(
      'WORLD_FILE_UNWRITABLE',
      `${file} could not be written: ${reason}.`,
      {},
      { cause: error },
    )
  }
}

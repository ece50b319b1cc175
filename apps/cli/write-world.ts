/** Writes a simulated business as a purchase log: CSV, gzipped CSV or Parquet by the file's name. */
import { existsSync } from 'node:fs'
import { open, mkdtemp, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { isPerennialError } from '#kernel/errors.ts'
import type { ReportProgress } from '#kernel/progress.ts'
import type { ElectronicsShop } from '#worlds/electronics.ts'
import {
  type OrderLine,
  orderLineColumns,
  orderLines,
  orderLinesAsCsv,
  orderLinesCsvHeader,
} from '#worlds/electronics-rows.ts'
import { worldError } from './world-error.ts'

/** Where a world goes, and who hears of it. */
export interface WriteWorldOptions {
  /** Ends in `.csv`, `.csv.gz` or `.parquet`. */
  readonly file: string
  /** Replace the file where there is one. */
  readonly force?: boolean
  readonly report?: ReportProgress
}

/**
 * Writes the whole log under a temporary name and renames it once, so that a half-written file never has the name.
 *
 * @returns The number of rows.
 * @throws WORLD_OPTION_INVALID, WORLD_FILE_EXISTS, WORLD_FILE_UNWRITABLE.
 */
export async function writeWorld(shop: ElectronicsShop, options: WriteWorldOptions): Promise<number> {
  const { file, force = false, report = () => {} } = options
  if (!/\.(csv|csv\.gz|parquet)$/i.test(file))
    throw worldError('WORLD_OPTION_INVALID', `${file} ends neither in .csv, .csv.gz nor .parquet.`)
  if (existsSync(file) && !force) throw worldError('WORLD_FILE_EXISTS', `${file} is there already.`)
  const folder = await unwritable(file, () => mkdtemp(join(dirname(file), '.world-')))
  try {
    const partial = join(folder, basename(file))
    const batches = counted(shop, report)
    const write = /\.parquet$/i.test(file) ? writeParquet : writeText
    await unwritable(file, () => write(batches.lines(), partial, folder))
    await unwritable(file, () => rename(partial, file))
    return batches.rows()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The shop's batches, counted as they pass. */
function counted(shop: ElectronicsShop, report: ReportProgress) {
  let rows = 0
  function* lines() {
    for (const batch of orderLines(shop)) {
      rows += batch.length
      report({ step: 'write', done: rows, unit: 'rows' })
      yield batch
    }
  }
  return { lines, rows: () => rows }
}

type Batches = Iterable<readonly OrderLine[]>

async function writeText(batches: Batches, path: string): Promise<void> {
  function* texts() {
    yield orderLinesCsvHeader
    for (const batch of batches) yield orderLinesAsCsv(batch)
  }
  const file = await open(path, 'wx')
  const target = file.createWriteStream()
  const source = Readable.from(texts())
  await (/\.gz$/i.test(path) ? pipeline(source, createGzip(), target) : pipeline(source, target))
}

async function writeParquet(batches: Batches, path: string, folder: string): Promise<void> {
  const database = await openDuckDb(join(folder, 'staging.duckdb'), { memoryLimitBytes: 512 * 2 ** 20 })
  try {
    const columns = orderLineColumns.map((name) => `${name} ${name === 'quantity' ? 'INTEGER' : 'VARCHAR'}`)
    await database.run(`CREATE TABLE order_line (${columns.join(', ')})`)
    for (const batch of batches) await database.append('order_line', inColumns(batch))
    await database.run(
      `COPY (SELECT * REPLACE (ordered_at::TIMESTAMP AS ordered_at, unit_price::DECIMAL(18, 2) AS unit_price,
                        margin::DECIMAL(18, 2) AS margin)
         FROM order_line ORDER BY rowid)
       TO '${path.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`,
    )
  } finally {
    await database.close()
  }
}

function inColumns(batch: readonly OrderLine[]) {
  return Object.fromEntries(
    orderLineColumns.map((name) => [
      name,
      name === 'quantity' ? Int32Array.from(batch, (line) => line.quantity) : batch.map((line) => line[name]),
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

/**
 * One and ten million customers, from Parquet to the published snapshot by the command that people use, in a process of its own.
 * The ten are ten times the one, each time under other names: as many rows for each, and as many distinct histories.
 */
import { existsSync, renameSync } from 'node:fs'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { layouts, logOf } from './layouts.ts'
import { type Figure, printFigures } from './measure.ts'
import { runValue } from './run-value.ts'

const secondsLimit = 60
const memoryLimitMb = 6000
const growthLimit = 11

const [one, ten] = [
  runValue(await parquetOf(1), ['--model', 'bg-nbd']),
  runValue(await parquetOf(10), ['--model', 'bg-nbd']),
]
const figures: readonly Figure[] = [
  { name: 'a million customers', unit: 's', measured: one.wallSeconds, limit: null },
  { name: 'ten million customers', unit: 's', measured: ten.wallSeconds, limit: secondsLimit },
  { name: 'ten million customers, peak memory', unit: 'MB', measured: ten.peakMb, limit: memoryLimitMb },
  {
    name: 'ten million over a million',
    unit: 'ratio',
    measured: ten.wallSeconds / one.wallSeconds,
    limit: growthLimit,
  },
]
printFigures('ten-million', figures, {
  customers: ten.document.customers,
  rows: ten.document.rows.read,
  timingsMs: { one: one.document.timingsMs, ten: ten.document.timingsMs },
})

/** The short layout so many times over, in order of days. */
async function parquetOf(times: number): Promise<string> {
  const log = logOf(layouts.short)
  const path = log.replace(/\.csv$/, `-times-${times}.parquet`)
  if (existsSync(path)) return path
  const db = await openDuckDb(':memory:')
  try {
    await db.run(
      `COPY (SELECT ${times} * customer + copy AS customer, date, amount
               FROM read_csv($log, header = true, columns = {'customer': 'BIGINT', 'date': 'DATE', 'amount': 'DECIMAL(18,2)'}), range(${times}) AS copies(copy))
         TO '${path}.partial' (FORMAT parquet)`,
      { log },
    )
  } finally {
    await db.close()
  }
  renameSync(`${path}.partial`, path)
  return path
}

/** Reads a whole file into the temporary table `staged` and says what was found in it. */
import type { ColumnarDatabase, Row } from '#columnar/engine.ts'
import { isPerennialError } from '#kernel/errors.ts'
import { parseDay, type Day } from '#kernel/time.ts'
import { historyError } from '../history.errors.ts'
import type { Reading } from './reading.ts'
import { optionalFacts, plainPath, refusedRows, stageSql } from './stage-sql.ts'
import { firstRefusal, lineKinds, reasonOf, refusal, type RejectReason } from './row-fates.ts'

export interface StageRequest extends Reading {
  readonly path: string
  /** The last day that does not lie in the future. */
  readonly latest: Day
}

/** Rows of one fate. */
export interface Tally {
  /** Null for accepted rows. */
  readonly reason: RejectReason | null
  /** One of `lineKinds` for accepted rows. */
  readonly kind: number
  readonly rows: number
  readonly firstDay: Day | null
  readonly lastDay: Day | null
  readonly amount: number
}

/** Whether the engine stumbled over line ends of two kinds; the caller may rewrite the file and try again. */
export function needsPlainLineEnds(error: unknown): boolean {
  return isPerennialError(error) && /state machine reached an invalid state/.test(error.message)
}

/** Makes `staged` and the temporary table `broken (row, value, reason)` of rows that fall into no columns. */
export async function stageLines(db: ColumnarDatabase, request: StageRequest): Promise<void> {
  const { path, latest, dialect, timeZone } = request
  await db.run('DROP TABLE IF EXISTS staged; DROP TABLE IF EXISTS broken; DROP TABLE IF EXISTS reject_errors')
  await db.run('DROP TABLE IF EXISTS reject_scans')
  await db.run(`SET TimeZone = '${timeZone}'`)
  await db.run(stageSql(request), { path: plainPath(path), latest })
  await db.run('CREATE TEMP TABLE broken ("row" BIGINT, value VARCHAR, reason VARCHAR)')
  if (dialect.kind === 'text') await collectBroken(db)
}

async function collectBroken(db: ColumnarDatabase): Promise<void> {
  const [open] = await db.rows(`
    SELECT line, left(csv_line, 80) AS value FROM reject_errors
     WHERE error_type = 'UNQUOTED VALUE' AND contains(csv_line, chr(10)) ORDER BY line LIMIT 1`)
  if (open !== undefined) {
    const message = `A quote that opens in row ${open['line']} is never closed: ${String(open['value'])}`
    throw historyError('HISTORY_QUOTE_UNCLOSED', message, { row: Number(open['line']) })
  }
  const [long] = await db.rows(
    `SELECT line FROM reject_errors WHERE error_type = 'LINE SIZE OVER MAXIMUM' ORDER BY line LIMIT 1`,
  )
  if (long !== undefined) {
    const message = `Row ${long['line']} is longer than a megabyte.`
    throw historyError('HISTORY_LINE_TOO_LONG', message, { row: Number(long['line']) })
  }
  await db.run(`
    INSERT INTO broken
    SELECT line, left(first(csv_line), 500), CASE first(error_type ORDER BY byte_position)
             WHEN 'MISSING COLUMNS' THEN 'columns-missing' WHEN 'TOO MANY COLUMNS' THEN 'columns-extra'
             WHEN 'INVALID ENCODING' THEN 'text-unreadable' ELSE 'quote-misplaced' END
      FROM reject_errors GROUP BY line`)
}

/** What `staged` and `broken` hold, by fate. */
export async function tallyStaged(db: ColumnarDatabase): Promise<readonly Tally[]> {
  const accepted = await db.rows(`
    SELECT fate, count(*) AS "rows", min(day)::VARCHAR AS first_day, max(day)::VARCHAR AS last_day,
           coalesce(sum(amount), 0)::DOUBLE AS amount
      FROM staged WHERE fate < ${firstRefusal} GROUP BY fate`)
  const refused = await db.rows(`SELECT fate, count(*) AS "rows" FROM ${refusedRows} GROUP BY fate`)
  const broken = await db.rows('SELECT reason, count(*) AS "rows" FROM broken GROUP BY reason')
  return [...[...accepted, ...refused].map(tallyOf), ...broken.map(brokenTally)]
}

function tallyOf(row: Row): Tally {
  const fate = Number(row['fate'])
  const reason = reasonOf(fate)
  const dayOf = (value: unknown) => (reason === null ? (parseDay(String(value)) ?? null) : null)
  return {
    reason,
    kind: fate,
    rows: Number(row['rows']),
    firstDay: dayOf(row['first_day']),
    lastDay: dayOf(row['last_day']),
    amount: Number(row['amount'] ?? 0),
  }
}

function brokenTally(row: Row): Tally {
  const reason = String(row['reason']) as RejectReason
  return {
    reason,
    kind: refusal(reason),
    rows: Number(row['rows']),
    firstDay: null,
    lastDay: null,
    amount: 0,
  }
}

/** The days of the first and the last purchase line. */
export function firstAndLastDay(tallies: readonly Tally[]): Pick<Tally, 'firstDay' | 'lastDay'> {
  const purchases = tallies.find(({ reason, kind }) => reason === null && kind === lineKinds.purchase)
  return { firstDay: purchases?.firstDay ?? null, lastDay: purchases?.lastDay ?? null }
}

/**
 * Rows that repeat an earlier one in every column of the file, refused ones included. Rows are alike where their hashes
 * and all facts taken from them are.
 */
export async function countDuplicates(db: ColumnarDatabase, reading: Reading): Promise<number> {
  await db.run(`
    CREATE OR REPLACE TEMP TABLE alike AS
    SELECT line_hash FROM staged GROUP BY line_hash HAVING count(*) > 1`)
  const [row] = await db.rows(`
    SELECT coalesce(sum(copies - 1), 0)::DOUBLE AS n
      FROM (SELECT count(*) AS copies FROM staged WHERE line_hash IN (FROM alike) GROUP BY ${factsOfRow(reading)})`)
  return Number(row?.['n'])
}

/** Refuses all but the first of each set of accepted duplicates; needs `countDuplicates` before. */
export async function dropDuplicates(db: ColumnarDatabase, reading: Reading): Promise<void> {
  await db.run(`
    UPDATE staged SET fate = ${refusal('duplicate')} WHERE fate < ${firstRefusal} AND rowid IN (
      SELECT row_id FROM (
        SELECT rowid AS row_id, row_number() OVER (PARTITION BY ${factsOfRow(reading)} ORDER BY rowid) AS copy
          FROM staged WHERE line_hash IN (FROM alike))
       WHERE copy > 1)`)
}

function factsOfRow(reading: Reading): string {
  const optional = optionalFacts(reading).map((fact) => `"${fact}"`)
  return ['line_hash', 'customer', 'day', 'amount', ...optional].join(', ')
}

/** Currencies of the accepted rows, most frequent first. */
export async function stagedCurrencies(db: ColumnarDatabase, reading: Reading) {
  if (!optionalFacts(reading).includes('currency')) return []
  const rows = await db.rows(`
    SELECT currency, count(*) AS "rows" FROM staged
     WHERE fate < ${firstRefusal} AND currency IS NOT NULL GROUP BY currency ORDER BY "rows" DESC, currency LIMIT 20`)
  return rows.map((row) => ({ currency: String(row['currency']), rows: Number(row['rows']) }))
}

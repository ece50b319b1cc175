/** From the temporary tables of a file that was read to facts, in one transaction; and back. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { Instant } from '#kernel/time.ts'
import type { HeardIdentities } from './identities.query.ts'
import { lineTables } from './history-tables.query.ts'
import { forgetReports, type ImportFigures } from './import-registry.query.ts'
import {
  firstRefusal,
  lineKinds,
  reasonOf,
  rejectReasons,
  refusal,
  type RejectReason,
} from '../reading/row-fates.ts'
import { isEventLog } from '../reading/mapping.ts'
import type { Reading } from '../reading/reading.ts'
import { optionalFacts, refusedRows, type OptionalFact } from '../reading/stage-sql.ts'
import { dueSql } from '../contract-days.ts'
import { quoted } from '../reading/value-sql.ts'

export interface NewImport {
  readonly id: string
  readonly fileName: string
  readonly bytes: number
  readonly sha256: string
  readonly recordedAt: Instant
  readonly identitySalt: string
  readonly identities: HeardIdentities
  readonly figures: ImportFigures
  readonly fingerprint: string
  readonly reading: Reading
}

/** Takes what is staged into the history: all of it or nothing. */
export async function storeImport(db: ColumnarDatabase, added: NewImport): Promise<void> {
  const { figures, reading, fingerprint } = added
  await db.transaction(async () => {
    const [row] = await db.rows('SELECT coalesce(max(number), 0) + 1 AS n FROM import')
    const number = Number(row?.['n'])
    await register(db, number, added)
    await db.run('INSERT INTO identity SELECT number, name FROM named WHERE is_new')
    if (figures.contracts !== undefined) await storeContracts(db, number, reading)
    // Events say themselves what was paid when.
    const paidWhenDue = figures.contracts !== undefined && !isEventLog(reading.mapping)
    if (paidWhenDue) await storePayments(db, number)
    else if (figures.purchaseLines > 0)
      await storeLines(db, { table: 'purchase_line', kind: lineKinds.purchase, number, reading })
    if (figures.refundLines > 0)
      await storeLines(db, { table: 'refund_line', kind: lineKinds.refund, number, reading })
    if (figures.giveawayLines > 0)
      await storeLines(db, { table: 'giveaway_line', kind: lineKinds.giveaway, number, reading })
    await storeDetails(db, number, reading)
    if (figures.rowsRefused > 0) await storeRejects(db, number, reading)
    await db.run('DELETE FROM mapping WHERE fingerprint = $fingerprint', { fingerprint })
    await db.run('INSERT INTO mapping VALUES ($fingerprint, $mapping, $number)', {
      fingerprint,
      mapping: JSON.stringify(reading.mapping),
      number,
    })
    await forgetReports(db)
  })
}

async function register(db: ColumnarDatabase, number: number, added: NewImport): Promise<void> {
  await db.run(
    `INSERT INTO import (number, id, file_name, bytes, sha256, recorded_at, identity_salt, first_identity,
                         last_identity, currency, time_zone, figures)
     VALUES ($number, $id, $fileName, $bytes, $sha256, make_timestamp_ms($recordedAt), $salt, $first, $last, $currency,
             $timeZone, $figures)`,
    {
      number,
      id: added.id,
      fileName: added.fileName,
      bytes: added.bytes,
      sha256: added.sha256,
      recordedAt: BigInt(added.recordedAt),
      salt: added.identitySalt,
      first: added.identities.firstNew,
      last: added.identities.lastNew,
      currency: added.figures.currency,
      timeZone: added.figures.timeZone,
      figures: JSON.stringify(added.figures),
    },
  )
}

/** Position of a line in its file, a header counted: the row of a spreadsheet where no row is broken. */
function lineSql({ dialect }: Reading): string {
  return `staged.rowid + ${dialect.header ? 2 : 1}`
}

interface LinesToStore {
  readonly table: (typeof lineTables)[number]
  readonly kind: number
  readonly number: number
  readonly reading: Reading
}

async function storeLines(
  db: ColumnarDatabase,
  { table, kind, number, reading }: LinesToStore,
): Promise<void> {
  const has = (fact: OptionalFact) => optionalFacts(reading).includes(fact)
  await db.run(
    `INSERT INTO ${table}
     SELECT $number::INTEGER, ${lineSql(reading)}, named.number, day, ${has('moment') ? 'moment' : 'day'}, amount,
            ${has('margin') ? 'margin' : 'NULL'}
       FROM staged JOIN named ON named.name = staged.customer WHERE fate = ${kind}`,
    { number },
  )
}

/** The contracts, each at the row that lists it or tells of its start. */
async function storeContracts(db: ColumnarDatabase, number: number, reading: Reading): Promise<void> {
  await db.run(
    `INSERT INTO contract
     SELECT $number::INTEGER, ${lineSql(reading)}, named.number, start, laid.months, renewals, ended_on, observed_until,
            laid.amount, laid.margin
       FROM laid JOIN staged ON staged.rowid = laid.row_id JOIN named ON named.name = staged.customer`,
    { number },
  )
}

/** Payments of contracts as purchases, on the days on which they fell due. */
async function storePayments(db: ColumnarDatabase, number: number): Promise<void> {
  await db.run(
    `INSERT INTO purchase_line
     SELECT import, line, identity, day, day, amount, margin FROM (
       SELECT *, ${dueSql('renewal')} AS day
         FROM (SELECT *, unnest(range(renewals + 1)) AS renewal FROM contract WHERE import = $number))`,
    { number },
  )
}

async function storeDetails(db: ColumnarDatabase, number: number, reading: Reading): Promise<void> {
  const facts = (['quantity', 'order', 'product', 'channel', 'country', 'family'] as const).map((fact) =>
    optionalFacts(reading).includes(fact) ? `"${fact}"` : 'NULL',
  )
  if (facts.every((fact) => fact === 'NULL')) return
  await db.run(
    `INSERT INTO line_detail SELECT $number::INTEGER, ${lineSql(reading)}, ${facts.join(', ')}
       FROM staged WHERE fate < ${firstRefusal} AND fate <> ${lineKinds.ending}`,
    { number },
  )
}

/** Rows of a spreadsheet: those that fell into no columns are counted in between. */
async function storeRejects(db: ColumnarDatabase, number: number, reading: Reading): Promise<void> {
  const reasons = (Object.keys(rejectReasons) as readonly RejectReason[]).map(
    (reason) => `WHEN ${refusal(reason)} THEN ${quoted(reason)}`,
  )
  await db.run(
    `INSERT INTO reject
     WITH gap AS (SELECT "row" - row_number() OVER (ORDER BY "row") AS before, row_number() OVER (ORDER BY "row") AS broken FROM broken),
          shift AS (SELECT before, max(broken) AS broken FROM gap GROUP BY before),
          refused AS (SELECT *, row_id + ${reading.dialect.header ? 2 : 1} AS place FROM ${refusedRows})
     SELECT $number::INTEGER, place + coalesce(broken, 0), left(value, 500), CASE fate ${reasons.join(' ')} END
       FROM refused ASOF LEFT JOIN shift ON refused.place > shift.before
     UNION ALL
     SELECT $number::INTEGER, "row", value, reason FROM broken`,
    { number },
  )
}

/** A few refused rows of what is staged, for an error to name. */
export async function firstRefused(db: ColumnarDatabase, reading: Reading) {
  const rows = await db.rows(`
    SELECT row_id + ${reading.dialect.header ? 2 : 1} AS "row", value, fate, NULL AS reason FROM ${refusedRows}
     UNION ALL SELECT "row", value, NULL, reason FROM broken ORDER BY "row" LIMIT 1000`)
  return rows.map((row) => ({
    row: Number(row['row']),
    value: row['value'] === null ? null : String(row['value']).slice(0, 80),
    reason: row['fate'] === null ? (String(row['reason']) as RejectReason) : reasonOf(Number(row['fate'])),
  }))
}

/** Takes an import's facts out again; its entry stays as a tombstone, and so do the numbers it used. */
export async function removeImport(db: ColumnarDatabase, number: number, now: Instant): Promise<void> {
  await db.transaction(async () => {
    for (const table of [...lineTables, 'contract', 'line_detail', 'reject']) {
      await db.run(`DELETE FROM ${table} WHERE import = $number`, { number })
    }
    const known = lineTables.map((table) => `SELECT identity FROM ${table}`).join(' UNION ')
    await db.run(`DELETE FROM identity WHERE number NOT IN (${known})`)
    await db.run('DELETE FROM mapping WHERE import = $number', { number })
    await db.run('UPDATE import SET undone_at = make_timestamp_ms($now) WHERE number = $number', {
      number,
      now: BigInt(now),
    })
    await forgetReports(db)
  })
}

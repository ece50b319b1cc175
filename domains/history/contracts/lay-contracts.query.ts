/** From contracts as a file lists them to what became of each, and to the payments that it comes to. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { assert } from '#kernel/assert.ts'
import type { Day } from '#kernel/time.ts'
import { dueBySql, dueSql } from '../contract-days.ts'
import type { Reading } from '../reading/reading.ts'
import { firstRefusal, refusal } from '../reading/row-fates.ts'
import { optionalFacts } from '../reading/stage-sql.ts'

/** What the contracts of a file come to. */
export interface LaidContracts {
  readonly contracts: number
  readonly ended: number
  /** One at each start and one at each renewal. */
  readonly payments: number
  /** Sum of the payments. */
  readonly spend: number
  readonly firstDay: Day
  readonly lastDay: Day
  /** The last day of which the file knows who runs. */
  readonly observedUntil: Day
  /** Contracts with an end that is still to come: they run. */
  readonly endAhead: number
}

/**
 * Makes the temporary views `listed_row (row_id, contract, shown)`, the rows of each contract and what to show of them where
 * it is refused, and `listed (row_id, start, months, renewals_given, contract_end, amount, margin, told)` of rows
 * that are contracts: `renewals_given` is NULL where the file does not count them, `told` the last day that is told of one.
 */
export async function listContracts(db: ColumnarDatabase, reading: Reading): Promise<void> {
  const margin = optionalFacts(reading).includes('margin') ? 'margin' : 'NULL::DECIMAL(18,4)'
  await db.run(`
    CREATE OR REPLACE TEMP VIEW listed AS
    SELECT rowid AS row_id, day AS start, months, renewals_given, contract_end, amount, ${margin} AS margin, day AS told
      FROM staged WHERE fate < ${firstRefusal};
    CREATE OR REPLACE TEMP VIEW listed_row AS
    SELECT row_id, row_id AS contract, renewals_given::VARCHAR AS shown FROM listed`)
}

/**
 * Makes the temporary table `laid (row_id, start, months, renewals, ended_on, observed_until, amount, margin)` of what is
 * `listed`, and refuses the rows of those whose renewals do not fit their dates.
 *
 * A contract ends at a renewal that is not made: one that ended on the very day of a renewal, or on the day before it,
 * has not made it. One that ended in between was paid until its next renewal, which it does not make.
 *
 * @param latest - The last day that does not lie in the future: an end after it is still to come.
 * @param paid - Where what was paid stands.
 * @returns Null where no row is accepted.
 */
export async function layContracts(
  db: ColumnarDatabase,
  latest: Day,
  paid: PaidSql,
): Promise<LaidContracts | null> {
  const observedUntil = await lastObserved(db, latest)
  if (observedUntil === null) return null
  await db.run(
    `CREATE OR REPLACE TEMP TABLE laid AS
     SELECT row_id, start, months, ended_on, contract_end, renewals_given, due, amount, margin,
            coalesce(renewals_given, due)::INTEGER AS renewals,
            -- The renewal that is due and not counted is not known yet.
            if(ended_on IS NULL AND renewals_given = due - 1, ${dueSql('due')} - 1, $observedUntil::DATE) AS observed_until
       FROM (SELECT *, ${dueBySql('coalesce(ended_on - 1, $observedUntil::DATE)')} AS due FROM (
         SELECT *, if(contract_end <= $observedUntil::DATE, contract_end, NULL) AS ended_on FROM listed))`,
    { observedUntil },
  )
  await db.run(`
    UPDATE staged SET fate = ${refusal('renewals-unfit')}, value = shown
      FROM (SELECT row_id, shown FROM listed_row WHERE contract IN (SELECT row_id FROM laid WHERE ${unfit})) AS wrong
     WHERE staged.rowid = wrong.row_id`)
  await db.run(`DELETE FROM laid WHERE ${unfit}`)
  return figuresOf(db, observedUntil, paid)
}

/** An end lies in the period after the last renewal; of a running contract one renewal may not be counted yet. */
const unfit = `renewals_given IS NOT NULL AND CASE WHEN ended_on IS NULL
    THEN renewals_given NOT BETWEEN due - 1 AND due
    ELSE ended_on NOT BETWEEN ${dueSql('renewals_given')} AND ${dueSql('renewals_given + 1')} END`

/**
 * The last day of a start, an end or another event; or of a renewal that the file counts, where running contracts bear that day out at
 * least as well: a single wrong count must not make all others look late.
 */
async function lastObserved(db: ColumnarDatabase, latest: Day): Promise<Day | null> {
  const [row] = await db.rows(
    `WITH contract AS (
       SELECT start, months, renewals_given, contract_end, told FROM listed
     ), told AS (
       SELECT greatest(max(told), max(contract_end) FILTER (contract_end <= $latest::DATE)) AS day FROM contract
     ), running AS (
       SELECT start, months, renewals_given AS renewals FROM contract
        WHERE renewals_given IS NOT NULL AND coalesce(contract_end > $latest::DATE, TRUE)
     ), counted AS (
       SELECT max(day) AS day FROM (SELECT ${dueSql('renewals')} AS day FROM running) WHERE day <= $latest::DATE
     )
     SELECT told.day AS told, counted.day AS counted,
            (SELECT count(*) FROM running WHERE renewals BETWEEN ${dueBySql('told.day')} - 1 AND ${dueBySql('told.day')}) AS fit_told,
            (SELECT count(*) FROM running WHERE renewals BETWEEN ${dueBySql('counted.day')} - 1 AND ${dueBySql('counted.day')}) AS fit_counted
       FROM told, counted`,
    { latest },
  )
  const [told, counted] = [row?.['told'], row?.['counted']]
  if (typeof told !== 'string') return null
  const bearsOut = Number(row?.['fit_counted']) >= Number(row?.['fit_told'])
  return (typeof counted === 'string' && counted > told && bearsOut ? counted : told) as Day
}

/** Selects `spend`, the sum of all payments, and `last`, the day of the last one. */
export type PaidSql = string

/** Each contract paid its amount at the start and on the day of each renewal. */
export const paidWhenDue: PaidSql = `SELECT sum(amount * (renewals + 1))::DOUBLE AS spend, max(${dueSql('renewals')}) AS last FROM laid`

async function figuresOf(
  db: ColumnarDatabase,
  observedUntil: Day,
  paid: PaidSql,
): Promise<LaidContracts | null> {
  const [row] = await db.rows(
    `SELECT count(*) AS contracts, count(ended_on) AS ended, sum(renewals + 1) AS payments,
            min(start) AS first, any_value(paid.spend) AS spend, any_value(paid.last) AS last,
            count(*) FILTER (contract_end > $observedUntil::DATE AND contract_end < DATE '2100-01-01') AS ahead
       FROM laid, (${paid}) AS paid`,
    { observedUntil },
  )
  if (Number(row?.['contracts']) === 0) return null
  assert(typeof row?.['first'] === 'string' && typeof row['last'] === 'string', 'contracts have days')
  return {
    contracts: Number(row['contracts']),
    ended: Number(row['ended']),
    payments: Number(row['payments']),
    spend: Number(Number(row['spend']).toFixed(4)),
    firstDay: row['first'] as Day,
    lastDay: row['last'] as Day,
    observedUntil,
    endAhead: Number(row['ahead']),
  }
}

/** Contracts of what is laid that stand already, of the same customer from the same day; needs `named`. */
export async function contractsKnown(db: ColumnarDatabase): Promise<number> {
  const [row] = await db.rows(`
    SELECT count(*) AS n FROM laid JOIN staged ON staged.rowid = laid.row_id JOIN named ON named.name = staged.customer
     WHERE EXISTS (SELECT 1 FROM contract c WHERE c.identity = named.number AND c.start = laid.start)`)
  return Number(row?.['n'])
}

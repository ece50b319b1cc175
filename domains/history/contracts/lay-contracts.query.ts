/** From staged rows that are contracts to what became of each, and to the payments that it comes to. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { assert } from '#kernel/assert.ts'
import type { Day } from '#kernel/time.ts'
import { dueBySql, dueSql } from '../contract-days.ts'
import { firstRefusal, refusal } from '../reading/row-fates.ts'

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
 * Makes the temporary table `laid (row_id, start, months, renewals, ended_on, observed_until)` of the accepted rows, and
 * refuses those whose renewals do not fit their dates.
 *
 * A contract ends at a renewal that is not made: one that ended on the very day of a renewal, or on the day before it,
 * has not made it. One that ended in between was paid until its next renewal, which it does not make.
 *
 * @param latest - The last day that does not lie in the future: an end after it is still to come.
 * @returns Null where no row is accepted.
 */
export async function layContracts(db: ColumnarDatabase, latest: Day): Promise<LaidContracts | null> {
  const observedUntil = await lastObserved(db, latest)
  if (observedUntil === null) return null
  await db.run(
    `CREATE OR REPLACE TEMP TABLE laid AS
     SELECT row_id, start, months, ended_on, renewals_given, due,
            coalesce(renewals_given, due)::INTEGER AS renewals,
            -- The renewal that is due and not counted is not known yet.
            if(ended_on IS NULL AND renewals_given = due - 1, ${dueSql('due')} - 1, $observedUntil::DATE) AS observed_until
       FROM (SELECT *, ${dueBySql('coalesce(ended_on - 1, $observedUntil::DATE)')} AS due FROM (
         SELECT rowid AS row_id, day AS start, months, renewals_given,
                if(contract_end <= $observedUntil::DATE, contract_end, NULL) AS ended_on
           FROM staged WHERE fate < ${firstRefusal}))`,
    { observedUntil },
  )
  await db.run(`
    UPDATE staged SET fate = ${refusal('renewals-unfit')}, value = renewals_given::VARCHAR
     WHERE rowid IN (SELECT row_id FROM laid WHERE ${unfit})`)
  await db.run(`DELETE FROM laid WHERE ${unfit}`)
  return figuresOf(db, observedUntil)
}

/** An end lies in the period after the last renewal; of a running contract one renewal may not be counted yet. */
const unfit = `renewals_given IS NOT NULL AND CASE WHEN ended_on IS NULL
    THEN renewals_given NOT BETWEEN due - 1 AND due
    ELSE ended_on NOT BETWEEN ${dueSql('renewals_given')} AND ${dueSql('renewals_given + 1')} END`

/**
 * The last day of a start or an end; or of a renewal that the file counts, where running contracts bear that day out at
 * least as well: a single wrong count must not make all others look late.
 */
async function lastObserved(db: ColumnarDatabase, latest: Day): Promise<Day | null> {
  const [row] = await db.rows(
    `WITH contract AS (
       SELECT day AS start, months, renewals_given, contract_end FROM staged WHERE fate < ${firstRefusal}
     ), told AS (
       SELECT greatest(max(start), max(contract_end) FILTER (contract_end <= $latest::DATE)) AS day FROM contract
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

async function figuresOf(db: ColumnarDatabase, observedUntil: Day): Promise<LaidContracts | null> {
  const [row] = await db.rows(
    `SELECT count(*) AS contracts, count(ended_on) AS ended, sum(renewals + 1) AS payments,
            sum(amount * (renewals + 1))::DOUBLE AS spend, min(start) AS first, max(${dueSql('renewals')}) AS last,
            count(*) FILTER (contract_end > $observedUntil::DATE AND contract_end < DATE '2100-01-01') AS ahead
       FROM laid JOIN (SELECT rowid AS row_id, amount, contract_end FROM staged) USING (row_id)`,
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

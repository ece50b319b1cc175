/** From staged rows that are events to the contracts that they tell of: each start begins one, and what follows is its own. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { Day } from '#kernel/time.ts'
import type { Reading } from '../reading/reading.ts'
import { firstRefusal, refusal } from '../reading/row-fates.ts'
import { optionalFacts } from '../reading/stage-sql.ts'
import { isEventSql } from './event-sql.ts'

/**
 * Makes `listed` and `listed_row` as {@link listContracts} does, of rows that are events, and refuses those that have no
 * place in a contract. The contract is known by the row of its start; it pays what was paid last.
 *
 * @param latest - The last day that does not lie in the future.
 */
export async function listEvents(db: ColumnarDatabase, reading: Reading, latest: Day): Promise<void> {
  await placeEvents(db, reading)
  await db.run(`
    UPDATE staged SET fate = problem, value = placed.event_text
      FROM placed WHERE staged.rowid = placed.row_id AND problem IS NOT NULL AND staged.fate < ${firstRefusal}`)
  await db.run(`
    CREATE OR REPLACE TEMP VIEW listed_row AS
    SELECT row_id, start_row AS contract, event_text AS shown FROM placed WHERE problem IS NULL`)
  await db.run(
    `CREATE OR REPLACE TEMP TABLE listed AS
     SELECT start_row AS row_id, min(day) FILTER (${isEventSql('start')}) AS start,
            min(months) FILTER (${isEventSql('start')}) AS months,
            (count(*) FILTER (${isEventSql('renewal')}))::INTEGER AS renewals_given,
            max(day) FILTER (${isEventSql('end')}) AS contract_end,
            arg_max(amount, day) FILTER (NOT ${isEventSql('end')}) AS amount,
            arg_max(margin, day) FILTER (NOT ${isEventSql('end')}) AS margin,
            max(day) FILTER (day <= $latest::DATE) AS told
       FROM placed WHERE problem IS NULL GROUP BY start_row`,
    { latest },
  )
}

/**
 * Makes the temporary table `placed`: events in the order in which they happened to a customer and a contract, each with
 * the row of the start that it belongs to and what is wrong with its place.
 *
 * On one day an end comes first, then a start, then a renewal: whoever changes their contract ends the one and starts the
 * other. Where nothing runs that could end, the end is that of the contract which starts on this day. A start that was left
 * out by its currency or period takes its events with it.
 */
async function placeEvents(db: ColumnarDatabase, reading: Reading): Promise<void> {
  const margin = optionalFacts(reading).includes('margin') ? 'margin' : 'NULL::DECIMAL(18,4)'
  const leftOut = `${isEventSql('start')} AND fate IN (${refusal('period-other')}, ${refusal('currency-other')})`
  const inTurn = 'ORDER BY day, turn, row_id'
  const before = 'ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING'
  await db.run(`
    CREATE OR REPLACE TEMP TABLE placed AS
    SELECT row_id, start_row, day, event, event_text, amount, margin, months, ${problemSql} AS problem
      FROM (SELECT *, coalesce(bool_or(${isEventSql('end')}) OVER of_contract, FALSE) AS is_over,
                   lag(day) OVER (PARTITION BY customer, contract, start_row ${inTurn}) AS day_before
      FROM (SELECT *, last_value(if(${isEventSql('start')}, row_id, NULL) IGNORE NULLS) OVER of_customer AS start_row,
                   last_value(if(${isEventSql('start')}, fate, NULL) IGNORE NULLS) OVER of_customer AS start_fate
      FROM (SELECT *, if(${isEventSql('end')} AND starts_today AND NOT coalesce(runs, FALSE), 3, event) AS turn
      FROM (SELECT *, coalesce(bool_or(${isEventSql('start')}) OVER (PARTITION BY customer, contract, day), FALSE) AS starts_today,
                   last_value(if(${isEventSql('renewal')}, NULL, ${isEventSql('start')}) IGNORE NULLS)
                     OVER (PARTITION BY customer, contract ORDER BY day, event, row_id ${before}) AS runs
      FROM (SELECT rowid AS row_id, customer, contract, day, event, event_text, fate, amount, ${margin} AS margin, months
              FROM staged WHERE fate < ${firstRefusal} OR ${leftOut})))
    WINDOW of_customer AS (PARTITION BY customer, contract ${inTurn} ROWS UNBOUNDED PRECEDING))
    WINDOW of_contract AS (PARTITION BY customer, contract, start_row ${inTurn} ${before}))`)
}

/** Why an event has no place; NULL where it has one. A contract is paid once a day, and starts once. */
const problemSql = `(CASE
  WHEN start_row IS NULL THEN ${refusal('event-orphaned')}
  WHEN start_fate >= ${firstRefusal} THEN start_fate
  WHEN is_over THEN ${refusal('event-late')}
  WHEN ${isEventSql('renewal')} AND day = day_before THEN ${refusal('event-repeated')} END)::UTINYINT`

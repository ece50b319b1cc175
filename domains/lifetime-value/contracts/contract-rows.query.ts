/** Analytic SQL over contracts: what is known of each on a day, and distinct rows of that for the models. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { dueBySql, dueSql } from '#history/contract-days.ts'
import { addDays, days, type Day } from '#kernel/time.ts'
import type { Window } from '../refresh/value-calendar.ts'

/**
 * Each contract that had started by the day, as it was known then:
 * - `made`, the renewals known to have been made;
 * - `due`, those that had come up; where a contract runs and fewer are made, nothing is known of the others;
 * - `ended`, whether its end was known. The renewal at which it ends may still be to come: it was cancelled before.
 */
function stateSql(day: string): string {
  return `
    SELECT *, least(renewals, ${dueBySql(`least(${day}, observed_until)`)})::INTEGER AS made,
           ${dueBySql(day)} AS due, coalesce(ended_on <= ${day}, FALSE) AS ended
      FROM contract WHERE start <= ${day}`
}

/**
 * Lost is a contract whose end was known and whose next renewal had come up. One that was cancelled before tells nothing
 * of that renewal yet: those who will make it have not said so either, and to count the others alone would make contracts
 * look shorter than they are.
 */
const lostSql = 'ended AND due > made'

/** Distinct histories of contracts. */
export interface ContractRows {
  readonly renewals: Int32Array
  readonly ended: Int32Array
  readonly weight: Float64Array
}

/** What the models are fitted on, as of a day. */
export async function contractRows(db: ColumnarDatabase, day: Day): Promise<ContractRows> {
  const columns = await db.columns(
    `SELECT made AS renewals, (${lostSql})::INTEGER AS ended, count(*) AS weight
       FROM (${stateSql('$day::DATE')}) GROUP BY ALL ORDER BY ALL`,
    { day },
  )
  return columns as unknown as ContractRows
}

/** Contracts that ran at an origin, with what came of the renewals due in the window after it. */
export interface JudgedContractRows {
  readonly renewals: Int32Array
  readonly due: Int32Array
  readonly madeLater: Int32Array
  readonly weight: Float64Array
}

/** Those that had a renewal due within the window and within the days that the log knows. */
export async function judgedContracts(
  db: ColumnarDatabase,
  { origin, days: length }: Window,
): Promise<JudgedContractRows> {
  const columns = await db.columns(
    `SELECT made AS renewals, due_later - made AS due, made_later - made AS "madeLater", count(*) AS weight FROM (
       SELECT made, due AS due_then, ${dueBySql('least($end::DATE, observed_until)')} AS due_later,
              least(renewals, ${dueBySql('least($end::DATE, observed_until)')})::INTEGER AS made_later
         FROM (${stateSql('$origin::DATE')}) WHERE NOT ended)
      WHERE due_later > due_then AND due_then = made GROUP BY ALL ORDER BY ALL`,
    { origin, end: addDays(origin, days(length)) },
  )
  return columns as unknown as JudgedContractRows
}

/** What is said of the contracts as a whole, as of a day. */
export interface ContractFacts {
  readonly contracts: number
  readonly running: number
  readonly ended: number
  readonly customers: number
  /** Of those that run; of all where none does. */
  readonly meanAmount: number
}

/** Counts contracts and those who hold them. */
export async function contractFacts(db: ColumnarDatabase, day: Day): Promise<ContractFacts> {
  const [row] = await db.rows(
    `SELECT count(*) AS contracts, count(*) FILTER (ended) AS ended, count(DISTINCT identity) AS customers,
            coalesce(avg(amount) FILTER (NOT ended), avg(amount))::DOUBLE AS mean_amount
       FROM (${stateSql('$day::DATE')})`,
    { day },
  )
  const number = (name: string) => Number(row?.[name] ?? 0)
  return {
    contracts: number('contracts'),
    running: number('contracts') - number('ended'),
    ended: number('ended'),
    customers: number('customers'),
    meanAmount: number('mean_amount'),
  }
}

/** First start, and the last day of which a log knows who runs. */
export async function contractSpan(
  db: ColumnarDatabase,
): Promise<{ readonly firstDay: Day; readonly lastDay: Day } | null> {
  const [row] = await db.rows('SELECT min(start) AS first, max(observed_until) AS last FROM contract')
  if (typeof row?.['first'] !== 'string' || typeof row['last'] !== 'string') return null
  return { firstDay: row['first'] as Day, lastDay: row['last'] as Day }
}

/** How far ahead, and what later money is worth. */
export interface Ahead {
  readonly asOf: Day
  readonly until: Day
  /** Continuous, a day. */
  readonly ratePerDay: number
  readonly margin: number
}

/**
 * Each contract as of the day, `scratch.contract_state`: what is known of it, the renewals due up to `until` (`ahead`, of
 * which `unknown` have passed unseen), the day of the next one, and what it is worth now should it be made. And
 * `scratch.contract_row`, the distinct rows of those that run, numbered.
 */
export async function createContractStates(db: ColumnarDatabase, ahead: Ahead): Promise<void> {
  const { asOf, until, ratePerDay, margin } = ahead
  await db.run(
    `CREATE TABLE scratch.contract_state AS
     SELECT *, amount * $margin * exp(-$rate * (next_due - $asOf::DATE)) AS worth FROM (
       SELECT import, line, identity, start, ended_on, ended, amount::DOUBLE AS amount, made, due - made AS unknown,
              (${dueBySql('$until::DATE')} - made)::INTEGER AS ahead, ${dueSql('due + 1')} AS next_due
         FROM (${stateSql('$asOf::DATE')}))`,
    { asOf, until, rate: ratePerDay, margin },
  )
  await db.run(`
    CREATE TABLE scratch.contract_row AS
    SELECT (row_number() OVER (ORDER BY made, unknown, ahead) - 1)::INTEGER AS "row", * FROM (
      SELECT made, unknown, ahead, count(*) AS weight, sum(worth) AS worth, sum(worth * worth) AS worth_square
        FROM scratch.contract_state WHERE NOT ended GROUP BY ALL)`)
}

/** Distinct rows of contracts that run, with the sums of what their next renewal is worth. */
export interface RunningRows {
  readonly made: Int32Array
  readonly unknown: Int32Array
  readonly ahead: Int32Array
  readonly weight: Float64Array
  readonly worth: Float64Array
  readonly worthSquare: Float64Array
}

/** `scratch.contract_row`, in the order of its numbers. */
export async function runningRows(db: ColumnarDatabase): Promise<RunningRows> {
  const columns = await db.columns(
    `SELECT made, unknown, ahead, weight, worth, worth_square AS "worthSquare" FROM scratch.contract_row ORDER BY "row"`,
  )
  return columns as unknown as RunningRows
}

/** The contracts of customers of whom more than one runs, those of a customer side by side. */
export interface SeveralContracts {
  readonly identity: Int32Array
  readonly made: Int32Array
  readonly unknown: Int32Array
  readonly ahead: Int32Array
  readonly worth: Float64Array
}

/** In the order of the customers' numbers. */
export async function severalContracts(db: ColumnarDatabase): Promise<SeveralContracts> {
  const columns = await db.columns(
    `SELECT identity, made, unknown, ahead, worth FROM scratch.contract_state SEMI JOIN
            (SELECT identity FROM scratch.contract_state WHERE NOT ended GROUP BY identity HAVING count(*) > 1) USING (identity)
      WHERE NOT ended ORDER BY identity, start, import, line`,
  )
  return columns as unknown as SeveralContracts
}

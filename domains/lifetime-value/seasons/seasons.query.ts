/** Analytic SQL for seasons: histories and days of purchase of all customers, or of some drawn at random. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { addDays, days, numberOfDay, type Day } from '#kernel/time.ts'
import type { HistoryRows } from '../refresh/summary.query.ts'
import type { Window } from '../refresh/value-calendar.ts'

/** How many customers there are to each one that is drawn; 1 draws all. */
export interface Drawing {
  readonly oneOf: number
}

/** Customers as of a day, with the days on which they bought again; days are counted from 1970-01-01. */
export interface SeasonHistories {
  readonly rows: HistoryRows
  /** End of the day up to which they are known. */
  readonly end: number
  readonly repeats: { readonly day: Int32Array; readonly purchases: Float64Array }
}

/** The number of an identity says nothing of the customer; its hash draws the same ones every time. */
const drawn = 'hash(identity) % $oneOf::UBIGINT = 0'

/** Distinct (x, t_x, T) as of a day, and the repeat purchases that they sum, day by day. */
export async function seasonHistories(
  db: ColumnarDatabase,
  day: Day,
  { oneOf }: Drawing,
): Promise<SeasonHistories> {
  const bought = `SELECT identity, day FROM snapshot.purchase_day WHERE day <= $day::DATE AND ${drawn}`
  const rows = await db.columns(
    `SELECT x, last, age, count(*) AS weight FROM (
       SELECT (count(*) - 1)::INTEGER AS x, (max(day) - min(day))::INTEGER AS last,
              ($day::DATE - min(day))::INTEGER AS age
         FROM (${bought}) GROUP BY identity)
      GROUP BY x, last, age ORDER BY x, last, age`,
    { day, oneOf },
  )
  const repeats = await db.columns(
    `WITH bought AS (${bought})
     SELECT (day - DATE '1970-01-01')::INTEGER AS day, sum(n)::DOUBLE AS purchases FROM (
       SELECT day, count(*) AS n FROM bought GROUP BY day UNION ALL
       SELECT first_day, -count(*) FROM (SELECT min(day) AS first_day FROM bought GROUP BY identity) GROUP BY first_day)
      GROUP BY day HAVING sum(n) > 0 ORDER BY day`,
    { day, oneOf },
  )
  return { rows, repeats, end: numberOfDay(day) + 1 } as unknown as SeasonHistories
}

/** Purchases in each month of a window, `YYYY-MM`, by the customers known at its origin. */
export async function purchasesByMonthWithin(
  db: ColumnarDatabase,
  { origin, days: length }: Window,
  { oneOf }: Drawing,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.rows(
    `SELECT strftime(day, '%Y-%m') AS month, count(*) AS purchases
       FROM snapshot.purchase_day
       SEMI JOIN (SELECT identity FROM scratch.summary WHERE first_day <= $origin::DATE) USING (identity)
      WHERE day > $origin::DATE AND day <= $end::DATE AND ${drawn} GROUP BY ALL`,
    { origin, end: addDays(origin, days(length)), oneOf },
  )
  return new Map(rows.map(({ month, purchases }) => [String(month), Number(purchases)]))
}

/** Analytic SQL over the history: each customer's purchases in one row, as of several days at once. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { assert } from '#kernel/assert.ts'
import { addDays, days, daysBetween, type Day } from '#kernel/time.ts'
import type { ValueCalendar, Window } from './value-calendar.ts'

/**
 * Each customer as of the as-of day, `scratch.summary`: identity, first_day, last_day, x (purchase days after the first),
 * m and observed (number and sum of those days' spends where above zero), spend (net of refunds). Customers whose first
 * purchase lies later are not in it.
 *
 * Days without spend and refunds that match no purchase are rare: they are counted apart, so that the pass over all
 * purchases stays narrow.
 */
export async function createSummary(db: ColumnarDatabase, asOf: Day): Promise<void> {
  await db.run(
    `
    CREATE TABLE scratch.summary AS
    WITH bought AS (
      SELECT identity, min(day) AS first_day, max(day) AS last_day, count(*) AS days,
             sum(spend::DOUBLE) AS spend, arg_min(spend, day)::DOUBLE AS first_spend
        FROM snapshot.purchase_day WHERE day <= $asOf::DATE GROUP BY identity
    ), idle AS (
      SELECT identity, min(day) AS first_idle, count(*) AS days, sum(spend::DOUBLE) AS spend
        FROM snapshot.purchase_day WHERE day <= $asOf::DATE AND spend <= 0 GROUP BY identity
    ), refunded AS (
      SELECT identity, sum(spend::DOUBLE) AS spend FROM snapshot.refund_day WHERE day <= $asOf::DATE GROUP BY identity
    )
    SELECT identity, first_day, last_day, (b.days - 1)::INTEGER AS x,
           (b.days - 1 - coalesce(i.days - (first_idle = first_day)::INTEGER, 0))::INTEGER AS m,
           round(b.spend - greatest(first_spend, 0) - coalesce(i.spend, 0), 4) AS observed,
           round(b.spend + coalesce(r.spend, 0), 4) AS spend
      FROM bought b LEFT JOIN idle i USING (identity) LEFT JOIN refunded r USING (identity)`,
    { asOf },
  )
}

/**
 * Customers as of every earlier (or later) day that a fit or a judgement looks from, all in one pass.
 *
 * `scratch.past` has those who bought more than once: identity, first_day, and x_1, last_1, x_2, … of the days of
 * `cutsOf` (last_… of origins alone), NULL before the first purchase; and `recent`, the repeat purchases before the
 * hold-out's origin that the simple rule carries forward. With `gaps` there are gaps_1, … of origins too, as of
 * {@link gapsSql}. `scratch.once` counts all others by the day on which they came.
 */
export async function createPast(
  db: ColumnarDatabase,
  calendar: ValueCalendar,
  { gaps, profiles = false }: Counted,
): Promise<void> {
  const cuts = cutsOf(calendar)
  const origin = calendar.holdout?.origin ?? calendar.asOf
  await db.run(pastSql(calendar, gaps), {
    ...Object.fromEntries(cuts.map((cut, place) => [`cut_${place + 1}`, cut])),
    asOf: calendar.asOf,
    end: cuts.at(-1) ?? calendar.asOf,
    origin,
    recent: addDays(origin, days(-calendar.recentDays)),
  })
  const kind = profiles ? 'first_day, profile' : 'first_day'
  const join = profiles ? joinProfiles : ''
  await db.run(`
    CREATE TABLE scratch.once AS
    SELECT ${kind}, sum(customers) AS customers FROM (
      SELECT ${kind}, count(*) AS customers FROM scratch.summary ${join} GROUP BY ${kind} UNION ALL
      SELECT ${kind}, -count(*) FROM scratch.past SEMI JOIN scratch.summary USING (identity) ${join} GROUP BY ${kind})
     GROUP BY ${kind} HAVING sum(customers) > 0`)
}

function pastSql(calendar: ValueCalendar, gaps: boolean): string {
  const origins = new Set(windowsOf(calendar).map(({ origin }) => origin))
  const cuts = cutsOf(calendar).map((day, place) => ({ k: place + 1, isOrigin: origins.has(day) }))
  const counted = cuts.map(
    ({ k, isOrigin }) => `, count(*) FILTER (day <= $cut_${k}::DATE) AS n_${k}
             ${isOrigin ? `, max(day) FILTER (day <= $cut_${k}::DATE) AS day_${k}` : ''}
             ${isOrigin && gaps ? `, sum(gap) FILTER (day <= $cut_${k}::DATE) AS gaps_${k}` : ''}`,
  )
  const told = cuts.map(
    ({ k, isOrigin }) => `, if(first_day <= $cut_${k}::DATE, n_${k}, NULL)::INTEGER AS x_${k}
           ${isOrigin ? `, coalesce(day_${k} - first_day, 0)::INTEGER AS last_${k}` : ''}
           ${isOrigin && gaps ? `, coalesce(gaps_${k}, 0) AS gaps_${k}` : ''}`,
  )
  const days = gaps ? gapsSql('$end') : 'snapshot.purchase_day'
  return `
    CREATE TABLE scratch.past AS
    WITH again AS (
      SELECT identity, first_day FROM scratch.summary WHERE x > 0 OR $asOf::DATE < $end::DATE
    ), bought AS (
      SELECT identity, any_value(first_day) AS first_day ${counted.join('')},
             count(*) FILTER (day > $recent::DATE AND day <= $origin::DATE) AS recent
        FROM ${days} JOIN again USING (identity) WHERE day > first_day GROUP BY identity
    )
    SELECT identity, first_day, recent::INTEGER AS recent ${told.join('')}
      FROM bought`
}

/** What is counted beside the numbers that every model needs. */
export interface Counted {
  /** The times between purchases, which models of regular purchases are fitted on; to count them takes a sort. */
  readonly gaps: boolean
  /** The profile of each customer's covariates, so that rows differ in it too: `scratch.customer_profile` has them. */
  readonly profiles?: boolean
}

/** Brings the profile of each customer's covariates to rows of customers. */
export const joinProfiles = 'JOIN scratch.customer_profile USING (identity)'

/** A whole number of these makes a logarithm, so that a sum does not depend on the order of what is summed. */
const gapScale = 1e12

/** Purchase days up to a day, each with the logarithm of the days since the one before it, in parts of `gapScale`. */
function gapsSql(until: '$asOf' | '$end'): string {
  return `(SELECT identity, day,
                  round(${gapScale} * ln(day - lag(day) OVER (PARTITION BY identity ORDER BY day)))::BIGINT AS gap
             FROM snapshot.purchase_day WHERE day <= ${until}::DATE)`
}

/** Days from which windows look and on which they end, oldest first. */
export function cutsOf(calendar: ValueCalendar): readonly Day[] {
  const edges = windowsOf(calendar).flatMap((window) => [window.origin, endOf(window)])
  return [...new Set(edges)].toSorted()
}

function windowsOf({ holdout, choice, comparison, rolling }: ValueCalendar): readonly Window[] {
  return [holdout, choice, ...comparison, ...rolling].filter((window) => window !== null)
}

/** Last day of a window. */
export function endOf({ origin, days: length }: Window): Day {
  return addDays(origin, days(length))
}

/** Names of the columns of `scratch.past` as of a day of `cutsOf`. */
function columnsAt(calendar: ValueCalendar, day: Day): Readonly<Record<'x' | 'last' | 'logGaps', string>> {
  const place = cutsOf(calendar).indexOf(day) + 1
  assert(place > 0, `${day} is a day of the calendar`)
  return { x: `x_${place}`, last: `last_${place}`, logGaps: `gaps_${place}` }
}

/** Distinct histories as of `origin`, with their number of customers; ages in days, in a fixed order. */
export interface HistoryRows {
  readonly x: Int32Array
  readonly last: Int32Array
  readonly age: Int32Array
  readonly weight: Float64Array
  /** Which combination of covariates the customers have; where it was asked for. */
  readonly profile?: Int32Array
  /** Mean over the customers of a row: Σ ln(days between one purchase and the next); where it was counted. */
  readonly logGaps?: Float64Array
}

/** Histories with what came of them within a window. */
export interface JudgedRows extends HistoryRows {
  readonly future: Int32Array
  readonly recent: Int32Array
}

/** Distinct (x, t_x, T) as of the as-of day, and profile where it is counted. */
export async function currentHistories(
  db: ColumnarDatabase,
  asOf: Day,
  { gaps, profiles = false }: Counted,
): Promise<HistoryRows> {
  const profile = profiles ? ', profile' : ''
  const counted = `(SELECT identity, sum(gap) AS gaps FROM ${gapsSql('$asOf')} GROUP BY identity)`
  const columns = await db.columns(
    `SELECT x, (last_day - first_day)::INTEGER AS last, ($asOf::DATE - first_day)::INTEGER AS age, count(*) AS weight
            ${profile} ${gaps ? `, ${meanGapsSql('gaps', 'count(*)')} AS "logGaps"` : ''}
       FROM scratch.summary ${gaps ? `JOIN ${counted} USING (identity)` : ''} ${profiles ? joinProfiles : ''}
      GROUP BY x, last, age ${profile} ORDER BY x, last, age ${profile}`,
    { asOf },
  )
  return columns as unknown as HistoryRows
}

/** One division at the end: until then the sums are whole. */
function meanGapsSql(column: string, customers: string): string {
  return `coalesce(sum(${column})::DOUBLE / (${customers})::DOUBLE / ${gapScale}, 0)`
}

/** Distinct (x, t_x, T, purchases in the window) at the window's origin, `recent` too where it is asked for. */
export async function judgedHistories(
  db: ColumnarDatabase,
  calendar: ValueCalendar,
  { window, recent, ...counted }: Counted & { readonly window: Window; readonly recent: boolean },
): Promise<JudgedRows> {
  const { x } = columnsAt(calendar, window.origin)
  const end = columnsAt(calendar, endOf(window)).x
  const more = { future: `${end} - ${x}`, recent: recent ? 'recent' : '0' }
  return (await historiesAt(db, calendar, { day: window.origin, more, ...counted })) as JudgedRows
}

/** Distinct (x, t_x, T) as of an earlier day of the calendar. */
export function pastHistories(
  db: ColumnarDatabase,
  calendar: ValueCalendar,
  asked: Counted & { readonly day: Day },
): Promise<HistoryRows> {
  return historiesAt(db, calendar, { ...asked, more: {} })
}

/** Further columns are expressions over `scratch.past`; of customers who bought once they are 0. */
async function historiesAt(
  db: ColumnarDatabase,
  calendar: ValueCalendar,
  {
    day,
    more,
    gaps,
    profiles = false,
  }: Counted & { readonly day: Day; readonly more: Readonly<Record<string, string>> },
): Promise<HistoryRows> {
  const { x, last, logGaps } = columnsAt(calendar, day)
  const columns = Object.entries(more)
  const profile = profiles ? ', profile' : ''
  const names = profile + columns.map(([name]) => `, ${name}`).join('')
  const again = profile + columns.map(([name, expression]) => `, ${expression} AS ${name}`).join('')
  const once = profile + columns.map(([name]) => `, 0 AS ${name}`).join('')
  const rows = await db.columns(
    `SELECT x, last, age ${names}, sum(weight) AS weight
            ${gaps ? `, ${meanGapsSql('gaps', 'sum(weight)')} AS "logGaps"` : ''} FROM (
       SELECT ${x} AS x, ${last} AS last, ($day::DATE - first_day)::INTEGER AS age ${again}, count(*) AS weight
              ${gaps ? `, sum(${logGaps}) AS gaps` : ''}
         FROM scratch.past ${profiles ? joinProfiles : ''} WHERE first_day <= $day::DATE GROUP BY ALL
        UNION ALL
       SELECT 0, 0, ($day::DATE - first_day)::INTEGER ${once}, customers ${gaps ? ', 0' : ''} FROM scratch.once WHERE first_day <= $day::DATE)
      GROUP BY x, last, age ${names} ORDER BY x, last, age ${names}`,
    { day },
  )
  return rows as unknown as HistoryRows
}

/** Purchases by customers known at its origin within a window. */
export async function purchasesWithin(
  db: ColumnarDatabase,
  calendar: ValueCalendar,
  window: Window,
): Promise<number> {
  const { x } = columnsAt(calendar, window.origin)
  const end = columnsAt(calendar, endOf(window)).x
  const [row] = await db.rows(
    `SELECT coalesce(sum(${end} - ${x}), 0) AS purchases FROM scratch.past WHERE first_day <= $day::DATE`,
    { day: window.origin },
  )
  return Number(row?.['purchases'])
}

/** Distinct (number, sum) of spend observations, with their number of customers. */
export interface SpendRows {
  readonly m: Int32Array
  readonly mean: Float64Array
  readonly weight: Float64Array
}

/** What repeat purchases cost, of the customers who have spend observations. */
export async function spendRows(db: ColumnarDatabase): Promise<SpendRows> {
  const columns = await db.columns(
    `SELECT m, observed / m AS mean, count(*) AS weight FROM scratch.summary WHERE m > 0
      GROUP BY m, observed ORDER BY m, observed`,
  )
  return columns as unknown as SpendRows
}

/** Distinct (x, t_x, T, m) of all customers with the sums of their mean spends. */
export interface ScoredRows extends HistoryRows {
  readonly m: Int32Array
  readonly meanSpend: Float64Array
  readonly meanSpendSquare: Float64Array
}

/** Makes `scratch.score_row` and reads it, in the order of its numbers. */
export async function scoredRows(
  db: ColumnarDatabase,
  asOf: Day,
  { profiles = false }: Pick<Counted, 'profiles'> = {},
): Promise<ScoredRows> {
  const profile = profiles ? ', profile' : ''
  await db.run(
    `
    CREATE TABLE scratch.score_row AS
    SELECT (row_number() OVER () - 1)::INTEGER AS "row", * FROM (
      SELECT x, (last_day - first_day)::INTEGER AS last_age, ($asOf::DATE - first_day)::INTEGER AS age, m ${profile},
             count(*) AS weight,
             sum(if(m > 0, observed / m, 0)) AS mean_spend,
             sum(if(m > 0, (observed / m) ** 2, 0)) AS mean_spend_square
        FROM scratch.summary ${profiles ? joinProfiles : ''}
       GROUP BY x, last_age, age, m ${profile} ORDER BY x, last_age, age, m ${profile})`,
    { asOf },
  )
  return readScoredRows(db, { profiles })
}

/** `scratch.score_row`, in the order of its numbers. */
export async function readScoredRows(
  db: ColumnarDatabase,
  { profiles = false }: Pick<Counted, 'profiles'> = {},
): Promise<ScoredRows> {
  const columns = await db.columns(
    `SELECT x, last_age AS last, age, m ${profiles ? ', profile' : ''}, weight, mean_spend AS "meanSpend", mean_spend_square AS "meanSpendSquare"
       FROM scratch.score_row ORDER BY "row"`,
  )
  return columns as unknown as ScoredRows
}

/** How many customers were first seen on day 0, 1, 2, … of the log, up to `until`. */
export async function firstPurchasesUpTo(
  db: ColumnarDatabase,
  firstDay: Day,
  until: Day,
): Promise<Float64Array> {
  const { day, customers } = (await db.columns(
    `SELECT (first_day - $firstDay::DATE)::INTEGER AS day, count(*) AS customers
       FROM scratch.summary WHERE first_day <= $until::DATE GROUP BY ALL`,
    { firstDay, until },
  )) as { readonly day: Int32Array; readonly customers: Float64Array }
  const counts = new Float64Array(daysBetween(firstDay, until) + 1)
  day.forEach((place, row) => counts.set([customers[row] ?? 0], place))
  return counts
}

/** Ages in days as of the as-of day, with their number of customers. */
export async function agesAsOf(
  db: ColumnarDatabase,
  asOf: Day,
): Promise<{ readonly ages: Float64Array; readonly weights: Float64Array }> {
  const columns = await db.columns(
    `SELECT ($asOf::DATE - first_day)::DOUBLE AS ages, count(*) AS weights FROM scratch.summary GROUP BY ALL ORDER BY ALL`,
    { asOf },
  )
  return columns as unknown as { readonly ages: Float64Array; readonly weights: Float64Array }
}

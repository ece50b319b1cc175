/** What was won when and by which channel, what it brought, and what is expected of it: tables of a snapshot. */
import type { Columns } from '#columnar/engine.ts'
import type { Day } from '#kernel/time.ts'
import type { EquityTables, MoneyRule } from '../equity/equity.query.ts'
import { daysInMonth, monthsAhead, type FirstMoney } from '../equity/newcomers.ts'
import { firstDayOf } from '../period.ts'

/** Tables of a snapshot that hold what customers of each channel bring. */
export const acquisitionTableNames = [
  'acquisition_cohort',
  'acquisition_cash',
  'acquisition_age',
  'acquisition_first',
] as const

/** What the tables are made with. */
export interface AcquisitionTablesOptions {
  readonly asOf: Day
  readonly money: MoneyRule
  /** Whether the snapshot knows the channel of first purchases. */
  readonly hasChannels: boolean
}

/** Months since January 1970. */
const monthSql = (day: string) => `(12 * (year(${day}) - 1970) + month(${day}) - 1)::INTEGER`

/**
 * Makes, by the code of the channel of the first purchase (0 where there is none):
 * `acquisition_cohort` (channel, cohort, customers, value): who first bought in a month, and their value as of the as-of day;
 * `acquisition_cash` (channel, cohort, month, collected): what they paid in each month of the calendar;
 * `acquisition_age` (channel, month, customers, collected): what customers paid in the month of their age, of those old
 * enough to have lived all of it; months count from 1;
 * `acquisition_first` (channel, customers, mean, deviation): what they paid on the day on which they came.
 */
export async function createAcquisitionTables(
  { db, prefix }: EquityTables,
  { asOf, money, hasChannels }: AcquisitionTablesOptions,
): Promise<void> {
  const earned = money.marginColumn
    ? 'coalesce(margin::DOUBLE, spend::DOUBLE * $share)'
    : 'spend::DOUBLE * $share'
  const channel = hasChannels ? `coalesce(a.first_channel, 0)::INTEGER` : '0'
  const joined = hasChannels ? `LEFT JOIN ${prefix}audit_customer a USING (customer)` : ''
  await db.run(`
    CREATE OR REPLACE TEMP TABLE acquisition_customer AS
    SELECT c.customer, ${channel} AS channel, c.first_day, ${monthSql('c.first_day')} AS cohort, c.age_days,
           c.repeat_purchases AS x, coalesce(c.value, 0) AS value
      FROM ${prefix}customer c ${joined}`)
  await db.run(
    `CREATE OR REPLACE TEMP TABLE acquisition_payment AS
     SELECT c.*, day, money FROM acquisition_customer c
       JOIN (FROM ${prefix}purchase_day SELECT identity, day, ${earned} AS money UNION ALL
             FROM ${prefix}refund_day SELECT identity, day, ${earned} AS money) p
         ON p.identity = c.customer AND p.day <= $asOf::DATE`,
    { asOf, share: money.share },
  )
  await db.run(`
    CREATE TABLE ${prefix}acquisition_cohort AS
    SELECT channel, cohort, count(*)::INTEGER AS customers, sum(value)::DOUBLE AS value
      FROM temp.acquisition_customer GROUP BY channel, cohort ORDER BY channel, cohort`)
  await db.run(`
    CREATE TABLE ${prefix}acquisition_cash AS
    SELECT channel, cohort, ${monthSql('day')} AS month, sum(money)::DOUBLE AS collected
      FROM temp.acquisition_payment GROUP BY ALL ORDER BY ALL`)
  await db.run(`
    CREATE TABLE ${prefix}acquisition_age AS
    WITH old AS (
      SELECT channel, month, count(*)::INTEGER AS customers
        FROM temp.acquisition_customer, range(1, ${monthsAhead + 1}) months (month)
       WHERE age_days >= month * ${daysInMonth} GROUP BY ALL
    ), paid AS (
      SELECT channel, floor((day - first_day) / ${daysInMonth})::BIGINT + 1 AS month, sum(money) AS collected
        FROM temp.acquisition_payment WHERE age_days >= (floor((day - first_day) / ${daysInMonth}) + 1) * ${daysInMonth}
       GROUP BY ALL
    )
    SELECT channel, month::INTEGER AS month, customers, coalesce(collected, 0)::DOUBLE AS collected
      FROM old LEFT JOIN paid USING (channel, month) ORDER BY ALL`)
  await db.run(`
    CREATE TABLE ${prefix}acquisition_first AS
    SELECT channel, count(*)::INTEGER AS customers, avg(money)::DOUBLE AS mean, coalesce(stddev_samp(money), 0)::DOUBLE AS deviation
      FROM (SELECT channel, customer, sum(money) AS money FROM temp.acquisition_payment WHERE day = first_day
             GROUP BY channel, customer)
     GROUP BY channel ORDER BY channel`)
  await db.run('DROP TABLE temp.acquisition_payment; DROP TABLE temp.acquisition_customer')
}

/** Who was won in a month by a channel. */
export interface CohortRow {
  readonly channel: number
  readonly cohort: number
  readonly customers: number
  readonly value: number
}

/** What a cohort paid in a month. */
export interface CashRow {
  readonly channel: number
  readonly cohort: number
  readonly month: number
  readonly collected: number
}

/** What customers paid in a month of their age. */
export interface AgeRow {
  readonly channel: number
  readonly month: number
  readonly customers: number
  readonly collected: number
}

/** Everything of the tables. */
export interface AcquisitionRows {
  readonly cohorts: readonly CohortRow[]
  readonly cash: readonly CashRow[]
  readonly ages: readonly AgeRow[]
}

/** The tables' rows; they are as many as channels times months, squared at most. */
export async function readAcquisitionRows({ db, prefix }: EquityTables): Promise<AcquisitionRows> {
  const read = async <Row>(table: string, names: readonly (keyof Row & string)[]) => {
    const columns = await db.columns(`SELECT ${names.join(', ')} FROM ${prefix}${table}`)
    return rowsOf<Row>(columns, names)
  }
  return {
    cohorts: await read<CohortRow>('acquisition_cohort', ['channel', 'cohort', 'customers', 'value']),
    cash: await read<CashRow>('acquisition_cash', ['channel', 'cohort', 'month', 'collected']),
    ages: await read<AgeRow>('acquisition_age', ['channel', 'month', 'customers', 'collected']),
  }
}

/** Money of first purchases, of all and by the code of the channel. */
export async function firstMoney({ db, prefix }: EquityTables): Promise<{
  readonly whole: FirstMoney
  readonly byChannel: ReadonlyMap<number, FirstMoney>
}> {
  const rows = await db.rows(`SELECT channel, customers, mean, deviation FROM ${prefix}acquisition_first`)
  const groups = rows.map((row) => ({
    channel: Number(row['channel']),
    customers: Number(row['customers']),
    mean: Number(row['mean']),
    deviation: Number(row['deviation']),
  }))
  const all = groups.reduce((sum, { customers }) => sum + customers, 0)
  const mean = groups.reduce((sum, group) => sum + group.customers * group.mean, 0) / Math.max(1, all)
  const squares = groups.reduce(
    (sum, group) =>
      sum + (group.customers - 1) * group.deviation ** 2 + group.customers * (group.mean - mean) ** 2,
    0,
  )
  return {
    whole: { mean, standardError: Math.sqrt(squares / Math.max(1, all - 1) / Math.max(1, all)) },
    byChannel: new Map(
      groups.map((group) => [
        group.channel,
        { mean: group.mean, standardError: group.deviation / Math.sqrt(Math.max(1, group.customers)) },
      ]),
    ),
  }
}

/** Customers who bought in any of the months, and their value now: those whom keeping costs may have kept. */
export async function boughtIn(
  { db, prefix }: EquityTables,
  of: { readonly months: readonly number[]; readonly asOf: Day },
): Promise<{ readonly customers: number; readonly value: number }> {
  const within = spansOf(of.months).map(
    ([from, to]) => `day >= '${firstDayOf(from)}' AND day < '${firstDayOf(to)}'`,
  )
  const [row] = await db.rows(
    `SELECT count(*) AS customers, coalesce(sum(value), 0)::DOUBLE AS value FROM ${prefix}customer
      WHERE customer IN (SELECT identity FROM ${prefix}purchase_day WHERE day <= $asOf::DATE AND (${within.join(' OR ')}))`,
    { asOf: of.asOf },
  )
  return { customers: Number(row?.['customers']), value: Number(row?.['value']) }
}

/** Months in a row as one span, its end not included. */
function spansOf(months: readonly number[]): readonly (readonly [from: number, to: number])[] {
  const spans: [from: number, to: number][] = []
  for (const month of months.toSorted((a, b) => a - b)) {
    const last = spans.at(-1)
    if (last !== undefined && last[1] >= month) last[1] = month + 1
    else spans.push([month, month + 1])
  }
  return spans
}

function rowsOf<Row>(columns: Columns, names: readonly (keyof Row & string)[]): readonly Row[] {
  const [first = ''] = names
  const length = columns[first]?.length ?? 0
  return Array.from({ length }, (_, row) => {
    const entries = names.map((name) => [name, Number(columns[name]?.[row])])
    // The names are the row's own.
    return Object.fromEntries(entries) as Row
  })
}

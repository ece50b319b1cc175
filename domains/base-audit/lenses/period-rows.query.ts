/** The tables that every lens reads: a row a customer, and a row a customer and period, at the lengths that stand ready. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { rankedFromMonths, readyMonths } from '../tables/audit-facts.ts'

/** How periods of some length are numbered. */
export interface Cut {
  /** Months of a period. */
  readonly months: number
  /** Month in which the fiscal year begins, 1 to 12. */
  readonly fiscalStart: number
}

/** SQL for the months since January 1970 of a day. */
export function monthSql(day: string): string {
  return `(12 * (year(${day}) - 1970) + month(${day}) - 1)::SMALLINT`
}

/** SQL for the number of the period that a month lies in, as `periodOf` counts. */
export function periodSql(month: string, { months, fiscalStart }: Cut): string {
  return `((${month} - ${fiscalStart - 1}) // ${months})::SMALLINT`
}

/** Whether rows are of many slices, or of one, which then need not be looked at to tell them apart. */
export interface Sliced {
  readonly sliced: boolean
}

/**
 * SQL for rows a slice, customer and period from `months`, rows a slice, customer and month with `previous`: the last month before it with a
 * purchase. `previous` becomes the number of the last period before with one. A period without a purchase has refunds alone. Rows of one
 * slice are told to be of slice 0.
 */
export function periodRowsSql(months: string, { sliced, ...cut }: Cut & Sliced): string {
  const previous = `min(coalesce(previous, -1)) FILTER (purchases > 0)`
  return `
    SELECT ${cut.months}::SMALLINT AS length, ${sliced ? 'slice' : '0::USMALLINT AS slice'}, ${periodSql('month', cut)} AS period, customer,
           any_value(first) AS first,
           CASE WHEN ${previous} >= 0 THEN ${periodSql(previous, cut)} END AS previous,
           sum(purchases)::INTEGER AS purchases, sum(lines)::INTEGER AS lines,
           sum(spend)::DECIMAL(18,4) AS spend, sum(profit)::DECIMAL(18,4) AS profit
      FROM ${months} GROUP BY ${sliced ? 'slice, ' : ''}${periodSql('month', cut)}, customer`
}

/** SQL for `facts` (slice, customer, month, purchases, lines, spend, profit) with the month of the first purchase and `previous`. */
export function monthRowsSql(facts: string, customers: string, { sliced }: Sliced): string {
  return `
    SELECT slice, customer, month, first, previous, purchases, lines, spend, profit
      FROM (SELECT *, lag(month) OVER (PARTITION BY ${sliced ? 'slice, ' : ''}customer ORDER BY month) AS previous
              FROM ${facts} WHERE purchases > 0
             UNION ALL
            SELECT *, NULL FROM ${facts} WHERE purchases = 0)
      LEFT JOIN (SELECT customer, first FROM ${customers}) USING (customer)`
}

/** What period rows are made of. */
export interface PeriodRows extends Sliced {
  /** Name of the table with a row a slice, customer and month. */
  readonly facts: string
  /** Months of the periods that the facts tell apart. */
  readonly shortest: number
  readonly fiscalStart: number
  /** Lengths that stand ready beside the shortest. */
  readonly lengths?: readonly number[]
}

/**
 * Makes `snapshot.audit_period` from `facts`, at all ready lengths from `shortest` months on. Rows of a length, slice and period
 * stand together, so that a reader of one passes over the others; of quarters and longer those with a purchase come first, in falling
 * order of profit, so that nobody need rank them again. The shortest are made first, and the others from them.
 */
export async function createPeriodRows(
  db: ColumnarDatabase,
  { facts, sliced, shortest, fiscalStart, lengths = readyMonths }: PeriodRows,
): Promise<void> {
  const cut = { months: shortest, fiscalStart }
  const order = (months: number) => {
    // Equal profits by number, so that the order is always the same.
    const slice = sliced ? 'slice, ' : ''
    if (months >= rankedFromMonths)
      return `ORDER BY ${slice}period, CASE WHEN purchases > 0 THEN profit END DESC NULLS LAST, customer`
    return sliced ? 'ORDER BY slice' : ''
  }
  await db.run(`
    CREATE TABLE snapshot.audit_period (
      length SMALLINT, slice USMALLINT, period SMALLINT, customer INTEGER, first SMALLINT, previous SMALLINT,
      purchases INTEGER, lines INTEGER, spend DECIMAL(18,4), profit DECIMAL(18,4))`)
  await db.run(`
    INSERT INTO snapshot.audit_period
    SELECT ${shortest}, slice, ${periodSql('month', cut)} AS period, customer, first, ${periodSql('previous', cut)}, purchases,
           lines, spend, profit
      FROM (${monthRowsSql(facts, 'snapshot.audit_customer', { sliced })}) ${order(shortest)}`)
  const first = (period: string) => `(${period} * ${shortest} + ${fiscalStart - 1})`
  const made = `(SELECT * EXCLUDE (length, period, previous), ${first('period')} AS month, ${first('previous')} AS previous
                   FROM snapshot.audit_period WHERE length = ${shortest})`
  for (const months of lengths.filter((length) => length > shortest)) {
    await db.run(
      `INSERT INTO snapshot.audit_period FROM (${periodRowsSql(made, { months, fiscalStart, sliced })}) ${order(months)}`,
    )
  }
}

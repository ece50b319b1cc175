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

/**
 * SQL for rows a customer and period from `months`, rows a customer and month, or shorter, with `previous`: the last month in which the
 * customer bought before. `previous` becomes the number of the last period before with a purchase. A period without a line that was bought
 * has refunds alone. Columns of `alike` are the same in all rows of a customer.
 */
export function periodRowsSql(months: string, cut: Cut, alike: readonly string[]): string {
  const period = periodSql('month', cut)
  // Of a period with purchases only the first follows one of before; all others follow one within.
  const previous = periodSql('min(previous)', cut)
  return `
    SELECT ${period} AS period, customer, CASE WHEN ${previous} < ${period} THEN ${previous} END AS previous,
           sum(purchases)::INTEGER AS purchases, sum(lines)::INTEGER AS lines,
           sum(spend)::DECIMAL(18,4) AS spend, sum(profit)::DECIMAL(18,4) AS profit
           ${alike.map((column) => `, ${column}`).join('')}
      FROM ${months} GROUP BY ${[period, 'customer', ...alike].join(', ')}`
}

/** SQL for what {@link periodRowsSql} has of amounts alone, for who asks neither what was bought before nor for lines. */
export function amountRowsSql(months: string, cut: Cut, alike: readonly string[]): string {
  return `
    SELECT ${periodSql('month', cut)} AS period, customer, sum(purchases)::INTEGER AS purchases,
           sum(spend)::DECIMAL(18,4) AS spend, sum(profit)::DECIMAL(18,4) AS profit
           ${alike.map((column) => `, ${column}`).join('')}
      FROM ${months} GROUP BY ${[periodSql('month', cut), 'customer', ...alike].join(', ')}`
}

/** SQL for period rows of `facts` (customer, month, purchases, lines, spend, profit), of which each is a period of its own. */
export function monthPeriodsSql(facts: string, cut: Cut): string {
  const months = `(
    SELECT *, lag(month) OVER (PARTITION BY customer ORDER BY month) AS previous FROM ${facts} WHERE purchases > 0
     UNION ALL
    SELECT *, NULL FROM ${facts} WHERE purchases = 0)`
  return `SELECT * REPLACE (${periodSql('previous', cut)} AS previous), ${periodSql('month', cut)} AS period FROM ${months}`
}

/** What period rows are made of. */
export interface PeriodRows {
  /** A relation with a row a customer and period of the shortest length: period, customer, previous, purchases, lines, spend, profit. */
  readonly rows: string
  /** Months of the periods that the rows tell apart. */
  readonly shortest: number
  readonly fiscalStart: number
  /** Lengths that stand ready beside the shortest. */
  readonly lengths?: readonly number[]
  /** Columns of `snapshot.audit_customer` that tell where a customer came from: they stand with every row, so that nobody need look them up. */
  readonly came?: readonly string[]
}

/**
 * Makes `snapshot.audit_period`, at all ready lengths from `shortest` months on. Rows of a length and period
 * stand together, so that a reader of one passes over the others; of quarters and longer those with a purchase come first, in falling
 * order of profit, so that nobody need rank them again. The shortest are made first, and the others from them.
 *
 * @returns The lengths that stand ready, in rising order.
 */
export async function createPeriodRows(
  db: ColumnarDatabase,
  { rows, shortest, fiscalStart, lengths = readyMonths, came = [] }: PeriodRows,
): Promise<readonly number[]> {
  const alike = ['first', ...came]
  await db.run(`
    CREATE TABLE snapshot.audit_period (
      length SMALLINT, period SMALLINT, customer INTEGER, previous SMALLINT, purchases INTEGER, lines INTEGER,
      spend DECIMAL(18,4), profit DECIMAL(18,4), first SMALLINT ${came.map((column) => `, ${column} UINTEGER`).join('')})`)
  await db.run(`
    INSERT INTO snapshot.audit_period
    SELECT ${shortest}, period, customer, previous, purchases, lines, spend, profit, ${alike.join(', ')}
      FROM (${rows}) LEFT JOIN (SELECT customer, ${alike.join(', ')} FROM snapshot.audit_customer) USING (customer)
      ${orderSql(shortest)}`)
  const ready = [shortest, ...lengths.filter((length) => length > shortest)]
  let made = shortest
  for (const months of ready.slice(1)) {
    // From the longest that is there and lies whole within the periods.
    const first = (period: string) => `(${period} * ${made} + ${fiscalStart - 1})`
    const shorter = `(SELECT * REPLACE (${first('previous')} AS previous), ${first('period')} AS month
                        FROM snapshot.audit_period WHERE length = ${made})`
    await db.run(`
      INSERT INTO snapshot.audit_period
      SELECT ${months}, * FROM (${periodRowsSql(shorter, { months, fiscalStart }, alike)}) ${orderSql(months)}`)
    made = months
  }
  return ready
}

/** Equal profits by number, so that the order is always the same. */
function orderSql(months: number): string {
  return months >= rankedFromMonths ? `ORDER BY period, ${rankSql}` : ''
}

/** SQL for the order of ranks within a period. */
export const rankSql = 'CASE WHEN purchases > 0 THEN profit END DESC NULLS LAST, customer'

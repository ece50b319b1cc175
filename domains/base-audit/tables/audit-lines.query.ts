/** Purchases told apart by channel, country, family and product: their values, and lines from which any choice of them is gathered. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { dimensions, type Dimension } from '../audit-document.ts'
import { monthSql } from '../lenses/period-rows.query.ts'

/** Name of the column with the code of the value of a customer's first purchase. */
export function firstColumn(dimension: Dimension): string {
  return `first_${dimension}`
}

/** What lines are made of. */
export interface LineSource {
  /** A relation with a row a customer, day and combination of values, these as texts: customer, day, lines, spend, profit. */
  readonly source: string
  readonly present: readonly Dimension[]
  /** A relation with customer, first_day and first. */
  readonly customers: string
}

/**
 * Makes `snapshot.audit_value` (dimension, code, value, customers, spend; codes from 1 by falling spend) and `snapshot.audit_line`
 * (customer, day, month, first, is_first, a code a dimension, 0 where none is told, lines, spend, profit).
 *
 * Lines lie by customer and day, those that give something back after all others: of any lines that are chosen the one before is then
 * what the customer bought before, and nothing need be sorted; see {@link chosenLinesSql}.
 */
export async function createLines(db: ColumnarDatabase, of: LineSource): Promise<void> {
  await createNoLines(db)
  const { source, present, customers } = of
  if (present.length === 0) return
  for (const dimension of present) {
    await db.run(`
      INSERT INTO snapshot.audit_value
      SELECT '${dimension}', row_number() OVER (ORDER BY sum(spend) DESC, ${dimension}), ${dimension},
             approx_count_distinct(customer) FILTER (lines > 0), sum(spend)::DECIMAL(18,4)
        FROM ${source} WHERE ${dimension} IS NOT NULL GROUP BY ${dimension}`)
  }
  const codes = dimensions.map((dimension) =>
    present.includes(dimension) ? `coalesce(${dimension}_value.code, 0)` : '0',
  )
  const joins = present.map(
    (
      dimension,
    ) => `LEFT JOIN (SELECT code, value FROM snapshot.audit_value WHERE dimension = '${dimension}') ${dimension}_value
                      ON ${dimension}_value.value = source.${dimension}`,
  )
  await db.run(`
    INSERT INTO snapshot.audit_line
    SELECT customer, day, ${monthSql('day')}, first, day = first_day, ${codes.join(', ')}, lines, spend, profit
      FROM ${source} source ${joins.join('\n')}
      LEFT JOIN (SELECT customer, first_day, first FROM ${customers}) USING (customer)
     ORDER BY lines = 0, customer, day`)
}

/** The two tables, empty: a log without dimensions has them too. */
async function createNoLines(db: ColumnarDatabase): Promise<void> {
  await db.run(`
    CREATE TABLE snapshot.audit_value (
      dimension VARCHAR, code UINTEGER, value VARCHAR, customers BIGINT, spend DECIMAL(18,4))`)
  await db.run(`
    CREATE TABLE snapshot.audit_line (
      customer INTEGER, day DATE, month SMALLINT, first SMALLINT, is_first BOOLEAN,
      ${dimensions.map((dimension) => `${dimension} UINTEGER`).join(', ')},
      lines INTEGER, spend DECIMAL(18,4), profit DECIMAL(18,4))`)
}

/** Which lines are chosen. */
export interface ChosenLines {
  /** Of the tables. */
  readonly prefix: string
  /** SQL for a condition that leaves all or none of a customer's lines of a day that have the values. */
  readonly holds: string
  /** About so many customers there are. */
  readonly customers: number
}

/**
 * SQL for the lines that fulfil a condition as if each were a month: customer, month, first, previous (month of the line bought before; told
 * only where the condition leaves all lines of a customer), purchases (1 for the first line of a day, so that they sum to days), lines, spend,
 * profit.
 */
export function chosenLinesSql({ prefix, holds, customers }: ChosenLines): string {
  const follows = 'lag(customer) OVER () = customer'
  const part = (range: string) => `
    SELECT customer, month, first, CASE WHEN lines > 0 AND ${follows} THEN lag(month) OVER () END AS previous,
           (lines > 0 AND (${follows} AND lag(day) OVER () = day) IS NOT TRUE)::UTINYINT AS purchases, lines, spend, profit
      FROM ${prefix}audit_line WHERE ${range} AND ${holds}`
  return `(${rangesOf(customers).map(part).join(' UNION ALL ')})`
}

/** One core reads lines in their order; several read several ranges of customers at once. */
const ranges = 4

/** SQL for conditions that part customers, who are numbered from nought on, into about equal ranges. */
function rangesOf(customers: number): readonly string[] {
  const starts = Array.from({ length: ranges }, (_, place) => Math.ceil((place * customers) / ranges))
  return starts.map((start, place) => {
    const end = starts[place + 1]
    return [
      ...(place === 0 ? [] : [`customer >= ${start}`]),
      ...(end === undefined ? [] : [`customer < ${end}`]),
    ].join(' AND ')
  })
}

/**
 * SQL for the values of each customer's first day: customer, and a code a dimension, where there are several the one most was spent on. Most
 * buy of one value on their first day, and all dimensions of these are read at once.
 */
export function firstValuesSql(present: readonly Dimension[]): string {
  const lines = 'snapshot.audit_line WHERE is_first AND lines > 0'
  const alike = present.map(
    (dimension) =>
      `min(${dimension}) AS ${dimension}, min(${dimension}) <> max(${dimension}) AS ${dimension}_differs`,
  )
  const most = present.map(
    (dimension) => `
    LEFT JOIN (SELECT customer, arg_max(${dimension}, spend) AS ${dimension}_most
                 FROM (SELECT customer, ${dimension}, sum(spend) AS spend FROM ${lines}
                          AND customer IN (SELECT customer FROM alike WHERE ${dimension}_differs) GROUP BY customer, ${dimension})
                GROUP BY customer) USING (customer)`,
  )
  const first = present.map(
    (dimension) => `coalesce(${dimension}_most, ${dimension}) AS ${firstColumn(dimension)}`,
  )
  return `(
    WITH alike AS (SELECT customer, ${alike.join(', ')} FROM ${lines} GROUP BY customer)
    SELECT customer, ${first.join(', ')} FROM alike ${most.join('')})`
}

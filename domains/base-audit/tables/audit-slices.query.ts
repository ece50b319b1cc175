/** Purchases told apart by channel, country, family and product: their values, and rows of their own for the greatest. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { dimensions, type Dimension } from '../audit-document.ts'
import { sliceOf, slicedValues } from './audit-facts.ts'
import { monthSql } from '../lenses/period-rows.query.ts'

/**
 * Makes `snapshot.audit_value` (dimension, code, value, slice, customers, spend; codes from 1 by falling spend) and
 * `snapshot.audit_line` (customer, day, a code a dimension, 0 where none is told, lines, spend, profit) from `source`, which has the
 * values as texts.
 */
export async function createLines(
  db: ColumnarDatabase,
  { source, present }: { readonly source: string; readonly present: readonly Dimension[] },
): Promise<void> {
  await createNoLines(db)
  if (present.length === 0) return
  for (const dimension of present) {
    const place = dimensions.indexOf(dimension)
    await db.run(`
      INSERT INTO snapshot.audit_value
      SELECT '${dimension}', code, value, ${sliceOf(place, 1) - 1} + least(code, ${slicedValues + 1}), customers, spend
        FROM (SELECT row_number() OVER (ORDER BY sum(spend) DESC, ${dimension}) AS code, ${dimension} AS value,
                     approx_count_distinct(customer) FILTER (lines > 0) AS customers, sum(spend)::DECIMAL(18,4) AS spend
                FROM ${source} WHERE ${dimension} IS NOT NULL GROUP BY ${dimension})`)
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
    SELECT customer, day, ${codes.join(', ')}, lines, spend, profit FROM ${source} source ${joins.join('\n')}`)
}

/** The two tables, empty: a log without dimensions has them too. */
async function createNoLines(db: ColumnarDatabase): Promise<void> {
  await db.run(`
    CREATE TABLE snapshot.audit_value (
      dimension VARCHAR, code UINTEGER, value VARCHAR, slice USMALLINT, customers BIGINT, spend DECIMAL(18,4))`)
  await db.run(`
    CREATE TABLE snapshot.audit_line (
      customer INTEGER, day DATE, ${dimensions.map((dimension) => `${dimension} UINTEGER`).join(', ')},
      lines INTEGER, spend DECIMAL(18,4), profit DECIMAL(18,4))`)
}

/** Adds to `snapshot.audit_customer` the values of each customer's first day, where there are several the one most was spent on. */
export async function addFirstValues(db: ColumnarDatabase, present: readonly Dimension[]): Promise<void> {
  for (const dimension of present) {
    await db.run(`ALTER TABLE snapshot.audit_customer ADD COLUMN first_${dimension} UINTEGER`)
    await db.run(`
      UPDATE snapshot.audit_customer c SET first_${dimension} = f.code
        FROM (SELECT customer, arg_max(${dimension}, spend) AS code
                FROM (SELECT customer, ${dimension}, sum(spend) AS spend FROM snapshot.audit_line l
                        JOIN snapshot.audit_customer USING (customer)
                       WHERE day = first_day AND lines > 0 GROUP BY customer, ${dimension})
               GROUP BY customer) f
       WHERE f.customer = c.customer`)
  }
}

/**
 * Adds to `facts` a slice a value of each dimension: purchases are days on which the customer bought with that value. Those beyond the
 * greatest, and those that tell none, share the last slice.
 */
export async function addSlices(
  db: ColumnarDatabase,
  facts: string,
  present: readonly Dimension[],
): Promise<void> {
  for (const dimension of present) {
    const place = dimensions.indexOf(dimension)
    const last = sliceOf(place, 0)
    const code = `CASE WHEN ${dimension} BETWEEN 1 AND ${slicedValues} THEN ${sliceOf(place, 1) - 1} + ${dimension} ELSE ${last} END`
    await db.run(`
      INSERT INTO ${facts}
      SELECT slice, customer, ${monthSql('day')} AS month, (count(*) FILTER (lines > 0))::INTEGER, sum(lines)::INTEGER,
             sum(spend)::DECIMAL(18,4), sum(profit)::DECIMAL(18,4)
        FROM (SELECT (${code})::USMALLINT AS slice, customer, day, sum(lines) AS lines, sum(spend) AS spend, sum(profit) AS profit
                FROM snapshot.audit_line GROUP BY ALL)
       GROUP BY slice, customer, month`)
  }
}

/** A row a customer: when they first bought, and how long after that again. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { monthSql } from '../lenses/period-rows.query.ts'

/**
 * Makes the table `into` from `days`, rows a customer and day with lines above zero where they bought: customer, first_day,
 * first (its month since January 1970), second_after (days to the second purchase; NULL where there is none).
 */
export async function createCustomers(
  db: ColumnarDatabase,
  { days, into }: { readonly days: string; readonly into: string },
): Promise<void> {
  await db.run(`
    CREATE OR REPLACE TABLE ${into} AS
    SELECT customer, first_day, ${monthSql('first_day')} AS first, (days[2] - first_day)::INTEGER AS second_after
      FROM (SELECT *, days[1] AS first_day
              FROM (SELECT customer, min(day, 2) AS days FROM ${days} WHERE lines > 0 GROUP BY customer))`)
}

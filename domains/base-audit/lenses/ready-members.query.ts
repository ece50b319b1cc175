/** Everyone with all that they have bought to date, ranked: what a cohort is made of, whichever period it came in. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { readyMonths } from '../tables/audit-facts.ts'
import { periodSql } from './period-rows.query.ts'
import { numberIn } from '../tables/table-rows.ts'

/** Periods that a pattern shows. */
export const patternPeriods = 6

/** Name of the column with the patterns of periods of so many months. */
export function patternColumn(months: number): string | null {
  return readyMonths.some((ready) => ready === months) ? `pattern_${months}` : null
}

/**
 * Makes `snapshot.audit_member` from the months of all purchases in falling order of profit: customer, first and last (months of the first and
 * the last purchase), purchases, spend, profit, and by length of the periods whether they bought in each of the first six from that of the first
 * purchase, as bits, the first period highest; and the columns of `came`, which tell where a customer came from.
 *
 * @returns Whether it was made: where something was given back before the first purchase, what counts as to date hangs on the periods.
 */
export async function createReadyMembers(
  db: ColumnarDatabase,
  { fiscalStart, came }: { readonly fiscalStart: number; readonly came: readonly string[] },
): Promise<boolean> {
  const months = `(SELECT *, period + ${fiscalStart - 1} AS month FROM snapshot.audit_period WHERE length = 1)`
  const [early] = await db.rows(`SELECT count(*) AS n FROM ${months} WHERE month < first`)
  if (numberIn(early, 'n') > 0) return false
  const patterns = readyMonths.map((length) => {
    const cut = { months: length, fiscalStart }
    const age = `(${periodSql('month', cut)} - ${periodSql('first', cut)})`
    const bit = `1 << greatest(${patternPeriods - 1} - ${age}, 0)::INTEGER`
    return `coalesce(bit_or(${bit}) FILTER (purchases > 0 AND ${age} < ${patternPeriods}), 0)::UTINYINT AS pattern_${length}`
  })
  await db.run(`
    CREATE TABLE snapshot.audit_member AS
    SELECT * FROM (
      SELECT customer, first, (max(month) FILTER (purchases > 0))::SMALLINT AS last,
             sum(purchases)::INTEGER AS purchases, sum(spend)::DECIMAL(18,4) AS spend, sum(profit)::DECIMAL(18,4) AS profit,
             ${[...came, ...patterns].join(', ')}
        FROM ${months} WHERE first IS NOT NULL GROUP BY ${['customer', 'first', ...came].join(', ')})
     ORDER BY profit DESC, customer`)
  return true
}

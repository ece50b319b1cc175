/** The longest stretch of a log in which nobody bought. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { AuditFacts } from '../tables/audit-facts.ts'
import type { Cut } from './period-rows.query.ts'
import { firstDayOf } from '../period.ts'
import { numberIn } from '../tables/table-rows.ts'

/** Between two periods with purchases, in months; null where there is none. */
export async function longestSilence(
  db: ColumnarDatabase,
  { months, fiscalStart }: Cut,
): Promise<AuditFacts['silence']> {
  const [row] = await db.rows(`
    SELECT period, next - period - 1 AS silent FROM (
      SELECT period, lead(period) OVER (ORDER BY period) AS next FROM (
        SELECT DISTINCT period FROM snapshot.audit_period WHERE length = ${months} AND purchases > 0))
     WHERE next > period + 1 ORDER BY silent DESC, period LIMIT 1`)
  if (row === undefined) return null
  const from = (numberIn(row, 'period') + 1) * months + fiscalStart - 1
  const silent = numberIn(row, 'silent') * months
  return { from: firstDayOf(from), to: firstDayOf(from + silent), months: silent }
}

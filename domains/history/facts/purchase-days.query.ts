/** From lines to purchases: one a customer and day, net of refunds. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { assert } from '#kernel/assert.ts'
import type { Day } from '#kernel/time.ts'
import { matchRefunds } from './match-refunds.query.ts'

export interface PurchaseDaysOptions {
  /** Name under which the database to write is attached. */
  readonly into: string
  /** Refunds after this day are not matched, so that nothing later is known before it. */
  readonly asOf?: Day
}

export interface PurchaseDaysSummary {
  readonly purchaseDays: number
  readonly purchaseLines: number
  readonly refundLines: number
  readonly refundsMatched: number
  readonly refundsUnmatched: number
}

/** Writes the tables `purchase_day` and `refund_day` of README.md. */
export async function purchaseDays(
  db: ColumnarDatabase,
  { into, asOf }: PurchaseDaysOptions,
): Promise<PurchaseDaysSummary> {
  assert(/^[a-z_]\w*$/i.test(into), `${into} is the name of an attached database`)
  const lines = await countLines(db)
  const refundsMatched = lines.refund > 0 ? await matchRefunds(db, asOf) : 0
  const source = lines.refund > 0 ? linesAndRefunds : 'purchase_line'
  const margin = lines.margin > 0 ? 'sum(margin)' : 'NULL'
  const count = lines.refund > 0 ? 'sum(lines)' : 'count(*)'
  await db.run(`
    CREATE OR REPLACE TABLE ${into}.purchase_day AS
    SELECT identity, day, sum(amount)::DECIMAL(18,4) AS spend, ${margin}::DECIMAL(18,4) AS margin,
           ${count}::INTEGER AS lines
      FROM ${source} GROUP BY identity, day ${lines.refund > 0 ? 'HAVING sum(lines) > 0' : ''}`)
  await db.run(`
    CREATE OR REPLACE TABLE ${into}.refund_day AS
    SELECT identity, day, sum(amount)::DECIMAL(18,4) AS spend, ${margin}::DECIMAL(18,4) AS margin
      FROM ${source} ${lines.refund > 0 ? '' : 'WHERE FALSE'} GROUP BY identity, day
      ${lines.refund > 0 ? 'HAVING sum(lines) = 0' : ''}`)
  await db.run('DROP TABLE IF EXISTS temp.refund_match')
  const [days] = await db.rows(`SELECT count(*) AS n FROM ${into}.purchase_day`)
  return {
    purchaseDays: Number(days?.['n']),
    purchaseLines: lines.purchase,
    refundLines: lines.refund,
    refundsMatched,
    refundsUnmatched: lines.refund - refundsMatched,
  }
}

/** A refund stands on the day of its purchase where it has one, else on its own. */
const linesAndRefunds = `(
  SELECT identity, day, amount, margin, 1 AS lines FROM purchase_line
  UNION ALL
  SELECT r.identity, coalesce(m.day, r.day), r.amount, r.margin, 0
    FROM refund_line r LEFT JOIN temp.refund_match m ON m.refund = r.rowid)`

async function countLines(db: ColumnarDatabase) {
  const [row] = await db.rows(`
    SELECT (SELECT count(*) FROM purchase_line) AS purchase, (SELECT count(*) FROM refund_line) AS refund,
           (SELECT count(margin) FROM purchase_line) + (SELECT count(margin) FROM refund_line) AS margin`)
  return {
    purchase: Number(row?.['purchase']),
    refund: Number(row?.['refund']),
    margin: Number(row?.['margin']),
  }
}

/** Which purchase each refund belongs to, over the whole history, with bounded memory. */
import type { ColumnarDatabase, Columns } from '#columnar/engine.ts'
import type { Day } from '#kernel/time.ts'
import { OpenPurchases } from './open-purchases.ts'

/**
 * Lines of customers and products with a refund, each customer and product together, by time, purchases first. Without a
 * product a refund belongs to a purchase of the very same amount. Sizes are quantities where all lines have them, else
 * amounts.
 */
const movements = `
  WITH refund AS (
    SELECT r.rowid AS source, r.identity, r.day, r.occurred_at, r.import, r.line, d.product, r.amount, d.quantity
      FROM refund_line r LEFT JOIN line_detail d USING (import, line)
     WHERE r.day <= coalesce($asOf::DATE, DATE '9999-12-31')
  ), purchase AS (
    SELECT p.identity, p.day, p.occurred_at, p.import, p.line, d.product, p.amount, d.quantity
      FROM purchase_line p LEFT JOIN line_detail d USING (import, line)
     WHERE p.identity IN (SELECT identity FROM refund)
  ), movement AS (
    SELECT 1 AS side, source, * EXCLUDE (source), coalesce('p' || product, 'a' || abs(amount)) AS subject FROM refund
    UNION ALL
    SELECT 0 AS side, -1 AS source, *, coalesce('p' || product, 'a' || abs(amount)) AS subject FROM purchase
  ), measured AS (
    SELECT *, count(*) OVER subject = count(quantity) OVER subject AND product IS NOT NULL AS by_quantity,
           count(*) FILTER (WHERE side = 1) OVER subject AS refunds
      FROM movement WINDOW subject AS (PARTITION BY identity, subject)
  )
  SELECT identity, subject, side, source, day,
         (abs(CASE WHEN by_quantity THEN quantity ELSE amount END) * 10000)::BIGINT AS size
    FROM measured
   WHERE refunds > 0
   ORDER BY identity, subject, occurred_at, side, import, line`

/** Writes the temporary table `refund_match (refund, day)`: `refund` is a row of refund_line, `day` the purchase's. */
export async function matchRefunds(db: ColumnarDatabase, asOf: Day | undefined): Promise<number> {
  const refunds: number[] = []
  const days: number[] = []
  const open = new OpenPurchases()
  let group = ''
  for await (const chunk of db.stream(movements, { asOf: asOf ?? null })) {
    for (const movement of movementsOf(chunk)) {
      if (movement.group !== group) open.clear()
      group = movement.group
      if (movement.refund === undefined) open.add(movement.day, movement.size)
      else {
        const day = open.take(movement.size)
        if (day === undefined) continue
        refunds.push(movement.refund)
        days.push(day)
      }
    }
  }
  await db.run('CREATE OR REPLACE TEMP TABLE refund_match (refund BIGINT, day DATE)')
  await db.append('temp.refund_match', { refund: Float64Array.from(refunds), day: Int32Array.from(days) })
  return refunds.length
}

interface Movement {
  readonly group: string
  /** Row of refund_line; undefined for a purchase. */
  readonly refund: number | undefined
  readonly day: number
  readonly size: number
}

function* movementsOf(chunk: Columns): Generator<Movement> {
  const { identity, subject, side, source, day, size } = chunk as Record<string, Float64Array> & {
    readonly subject: readonly string[]
  }
  if (identity === undefined) return
  for (let row = 0; row < identity.length; row++) {
    yield {
      group: `${identity[row]} ${subject[row]}`,
      refund: side?.[row] === 1 ? source?.[row] : undefined,
      day: day?.[row] ?? 0,
      size: size?.[row] ?? 0,
    }
  }
}

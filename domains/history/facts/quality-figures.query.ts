/** What takes a pass over the facts of one import: days, gaps, customers, and which refunds found their purchases. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { matchRefunds } from './match-refunds.query.ts'

export interface QualityFigures {
  /** Customer-days with a purchase line. */
  readonly purchaseDays: number
  readonly customersWithPurchase: number
  /** Of those days: net of refunds below zero, and at zero. */
  readonly negativeDays: number
  readonly zeroDays: number
  readonly refundsMatched: number
  /** Days with a purchase, as days since 1970-01-01, ascending. */
  readonly days: Int32Array
  /** The customer with most spend, and what that is. */
  readonly largestSpend: { readonly identity: number; readonly spend: number } | null
}

export async function qualityFigures(
  db: ColumnarDatabase,
  number: number,
  refunds: boolean,
): Promise<QualityFigures> {
  if (refunds) await matchRefunds(db, undefined)
  const [days] = await db.rows(refunds ? netDays : plainDays, { number })
  const [customers] = await db.rows(
    `SELECT count(*) AS n, arg_max(identity, spend) AS identity, max(spend)::DOUBLE AS spend
       FROM (SELECT identity, sum(amount) AS spend FROM purchase_line WHERE import = $number GROUP BY identity)`,
    { number },
  )
  const [matched] = refunds ? await db.rows(matchedRefunds, { number }) : []
  const { day } = await db.columns(
    'SELECT day FROM purchase_line WHERE import = $number GROUP BY day ORDER BY day',
    { number },
  )
  await db.run('DROP TABLE IF EXISTS temp.refund_match')
  return {
    purchaseDays: Number(days?.['days']),
    customersWithPurchase: Number(customers?.['n']),
    negativeDays: Number(days?.['negative']),
    zeroDays: Number(days?.['zero']),
    refundsMatched: Number(matched?.['n'] ?? 0),
    days: day as Int32Array,
    largestSpend:
      Number(customers?.['n']) === 0
        ? null
        : { identity: Number(customers?.['identity']), spend: Number(customers?.['spend']) },
  }
}

const plainDays = `
  SELECT count(*) AS days, count(*) FILTER (WHERE spend < 0) AS negative, count(*) FILTER (WHERE spend = 0) AS zero
    FROM (SELECT sum(amount) AS spend FROM purchase_line WHERE import = $number GROUP BY identity, day)`

/** Refunds of other imports lower these days too, and days of other imports are not counted. */
const netDays = `
  SELECT count(*) AS days, count(*) FILTER (WHERE spend < 0) AS negative, count(*) FILTER (WHERE spend = 0) AS zero
    FROM (SELECT sum(amount) AS spend
            FROM (SELECT identity, day, amount, import = $number AS ours FROM purchase_line
                   WHERE identity IN (SELECT identity FROM purchase_line WHERE import = $number)
                  UNION ALL
                  SELECT r.identity, coalesce(m.day, r.day), r.amount, FALSE
                    FROM refund_line r LEFT JOIN temp.refund_match m ON m.refund = r.rowid)
           GROUP BY identity, day HAVING bool_or(ours))`

const matchedRefunds = `
  SELECT count(*) AS n FROM refund_line r JOIN temp.refund_match m ON m.refund = r.rowid WHERE r.import = $number`

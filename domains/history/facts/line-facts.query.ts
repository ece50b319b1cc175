/** What order lines tell beyond customer, day and amount: where and what was bought, and what it earned. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { Day } from '#kernel/time.ts'
import { matchRefunds } from './match-refunds.query.ts'

/** What lines can be told apart by. */
const lineDimensions = ['channel', 'country', 'family', 'product'] as const
export type LineDimension = (typeof lineDimensions)[number]

export interface LineFacts {
  /** Those by which the lines of this history differ. */
  readonly dimensions: readonly LineDimension[]
  /** Null where no line has a margin. Sums are of purchases and refunds up to the day. */
  readonly margin: {
    /** A column of the log, or what is left of the amount after unit costs. */
    readonly kind: 'column' | 'cost'
    readonly toldMargin: number
    /** Spend of the lines that have a margin. */
    readonly toldSpend: number
    readonly spend: number
  } | null
}

/** What the lines up to a day tell. */
export async function lineFacts(db: ColumnarDatabase, asOf: Day): Promise<LineFacts> {
  const differs = lineDimensions.map(
    (dimension) =>
      `coalesce(min(${dimension}) <> max(${dimension}) OR count(${dimension}) < count(*), FALSE) AND count(${dimension}) > 0 AS ${dimension}`,
  )
  const [details] = await db.rows(`SELECT ${differs.join(', ')} FROM line_detail`)
  const [margin] = await db.rows(
    `SELECT sum(margin)::DOUBLE AS margin, coalesce(sum(amount) FILTER (margin IS NOT NULL), 0)::DOUBLE AS told,
            coalesce(sum(amount), 0)::DOUBLE AS spend
       FROM (SELECT day, amount, margin FROM purchase_line UNION ALL SELECT day, amount, margin FROM refund_line)
      WHERE day <= $asOf::DATE`,
    { asOf },
  )
  return {
    dimensions: lineDimensions.filter((dimension) => details?.[dimension] === true),
    margin:
      typeof margin?.['margin'] === 'number'
        ? {
            kind: await marginKind(db),
            toldMargin: margin['margin'],
            toldSpend: Number(margin['told']),
            spend: Number(margin['spend']),
          }
        : null,
  }
}

async function marginKind(db: ColumnarDatabase): Promise<'column' | 'cost'> {
  const rows = await db.rows('SELECT mapping FROM mapping')
  const roles = rows.map((row) => (JSON.parse(String(row['mapping'])) as { roles: object }).roles)
  return roles.some((role) => 'margin' in role) || !roles.some((role) => 'unit-cost' in role)
    ? 'column'
    : 'cost'
}

/** What the days of {@link dimensionDays} are told apart by. */
export interface DimensionDays {
  readonly into: string
  readonly asOf: Day
  readonly dimensions: readonly LineDimension[]
  readonly margins: boolean
}

/**
 * Makes the table `into`, a row a customer, day and combination of values of `dimensions`: identity, day, a text a dimension, lines (0
 * for refunds alone), spend, and where margins are asked for margin and told (spend of lines that have a margin). Refunds stand on the day of their purchase where they
 * have one; spend and lines sum to those of `purchase_day` and `refund_day`.
 */
export async function dimensionDays(
  db: ColumnarDatabase,
  { into, asOf, dimensions, margins }: DimensionDays,
): Promise<void> {
  const [refunds] = await db.rows('SELECT count(*) AS n FROM refund_line')
  if (Number(refunds?.['n']) > 0) await matchRefunds(db, asOf)
  else await db.run('CREATE OR REPLACE TEMP TABLE refund_match (refund BIGINT, day DATE)')
  const values = dimensions.map((dimension) => `, ${dimension}`).join('')
  const told = `, sum(margin)::DECIMAL(18,4) AS margin, (sum(amount) FILTER (margin IS NOT NULL))::DECIMAL(18,4) AS told`
  const details = `LEFT JOIN (SELECT import, line ${values} FROM line_detail) USING (import, line)`
  // Numbers so small that no sum of them can overflow are summed in a third less time.
  await db.run(
    `CREATE OR REPLACE TABLE ${into} AS
     SELECT identity, day ${values}, sum(lines)::INTEGER AS lines,
            sum(amount)::DECIMAL(18,4) AS spend ${margins ? told : ''}
       FROM (SELECT import, line, identity, day, amount, margin, 1::UTINYINT AS lines FROM purchase_line
              UNION ALL
             SELECT r.import, r.line, r.identity, coalesce(m.day, r.day), r.amount, r.margin, 0::UTINYINT
               FROM refund_line r LEFT JOIN temp.refund_match m ON m.refund = r.rowid)
       ${dimensions.length > 0 ? details : ''}
      WHERE day <= DATE '${asOf}' GROUP BY identity, day ${values}`,
  )
  await db.run('DROP TABLE temp.refund_match')
}

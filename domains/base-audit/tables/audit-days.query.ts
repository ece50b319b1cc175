/** What the audit is reckoned from: spend and profit a customer and day, and where profit comes from. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { LineFacts } from '#history/history.actions.ts'
import type { Day } from '#kernel/time.ts'
import type { MarginRule } from '../audit-document.ts'

/** First and last day of the facts that are looked at. */
export interface Span {
  readonly firstDay: Day
  readonly asOf: Day
}

/** The days from the first purchase to the as-of day; null where nobody bought by then. */
export async function spanOf(db: ColumnarDatabase, until: Day | null): Promise<Span | null> {
  const [row] = await db.rows(
    `SELECT min(day) AS first, coalesce($until::DATE, max(day)) AS last FROM snapshot.purchase_day
      WHERE day <= coalesce($until::DATE, DATE '9999-12-31')`,
    { until },
  )
  if (typeof row?.['first'] !== 'string') return null
  return { firstDay: row['first'] as Day, asOf: String(row['last']) as Day }
}

/** Where profit comes from: a rate that is stated goes before what the log has. */
export function marginRule(stated: number | null, { margin }: Pick<LineFacts, 'margin'>): MarginRule {
  if (stated !== null) return { kind: 'rate', rate: stated, covered: 1 }
  if (margin === null || margin.toldSpend === 0) return { kind: 'none', rate: null, covered: 1 }
  const { kind, toldMargin, toldSpend, spend } = margin
  return { kind, rate: toldMargin / toldSpend, covered: spend === 0 ? 1 : toldSpend / spend }
}

/** SQL for the profit of spend of which `told` comes from lines with a margin. */
export function profitSql(
  { kind, rate, covered }: MarginRule,
  columns: { spend: string; margin: string; told: string },
): string {
  const { spend, margin, told } = columns
  if (kind === 'none') return spend
  if (kind === 'rate') return `round(${spend}::DOUBLE * ${rate}, 4)::DECIMAL(18,4)`
  if (covered === 1) return `coalesce(${margin}, 0)`
  return `(coalesce(${margin}, 0) + round((${spend} - coalesce(${told}, 0))::DOUBLE * ${rate}, 4)::DECIMAL(18,4))`
}

/** Days of purchases and refunds as the refresh has them, where no line needs to be looked at. */
export function wholeDaysSql({ asOf }: Span, rule: MarginRule): string {
  const profit = profitSql(rule, { spend: 'spend', margin: 'margin', told: 'spend' })
  const of = (table: string, lines: string) =>
    `SELECT identity AS customer, day, ${lines} AS lines, spend, ${profit} AS profit
       FROM snapshot.${table} WHERE day <= DATE '${asOf}'`
  return `(${of('purchase_day', 'lines')} UNION ALL ${of('refund_day', '0')})`
}

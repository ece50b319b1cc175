/** From rows of the engine to rows of a table of the audit. */
import type { ColumnarDatabase, Parameters, Row } from '#columnar/engine.ts'
import { unitOf, type RowOf, type TableColumns } from './audit-tables.ts'

/** The rows of a query whose columns are those of the table. */
export async function tableRows<Columns extends TableColumns>(
  db: ColumnarDatabase,
  columns: Columns,
  query: { readonly sql: string; readonly parameters?: Parameters },
): Promise<readonly RowOf<Columns>[]> {
  const rows = await db.rows(query.sql, query.parameters)
  return rows.map((row) => tableRow(columns, row))
}

function tableRow<Columns extends TableColumns>(columns: Columns, row: Row): RowOf<Columns> {
  const cells = Object.entries(columns).map(([name, written]) => {
    const value = row[name] ?? null
    const unit = unitOf(written)
    if (value === null) return [name, null]
    if (unit === 'code' || unit === 'text' || unit === 'period') return [name, String(value)]
    return [name, unit === 'flag' ? value === true : Number(value)]
  })
  return Object.fromEntries(cells) as RowOf<Columns>
}

/** A column of a row as a number; 0 where it is NULL. */
export function numberIn(row: Row | undefined, name: string): number {
  return Number(row?.[name] ?? 0)
}

/** A column of a row as a number, or null. */
export function numberOrNull(row: Row | undefined, name: string): number | null {
  const value = row?.[name] ?? null
  return value === null ? null : Number(value)
}

/** Sums of customers, purchases, spend and profit as a query selects them. */
export const totalsSql = `count(*) AS customers, coalesce(sum(purchases), 0)::DOUBLE AS purchases,
  coalesce(sum(spend), 0)::DOUBLE AS spend, coalesce(sum(profit), 0)::DOUBLE AS profit`

/** The same of a row. */
export function totalsIn(row: Row | undefined) {
  return {
    customers: numberIn(row, 'customers'),
    purchases: numberIn(row, 'purchases'),
    spend: numberIn(row, 'spend'),
    profit: numberIn(row, 'profit'),
  }
}

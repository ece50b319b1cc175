/** Columns of the tables of a lens. */
import type { TableColumn } from '../tables/audit-cell.ts'
import type { AuditMeasure } from '../audit-document.ts'
import { auditTables, unitOf, type Lens, type TableColumns } from '../tables/audit-tables.ts'

/**
 * Columns of a table that tell something. Where profit is not known revenue stands in its place, so that the columns of
 * spend would say the same again, and the margin is one.
 */
export function columnsOf(lens: Lens, table: string, measure: AuditMeasure): readonly TableColumn[] {
  const columns = (auditTables[lens] as Readonly<Record<string, TableColumns>>)[table] ?? {}
  const names = Object.keys(columns)
  const isSaid = (name: string) =>
    measure === 'profit' || !(name === 'margin' || names.includes(asProfit(name)))
  return Object.entries(columns)
    .filter(([name]) => isSaid(name))
    .map(([name, written]) => ({ name, unit: unitOf(written) }))
}

/** The name of the column of profit that goes with a column of spend; no column has it where it is none of spend. */
function asProfit(name: string): string {
  const profit = name.replace(/^spend/, 'profit').replace(/Spend/, 'Profit')
  return profit === name ? '' : profit
}

/** The figures of a chart as a table, for those who do not see it. */
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { formatsFor } from '#ui/chart-layout.ts'
import { cellText, columnName, type AnyRow, type TableColumn } from '../tables/audit-cell.ts'
import type { AuditMeasure } from '../audit-document.ts'

/** Rows and how they are told. */
export interface Figures {
  readonly columns: readonly TableColumn[]
  readonly rows: readonly AnyRow[]
  /** Profit where it is left out. */
  readonly measure?: AuditMeasure
  /** That of the frame where it is left out. */
  readonly currency?: string | null
}

/** Rows as a chart tells them. */
export function chartTable(
  frame: ChartFrame,
  { columns, rows, measure = 'profit', currency = frame.currency }: Figures,
): Chart['table'] {
  const { words } = frame
  const style = { words, currency, formats: formatsFor(frame), measure }
  return {
    columns: columns.map(({ name }) => columnName(words, name, measure)),
    rows: rows.map((row) => columns.map(({ name, unit }) => cellText(unit, row[name] ?? null, style))),
  }
}

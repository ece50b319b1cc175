/** Cells of the audit's tables in the reader's language, and as plain data. */
import type { Words } from '#ui/chart.ts'
import type { Formats } from '#ui/format.ts'
import type { AuditMeasure } from '../audit-document.ts'
import type { ColumnUnit } from './audit-tables.ts'

/** What a cell may hold. */
export type Cell = string | number | boolean | null

/** A row of any table. */
export type AnyRow = Readonly<Record<string, Cell>>

/** How cells are written. */
export interface CellStyle {
  readonly words: Words
  readonly formats: Formats
  readonly currency: string | null
  /** Codes that speak of profit are of revenue where that is the measure. */
  readonly measure?: AuditMeasure
}

/** One column of a table. */
export interface TableColumn {
  readonly name: string
  readonly unit: ColumnUnit
}

/** What stands above a column. */
export function columnName(words: Words, name: string, measure: AuditMeasure): string {
  return words(`column.${name}`, { context: measure })
}

/** A cell as text. */
export function cellText(
  unit: ColumnUnit,
  value: Cell,
  { words, formats, currency, measure }: CellStyle,
): string {
  if (value === null) return words('cell.none')
  switch (unit) {
    case 'code':
      return words(`code.${String(value)}`, measure === undefined ? {} : { context: measure })
    case 'flag':
      return words(value === true ? 'cell.yes' : 'cell.no')
    case 'period':
      return periodText(words, String(value))
    case 'text':
      return String(value)
    case 'count':
    case 'place':
      return formats.count(Number(value))
    case 'money':
      return formats.money(Number(value), currency)
    case 'share':
      return formats.percent(Number(value))
    case 'probability':
      return Number(value) < 0.001
        ? words('cell.below', { bound: formats.decimals(0.001) })
        : formats.precise(Number(value), 2)
    case 'ratio':
    case 'number':
      return formats.precise(Number(value), 4)
  }
}

/** A period's key in words where it is the whole log. */
export function periodText(words: Words, key: string): string {
  return key === 'all' ? words('period.all') : key
}

/** Figures and keys run in their own direction, also where the sentence around them runs from right to left. */
export function isolated<Value>(value: Value, direction: 'ltr' | 'rtl'): Value | string {
  return direction === 'rtl' && typeof value === 'string' ? `\u2068${value}\u2069` : value
}

/** A minus sign stays with its figure at the end of a line. */
export function unbroken(text: string): string {
  return text.replaceAll(/-(?=\p{Sc}|\d)/gu, (sign, place: number) =>
    place === 0 || /[\s(\u2068]/.test(text[place - 1] ?? ' ') ? '\u2212\u2060' : sign,
  )
}

/** Whether figures of a unit stand at the end of the line. */
export function isFigure(unit: ColumnUnit): boolean {
  return !['code', 'flag', 'period', 'text'].includes(unit)
}

/** Rows in another order; what is missing comes last either way. */
export function orderedRows<Row extends AnyRow>(
  rows: readonly Row[],
  order: { readonly key: string; readonly direction: 'up' | 'down' } | undefined,
): readonly Row[] {
  if (order === undefined) return rows
  const { key, direction } = order
  const sign = direction === 'up' ? 1 : -1
  return rows.toSorted((a, b) => {
    const [one = null, other = null] = [a[key], b[key]]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return sign * (one < other ? -1 : one > other ? 1 : 0)
  })
}

/** A table as CSV (RFC 4180): names of columns as the JSON has them, numbers in full. */
export function csvOf(columns: readonly TableColumn[], rows: readonly AnyRow[]): string {
  const quoted = (cell: Cell | undefined) => {
    const text = cell === null || cell === undefined ? '' : String(cell)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const lines = [
    columns.map(({ name }) => name),
    ...rows.map((row) => columns.map(({ name }) => quoted(row[name]))),
  ]
  return lines.map((line) => `${line.join(',')}\r\n`).join('')
}

/** A world's log as any table writer sees it: named columns, and rows in batches of a bounded size. */

/** A column of a log. */
export interface LogColumn<Name extends string = string> {
  readonly name: Name
  /** `money` has two decimals, `time` is UTC; all but `whole` are text in the rows. */
  readonly type: 'text' | 'whole' | 'money' | 'time' | 'day'
}

/** A row: whole numbers as numbers, everything else as text. */
export type LogRow = Readonly<Record<string, string | number>>

/** A log that can be read as often as one likes, one batch in memory at a time. */
export interface WorldLog<Row extends LogRow = LogRow> {
  readonly columns: readonly LogColumn[]
  readonly batches: () => Iterable<readonly Row[]>
}

/** The first line of a log as comma-separated text. */
export function csvHeader(columns: readonly LogColumn[]): string {
  return `${columns.map(({ name }) => name).join(',')}\n`
}

/** A batch as comma-separated text, each line ended by a line feed. */
export function batchAsCsv(columns: readonly LogColumn[], batch: readonly LogRow[]): string {
  let text = ''
  for (const row of batch) text += `${columns.map(({ name }) => csvCell(row[name] ?? '')).join(',')}\n`
  return text
}

function csvCell(value: string | number): string {
  const text = String(value)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

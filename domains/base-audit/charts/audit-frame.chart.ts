/** What all charts of the audit share: their words, and their figures as a table. */
import type { PlotOptions } from '@observablehq/plot'
import type { Chart, ChartFrame, LegendEntry } from '#ui/chart.ts'
import { isolated, periodText, unbroken, type AnyRow } from '../tables/audit-cell.ts'
import type { AuditStated } from '../audit-document.ts'
import type { Lens } from '../tables/audit-tables.ts'
import { chartTable } from './chart-table.ts'
import { columnsOf } from '../page/lens-columns.ts'

/** A chart before its words are put to it. */
export interface Drawn {
  /** Its words are `chart.NAME.title` and `chart.NAME.summary`. */
  readonly name: string
  readonly options: PlotOptions
  /** What the summary is made of. */
  readonly says: Readonly<Record<string, string | number>>
  readonly legend?: readonly LegendEntry[]
  readonly lens: Lens
  /** Whose rows are the figures. */
  readonly table: string
  readonly rows: readonly AnyRow[]
  /** Columns that the figures have; all where it is left out. */
  readonly columns?: readonly string[]
}

/** Puts words and figures to a drawing; `what` is profit, or revenue where profit is not known. */
export function worded(frame: ChartFrame, { measure, currency }: AuditStated, drawn: Drawn): Chart {
  const { words } = frame
  const { name, lens, table, rows, legend = [] } = drawn
  const what = words(`measure.${measure}`)
  const says = Object.fromEntries(
    Object.entries(drawn.says).map(([key, value]) => [key, isolated(value, frame.direction)]),
  )
  const columns = columnsOf(lens, table, measure).filter(
    (column) => drawn.columns === undefined || drawn.columns.includes(column.name),
  )
  return {
    title: words(`chart.${name}.title`, { what }),
    options: drawn.options,
    summary: unbroken(words(`chart.${name}.summary`, { what, ...says })),
    legend,
    table: chartTable(frame, { columns, rows, measure, currency }),
  }
}

/** Keys of periods, as many as an axis of bands has room for. */
export function periodTicks(frame: ChartFrame, keys: readonly string[]): readonly string[] {
  const longest = Math.max(...keys.map((key) => key.length), 1)
  const step = Math.max(1, Math.ceil((keys.length * (8 * longest + 10)) / Math.max(1, frame.width - 64)))
  return keys.filter((_, place) => place % step === 0)
}

/** An axis of periods in their order. */
export function periodAxis(frame: ChartFrame, keys: readonly string[]) {
  return {
    type: 'band',
    domain: [...keys],
    ticks: [...periodTicks(frame, keys)],
    tickFormat: (key: string) => periodText(frame.words, key),
    label: null,
    padding: keys.length > 30 ? 0.05 : 0.18,
  } as const
}

/** A word of the charts. */
export function word(frame: ChartFrame, key: string): string {
  return frame.words(`chart.word.${key}`)
}

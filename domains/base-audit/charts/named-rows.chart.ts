/** Rows one under the other, each with its name: their names need the room of a line. */
import type { ChartFrame } from '#ui/chart.ts'

/** What differs from chart to chart, in pixels but for the padding. */
export interface RowSizes {
  /** All that is not rows. */
  readonly head: number
  readonly row: number
  /** Room that the names have at least. */
  readonly namesAtLeast?: number
  /** Share of a row that stays free. */
  readonly padding?: number
}

/** A band a name, told apart by place because names may be alike, above an axis of numbers. */
export function namedRows(
  frame: ChartFrame,
  names: readonly string[],
  { head, row, namesAtLeast = 36, padding = 0.25 }: RowSizes,
) {
  const longest = Math.max(...names.map((name) => 7.2 * name.length), namesAtLeast)
  return {
    aspect: (head + row * names.length) / Math.max(320, frame.width),
    labels: Math.min(150, longest + 12),
    x: { grid: true, tickSpacing: 80, nice: true },
    y: {
      type: 'band',
      domain: names.map((_, place) => place),
      tickFormat: (place: number) => names[place] ?? '',
      grid: false,
      label: null,
      padding,
    },
  } as const
}

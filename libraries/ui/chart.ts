/** A chart as a value: what to draw, what it says in words, and its figures as a table. */
import type { PlotOptions } from '@observablehq/plot'

/** Looks a word up by its key and puts the values in, for instance i18next's `t`. */
export type Words = (key: string, values?: Readonly<Record<string, string | number>>) => string

/** Colours of a chart, as CSS values, so that light and dark need no second drawing. */
export interface ChartTheme {
  /** What came. */
  readonly actual: string
  /** What was expected. */
  readonly expected: string
  /** What to compare with. */
  readonly compare: string
  /** A range. */
  readonly band: string
  readonly muted: string
  readonly grid: string
  readonly ground: string
}

/** The product's colours, from `tokens.css`. */
export const chartTheme: ChartTheme = {
  actual: 'var(--chart-actual)',
  expected: 'var(--chart-expected)',
  compare: 'var(--chart-compare)',
  band: 'var(--chart-band)',
  muted: 'var(--chart-muted)',
  grid: 'var(--chart-grid)',
  ground: 'var(--surface)',
}

/** What a chart must know of the place where it is drawn. */
export interface ChartFrame {
  /** Width in CSS pixels; 320 is the narrowest that charts are made for. */
  readonly width: number
  readonly direction: 'ltr' | 'rtl'
  /** BCP 47, for numbers and dates. */
  readonly locale: string
  /** ISO 4217, or null where the data name none. */
  readonly currency: string | null
  readonly words: Words
  readonly theme: ChartTheme
}

/** One entry of a legend, drawn by the frame in HTML so that it wraps and can be read aloud. */
export interface LegendEntry {
  readonly label: string
  readonly colour: string
  readonly shape: 'line' | 'dashes' | 'area' | 'dot'
}

/** A chart, ready to be drawn by `Plot.plot(options)`, read aloud (`summary`) or read as figures (`table`). */
export interface Chart {
  readonly title: string
  readonly options: PlotOptions
  /** What the picture says, in one or two plain sentences. */
  readonly summary: string
  readonly legend: readonly LegendEntry[]
  readonly table: {
    readonly columns: readonly string[]
    /** Cells as text, written for the reader's language. */
    readonly rows: readonly (readonly string[])[]
  }
}

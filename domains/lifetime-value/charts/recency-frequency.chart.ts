/** Heat maps over days since the last purchase and number of purchases. */
import { cell, text, type ScaleOptions } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import type { Bin, RecencyFrequencyCell, RecencyFrequencyData } from './chart-data.ts'
import { axisMoney, axisPercent, fitted, formatsFor } from '#ui/chart-layout.ts'
import { binLabel, named } from './chart-words.chart.ts'

/** Mean P(active) of the customers in each cell. */
export function activeHeatMap(data: RecencyFrequencyData, frame: ChartFrame): Chart {
  return heatMap(data, frame, {
    name: 'activeHeat',
    of: (one) => one.probabilityActive,
    write: axisPercent(frame),
    full: 1,
  })
}

/** Mean expected purchases of the customers in each cell. */
export function expectedPurchasesHeatMap(data: RecencyFrequencyData, frame: ChartFrame): Chart {
  return heatMap(data, frame, {
    name: 'purchasesHeat',
    of: (one) => one.expectedPurchases,
    write: formatsFor(frame).estimate,
  })
}

/** Mean value of the customers in each cell. */
export function valueHeatMap(data: RecencyFrequencyData, frame: ChartFrame): Chart {
  return heatMap(data, frame, { name: 'valueHeat', of: (one) => one.value, write: axisMoney(frame, 2) })
}

interface Heat {
  readonly name: string
  /** Null where it cannot be told. */
  readonly of: (one: RecencyFrequencyCell) => number | null
  readonly write: (value: number) => string
  /** The value at which a cell is full; the greatest one unless told. */
  readonly full?: number
}

interface Square {
  readonly recency: string
  readonly frequency: string
  readonly value: number | null
  readonly shade: number
  readonly customers: number
}

function heatMap(data: RecencyFrequencyData, frame: ChartFrame, heat: Heat): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const recencies = labelsOf(frame, data.daysSinceLast)
  const frequencies = labelsOf(frame, data.purchases)
  const side = (frame.width - 64) / Math.max(1, recencies.length)
  const inside = data.cells.every((one) => widthOf(shown(heat, heat.of(one))) < side - 4)
  const squares = squaresOf(data, { ...heat, most: inside ? 0.5 : 0.95 }, [recencies, frequencies])
  const written = (square: Square) =>
    square.value === null ? words('chart.cannotTell') : heat.write(square.value)
  const options = fitted(frame, {
    aspect: frame.width < 480 ? 0.95 : 0.6,
    x: recencyAxis(data.daysSinceLast, frame, side),
    y: {
      type: 'band',
      domain: frequencies.toReversed(),
      label: words('chart.purchases'),
      grid: false,
      padding: 0.04,
    },
    marks: [
      cell(squares, {
        x: 'recency',
        y: 'frequency',
        fill: theme.expected,
        fillOpacity: 'shade',
        rx: 2,
        title: (square: Square) =>
          `${written(square)} · ${formats.count(square.customers)} ${words('chart.customers')}`,
      }),
      ...(inside ? [figures(squares, heat, frame)] : []),
    ],
    more: { opacity: { type: 'identity' } },
  })
  const summary = words(`chart.${heat.name}.summary`, extremesOf(squares, written))
  return named(frame, heat.name, {
    options,
    summary,
    legend: [],
    table: tableOf(squares, frame, { name: heat.name, written }),
  })
}

/** Days since the last purchase: whole ranges where they fit, else their first days, else every other of those. */
function recencyAxis(bins: readonly Bin[], frame: ChartFrame, side: number): ScaleOptions {
  const labels = labelsOf(frame, bins)
  const firstDays = bins.map((bin) => formatsFor(frame).count(bin.from))
  const roomy = labels.every((label) => widthOf(label) < side - 4)
  const crowded = firstDays.some((label) => widthOf(label) > side - 4)
  return {
    type: 'band',
    domain: labels,
    ticks: labels.filter((_, place) => roomy || !crowded || place % 2 === 0),
    padding: 0.04,
    label: frame.words(roomy ? 'chart.daysSinceLast' : 'chart.daysSinceLastFrom'),
    tickFormat: (label: string) => (roomy ? label : (firstDays[labels.indexOf(label)] ?? '')),
  }
}

function tableOf(
  squares: readonly Square[],
  frame: ChartFrame,
  { name, written }: { readonly name: string; readonly written: (square: Square) => string },
): Chart['table'] {
  const { words } = frame
  const keys = ['chart.daysSinceLast', 'chart.purchases', 'chart.customers', `chart.${name}.title`]
  return {
    columns: keys.map((key) => words(key)),
    rows: squares.map((square) => [
      square.recency,
      square.frequency,
      formatsFor(frame).count(square.customers),
      written(square),
    ]),
  }
}

/** The figure in each cell. */
function figures(squares: readonly Square[], heat: Heat, frame: ChartFrame) {
  return text(squares, {
    x: 'recency',
    y: 'frequency',
    text: (square: Square) => shown(heat, square.value),
    fill: frame.theme.actual,
    pointerEvents: 'none',
  })
}

/** What stands in a cell. */
function shown(heat: Heat, value: number | null): string {
  return value === null ? '?' : heat.write(value)
}

/** About how wide a text is at the size of the labels, in CSS pixels. */
function widthOf(label: string): number {
  return 7 * label.length
}

function labelsOf(frame: ChartFrame, bins: readonly Bin[]): readonly string[] {
  return bins.map((bin) => binLabel(frame, bin))
}

function squaresOf(
  data: RecencyFrequencyData,
  heat: Heat & { readonly most: number },
  [recencies, frequencies]: readonly [readonly string[], readonly string[]],
): readonly Square[] {
  const values = data.cells.map((one) => heat.of(one))
  const full = heat.full ?? Math.max(...values.map((value) => value ?? 0), Number.MIN_VALUE)
  return data.cells.map((one, place) => {
    const value = values[place] ?? null
    // Square roots keep small values apart. Half full is the most at which figures can be read in it, light or dark.
    const share = Math.sqrt(Math.max(0, value ?? 0) / full)
    const shade = value === null ? 0.04 : 0.07 + (heat.most - 0.07) * share
    const [recency, frequency] = [recencies[one.recency] ?? '', frequencies[one.frequency] ?? '']
    return { recency, frequency, value, shade, customers: one.customers }
  })
}

/** The best and the largest cell, for the sentence under the title. */
function extremesOf(squares: readonly Square[], written: (square: Square) => string): Record<string, string> {
  const told = squares.filter((square) => square.value !== null)
  const best = told.reduce<Square | undefined>(
    (most, square) => (most === undefined || (square.value ?? 0) > (most.value ?? 0) ? square : most),
    undefined,
  )
  if (best === undefined) return { best: '–', recency: '–', frequency: '–' }
  return { best: written(best), recency: best.recency, frequency: best.frequency }
}

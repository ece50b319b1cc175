/** Times of the year against one another, and months with and without them. */
import { barY, dot, lineY, rectY, ruleX, ruleY } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { axisNumber, fitted, formatsFor, thinned } from '#ui/chart-layout.ts'
import { named } from './chart-words.chart.ts'
import { monthName } from './month-name.ts'
import type { Season, SeasonMonth, SeasonOutlook, SeasonTrial } from '../seasons/seasons-report.ts'

/** How many times as often customers buy in each time of the year, with intervals, beside a usual time. */
export function seasonMultipliersChart(seasons: readonly Season[], frame: ChartFrame): Chart {
  const { theme, words } = frame
  const label = (season: Season) => seasonLabel(frame, season, frame.width < 480 ? 'narrow' : 'short')
  // Letters of months come twice: places tell them apart.
  const bars = seasons.map((season, place) => ({ ...season, place }))
  const options = fitted(frame, {
    x: {
      type: 'band',
      domain: bars.map(({ place }) => place),
      tickFormat: (place: number) => (seasons[place] === undefined ? '' : label(seasons[place])),
      label: null,
      padding: 0.3,
    },
    y: { label: words('chart.seasons.multiplier'), zero: true, tickFormat: axisNumber(frame) },
    marks: [
      barY(bars, { x: 'place', y: 'multiplier', fill: theme.expected, fillOpacity: 0.4 }),
      ruleY([1], { stroke: theme.muted, strokeDasharray: '4 3' }),
      ruleX(
        bars.filter(({ low }) => low !== null),
        { x: 'place', y1: 'low', y2: 'high', stroke: theme.actual, strokeWidth: 2 },
      ),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  return named(frame, 'seasons', {
    options,
    summary: words('chart.seasons.summary'),
    legend: [
      {
        label: words('chart.seasons.multiplier'),
        colour: `color-mix(in srgb, ${theme.expected} 40%, transparent)`,
        shape: 'area',
      },
      { label: words('chart.seasons.range'), colour: theme.actual, shape: 'line' },
      { label: words('chart.seasons.usual'), colour: theme.muted, shape: 'dashes' },
    ],
    table: multipliersTable(seasons, frame),
  })
}

function multipliersTable(seasons: readonly Season[], frame: ChartFrame): Chart['table'] {
  const { words } = frame
  const two = new Intl.NumberFormat(frame.locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const end = (value: number | null) => (value === null ? words('chart.cannotTell') : two.format(value))
  return {
    columns: ['time', 'purchases', 'multiplier', 'low', 'high'].map((name) => words(`chart.seasons.${name}`)),
    rows: seasons.map((season) => [
      seasonLabel(frame, season, 'long'),
      formatsFor(frame).count(season.purchases),
      two.format(season.multiplier),
      end(season.low),
      end(season.high),
    ]),
  }
}

/** The months after the origin of the trial: what came, and what was expected with seasons and without. */
export function seasonTrialChart(trial: SeasonTrial, frame: ChartFrame): Chart {
  const { words } = frame
  const formats = formatsFor(frame)
  return named(frame, 'seasonTrial', {
    ...months(trial.months, frame),
    summary: words('chart.seasonTrial.summary', {
      origin: formats.day(trial.origin),
      with: formats.estimate(trial.withSeasons.meanAbsoluteError),
      without: formats.estimate(trial.withoutSeasons.meanAbsoluteError),
    }),
  })
}

/** The months still to come, with seasons and without. */
export function seasonOutlookChart(outlook: SeasonOutlook, frame: ChartFrame): Chart {
  const { words } = frame
  const formats = formatsFor(frame)
  return named(frame, 'seasonOutlook', {
    ...months(outlook.months, frame),
    summary: words('chart.seasonOutlook.summary', {
      with: formats.estimate(outlook.withSeasons),
      without: formats.estimate(outlook.withoutSeasons),
    }),
  })
}

/** A month that only the trial can have come. */
type ShownMonth = SeasonMonth & { readonly actual?: number }

/** Months in a row; what came as bars where it has come. */
function months(all: readonly ShownMonth[], frame: ChartFrame): Omit<Chart, 'title' | 'summary'> {
  const { theme, words } = frame
  const shown = all.map((month, place) => ({ ...month, from: place, middle: place + 0.5, to: place + 1 }))
  const came = shown.filter(({ actual }) => actual !== undefined)
  const options = fitted(frame, {
    x: {
      type: 'linear',
      domain: [0, Math.max(1, all.length)],
      ticks: thinned(frame, shown, 76).map(({ middle }) => middle),
      tickFormat: (place: number) =>
        monthName(frame, all[Math.floor(place)]?.month ?? '', { month: 'short', year: 'numeric' }),
      label: null,
    },
    y: { label: words('chart.purchases'), zero: true, tickFormat: axisNumber(frame) },
    marks: [
      rectY(came, { x1: 'from', x2: 'to', y: 'actual', inset: 1, fill: theme.actual, fillOpacity: 0.3 }),
      lineY(shown, {
        x: 'middle',
        y: 'withoutSeasons',
        stroke: theme.compare,
        strokeWidth: 2,
        strokeDasharray: '5 3',
      }),
      lineY(shown, { x: 'middle', y: 'withSeasons', stroke: theme.expected, strokeWidth: 2 }),
      dot(shown, { x: 'middle', y: 'withSeasons', fill: theme.expected, stroke: theme.ground, r: 3.5 }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  const legend: Chart['legend'] = [
    { label: words('chart.seasons.with'), colour: theme.expected, shape: 'line' },
    { label: words('chart.seasons.without'), colour: theme.compare, shape: 'dashes' },
  ]
  const bars = {
    label: words('chart.actual'),
    colour: `color-mix(in srgb, ${theme.actual} 30%, transparent)`,
    shape: 'area',
  } as const
  return {
    options,
    legend: came.length === 0 ? legend : [bars, ...legend],
    table: monthsTable(all, frame),
  }
}

function monthsTable(all: readonly ShownMonth[], frame: ChartFrame): Chart['table'] {
  const { words } = frame
  const formats = formatsFor(frame)
  const has = all.some(({ actual }) => actual !== undefined)
  const columns = ['chart.seasons.month', 'chart.seasons.days', 'chart.seasons.with', 'chart.seasons.without']
  return {
    columns: [...columns, ...(has ? ['chart.actual'] : [])].map((key) => words(key)),
    rows: all.map((month) => [
      monthName(frame, month.month, { month: 'long', year: 'numeric' }),
      formats.count(month.days),
      formats.estimate(month.withSeasons),
      formats.estimate(month.withoutSeasons),
      ...(has ? [formats.count(month.actual ?? 0)] : []),
    ]),
  }
}

function seasonLabel(frame: ChartFrame, { months: of }: Season, month: 'narrow' | 'short' | 'long'): string {
  const [first = 1, last = first] = [of[0], of.at(-1)]
  const name = (number: number) => monthName(frame, `2001-${String(number).padStart(2, '0')}`, { month })
  if (first === last) return name(first)
  return frame.words('chart.range', { from: name(first), to: name(last) })
}

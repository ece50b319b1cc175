/** Repeat purchases week by week, as they came and as they were expected. */
import { lineY, rectX, ruleX, type Markish } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import type { TrackingData } from './chart-data.ts'
import { axisNumber, dateOf, fitted, formatsFor, noteAtEnd, timeAxis } from '#ui/chart-layout.ts'
import { named } from './chart-words.chart.ts'

interface TrackedPoint {
  readonly date: Date
  readonly actual: number
  readonly expected: number
}

/** Purchases in each week; a part of a week would look like a slump. */
export function weeklyTrackingChart(data: TrackingData, frame: ChartFrame): Chart {
  const whole = data.weeks.filter(({ days = 7 }) => days === 7)
  return tracking('weekly', data, frame, pointsOf({ ...data, weeks: whole }))
}

/** Purchases up to the end of each week. */
export function cumulativeTrackingChart(data: TrackingData, frame: ChartFrame): Chart {
  let [actual, expected] = [0, 0]
  const sums = pointsOf(data).map((week) => {
    actual += week.actual
    expected += week.expected
    return { date: week.date, actual, expected }
  })
  return tracking('cumulative', data, frame, sums)
}

function pointsOf(data: TrackingData): readonly TrackedPoint[] {
  return data.weeks.map(({ start, days = 7, actual, expected }) => ({
    date: lastDayOf(start, days),
    actual,
    expected,
  }))
}

/** Noon of the last of the `days` that begin with `start`. */
function lastDayOf(start: string, days: number): Date {
  return new Date(dateOf(start).getTime() + (days - 1) * 86_400_000)
}

type Kind = 'weekly' | 'cumulative'

function tracking(kind: Kind, data: TrackingData, frame: ChartFrame, points: readonly TrackedPoint[]): Chart {
  const { theme, words } = frame
  const [from, to] = [points[0]?.date ?? new Date(0), points.at(-1)?.date ?? new Date(0)]
  const lines: Markish[] = [
    lineY(points, { x: 'date', y: 'actual', stroke: theme.actual, strokeWidth: 1.75 }),
    lineY(points, {
      x: 'date',
      y: 'expected',
      stroke: theme.expected,
      strokeWidth: 2,
      strokeDasharray: '5 4',
    }),
  ]
  const options = fitted(frame, {
    x: { ...timeAxis(frame, from, to), label: null },
    y: { label: words('chart.tracking.purchases'), zero: true, tickFormat: axisNumber(frame) },
    marks: [...holdoutMarks(data, frame, to), ...lines],
  })
  return named(frame, `tracking.${kind}`, {
    options,
    summary: summaryOf(data, frame),
    legend: [
      { label: words('chart.actual'), colour: theme.actual, shape: 'line' },
      { label: words('chart.expected'), colour: theme.expected, shape: 'dashes' },
    ],
    table: tableOf(frame, points),
  })
}

/** The part that the model had not seen: shaded, its beginning marked. */
function holdoutMarks({ origin }: TrackingData, frame: ChartFrame, to: Date): readonly Markish[] {
  if (origin === null) return []
  const date = dateOf(origin)
  return [
    rectX([{ date, to }], { x1: 'date', x2: 'to', fill: frame.theme.band, fillOpacity: 0.45 }),
    ruleX([date], { stroke: frame.theme.muted }),
    noteAtEnd(frame, frame.words('chart.tracking.unseen')),
  ]
}

/** Where the model ended beside what came, without figures: those are the hold-out's own. */
function summaryOf({ origin, weeks }: TrackingData, frame: ChartFrame): string {
  const { words } = frame
  if (origin === null) return words('chart.tracking.summarySeen')
  const unseen = weeks.filter((week) => week.start > origin)
  const sum = (of: 'actual' | 'expected') => unseen.reduce((total, week) => total + week[of], 0)
  const error = sum('expected') / Math.max(1, sum('actual')) - 1
  const how = Math.abs(error) < closeWithin ? 'summaryClose' : error < 0 ? 'summaryLow' : 'summaryHigh'
  return words(`chart.tracking.${how}`, { origin: formatsFor(frame).day(origin) })
}

/** A twentieth off in all cannot be seen in the picture. */
const closeWithin = 0.05

function tableOf(frame: ChartFrame, points: readonly TrackedPoint[]): Chart['table'] {
  const formats = formatsFor(frame)
  const dayOf = new Intl.DateTimeFormat(frame.locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const keys = ['chart.tracking.weekUntil', 'chart.actual', 'chart.expected']
  return {
    columns: keys.map((key) => frame.words(key)),
    rows: points.map(({ date, actual, expected }) => [
      dayOf.format(date),
      formats.count(actual),
      formats.estimate(expected),
    ]),
  }
}

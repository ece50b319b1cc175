/** One customer's purchases, and what the model made of them. */
import { areaY, dot, lineY, rectX, ruleX, ruleY, type Markish } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import type { CustomerTimelineData } from './chart-data.ts'
import { axisMoney, axisPercent, dateOf, fitted, formatsFor, noteAtEnd, timeAxis } from '#ui/chart-layout.ts'
import { named } from './chart-words.chart.ts'

/** Purchases by day and spend, then the horizon with what is expected in it. */
export function customerTimelineChart(data: CustomerTimelineData, frame: ChartFrame): Chart {
  const { theme, words, currency } = frame
  const formats = formatsFor(frame)
  const purchases = data.purchases.map(({ day, spend }) => ({ date: dateOf(day), day, spend }))
  const options = fitted(frame, {
    labels: 54,
    x: { ...timeAxis(frame, dateOf(data.firstDay), dateOf(data.until)), label: null },
    y: { label: words('chart.spend'), zero: true, tickFormat: axisMoney(frame) },
    marks: [
      ...horizon(data, frame),
      ruleX(purchases, { x: 'date', y1: 0, y2: 'spend', stroke: theme.actual, strokeWidth: 1.5 }),
      dot(purchases, {
        x: 'date',
        y: 'spend',
        r: 3.5,
        fill: theme.actual,
        stroke: theme.ground,
        title: ({ day, spend }: { day: CustomerTimelineData['asOf']; spend: number }) =>
          `${formats.day(day)}: ${formats.money(spend, currency)}`,
      }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  return named(frame, 'customerTimeline', {
    options,
    summary: outlook(data, frame),
    legend: [
      { label: words('chart.customerTimeline.purchase'), colour: theme.actual, shape: 'dot' },
      { label: words('chart.customerTimeline.horizon'), colour: theme.band, shape: 'area' },
    ],
    table: {
      columns: [words('chart.day'), words('chart.spend')],
      rows: purchases.map(({ day, spend }) => [formats.day(day), formats.money(spend, currency)]),
    },
  })
}

/** What came and what is expected, in a sentence. */
function outlook(data: CustomerTimelineData, frame: ChartFrame): string {
  const { words, currency } = frame
  const formats = formatsFor(frame)
  const { expectedPurchases: expected, value } = data
  return words('chart.customerTimeline.summary', {
    count: data.purchases.length,
    first: formats.day(data.firstDay),
    until: formats.day(data.until),
    expected: formats.estimate(expected.mean),
    low: formats.count(expected.low),
    high: formats.count(expected.high),
    value: formats.money(value.mean, currency),
    valueLow: formats.money(value.low, currency),
    valueHigh: formats.money(value.high, currency),
  })
}

/** The part of the axis that has not happened yet. */
function horizon(data: CustomerTimelineData, frame: ChartFrame): readonly Markish[] {
  const [from, to] = [dateOf(data.asOf), dateOf(data.until)]
  return [
    rectX([{ from, to }], { x1: 'from', x2: 'to', fill: frame.theme.band, fillOpacity: 0.45 }),
    ruleX([from], { stroke: frame.theme.muted }),
    noteAtEnd(frame, frame.words('chart.customerTimeline.ahead')),
  ]
}

/** P(active) as the model would have said it day by day. */
export function customerActiveChart(data: CustomerTimelineData, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const path = data.probabilityActive.map(({ day, probability }) => ({ date: dateOf(day), day, probability }))
  const purchases = data.purchases.map(({ day }) => dateOf(day))
  const options = fitted(frame, {
    x: { ...timeAxis(frame, dateOf(data.firstDay), dateOf(data.asOf)), label: null },
    y: { domain: [0, 1], label: words('chart.customerActive.probability'), tickFormat: axisPercent(frame) },
    marks: [
      areaY(path, { x: 'date', y: 'probability', fill: theme.band, fillOpacity: 0.6 }),
      lineY(path, { x: 'date', y: 'probability', stroke: theme.expected, strokeWidth: 2 }),
      ruleX(purchases, { y1: 0, y2: 0.04, stroke: theme.actual, strokeWidth: 1.5 }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  const last = path.at(-1)
  return named(frame, 'customerActive', {
    options,
    summary:
      last === undefined
        ? words('chart.customerActive.cannotTell')
        : words('chart.customerActive.summary', {
            day: formats.day(last.day),
            probability: formats.percent(last.probability),
          }),
    legend: [
      { label: words('chart.customerActive.probability'), colour: theme.expected, shape: 'line' },
      { label: words('chart.customerTimeline.purchase'), colour: theme.actual, shape: 'line' },
    ],
    table: {
      columns: [words('chart.day'), words('chart.customerActive.probability')],
      rows: path.map(({ day, probability }) => [formats.day(day), formats.percent(probability)]),
    },
  })
}

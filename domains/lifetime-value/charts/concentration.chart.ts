/** How much of the value the most valuable customers hold. */
import { line, ruleX } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import type { ConcentrationData } from './chart-data.ts'
import { axisPercent, fitted, formatsFor } from '#ui/chart-layout.ts'
import { named } from './chart-words.chart.ts'

/** Lorenz curves of the value to come and of the spend so far, the most valuable customers first. */
export function concentrationChart(data: ConcentrationData, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const { points } = data
  const formats = formatsFor(frame)
  const share = axisPercent(frame)
  const options = fitted(frame, {
    aspect: frame.width < 480 ? 0.85 : 0.55,
    x: { domain: [0, 1], ticks: 5, tickFormat: share, label: words('chart.concentration.customers') },
    y: { domain: [0, 1], tickFormat: share, label: words('chart.concentration.share') },
    marks: [
      line([0, 1], { x: (share: number) => share, y: (share: number) => share, stroke: theme.muted }),
      ruleX([0.1], { stroke: theme.muted, strokeDasharray: '2 3' }),
      line(points, {
        x: 'customers',
        y: 'spend',
        stroke: theme.compare,
        strokeWidth: 1.75,
        strokeDasharray: '5 4',
      }),
      line(points, { x: 'customers', y: 'value', stroke: theme.expected, strokeWidth: 2.25 }),
    ],
  })
  const tenth = points.find((point) => point.customers >= 0.1 - 1e-9)
  return named(frame, 'concentration', {
    options,
    summary: words('chart.concentration.summary', {
      value: formats.percent(tenth?.value ?? 0),
      spend: formats.percent(tenth?.spend ?? 0),
      gini: formats.precise(data.giniValue, 2),
    }),
    legend: [
      { label: words('chart.concentration.value'), colour: theme.expected, shape: 'line' },
      { label: words('chart.concentration.spend'), colour: theme.compare, shape: 'dashes' },
      { label: words('chart.concentration.even'), colour: theme.muted, shape: 'line' },
    ],
    table: {
      columns: ['customers', 'value', 'spend'].map((name) => words(`chart.concentration.${name}`)),
      rows: points
        .filter((_, place) => place % 5 === 0)
        .map((point) => [point.customers, point.value, point.spend].map((part) => formats.percent(part))),
    },
  })
}

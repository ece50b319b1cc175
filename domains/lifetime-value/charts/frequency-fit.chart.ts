/** How many customers bought how often, beside what the model expects. */
import { barY, dot, ruleY, tickY } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import type { FrequencyFitData } from './chart-data.ts'
import { axisNumber, fitted, formatsFor } from '#ui/chart-layout.ts'
import { orMore, named } from './chart-words.chart.ts'

/** Customers by number of repeat purchases. */
export function frequencyFitChart({ counts }: FrequencyFitData, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const label = (count: FrequencyFitData['counts'][number]) => orMore(frame, count)
  const options = fitted(frame, {
    x: { type: 'band', domain: counts.map(label), label: words('chart.repeatPurchases'), padding: 0.25 },
    y: { label: words('chart.judged'), tickFormat: axisNumber(frame) },
    marks: [
      barY(counts, { x: label, y: 'actual', fill: theme.actual, fillOpacity: 0.35 }),
      tickY(counts, { x: label, y: 'expected', stroke: theme.expected, strokeWidth: 2 }),
      dot(counts, { x: label, y: 'expected', fill: theme.expected, r: 3.5 }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  const total = counts.reduce((sum, count) => sum + count.actual, 0)
  const misplaced = counts.reduce((sum, count) => sum + Math.abs(count.actual - count.expected), 0) / 2
  return named(frame, 'frequencyFit', {
    options,
    summary: words('chart.frequencyFit.summary', {
      customers: formats.count(total),
      share: formats.percent(total === 0 ? 0 : misplaced / total),
    }),
    legend: [
      {
        label: words('chart.actual'),
        colour: `color-mix(in srgb, ${theme.actual} 35%, transparent)`,
        shape: 'area',
      },
      { label: words('chart.expected'), colour: theme.expected, shape: 'dot' },
    ],
    table: {
      columns: ['chart.repeatPurchases', 'chart.actual', 'chart.expected'].map((key) => words(key)),
      rows: counts.map((count) => [
        label(count),
        formats.count(count.actual),
        formats.estimate(count.expected),
      ]),
    },
  })
}

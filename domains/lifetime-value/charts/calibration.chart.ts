/** Purchases in the holdout by how often customers had bought before: came, expected, and the simple rule. */
import { dot, lineY, ruleY } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import type { CalibrationData } from './chart-data.ts'
import { axisNumber, fitted, formatsFor } from '#ui/chart-layout.ts'
import { orMore, named } from './chart-words.chart.ts'

type Group = CalibrationData['groups'][number]

/** Mean purchases in the holdout for customers of each number of earlier purchases. */
export function calibrationChart({ groups, days }: CalibrationData, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const label = (group: Group) => orMore(frame, group)
  const line = (y: 'actual' | 'expected' | 'baseline', stroke: string, strokeDasharray?: string) =>
    lineY(groups, { x: label, y, stroke, strokeWidth: 2, ...(strokeDasharray && { strokeDasharray }) })
  const options = fitted(frame, {
    x: { type: 'point', domain: groups.map(label), label: words('chart.calibration.before'), padding: 0.4 },
    y: { label: words('chart.calibration.after'), tickFormat: axisNumber(frame), zero: true },
    marks: [
      ruleY([0], { stroke: theme.muted }),
      line('baseline', theme.compare, '2 3'),
      line('actual', theme.actual),
      dot(groups, { x: label, y: 'actual', fill: theme.actual, r: 3.5 }),
      line('expected', theme.expected, '5 4'),
      dot(groups, { x: label, y: 'expected', fill: theme.expected, r: 3.5 }),
    ],
  })
  return named(frame, 'calibration', {
    options,
    summary: words('chart.calibration.summary', {
      days: formats.count(days),
      model: formats.precise(meanError(groups, 'expected'), 2),
      rule: formats.precise(meanError(groups, 'baseline'), 2),
    }),
    legend: [
      { label: words('chart.actual'), colour: theme.actual, shape: 'line' },
      { label: words('chart.expected'), colour: theme.expected, shape: 'dashes' },
      { label: words('chart.baseline'), colour: theme.compare, shape: 'dashes' },
    ],
    table: {
      columns: [
        words('chart.calibration.before'),
        words('chart.judged'),
        words('chart.actual'),
        words('chart.expected'),
        words('chart.baseline'),
      ],
      rows: groups.map((group) => [
        label(group),
        formats.count(group.customers),
        ...[group.actual, group.expected, group.baseline].map((mean) => formats.precise(mean, 3)),
      ]),
    },
  })
}

/** Mean distance between what was said of a customer's group and what came. */
function meanError(groups: readonly Group[], said: 'expected' | 'baseline'): number {
  const customers = groups.reduce((sum, group) => sum + group.customers, 0)
  const error = groups.reduce((sum, group) => sum + group.customers * Math.abs(group[said] - group.actual), 0)
  return customers === 0 ? 0 : error / customers
}

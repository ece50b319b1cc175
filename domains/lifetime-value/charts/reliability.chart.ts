/** Whether stated probabilities came true. */
import { barY, dot, line, ruleX, ruleY } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import type { ReliabilityData } from './chart-data.ts'
import { axisPercent, fitted, formatsFor, thinned } from '#ui/chart-layout.ts'
import { named } from './chart-words.chart.ts'

/** Stated probability to buy again against the share that did. */
export function reliabilityChart({ buysAgain, days }: ReliabilityData, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const most = Math.max(1, ...buysAgain.map((group) => group.customers))
  const share = axisPercent(frame)
  const options = fitted(frame, {
    aspect: frame.width < 480 ? 0.85 : 0.55,
    x: { domain: [0, 1], ticks: 5, tickFormat: share, label: words('chart.reliability.stated') },
    y: { domain: [0, 1], tickFormat: share, label: words('chart.reliability.observed') },
    marks: [
      line([0, 1], { x: (share: number) => share, y: (share: number) => share, stroke: theme.muted }),
      ruleX(buysAgain, {
        x: 'stated',
        y1: (group: Group) => Math.max(0, group.stated - chanceOf(group)),
        y2: (group: Group) => Math.min(1, group.stated + chanceOf(group)),
        stroke: theme.band,
        strokeWidth: 7,
      }),
      dot(buysAgain, {
        x: 'stated',
        y: 'observed',
        r: (group: Group) => 3 + 5 * Math.sqrt(group.customers / most),
        fill: theme.expected,
        stroke: theme.ground,
      }),
    ],
    more: { r: { type: 'identity' } },
  })
  return named(frame, 'reliability', {
    options,
    summary: words('chart.reliability.summary', {
      days: formats.count(days),
      distance: formats.percent(meanDistance(buysAgain)),
    }),
    legend: [
      { label: words('chart.reliability.group'), colour: theme.expected, shape: 'dot' },
      { label: words('chart.reliability.chance'), colour: theme.band, shape: 'area' },
      { label: words('chart.reliability.perfect'), colour: theme.muted, shape: 'line' },
    ],
    table: {
      columns: ['chart.reliability.stated', 'chart.reliability.observed', 'chart.judged'].map((key) =>
        words(key),
      ),
      rows: buysAgain.map((group) => [
        formats.percent(group.stated),
        formats.percent(group.observed),
        formats.count(group.customers),
      ]),
    },
  })
}

type Group = ReliabilityData['buysAgain'][number]

/** Half the width in which 95 % of groups of this size would lie by chance alone, were the statement true. */
function chanceOf({ stated, customers }: Group): number {
  return 1.96 * Math.sqrt((stated * (1 - stated)) / customers)
}

function meanDistance(groups: readonly Group[]): number {
  const customers = groups.reduce((sum, group) => sum + group.customers, 0)
  const sum = groups.reduce(
    (total, group) => total + group.customers * Math.abs(group.stated - group.observed),
    0,
  )
  return customers === 0 ? 0 : sum / customers
}

/** Where in its own forecast each customer came to lie, in ten equal parts: flat is honest. */
export function pitChart({ pit, customers }: ReliabilityData, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const parts = pit.map((share, place) => ({ share, part: formats.percent((place + 1) / pit.length), place }))
  const even = pit.length === 0 ? 0 : 1 / pit.length
  const ticks = thinned(frame, parts.toReversed(), 44).map(({ part }) => part)
  const inside = pit.slice(1, -1).reduce((sum, share) => sum + share, 0)
  const options = fitted(frame, {
    x: {
      type: 'band',
      domain: parts.map(({ part }) => part),
      label: words('chart.pit.part'),
      padding: 0.12,
      ticks,
    },
    y: { label: words('chart.pit.share'), tickFormat: axisPercent(frame), zero: true },
    marks: [
      barY(parts, { x: 'part', y: 'share', fill: theme.expected, fillOpacity: 0.6 }),
      ruleY([even], { stroke: theme.actual, strokeDasharray: '5 4' }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  return named(frame, 'pit', {
    options,
    summary: words('chart.pit.summary', {
      customers: formats.count(customers),
      inside: formats.percent(inside),
    }),
    legend: [
      { label: words('chart.pit.observed'), colour: theme.expected, shape: 'area' },
      { label: words('chart.pit.even'), colour: theme.actual, shape: 'dashes' },
    ],
    table: {
      columns: [words('chart.pit.part'), words('chart.pit.share')],
      rows: parts.map(({ part, share }) => [part, formats.percent(share)]),
    },
  })
}

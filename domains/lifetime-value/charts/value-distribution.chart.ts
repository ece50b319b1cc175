/** How value is spread over customers. */
import { rectY, ruleX, ruleY, text } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import type { ValueDistributionData } from './chart-data.ts'
import { axisMoney, axisNumber, fitted, formatsFor, startAnchor, thinned } from '#ui/chart-layout.ts'
import { named } from './chart-words.chart.ts'

type ValueBin = ValueDistributionData['bins'][number]

/** Customers by value. Bins grow in width and are drawn alike, so that both the many and the few can be seen. */
export function valueDistributionChart(data: ValueDistributionData, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const { bins, mean, median } = data
  const formats = formatsFor(frame)
  const bars = bins.map((bin, place) => ({ ...bin, place, next: place + 1 }))
  const short = axisMoney(frame)
  const edges = thinned(frame, bars, 62).map((bar) => bar.place)
  const options = fitted(frame, {
    x: {
      type: 'linear',
      domain: [0, Math.max(1, bins.length)],
      ticks: [...edges],
      tickFormat: (place: number) => short(bins[place]?.from ?? 0),
      label: words('chart.value'),
    },
    y: { label: words('chart.customers'), tickFormat: axisNumber(frame) },
    marks: [
      rectY(bars, {
        x1: 'place',
        x2: 'next',
        y: 'customers',
        fill: theme.expected,
        fillOpacity: 0.65,
        inset: 1,
      }),
      ruleY([0], { stroke: theme.muted }),
      ...marker(placeOf(bins, mean), words('chart.valueDistribution.mean'), frame),
    ],
  })
  const customers = bins.reduce((sum, bin) => sum + bin.customers, 0)
  return named(frame, 'valueDistribution', {
    options,
    summary: words(`chart.valueDistribution.${median > 0 ? 'summary' : 'summaryNothing'}`, {
      customers: formats.count(customers),
      mean: formats.money(mean, frame.currency),
      median: formats.money(median, frame.currency),
    }),
    legend: [],
    table: {
      columns: ['chart.value', 'chart.customers', 'chart.valueDistribution.sum'].map((key) => words(key)),
      rows: bins.map((bin) => [
        moneyBin(frame, bin),
        formats.count(bin.customers),
        formats.money(bin.value, frame.currency),
      ]),
    },
  })
}

/** A rule with its name above. */
function marker(place: number, name: string, frame: ChartFrame) {
  return [
    ruleX([place], { stroke: frame.theme.actual, strokeDasharray: '4 3' }),
    text([place], {
      x: (at: number) => at,
      text: () => name,
      frameAnchor: 'top',
      dy: -14,
      dx: frame.direction === 'rtl' ? -4 : 4,
      textAnchor: startAnchor(frame),
      fill: 'currentColor',
    }),
  ]
}

/** Where a value lies on an axis on which every bin is one wide. */
function placeOf(bins: readonly ValueBin[], value: number): number {
  const place = bins.findLastIndex((bin) => bin.from <= value)
  const bin = bins[place]
  if (bin === undefined) return 0
  return place + (bin.to === null ? 0.5 : Math.min(1, (value - bin.from) / (bin.to - bin.from)))
}

function moneyBin(frame: ChartFrame, { from, to }: ValueBin): string {
  const short = axisMoney(frame)
  if (to === null) return frame.words('chart.orMore', { number: short(from) })
  return frame.words('chart.range', { from: short(from), to: short(to) })
}

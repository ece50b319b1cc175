/** Purchases month by month: first ones and repeats. */
import { rectY, ruleY } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import type { PurchasesByMonthData } from './chart-data.ts'
import { axisNumber, fitted, formatsFor, thinned } from '#ui/chart-layout.ts'
import { named } from './chart-words.chart.ts'
import { monthName } from './month-name.ts'

/** Stacked bars; a month that the data cover only in part is paler. */
export function purchasesByMonthChart({ months }: PurchasesByMonthData, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const bars = months.map((month, place) => ({
    ...month,
    from: place,
    to: place + 1,
    all: month.firstPurchases + month.repeatPurchases,
    shade: month.partial ? 0.45 : 1,
  }))
  const span = { x1: 'from', x2: 'to', inset: months.length > 40 ? 0.5 : 1, fillOpacity: 'shade' } as const
  const ticks = thinned(frame, bars, 76).map((bar) => bar.from + 0.5)
  const options = fitted(frame, {
    x: {
      type: 'linear',
      domain: [0, Math.max(1, months.length)],
      ticks: [...ticks],
      tickFormat: (place: number) =>
        monthName(frame, months[Math.floor(place)]?.month ?? '', { month: 'short', year: 'numeric' }),
      label: null,
    },
    y: { label: words('chart.purchases'), tickFormat: axisNumber(frame) },
    marks: [
      rectY(bars, { ...span, y1: 0, y2: 'repeatPurchases', fill: theme.expected }),
      rectY(bars, { ...span, y1: 'repeatPurchases', y2: 'all', fill: theme.compare }),
      ruleY([0], { stroke: theme.muted }),
    ],
    more: { opacity: { type: 'identity' } },
  })
  const best = bars.reduce((most, bar) => (bar.all > most.all ? bar : most), bars[0] ?? { all: 0, month: '' })
  const longName = (month: string) => monthName(frame, month, { month: 'long', year: 'numeric' })
  return named(frame, 'purchasesByMonth', {
    options,
    summary: words('chart.purchasesByMonth.summary', {
      purchases: formats.count(bars.reduce((sum, bar) => sum + bar.all, 0)),
      month: longName(best.month),
      most: formats.count(best.all),
    }),
    legend: [
      { label: words('chart.purchasesByMonth.repeat'), colour: theme.expected, shape: 'area' },
      { label: words('chart.purchasesByMonth.first'), colour: theme.compare, shape: 'area' },
    ],
    table: {
      columns: ['month', 'first', 'repeat', 'spend'].map((name) => words(`chart.purchasesByMonth.${name}`)),
      rows: bars.map((bar) => [
        longName(bar.month) + (bar.partial ? ` (${words('chart.purchasesByMonth.partial')})` : ''),
        formats.count(bar.firstPurchases),
        formats.count(bar.repeatPurchases),
        formats.money(bar.spend, frame.currency),
      ]),
    },
  })
}

/** How the total builds up, the best customers first; and the Lorenz curve of the same. */
import { areaY, dot, line, ruleY, text } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { axisMoney, axisPercent, fitted, formatsFor, startAnchor } from '#ui/chart-layout.ts'
import { word, worded } from './audit-frame.chart.ts'
import type { Charted } from './lens-charts.ts'

/** The whale curve: it rises while customers bring a gain and falls where they bring a loss. */
export function whaleCurveChart({ view, stated }: Charted<'differ'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const formats = formatsFor(frame)
  const { whaleCurve, topShares, concentration, signs } = view.tables
  const points = [
    { customersShare: 0, profit: 0, profitShare: 0 },
    ...whaleCurve.filter(({ customersShare }) => customersShare > 0),
  ]
  const tops = topShares.filter(({ profitShare, top }) => profitShare !== null && top < 0.5)
  const peak = concentration[0]
  const isRising = (peak?.peakCustomersShare ?? 1) > 0.999
  const hasLosses = signs.some(({ sign, customers }) => sign === 'loss' && customers > 0)
  const options = fitted(frame, {
    labels: 58,
    x: { domain: [0, 1], ticks: 5, tickFormat: axisPercent(frame), label: word(frame, 'bestCustomers') },
    y: { tickFormat: axisMoney(frame), label: word(frame, stated.measure) },
    marks: [
      areaY(points, { x: 'customersShare', y1: 0, y2: 'profit', fill: theme.band }),
      line(points, { x: 'customersShare', y: 'profit', stroke: theme.expected, strokeWidth: 2.25 }),
      ruleY([0], { stroke: theme.muted }),
      dot(tops, { x: 'top', y: 'profit', fill: theme.actual, r: 3.5 }),
      text(tops, {
        x: 'top',
        y: 'profit',
        text: (one: (typeof tops)[number]) => formats.percent(one.profitShare ?? 0),
        textAnchor: startAnchor(frame),
        dx: frame.direction === 'rtl' ? -8 : 8,
        dy: 4,
        fill: theme.actual,
      }),
    ],
  })
  return worded(frame, stated, {
    name: hasLosses ? (isRising ? 'whaleCurveSlight' : 'whaleCurve') : 'whaleCurveRising',
    options,
    says: {
      peak: formats.percent(peak?.peakCustomersShare ?? 1),
      peakShare: formats.percent(peak?.peakProfitShare ?? 1),
      tenth: formats.percent(tops.find(({ top }) => top === 0.1)?.profitShare ?? 0),
    },
    lens: 'differ',
    table: 'topShares',
    rows: topShares,
  })
}

/** The Lorenz curve, the least profitable first. */
export function lorenzChart({ view, stated }: Charted<'differ'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const formats = formatsFor(frame)
  const { lorenz, concentration } = view.tables
  const points = lorenz.filter((point) => point.profitShare !== null)
  const lowest = Math.min(0, ...points.map(({ profitShare }) => profitShare ?? 0))
  const options = fitted(frame, {
    aspect: frame.width < 480 ? 0.85 : 0.55,
    x: { domain: [0, 1], ticks: 5, tickFormat: axisPercent(frame), label: word(frame, 'leastCustomers') },
    y: { domain: [lowest, 1], tickFormat: axisPercent(frame), label: word(frame, 'share') },
    marks: [
      line([0, 1], { x: (share: number) => share, y: (share: number) => share, stroke: theme.muted }),
      line(points, { x: 'customersShare', y: 'profitShare', stroke: theme.expected, strokeWidth: 2.25 }),
    ],
  })
  const gini = concentration[0]?.gini ?? null
  return worded(frame, stated, {
    name: gini === null ? 'lorenzWithLoss' : 'lorenz',
    options,
    says: { gini: gini === null ? '' : formats.precise(gini, 3) },
    legend: [
      { label: word(frame, stated.measure), colour: theme.expected, shape: 'line' },
      { label: word(frame, 'even'), colour: theme.muted, shape: 'line' },
    ],
    lens: 'differ',
    table: 'lorenz',
    rows: points.filter((_, place) => place % 10 === 0),
  })
}

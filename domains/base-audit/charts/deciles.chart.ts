/** Deciles of customers, with what makes one bring more than another. */
import { barY, ruleY, text } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { axisNumber, axisPercent, fitted, formatsFor } from '#ui/chart-layout.ts'
import { word, worded } from './audit-frame.chart.ts'
import type { Charted } from './lens-charts.ts'

/** Each decile's share of the total. */
export function decileBarsChart({ view, stated }: Charted<'differ'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const formats = formatsFor(frame)
  const { deciles } = view.tables
  const bars = deciles.map((row) => ({ ...row, share: row.profitShare ?? 0 }))
  const options = fitted(frame, {
    x: {
      type: 'band',
      domain: bars.map(({ decile }) => decile),
      label: word(frame, 'decile'),
      padding: 0.18,
    },
    y: { tickFormat: axisPercent(frame), label: word(frame, 'share') },
    marks: [
      barY(bars, {
        x: 'decile',
        y: 'share',
        fill: (bar: (typeof bars)[number]) => (bar.share < 0 ? theme.compare : theme.expected),
      }),
      ruleY([0], { stroke: theme.muted }),
      ...(frame.width < 420
        ? []
        : [
            text(bars, {
              x: 'decile',
              y: (bar: (typeof bars)[number]) => Math.max(0, bar.share),
              text: (bar: (typeof bars)[number]) => formats.percent(bar.share),
              dy: -8,
              fill: 'currentColor',
            }),
          ]),
    ],
  })
  const [first] = bars
  return worded(frame, stated, {
    name: 'deciles',
    options,
    says: { first: formats.percent(first?.share ?? 0), last: formats.percent(bars.at(-1)?.share ?? 0) },
    lens: 'differ',
    table: 'deciles',
    rows: deciles,
    columns: ['decile', 'customers', 'profit', 'profitShare', 'orderFrequency', 'orderValue', 'margin'],
  })
}

/** Each decile against the mean of all customers: purchases, order value, margin. */
export function decileFactorsChart({ view, stated }: Charted<'differ'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const { deciles, summary } = view.tables
  const [all] = summary
  const factors = [
    { name: 'orderFrequency', colour: theme.expected },
    { name: 'orderValue', colour: theme.compare },
    ...(stated.measure === 'profit' ? [{ name: 'margin', colour: theme.actual }] : []),
  ] as readonly { readonly name: 'orderFrequency' | 'orderValue' | 'margin'; readonly colour: string }[]
  const bars = deciles.flatMap((row) =>
    factors.flatMap(({ name, colour }, place) => {
      const [own, mean] = [row[name], all?.[name] ?? null]
      if (own === null || mean === null || mean === 0) return []
      return [{ decile: row.decile, factor: place, times: own / mean, colour }]
    }),
  )
  const options = fitted(frame, {
    x: { axis: null, type: 'band', domain: factors.map((_, place) => place), padding: 0.05 },
    y: { tickFormat: axisNumber(frame), label: word(frame, 'timesMean') },
    marks: [
      barY(bars, { fx: 'decile', x: 'factor', y: 'times', fill: 'colour' }),
      ruleY([1], { stroke: theme.actual, strokeDasharray: '3 3' }),
      ruleY([0], { stroke: theme.muted }),
    ],
    more: {
      fx: { label: word(frame, 'decile'), axis: 'bottom', reverse: frame.direction === 'rtl', padding: 0.15 },
    },
  })
  const times = (decile: number, name: string) => {
    const place = factors.findIndex((factor) => factor.name === name)
    return formatsFor(frame).precise(
      bars.find((bar) => bar.decile === decile && bar.factor === place)?.times ?? 0,
      2,
    )
  }
  return worded(frame, stated, {
    name: 'decileFactors',
    options,
    says: { frequency: times(1, 'orderFrequency'), value: times(1, 'orderValue') },
    legend: factors.map(({ name, colour }) => ({
      label: frame.words(`code.${name}`),
      colour,
      shape: 'area',
    })),
    lens: 'differ',
    table: 'deciles',
    rows: deciles,
    columns: ['decile', 'orderFrequency', 'orderValue', 'margin'],
  })
}

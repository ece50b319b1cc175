/** What changed between two periods: the flow of customers, the parts of the total, up and down, from decile to decile. */
import { barX, cell, ruleX, text } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { axisMoney, fitted, formatsFor } from '#ui/chart-layout.ts'
import { word, worded } from './audit-frame.chart.ts'
import { periodText } from '../tables/audit-cell.ts'
import type { Charted } from './lens-charts.ts'
import { stepsBetween, waterfall } from './waterfall.chart.ts'

/** From the earlier total to the later one by those who left, stayed, came and returned. */
export function flowChart({ view, stated }: Charted<'change'>, frame: ChartFrame): Chart {
  const { words } = frame
  const formats = formatsFor(frame)
  const { flow, summary } = view.tables
  const total = flow.reduce((sum, row) => sum + row.profitBefore, 0)
  const steps = stepsBetween(
    total,
    flow
      .filter(({ change }) => change !== 0)
      .map(({ status, change }) => ({ name: words(`code.${status}`), change })),
    [periodText(words, summary[0]?.period ?? ''), periodText(words, summary[1]?.period ?? '')],
  )
  const of = (status: string) => flow.find((row) => row.status === status)?.change ?? 0
  return worded(frame, stated, {
    name: 'flow',
    options: waterfall(steps, frame),
    says: {
      left: formats.moneyShort(of('left'), stated.currency),
      stayed: formats.moneyShort(of('stayed'), stated.currency),
      came: formats.moneyShort(of('new') + of('returned'), stated.currency),
    },
    lens: 'change',
    table: 'flow',
    rows: flow,
  })
}

/** What customers, frequency, order value and margin add to the change. */
export function factorsChart({ view, stated }: Charted<'change'>, frame: ChartFrame): Chart {
  const { words } = frame
  const { factors, summary } = view.tables
  const shown = factors.filter(({ factor }) => stated.measure === 'profit' || factor !== 'margin')
  const steps = stepsBetween(
    summary[0]?.profit ?? 0,
    shown.map(({ factor, contribution }) => ({ name: words(`code.${factor}`), change: contribution })),
    [periodText(words, summary[0]?.period ?? ''), periodText(words, summary[1]?.period ?? '')],
  )
  const largest = shown.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))[0]
  return worded(frame, stated, {
    name: 'factors',
    options: waterfall(steps, frame),
    says: {
      factor: words(`code.${largest?.factor ?? 'customers'}`),
      contribution: formatsFor(frame).moneyShort(largest?.contribution ?? 0, stated.currency),
    },
    lens: 'change',
    table: 'factors',
    rows: shown,
  })
}

/** Those who stayed, by what went up and what went down. */
export function upDownChart({ view, stated }: Charted<'change'>, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const deepest = Math.max(0, ...view.tables.upDown.map(({ depth }) => depth))
  const rows = view.tables.upDown
    .filter(({ depth }) => depth === deepest && depth > 0)
    .map((row) => ({
      ...row,
      name: splitName(row, frame, stated.measure),
      arrows: splitArrows(row, frame, stated.measure),
    }))
  const isNarrow = frame.width < 480
  const labels = isNarrow ? 58 : 230
  const options = fitted(frame, {
    aspect: (60 + 30 * rows.length) / Math.max(320, frame.width),
    labels,
    x: {
      tickFormat: axisMoney(frame, 2),
      grid: true,
      ticks: Math.max(2, Math.floor((frame.width - labels) / 76)),
      nice: true,
      label: word(frame, 'change'),
    },
    y: {
      type: 'band',
      domain: rows.map(({ name }) => name),
      tickFormat: (name: string) => (isNarrow ? (rows.find((row) => row.name === name)?.arrows ?? '') : name),
      grid: false,
      label: isNarrow
        ? splitsShown(stated.measure)
            .map((name) => words(`code.${name}`))
            .join(' · ')
        : null,
      padding: 0.2,
    },
    marks: [
      barX(rows, {
        y: 'name',
        x: 'change',
        fill: (row: (typeof rows)[number]) => (row.change < 0 ? theme.compare : theme.expected),
      }),
      ruleX([0], { stroke: theme.muted }),
    ],
  })
  const best = rows.toSorted((a, b) => b.change - a.change)[0]
  const money = (amount: number) => formatsFor(frame).moneyShort(amount, stated.currency)
  return worded(frame, stated, {
    name: 'upDown',
    options,
    says: {
      best: best?.name ?? words('cell.none'),
      change: money(best?.change ?? 0),
      ups: money(rows.filter(({ change }) => change > 0).reduce((sum, { change }) => sum + change, 0)),
      downs: money(rows.filter(({ change }) => change < 0).reduce((sum, { change }) => sum + change, 0)),
    },
    lens: 'change',
    table: 'upDown',
    rows: view.tables.upDown,
  })
}

interface SplitRow {
  readonly frequency: string | null
  readonly orderValue: string | null
  readonly margin: string | null
}

/** What is split by; margins are those of profit. */
function splitsShown(measure: string): readonly ('frequency' | 'orderValue' | 'margin')[] {
  return measure === 'profit' ? ['frequency', 'orderValue', 'margin'] : ['frequency', 'orderValue']
}

/** Such as ↑ frequency ↓ order value. */
function splitName(row: SplitRow, { words }: ChartFrame, measure: string): string {
  return splitsShown(measure)
    .flatMap((name) => {
      const direction = row[name]
      return direction === null ? [] : [words(`chart.split.${direction}`, { name: words(`code.${name}`) })]
    })
    .join(' ')
}

/** The arrows alone, where names have no room; in the order in which the page is read. */
function splitArrows(row: SplitRow, { words, direction: reading }: ChartFrame, measure: string): string {
  const arrows = splitsShown(measure).flatMap((name) => {
    const direction = row[name]
    return direction === null ? [] : [words(`chart.arrow.${direction}`)]
  })
  return (reading === 'rtl' ? arrows.toReversed() : arrows).join(' ')
}

/** Customers by their decile before and after, by the thresholds of the earlier period. */
export function migrationChart({ view, stated }: Charted<'change'>, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const none = word(frame, 'notActive')
  const nameOf = (place: number | null) => (place === null ? none : formats.count(place))
  const cells = view.tables.migration.filter(({ before, after }) => before !== null || after !== null)
  const active = cells.filter(({ before }) => before !== null)
  const sizes = new Map<number | null, number>()
  for (const { before, customers } of active) sizes.set(before, (sizes.get(before) ?? 0) + customers)
  const squares = active.map((one) => {
    const share = one.customers / (sizes.get(one.before) ?? 1)
    return {
      before: nameOf(one.before),
      after: nameOf(one.after),
      share,
      shade: 0.06 + 0.5 * Math.sqrt(share),
    }
  })
  const places = Array.from({ length: 10 }, (_, place) => formats.count(place + 1))
  const options = fitted(frame, {
    aspect: frame.width < 480 ? 0.95 : 0.6,
    labels: 40,
    x: { type: 'band', domain: [...places, none], label: words('chart.migration.after'), padding: 0.04 },
    y: { type: 'band', domain: places, label: words('chart.migration.before'), grid: false, padding: 0.04 },
    marks: [
      cell(squares, {
        x: 'after',
        y: 'before',
        fill: theme.expected,
        fillOpacity: 'shade',
        rx: 2,
        title: (one: (typeof squares)[number]) => formats.percent(one.share),
      }),
      ...(frame.width < 480
        ? []
        : [
            text(squares, {
              x: 'after',
              y: 'before',
              text: (one: (typeof squares)[number]) => formats.percent(one.share),
              fill: theme.actual,
              pointerEvents: 'none',
            }),
          ]),
    ],
    more: { opacity: { type: 'identity' } },
  })
  const kept = squares.find(({ before, after }) => before === places[0] && after === places[0])?.share ?? 0
  const gone = squares.find(({ before, after }) => before === places[0] && after === none)?.share ?? 0
  return worded(frame, stated, {
    name: 'migration',
    options,
    says: { kept: formats.percent(kept), gone: formats.percent(gone) },
    lens: 'change',
    table: 'migration',
    rows: cells,
  })
}

/** Bars of the first lens: customers by amount, gains and losses, groups side by side. */
import { barX, rectY, ruleX, ruleY, text } from '@observablehq/plot'
import type { Chart, ChartFrame } from '#ui/chart.ts'
import { axisMoney, axisNumber, fitted, formatsFor, startAnchor } from '#ui/chart-layout.ts'
import type { AuditStated } from '../audit-document.ts'
import { word, worded } from './audit-frame.chart.ts'
import type { Charted } from './lens-charts.ts'

/** Customers by what each of them brought. */
export function histogramChart({ view, stated }: Charted<'differ'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const formats = formatsFor(frame)
  const { histogram, distributions } = view.tables
  // Where profit is not known, what customers spend stands in its place.
  const measured = stated.measure === 'profit' ? 'profit' : 'spend'
  const rows = histogram.filter(({ measure }) => measure === measured)
  const bars = rows.map((row, place) => ({ ...row, place, next: place + 1 }))
  const money = axisMoney(frame, 2)
  const edge = (place: number) => rows[place]?.from ?? rows[place - 1]?.to ?? null
  const every = Math.max(1, Math.ceil((bars.length * 52) / Math.max(1, frame.width - 64)))
  const options = fitted(frame, {
    x: {
      type: 'linear',
      domain: [0, Math.max(1, bars.length)],
      ticks: Array.from({ length: bars.length + 1 }, (_, place) => place).filter(
        (place) => place % every === 0 && edge(place) !== null,
      ),
      tickFormat: (place: number) => money(edge(place) ?? 0),
      label: word(frame, 'perCustomer'),
    },
    y: { tickFormat: axisNumber(frame), label: word(frame, 'customers') },
    marks: [
      rectY(bars, { x1: 'place', x2: 'next', y: 'customers', inset: 1, fill: theme.expected }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  const of = distributions.find(({ measure }) => measure === measured)
  return worded(frame, stated, {
    name: 'histogram',
    options,
    says: {
      mean: formats.money(of?.mean ?? 0, stated.currency),
      median: formats.money(of?.median ?? 0, stated.currency),
    },
    lens: 'differ',
    table: 'histogram',
    rows,
    columns: ['from', 'to', 'customers', 'total'],
  })
}

/** What gains and losses add up to. */
export function signsChart({ view, stated }: Charted<'differ'>, frame: ChartFrame): Chart {
  const { theme, words } = frame
  const formats = formatsFor(frame)
  const rows = view.tables.signs.filter(({ customers }) => customers > 0)
  const options = fitted(frame, {
    aspect: (80 + 44 * rows.length) / Math.max(320, frame.width),
    labels: 120,
    x: amountAxis(frame, stated),
    y: {
      type: 'band',
      domain: rows.map(({ sign }) => sign),
      tickFormat: (sign: string) => words(`code.${sign}`),
      grid: false,
      label: null,
    },
    marks: [
      barX(rows, {
        y: 'sign',
        x: 'profit',
        fill: (row: (typeof rows)[number]) => (row.profit < 0 ? theme.compare : theme.expected),
      }),
      ruleX([0], { stroke: theme.muted }),
    ],
  })
  const loss = rows.find(({ sign }) => sign === 'loss')
  return worded(frame, stated, {
    name: loss === undefined ? 'signsWithoutLoss' : 'signs',
    options,
    says: {
      customers: formats.count(loss?.customers ?? 0),
      loss: formats.moneyShort(loss?.profit ?? 0, stated.currency),
    },
    lens: 'differ',
    table: 'signs',
    rows: view.tables.signs,
  })
}

/** Most groups that are drawn. */
const shownGroups = 12

/** The values of a dimension, the best first. */
export function groupsChart({ view, stated }: Charted<'differ'>, frame: ChartFrame): Chart {
  const { theme } = frame
  const formats = formatsFor(frame)
  const rows = view.tables.groups
    .slice(0, shownGroups)
    .map((row) => ({ ...row, value: row.value ?? word(frame, 'unknown') }))
  const options = fitted(frame, {
    aspect: (60 + 26 * rows.length) / Math.max(320, frame.width),
    labels: 120,
    x: amountAxis(frame, stated),
    y: {
      type: 'band',
      domain: rows.map(({ value }) => value),
      grid: false,
      label: null,
      tickFormat: (value: string) => (value.length > 18 ? `${value.slice(0, 17)}…` : value),
    },
    marks: [
      barX(rows, { y: 'value', x: 'profit', fill: theme.expected }),
      text(rows, {
        y: 'value',
        x: 'profit',
        text: (row: (typeof rows)[number]) =>
          row.profitShare === null ? '' : formats.percent(row.profitShare),
        textAnchor: startAnchor(frame),
        dx: frame.direction === 'rtl' ? -4 : 4,
        fill: 'currentColor',
      }),
      ruleX([0], { stroke: theme.muted }),
    ],
    more: {
      marginRight: 48,
      marginLeft: frame.direction === 'rtl' ? 48 : 120,
      ...(frame.direction === 'rtl' && { marginRight: 120 }),
    },
  })
  return worded(frame, stated, {
    name: 'groups',
    options,
    says: { best: rows[0]?.value ?? '', share: formats.percent(rows[0]?.profitShare ?? 0) },
    lens: 'differ',
    table: 'groups',
    rows: view.tables.groups,
  })
}

/** What customers brought, as the measure says. */
function amountAxis(frame: ChartFrame, { measure }: AuditStated) {
  return {
    tickFormat: axisMoney(frame),
    label: word(frame, measure),
    grid: true,
    tickSpacing: 80,
    nice: true,
  }
}

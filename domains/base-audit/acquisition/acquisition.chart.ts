/** What customers cost and bring: money out and in, one customer over time, channels beside each other. */
import { areaY, dot, line, lineY, rectX, ruleX, ruleY, tickX } from '@observablehq/plot'
import type { Chart, ChartFrame, LegendEntry } from '#ui/chart.ts'
import { axisMoney, dateOf, fitted, formatsFor, noteAtEnd, timeAxis } from '#ui/chart-layout.ts'
import type { AcquisitionChannel } from '../acquisition.contract.ts'
import {
  cashColumns,
  cashRows,
  channelColumns,
  channelName,
  channelRows,
  curveColumns,
  curveRows,
} from './acquisition-tables.ts'
import { chartTable } from '../charts/chart-table.ts'
import { widestOf } from '../charts/drawn-figure.ts'
import { namedRows } from '../charts/named-rows.chart.ts'

/** Money in less money out since the first cost: known, and expected from the as-of day on. */
export function cashChart(channel: AcquisitionChannel, frame: ChartFrame): Chart {
  const { words, theme } = frame
  const points = channel.cash.map(({ month, cumulative, expected }) => ({
    date: dateOf(`${month}-15`),
    cumulative,
    expected,
  }))
  const known = points.filter(({ expected }) => !expected)
  // The two lines meet: the later begins where the earlier ends.
  const ahead = [...known.slice(-1), ...points.filter(({ expected }) => expected)]
  const [from, to] = [points[0]?.date ?? new Date(0), points.at(-1)?.date ?? new Date(0)]
  const turn = known.at(-1)?.date
  const { peakLoss } = channel
  const deepest = peakLoss === null ? [] : [{ date: dateOf(`${peakLoss.month}-15`), amount: peakLoss.amount }]
  const options = fitted(frame, {
    labels: 58,
    x: { ...timeAxis(frame, from, to), label: null },
    y: { tickFormat: axisMoney(frame), label: words('chart.cash.axis'), zero: true },
    marks: [
      ...(turn === undefined || ahead.length < 2
        ? []
        : [
            rectX([{ turn, to }], { x1: 'turn', x2: 'to', fill: theme.band, fillOpacity: 0.45 }),
            noteAtEnd(frame, words('chart.cash.ahead')),
          ]),
      ruleY([0], { stroke: theme.muted }),
      lineY(known, { x: 'date', y: 'cumulative', stroke: theme.actual, strokeWidth: 2 }),
      lineY(ahead, {
        x: 'date',
        y: 'cumulative',
        stroke: theme.expected,
        strokeWidth: 2,
        strokeDasharray: '5 4',
      }),
      dot(deepest, { x: 'date', y: 'amount', r: 4, fill: theme.compare }),
    ],
  })
  return {
    title: words('chart.cash.title'),
    options,
    summary: cashSummary(channel, frame),
    legend: [
      { label: words('chart.cash.known'), colour: theme.actual, shape: 'line' },
      { label: words('chart.cash.expected'), colour: theme.expected, shape: 'dashes' },
      ...(peakLoss === null
        ? []
        : [{ label: words('chart.cash.deepest'), colour: theme.compare, shape: 'dot' } as const]),
    ],
    table: chartTable(frame, { columns: cashColumns, rows: cashRows(channel) }),
  }
}

function cashSummary({ peakLoss, breakEven }: AcquisitionChannel, frame: ChartFrame): string {
  const { words } = frame
  if (peakLoss === null) return words('chart.cash.summaryAbove')
  const said = {
    amount: formatsFor(frame).moneyShort(-peakLoss.amount, frame.currency),
    month: monthText(frame, peakLoss.month),
  }
  if (breakEven === null) return words('chart.cash.summaryBelow', said)
  return words('chart.cash.summary', { ...said, even: monthText(frame, breakEven.month) })
}

function monthText({ locale }: ChartFrame, month: string): string {
  const format = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  return format.format(dateOf(`${month}-15`))
}

/** What one customer brings by each month since the first purchase, against what one costs. */
export function paybackChart(channel: AcquisitionChannel, frame: ChartFrame): Chart {
  const { words, theme } = frame
  const { expected, observed, costPerCustomer, paybackUndiscounted } = channel
  const curve = expected.map(({ month, amount }) => ({ month, mean: amount.mean, ...widestOf(amount) }))
  const band = curve.filter(({ low, high }) => low !== null && high !== null)
  const cost = costPerCustomer === null ? [] : [costPerCustomer]
  const month = paybackUndiscounted.month
  const back = month === null || costPerCustomer === null ? [] : [{ month, cost: costPerCustomer }]
  const last = Math.max(1, ...expected.map((one) => one.month))
  const step = frame.width < 480 ? 12 : 6
  const options = fitted(frame, {
    labels: 58,
    x: {
      type: 'linear',
      domain: [0, last],
      ticks: Array.from({ length: Math.floor(last / step) + 1 }, (_, place) => place * step),
      label: words('chart.payback.months'),
    },
    y: { tickFormat: axisMoney(frame), label: words('chart.payback.axis'), zero: true },
    marks: [
      areaY(band, { x: 'month', y1: 'low', y2: 'high', fill: theme.band }),
      line(curve, { x: 'month', y: 'mean', stroke: theme.expected, strokeWidth: 2 }),
      dot(observed, { x: 'month', y: 'amount', r: 2.25, fill: theme.actual }),
      ruleY(cost, { stroke: theme.compare, strokeWidth: 1.75, strokeDasharray: '6 4' }),
      dot(back, { x: 'month', y: 'cost', r: 5, fill: theme.compare }),
      ruleY([0], { stroke: theme.muted }),
    ],
  })
  return {
    title: words('chart.payback.title'),
    options,
    summary: paybackSummary(channel, frame),
    legend: [
      { label: words('chart.payback.expected'), colour: theme.expected, shape: 'line' },
      ...bandLegend(band.length > 0, frame),
      { label: words('chart.payback.observed'), colour: theme.actual, shape: 'dot' },
      ...(cost.length === 0
        ? []
        : [{ label: words('chart.payback.cost'), colour: theme.compare, shape: 'dashes' } as const]),
    ],
    table: chartTable(frame, { columns: curveColumns, rows: curveRows(channel) }),
  }
}

function paybackSummary(channel: AcquisitionChannel, frame: ChartFrame): string {
  const { words, currency } = frame
  const formats = formatsFor(frame)
  const { expected, costPerCustomer, paybackUndiscounted } = channel
  const last = expected.at(-1)
  const said = {
    first: formats.money(expected[0]?.amount.mean ?? 0, currency),
    money: formats.money(last?.amount.mean ?? 0, currency),
    months: formats.count(last?.month ?? 0),
  }
  if (costPerCustomer === null) return words('chart.payback.summaryWithoutCost', said)
  const cost = formats.money(costPerCustomer, currency)
  const { month } = paybackUndiscounted
  if (month === null) return words('chart.payback.summaryBeyond', { ...said, cost })
  return words('chart.payback.summary', { ...said, cost, month: formats.count(month) })
}

/** What a customer of each channel costs, against what the next one is expected to bring. */
export function channelsChart(channels: readonly AcquisitionChannel[], frame: ChartFrame): Chart {
  const { words, theme } = frame
  const rows = channels.map(({ channel, costPerCustomer, allowableCost }, place) => ({
    place,
    name: channelName(channel, words),
    cost: costPerCustomer,
    worth: allowableCost?.mean ?? null,
    ...(allowableCost === null ? { low: null, high: null } : widestOf(allowableCost)),
  }))
  const worth = rows.filter((row) => row.worth !== null)
  const known = rows.filter((row) => row.cost !== null)
  const names = rows.map(({ name }) => name)
  const layout = namedRows(frame, names, { head: 90, row: 34, padding: 0.35 })
  const y = 'place'
  const options = fitted(frame, {
    ...layout,
    x: { ...layout.x, tickFormat: axisMoney(frame, 3), zero: true, label: words('chart.channels.axis') },
    marks: [
      ruleY(worth, { y, x1: 'low', x2: 'high', stroke: theme.band, strokeWidth: 9 }),
      dot(worth, { y, x: 'worth', r: 4.5, fill: theme.expected }),
      tickX(known, { y, x: 'cost', stroke: theme.compare, strokeWidth: 3 }),
      ruleX([0], { stroke: theme.muted }),
    ],
  })
  return {
    title: words('chart.channels.title'),
    options,
    summary: channelsSummary(rows, frame),
    legend: [
      { label: words('chart.channels.worth'), colour: theme.expected, shape: 'dot' },
      ...bandLegend(
        worth.some(({ low }) => low !== null),
        frame,
      ),
      ...(known.length === 0
        ? []
        : [{ label: words('chart.channels.cost'), colour: theme.compare, shape: 'line' } as const]),
    ],
    table: chartTable(frame, { columns: channelColumns, rows: channelRows(channels, words) }),
  }
}

function bandLegend(isDrawn: boolean, { words, theme }: ChartFrame): readonly LegendEntry[] {
  return isDrawn ? [{ label: words('chart.interval'), colour: theme.band, shape: 'area' }] : []
}

interface ChannelMark {
  readonly name: string
  readonly cost: number | null
  readonly worth: number | null
}

function channelsSummary(rows: readonly ChannelMark[], frame: ChartFrame): string {
  const { words, currency } = frame
  const formats = formatsFor(frame)
  const best = rows.toSorted((a, b) => (b.worth ?? 0) - (a.worth ?? 0))[0]
  const worth = formats.money(best?.worth ?? 0, currency)
  const dear = rows.filter(({ cost: paid, worth: value }) => paid !== null && value !== null && paid > value)
  const said = { best: best?.name ?? words('cell.none'), worth, count: dear.length }
  if (rows.every(({ cost: paid }) => paid === null)) return words('chart.channels.summaryWithoutCost', said)
  if (dear.length === 0) return words('chart.channels.summaryAll', said)
  const list = new Intl.ListFormat(frame.locale, { type: 'conjunction' })
  return words('chart.channels.summary', { ...said, dear: list.format(dear.map(({ name }) => name)) })
}

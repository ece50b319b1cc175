/** What the base is worth: how that came about, and where it lies. */
import { barX, ruleX, ruleY, text } from '@observablehq/plot'
import type { Chart, ChartFrame, LegendEntry } from '#ui/chart.ts'
import { axisMoney, fitted, formatsFor } from '#ui/chart-layout.ts'
import { chartTable } from '../charts/chart-table.ts'
import { widestOf } from '../charts/drawn-figure.ts'
import type { BridgePart, DrawnFigure, EquityBridge, EquityGroup } from '../equity.contract.ts'
import {
  partColumns,
  partOf,
  partRows,
  toldParts,
  valueGroupColumns,
  valueGroupRows,
  type NamedGroup,
} from './equity-tables.ts'
import { namedRows } from '../charts/named-rows.chart.ts'
import { stepsBetween, waterfall } from '../charts/waterfall.chart.ts'

/** A bridge, and of whom it is. */
export interface BridgeCharted {
  readonly bridge: EquityBridge
  readonly parts: readonly BridgePart[]
  /** Name of the group; everybody where it is null. */
  readonly of: string | null
}

/** From the opening value to the closing one; a thin line is the interval of a part. */
export function bridgeChart({ bridge, parts, of }: BridgeCharted, frame: ChartFrame): Chart {
  const { words, theme } = frame
  const formats = formatsFor(frame)
  const told = toldParts(parts)
  const measure = bridge.valueOf === 'margin' ? 'profit' : 'revenue'
  const mean = (line: BridgePart['line']) => partOf(parts, line)?.amount.mean ?? 0
  const steps = stepsBetween(
    mean('opening'),
    told
      .filter(({ line }) => line !== 'opening' && line !== 'closing')
      .map(({ line, amount }) => ({
        name: words(`code.${line}`, { context: measure }),
        change: amount.mean,
        ...widestOf(amount),
      })),
    [formats.day(bridge.from.day), formats.day(bridge.to.day)],
  )
  const money = (amount: number) => formats.moneyShort(amount, bridge.currency)
  return {
    title: of === null ? words('chart.bridge.title') : words('chart.bridge.titleOf', { of }),
    options: waterfall(steps, frame),
    summary: words('chart.bridge.summary', {
      opening: money(mean('opening')),
      closing: money(mean('closing')),
      acquired: money(mean('acquired')),
      collected: money(-mean('marginCollected')),
      news: money(mean('developed') + mean('shrunk') + mean('lost')),
    }),
    legend: [
      { label: words('chart.bridge.adds'), colour: theme.expected, shape: 'area' },
      { label: words('chart.bridge.takes'), colour: theme.compare, shape: 'area' },
      ...intervalLegend(
        told.map(({ amount }) => amount),
        frame,
      ),
    ],
    table: chartTable(frame, { columns: partColumns, rows: partRows(parts), measure }),
  }
}

/** Groups and by what they are told apart. */
export interface GroupsCharted {
  readonly groups: readonly NamedGroup<EquityGroup>[]
  readonly by: string
}

/** What each group is worth, with its interval. */
export function groupValueChart({ groups, by }: GroupsCharted, frame: ChartFrame): Chart {
  const { words, theme } = frame
  const formats = formatsFor(frame)
  const mirrored = frame.direction === 'rtl'
  const money = axisMoney(frame, 3)
  const bars = groups.map(({ value }, place) => ({ place, mean: value.mean, ...widestOf(value) }))
  const unsure = bars.filter(({ low, high }) => low !== null && high !== null)
  const names = groups.map(({ name }) => name)
  const layout = namedRows(frame, names, { head: 70, row: 26 })
  const y = 'place'
  const options = fitted(frame, {
    ...layout,
    x: { ...layout.x, tickFormat: axisMoney(frame, 2), label: null },
    marks: [
      barX(bars, { y, x: 'mean', fill: theme.expected, fillOpacity: 0.7 }),
      ...(unsure.length === 0
        ? []
        : [ruleY(unsure, { y, x1: 'low', x2: 'high', stroke: theme.actual, strokeWidth: 1.5 })]),
      text(bars, {
        y,
        x: (bar: (typeof bars)[number]) => Math.max(bar.mean, bar.high ?? 0),
        text: (bar: (typeof bars)[number]) => money(bar.mean),
        textAnchor: mirrored ? 'end' : 'start',
        dx: mirrored ? -5 : 5,
        fill: 'currentColor',
      }),
      ruleX([0], { stroke: theme.muted }),
    ],
    more: mirrored ? { marginLeft: 64 } : { marginRight: 64 },
  })
  const best = groups.toSorted((a, b) => b.value.mean - a.value.mean)[0]
  const all = groups.reduce((sum, { value }) => sum + value.mean, 0)
  return {
    title: words('chart.groupValue.title', { by: words(`equity.by.${by}`) }),
    options,
    summary: words('chart.groupValue.summary', {
      best: best?.name ?? words('cell.none'),
      value: formats.moneyShort(best?.value.mean ?? 0, frame.currency),
      share: formats.percent(all === 0 ? 0 : (best?.value.mean ?? 0) / all),
    }),
    legend: intervalLegend(
      groups.map(({ value }) => value),
      frame,
    ),
    table: chartTable(frame, { columns: valueGroupColumns, rows: valueGroupRows(groups) }),
  }
}

/** What the thin line is, where there is one. */
function intervalLegend(figuresDrawn: readonly DrawnFigure[], frame: ChartFrame): readonly LegendEntry[] {
  const isDrawn = figuresDrawn.some((figure) => widestOf(figure).low !== null)
  if (!isDrawn) return []
  return [{ label: frame.words('chart.interval'), colour: frame.theme.actual, shape: 'line' }]
}

/** From one total to another, step by step. */
import { barX, ruleX, ruleY, text } from '@observablehq/plot'
import type { PlotOptions } from '@observablehq/plot'
import type { ChartFrame } from '#ui/chart.ts'
import { axisMoney, fitted } from '#ui/chart-layout.ts'
import { namedRows } from './named-rows.chart.ts'

/** One step; ends of intervals lie where the step's end would lie. */
export interface Step {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly kind: 'total' | 'up' | 'down'
  readonly low: number | null
  readonly high: number | null
}

/** What a step adds, with its interval where it is known. */
export interface Change {
  readonly name: string
  readonly change: number
  readonly low?: number | null
  readonly high?: number | null
}

/** Steps from an opening total, by changes, to the total that they lead to. */
export function stepsBetween(
  opening: number,
  changes: readonly Change[],
  [before, after]: readonly [string, string],
): readonly Step[] {
  let reached = opening
  const at = (from: number, end: number | null = null) => (end === null ? null : from + end)
  const steps = changes.map(({ name, change, low, high }): Step => {
    const from = reached
    reached += change
    const kind = change < 0 ? 'down' : 'up'
    return { name, from, to: reached, kind, low: at(from, low), high: at(from, high) }
  })
  const total = (name: string, to: number): Step => ({
    name,
    from: 0,
    to,
    kind: 'total',
    low: null,
    high: null,
  })
  return [total(before, opening), ...steps, total(after, reached)]
}

/** Steps one under the other. */
export function waterfall(steps: readonly Step[], frame: ChartFrame): PlotOptions {
  const { theme } = frame
  const mirrored = frame.direction === 'rtl'
  const money = axisMoney(frame, 3)
  const colours = { total: theme.muted, up: theme.expected, down: theme.compare } as const
  const names = steps.map(({ name }) => name)
  const layout = namedRows(frame, names, { head: 70, row: 34, namesAtLeast: 60 })
  const y = (_: Step, place: number) => place
  const unsure = steps.filter(({ low, high }) => low !== null && high !== null && high > low)
  return fitted(frame, {
    ...layout,
    x: { ...layout.x, tickFormat: axisMoney(frame, 2), label: null },
    marks: [
      barX(steps, { y, x1: 'from', x2: 'to', fill: (step: Step) => colours[step.kind] }),
      ...(unsure.length === 0
        ? []
        : [
            ruleY(unsure, {
              y: (step: Step) => steps.indexOf(step),
              x1: 'low',
              x2: 'high',
              stroke: theme.actual,
              strokeWidth: 1.5,
            }),
          ]),
      text(steps, {
        y,
        x: (step: Step) => Math.max(step.from, step.to, step.high ?? -Infinity),
        text: (step: Step) => money(step.kind === 'total' ? step.to : step.to - step.from),
        textAnchor: mirrored ? 'end' : 'start',
        dx: mirrored ? -5 : 5,
        fill: 'currentColor',
      }),
      ruleX([0], { stroke: theme.muted }),
    ],
    more: mirrored ? { marginLeft: 64 } : { marginRight: 64 },
  })
}

/** From one total to another, step by step. */
import { barX, ruleX, ruleY, text } from '@observablehq/plot'
import type { PlotOptions } from '@observablehq/plot'
import type { ChartFrame } from '#ui/chart.ts'
import { axisMoney, fitted } from '#ui/chart-layout.ts'

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

/** Steps one under the other: their names need the room of a line. */
export function waterfall(steps: readonly Step[], frame: ChartFrame): PlotOptions {
  const { theme } = frame
  const mirrored = frame.direction === 'rtl'
  const money = axisMoney(frame, 3)
  const colours = { total: theme.muted, up: theme.expected, down: theme.compare } as const
  const labels = Math.min(150, Math.max(...steps.map(({ name }) => 7.2 * name.length), 60) + 12)
  const y = (_: Step, place: number) => place
  const unsure = steps.filter(({ low, high }) => low !== null && high !== null && high > low)
  return fitted(frame, {
    aspect: (70 + 34 * steps.length) / Math.max(320, frame.width),
    labels,
    x: {
      tickFormat: axisMoney(frame, 2),
      grid: true,
      ticks: frame.width < 480 ? 3 : 6,
      nice: true,
      label: null,
    },
    y: {
      type: 'band',
      domain: steps.map((_, place) => place),
      tickFormat: (place: number) => steps[place]?.name ?? '',
      grid: false,
      label: null,
      padding: 0.25,
    },
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

/** How fast work goes, and how long it still takes. */
import type { Progress } from './progress.ts'

/** A report with its rate; null where it cannot be told yet. */
export interface RatedProgress {
  readonly step: string
  readonly done: number
  readonly total: number | null
  readonly unit: Progress['unit']
  readonly ratePerSecond: number | null
  readonly secondsLeft: number | null
}

/** The rate is taken over this last stretch, so that it follows what happens now. */
const windowMs = 4000

/**
 * Rates the reports of one piece of work as they come.
 *
 * @returns A function of a report and of the moment it came, in milliseconds that only grow.
 */
export function progressRate(): (progress: Progress, at: number) => RatedProgress {
  let now: { readonly step: string; readonly unit: string } = { step: '', unit: '' }
  let marks: { readonly at: number; readonly done: number }[] = []
  return ({ step, done, total, unit }, at) => {
    if (now.step !== step || now.unit !== unit) marks = []
    now = { step, unit }
    const recent = marks.filter((mark, place) => at - mark.at <= windowMs || place === marks.length - 1)
    marks = [...recent, { at, done }]
    const ratePerSecond = rateOf(marks)
    const secondsLeft =
      total === undefined || !ratePerSecond ? null : Math.max(0, total - done) / ratePerSecond
    return { step, done, total: total ?? null, unit, ratePerSecond, secondsLeft }
  }
}

function rateOf(marks: readonly { readonly at: number; readonly done: number }[]): number | null {
  const first = marks[0]
  const last = marks[marks.length - 1]
  if (first === undefined || last === undefined || last.at <= first.at) return null
  return Math.max(0, ((last.done - first.done) / (last.at - first.at)) * 1000)
}

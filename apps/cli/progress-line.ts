/** One line on the terminal that tells what work is doing; silent where nobody watches. */
import { progressRate } from '#kernel/progress-rate.ts'
import type { ReportProgress } from '#kernel/progress.ts'

/** What the line shows of work. */
export interface Shown {
  readonly step: string | null
  readonly done: number
  readonly total: number | null
  readonly unit: string | null
  readonly ratePerSecond: number | null
  readonly secondsLeft: number | null
}

/** A line that is drawn over itself. */
export interface ProgressLine {
  readonly show: (shown: Shown) => void
  /** As `show`, for work that does not know its rate. */
  readonly report: ReportProgress
  /** Takes the line away. */
  readonly clear: () => void
}

const barWidth = 24
/** Drawn at most so often: a terminal over a slow line must not hold up the work. */
const betweenMs = 100

/** Draws on `stream` where it is a terminal. */
export function progressLine(stream: NodeJS.WriteStream, elapsed: () => number): ProgressLine {
  if (!stream.isTTY) return { show: () => {}, report: () => {}, clear: () => {} }
  let drawn = Number.NEGATIVE_INFINITY
  const rated = progressRate()
  const show = (shown: Shown) => {
    if (elapsed() - drawn < betweenMs) return
    drawn = elapsed()
    stream.write(`\r\u001B[2K${lineOf(shown).slice(0, (stream.columns || 80) - 1)}`)
  }
  return {
    show,
    report: (progress) => show(rated(progress, elapsed())),
    clear: () => stream.write('\r\u001B[2K'),
  }
}

/** The line in words: `read  ████░░░░  1,200,000 of 2,000,000 rows · 400,000 rows a second · 2 s left`. */
export function lineOf({ step, done, total, unit, ratePerSecond, secondsLeft }: Shown): string {
  const count = total === null ? amount(done, unit) : `${amount(done, unit)} of ${amount(total, unit)}`
  const parts = [
    count,
    ...(ratePerSecond && unit !== 'steps' ? [`${amount(ratePerSecond, unit)} a second`] : []),
    ...(secondsLeft === null || unit === 'steps' ? [] : [`${duration(secondsLeft)} left`]),
  ]
  return `${(step ?? 'begin').padEnd(10)} ${bar(done, total)} ${parts.join(' · ')}`
}

function bar(done: number, total: number | null): string {
  if (!total) return '…'
  const full = Math.round(Math.min(1, done / total) * barWidth)
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const tenths = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

function amount(value: number, unit: string | null): string {
  if (unit === 'bytes') return `${tenths.format(value / 2 ** 20)} MiB`
  return unit === null ? whole.format(value) : `${whole.format(value)} ${unit}`
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
}

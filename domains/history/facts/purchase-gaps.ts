/** Stretches of days on which nobody bought. */
import { dayOfNumber, type Day } from '#kernel/time.ts'

export interface PurchaseGap {
  /** First and last day without a purchase. */
  readonly from: Day
  readonly to: Day
  readonly days: number
}

const shortest = 7
const listed = 5

/**
 * The longest stretches of at least a week, and much longer than is usual in this log, the longest first.
 *
 * @param days - Days with a purchase since 1970-01-01, ascending.
 */
export function longestGaps(days: Int32Array): readonly PurchaseGap[] {
  const gaps: { from: number; length: number }[] = []
  for (let place = 1; place < days.length; place++) {
    const before = days[place - 1] ?? 0
    const length = (days[place] ?? 0) - before - 1
    gaps.push({ from: before + 1, length })
  }
  const usual = gaps.map(({ length }) => length).toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0
  return gaps
    .filter(({ length }) => length >= shortest && length > 10 * usual)
    .toSorted((a, b) => b.length - a.length || a.from - b.from)
    .slice(0, listed)
    .map(({ from, length }) => ({
      from: dayOfNumber(from),
      to: dayOfNumber(from + length - 1),
      days: length,
    }))
}

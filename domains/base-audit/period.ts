/** Months, quarters, half-years and years, from any month on; their keys, and where a log leaves them incomplete. */
import { daysBetween, type Day } from '#kernel/time.ts'

export const periodLengths = ['month', 'quarter', 'half', 'year', 'all'] as const
export type PeriodLength = (typeof periodLengths)[number]

/** A period of the view: `[from, to)`. */
export interface AuditPeriod {
  /** 2024-03, 2024-Q1, 2024-H1, 2024, or FY2025-Q1 where the year does not begin in January (named by the year it ends in); `all`. */
  readonly key: string
  readonly from: Day
  readonly to: Day
  /** More than a twentieth of it lies before the first day of the log, or after the as-of day. */
  readonly partial: 'begins' | 'ends' | 'both' | null
}

/** Months of a period; of `all`, more than any log has. */
export const monthsIn: Readonly<Record<PeriodLength, number>> = {
  month: 1,
  quarter: 3,
  half: 6,
  year: 12,
  all: 12_000,
}

/** How time is cut. */
export interface PeriodGrid {
  readonly length: PeriodLength
  /** Month in which the fiscal year begins, 1 to 12. */
  readonly fiscalStart: number
}

/** Months since January 1970. */
export function monthOf(day: Day): number {
  return 12 * (Number(day.slice(0, 4)) - 1970) + Number(day.slice(5, 7)) - 1
}

/** The first day of a month. */
export function firstDayOf(month: number): Day {
  const year = 1970 + Math.floor(month / 12)
  return `${year}-${String(monthInYear(month) + 1).padStart(2, '0')}-01` as Day
}

/** Number of the period that a month lies in; neighbours differ by one. */
export function periodOf(month: number, { length, fiscalStart }: PeriodGrid): number {
  return Math.floor((month - (fiscalStart - 1)) / monthsIn[length])
}

/** First month of a period. */
export function firstMonthOf(period: number, { length, fiscalStart }: PeriodGrid): number {
  return period * monthsIn[length] + fiscalStart - 1
}

/** The key of a period. A fiscal year that begins later than in January is named by the year in which it ends. */
export function periodKey(period: number, grid: PeriodGrid): string {
  const { length, fiscalStart } = grid
  const month = firstMonthOf(period, grid)
  if (length === 'all') return 'all'
  if (length === 'month') return firstDayOf(month).slice(0, 7)
  const since = month - (fiscalStart - 1)
  const year = 1970 + Math.floor(since / 12) + (fiscalStart > 1 ? 1 : 0)
  const name = fiscalStart > 1 ? `FY${year}` : String(year)
  if (length === 'year') return name
  const place = monthInYear(since) / monthsIn[length] + 1
  return `${name}-${length === 'quarter' ? 'Q' : 'H'}${place}`
}

/** The periods from one month to another, both included. */
export function periodsBetween(
  grid: PeriodGrid,
  { firstDay, asOf }: { readonly firstDay: Day; readonly asOf: Day },
): readonly AuditPeriod[] {
  if (grid.length === 'all') {
    const to = firstDayOf(monthOf(asOf) + 1)
    return [{ key: 'all', from: firstDayOf(monthOf(firstDay)), to, partial: null }]
  }
  const first = periodOf(monthOf(firstDay), grid)
  const last = periodOf(monthOf(asOf), grid)
  return Array.from({ length: last - first + 1 }, (_, place) => {
    const period = first + place
    const from = firstDayOf(firstMonthOf(period, grid))
    const to = firstDayOf(firstMonthOf(period + 1, grid))
    return { key: periodKey(period, grid), from, to, partial: partialOf({ from, to }, { firstDay, asOf }) }
  })
}

/** A shop that opens on the second of January has a whole January: a twentieth of a period may be missing. */
function partialOf(
  { from, to }: { readonly from: Day; readonly to: Day },
  { firstDay, asOf }: { readonly firstDay: Day; readonly asOf: Day },
): AuditPeriod['partial'] {
  const allowed = daysBetween(from, to) / 20
  const begins = daysBetween(from, firstDay) > allowed
  const ends = daysBetween(asOf, to) - 1 > allowed
  if (begins) return ends ? 'both' : 'begins'
  return ends ? 'ends' : null
}

function monthInYear(month: number): number {
  return ((month % 12) + 12) % 12
}

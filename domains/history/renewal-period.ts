/** How long after its start, and after each renewal, a contract comes up for renewal. */
import { addDays, addMonths, days, type Day } from '#kernel/time.ts'

/** The longest last. */
export const renewalPeriods = ['month', 'quarter', 'year'] as const

/** A calendar month, three of them, or twelve. */
export type RenewalPeriod = (typeof renewalPeriods)[number]

const months: Readonly<Record<RenewalPeriod, number>> = { month: 1, quarter: 3, year: 12 }

/** Calendar months of a period. */
export function monthsOf(period: RenewalPeriod): number {
  return months[period]
}

/** How a column of periods says it, in small letters: words, ISO 8601 durations, and numbers of months. */
export const periodWords: Readonly<Record<RenewalPeriod, readonly string[]>> = {
  month: list(`
    month, months, monthly, m, 1, 1m, p1m, mese, mensile, mes, mensual, mensuel, monat, monatlich, месяц,
    ежемесячно, ամսական, ماہانہ`),
  quarter: list(`
    quarter, quarterly, q, 3, 3m, p3m, trimestre, trimestrale, trimestral, quartal, vierteljährlich, квартал,
    ежеквартально, եռամսյակ, سہ ماہی`),
  year: list(`
    year, years, yearly, annual, annually, y, 12, 12m, 1y, p1y, p12m, anno, annuale, año, anual, any, jahr,
    jährlich, год, ежегодно, տարեկան, سالانہ`),
}

/** Phrases separated by commas. */
function list(text: string): readonly string[] {
  return text.trim().split(/,\s+/)
}

/** The period that a text of such a column names. */
export function periodOf(text: string): RenewalPeriod | undefined {
  const word = text.trim().toLowerCase()
  return renewalPeriods.find((period) => periodWords[period].includes(word))
}

/** The day on which a contract comes up for its renewal of that number, from 1; with 0 its start. */
export function dueDay(start: Day, period: RenewalPeriod, renewal: number): Day {
  return addMonths(start, renewal * months[period])
}

/** A contract that has ended, as a guess of its period sees it. */
export interface EndedContract {
  readonly start: Day
  readonly end: Day
  /** As the file counts them; undefined where it does not. */
  readonly renewals: number | undefined
}

/** A guess, and how many of the contracts that have ended bear it out. */
export interface PeriodGuess {
  readonly period: RenewalPeriod
  readonly count: number
  readonly of: number
}

/** A few may be out of step: somebody left in between. */
export const telling = 0.9

/**
 * The longest period that nearly all ends fit: each lies on the day of a renewal, or on the day before it; or, where the
 * file counts renewals, in the period after so many of them. Undefined where none does, or nothing has ended.
 */
export function guessPeriod(ended: readonly EndedContract[]): PeriodGuess | undefined {
  // A contract that was never renewed ends within any period that is long enough.
  const renewed = ended.filter(({ renewals = 0 }) => renewals > 0)
  const [among, fits] = renewed.length > 0 ? [renewed, endsAfterRenewals] : [ended, endsAtRenewal]
  for (const period of renewalPeriods.toReversed()) {
    const count = among.filter((contract) => fits(contract, period)).length
    if (count > 0 && count >= telling * among.length) return { period, count, of: among.length }
  }
  return undefined
}

function endsAfterRenewals({ start, end, renewals = 0 }: EndedContract, period: RenewalPeriod): boolean {
  return dueDay(start, period, renewals) <= end && end <= dueDay(start, period, renewals + 1)
}

function endsAtRenewal({ start, end }: EndedContract, period: RenewalPeriod): boolean {
  const monthOf = (day: Day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))
  const passed = Math.floor((monthOf(end) - monthOf(start)) / months[period])
  const after = addDays(end, days(1))
  return [passed, passed + 1].some((renewal) => {
    const due = dueDay(start, period, renewal)
    return renewal > 0 && (due === end || due === after)
  })
}

/** Days, instants and durations; intervals are half-open `[from, to)`. */

declare const dayBrand: unique symbol
declare const instantBrand: unique symbol

/** A calendar day, `YYYY-MM-DD`, in the business's named zone. */
export type Day = string & { readonly [dayBrand]: true }

/** A moment: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [instantBrand]: true }

/** The unit in which a model measures time. A week is seven days exactly. */
export type TimeUnit = 'day' | 'week'

/** A length of time that carries its unit. */
export interface Duration {
  readonly days: number
}

const millisecondsPerDay = 86_400_000

/** A duration of `count` days. */
export function days(count: number): Duration {
  return { days: count }
}

/** A duration of `count` weeks of seven days. */
export function weeks(count: number): Duration {
  return { days: 7 * count }
}

/** Days in one `unit`. */
export function daysPer(unit: TimeUnit): number {
  return unit === 'week' ? 7 : 1
}

/** `duration` as a number of `unit`s. */
export function inUnit(duration: Duration, unit: TimeUnit): number {
  return duration.days / daysPer(unit)
}

/** `text` as a day, or undefined where it is not a real calendar day written `YYYY-MM-DD`. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const milliseconds = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(milliseconds)) return undefined
  return dayOfNumber(milliseconds / millisecondsPerDay) === text ? (text as Day) : undefined
}

/** Days since 1970-01-01. */
export function numberOfDay(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / millisecondsPerDay
}

/** The day that lies `number` days after 1970-01-01. */
export function dayOfNumber(number: number): Day {
  return new Date(number * millisecondsPerDay).toISOString().slice(0, 10) as Day
}

/** `day` moved by `duration`, which must be whole days. */
export function addDays(day: Day, duration: Duration): Day {
  return dayOfNumber(numberOfDay(day) + duration.days)
}

/** `day` moved by calendar months; the last day of a month that is too short for it. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return dayOfNumber(Date.UTC(year, month - 1 + months, Math.min(date, last)) / millisecondsPerDay)
}

/** Days from `from` to `to`; negative where `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return numberOfDay(to) - numberOfDay(from)
}

/** `milliseconds` since the epoch as an instant. */
export function instant(milliseconds: number): Instant {
  return milliseconds as Instant
}

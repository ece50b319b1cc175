/** Calendars: how much more, or less, all customers buy at some times than at others. */
import { addDays, type Day, days, daysBetween, numberOfDay } from '#kernel/time.ts'
import { lifetimeError } from '../errors.ts'

/**
 * A multiplier of every customer's purchase rate, constant within periods. Plain data; days are counted from 1970-01-01.
 */
export interface PurchaseCalendar {
  /** First day of each period, ascending. */
  readonly from: readonly number[]
  /** The day after the last. */
  readonly until: number
  /** Which season each period belongs to: seasons come again, periods do not. */
  readonly season: readonly number[]
  readonly names: readonly string[]
  /** Of each season; 1 is a usual time. */
  readonly multipliers: readonly number[]
}

/**
 * A calendar whose multipliers are known, for instance an index of the trade.
 *
 * @param periods - First day of each period, ascending, the day after the last, and each period's multiplier.
 * @throws LIFETIME_CALENDAR_INVALID, LIFETIME_LENGTHS_DIFFER.
 */
export function purchaseCalendar(periods: {
  readonly from: readonly Day[]
  readonly until: Day
  readonly multiplier: readonly number[]
}): PurchaseCalendar {
  const { from, until, multiplier } = periods
  if (from.length !== multiplier.length) {
    const message = `There are ${from.length} periods and ${multiplier.length} multipliers.`
    throw lifetimeError('LIFETIME_LENGTHS_DIFFER', message, {
      from: from.length,
      multiplier: multiplier.length,
    })
  }
  return checkedCalendar({
    from: from.map(numberOfDay),
    until: numberOfDay(until),
    season: from.map((_, period) => period),
    names: [...from],
    multipliers: [...multiplier],
  })
}

/**
 * A calendar of seasons whose multipliers are to be estimated; all are 1 so far.
 *
 * @param span - From the first purchase of all on; `seasonOf` names the season of a day, for instance its month.
 * @throws LIFETIME_CALENDAR_INVALID where there is no day.
 */
export function seasonCalendar(span: {
  readonly from: Day
  readonly until: Day
  readonly seasonOf: (day: Day) => string
}): PurchaseCalendar {
  const names: string[] = []
  const [from, season]: [number[], number[]] = [[], []]
  const length = daysBetween(span.from, span.until)
  for (let passed = 0; passed < length; passed++) {
    const day = addDays(span.from, days(passed))
    const name = span.seasonOf(day)
    if (passed > 0 && names[season[season.length - 1]] === name) continue
    if (!names.includes(name)) names.push(name)
    from.push(numberOfDay(day))
    season.push(names.indexOf(name))
  }
  return checkedCalendar({
    from,
    until: numberOfDay(span.until),
    season,
    names,
    multipliers: names.map(() => 1),
  })
}

/**
 * The calendar of other years with multipliers by name, for instance as a fit found them.
 *
 * @throws LIFETIME_CALENDAR_INVALID where a season has no multiplier.
 */
export function withMultipliers(
  calendar: PurchaseCalendar,
  multipliers: Readonly<Record<string, number>>,
): PurchaseCalendar {
  return checkedCalendar({ ...calendar, multipliers: calendar.names.map((name) => multipliers[name] ?? NaN) })
}

/**
 * Checks a calendar and freezes it.
 *
 * @throws LIFETIME_CALENDAR_INVALID.
 */
export function checkedCalendar(calendar: PurchaseCalendar): PurchaseCalendar {
  const { from, until, season, names, multipliers } = calendar
  const ascending = from.every((day, period) => Number.isFinite(day) && day < (from[period + 1] ?? until))
  if (from.length === 0 || !Number.isFinite(until) || !ascending) {
    const message = `The calendar has ${from.length} periods, which do not begin at ascending days before its end.`
    throw lifetimeError('LIFETIME_CALENDAR_INVALID', message, { periods: from.length })
  }
  const place = multipliers.findIndex((multiplier) => !(multiplier > 0 && multiplier < Infinity))
  if (place >= 0) {
    const message = `The season ${names[place]} has a multiplier of ${multipliers[place]}.`
    throw lifetimeError('LIFETIME_CALENDAR_INVALID', message, { season: names[place] })
  }
  return Object.freeze({
    from: Object.freeze(from),
    until,
    season: Object.freeze(season),
    names: Object.freeze(names),
    multipliers: Object.freeze(multipliers),
  })
}

/**
 * Refuses a calendar that does not reach from one day to another.
 *
 * @throws LIFETIME_CALENDAR_TOO_SHORT.
 */
export function checkCovers({ from, until }: PurchaseCalendar, first: number, last: number): void {
  if (from[0] <= first && last <= until) return
  const message = `The calendar reaches from day ${from[0]} to day ${until}; it is needed from day ${first} to day ${last}.`
  throw lifetimeError('LIFETIME_CALENDAR_TOO_SHORT', message, { from: from[0], until, first, last })
}

/** The period that a day is in; a border belongs to the later period. */
export function periodAt({ from }: PurchaseCalendar, day: number): number {
  let [low, high] = [0, from.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (from[middle] <= day) low = middle
    else high = middle
  }
  return low
}

/** Reads a calendar's operational time: days, each counted as often as its multiplier says. */
export interface OperationalClock {
  /** From the beginning of the calendar until a day. */
  readonly at: (day: number) => number
  /** The day at which so much has passed. */
  readonly dayAt: (passed: number) => number
}

/** The operational clock of a calendar, under which purchases come at a steady rate. */
export function operationalClock(calendar: PurchaseCalendar): OperationalClock {
  const { from, until, season, multipliers } = calendar
  const speed = season.map((place) => multipliers[place])
  const passed = [0]
  for (let period = 0; period < from.length; period++) {
    passed.push(passed[period] + speed[period] * ((from[period + 1] ?? until) - from[period]))
  }
  return {
    at: (day) => {
      const period = periodAt(calendar, day)
      return passed[period] + speed[period] * (day - from[period])
    },
    dayAt: (time) => {
      const later = passed.findIndex((until, period) => period > 0 && until >= time)
      const period = (later < 0 ? from.length : later) - 1
      return from[period] + (time - passed[period]) / speed[period]
    },
  }
}

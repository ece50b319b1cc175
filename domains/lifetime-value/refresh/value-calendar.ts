/**
 * Which day is which: up to when a fit sees, from when it is judged, and at which earlier days it is fitted again to
 * learn how far totals go astray.
 */
import { addDays, days, daysBetween, type Day } from '#kernel/time.ts'
import { valueError } from '../value-error.ts'

/** A fit at `origin` is held against the purchases of the `days` after it. */
export interface Window {
  readonly origin: Day
  readonly days: number
}

/** The days of one valuation. */
export interface ValueCalendar {
  readonly firstDay: Day
  /** Customers are valued as of the end of this day. */
  readonly asOf: Day
  /** What is judged and reported; null where no day is left after its origin. */
  readonly holdout: Window | null
  /** What decides between models, earlier than the hold-out; null where the log is too short. */
  readonly choice: Window | null
  /**
   * Where all models compete: one after another, earliest first, the last ends at the hold-out's origin; empty where it was
   * not asked for, or the log is too short.
   */
  readonly comparison: readonly Window[]
  /** Rolling origins, latest first, with windows that end by the as-of day; empty where the log is too short. */
  readonly rolling: readonly Window[]
  /** Length of "last year" before the hold-out's origin, for the simple rule. */
  readonly recentDays: number
}

/** First and last day with a purchase, and what a person set. */
export interface CalendarGiven {
  readonly firstDay: Day
  readonly lastDay: Day
  readonly until: Day | null
  readonly origin: Day | null
  /** How far ahead is valued: an error over as long a time is the best guide to the next one. */
  readonly horizonDays: number
  /** Whether all models compete, on several origins. */
  readonly comparesAll?: boolean
}

/** Rolling origins; the spread of three errors is the least that can be called one. */
const rollingOrigins = 3
/** Origins at which all models compete. */
const comparedOrigins = 3
/** Parts of the span; the earliest rolling origin has seen two of them. */
const parts = 6
/** "Last year" of the simple rule. */
const recentDays = 365

/**
 * Lays out the days. By default the as-of day is the last day and the origin a third of the span earlier; `until` sets
 * both, and what comes later only judges; `origin` sets the origin alone.
 *
 * @throws VALUE_UNTIL_TOO_EARLY, VALUE_ORIGIN_OUTSIDE
 */
export function valueCalendar(given: CalendarGiven): ValueCalendar {
  const { firstDay, lastDay, until, horizonDays } = given
  if (until !== null && until < firstDay) {
    throw valueError(
      'VALUE_UNTIL_TOO_EARLY',
      `--until ${until} lies before the first purchase on ${firstDay}.`,
    )
  }
  const asOf = until ?? lastDay
  const part = Math.floor(daysBetween(firstDay, asOf) / parts)
  const origin = originOf(given, { asOf, part })
  const end = origin < asOf || lastDay < asOf ? asOf : lastDay
  const rolling = part < 1 ? [] : rollingWindows(asOf, { part, horizonDays })
  return {
    firstDay,
    asOf,
    holdout: daysBetween(origin, end) > 0 ? { origin, days: daysBetween(origin, end) } : null,
    choice: choiceWindow({ firstDay, origin, rolling, part }),
    comparison: given.comparesAll === true ? comparisonWindows(given, origin) : [],
    rolling,
    recentDays: Math.min(recentDays, Math.max(1, daysBetween(firstDay, origin))),
  }
}

function originOf(
  { firstDay, until, origin }: CalendarGiven,
  { asOf, part }: { readonly asOf: Day; readonly part: number },
): Day {
  if (origin === null) return until ?? addDays(asOf, days(-2 * part))
  if (origin > firstDay && origin <= asOf) return origin
  throw valueError(
    'VALUE_ORIGIN_OUTSIDE',
    `--origin ${origin} does not lie after ${firstDay} and up to ${asOf}.`,
  )
}

/**
 * As long as the hold-out's, so that an error has as much time to grow, but no longer than what is looked ahead; a long
 * log keeps them apart, a short one lets them overlap.
 */
function rollingWindows(
  asOf: Day,
  { part, horizonDays }: { readonly part: number; readonly horizonDays: number },
): readonly Window[] {
  const length = Math.min(2 * part, horizonDays)
  const step = Math.min(part, length)
  return Array.from({ length: rollingOrigins }, (_, place) => ({
    origin: addDays(asOf, days(-length - place * step)),
    days: length,
  }))
}

/** At least as long as what is foretold has been seen before the earliest origin. */
function comparisonWindows({ firstDay, horizonDays }: CalendarGiven, origin: Day): readonly Window[] {
  const length = Math.min(horizonDays, Math.floor(daysBetween(firstDay, origin) / (comparedOrigins + 1)))
  if (length < 1) return []
  return Array.from({ length: comparedOrigins }, (_, place) => ({
    origin: addDays(origin, days(-length * (comparedOrigins - place))),
    days: length,
  }))
}

/**
 * About a third of what the origin has seen is set apart to choose on. A rolling origin that lies near serves, so that
 * its fit is made once.
 */
function choiceWindow(of: {
  readonly firstDay: Day
  readonly origin: Day
  readonly rolling: readonly Window[]
  readonly part: number
}): Window | null {
  const { firstDay, origin, rolling, part } = of
  const third = Math.round(daysBetween(firstDay, origin) / 3)
  const wanted = addDays(origin, days(-third))
  const near = rolling.find(
    (window) => window.origin < origin && Math.abs(daysBetween(window.origin, wanted)) <= part / 2,
  )
  const chosen = near?.origin ?? wanted
  return third < 1 ? null : { origin: chosen, days: daysBetween(chosen, origin) }
}

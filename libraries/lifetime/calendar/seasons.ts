/** How customers' lives divide into a calendar's seasons. */
import { daysPer } from '#kernel/time.ts'
import { lifetimeError } from '../errors.ts'
import type { PathRows } from '../pareto-nbd-paths/curvature.ts'
import type { Segments } from '../pareto-nbd-paths/segments.ts'
import { periodAt, type PurchaseCalendar } from './calendar.ts'
import type { DistinctOnCalendar } from './customers.ts'
import type { SeasonRows } from './operational-curvature.ts'

/** Repeat purchases in each season. */
export function purchasesBySeason(calendar: PurchaseCalendar, days: Float64Array): Float64Array {
  const purchases = new Float64Array(calendar.names.length)
  for (const day of days) purchases[calendar.season[periodAt(calendar, day)]]++
  return purchases
}

/**
 * Refuses seasons whose multiplier nothing could tell.
 *
 * @throws LIFETIME_CALENDAR_INVALID.
 */
export function refuseEmptySeasons({ names }: PurchaseCalendar, purchases: Float64Array): void {
  const empty = purchases.indexOf(0)
  if (empty < 0) return
  throw lifetimeError(
    'LIFETIME_CALENDAR_INVALID',
    `Nobody bought in the season ${names[empty]}, so its multiplier cannot be told.`,
    { season: names[empty] },
    { hint: 'Join this season with another, or end the calendar with the data.' },
  )
}

/** Days that each season has between two days. */
export function daysBySeason(calendar: PurchaseCalendar, from: number, to: number): Float64Array {
  const found = new Float64Array(calendar.names.length)
  addSeasons(calendar, { from, to }, (season, length) => {
    found[season] += length
  })
  return found
}

/** Rows by seasons, for models whose dropout happens at purchases; times are divided by `unit`. */
export function seasonRows(
  { rows, firstPurchase }: DistinctOnCalendar,
  calendar: PurchaseCalendar,
  { purchases, unit }: { readonly purchases: Float64Array; readonly unit: number },
): SeasonRows {
  const seasons = calendar.names.length
  const day = daysPer(rows.timeUnit)
  const before = new Float64Array(rows.age.length * seasons)
  const after = new Float64Array(rows.age.length * seasons)
  for (let row = 0; row < rows.age.length; row++) {
    const last = firstPurchase[row] + day * rows.lastPurchaseAge[row]
    const end = firstPurchase[row] + day * rows.age[row]
    addSeasons(calendar, { from: firstPurchase[row], to: last }, (season, length) => {
      before[row * seasons + season] += length / day / unit
    })
    addSeasons(calendar, { from: last, to: end }, (season, length) => {
      after[row * seasons + season] += length / day / unit
    })
  }
  return { rows, before, after, purchases }
}

/** Rows as paths whose only covariate is the season, for a dropout that happens in clock time. */
export function seasonPaths(
  { rows, firstPurchase }: DistinctOnCalendar,
  calendar: PurchaseCalendar,
  {
    purchases,
    unit,
    estimated,
  }: { readonly purchases: Float64Array; readonly unit: number; readonly estimated: boolean },
): PathRows {
  const seasons = calendar.names.length
  const day = daysPer(rows.timeUnit)
  const coefficients = estimated ? seasons - 1 : 0
  const purchase = new Float64Array(seasons * coefficients)
  for (let k = 1; k <= coefficients; k++) purchase[k * coefficients + k - 1] = 1
  const logMultiplier = Float64Array.from(calendar.multipliers, (multiplier) =>
    estimated ? 0 : Math.log(multiplier),
  )
  const daysAt = (ages: Float64Array) => ages.map((age, row) => firstPurchase[row] + day * age)
  const [last, end] = [daysAt(rows.lastPurchaseAge), daysAt(rows.age)]
  return {
    repeatPurchases: rows.repeatPurchases,
    weight: rows.weight,
    before: calendarSegments(calendar, { from: firstPurchase, to: last, unit: day * unit }),
    after: calendarSegments(calendar, { from: last, to: end, unit: day * unit }),
    atPurchases: estimated ? purchases.slice(1) : new Float64Array(0),
    knownAtPurchases: purchases.reduce((sum, count, season) => sum + count * logMultiplier[season], 0),
    kinds: {
      count: seasons,
      coefficients,
      purchase,
      dropout: new Float64Array(purchase.length),
      logMultiplier,
    },
  }
}

/** The seasons between two days of each customer, in order of time; lengths are in `unit` days. */
export function calendarSegments(
  calendar: PurchaseCalendar,
  { from, to, unit }: { readonly from: Float64Array; readonly to: Float64Array; readonly unit: number },
): Segments {
  const first = new Int32Array(from.length + 1)
  const [lengths, kinds]: [number[], number[]] = [[], []]
  for (let row = 0; row < from.length; row++) {
    addSeasons(calendar, { from: from[row], to: to[row] }, (season, length) => {
      lengths.push(length / unit)
      kinds.push(season)
    })
    first[row + 1] = lengths.length
  }
  return { first, length: Float64Array.from(lengths), kind: Int32Array.from(kinds) }
}

function addSeasons(
  calendar: PurchaseCalendar,
  { from, to }: { readonly from: number; readonly to: number },
  add: (season: number, length: number) => void,
): void {
  for (let period = periodAt(calendar, from); period < calendar.from.length; period++) {
    const begin = Math.max(from, calendar.from[period])
    if (begin >= to) return
    const end = Math.min(to, calendar.from[period + 1] ?? calendar.until)
    if (end > begin) add(calendar.season[period], end - begin)
  }
}

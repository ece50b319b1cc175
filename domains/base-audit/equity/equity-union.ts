/** Everybody who stands at one end of a bridge or at both, and what they are worth there. */
import { newsKinds, standings } from './bridge-lines.ts'
import { newsOf, type BridgeCustomers } from './equity-lines.ts'
import {
  activeOf,
  statesAt,
  valuesOf,
  type CustomerStates,
  type EquityModel,
  type ValueWindow,
} from './equity-values.ts'

/** Customers on a day, with what they have paid by then: margin where value is margin. */
export interface PayingCustomers extends CustomerStates {
  readonly paid: Float64Array
}

/** The same on the closing day. */
export interface ClosingCustomers extends PayingCustomers {
  /** Σ payment·(growth to the closing day − 1) of the payments since the opening day. */
  readonly interestForgone: Float64Array
}

/** Customers of both ends in columns, ascending by number. */
export interface Union {
  readonly standing: Uint8Array
  /** Who stands at the opening, and the place of each in the union. */
  readonly opening: CustomerStates
  readonly openingAt: Int32Array
  readonly closing: CustomerStates
  readonly closingAt: Int32Array
  readonly collected: Float64Array
  readonly interestForgone: Float64Array
}

/** The two models, and the time that lies between and ahead. */
export interface ValuedBy extends ValueWindow {
  readonly opening: EquityModel
  readonly closing: EquityModel
  /** From the opening day to the closing one. */
  readonly days: number
}

const placeOf = Object.fromEntries(standings.map((standing, place) => [standing, place])) as Readonly<
  Record<(typeof standings)[number], number>
>

const placeOfNews = Object.fromEntries(newsKinds.map((kind, place) => [kind, place])) as Readonly<
  Record<(typeof newsKinds)[number], number>
>

/** Brings both ends together. Who first bought before the opening day but was not known then has been heard of late. */
export function unite(opening: PayingCustomers, closing: ClosingCustomers, days: number): Union {
  const openingAt = new Int32Array(opening.customer.length)
  const closingAt = new Int32Array(closing.customer.length)
  let size = 0
  for (let open = 0, close = 0; open < openingAt.length || close < closingAt.length; size++) {
    const before = opening.customer[open] ?? Infinity
    const now = closing.customer[close] ?? Infinity
    if (before <= now) openingAt[open++] = size
    if (now <= before) closingAt[close++] = size
  }
  const standing = new Uint8Array(size).fill(placeOf.removed)
  const collected = new Float64Array(size)
  const interestForgone = new Float64Array(size)
  for (const [row, place] of closingAt.entries()) {
    standing[place] = (closing.age[row] ?? 0) < days ? placeOf.acquired : placeOf.heardLate
    collected[place] = closing.paid[row] ?? 0
    interestForgone[place] = closing.interestForgone[row] ?? 0
  }
  for (const [row, place] of openingAt.entries()) {
    if (standing[place] === placeOf.removed) continue
    standing[place] = placeOf.existing
    collected[place] = (collected[place] ?? 0) - (opening.paid[row] ?? 0)
  }
  for (const [place, kind] of standing.entries()) {
    // What others than existing customers paid is no part of a bridge: their value begins on the closing day.
    if (kind !== placeOf.existing) collected[place] = interestForgone[place] = 0
  }
  return { standing, opening, openingAt, closing, closingAt, collected, interestForgone }
}

/** Some of the union, in the order of `places`, which ascend. */
export function subset(union: Union, places: Int32Array): Union {
  const opening = rowsAmong(union.openingAt, places)
  const closing = rowsAmong(union.closingAt, places)
  return {
    standing: Uint8Array.from(places, (place) => union.standing[place] ?? 0),
    opening: statesAt(union.opening, opening.rows),
    openingAt: opening.at,
    closing: statesAt(union.closing, closing.rows),
    closingAt: closing.at,
    collected: Float64Array.from(places, (place) => union.collected[place] ?? 0),
    interestForgone: Float64Array.from(places, (place) => union.interestForgone[place] ?? 0),
  }
}

/** What the customers of each end are worth there, in their own order. */
export interface EndValues {
  readonly opening: Float64Array
  readonly openingLonger: Float64Array
  readonly closingOld: Float64Array
  readonly closingNew: Float64Array
}

/** What everybody is worth at both ends. */
export function valueUnion(union: Union, by: ValuedBy): BridgeCustomers {
  return placeValues(union, {
    opening: valuesOf(by.opening, union.opening, by),
    openingLonger: valuesOf(by.opening, union.opening, longerWindow(by)),
    closingOld: valuesOf(by.opening, union.closing, by),
    closingNew: valuesOf(by.closing, union.closing, by),
  })
}

/** From the opening day to the end of the closing horizon. */
export function longerWindow(window: ValueWindow & { readonly days: number }): ValueWindow {
  return { ...window, horizonDays: window.horizonDays + window.days }
}

/** Values of both ends in the order of the union. */
export function placeValues(union: Union, values: EndValues): BridgeCustomers {
  const { standing, collected, interestForgone, openingAt, closingAt } = union
  const size = standing.length
  return {
    standing,
    collected,
    interestForgone,
    opening: scattered(values.opening, openingAt, size),
    openingLonger: scattered(values.openingLonger, openingAt, size),
    closingOld: scattered(values.closingOld, closingAt, size),
    closingNew: scattered(values.closingNew, closingAt, size),
  }
}

/** From which P(active) on a customer counts as active: more likely active than gone. */
const likely = 0.5

/**
 * What became of everybody, as places in `newsKinds`: worth at least as much as was expected, or less, or lost: more
 * likely active than gone at first, and gone by now.
 */
export function newsKindsOf(
  union: Union,
  values: BridgeCustomers,
  { model, growth }: { readonly model: EquityModel; readonly growth: number },
): Uint8Array {
  const size = union.standing.length
  const before = scattered(activeOf(model, union.opening), union.openingAt, size)
  const now = scattered(activeOf(model, union.closing), union.closingAt, size)
  return Uint8Array.from(union.standing, (_, place) => {
    if (newsOf(values, place, growth) >= 0) return placeOfNews.developed
    const wasLost = (before[place] ?? 0) >= likely && (now[place] ?? 0) < likely
    return wasLost ? placeOfNews.lost : placeOfNews.shrunk
  })
}

function rowsAmong(
  at: Int32Array,
  places: Int32Array,
): { readonly rows: Int32Array; readonly at: Int32Array } {
  const rows: number[] = []
  const found: number[] = []
  let row = 0
  for (const [index, place] of places.entries()) {
    while (row < at.length && (at[row] ?? 0) < place) row++
    if (at[row] !== place) continue
    rows.push(row)
    found.push(index)
  }
  return { rows: Int32Array.from(rows), at: Int32Array.from(found) }
}

function scattered(values: Float64Array, at: Int32Array, size: number): Float64Array {
  const column = new Float64Array(size)
  for (let row = 0; row < at.length; row++) column[at[row] ?? 0] = values[row] ?? 0
  return column
}

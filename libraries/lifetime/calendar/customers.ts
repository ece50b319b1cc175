/** Customers whose first purchases are known by the day, so that a calendar can be laid over their lives. */
import { daysPer } from '#kernel/time.ts'
import { distinctCombinations } from '../covariates/design.ts'
import { lifetimeError } from '../errors.ts'
import type { ActiveCustomer, PurchaseHistories, WeightedHistories } from '../model.ts'
import { picked } from '../collapse.ts'
import { checkCovers, type OperationalClock, operationalClock, type PurchaseCalendar } from './calendar.ts'

/** What is known of customers on a calendar. */
export interface CustomersOnCalendar {
  readonly histories: PurchaseHistories
  /** Day of each customer's first purchase, counted from 1970-01-01: see `numberOfDay`. */
  readonly firstPurchase: Float64Array
  /** Days of all repeat purchases of all customers, in any order; a row that stands for two customers has its days twice. */
  readonly repeatPurchases: Float64Array
}

/**
 * Checks and makes customers on a calendar.
 *
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_VALUE_NOT_FINITE.
 */
export function customersOnCalendar(columns: {
  readonly histories: PurchaseHistories
  readonly firstPurchase: ArrayLike<number>
  readonly repeatPurchases: ArrayLike<number>
}): CustomersOnCalendar {
  const { histories } = columns
  const firstPurchase = Float64Array.from(columns.firstPurchase)
  const repeatPurchases = Float64Array.from(columns.repeatPurchases)
  const repeats = histories.repeatPurchases.reduce(
    (sum, x, row) => sum + x * (histories.weight?.[row] ?? 1),
    0,
  )
  for (const [name, length, expected] of [
    ['first purchases', firstPurchase.length, histories.age.length],
    ['repeat purchases', repeatPurchases.length, repeats],
  ] as const) {
    if (length === expected) continue
    const message = `There are ${length} days of ${name}; the histories tell of ${expected}.`
    throw lifetimeError('LIFETIME_LENGTHS_DIFFER', message, { given: length, expected })
  }
  for (const [name, days] of Object.entries({ firstPurchase, repeatPurchases })) {
    const row = days.findIndex((day) => !Number.isFinite(day))
    if (row < 0) continue
    throw lifetimeError('LIFETIME_VALUE_NOT_FINITE', `Row ${row} has ${days[row]} as ${name}.`, {
      row,
      column: name,
    })
  }
  return Object.freeze({ histories, firstPurchase, repeatPurchases })
}

/** Day of the end of each customer's observation. */
export function lastDays({ histories, firstPurchase }: CustomersOnCalendar): Float64Array {
  const unit = daysPer(histories.timeUnit)
  return firstPurchase.map((first, row) => first + unit * histories.age[row])
}

/** The first day and the last at which any customer is observed. */
export function observedSpan(customers: CustomersOnCalendar): {
  readonly first: number
  readonly last: number
} {
  const first = customers.firstPurchase.reduce((day, other) => Math.min(day, other), Infinity)
  const last = lastDays(customers).reduce((day, other) => Math.max(day, other), -Infinity)
  return { first, last }
}

/**
 * Histories in operational time, in which purchases come at a steady rate: exact for every model whose dropout happens
 * at purchases, or not at all.
 *
 * @returns In the unit of the histories, each unit as long as a usual one.
 * @throws LIFETIME_CALENDAR_TOO_SHORT.
 */
export function operationalHistories(
  customers: CustomersOnCalendar,
  calendar: PurchaseCalendar,
): PurchaseHistories {
  const { histories, firstPurchase } = customers
  const { first, last } = observedSpan(customers)
  checkCovers(calendar, first, last)
  const clock = operationalClock(calendar)
  const rows = Array.from(firstPurchase, (_, row) => operationalCustomer(customers, clock, row))
  const age = Float64Array.from(rows, (row) => row.age)
  const lastPurchaseAge = Float64Array.from(rows, (row) => row.lastPurchaseAge)
  return Object.freeze({ ...histories, age, lastPurchaseAge })
}

/** One customer in operational time. */
export function operationalCustomer(
  { histories, firstPurchase }: CustomersOnCalendar,
  { at }: OperationalClock,
  row: number,
): ActiveCustomer {
  const unit = daysPer(histories.timeUnit)
  const repeatPurchases = histories.repeatPurchases[row]
  const begin = firstPurchase[row]
  const since = (age: number) => (at(begin + unit * age) - at(begin)) / unit
  const age = since(histories.age[row])
  // Rounding must not put a last purchase after the end.
  const last = repeatPurchases === 0 ? 0 : Math.min(since(histories.lastPurchaseAge[row]), age)
  return { repeatPurchases, lastPurchaseAge: last, age }
}

/** Customers with the same history and the same first day, joined. */
export interface DistinctOnCalendar {
  readonly rows: WeightedHistories
  readonly firstPurchase: Float64Array
}

/** Joins equal customers into one row each. */
export function distinctOnCalendar({ histories, firstPurchase }: CustomersOnCalendar): DistinctOnCalendar {
  const { repeatPurchases, lastPurchaseAge, age, timeUnit } = histories
  const { places, firsts } = distinctCombinations([repeatPurchases, lastPurchaseAge, age, firstPurchase])
  const weight = new Float64Array(firsts.length)
  for (let row = 0; row < places.length; row++) weight[places[row]] += histories.weight?.[row] ?? 1
  return {
    rows: {
      timeUnit,
      repeatPurchases: picked(repeatPurchases, firsts),
      lastPurchaseAge: picked(lastPurchaseAge, firsts),
      age: picked(age, firsts),
      weight,
    },
    firstPurchase: picked(firstPurchase, firsts),
  }
}

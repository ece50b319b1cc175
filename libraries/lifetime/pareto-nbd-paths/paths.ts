/** Customers whose covariates change over time: checked once, in columns. */
import type { TimeUnit } from '#kernel/time.ts'
import {
  customerCovariates,
  type CovariateColumns,
  type CustomerCovariates,
} from '../covariates/covariates.ts'
import { lifetimeError } from '../errors.ts'
import { purchaseHistories } from '../histories.ts'
import type { PurchaseHistories } from '../model.ts'

/** What is known of customers whose covariates change, before it is checked; all times are ages, from the first purchase. */
export interface PathColumns {
  readonly timeUnit: TimeUnit
  /** T of each customer: time from the first purchase to the end of observation. */
  readonly age: ArrayLike<number>
  /** Repeat purchases up to that end: whose they are (0 for the first customer), ascending, and their ages, ascending. */
  readonly purchases: { readonly customer: ArrayLike<number>; readonly age: ArrayLike<number> }
  /**
   * Periods in which covariates stay as they are: whose they are, ascending, and from which age on, ascending; the first
   * of each customer begins at age 0 or earlier. A purchase on the border belongs to the later period.
   */
  readonly periods: CovariateColumns & {
    readonly customer: ArrayLike<number>
    readonly from: ArrayLike<number>
    /** ln of a multiplier of the purchase rate that is known beforehand; 0 where left out. */
    readonly logMultiplier?: ArrayLike<number>
  }
  /** Until which age each customer's last period lasts: the end of observation or later. */
  readonly until: ArrayLike<number>
  readonly weight?: ArrayLike<number>
}

/** Customers and their paths of covariates. Made only by `customersOnPaths(...)`. */
export interface CustomersOnPaths {
  readonly histories: PurchaseHistories
  /** The periods of customer i are those from `firstPeriod[i]` up to, but not including, `firstPeriod[i + 1]`. */
  readonly firstPeriod: Int32Array
  readonly from: Float64Array
  readonly until: Float64Array
  /** Covariates of each period; null where there is none. */
  readonly covariates: CustomerCovariates | null
  readonly logMultiplier: Float64Array
  /** In which period each repeat purchase was made; those of customer i begin at `firstPurchase[i]`. */
  readonly purchasePeriod: Int32Array
  readonly firstPurchase: Int32Array
}

/**
 * Checks and makes customers on paths.
 *
 * @throws LIFETIME_PATH_INVALID, LIFETIME_PATH_TOO_SHORT, LIFETIME_LENGTHS_DIFFER, LIFETIME_VALUE_NOT_FINITE, and what
 *   `purchaseHistories` and `customerCovariates` throw.
 */
export function customersOnPaths(columns: PathColumns): CustomersOnPaths {
  const { periods, purchases } = columns
  const age = Float64Array.from(columns.age)
  const until = Float64Array.from(columns.until)
  const from = Float64Array.from(periods.from)
  refuseLengths({ age: age.length, until: until.length })
  refuseLengths({ 'customer of the periods': periods.customer.length, 'from of the periods': from.length })
  const firstPeriod = startsOf(periods.customer, age.length, 'period')
  const firstPurchase = startsOf(purchases.customer, age.length, 'purchase')
  const times = Float64Array.from(purchases.age)
  refuseLengths({
    'customer of the purchases': purchases.customer.length,
    'age of the purchases': times.length,
  })
  const histories = purchaseHistories({
    timeUnit: columns.timeUnit,
    repeatPurchases: Float64Array.from(age, (_, i) => firstPurchase[i + 1] - firstPurchase[i]),
    lastPurchaseAge: Float64Array.from(age, (_, i) =>
      firstPurchase[i + 1] > firstPurchase[i] ? times[firstPurchase[i + 1] - 1] : 0,
    ),
    age,
    weight: columns.weight,
  })
  const logMultiplier = Float64Array.from(periods.logMultiplier ?? new Float64Array(from.length))
  const given = [...Object.keys(periods.purchase ?? {}), ...Object.keys(periods.dropout ?? {})]
  const covariates = given.length === 0 ? null : customerCovariates(periods)
  refuseLengths({
    from: from.length,
    logMultiplier: logMultiplier.length,
    covariates: covariates?.customers ?? from.length,
  })
  refuseNonFinite({ from, until, logMultiplier, 'age of the purchases': times })
  for (let i = 0; i < age.length; i++) {
    refusePath(i, from.subarray(firstPeriod[i], firstPeriod[i + 1]), { age: age[i], until: until[i] })
  }
  const purchasePeriod = periodsOf(times, { firstPurchase, firstPeriod, from })
  return Object.freeze({
    histories,
    firstPeriod,
    from,
    until,
    covariates,
    logMultiplier,
    purchasePeriod,
    firstPurchase,
  })
}

/** For each customer, where theirs begin among rows sorted by customer. */
function startsOf(customer: ArrayLike<number>, customers: number, noun: string): Int32Array {
  const starts = new Int32Array(customers + 1)
  for (let row = 0; row < customer.length; row++) {
    const whose = customer[row]
    const sorted = row === 0 || customer[row - 1] <= whose
    if (!(sorted && Number.isSafeInteger(whose) && whose >= 0 && whose < customers)) {
      const message = `The ${noun} in row ${row} is of customer ${whose}, out of order or of none of ${customers}.`
      throw lifetimeError('LIFETIME_PATH_INVALID', message, { row, customer: whose })
    }
    starts[whose + 1]++
  }
  for (let i = 0; i < customers; i++) starts[i + 1] += starts[i]
  return starts
}

function refusePath(
  customer: number,
  from: Float64Array,
  { age, until }: { readonly age: number; readonly until: number },
): void {
  for (let k = 1; k < from.length; k++) {
    if (from[k] > from[k - 1]) continue
    const message = `A period of customer ${customer} begins at ${from[k]}, the one before at ${from[k - 1]}.`
    throw lifetimeError('LIFETIME_PATH_INVALID', message, { customer, from: from[k] })
  }
  if (from.length > 0 && from[0] <= 0 && until >= age) return
  const message = `The covariates of customer ${customer} reach from ${from[0]} to ${until}, the customer from 0 to ${age}.`
  throw lifetimeError('LIFETIME_PATH_TOO_SHORT', message, { customer, from: from[0], until, age })
}

/** In which period each purchase falls; both are in ascending order for each customer. */
function periodsOf(
  times: Float64Array,
  at: Pick<CustomersOnPaths, 'firstPurchase' | 'firstPeriod' | 'from'>,
): Int32Array {
  const { firstPurchase, firstPeriod, from } = at
  const found = new Int32Array(times.length)
  for (let i = 0; i + 1 < firstPurchase.length; i++) {
    let period = firstPeriod[i]
    for (let row = firstPurchase[i]; row < firstPurchase[i + 1]; row++) {
      if (times[row] < (row > firstPurchase[i] ? times[row - 1] : 0)) {
        const message = `Customer ${i} has a purchase at age ${times[row]}, before age 0 or before the one listed earlier.`
        throw lifetimeError('LIFETIME_PATH_INVALID', message, { customer: i, age: times[row] })
      }
      while (period + 1 < firstPeriod[i + 1] && from[period + 1] <= times[row]) period++
      found[row] = period
    }
  }
  return found
}

function refuseLengths(lengths: Readonly<Record<string, number>>): void {
  if (new Set(Object.values(lengths)).size <= 1) return
  const listed = Object.entries(lengths).map(([name, length]) => `${name} ${length}`)
  throw lifetimeError(
    'LIFETIME_LENGTHS_DIFFER',
    `The columns differ in length: ${listed.join(', ')}.`,
    lengths,
  )
}

function refuseNonFinite(columns: Readonly<Record<string, Float64Array>>): void {
  for (const [name, column] of Object.entries(columns)) {
    const row = column.findIndex((value) => !Number.isFinite(value))
    if (row < 0) continue
    throw lifetimeError('LIFETIME_VALUE_NOT_FINITE', `Row ${row} has ${column[row]} as ${name}.`, {
      row,
      column: name,
    })
  }
}

/** From a log of purchases to what the models need: one summary a customer, at any day. */
import { daysPer, numberOfDay, parseDay, type TimeUnit } from '#kernel/time.ts'
import { lifetimeError } from './errors.ts'
import { purchaseHistories } from './histories.ts'
import type { PurchaseHistories } from './model.ts'
import { orderRows } from './outlook/row-order.ts'

/** A purchase log in columns, rows in any order. */
export interface PurchaseLogColumns {
  /** Who bought. */
  readonly customer: ArrayLike<string | number>
  /** When: `YYYY-MM-DD`, or a whole number of days since any one day. */
  readonly day: ArrayLike<string | number>
  /** For how much, negative for money given back; spends are not observed where left out. */
  readonly amount?: ArrayLike<number>
}

/** Purchase days customer by customer: order lines of one day are one purchase. Made only by {@link purchaseLog}. */
export interface PurchaseLog {
  /** The n customers, in order of first appearance. */
  readonly customers: readonly (string | number)[]
  /** Customer i holds the purchases starts[i] up to, but not including, starts[i + 1]. */
  readonly starts: Int32Array
  /** Day of each purchase, ascending within a customer. */
  readonly day: Float64Array
  /** What was spent on that day in all; 0 where the log has no amounts. */
  readonly spend: Float64Array
  readonly lastDay: number
}

/** Every customer known by some day, as of that day. */
export interface CustomerBase {
  readonly customers: readonly (string | number)[]
  readonly histories: PurchaseHistories
  /** m: repeat purchase days on which more than nothing was spent. */
  readonly spendObservations: Float64Array
  /** z̄: mean of those spends; 0 where there are none. */
  readonly meanSpend: Float64Array
}

/** At which day to summarise, and in which unit to count. */
export interface SummaryOptions {
  /** End of observation: purchases on it still count. The last day of the log where left out. */
  readonly until?: string | number
  /** A week where left out. */
  readonly timeUnit?: TimeUnit
}

/**
 * Sorts a log by customer and day, and joins what one customer bought on one day.
 *
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_NO_CUSTOMERS, LIFETIME_DAY_INVALID, LIFETIME_VALUE_NOT_FINITE.
 */
export function purchaseLog({ customer, day, amount }: PurchaseLogColumns): PurchaseLog {
  const rows = customer.length
  if (day.length !== rows || (amount !== undefined && amount.length !== rows)) {
    const lengths = { customer: rows, day: day.length, amount: amount?.length }
    const message = `The columns of the log differ in length: ${JSON.stringify(lengths)}.`
    throw lifetimeError('LIFETIME_LENGTHS_DIFFER', message, lengths)
  }
  if (rows === 0) throw lifetimeError('LIFETIME_NO_CUSTOMERS', 'The log has no purchase.')
  const places = new Map<string | number, number>()
  const columns = { place: new Float64Array(rows), day: new Float64Array(rows) }
  for (let row = 0; row < rows; row++) {
    const place = places.get(customer[row]) ?? places.size
    places.set(customer[row], place)
    columns.place[row] = place
    columns.day[row] = dayNumber(day[row], row)
    checkAmount(amount?.[row] ?? 0, row)
  }
  const order = orderRows([columns.place, columns.day])
  const starts = new Int32Array(places.size + 1)
  const days = new Float64Array(rows)
  const spend = new Float64Array(rows)
  let purchase = -1
  order.forEach((row, i) => {
    const before = order[i - 1]
    const sameDay = i > 0 && columns.day[row] === columns.day[before]
    if (!(sameDay && columns.place[row] === columns.place[before])) {
      purchase++
      starts[columns.place[row] + 1] = purchase + 1
      days[purchase] = columns.day[row]
    }
    spend[purchase] += amount?.[row] ?? 0
  })
  return Object.freeze({
    customers: [...places.keys()],
    starts,
    day: days.slice(0, purchase + 1),
    spend: spend.slice(0, purchase + 1),
    lastDay: columns.day.reduce((last, each) => Math.max(last, each)),
  })
}

/**
 * What is known of every customer whose first purchase is no later than a day.
 *
 * @returns Columns that go together, customers in the order of the log.
 * @throws LIFETIME_DAY_INVALID; LIFETIME_NO_CUSTOMERS where nobody had bought by then.
 */
export function summariseLog(
  log: PurchaseLog,
  { until = log.lastDay, timeUnit = 'week' }: SummaryOptions = {},
): CustomerBase {
  const end = dayNumber(until, undefined)
  const unit = daysPer(timeUnit)
  const known = customersBy(log, end)
  const column = () => new Float64Array(known.length)
  const base = {
    repeatPurchases: column(),
    lastPurchaseAge: column(),
    age: column(),
    sumLogIntervals: column(),
    spendObservations: column(),
    meanSpend: column(),
  }
  known.forEach((place, row) => {
    const first = log.starts[place]
    let last = first
    let spent = 0
    for (let i = first + 1; i < log.starts[place + 1] && log.day[i] <= end; i++) {
      base.sumLogIntervals[row] += Math.log((log.day[i] - log.day[last]) / unit)
      last = i
      if (!(log.spend[i] > 0)) continue
      base.spendObservations[row]++
      spent += log.spend[i]
    }
    base.repeatPurchases[row] = last - first
    base.lastPurchaseAge[row] = (log.day[last] - log.day[first]) / unit
    base.age[row] = (end - log.day[first]) / unit
    base.meanSpend[row] = base.spendObservations[row] === 0 ? 0 : spent / base.spendObservations[row]
  })
  const { spendObservations, meanSpend, ...columns } = base
  return {
    customers: known.map((place) => log.customers[place]),
    histories: purchaseHistories({ timeUnit, ...columns }),
    spendObservations,
    meanSpend,
  }
}

/**
 * Purchases of every customer known by a day, in the time after it.
 *
 * @param window - Days after `after` up to and including `to`.
 * @returns One count for each row of `summariseLog(log, { until: after })`.
 * @throws LIFETIME_DAY_INVALID.
 */
export function purchasesAfter(
  log: PurchaseLog,
  { after, to }: { readonly after: string | number; readonly to: string | number },
): Float64Array {
  const [begin, end] = [dayNumber(after, undefined), dayNumber(to, undefined)]
  return Float64Array.from(customersBy(log, begin), (place) => {
    let count = 0
    for (let i = log.starts[place]; i < log.starts[place + 1]; i++) {
      if (log.day[i] > begin && log.day[i] <= end) count++
    }
    return count
  })
}

/** Places of the customers whose first purchase is no later than the day. */
function customersBy({ customers, starts, day }: PurchaseLog, end: number): number[] {
  return [...customers.keys()].filter((place) => day[starts[place]] <= end)
}

/** @throws LIFETIME_DAY_INVALID */
function dayNumber(day: string | number, row: number | undefined): number {
  const parsed = typeof day === 'string' ? parseDay(day) : undefined
  const number = parsed === undefined ? day : numberOfDay(parsed)
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number
  const where = row === undefined ? 'The day asked for' : `The day of row ${row}`
  throw lifetimeError('LIFETIME_DAY_INVALID', `${where} is ${day}.`, { day, row })
}

function checkAmount(amount: number, row: number): void {
  if (Number.isFinite(amount)) return
  throw lifetimeError('LIFETIME_VALUE_NOT_FINITE', `Row ${row} has ${amount} as amount.`, { row })
}

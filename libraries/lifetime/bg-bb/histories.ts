/** What BG/BB knows of a customer: opportunities so far, how many were taken, and which was the last. */
import { distinctRows, picked } from '../collapse.ts'
import { lifetimeError } from '../errors.ts'
import { checkedWeight, doubles, notWhole, refuseDifferentLengths, refuseNonFinite } from '../histories.ts'

/**
 * Histories of n customers (or of n distinct rows, with `weight`) who could buy once at each of some opportunities: a
 * yearly appeal, an event, a monthly box. Made only by {@link opportunityHistories}, which checks every value once.
 */
export interface OpportunityHistories {
  /** n: opportunities since the first purchase; whole numbers ≥ 0. */
  readonly opportunities: Float64Array
  /** x: opportunities taken, the first purchase not counted. */
  readonly repeatPurchases: Float64Array
  /** t_x: number of the last opportunity taken, 1 … n; 0 where none was. */
  readonly lastOpportunity: Float64Array
  /** How many customers a row stands for; absent means one each. */
  readonly weight?: Float64Array
}

/** Columns of opportunity histories before they are checked; see {@link OpportunityHistories}. */
export interface OpportunityColumns {
  readonly opportunities: ArrayLike<number>
  readonly repeatPurchases: ArrayLike<number>
  readonly lastOpportunity: ArrayLike<number>
  readonly weight?: ArrayLike<number> | undefined
}

/**
 * Checks and makes opportunity histories.
 *
 * @returns Columns of doubles; a column that is a `Float64Array` is taken as it is, not copied.
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_NO_CUSTOMERS, LIFETIME_VALUE_NOT_FINITE, LIFETIME_COUNT_NOT_WHOLE,
 *   LIFETIME_LAST_PURCHASE_AFTER_END, LIFETIME_LAST_PURCHASE_WITHOUT_REPEAT,
 *   LIFETIME_PURCHASES_EXCEED_OPPORTUNITIES, LIFETIME_WEIGHT_NOT_POSITIVE, in this precedence within a row.
 */
export function opportunityHistories(columns: OpportunityColumns): OpportunityHistories {
  const opportunities = doubles(columns.opportunities)
  const repeatPurchases = doubles(columns.repeatPurchases)
  const lastOpportunity = doubles(columns.lastOpportunity)
  refuseDifferentLengths({ opportunities, repeatPurchases, lastOpportunity })
  for (let row = 0; row < opportunities.length; row++) {
    checkRow(row, { n: opportunities[row], x: repeatPurchases[row], last: lastOpportunity[row] })
  }
  const weight = checkedWeight(columns.weight, opportunities.length)
  return Object.freeze({ opportunities, repeatPurchases, lastOpportunity, ...weight })
}

/** `count` customers of whom only the first purchase is known, as one row. */
export function newCustomers(count = 1): OpportunityHistories {
  return opportunityHistories({
    opportunities: [0],
    repeatPurchases: [0],
    lastOpportunity: [0],
    weight: [count],
  })
}

/** One customer's history as three numbers. */
export interface OpportunityHistory {
  readonly opportunities: number
  readonly repeatPurchases: number
  readonly lastOpportunity: number
}

/**
 * The history after one more opportunity: no refit is needed to predict from it.
 *
 * @param taken - Whether the customer bought at it.
 * @throws as {@link opportunityHistories}.
 */
export function afterOpportunity(history: OpportunityHistory, taken: boolean): OpportunityHistory {
  const { opportunities: n, repeatPurchases: x, lastOpportunity: last } = history
  checkRow(0, { n, x, last })
  return {
    opportunities: n + 1,
    repeatPurchases: x + Number(taken),
    lastOpportunity: taken ? n + 1 : last,
  }
}

/** Purchases in whole periods, one entry a purchase: several of a customer in one period count once. */
export interface PeriodPurchases {
  /** Place of the customer, 0 … customers − 1. */
  readonly customer: ArrayLike<number>
  /** Number of the period: a whole number, for instance the year. */
  readonly period: ArrayLike<number>
  /** How many customers there are; each must have a purchase. */
  readonly customers: number
  /** The last period observed; later purchases are left out. */
  readonly lastPeriod: number
}

/**
 * Histories from a log of purchases. The period of a customer's first purchase is no opportunity: theirs begin with the
 * next one.
 *
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_NO_CUSTOMERS, LIFETIME_COUNT_NOT_WHOLE.
 */
export function opportunityHistoriesOf(purchases: PeriodPurchases): OpportunityHistories {
  const { customers, lastPeriod } = purchases
  const taken = periodsByCustomer(purchases)
  const opportunities = new Float64Array(customers)
  const repeatPurchases = new Float64Array(customers)
  const lastOpportunity = new Float64Array(customers)
  taken.forEach((periods, place) => {
    if (periods.size === 0) {
      const message = `Customer ${place} has no purchase up to period ${lastPeriod}.`
      throw lifetimeError(
        'LIFETIME_NO_CUSTOMERS',
        message,
        { customer: place },
        {
          hint: 'Leave out customers whose first purchase is later than the last period.',
        },
      )
    }
    const first = Math.min(...periods)
    opportunities[place] = lastPeriod - first
    repeatPurchases[place] = periods.size - 1
    lastOpportunity[place] = Math.max(...periods) - first
  })
  return opportunityHistories({ opportunities, repeatPurchases, lastOpportunity })
}

/** Opportunity histories whose rows all say how many customers they stand for. */
export type WeightedOpportunities = Required<OpportunityHistories>

/** Joins customers with the same history into one row, whose weight is the exact sum of theirs. */
export function collapseOpportunities(histories: OpportunityHistories): WeightedOpportunities {
  const { opportunities, repeatPurchases, lastOpportunity, weight } = histories
  const { places, firsts } = distinctRows([opportunities, repeatPurchases, lastOpportunity])
  const total = new Float64Array(firsts.length)
  for (let row = 0; row < places.length; row++) total[places[row]] += weight === undefined ? 1 : weight[row]
  return {
    opportunities: picked(opportunities, firsts),
    repeatPurchases: picked(repeatPurchases, firsts),
    lastOpportunity: picked(lastOpportunity, firsts),
    weight: total,
  }
}

function checkRow(
  row: number,
  { n, x, last }: { readonly n: number; readonly x: number; readonly last: number },
): void {
  const details = { row, opportunities: n, repeatPurchases: x, lastOpportunity: last }
  refuseNonFinite(row, { opportunities: n, repeatPurchases: x, lastOpportunity: last })
  refuseSplitCount(row, 'opportunities', n)
  refuseSplitCount(row, 'repeat purchases', x)
  refuseSplitCount(row, 'as its last opportunity', last)
  if (last > n) {
    const message = `Row ${row} bought last at opportunity ${last}, after the end of observation at ${n}.`
    throw lifetimeError('LIFETIME_LAST_PURCHASE_AFTER_END', message, details)
  }
  if (x === 0 && last > 0) {
    const message = `Row ${row} has no repeat purchase, yet bought last at opportunity ${last}.`
    throw lifetimeError('LIFETIME_LAST_PURCHASE_WITHOUT_REPEAT', message, details)
  }
  if (x > last) {
    const message = `Row ${row} has ${x} purchases at ${last} opportunities.`
    throw lifetimeError('LIFETIME_PURCHASES_EXCEED_OPPORTUNITIES', message, details)
  }
}

function refuseSplitCount(row: number, noun: string, count: number): void {
  if (!(count >= 0 && Number.isSafeInteger(count))) throw notWhole(row, noun, count)
}

function periodsByCustomer({ customer, period, customers, lastPeriod }: PeriodPurchases): Set<number>[] {
  const columns = { customer: doubles(customer), period: doubles(period) }
  refuseDifferentLengths(columns)
  const taken = Array.from({ length: customers }, () => new Set<number>())
  columns.customer.forEach((place, row) => {
    if (!(Number.isSafeInteger(place) && place >= 0 && place < customers)) {
      throw notWhole(row, `as its customer among ${customers}`, place)
    }
    if (!Number.isSafeInteger(columns.period[row])) throw notWhole(row, 'as its period', columns.period[row])
    if (columns.period[row] <= lastPeriod) taken[place].add(columns.period[row])
  })
  return taken
}

/** Checks the data of the models once, so that nothing behind need check it again. */
import type { TimeUnit } from '#kernel/time.ts'
import { lifetimeError } from './errors.ts'
import type { PurchaseHistories, SpendHistories } from './model.ts'

/** Columns of purchase histories before they are checked; see {@link PurchaseHistories}. */
export interface PurchaseColumns {
  readonly timeUnit: TimeUnit
  readonly repeatPurchases: ArrayLike<number>
  readonly lastPurchaseAge: ArrayLike<number>
  readonly age: ArrayLike<number>
  readonly sumLogIntervals?: ArrayLike<number> | undefined
  readonly weight?: ArrayLike<number> | undefined
}

/** Columns of spend histories before they are checked; see {@link SpendHistories}. */
export interface SpendColumns {
  readonly observations: ArrayLike<number>
  readonly meanSpend: ArrayLike<number>
  readonly weight?: ArrayLike<number> | undefined
}

/**
 * Checks and makes purchase histories.
 *
 * @returns Columns of doubles; a column that is a `Float64Array` is taken as it is, not copied.
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_NO_CUSTOMERS, LIFETIME_VALUE_NOT_FINITE, LIFETIME_COUNT_NOT_WHOLE,
 *   LIFETIME_AGE_NEGATIVE, LIFETIME_LAST_PURCHASE_AFTER_END, LIFETIME_LAST_PURCHASE_WITHOUT_REPEAT,
 *   LIFETIME_INTERVALS_IMPOSSIBLE, LIFETIME_WEIGHT_NOT_POSITIVE, in this precedence within a row.
 */
export function purchaseHistories(columns: PurchaseColumns): PurchaseHistories {
  const repeatPurchases = doubles(columns.repeatPurchases)
  const lastPurchaseAge = doubles(columns.lastPurchaseAge)
  const age = doubles(columns.age)
  refuseDifferentLengths({ repeatPurchases, lastPurchaseAge, age })
  for (let row = 0; row < age.length; row++) {
    const [x, last, end] = [repeatPurchases[row], lastPurchaseAge[row], age[row]]
    // One test for the many sound rows; which rule was broken is looked for only then.
    const sound = x >= 0 && x <= Number.MAX_SAFE_INTEGER && Math.floor(x) === x && last >= 0 && last <= end
    if (!(sound && end < Infinity && (x > 0 || last === 0))) throw refusedRow(row, x, { last, end })
  }
  const intervals = checkedIntervals(columns.sumLogIntervals, { repeatPurchases, lastPurchaseAge })
  const weight = checkedWeight(columns.weight, age.length)
  return Object.freeze({
    timeUnit: columns.timeUnit,
    repeatPurchases,
    lastPurchaseAge,
    age,
    ...intervals,
    ...weight,
  })
}

/**
 * Checks and makes spend histories.
 *
 * @returns Columns of doubles; a column that is a `Float64Array` is taken as it is, not copied.
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_NO_CUSTOMERS, LIFETIME_VALUE_NOT_FINITE, LIFETIME_COUNT_NOT_WHOLE,
 *   LIFETIME_SPEND_NOT_POSITIVE, LIFETIME_WEIGHT_NOT_POSITIVE, in this precedence within a row.
 */
export function spendHistories(columns: SpendColumns): SpendHistories {
  const observations = doubles(columns.observations)
  const meanSpend = doubles(columns.meanSpend)
  refuseDifferentLengths({ observations, meanSpend })
  for (let row = 0; row < observations.length; row++) {
    const [count, mean] = [observations[row], meanSpend[row]]
    refuseNonFinite(row, { observations: count, meanSpend: mean })
    if (!(count >= 1 && Number.isSafeInteger(count))) throw notWhole(row, 'spend observations', count)
    if (mean <= 0) {
      throw lifetimeError('LIFETIME_SPEND_NOT_POSITIVE', `Row ${row} has a mean spend of ${mean}.`, {
        row,
        mean,
      })
    }
  }
  return Object.freeze({ observations, meanSpend, ...checkedWeight(columns.weight, observations.length) })
}

/** Number of customers, counting weights. */
export function customerCount(rows: { readonly weight?: Float64Array }, distinct: number): number {
  return rows.weight === undefined ? distinct : rows.weight.reduce((sum, weight) => sum + weight, 0)
}

/** The column as doubles; one that is a `Float64Array` is taken as it is, not copied. */
export function doubles(column: ArrayLike<number>): Float64Array {
  return column instanceof Float64Array ? column : Float64Array.from(column)
}

/**
 * Holds named columns to one length, of at least one row.
 *
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_NO_CUSTOMERS.
 */
export function refuseDifferentLengths(columns: Readonly<Record<string, Float64Array>>): void {
  const lengths = Object.entries(columns).map(([name, column]) => [name, column.length] as const)
  if (new Set(lengths.map(([, length]) => length)).size > 1) {
    const listed = lengths.map(([name, length]) => `${name} ${length}`).join(', ')
    throw lifetimeError(
      'LIFETIME_LENGTHS_DIFFER',
      `The columns differ in length: ${listed}.`,
      Object.fromEntries(lengths),
    )
  }
  if (lengths[0][1] === 0)
    throw lifetimeError('LIFETIME_NO_CUSTOMERS', 'There is no customer in the histories.')
}

/** Rounding of days to fractions of a unit, and of sums of logarithms, moves a sum by less than this share. */
const intervalRounding = 1e-6

/**
 * The sums of logarithms, one a row, where they are given. Of x times that add up to t_x it is at most x·ln(t_x / x), as
 * if all were alike, and with one purchase exactly that: a sum in another unit of time is told by it.
 */
function checkedIntervals(
  column: ArrayLike<number> | undefined,
  { repeatPurchases, lastPurchaseAge }: Pick<PurchaseHistories, 'repeatPurchases' | 'lastPurchaseAge'>,
): { sumLogIntervals?: Float64Array } {
  if (column === undefined) return {}
  const sumLogIntervals = doubles(column)
  refuseDifferentLengths({ sumLogIntervals, repeatPurchases })
  for (let row = 0; row < sumLogIntervals.length; row++) {
    const sum = sumLogIntervals[row]
    refuseNonFinite(row, { sumLogIntervals: sum })
    const x = repeatPurchases[row]
    const most = x === 0 ? 0 : x * Math.log(lastPurchaseAge[row] / x)
    const leeway = intervalRounding * (x + Math.abs(most))
    if (sum <= most + leeway && (x > 1 || sum >= most - leeway)) continue
    const message = `Row ${row} has ${sum} as sum of the logarithms of ${x} times that add up to ${lastPurchaseAge[row]}.`
    throw lifetimeError('LIFETIME_INTERVALS_IMPOSSIBLE', message, { row, sum, most })
  }
  return { sumLogIntervals }
}

/** Which rule a row breaks. */
function refusedRow(row: number, x: number, { last, end }: { last: number; end: number }): Error {
  refuseNonFinite(row, { repeatPurchases: x, lastPurchaseAge: last, age: end })
  const details = { row, repeatPurchases: x, lastPurchaseAge: last, age: end }
  if (!(x >= 0 && Number.isSafeInteger(x))) return notWhole(row, 'repeat purchases', x)
  if (end < 0 || last < 0) {
    const message = `Row ${row} has a negative age: last purchase at ${last}, end of observation at ${end}.`
    return lifetimeError('LIFETIME_AGE_NEGATIVE', message, details)
  }
  if (last > end) {
    const message = `Row ${row} has its last purchase at age ${last}, after the end of observation at ${end}.`
    return lifetimeError('LIFETIME_LAST_PURCHASE_AFTER_END', message, details)
  }
  const message = `Row ${row} has no repeat purchase, yet a last purchase at age ${last}.`
  return lifetimeError('LIFETIME_LAST_PURCHASE_WITHOUT_REPEAT', message, details)
}

/**
 * Holds the named values of a row to finite numbers.
 *
 * @throws LIFETIME_VALUE_NOT_FINITE.
 */
export function refuseNonFinite(row: number, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isFinite(value)) {
      throw lifetimeError('LIFETIME_VALUE_NOT_FINITE', `Row ${row} has ${value} as ${name}.`, {
        row,
        column: name,
      })
    }
  }
}

/** The refusal of a count that is no whole number: LIFETIME_COUNT_NOT_WHOLE. */
export function notWhole(row: number, noun: string, count: number): Error {
  return lifetimeError('LIFETIME_COUNT_NOT_WHOLE', `Row ${row} has ${count} ${noun}.`, { row, count })
}

/**
 * The weights, positive and one a row; nothing where there are none.
 *
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_WEIGHT_NOT_POSITIVE.
 */
export function checkedWeight(
  column: ArrayLike<number> | undefined,
  length: number,
): { weight?: Float64Array } {
  if (column === undefined) return {}
  const weight = doubles(column)
  if (weight.length !== length) {
    const message = `There are ${weight.length} weights for ${length} rows.`
    throw lifetimeError('LIFETIME_LENGTHS_DIFFER', message, { weight: weight.length, rows: length })
  }
  for (let row = 0; row < length; row++) {
    if (!(weight[row] > 0 && weight[row] < Infinity)) {
      const message = `Row ${row} has a weight of ${weight[row]}.`
      throw lifetimeError('LIFETIME_WEIGHT_NOT_POSITIVE', message, { row, weight: weight[row] })
    }
  }
  return { weight }
}

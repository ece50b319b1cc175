/** What customers are worth on a day, from what was known of them by then. */
import { assert } from '#kernel/assert.ts'
import { days, daysPer, inUnit } from '#kernel/time.ts'
import { collapse } from '#lifetime/collapse.ts'
import type { CustomerCovariates } from '#lifetime/covariates/covariates.ts'
import type { FittedWithCovariates } from '#lifetime/covariates/fit.ts'
import { discountedExpectedPurchasesGiven, probabilityActiveGiven } from '#lifetime/covariates/predict.ts'
import { selectCovariates } from '#lifetime/covariates/select.ts'
import { purchaseHistories } from '#lifetime/histories.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories } from '#lifetime/model.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { discountRateIn } from '#lifetime/outlook/discount.ts'
import { expectedSpend } from '#lifetime/outlook/expected-spend.ts'
import type { SpendModel } from '#lifetime/outlook/outlook.ts'

/** How purchases are expected: by a plain model, and by the same with covariates where those are known. */
export interface PurchaseFits {
  readonly purchases: AnyFittedPurchaseModel
  readonly given?: FittedWithCovariates | null
}

/** What values are made with. */
export interface EquityModel extends PurchaseFits {
  readonly spend: SpendModel
  /** Share of spend that is margin; 1 where value is revenue. */
  readonly margin: number
}

/** Customers as they were known on a day: n numbers a column, in the order of `customer`. */
export interface CustomerStates {
  /** Numbers of the customers, ascending. */
  readonly customer: Int32Array
  /** x: purchase days after the first. */
  readonly x: Int32Array
  /** t_x and T in days. */
  readonly last: Int32Array
  readonly age: Int32Array
  /** m and z̄: spend observations and their mean, NaN where there is none. */
  readonly m: Int32Array
  readonly meanSpend: Float64Array
  /** What else is known of them, where anything is. */
  readonly covariates?: CustomerCovariates | undefined
}

/** How far ahead, and what later money is worth. */
export interface ValueWindow {
  readonly horizonDays: number
  readonly discountRatePerYear: number
}

/** Expected discounted money of each customer within the window, in the order of the customers. */
export function valuesOf(
  model: EquityModel,
  states: CustomerStates,
  { horizonDays, discountRatePerYear }: ValueWindow,
): Float64Array {
  const { spend, margin } = model
  if (states.customer.length === 0) return new Float64Array()
  const expected = expectedOf(model, states, { horizonDays, discountRatePerYear })
  const values = new Float64Array(expected.length)
  for (let place = 0; place < values.length; place++) {
    const observed = { observations: states.m[place] ?? 0, meanSpend: states.meanSpend[place] ?? 0 }
    values[place] = (expected[place] ?? 0) * expectedSpend(spend, observed) * margin
  }
  return values
}

/** Expected discounted purchases of each customer. */
function expectedOf(
  { purchases, given }: PurchaseFits,
  states: CustomerStates,
  { horizonDays, discountRatePerYear }: ValueWindow,
): Float64Array {
  const histories = historiesOf(purchases, states)
  const { covariates } = states
  if (given !== null && given !== undefined && covariates !== undefined) {
    const options = { horizon: days(horizonDays), discountRatePerYear }
    return discountedExpectedPurchasesGiven(given, { histories, covariates }, options)
  }
  const { rows, rowOf } = collapse(histories)
  const horizon = inUnit(days(horizonDays), purchases.timeUnit)
  const rate = discountRateIn(purchases.timeUnit, discountRatePerYear)
  const expected = purchaseModel(purchases).discountedExpectedPurchases(purchases, rows, horizon, rate)
  return Float64Array.from(rowOf, (row) => expected[row] ?? 0)
}

/** P(active) of each customer; 1 where it cannot be told. */
export function activeOf({ purchases, given }: PurchaseFits, states: CustomerStates): Float64Array {
  if (states.customer.length === 0) return new Float64Array()
  const histories = historiesOf(purchases, states)
  const { covariates } = states
  if (given !== null && given !== undefined && covariates !== undefined) {
    return probabilityActiveGiven(given, { histories, covariates })
  }
  const { rows, rowOf } = collapse(histories)
  const active = purchaseModel(purchases).probabilityActive(purchases, rows)
  return Float64Array.from(rowOf, (row) => active[row] ?? 0)
}

/** Some of the customers. */
export function statesAt(states: CustomerStates, places: Int32Array): CustomerStates {
  const whole = (column: Int32Array) => Int32Array.from(places, (place) => column[place] ?? 0)
  return {
    customer: whole(states.customer),
    x: whole(states.x),
    last: whole(states.last),
    age: whole(states.age),
    m: whole(states.m),
    meanSpend: Float64Array.from(places, (place) => states.meanSpend[place] ?? 0),
    ...(states.covariates !== undefined && { covariates: selectCovariates(states.covariates, places) }),
  }
}

function historiesOf({ timeUnit }: AnyFittedPurchaseModel, states: CustomerStates): PurchaseHistories {
  assert(states.customer.length > 0, 'there are customers')
  const unit = daysPer(timeUnit)
  return purchaseHistories({
    timeUnit,
    repeatPurchases: new Float64Array(states.x),
    lastPurchaseAge: divided(states.last, unit),
    age: divided(states.age, unit),
  })
}

/** A loop, because `from` with a function takes ten times as long. */
function divided(column: Int32Array, divisor: number): Float64Array {
  const quotients = new Float64Array(column)
  for (let row = 0; row < column.length; row++) quotients[row] = (column[row] ?? 0) / divisor
  return quotients
}

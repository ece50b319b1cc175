/** What a model expects of a whole base from its customers' first purchases alone: for plots beside what came. */
import { daysPer } from '#kernel/time.ts'
import type { AnyFittedPurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'

/** Who came when, and how far to track them. */
export interface TrackingOptions {
  /** Customers first seen on day 0, 1, 2, … of the log. */
  readonly firstPurchases: Float64Array
  /** Track up to the end of this day. */
  readonly days: number
}

/**
 * Expected repeat purchases of these customers up to the end of each day.
 *
 * @returns `days` + 1 running totals, for day 0, 1, …, `days`. Week w of the log, days 7w to 7w + 6, is expected to
 *   bring the total of day 7w + 6 less that of day 7w − 1.
 * @see Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model"; the sum over cohorts of E[X(t)].
 */
export function expectedTracking(
  fitted: AnyFittedPurchaseModel,
  { firstPurchases, days }: TrackingOptions,
): Float64Array {
  const ages = Float64Array.from({ length: days + 1 }, (_, day) => day / daysPer(fitted.timeUnit))
  const each = purchaseModel(fitted).expectedRepeatPurchases(fitted, ages)
  const cohorts = Array.from(firstPurchases.subarray(0, days + 1), (customers, day) => ({ customers, day }))
  const totals = new Float64Array(days + 1)
  for (const { customers, day } of cohorts) {
    if (customers === 0) continue
    for (let later = day; later <= days; later++) totals[later] += customers * each[later - day]
  }
  return totals
}

/** Customers by age. */
export interface FrequencyOptions {
  /** In the unit of the fit; each age once is enough. */
  readonly ages: Float64Array
  /** Customers of each age. */
  readonly weights: Float64Array
  /** Number of classes: 8 gives 0, 1, …, 6 and 7 or more. */
  readonly classes: number
}

/**
 * Expected customers with 0, 1, 2, … repeat purchases; the last class takes all that have more.
 *
 * @returns `classes` numbers whose sum is that of the weights.
 */
export function expectedFrequencies(
  fitted: AnyFittedPurchaseModel,
  { ages, weights, classes }: FrequencyOptions,
): Float64Array {
  const model = purchaseModel(fitted)
  const totals = new Float64Array(classes)
  const own = new Float64Array(classes - 1)
  ages.forEach((age, i) => {
    model.repeatPurchaseProbabilities(fitted, age, own)
    let rest = 1
    for (let n = 0; n < own.length; n++) {
      totals[n] += weights[i] * own[n]
      rest -= own[n]
    }
    totals[classes - 1] += weights[i] * Math.max(0, rest)
  })
  return totals
}

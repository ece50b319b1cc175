/** Predictions by any fitted purchase model; each function asks the model that the fit names. */
import { days, type Duration } from '#kernel/time.ts'
import type { Random } from '#numerics/random.ts'
import { distinctRows } from './collapse.ts'
import { lifetimeError } from './errors.ts'
import { customerOf } from './history-rows.ts'
import { horizonIn } from './horizon.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories, SimulatedCustomers } from './model.ts'
import { purchaseModel } from './models.ts'
import { checkDiscountRate, checkTimeUnit } from './outlook/check-options.ts'
import { discountRateIn } from './outlook/discount.ts'

/** Which time ahead to look at: from `from` up to, but not including, `horizon`, both counted from the end of observation. */
export interface HorizonOptions {
  /** Zero or more; converted to the unit of the fit. */
  readonly horizon: Duration
  /** Begin of the time looked at; at once where left out. */
  readonly from?: Duration
}

/** How far to look ahead, and what later purchases are worth now. */
export interface DiscountOptions extends HorizonOptions {
  /** Effective a year, zero or more: with 0.1 a purchase in a year is worth 1 / 1.1 of one now. */
  readonly discountRatePerYear: number
}

/** What to simulate. */
export interface SimulationOptions {
  readonly customers: number
  /** How long all of them have been observed since their first purchase. */
  readonly age: Duration
  /** For how long after that their purchases are counted too; not at all where left out. */
  readonly horizon?: Duration
  /** Uniform numbers in (0, 1), for instance `seededRandom(7)`. */
  readonly random: Random
}

/**
 * Probability that each customer is still active: at the end of observation, or some time after it.
 *
 * @param fitted - What a fit returned, or the same read back from JSON.
 * @param histories - n customers, in the time unit of `fitted`.
 * @param options - `ahead`: how long after the end of observation; not at all where left out.
 * @returns n probabilities in [0, 1], in the order given. Under BG/NBD it is 1 at the end of observation where there was
 *   no repeat purchase.
 * @throws LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN.
 */
export function probabilityActive(
  fitted: AnyFittedPurchaseModel,
  histories: PurchaseHistories,
  { ahead = days(0) }: { readonly ahead?: Duration } = {},
): Float64Array {
  checkTimeUnit(fitted, histories)
  const model = purchaseModel(fitted)
  const active = model.probabilityActive(fitted, histories)
  const length = horizonIn(fitted, ahead, 0)
  if (length === 0) return active
  const { places, firsts } = distinctRows([
    histories.repeatPurchases,
    histories.age,
    histories.lastPurchaseAge,
  ])
  const staying = Float64Array.from(firsts, (row) =>
    model.whileActive.probabilityActive(fitted, customerOf(histories, row), length),
  )
  return active.map((share, row) => share * staying[places[row]])
}

/**
 * Expected purchases of each customer in the time ahead.
 *
 * @returns n numbers, in the order given.
 * @throws LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN.
 */
export function expectedPurchases(
  fitted: AnyFittedPurchaseModel,
  histories: PurchaseHistories,
  { from = days(0), horizon }: HorizonOptions,
): Float64Array {
  checkTimeUnit(fitted, histories)
  const model = purchaseModel(fitted)
  return between(windowIn(fitted, { from, horizon }, 0), (length) =>
    model.expectedPurchases(fitted, histories, length),
  )
}

/**
 * The whole distribution of each customer's purchases in the time ahead.
 *
 * @param options - Each table ends where 1 − 1e-9 of the probability is told, or at `mostPurchases`.
 * @returns For each customer, in the order given, P(0 purchases), P(1), …; customers with the same history share one
 *   array.
 * @throws LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN.
 */
export function purchaseProbabilities(
  fitted: AnyFittedPurchaseModel,
  histories: PurchaseHistories,
  {
    from = days(0),
    horizon,
    mostPurchases = 1_000_000,
  }: HorizonOptions & { readonly mostPurchases?: number },
): readonly Float64Array[] {
  checkTimeUnit(fitted, histories)
  const model = purchaseModel(fitted)
  const span = windowIn(fitted, { from, horizon }, 0)
  const { places, firsts } = distinctRows([
    histories.repeatPurchases,
    histories.age,
    histories.lastPurchaseAge,
  ])
  const active = model.probabilityActive(fitted, histories)
  const tables = Array.from(firsts, (row) => {
    const window = { from: span.from, horizon: span.to, coverage: 1 - 1e-9, maximum: mostPurchases }
    const table = model.whileActive.purchaseProbabilities(fitted, customerOf(histories, row), window)
    return table.map((probability, n) => active[row] * probability + (n === 0 ? 1 - active[row] : 0))
  })
  return Array.from(places, (place) => tables[place])
}

/**
 * Expected purchases of each customer in the time ahead, each discounted to the end of observation.
 *
 * @param options - The horizon may be infinite, `days(Infinity)`, where the rate is above zero.
 * @returns n numbers, in the order given.
 * @throws LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_OPTION_INVALID, LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN.
 */
export function discountedExpectedPurchases(
  fitted: AnyFittedPurchaseModel,
  histories: PurchaseHistories,
  { from = days(0), horizon, discountRatePerYear }: DiscountOptions,
): Float64Array {
  checkTimeUnit(fitted, histories)
  checkDiscountRate(discountRatePerYear)
  const model = purchaseModel(fitted)
  const rate = discountRateIn(fitted.timeUnit, discountRatePerYear)
  return between(windowIn(fitted, { from, horizon }, discountRatePerYear), (length) =>
    model.discountedExpectedPurchases(fitted, histories, length, rate),
  )
}

/**
 * Simulates new customers who behave as the fit says.
 *
 * @returns Their histories in the unit of the fit, their purchases in the horizon, and who was truly active.
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN; LIFETIME_NO_CUSTOMERS where none are asked for.
 */
export function simulateCustomers(
  fitted: AnyFittedPurchaseModel,
  { customers, age, horizon = days(0), random }: SimulationOptions,
): SimulatedCustomers {
  const ages = new Float64Array(customers).fill(horizonIn(fitted, age, 0))
  return purchaseModel(fitted).simulate(fitted, { ages, horizon: horizonIn(fitted, horizon, 0), random })
}

/** A time ahead in the unit of the fit. */
interface Span {
  readonly from: number
  readonly to: number
}

function windowIn(
  fitted: AnyFittedPurchaseModel,
  { from, horizon }: Required<HorizonOptions>,
  discountRatePerYear: number,
): Span {
  const span = { from: horizonIn(fitted, from, 0), to: horizonIn(fitted, horizon, discountRatePerYear) }
  if (span.from <= span.to) return span
  const message = `The time looked at begins ${from.days} days ahead and ends ${horizon.days} days ahead.`
  throw lifetimeError('LIFETIME_HORIZON_INVALID', message, undefined, {
    hint: 'Let the time looked at end after it begins; both count from the end of observation.',
  })
}

/** What is expected until the end of a time less what is expected until its beginning. */
function between({ from, to }: Span, expectedUntil: (length: number) => Float64Array): Float64Array {
  const until = expectedUntil(to)
  if (from === 0) return until
  const before = expectedUntil(from)
  // Rounding must not make less than nothing of it.
  return until.map((value, row) => Math.max(0, value - before[row]))
}

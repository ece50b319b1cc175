/** Predictions by any fitted purchase model; each function asks the model that the fit names. */
import { type Duration, inUnit } from '#kernel/time.ts'
import type { Random } from '#numerics/random.ts'
import { lifetimeError } from './errors.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories, SimulatedCustomers } from './model.ts'
import { purchaseModel } from './models.ts'
import { checkDiscountRate, checkTimeUnit } from './outlook/check-options.ts'
import { discountRateIn } from './outlook/discount.ts'

/** How far to look ahead. */
export interface HorizonOptions {
  /** Zero or more; converted to the unit of the fit. */
  readonly horizon: Duration
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
 * Probability that each customer is still active at the end of observation.
 *
 * @param fitted - What a fit returned, or the same read back from JSON.
 * @param histories - n customers, in the time unit of `fitted`.
 * @returns n probabilities in [0, 1], in the order given. Under BG/NBD it is 1 where there was no repeat purchase.
 * @throws LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_MODEL_UNKNOWN.
 */
export function probabilityActive(
  fitted: AnyFittedPurchaseModel,
  histories: PurchaseHistories,
): Float64Array {
  checkTimeUnit(fitted, histories)
  return purchaseModel(fitted).probabilityActive(fitted, histories)
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
  { horizon }: HorizonOptions,
): Float64Array {
  checkTimeUnit(fitted, histories)
  const length = horizonIn(fitted, horizon, 0)
  return purchaseModel(fitted).expectedPurchases(fitted, histories, length)
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
  { horizon, discountRatePerYear }: DiscountOptions,
): Float64Array {
  checkTimeUnit(fitted, histories)
  checkDiscountRate(discountRatePerYear)
  const length = horizonIn(fitted, horizon, discountRatePerYear)
  const rate = discountRateIn(fitted.timeUnit, discountRatePerYear)
  return purchaseModel(fitted).discountedExpectedPurchases(fitted, histories, length, rate)
}

/**
 * Simulates new customers who behave as the fit says.
 *
 * @returns Their histories in the unit of the fit, their purchases in the horizon, and who was truly active.
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN; LIFETIME_NO_CUSTOMERS where none are asked for.
 */
export function simulateCustomers(
  fitted: AnyFittedPurchaseModel,
  { customers, age, horizon = { days: 0 }, random }: SimulationOptions,
): SimulatedCustomers {
  const ages = new Float64Array(customers).fill(horizonIn(fitted, age, 0))
  return purchaseModel(fitted).simulate(fitted, { ages, horizon: horizonIn(fitted, horizon, 0), random })
}

/** The horizon in the unit of the fit. */
function horizonIn(fitted: AnyFittedPurchaseModel, horizon: Duration, discountRatePerYear: number): number {
  const endless = horizon.days === Infinity && discountRatePerYear > 0
  if (endless || (horizon.days >= 0 && horizon.days < Infinity)) return inUnit(horizon, fitted.timeUnit)
  throw lifetimeError('LIFETIME_HORIZON_INVALID', `The horizon is ${horizon.days} days.`, {
    days: horizon.days,
  })
}

/** What a customer who has just made the first purchase will do, as the fit says of anybody. */
import { days } from '#kernel/time.ts'
import { purchaseHistories } from './histories.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories } from './model.ts'
import {
  discountedExpectedPurchases,
  expectedPurchases,
  type HorizonOptions,
  probabilityActive,
  purchaseProbabilities,
} from './predict.ts'

/** Which time after the first purchase to look at, and what later purchases are worth then. */
export interface NewCustomerOptions extends HorizonOptions {
  /**
   * Effective a year, 0 where left out. The convention: a purchase t days after the first counts (1 + rate)^(−t/365.25),
   * the first one counts in full, and the sum runs over purchases, not over periods.
   */
  readonly discountRatePerYear?: number
}

/** A new customer's prospects. */
export interface NewCustomerOutlook {
  /** P(active at the end of the time looked at); null where that has no end. */
  readonly probabilityActive: number | null
  /** E[repeat purchases in the time looked at]; null where that has no end: see the discounted ones. */
  readonly repeatPurchases: number | null
  /** The same, each discounted to the first purchase. */
  readonly discountedRepeatPurchases: number
  /** `discountedRepeatPurchases` and the first purchase: what a customer who is still to be won will bring in all. */
  readonly discountedPurchases: number
  /** P(0 repeat purchases in the time looked at), P(1), …; null where that has no end. */
  readonly probabilities: Float64Array | null
}

/**
 * What is expected of a customer on the day of the first purchase.
 *
 * @param options - The horizon may be infinite, `days(Infinity)`, where the discount rate is above zero.
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID, LIFETIME_MODEL_UNKNOWN.
 */
export function newCustomers(
  fitted: AnyFittedPurchaseModel,
  { from = days(0), horizon, discountRatePerYear = 0 }: NewCustomerOptions,
): NewCustomerOutlook {
  const history = newcomer(fitted)
  const window = { from, horizon }
  const [discounted] = discountedExpectedPurchases(fitted, history, { ...window, discountRatePerYear })
  const endless = horizon.days === Infinity
  return {
    probabilityActive: endless ? null : probabilityActive(fitted, history, { ahead: horizon })[0],
    repeatPurchases: endless ? null : expectedPurchases(fitted, history, window)[0],
    discountedRepeatPurchases: discounted,
    discountedPurchases: discounted + (from.days === 0 ? 1 : 0),
    probabilities: endless ? null : purchaseProbabilities(fitted, history, window)[0],
  }
}

/** Somebody on the day of the first purchase. */
function newcomer({ timeUnit }: AnyFittedPurchaseModel): PurchaseHistories {
  return purchaseHistories({ timeUnit, repeatPurchases: [0], lastPurchaseAge: [0], age: [0] })
}

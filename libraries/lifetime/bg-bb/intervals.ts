/** What will happen to one customer, and to a group, in `level` of cases. */
import {
  countIntervals,
  totalInterval,
  type CountIntervals,
  type TotalInterval,
} from '../counts/intervals.ts'
import type { CountWindow } from '../counts/window.ts'
import { bgBbWithParameters, parameterNames } from './fit.ts'
import type { OpportunityHistories } from './histories.ts'
import type { FittedBgBb } from './likelihood.ts'
import { purchaseProbabilities } from './predict.ts'

/** Which opportunities, and how sure. */
export interface PurchaseIntervalOptions extends CountWindow {
  /** Central coverage; .8 where left out. */
  readonly level?: number
}

/**
 * Intervals for the purchases of one customer of each row: chance and the doubt about the parameters together.
 *
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID, LIFETIME_MODEL_UNKNOWN.
 */
export function purchaseIntervals(
  fitted: FittedBgBb,
  histories: OpportunityHistories,
  options: PurchaseIntervalOptions,
): CountIntervals {
  return countIntervals(forecastOf(fitted, histories, options))
}

/**
 * An interval for the purchases of all customers together.
 *
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID, LIFETIME_MODEL_UNKNOWN, LIFETIME_COUNT_NOT_WHOLE.
 */
export function totalPurchaseInterval(
  fitted: FittedBgBb,
  histories: OpportunityHistories,
  options: PurchaseIntervalOptions,
): TotalInterval {
  return totalInterval(forecastOf(fitted, histories, options))
}

function forecastOf(
  fitted: FittedBgBb,
  histories: OpportunityHistories,
  { level, ...window }: PurchaseIntervalOptions,
) {
  return {
    fitted,
    parameterNames,
    withParameters: bgBbWithParameters,
    probabilities: (point: FittedBgBb, row: number) =>
      purchaseProbabilities(point, histories, { ...window, row }),
    customers: histories.weight ?? new Float64Array(histories.opportunities.length).fill(1),
    level,
  }
}

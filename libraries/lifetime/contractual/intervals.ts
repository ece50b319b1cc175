/** What will happen to one contract, and to a book of contracts, in `level` of cases. */
import {
  countIntervals,
  totalInterval,
  type CountIntervals,
  type TotalInterval,
} from '../counts/intervals.ts'
import { checkedDiscount, type CountWindow, type PeriodDiscount } from '../counts/window.ts'
import type { AnyFittedContractModel } from './contract-model.ts'
import { contractModel } from './contract-models.ts'
import type { ContractHistories } from './histories.ts'
import { renewalProbabilities } from './predict.ts'

/** Which renewals, and how sure. */
export interface RenewalIntervalOptions extends CountWindow {
  /** Central coverage; .8 where left out. */
  readonly level?: number
}

/**
 * Intervals for the renewals of one contract of each row: chance and the doubt about the parameters together.
 *
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID, LIFETIME_MODEL_UNKNOWN.
 */
export function renewalIntervals(
  fitted: AnyFittedContractModel,
  histories: ContractHistories,
  options: RenewalIntervalOptions,
): CountIntervals {
  return countIntervals(forecastOf(fitted, histories, options))
}

/**
 * An interval for the renewals of all contracts together.
 *
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID, LIFETIME_MODEL_UNKNOWN, LIFETIME_COUNT_NOT_WHOLE.
 */
export function totalRenewalInterval(
  fitted: AnyFittedContractModel,
  histories: ContractHistories,
  options: RenewalIntervalOptions,
): TotalInterval {
  return totalInterval(forecastOf(fitted, histories, options))
}

/**
 * What a number of further renewals is worth in discounted periods. It rises with the number, so that it carries the ends
 * of a {@link renewalIntervals} of the window from 0 to an interval of the realised value.
 *
 * @param renewals - Made, one a period.
 * @throws LIFETIME_OPTION_INVALID.
 */
export function discountedRenewals(renewals: number, discount: PeriodDiscount): number {
  const { rate, timeToNext } = checkedDiscount(discount, { to: renewals }, 0)
  const periods = rate === 0 ? renewals : Math.expm1(-rate * renewals) / Math.expm1(-rate)
  return periods * Math.exp(-rate * timeToNext)
}

function forecastOf(
  fitted: AnyFittedContractModel,
  histories: ContractHistories,
  { level, ...window }: RenewalIntervalOptions,
) {
  const model = contractModel(fitted)
  return {
    fitted,
    parameterNames: model.parameterNames,
    withParameters: model.withParameters,
    probabilities: (point: AnyFittedContractModel, row: number) =>
      renewalProbabilities(point, histories, { ...window, row }),
    customers: histories.weight ?? new Float64Array(histories.renewals.length).fill(1),
    level,
  }
}

/** Contracts of which each row looks ahead over a window of its own, and how they may go on under several parameters. */
import { checkCounts } from '../outlook/check-options.ts'
import { cubaturePoints } from '../outlook/parameter-points.ts'
import type { AnyFittedContractModel } from './contract-model.ts'
import { contractModel } from './contract-models.ts'
import type { ContractHistories } from './histories.ts'
import { renewalProbabilities } from './predict.ts'

/** Rows of contracts, each with the renewals that are counted: as `CountWindow`, one a row. */
export interface RenewalRows {
  readonly histories: ContractHistories
  /** Renewals due of which it is not known whether they were made; they are passed over. */
  readonly from: Float64Array
  /** The first renewal that is no longer counted. */
  readonly to: Float64Array
}

/**
 * Refuses columns that do not belong together.
 *
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_COUNT_NOT_WHOLE.
 */
export function checkRenewalRows({ histories, from, to }: RenewalRows): void {
  checkCounts('renewals passed over', from, histories.renewals.length)
  checkCounts('renewals due', to, histories.renewals.length)
}

/** Equally likely fits; the fit itself where it has no covariance. */
export function likelyFits(fitted: AnyFittedContractModel): readonly AnyFittedContractModel[] {
  const model = contractModel(fitted)
  const points = cubaturePoints(fitted, model.parameterNames).map((point) =>
    // The names are the model's own, so that these are its parameters.
    model.withParameters(point as AnyFittedContractModel['parameters']),
  )
  return points.length === 0 ? [fitted] : points
}

/** P(0), P(1), … renewals of one row in its window. */
export function renewalTable(
  fitted: AnyFittedContractModel,
  { histories, from, to }: RenewalRows,
  row: number,
): Float64Array {
  return renewalProbabilities(fitted, histories, { row, from: from[row], to: to[row] })
}

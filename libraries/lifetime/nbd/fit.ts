/** Fits NBD. */
import { fitPurchaseModel } from '../fit-purchases.ts'
import type { FitOptions, FittedNbd, PurchaseHistories, PurchaseLikelihood } from '../model.ts'
import { prepareObjective } from './objective.ts'

/** The order of the covariance. */
export const parameterNames = ['r', 'alpha'] as const

/** What is searched, and from where. */
export const nbdLikelihood: PurchaseLikelihood<'nbd', (typeof parameterNames)[number]> = {
  model: 'nbd',
  parameterNames,
  timeParameters: ['alpha'],
  starts: (rate) => [
    { r: 0.5, alpha: 0.5 / rate },
    { r: 5, alpha: 5 / rate },
  ],
  prepare: prepareObjective,
}

/**
 * Fits NBD by maximum likelihood, from a fixed start: the same histories give the same fit.
 *
 * @param histories - n customers; the parameters come back in their time unit.
 * @throws LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 * @see Ehrenberg (1959), "The Pattern of Consumer Purchases", Applied Statistics 8(1).
 */
export function fitNbd(histories: PurchaseHistories, options?: FitOptions): FittedNbd {
  return fitPurchaseModel(nbdLikelihood, histories, options)
}

/** Fits Pareto/NBD. */
import { fitPurchaseModel } from '../fit-purchases.ts'
import type { FitOptions, FittedParetoNbd, PurchaseHistories, PurchaseLikelihood } from '../model.ts'
import { prepareObjective } from './objective.ts'

/** The order of the covariance. */
export const parameterNames = ['r', 'alpha', 's', 'beta'] as const

/** What is searched, and from where. */
export const paretoNbdLikelihood: PurchaseLikelihood<'pareto-nbd', (typeof parameterNames)[number]> = {
  model: 'pareto-nbd',
  parameterNames,
  timeParameters: ['alpha', 'beta'],
  // A customer who drops out buys less than the rate says: hence twice the rate that was seen.
  starts: (rate) => [
    { r: 0.6, alpha: 0.3 / rate, s: 0.6, beta: 0.4 },
    { r: 1, alpha: 0.5 / rate, s: 2, beta: 4 },
  ],
  prepare: prepareObjective,
}

/**
 * Fits Pareto/NBD by maximum likelihood, from a fixed start: the same histories give the same fit.
 *
 * @param histories - n customers; the parameters come back in their time unit.
 * @throws LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function fitParetoNbd(histories: PurchaseHistories, options?: FitOptions): FittedParetoNbd {
  return fitPurchaseModel(paretoNbdLikelihood, histories, options)
}

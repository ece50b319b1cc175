/** Fits BG/NBD and MBG/NBD. */
import { fitPurchaseModel } from '../fit-purchases.ts'
import type { FitOptions, PurchaseHistories, PurchaseLikelihood } from '../model.ts'
import type {
  BetaGeometricName,
  BetaGeometricParameter,
  BetaGeometricVariant,
  FittedBetaGeometric,
} from './likelihood.ts'
import { prepareObjective } from './objective.ts'

/** The order of every vector and matrix of these models. */
export const parameterNames: readonly BetaGeometricParameter[] = ['r', 'alpha', 'a', 'b']

/** What is searched, and from where. */
export function betaGeometricLikelihood<Name extends BetaGeometricName>(
  variant: BetaGeometricVariant<Name>,
): PurchaseLikelihood<Name, BetaGeometricParameter> {
  return {
    model: variant.model,
    parameterNames,
    timeParameters: ['alpha'],
    // A customer who drops out buys less than the rate says: hence twice the rate that was seen.
    starts: (rate) => [
      { r: 0.4, alpha: 0.2 / rate, a: 0.8, b: 2.4 },
      { r: 1, alpha: 0.5 / rate, a: 0.2, b: 2 },
    ],
    prepare: (rows) => prepareObjective(variant, rows),
  }
}

/**
 * Fits either model by maximum likelihood; see `fitBgNbd` and `fitMbgNbd`.
 *
 * @throws LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function fitBetaGeometric<Name extends BetaGeometricName>(
  variant: BetaGeometricVariant<Name>,
  histories: PurchaseHistories,
  options?: FitOptions,
): FittedBetaGeometric<Name> {
  return fitPurchaseModel(betaGeometricLikelihood(variant), histories, options)
}

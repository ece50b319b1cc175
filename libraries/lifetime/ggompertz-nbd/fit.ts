/** Fits GGompertz/NBD. */
import { fitPurchaseModel } from '../fit-purchases.ts'
import type { FitOptions, FittedGgompertzNbd, PurchaseHistories, PurchaseLikelihood } from '../model.ts'
import { prepareObjective } from './objective.ts'

/** The order of the covariance. */
export const parameterNames = ['r', 'alpha', 'b', 's', 'beta'] as const

/** What is searched, and from where. */
export const ggompertzNbdLikelihood: PurchaseLikelihood<'ggompertz-nbd', (typeof parameterNames)[number]> = {
  model: 'ggompertz-nbd',
  parameterNames,
  timeParameters: ['alpha'],
  rateParameters: ['b'],
  // Hazards that fall with age, next to Pareto/NBD, whose start it is; and then such as rise.
  starts: (rate) => [
    { r: 0.6, alpha: 0.3 / rate, b: 1e-4, s: 0.6, beta: 4e-5 },
    { r: 0.8, alpha: 0.4 / rate, b: 2, s: 1, beta: 5 },
  ],
  isDear: true,
  prepare: prepareObjective,
}

/**
 * Fits GGompertz/NBD by maximum likelihood, from a fixed start: the same histories give the same fit.
 *
 * Where hazards only fall, as on many data, the maximum lies at b → 0 with β / b as β of Pareto/NBD: b and β run to
 * nothing together. The fit then has no covariance and warns of the ridge; Pareto/NBD says the same with one parameter
 * less.
 *
 * @param histories - n customers; the parameters come back in their time unit.
 * @throws LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 * @see Bemmaor & Glady (2012), Management Science 58(5).
 */
export function fitGgompertzNbd(histories: PurchaseHistories, options?: FitOptions): FittedGgompertzNbd {
  return fitPurchaseModel(ggompertzNbdLikelihood, histories, options)
}

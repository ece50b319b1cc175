/** Fits BG/BB. */
import { lifetimeError } from '../errors.ts'
import { fitByMaximumLikelihood, type FitProblem } from '../fit.ts'
import type { FitOptions } from '../model.ts'
import { documentWith } from '../with-parameters.ts'
import { collapseOpportunities, type OpportunityHistories, type WeightedOpportunities } from './histories.ts'
import type { BgBbParameters, FittedBgBb } from './likelihood.ts'
import { prepareObjective } from './objective.ts'

/** The order of the covariance. */
export const parameterNames = ['alpha', 'beta', 'gamma', 'delta'] as const

/**
 * Fits BG/BB by maximum likelihood, from a fixed start: the same histories give the same fit.
 *
 * @throws LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 * @see Fader, Hardie & Shang (2010), Marketing Science 29(6), section 3.
 */
export function fitBgBb(histories: OpportunityHistories, options?: FitOptions): FittedBgBb {
  const result = fitByMaximumLikelihood(bgBbProblem(histories), options)
  return Object.freeze({ model: 'bg-bb', version: 1, ...result })
}

/**
 * The likelihood that {@link fitBgBb} maximises.
 *
 * @throws LIFETIME_NO_REPEAT_PURCHASES.
 */
export function bgBbProblem(histories: OpportunityHistories): FitProblem<keyof BgBbParameters> {
  const rows = collapseOpportunities(histories)
  const customers = rows.weight.reduce((sum, weight) => sum + weight, 0)
  refuseNoRepeats(rows, customers)
  const curvatureAt = prepareObjective(rows)
  return {
    parameterNames,
    units: [1, 1, 1, 1],
    slopeAt: curvatureAt,
    curvatureAt,
    starts: [
      [1, 1, 0.5, 2.5],
      [0.5, 1, 1, 10],
      [2, 2, 0.2, 2],
    ].map((start) => start.map(Math.log)),
    customerCount: customers,
    distinctRows: rows.weight.length,
    logLikelihoodOffset: 0,
  }
}

/**
 * A document with parameters that were chosen, not fitted.
 *
 * @throws LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function bgBbWithParameters(parameters: BgBbParameters): FittedBgBb {
  return documentWith({ model: 'bg-bb', parameterNames }, parameters)
}

/**
 * Refuses histories that do not say how often anybody buys.
 *
 * @throws LIFETIME_NO_REPEAT_PURCHASES.
 */
export function refuseNoRepeats(rows: WeightedOpportunities, customers: number): void {
  if (rows.repeatPurchases.some((x) => x > 0)) return
  const message = `None of the ${customers} customers took an opportunity, so how often they do cannot be told.`
  throw lifetimeError('LIFETIME_NO_REPEAT_PURCHASES', message, { count: customers })
}

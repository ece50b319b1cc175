/** Fits Gamma-Gamma: a customer's spends are gamma variates of a common shape p, whose rate is gamma across customers. */
import { lifetimeError } from '../errors.ts'
import { fitByMaximumLikelihood, type FitProblem } from '../fit.ts'
import { customerCount } from '../histories.ts'
import { profileIntervalsOf, type ProfileInterval, type ProfileOptions } from '../inference/profile.ts'
import type { FitOptions, FittedGammaGamma, SpendHistories } from '../model.ts'
import { documentWith } from '../with-parameters.ts'
import { prepareObjective } from './objective.ts'

/** The order of the covariance. */
export const parameterNames = ['p', 'q', 'gamma'] as const

/**
 * Fits Gamma-Gamma by maximum likelihood, from a fixed start: the same spends give the same fit.
 *
 * @param spend - Customers with at least one spend observation.
 * @throws LIFETIME_SPEND_ALL_EQUAL, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 * @see Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value"; Fader, Hardie & Lee (2005), "RFM and CLV",
 *   Journal of Marketing Research 42(4).
 */
export function fitGammaGamma(spend: SpendHistories, options?: FitOptions): FittedGammaGamma {
  const result = fitByMaximumLikelihood(gammaGammaProblem(spend), options)
  return Object.freeze({ model: 'gamma-gamma', version: 1, ...result })
}

/**
 * Profile-likelihood intervals for p, q and gamma; see `../inference/profile.ts`.
 *
 * @param spend - The data of the fit.
 * @throws LIFETIME_OPTION_INVALID, LIFETIME_SPEND_ALL_EQUAL.
 */
export function gammaGammaProfileIntervals(
  fitted: FittedGammaGamma,
  spend: SpendHistories,
  options?: ProfileOptions,
): Readonly<Record<string, ProfileInterval>> {
  return profileIntervalsOf(gammaGammaProblem(spend), fitted.parameters, options)
}

function gammaGammaProblem(spend: SpendHistories): FitProblem<(typeof parameterNames)[number]> {
  const { observations, meanSpend, weight } = spend
  const customers = customerCount(spend, observations.length)
  const typical = meanSpend.reduce((sum, mean, i) => sum + mean * (weight?.[i] ?? 1), 0) / customers
  refuseEqualSpends(meanSpend, customers)
  // Money is measured in mean spends meanwhile; the density of a mean spend carries the currency to the power −1.
  const scaled = { ...spend, meanSpend: meanSpend.map((mean) => mean / typical) }
  const curvatureAt = prepareObjective(scaled)
  return {
    parameterNames,
    units: [1, 1, typical],
    slopeAt: curvatureAt,
    curvatureAt,
    starts: [[6, 4, 0.5].map(Math.log), [1, 2, 1].map(Math.log)],
    customerCount: customers,
    distinctRows: observations.length,
    logLikelihoodOffset: -customers * Math.log(typical),
  }
}

/**
 * A document with parameters that were chosen, not fitted.
 *
 * @throws LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function gammaGammaWithParameters(parameters: FittedGammaGamma['parameters']): FittedGammaGamma {
  return documentWith({ model: 'gamma-gamma', parameterNames }, parameters)
}

/** Equal spends would make p grow without end. */
function refuseEqualSpends(meanSpend: Float64Array, customers: number): void {
  const largest = meanSpend.reduce((left, right) => Math.max(left, right))
  const smallest = meanSpend.reduce((left, right) => Math.min(left, right))
  if (largest - smallest > 1e-9 * largest) return
  const message = `All ${customers} customers spent ${largest} on average, so spends cannot be told apart.`
  throw lifetimeError('LIFETIME_SPEND_ALL_EQUAL', message, { customers, meanSpend: largest })
}

/** Fits Gamma-Gamma: a customer's spends are gamma variates of a common shape p, whose rate is gamma across customers. */
import { lifetimeError } from '../errors.ts'
import { fitByMaximumLikelihood, type FitProblem, type FitResult } from '../fit.ts'
import { customerCount } from '../histories.ts'
import { profileIntervalsOf, type ProfileInterval, type ProfileOptions } from '../inference/profile.ts'
import type { FitOptions, FittedGammaGamma, SpendHistories } from '../model.ts'
import { documentWith } from '../with-parameters.ts'
import { prepareObjective } from './objective.ts'

/** The order of the covariance. */
export const parameterNames = ['p', 'q', 'gamma'] as const

/** With this p a customer's spends differ by one per cent; p grows without end where they do not differ at all. */
const mostAlike = 1e4

/**
 * Fits Gamma-Gamma by maximum likelihood, from a fixed start: the same spends give the same fit.
 *
 * Where customers' own spends are all but equal, as fixed prices are, p is held at 10,000, with a warning.
 *
 * @param spend - Customers with at least one spend observation.
 * @throws LIFETIME_SPEND_ALL_EQUAL, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 * @see Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value"; Fader, Hardie & Lee (2005), "RFM and CLV",
 *   Journal of Marketing Research 42(4).
 */
export function fitGammaGamma(spend: SpendHistories, options?: FitOptions): FittedGammaGamma {
  const problem = gammaGammaProblem(spend)
  const free = fitByMaximumLikelihood(problem, options)
  const result = free.parameters.p > mostAlike ? fitMostAlike(problem, options) : free
  return Object.freeze({ model: 'gamma-gamma', version: 1, ...result })
}

/** q and gamma alone, p held. */
function fitMostAlike(problem: GammaGammaProblem, options?: FitOptions): FitResult<'p' | 'q' | 'gamma'> {
  const curvatureAt = (point: readonly number[]) => {
    const { value, gradient, hessian } = problem.curvatureAt([Math.log(mostAlike), ...point])
    return { value, gradient: gradient.slice(1), hessian: hessian.slice(1).map((row) => row.slice(1)) }
  }
  const { parameters, ...result } = fitByMaximumLikelihood<'q' | 'gamma'>(
    {
      ...problem,
      parameterNames: ['q', 'gamma'],
      units: problem.units.slice(1),
      starts: problem.starts.map((start) => start.slice(1)),
      slopeAt: curvatureAt,
      curvatureAt,
    },
    options,
  )
  const warnings = new Set([...result.warnings, 'LIFETIME_PARAMETER_AT_BOUNDARY'])
  return {
    ...result,
    parameters: Object.freeze({ p: mostAlike, ...parameters }),
    covariance: null,
    warnings: Object.freeze([...warnings]),
  }
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

type GammaGammaProblem = FitProblem<'p' | 'q' | 'gamma'> & Required<Pick<FitProblem<string>, 'curvatureAt'>>

function gammaGammaProblem(spend: SpendHistories): GammaGammaProblem {
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

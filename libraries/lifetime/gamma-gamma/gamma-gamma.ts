/** Gamma-Gamma: a customer's spends are gamma variates of a common shape p, whose rate is gamma across customers. */
import { logBeta } from '#numerics/beta.ts'
import type { Random } from '#numerics/random.ts'
import { gammaVariate } from '#numerics/variates.ts'
import { lifetimeError } from '../errors.ts'
import { fitByMaximumLikelihood } from '../fit.ts'
import { customerCount, spendHistories } from '../histories.ts'
import type { FitOptions, FittedGammaGamma, SpendHistories } from '../model.ts'
import { documentWith } from '../with-parameters.ts'
import { prepareObjective } from './objective.ts'

const parameterNames = ['p', 'q', 'gamma'] as const

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
  const { observations, meanSpend, weight } = spend
  const customers = customerCount(spend, observations.length)
  const typical = meanSpend.reduce((sum, mean, i) => sum + mean * (weight?.[i] ?? 1), 0) / customers
  refuseEqualSpends(meanSpend, customers)
  // Money is measured in mean spends meanwhile; the density of a mean spend carries the currency to the power −1.
  const scaled = { ...spend, meanSpend: meanSpend.map((mean) => mean / typical) }
  const curvatureAt = prepareObjective(scaled)
  const result = fitByMaximumLikelihood(
    {
      parameterNames,
      units: [1, 1, typical],
      slopeAt: curvatureAt,
      curvatureAt,
      starts: [[6, 4, 0.5].map(Math.log), [1, 2, 1].map(Math.log)],
      customerCount: customers,
      distinctRows: observations.length,
      logLikelihoodOffset: -customers * Math.log(typical),
      advice: () => 'Use the mean spend of all customers, or fit with a penalty such as 0.01.',
    },
    options,
  )
  return Object.freeze({ model: 'gamma-gamma', version: 1, ...result })
}

/**
 * Log-density of each customer's mean spend.
 *
 * @see Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", equation 1a.
 */
export function spendLogLikelihood(fitted: FittedGammaGamma, spend: SpendHistories): Float64Array {
  const { p, q, gamma } = fitted.parameters
  return spend.observations.map((n, i) => {
    const total = n * spend.meanSpend[i]
    // Both logarithms are small where their argument is near 1: nothing cancels, however large p or q.
    const shape = -p * n * Math.log1p(gamma / total) - q * Math.log1p(total / gamma)
    return shape - logBeta(p * n, q) - Math.log(spend.meanSpend[i])
  })
}

/**
 * Expected spend a purchase of each customer, given what they spent so far: p(γ + n·z̄) / (p·n + q − 1).
 *
 * @returns n amounts in the currency of the data, in the order of `spend`.
 * @throws LIFETIME_SPEND_MEAN_UNDEFINED where p·n + q ≤ 1: so heavy a tail has no mean.
 * @see Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", equation 5.
 */
export function expectedMeanSpend(fitted: FittedGammaGamma, spend: SpendHistories): Float64Array {
  const { p, q, gamma } = fitted.parameters
  return spend.observations.map((n, i) => {
    const degrees = p * n + q - 1
    if (degrees <= 0) throw undefinedMean(fitted, n)
    return (p / degrees) * (gamma + n * spend.meanSpend[i])
  })
}

/**
 * Expected spend a purchase of a customer none of whose spends is known: p·γ / (q − 1).
 *
 * @throws LIFETIME_SPEND_MEAN_UNDEFINED where q ≤ 1. (A naive formula gives a negative amount there.)
 */
export function expectedMeanSpendOfNewCustomer(fitted: FittedGammaGamma): number {
  const { p, q, gamma } = fitted.parameters
  if (q <= 1) throw undefinedMean(fitted, 0)
  return (p * gamma) / (q - 1)
}

/**
 * Mean spends of new customers, each over as many purchases as `observations` says.
 *
 * @returns The spend histories, and each customer's true mean spend.
 */
export function simulateGammaGamma(
  fitted: FittedGammaGamma,
  { observations, random }: { readonly observations: Float64Array; readonly random: Random },
): { readonly spend: SpendHistories; readonly trueMeanSpend: Float64Array } {
  const { p, q, gamma } = fitted.parameters
  const trueMeanSpend = observations.map(() => p / gammaVariate(random, { shape: q, rate: gamma }))
  const meanSpend = observations.map((n, i) =>
    gammaVariate(random, { shape: p * n, rate: (p * n) / trueMeanSpend[i] }),
  )
  return { spend: spendHistories({ observations, meanSpend }), trueMeanSpend }
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

function undefinedMean({ parameters }: FittedGammaGamma, observations: number): Error {
  const message = `With p = ${parameters.p} and q = ${parameters.q} the spend of a customer with ${observations} observed spends has no mean.`
  return lifetimeError('LIFETIME_SPEND_MEAN_UNDEFINED', message, { ...parameters, observations })
}

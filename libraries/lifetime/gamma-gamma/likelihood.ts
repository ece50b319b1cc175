/** How likely each customer's mean spend is. */
import { logBeta } from '#numerics/beta.ts'
import type { FittedGammaGamma, SpendHistories } from '../model.ts'

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

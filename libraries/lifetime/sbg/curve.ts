/** Survival of contracts whose chance not to be renewed is beta-distributed and constant. */
import { logBetaIncrement } from '#numerics/beta.ts'
import { digammaIncrement, trigammaIncrement } from '#numerics/gamma.ts'
import type { Curvature } from '#numerics/optimise.ts'
import type { RenewalCurve } from '../contractual/contract-model.ts'
import { symmetric } from '../log-parameters.ts'

/**
 * S(k) = B(α, β+k) / B(α, β), and so 1 − S(k+1)/S(k) = α / (α+β+k): the longer a contract has run, the surer its next
 * renewal, because the unwilling have left.
 *
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), equations 5
 *   and 6.
 */
export const sbgCurve: RenewalCurve = {
  logSurvival: ([alpha, beta], renewals): Curvature => {
    const both = alpha + beta
    const byBoth = -digammaIncrement(both, renewals)
    const second = -trigammaIncrement(both, renewals)
    return {
      value: logBetaIncrement({ a: alpha, b: beta }, renewals),
      gradient: [byBoth, digammaIncrement(beta, renewals) + byBoth],
      hessian: symmetric([[second], [second, trigammaIncrement(beta, renewals) + second]]),
    }
  },
  logLoss: ([alpha, beta], renewals): Curvature => {
    const perTotal = 1 / (alpha + beta + renewals)
    return {
      value: Math.log(alpha * perTotal),
      gradient: [1 / alpha - perTotal, -perTotal],
      hessian: symmetric([[perTotal ** 2 - 1 / alpha ** 2], [perTotal ** 2, perTotal ** 2]]),
    }
  },
  logFurther: ([alpha, beta], renewals, more) => logBetaIncrement({ a: alpha, b: beta + renewals }, more),
}

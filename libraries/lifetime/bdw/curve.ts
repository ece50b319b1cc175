/** Survival of contracts whose chance not to be renewed differs among them, and moves with their own age. */
import { logBetaIncrement } from '#numerics/beta.ts'
import { digammaIncrement, trigamma, trigammaIncrement } from '#numerics/gamma.ts'
import type { Curvature } from '#numerics/optimise.ts'
import type { RenewalCurve } from '../contractual/contract-model.ts'
import { symmetric } from '../log-parameters.ts'

/**
 * S(k) = B(α, β+k^c) / B(α, β): a discrete Weibull of shape c, mixed over a beta. With c = 1 it is sBG.
 *
 * @see Fader, Hardie, Liu, Davin & Steenburgh (2018), "“How to Project Customer Retention” Revisited: The Role of
 *   Duration Dependence", Journal of Interactive Marketing 43.
 */
export const bdwCurve: RenewalCurve = {
  logSurvival,
  // 1 − e^Δ with Δ = ln S(k+1) − ln S(k); q = e^Δ / (1 − e^Δ) carries the derivatives of Δ.
  logLoss: (parameters, renewals): Curvature => {
    const here = logSurvival(parameters, renewals)
    const next = logSurvival(parameters, renewals + 1)
    const step = logFurther(parameters, renewals, 1)
    const slopes = next.gradient.map((value, i) => value - here.gradient[i])
    const q = Math.exp(step) / -Math.expm1(step)
    return {
      value: Math.log(-Math.expm1(step)),
      gradient: slopes.map((slope) => -q * slope),
      hessian: next.hessian.map((row, i) =>
        row.map((value, j) => -q * (value - here.hessian[i][j]) - q * (1 + q) * slopes[i] * slopes[j]),
      ),
    }
  },
  logFurther,
}

/** ln S(k) with its derivatives in α, β and c, the last through u = k^c. */
function logSurvival([alpha, beta, c]: readonly number[], renewals: number): Curvature {
  const u = renewals ** c
  const both = alpha + beta
  const logAge = renewals === 0 ? 0 : Math.log(renewals)
  const byU = -digammaIncrement(beta + u, alpha)
  const byUU = -trigammaIncrement(beta + u, alpha)
  const uByC = u * logAge
  const byBoth = -digammaIncrement(both, u)
  const second = -trigammaIncrement(both, u)
  return {
    value: logBetaIncrement({ a: alpha, b: beta }, u),
    gradient: [byBoth, digammaIncrement(beta, u) + byBoth, byU * uByC],
    hessian: symmetric([
      [second],
      [second, trigammaIncrement(beta, u) + second],
      [-trigamma(both + u) * uByC, byUU * uByC, (byUU * uByC + byU * logAge) * uByC],
    ]),
  }
}

/** (k+more)^c − k^c grows from the ratio of the two ages, so that it keeps its digits at great ages. */
function logFurther([alpha, beta, c]: readonly number[], renewals: number, more: number): number {
  const start = renewals ** c
  const grown = renewals === 0 ? more ** c : start * Math.expm1(c * Math.log1p(more / renewals))
  return logBetaIncrement({ a: alpha, b: beta + start }, grown)
}

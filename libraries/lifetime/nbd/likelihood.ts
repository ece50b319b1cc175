/**
 * NBD: how likely a history is. The purchase rate is λ ~ Gamma(r, α), and nobody drops out:
 *
 *   L = Γ(r+x)/Γ(r) · α^r / (α+T)^(r+x).
 *
 * When the purchases came tells nothing, only how many there were.
 *
 * @see Ehrenberg (1959), "The Pattern of Consumer Purchases", Applied Statistics 8(1); Morrison & Schmittlein (1988),
 *   "Generalizing the NBD Model for Customer Purchases", Journal of Business & Economic Statistics 6(2).
 */
import { logGammaIncrement } from '#numerics/gamma.ts'
import type { FittedNbd, PurchaseHistories } from '../model.ts'

/**
 * Log-likelihood of each row: the density of the x purchase times.
 *
 * @returns n numbers, in the order of `histories`.
 */
export function logLikelihood(
  { parameters: { r, alpha } }: FittedNbd,
  { repeatPurchases, age }: PurchaseHistories,
): Float64Array {
  return repeatPurchases.map(
    (x, row) => logGammaIncrement(r, x) - x * Math.log(alpha) - (r + x) * Math.log1p(age[row] / alpha),
  )
}

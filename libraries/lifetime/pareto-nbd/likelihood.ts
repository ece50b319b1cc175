/**
 * Pareto/NBD: how likely a history is, as three events after the last purchase.
 *
 * After the last purchase at t_x the rates are known to be λ ~ Gamma(r+x, α+t_x) and μ ~ Gamma(s, β+t_x). Silence until
 * T then has two causes: the dropout comes before the next purchase, whenever that is, with probability G(t_x); or
 * neither comes until T, with probability S, and the purchase is the first of the two after T, with probability
 * 1 − G(T). Hence
 *
 *   L = Γ(r+x)/Γ(r) · α^r β^s / ((α+t_x)^(r+x) (β+t_x)^s) · [G(t_x) + S·(1 − G(T))],
 *   S = ((α+t_x)/(α+T))^(r+x) · ((β+t_x)/(β+T))^s,
 *   G(t) = E[μ/(λ+μ)] = s/(r+s+x) · ₂F₁(r+x, 1; r+s+x+1; 1 − (β+t)/(α+t)),
 *   P(active) = S / [G(t_x) + S·(1 − G(T))].
 *
 * This is the published likelihood regrouped; every quantity in brackets is a probability, so nothing cancels,
 * overflows or needs a case for α > β, α = β or s = 1.
 *
 * @see Schmittlein, Morrison & Colombo (1987), "Counting Your Customers", Management Science 33(1).
 * @see Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model and Related Expressions".
 */
import { logGammaIncrement } from '#numerics/gamma.ts'
import { gammaShare } from '#numerics/gamma-share.ts'
import { mapHistories, type PurchaseHistory } from '../history-rows.ts'
import type { FittedParetoNbd, PurchaseHistories } from '../model.ts'

/** Parameters of the model. */
export type ParetoNbdParameters = FittedParetoNbd['parameters']

/** What may have happened since the last purchase. */
export interface Silence {
  /** S: had nothing been observed after the last purchase, the probability of neither purchase nor dropout until now. */
  readonly untouched: number
  /** G(t_x) + S·(1 − G(T)): the probability of no purchase until now. */
  readonly silent: number
}

/**
 * Log-likelihood of each row, Γ(x+1) left out as usual.
 *
 * @returns n numbers, in the order of `histories`.
 */
export function logLikelihood(fitted: FittedParetoNbd, histories: PurchaseHistories): Float64Array {
  return mapHistories(histories, (history) => logLikelihoodOf(fitted.parameters, history))
}

/** Log-likelihood of one history. */
function logLikelihoodOf(parameters: ParetoNbdParameters, history: PurchaseHistory): number {
  const { r, alpha, s, beta } = parameters
  const { repeatPurchases: x, lastPurchaseAge } = history
  return (
    logGammaIncrement(r, x) -
    r * Math.log1p(lastPurchaseAge / alpha) -
    (x === 0 ? 0 : x * Math.log(alpha + lastPurchaseAge)) -
    s * Math.log1p(lastPurchaseAge / beta) +
    Math.log(silenceOf(parameters, history).silent)
  )
}

/** Probabilities of what may have happened between the last purchase and now. */
export function silenceOf(
  { r, alpha, s, beta }: ParetoNbdParameters,
  { repeatPurchases, lastPurchaseAge, age }: PurchaseHistory,
): Silence {
  const quiet = age - lastPurchaseAge
  if (quiet === 0) return { untouched: 1, silent: 1 }
  const purchases = r + repeatPurchases
  const untouched = Math.exp(
    -purchases * Math.log1p(quiet / (alpha + lastPurchaseAge)) -
      s * Math.log1p(quiet / (beta + lastPurchaseAge)),
  )
  const dropoutFirst = gammaShare(
    { own: s, rival: purchases },
    (beta + lastPurchaseAge) / (alpha + lastPurchaseAge),
  )
  const purchaseFirst = gammaShare({ own: purchases, rival: s }, (alpha + age) / (beta + age))
  return { untouched, silent: dropoutFirst + untouched * purchaseFirst }
}

/** How likely each history is, and how likely the customer is still active at its end. */
import type { Fitted } from '../model.ts'
import { logGammaIncrement } from '#numerics/gamma.ts'
import type { OpportunityHistories, OpportunityHistory } from './histories.ts'

/** alpha, beta: beta of the chance to buy at an opportunity; gamma, delta: beta of the chance to be lost before it. */
export type FittedBgBb = Fitted<'bg-bb', 'alpha' | 'beta' | 'gamma' | 'delta'>

/** Parameters by their letters in the paper. */
export type BgBbParameters = FittedBgBb['parameters']

/**
 * Log-likelihood of each row.
 *
 * With p ~ beta(α, β) and θ ~ beta(γ, δ),
 *
 *     L = B(α+x, β+n−x)/B(α, β) · B(γ, δ+n)/B(γ, δ)
 *       + Σ_{i=0}^{n−t_x−1} B(α+x, β+t_x−x+i)/B(α, β) · B(γ+1, δ+t_x+i)/B(γ, δ)
 *
 * of which the first term of the sum is taken out, so that every other is a product of ratios below 1.
 *
 * @see Fader, Hardie & Shang (2010), "Customer-Base Analysis in a Discrete-Time Noncontractual Setting", Marketing
 *   Science 29(6), equation 7.
 */
export function logLikelihood({ parameters }: FittedBgBb, histories: OpportunityHistories): Float64Array {
  return histories.opportunities.map((_, row) => {
    const history = historyAt(histories, row)
    const { lost, active } = pathsOf(parameters, history)
    return logFirstTerm(parameters, history) + Math.log(lost + active)
  })
}

/**
 * P(active at the opportunity n) of each row: 1 where that opportunity was taken.
 *
 * @see Fader, Hardie & Shang (2010), equation 11 with one period less; see {@link probabilityActive}.
 */
export function probabilityActiveAtEnd(
  { parameters }: FittedBgBb,
  histories: OpportunityHistories,
): Float64Array {
  return histories.opportunities.map((_, row) => {
    const { lost, active } = pathsOf(parameters, historyAt(histories, row))
    return active / (lost + active)
  })
}

/** One row as three numbers. */
export function historyAt(histories: OpportunityHistories, row: number): OpportunityHistory {
  return {
    opportunities: histories.opportunities[row],
    repeatPurchases: histories.repeatPurchases[row],
    lastOpportunity: histories.lastOpportunity[row],
  }
}

/** ln of the term i = 0 of the sum: all up to the last purchase, then lost at once. */
function logFirstTerm(
  { alpha, beta, gamma, delta }: BgBbParameters,
  { repeatPurchases: x, lastOpportunity: last }: OpportunityHistory,
): number {
  const buys =
    logGammaIncrement(alpha, x) + logGammaIncrement(beta, last - x) - logGammaIncrement(alpha + beta, last)
  return buys + Math.log(gamma) + logGammaIncrement(delta, last) - logGammaIncrement(gamma + delta, last + 1)
}

/** Over that first term: the paths on which the customer was lost after the last purchase, and that on which they were not. */
function pathsOf(
  { alpha, beta, gamma, delta }: BgBbParameters,
  { opportunities: n, repeatPurchases: x, lastOpportunity: last }: OpportunityHistory,
): { readonly lost: number; readonly active: number } {
  let term = 1
  let lost = 0
  for (let k = last; k < n; k++) {
    lost += term
    term *= ((beta + k - x) / (alpha + beta + k)) * ((delta + k) / (gamma + delta + 1 + k))
  }
  return { lost, active: (term * (gamma + delta + n)) / gamma }
}

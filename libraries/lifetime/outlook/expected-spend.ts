/** What a customer's next purchases are worth each. */
import type { FittedGammaGamma } from '../model.ts'
import type { SpendModel } from './outlook.ts'

/** What is known of one customer's spend: m observations and their mean z̄, which is not read where m = 0. */
export interface ObservedSpend {
  readonly observations: number
  readonly meanSpend: number
}

/** The three parameters of Gamma-Gamma: shape p of a spend; shape q and rate gamma of its hidden rate ν. */
export type SpendParameters = FittedGammaGamma['parameters']

/**
 * The customer's own scale of money: γ + m·z̄, or the common mean spend where there is no spend model.
 *
 * The spends Z_j of one customer are Gamma(p, ν), and ν given m spends of mean z̄ is Gamma(p·m + q, γ + m·z̄): money
 * divided by γ + m·z̄ no longer depends on the amounts. (Written γ + p·x·z̄ where γ is the rate of the mean's scale ν/p;
 * in the letters of the fit it is γ + m·z̄.)
 *
 * @see Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", equation 4.
 */
export function valueScale(spend: SpendModel, customer: ObservedSpend): number {
  if (spend.kind === 'mean-spend') return spend.meanSpend
  const observed = customer.observations > 0 ? customer.observations * customer.meanSpend : 0
  return spend.fitted.parameters.gamma + observed
}

/**
 * Expected spend a purchase, in the currency of the data.
 *
 * @see Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", equation 5.
 */
export function expectedSpend(spend: SpendModel, customer: ObservedSpend): number {
  return valueScale(spend, customer) * meanSpendUnit(spend, customer.observations)
}

/** Expected spend a purchase in units of the customer's scale: p / (p·m + q − 1); 1 where there is no spend model. */
export function meanSpendUnit(spend: SpendModel, observations: number): number {
  if (spend.kind === 'mean-spend') return 1
  const { p, q } = spend.fitted.parameters
  return p / (p * observations + q - 1)
}

/** Whether a fitted Gamma-Gamma has a mean at all: with q ≤ 1 the spend of an unknown customer has none. */
export function hasMeanSpend(fitted: FittedGammaGamma): boolean {
  return fitted.parameters.q > 1
}

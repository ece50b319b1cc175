/** What BG/NBD and MBG/NBD have in common: purchases at a gamma rate, and a beta chance to drop out after each. */
import { logGammaIncrement } from '#numerics/gamma.ts'
import { logistic, softplus } from '#numerics/logarithms.ts'
import { mapHistories, type PurchaseHistory } from '../history-rows.ts'
import type { FittedPurchaseModel, PurchaseHistories } from '../model.ts'

/** The two models differ in one number. */
export interface BetaGeometricVariant<Name extends BetaGeometricName = BetaGeometricName> {
  readonly model: Name
  /** Chances to drop out before the first repeat purchase: 0 in BG/NBD, 1 in MBG/NBD. */
  readonly earlyDropouts: 0 | 1
}

/** Names of the two models. */
export type BetaGeometricName = 'bg-nbd' | 'mbg-nbd'

/** r, alpha: gamma shape and rate of the purchase rate; a, b: beta of the dropout probability. */
export type BetaGeometricParameter = 'r' | 'alpha' | 'a' | 'b'

/** A fit of either model. */
export type FittedBetaGeometric<Name extends BetaGeometricName = BetaGeometricName> = FittedPurchaseModel<
  Name,
  BetaGeometricParameter
>

/**
 * The likelihood of a history is A·(1 + e^q): A if the customer is still active, A·e^q if they dropped out after their
 * last purchase. q = ln a − ln(b + x − 1 + m) + (r + x)·ln[(α + T) / (α + t_x)], where m counts the early dropouts.
 *
 * @returns q; −Infinity where a dropout was not yet possible.
 * @see Fader, Hardie & Lee (2005), "Counting Your Customers the Easy Way", equation 6; Batislam, Denizel & Filiztekin
 *   (2007), "Empirical Validation and Comparison of Models for Customer Base Analysis", section 2.
 */
function logOddsOfDropout(
  { parameters: { r, alpha, a, b } }: FittedBetaGeometric,
  { earlyDropouts }: BetaGeometricVariant,
  { repeatPurchases, lastPurchaseAge, age }: PurchaseHistory,
): number {
  const chances = repeatPurchases + earlyDropouts
  if (chances === 0) return -Infinity
  const silence = Math.log1p((age - lastPurchaseAge) / (alpha + lastPurchaseAge))
  return Math.log(a / (b + chances - 1)) + (r + repeatPurchases) * silence
}

/**
 * Log-likelihood of each customer's history.
 *
 * @returns n numbers; each is the log-density of the x purchase times, up to no constant.
 */
export function logLikelihoods(
  fitted: FittedBetaGeometric,
  variant: BetaGeometricVariant,
  histories: PurchaseHistories,
): Float64Array {
  const { r, alpha, a, b } = fitted.parameters
  return mapHistories(histories, (history) => {
    const { repeatPurchases: x, age } = history
    const chances = x + variant.earlyDropouts
    const timing = logGammaIncrement(r, x) - x * Math.log(alpha) - (r + x) * Math.log1p(age / alpha)
    const staying = logGammaIncrement(b, chances) - logGammaIncrement(a + b, chances)
    return timing + staying + softplus(logOddsOfDropout(fitted, variant, history))
  })
}

/**
 * Probability that each customer is still active at the end of observation.
 *
 * @returns n probabilities; under BG/NBD 1 where there was no repeat purchase.
 * @see Fader, Hardie & Lee (2008), "Computing P(alive) Using the BG/NBD Model".
 */
export function probabilitiesActive(
  fitted: FittedBetaGeometric,
  variant: BetaGeometricVariant,
  histories: PurchaseHistories,
): Float64Array {
  return mapHistories(histories, (history) => logistic(-logOddsOfDropout(fitted, variant, history)))
}

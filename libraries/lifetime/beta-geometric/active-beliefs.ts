/** What is believed of a customer of BG/NBD or MBG/NBD who is known to be active. */
import type { ActiveCustomer, Fitted } from '../model.ts'
import type { ActiveBeliefs } from './activity-series.ts'
import type { BetaGeometricParameter, BetaGeometricVariant, FittedBetaGeometric } from './likelihood.ts'

/** Beliefs about a customer who is active now; when they last bought tells nothing of what comes. */
export function beliefsAbout(
  { parameters: { r, alpha, a, b } }: FittedBetaGeometric,
  { earlyDropouts }: BetaGeometricVariant,
  { repeatPurchases, age }: Omit<ActiveCustomer, 'lastPurchaseAge'>,
): ActiveBeliefs {
  return { shape: r + repeatPurchases, scale: alpha + age, a, b: b + repeatPurchases + earlyDropouts }
}

/** Probability that a new customer survives the first purchase, however regular the later ones. */
export function probabilityActiveAtFirst(
  { parameters: { a, b } }: Fitted<string, BetaGeometricParameter>,
  { earlyDropouts }: Pick<BetaGeometricVariant, 'earlyDropouts'>,
): number {
  return earlyDropouts === 0 ? 1 : b / (a + b)
}

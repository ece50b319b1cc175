/** What a Gamma-Gamma fit expects a purchase to be worth. */
import { checkDocument } from '../document.ts'
import { lifetimeError } from '../errors.ts'
import type { FittedGammaGamma, SpendHistories } from '../model.ts'

/**
 * Expected spend a purchase of each customer, given what they spent so far: p(γ + n·z̄) / (p·n + q − 1).
 *
 * @returns n amounts in the currency of the data, in the order of `spend`.
 * @throws LIFETIME_SPEND_MEAN_UNDEFINED where p·n + q ≤ 1: so heavy a tail has no mean; LIFETIME_MODEL_UNKNOWN.
 * @see Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", equation 5.
 */
export function expectedMeanSpend(fitted: FittedGammaGamma, spend: SpendHistories): Float64Array {
  checkDocument(fitted, ['gamma-gamma'])
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
 * @throws LIFETIME_SPEND_MEAN_UNDEFINED where q ≤ 1 (a naive formula gives a negative amount there); LIFETIME_MODEL_UNKNOWN.
 */
export function expectedMeanSpendOfNewCustomer(fitted: FittedGammaGamma): number {
  checkDocument(fitted, ['gamma-gamma'])
  const { p, q, gamma } = fitted.parameters
  if (q <= 1) throw undefinedMean(fitted, 0)
  return (p * gamma) / (q - 1)
}

function undefinedMean({ parameters }: FittedGammaGamma, observations: number): Error {
  const message = `With p = ${parameters.p} and q = ${parameters.q} the spend of a customer with ${observations} observed spends has no mean.`
  return lifetimeError('LIFETIME_SPEND_MEAN_UNDEFINED', message, { ...parameters, observations })
}

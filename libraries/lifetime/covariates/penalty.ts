/** The penalty on coefficients. */
import { lifetimeError } from '../errors.ts'

/** @throws LIFETIME_OPTION_INVALID where it is negative or no number. */
export function checkedCoefficientPenalty(coefficientPenalty = 0): number {
  if (coefficientPenalty >= 0 && coefficientPenalty < Infinity) return coefficientPenalty
  throw lifetimeError(
    'LIFETIME_OPTION_INVALID',
    `A penalty of ${coefficientPenalty} on coefficients was asked for.`,
    { coefficientPenalty },
    { hint: 'Use a penalty of zero (maximum likelihood) or more.' },
  )
}

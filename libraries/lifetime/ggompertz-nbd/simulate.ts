/** Customers who behave as GGompertz/NBD says, with the truth that data never show. */
import { exponentialVariate, gammaVariate } from '#numerics/variates.ts'
import type { FittedGgompertzNbd, SimulatedCustomers, SimulateOptions } from '../model.ts'
import { simulateUntilDropout } from '../until-dropout/simulate.ts'

/**
 * Simulates new customers from their first purchase on.
 *
 * @param options - One age for each customer; the same `random` sequence gives the same customers.
 * @see Bemmaor & Glady (2012), section 2.
 */
export function simulate(
  { parameters: { r, alpha, b, s, beta }, timeUnit }: FittedGgompertzNbd,
  options: SimulateOptions,
): SimulatedCustomers {
  const { random } = options
  return simulateUntilDropout(timeUnit, options, () => ({
    rate: gammaVariate(random, { shape: r, rate: alpha }),
    // Where η(e^(bt) − 1) reaches a standard exponential variate.
    lifetime: Math.log1p(exponentialVariate(random, gammaVariate(random, { shape: s, rate: beta }))) / b,
  }))
}

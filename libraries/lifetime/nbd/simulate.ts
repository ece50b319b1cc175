/** Customers who behave as NBD says: they never leave. */
import { gammaVariate } from '#numerics/variates.ts'
import type { FittedNbd, SimulatedCustomers, SimulateOptions } from '../model.ts'
import { simulateUntilDropout } from '../until-dropout/simulate.ts'

/**
 * Simulates new customers from their first purchase on.
 *
 * @param options - One age for each customer; the same `random` sequence gives the same customers.
 */
export function simulate(
  { parameters: { r, alpha }, timeUnit }: FittedNbd,
  options: SimulateOptions,
): SimulatedCustomers {
  const rate = () => gammaVariate(options.random, { shape: r, rate: alpha })
  return simulateUntilDropout(timeUnit, options, () => ({ rate: rate(), lifetime: Infinity }))
}

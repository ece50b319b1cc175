/** Customers who behave as the Pareto/NBD model says, with the truth that data never show. */
import { exponentialVariate, gammaVariate } from '#numerics/variates.ts'
import type { FittedParetoNbd, SimulatedCustomers, SimulateOptions } from '../model.ts'
import { simulateUntilDropout } from '../until-dropout/simulate.ts'

/**
 * Simulates new customers from their first purchase on.
 *
 * @param options - One age for each customer; the same `random` sequence gives the same customers.
 * @see Schmittlein, Morrison & Colombo (1987), assumptions (i)–(v).
 */
export function simulate(
  { parameters: { r, alpha, s, beta }, timeUnit }: FittedParetoNbd,
  options: SimulateOptions,
): SimulatedCustomers {
  const { random } = options
  return simulateUntilDropout(timeUnit, options, () => ({
    rate: gammaVariate(random, { shape: r, rate: alpha }),
    lifetime: exponentialVariate(random, gammaVariate(random, { shape: s, rate: beta })),
  }))
}

/** Customers who behave as the Pareto/NBD model says, with the truth that data never show. */
import { exponentialVariate, gammaVariate, poissonVariate } from '#numerics/variates.ts'
import { purchaseHistories } from '../histories.ts'
import type { FittedParetoNbd, SimulatedCustomers, SimulateOptions } from '../model.ts'

/**
 * Simulates new customers from their first purchase on.
 *
 * @param options - One age for each customer; the same `random` sequence gives the same customers.
 * @see Schmittlein, Morrison & Colombo (1987), assumptions (i)–(v).
 */
export function simulate(
  { parameters: { r, alpha, s, beta }, timeUnit }: FittedParetoNbd,
  { ages, horizon, random }: SimulateOptions,
): SimulatedCustomers {
  const repeatPurchases = new Float64Array(ages.length)
  const lastPurchaseAge = new Float64Array(ages.length)
  const futurePurchases = new Float64Array(ages.length)
  const active = new Uint8Array(ages.length)
  for (let i = 0; i < ages.length; i++) {
    const rate = gammaVariate(random, { shape: r, rate: alpha })
    const lifetime = exponentialVariate(random, gammaVariate(random, { shape: s, rate: beta }))
    const exposure = Math.min(lifetime, ages[i])
    repeatPurchases[i] = poissonVariate(random, rate * exposure)
    // Given their number, the times are uniform; the largest of n uniform numbers is distributed as U^(1/n).
    if (repeatPurchases[i] > 0) lastPurchaseAge[i] = exposure * random() ** (1 / repeatPurchases[i])
    active[i] = lifetime > ages[i] ? 1 : 0
    futurePurchases[i] = poissonVariate(random, rate * Math.min(Math.max(lifetime - ages[i], 0), horizon))
  }
  return {
    histories: purchaseHistories({ timeUnit, repeatPurchases, lastPurchaseAge, age: ages }),
    futurePurchases,
    active,
  }
}

/** Customers who buy at a rate of their own until a lifetime of their own is over. */
import type { TimeUnit } from '#kernel/time.ts'
import { poissonVariate } from '#numerics/variates.ts'
import { purchaseHistories } from '../histories.ts'
import type { SimulatedCustomers, SimulateOptions } from '../model.ts'

/** The hidden truth of one customer. */
export interface Nature {
  readonly rate: number
  /** Time from the first purchase to the dropout; may be Infinity. */
  readonly lifetime: number
}

/**
 * Simulates new customers from their first purchase on.
 *
 * @param options - One age for each customer; the same `random` sequence gives the same customers.
 * @param nature - Draws the next customer's.
 */
export function simulateUntilDropout(
  timeUnit: TimeUnit,
  { ages, horizon, random }: SimulateOptions,
  nature: () => Nature,
): SimulatedCustomers {
  const repeatPurchases = new Float64Array(ages.length)
  const lastPurchaseAge = new Float64Array(ages.length)
  const futurePurchases = new Float64Array(ages.length)
  const active = new Uint8Array(ages.length)
  for (let i = 0; i < ages.length; i++) {
    const { rate, lifetime } = nature()
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

/** Simulates customers of BG/NBD and MBG/NBD. */
import { betaVariate, exponentialVariate, gammaVariate } from '#numerics/variates.ts'
import { purchaseHistories } from '../histories.ts'
import type { SimulatedCustomers, SimulateOptions } from '../model.ts'
import type { BetaGeometricVariant, FittedBetaGeometric } from './likelihood.ts'

/**
 * Simulates new customers: each draws a purchase rate and a dropout probability, then lives by them.
 *
 * @param options - Ages and horizon in the unit of `fitted`.
 */
export function simulateBetaGeometric(
  fitted: FittedBetaGeometric,
  variant: BetaGeometricVariant,
  { ages, horizon, random }: SimulateOptions,
): SimulatedCustomers {
  const { r, alpha, a, b } = fitted.parameters
  const repeatPurchases = new Float64Array(ages.length)
  const lastPurchaseAge = new Float64Array(ages.length)
  const futurePurchases = new Float64Array(ages.length)
  const active = new Uint8Array(ages.length)
  for (let i = 0; i < ages.length; i++) {
    const rate = gammaVariate(random, { shape: r, rate: alpha })
    const dropout = betaVariate(random, { a, b })
    let alive = variant.earlyDropouts === 0 || random() >= dropout
    let time = 0
    while (alive) {
      time += exponentialVariate(random, rate)
      if (time > ages[i] + horizon) break
      if (time > ages[i]) futurePurchases[i]++
      else {
        repeatPurchases[i]++
        lastPurchaseAge[i] = time
      }
      alive = random() >= dropout
    }
    // Dropouts happen at purchases only: one after the end of observation left the customer active at that end.
    active[i] = Number(alive || time > ages[i])
  }
  return {
    histories: purchaseHistories({ timeUnit: fitted.timeUnit, repeatPurchases, lastPurchaseAge, age: ages }),
    futurePurchases,
    active,
  }
}

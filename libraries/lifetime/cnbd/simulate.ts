/** Simulates customers of BG/CNBD-k and MBG/CNBD-k. */
import { betaVariate, gammaVariate } from '#numerics/variates.ts'
import { purchaseHistories } from '../histories.ts'
import type { SimulatedCustomers, SimulateOptions } from '../model.ts'
import type { CnbdVariant, FittedCnbd } from './likelihood.ts'

/**
 * Simulates new customers: each draws a rate of steps and a dropout probability, then lives by them. The histories say
 * how long the times between purchases were.
 *
 * @param options - Ages and horizon in the unit of `fitted`.
 */
export function simulateCnbd(
  { parameters: { r, alpha, a, b }, regularity, timeUnit }: FittedCnbd,
  { earlyDropouts }: CnbdVariant,
  { ages, horizon, random }: SimulateOptions,
): SimulatedCustomers {
  const repeatPurchases = new Float64Array(ages.length)
  const lastPurchaseAge = new Float64Array(ages.length)
  const sumLogIntervals = new Float64Array(ages.length)
  const futurePurchases = new Float64Array(ages.length)
  const active = new Uint8Array(ages.length)
  for (let i = 0; i < ages.length; i++) {
    const rate = gammaVariate(random, { shape: r, rate: alpha })
    const dropout = betaVariate(random, { a, b })
    let alive = earlyDropouts === 0 || random() >= dropout
    let time = 0
    while (alive) {
      const gap = gammaVariate(random, { shape: regularity, rate })
      time += gap
      if (time > ages[i] + horizon) break
      if (time > ages[i]) futurePurchases[i]++
      else {
        repeatPurchases[i]++
        lastPurchaseAge[i] = time
        sumLogIntervals[i] += Math.log(gap)
      }
      alive = random() >= dropout
    }
    // Dropouts happen at purchases only: one after the end of observation left the customer active at that end.
    active[i] = Number(alive || time > ages[i])
  }
  return {
    histories: purchaseHistories({ timeUnit, repeatPurchases, lastPurchaseAge, age: ages, sumLogIntervals }),
    futurePurchases,
    active,
  }
}

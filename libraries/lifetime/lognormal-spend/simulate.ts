/** Simulates spends under the lognormal model. */
import type { Random } from '#numerics/random.ts'
import { normalVariate } from '#numerics/variates.ts'
import type { SpendAmounts } from './histories.ts'
import { type AnyFittedLognormalSpend, logScaleOf } from './likelihood.ts'

/** What to simulate. */
export interface SpendSimulation {
  /** Spends of each customer; its length is the number of customers. */
  readonly observations: Float64Array
  /** How often each buys; 1 where left out. */
  readonly frequency?: Float64Array
  readonly random: Random
}

/**
 * Spends of new customers, one by one.
 *
 * @returns The spends, and each customer's true mean spend.
 */
export function simulateLognormalSpend(
  fitted: AnyFittedLognormalSpend,
  { observations, frequency, random }: SpendSimulation,
): { readonly amounts: SpendAmounts; readonly trueMeanSpend: Float64Array } {
  const { centre, between, within } = logScaleOf(fitted)
  const [customer, amount] = [Array<number>(), Array<number>()]
  const trueMeanSpend = observations.map((n, place) => {
    const typical = centre(frequency?.[place] ?? 1) + Math.sqrt(between) * normalVariate(random)
    for (let k = 0; k < n; k++) {
      customer.push(place)
      amount.push(Math.exp(typical + Math.sqrt(within) * normalVariate(random)))
    }
    return Math.exp(typical + within / 2)
  })
  const amounts = { customer, amount, customers: observations.length, ...(frequency && { frequency }) }
  return { amounts, trueMeanSpend }
}

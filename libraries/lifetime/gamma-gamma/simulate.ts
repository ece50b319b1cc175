/** Simulates spends under Gamma-Gamma. */
import type { Random } from '#numerics/random.ts'
import { gammaVariate } from '#numerics/variates.ts'
import { spendHistories } from '../histories.ts'
import type { SpendAmounts } from '../lognormal-spend/histories.ts'
import type { FittedGammaGamma, SpendHistories } from '../model.ts'

/**
 * Mean spends of new customers, each over as many purchases as `observations` says.
 *
 * @returns The spend histories, and each customer's true mean spend.
 */
export function simulateGammaGamma(
  fitted: FittedGammaGamma,
  { observations, random }: { readonly observations: Float64Array; readonly random: Random },
): { readonly spend: SpendHistories; readonly trueMeanSpend: Float64Array } {
  const { p, q, gamma } = fitted.parameters
  const trueMeanSpend = observations.map(() => p / gammaVariate(random, { shape: q, rate: gamma }))
  const meanSpend = observations.map((n, i) =>
    gammaVariate(random, { shape: p * n, rate: (p * n) / trueMeanSpend[i] }),
  )
  return { spend: spendHistories({ observations, meanSpend }), trueMeanSpend }
}

/**
 * Spends of new customers, one by one.
 *
 * @param options - How many of each customer, and how often each buys, which is handed through: spends do not depend on it.
 * @returns The spends, and each customer's true mean spend.
 */
export function simulateGammaGammaAmounts(
  fitted: FittedGammaGamma,
  {
    observations,
    frequency,
    random,
  }: {
    readonly observations: Float64Array
    readonly frequency?: Float64Array
    readonly random: Random
  },
): { readonly amounts: SpendAmounts; readonly trueMeanSpend: Float64Array } {
  const { p, q, gamma } = fitted.parameters
  const [customer, amount] = [Array<number>(), Array<number>()]
  const trueMeanSpend = observations.map((n, place) => {
    const rate = gammaVariate(random, { shape: q, rate: gamma })
    for (let k = 0; k < n; k++) {
      customer.push(place)
      amount.push(gammaVariate(random, { shape: p, rate }))
    }
    return p / rate
  })
  const amounts = { customer, amount, customers: observations.length, ...(frequency && { frequency }) }
  return { amounts, trueMeanSpend }
}

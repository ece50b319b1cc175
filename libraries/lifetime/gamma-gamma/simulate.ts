/** Simulates spends under Gamma-Gamma. */
import type { Random } from '#numerics/random.ts'
import { gammaVariate } from '#numerics/variates.ts'
import { spendHistories } from '../histories.ts'
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

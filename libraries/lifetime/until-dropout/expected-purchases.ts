/** The expected purchases to come of a customer whose lifetime no purchase decides. */
import { gaussLegendre } from '#numerics/quadrature.ts'
import type { FutureWindow } from '../model.ts'
import type { ActiveBeliefs, ResidualLifetime } from './active-beliefs.ts'

/** P(active after `ahead`) of a customer who is active now. */
export function probabilityStillActive({ lifetime }: ActiveBeliefs, ahead: number): number {
  return Math.exp(-lifetime.cumulativeHazard(ahead))
}

/**
 * E[Σ exp(−rate·time)] over the purchases of the next `horizon`: (r+x)/(α+T) · ∫₀ᵗ e^(−δu)·P(still active after u) du.
 *
 * @returns Infinity where the horizon has no end, nothing is discounted, and lifetimes have no mean.
 * @see Fader, Hardie & Lee (2005), "RFM and CLV", JMR 42(4), for the infinite horizon (DERT).
 */
export function expectedPurchasesUntilDropout(beliefs: ActiveBeliefs, window: FutureWindow): number {
  const { purchaseShape, purchaseScale, lifetime } = beliefs
  return (purchaseShape / purchaseScale) * discountedTime(lifetime, window)
}

const rule = gaussLegendre(16)
const negligible = 1e-18

/** A discount of at most e^−12 within a panel keeps its digits. */
const steepestDiscount = 12

/** ∫₀ᵗ e^(−δu)·P(still active after u) du */
function discountedTime(lifetime: ResidualLifetime, { horizon, discountRate }: FutureWindow): number {
  if (discountRate === 0 && lifetime.expectedTime !== undefined) return lifetime.expectedTime(horizon)
  const slowest = discountRate + lifetime.leastHazard
  const presentAt = (time: number) => Math.exp(-discountRate * time - lifetime.cumulativeHazard(time))
  let sum = 0
  let from = 0
  while (from < horizon && presentAt(from) > negligible * sum * slowest) {
    const width = Math.min(horizon - from, lifetime.smoothWidth(from), steepestDiscount / discountRate)
    for (let i = 0; i < rule.nodes.length; i++) {
      sum += rule.weights[i] * width * presentAt(from + width * rule.nodes[i])
    }
    from += width
  }
  return sum
}

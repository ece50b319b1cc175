/** Simulates customers of BG/BB. */
import type { Random } from '#numerics/random.ts'
import { betaVariate } from '#numerics/variates.ts'
import { type OpportunityHistories, opportunityHistories } from './histories.ts'
import type { FittedBgBb } from './likelihood.ts'

/** What to simulate. */
export interface OpportunitySimulation {
  /** Opportunities of each customer until the end of observation; its length is the number of customers. */
  readonly opportunities: Float64Array
  /** Further opportunities in which purchases are counted too. */
  readonly horizon: number
  /** Uniform numbers in (0, 1). */
  readonly random: Random
}

/** Simulated customers: their histories, what they did in the horizon, and the hidden truth. */
export interface SimulatedOpportunities {
  readonly histories: OpportunityHistories
  /** Purchases at the opportunities n + 1 … n + horizon. */
  readonly futurePurchases: Float64Array
  /** 1 where truly active at the opportunity n + 1, or at n where the horizon is 0. */
  readonly active: Uint8Array
}

/** Simulates new customers: each draws a chance to buy and a chance to be lost, then lives by them. */
export function simulateBgBb(
  fitted: FittedBgBb,
  { opportunities, horizon, random }: OpportunitySimulation,
): SimulatedOpportunities {
  const { alpha, beta, gamma, delta } = fitted.parameters
  const repeatPurchases = new Float64Array(opportunities.length)
  const lastOpportunity = new Float64Array(opportunities.length)
  const futurePurchases = new Float64Array(opportunities.length)
  const active = new Uint8Array(opportunities.length)
  for (let i = 0; i < opportunities.length; i++) {
    const buys = betaVariate(random, { a: alpha, b: beta })
    const leaves = betaVariate(random, { a: gamma, b: delta })
    active[i] = Number(opportunities[i] + horizon === 0)
    for (let k = 1; k <= opportunities[i] + horizon && random() >= leaves; k++) {
      if (k === opportunities[i] + Math.min(1, horizon)) active[i] = 1
      if (random() >= buys) continue
      if (k > opportunities[i]) futurePurchases[i]++
      else {
        repeatPurchases[i]++
        lastOpportunity[i] = k
      }
    }
  }
  const histories = opportunityHistories({ opportunities, repeatPurchases, lastOpportunity })
  return { histories, futurePurchases, active }
}

/** A base whose future is known: what the intervals and totals of this folder are tested against. */
import { gammaVariate } from '#numerics/variates.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories } from '../model.ts'
import { purchaseModel } from '../models.ts'
import type { SpendParameters } from './expected-spend.ts'

/** Who is simulated, for how long, and what becomes of them. */
export interface SimulatedBaseOptions {
  readonly fitted: AnyFittedPurchaseModel
  readonly spend: SpendParameters
  readonly ages: Float64Array
  /** In the unit of the fit. */
  readonly horizon: number
  readonly random: () => number
}

/** n customers: what was seen of them, and what came within the horizon. */
export interface SimulatedBase {
  readonly histories: PurchaseHistories
  /** m: every repeat purchase is a spend observation. */
  readonly spendObservations: Float64Array
  /** z̄; 0 where m = 0. */
  readonly meanSpend: Float64Array
  readonly futurePurchases: Float64Array
  /** Undiscounted sum of the spends to come. */
  readonly futureValue: Float64Array
}

/** Simulates purchases by the model and spends by Gamma-Gamma, independently of each other. */
export function simulateBase({ fitted, spend, ages, horizon, random }: SimulatedBaseOptions): SimulatedBase {
  const { histories, futurePurchases } = purchaseModel(fitted).simulate(fitted, { ages, horizon, random })
  const { repeatPurchases } = histories
  const meanSpend = new Float64Array(ages.length)
  const futureValue = new Float64Array(ages.length)
  for (let i = 0; i < ages.length; i++) {
    const rate = gammaVariate(random, { shape: spend.q, rate: spend.gamma })
    const spent = (count: number) =>
      count === 0 ? 0 : gammaVariate(random, { shape: spend.p * count, rate })
    if (repeatPurchases[i] > 0) meanSpend[i] = spent(repeatPurchases[i]) / repeatPurchases[i]
    futureValue[i] = spent(futurePurchases[i])
  }
  return { histories, spendObservations: repeatPurchases, meanSpend, futurePurchases, futureValue }
}

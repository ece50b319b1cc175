/** BG/NBD: purchases at a gamma rate, and after each repeat purchase a beta chance to drop out. */
import { betaGeometricModel } from '../beta-geometric/purchase-model.ts'
import type {
  FitOptions,
  FittedBgNbd,
  PurchaseHistories,
  PurchaseModel,
  SimulatedCustomers,
  SimulateOptions,
} from '../model.ts'

/** BG/NBD as the machinery sees it. */
export const bgNbd: PurchaseModel<FittedBgNbd> = betaGeometricModel(
  { model: 'bg-nbd', earlyDropouts: 0 },
  { title: 'BG/NBD', typicalParameters: { r: 0.4, alpha: 4.4, a: 0.8, b: 2.4 } },
)

/**
 * Fits BG/NBD by maximum likelihood, from a fixed start: the same histories give the same fit.
 *
 * @param histories - n customers; the parameters come back in their time unit.
 * @throws LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 * @see Fader, Hardie & Lee (2005), "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model",
 *   Marketing Science 24(2).
 */
export function fitBgNbd(histories: PurchaseHistories, options?: FitOptions): FittedBgNbd {
  return bgNbd.fit(histories, options)
}

/**
 * Simulates new customers who behave as the fit says.
 *
 * @param options - Ages and horizon in the unit of `fitted`.
 */
export function simulateBgNbd(fitted: FittedBgNbd, options: SimulateOptions): SimulatedCustomers {
  return bgNbd.simulate(fitted, options)
}

/** MBG/NBD: as BG/NBD, with a chance to drop out also straight after the first purchase. */
import { betaGeometricModel } from '../beta-geometric/purchase-model.ts'
import type {
  FitOptions,
  FittedMbgNbd,
  PurchaseHistories,
  PurchaseModel,
  SimulatedCustomers,
  SimulateOptions,
} from '../model.ts'

/** MBG/NBD as the machinery sees it. */
export const mbgNbd: PurchaseModel<FittedMbgNbd> = betaGeometricModel(
  { model: 'mbg-nbd', earlyDropouts: 1 },
  { title: 'MBG/NBD', typicalParameters: { r: 0.6, alpha: 6, a: 0.9, b: 1.8 } },
)

/**
 * Fits MBG/NBD by maximum likelihood, from a fixed start: the same histories give the same fit.
 *
 * @param histories - n customers; the parameters come back in their time unit.
 * @throws LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 * @see Batislam, Denizel & Filiztekin (2007), "Empirical Validation and Comparison of Models for Customer Base
 *   Analysis", International Journal of Research in Marketing 24(3).
 */
export function fitMbgNbd(histories: PurchaseHistories, options?: FitOptions): FittedMbgNbd {
  return mbgNbd.fit(histories, options)
}

/**
 * Simulates new customers who behave as the fit says.
 *
 * @param options - Ages and horizon in the unit of `fitted`.
 */
export function simulateMbgNbd(fitted: FittedMbgNbd, options: SimulateOptions): SimulatedCustomers {
  return mbgNbd.simulate(fitted, options)
}

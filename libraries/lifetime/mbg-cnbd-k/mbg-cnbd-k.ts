/** MBG/CNBD-k: regular purchases at a gamma rate, and after each purchase, the first included, a beta chance to drop out. */
import { cnbdModel, type CnbdModel } from '../cnbd/purchase-model.ts'
import type { FitOptions, FittedMbgCnbd, PurchaseHistories } from '../model.ts'

/** MBG/CNBD-k as the machinery sees it. */
export const mbgCnbd: CnbdModel<'mbg-cnbd-k'> = cnbdModel(
  { model: 'mbg-cnbd-k', earlyDropouts: 1 },
  {
    title: 'MBG/CNBD-k',
    typicalParameters: { r: 0.8, alpha: 4, a: 0.9, b: 1.8 },
    // With k = 1 gaps are exponential.
    contains: ['mbg-nbd'],
  },
)

/**
 * Fits MBG/CNBD-k by maximum likelihood, from a fixed start: the same histories give the same fit.
 *
 * @param histories - n customers with `sumLogIntervals`; the parameters come back in their time unit.
 * @param options - `regularity` fixes k; the likeliest from 1 to 12 is searched where it is left out.
 * @throws LIFETIME_INTERVALS_MISSING, LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 * @see Reutterer, Platzer & Schröder (2021), "Leveraging Purchase Regularity for Predicting Customer Behavior the Easy
 *   Way", International Journal of Research in Marketing 38(1).
 */
export function fitMbgCnbd(histories: PurchaseHistories, options?: FitOptions): FittedMbgCnbd {
  return mbgCnbd.fit(histories, options)
}

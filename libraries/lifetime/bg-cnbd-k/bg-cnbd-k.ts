/** BG/CNBD-k: regular purchases at a gamma rate, and after each repeat purchase a beta chance to drop out. */
import { cnbdModel, type CnbdModel } from '../cnbd/purchase-model.ts'
import type { FitOptions, FittedBgCnbd, PurchaseHistories } from '../model.ts'

/** BG/CNBD-k as the machinery sees it. */
export const bgCnbd: CnbdModel<'bg-cnbd-k'> = cnbdModel(
  { model: 'bg-cnbd-k', earlyDropouts: 0 },
  {
    title: 'BG/CNBD-k',
    typicalParameters: { r: 0.6, alpha: 3, a: 0.8, b: 2.4 },
    // With k = 1 gaps are exponential.
    contains: ['bg-nbd'],
  },
)

/**
 * Fits BG/CNBD-k by maximum likelihood, from a fixed start: the same histories give the same fit.
 *
 * @param histories - n customers with `sumLogIntervals`; the parameters come back in their time unit.
 * @param options - `regularity` fixes k; the likeliest from 1 to 12 is searched where it is left out.
 * @throws LIFETIME_INTERVALS_MISSING, LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_FIT_NOT_CONVERGED, LIFETIME_OPTION_INVALID,
 *   LIFETIME_PARAMETER_NOT_POSITIVE.
 * @see Reutterer, Platzer & Schröder (2021), "Leveraging Purchase Regularity for Predicting Customer Behavior the Easy
 *   Way", International Journal of Research in Marketing 38(1).
 */
export function fitBgCnbd(histories: PurchaseHistories, options?: FitOptions): FittedBgCnbd {
  return bgCnbd.fit(histories, options)
}

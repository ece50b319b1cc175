/** What a Pareto/NBD fit says of the future of each customer, and of a new one. */
import { mapHistories } from '../history-rows.ts'
import type { FittedParetoNbd, PurchaseHistories } from '../model.ts'
import { predictorsUntilDropout } from '../until-dropout/predict.ts'
import { silenceOf } from './likelihood.ts'
import { LomaxLifetime } from './lomax-lifetime.ts'

/**
 * Probability that each customer is still active at the end of observation.
 *
 * @returns n probabilities in [0, 1], in the order given; 1 where the last purchase is at the end of observation.
 * @see Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model", P(alive).
 */
function probabilityActive(fitted: FittedParetoNbd, histories: PurchaseHistories): Float64Array {
  return mapHistories(histories, (history) => {
    const { untouched, silent } = silenceOf(fitted.parameters, history)
    return Math.min(1, untouched / silent)
  })
}

/** Every predictor: an active customer's rates are independent gamma variates, updated by x and T. */
export const paretoNbdPredictors = predictorsUntilDropout<FittedParetoNbd>({
  probabilityActive,
  beliefsAbout: ({ parameters: { r, alpha, s, beta } }, { repeatPurchases, age }) => ({
    purchaseShape: r + repeatPurchases,
    purchaseScale: alpha + age,
    lifetime: new LomaxLifetime(s, beta + age),
  }),
  ageScale: ({ parameters: { alpha, beta } }) => Math.min(alpha, beta),
})

/** How the customers of a base spend: the Gamma-Gamma where it says anything, else one mean for all. */
import { lifetimeError } from '../errors.ts'
import { fitOrRefusal } from '../fit-or-refusal.ts'
import { fitGammaGamma } from '../gamma-gamma/fit.ts'
import { spendHistories } from '../histories.ts'
import type { KnownCustomers } from './customer-outlook.ts'
import { hasMeanSpend } from './expected-spend.ts'
import type { SpendModel } from './outlook.ts'

/** A spend model, and why it is the simpler one, where it is. */
export interface ChosenSpend {
  readonly spend: SpendModel
  /** Code of the refusal, or `LIFETIME_SPEND_MEAN_UNDEFINED`; null where Gamma-Gamma serves. */
  readonly because: string | null
}

/**
 * Fits Gamma-Gamma to the spends of a base; where that cannot be fitted, or gives no mean, every purchase is worth the
 * mean of all that were observed.
 *
 * @throws LIFETIME_NO_CUSTOMERS where no spend was observed at all.
 */
export function fitSpend({ histories, spendObservations, meanSpend }: KnownCustomers): ChosenSpend {
  const spenders = [...spendObservations.keys()].filter((row) => spendObservations[row] > 0)
  if (spenders.length === 0) {
    throw lifetimeError('LIFETIME_NO_CUSTOMERS', 'No customer has a spend observation.', undefined, {
      hint: 'Give the log its amounts: repeat purchases above zero are what spend is learnt from.',
    })
  }
  const pick = (column: Float64Array) => Float64Array.from(spenders, (row) => column[row])
  const { weight } = histories
  const spends = spendHistories({
    observations: pick(spendObservations),
    meanSpend: pick(meanSpend),
    weight: weight && pick(weight),
  })
  const attempt = fitOrRefusal(() => fitGammaGamma(spends))
  if ('refused' in attempt) return { spend: meanOf(spends), because: attempt.refused }
  const { fitted } = attempt
  if (hasMeanSpend(fitted)) return { spend: { kind: 'gamma-gamma', fitted }, because: null }
  return { spend: meanOf(spends), because: 'LIFETIME_SPEND_MEAN_UNDEFINED' }
}

/** The mean of all observed spends. */
function meanOf({ observations, meanSpend, weight }: ReturnType<typeof spendHistories>): SpendModel {
  let count = 0
  let sum = 0
  for (let row = 0; row < observations.length; row++) {
    const spends = observations[row] * (weight?.[row] ?? 1)
    count += spends
    sum += spends * meanSpend[row]
  }
  return { kind: 'mean-spend', meanSpend: sum / count }
}

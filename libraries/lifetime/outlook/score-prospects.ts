/** Scores of rows whose futures are their own, one after the other. */
import type { PurchaseHistories } from '../model.ts'
import { fillGroup } from './group-scores.ts'
import type { Scores, SpendModel } from './outlook.ts'
import { chosenMixture } from './predictive.ts'
import type { Prospects } from './prospects.ts'
import { orderRows } from './row-order.ts'
import { blankScores } from './score-rows.ts'
import { spendTables } from './spend-table.ts'

/** Which rows are scored, how spend is modelled, and how sure the intervals are to be. */
export interface ProspectRows {
  readonly histories: PurchaseHistories
  readonly spend: SpendModel
  readonly spendObservations: Float64Array
  readonly level: number
}

/** Scores every row, as `scoreRows` does those of a plain model; without end nothing is known of these. */
export function scoreProspects<Fit>(
  prospects: Prospects<Fit>,
  { histories, spend, spendObservations, level }: ProspectRows,
): Scores {
  const { repeatPurchases, lastPurchaseAge, age } = histories
  const order = orderRows([repeatPurchases, age, lastPurchaseAge, spendObservations])
  const predictive = chosenMixture({
    prospects,
    order,
    spend: { model: spend, observations: spendObservations },
  })
  const { fits, weights, spends } = predictive.mixture
  const means = prospects.meansAt(prospects.fit)
  const active = new Float64Array(age.length)
  const scores = blankScores({ active, level, endless: false }, predictive)
  const own = new Float64Array(fits.length)
  const job = {
    mixture: predictive.mixture,
    sharesAt: () => own,
    spend,
    spendsFor: spendTables(spends),
    spendObservations,
  }
  const look = prospects.lookAhead(fits, order)
  order.forEach((row, place) => {
    const prospect = look(place)
    for (let line = 0; line < own.length; line++) own[line] = weights[line] * prospect.active[line]
    const { purchases, discounted } = means(row)
    active[row] = prospect.active[own.length - 1]
    const group = Uint32Array.of(row)
    fillGroup(scores, job, { group, future: prospect.future, means: { purchases, discounted, endless: NaN } })
  })
  return scores
}

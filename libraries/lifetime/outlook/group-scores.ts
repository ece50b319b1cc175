/** Scores of the rows that share x and T, and with them everything that an active customer's future depends on. */
import type { ActiveMeans } from './active-means.ts'
import { meanSpendUnit } from './expected-spend.ts'
import { activeVariance, countQuantile, survivalAt } from './future-table.ts'
import type { FutureTable } from './future-table.ts'
import type { Scores, SpendModel } from './outlook.ts'
import type { Mixture } from './predictive.ts'
import { runsOf } from './row-order.ts'
import type { SpendTables } from './spend-table.ts'
import { valueCurve, valueQuantile } from './value-curve.ts'

/** What all groups share. */
export interface ScoringJob {
  readonly mixture: Pick<Mixture<unknown>, 'fits' | 'spendsOfLine'>
  /** Of a row, for each line: weight of the line times P(active) under it; valid until the next row is asked for. */
  readonly sharesAt: (row: number) => Float64Array
  readonly spend: SpendModel
  readonly spendsFor: SpendTables
  readonly spendObservations: Float64Array
}

/** Rows with the same x and T, in the order of m. */
export interface RowGroup {
  readonly group: Uint32Array
  readonly future: FutureTable
  readonly means: ActiveMeans
}

/** Fills every column of `scores` at the rows of one group. */
export function fillGroup(scores: Scores, job: ScoringJob, rows: RowGroup): void {
  fillMeans(scores, job, rows)
  fillCounts(scores, job, rows)
  for (const group of runsOf(rows.group, job.spendObservations)) {
    if (job.spend.kind === 'gamma-gamma') fillValues(scores, job, { ...rows, group })
    else copyCountsAsValue(scores, { ...rows, group })
  }
}

/** Means and variances at the fitted parameters. */
function fillMeans(scores: Scores, { mixture, spend, spendObservations }: ScoringJob, rows: RowGroup): void {
  const { group, future, means } = rows
  const { purchases, discounted, endless } = means
  const square = activeVariance(future, mixture.fits.length - 1, purchases) + purchases * purchases
  for (const row of group) {
    const active = scores.probabilityActive[row]
    const unit = meanSpendUnit(spend, spendObservations[row])
    scores.expectedPurchases[row] = active * purchases
    scores.purchasesVariance[row] = active * square - (active * purchases) ** 2
    scores.discountedPurchases[row] = active * discounted
    scores.valueMeanUnit[row] = active * discounted * unit
    if (scores.discountedPurchasesInfinite !== null)
      scores.discountedPurchasesInfinite[row] = active * endless
    if (scores.valueInfiniteUnit !== null) scores.valueInfiniteUnit[row] = active * endless * unit
  }
}

/** Intervals of counts: the smallest n with F(n) ≥ tail, respectively ≥ 1 − tail. */
function fillCounts(scores: Scores, { sharesAt }: ScoringJob, { group, future }: RowGroup): void {
  const tail = (1 - scores.level) / 2
  for (const row of group) {
    const own = sharesAt(row)
    const lower = countQuantile(future, own, 1 - tail)
    const upper = countQuantile(future, own, tail)
    const belowLower = lower === 0 ? 0 : 1 - survivalAt(future, own, lower - 1)
    scores.purchasesLower[row] = lower
    scores.purchasesUpper[row] = upper
    scores.purchasesProbability[row] = 1 - survivalAt(future, own, upper) - belowLower
    scores.probabilityBuys[row] = survivalAt(future, own, 0)
  }
}

/** Intervals of value in units of the customer's scale, for rows that share m as well. */
function fillValues(scores: Scores, job: ScoringJob, { group, future, means }: RowGroup): void {
  const meanDiscount = means.discounted / means.purchases
  const spends = job.spendsFor(job.spendObservations[group[0]], future.width - 1)
  const curve = valueCurve(future, spends, job.mixture.spendsOfLine)
  const tail = (1 - scores.level) / 2
  for (const row of group) {
    const own = job.sharesAt(row)
    const lower = valueQuantile(curve, own, 1 - tail)
    const upper = valueQuantile(curve, own, tail)
    scores.valueLowerUnit[row] = meanDiscount * lower
    scores.valueUpperUnit[row] = meanDiscount * upper
    // The only atom is at 0: an end that lies there takes all of it.
    const below = lower > 0 ? tail : 0
    const upTo = upper > 0 ? 1 - tail : 1 - scores.probabilityBuys[row]
    scores.valueProbability[row] = upTo - below
  }
}

/** Where every purchase is worth the mean spend, the interval of the value is that of the counts. */
function copyCountsAsValue(scores: Scores, { group, means }: RowGroup): void {
  const meanDiscount = means.discounted / means.purchases
  for (const row of group) {
    scores.valueLowerUnit[row] = meanDiscount * scores.purchasesLower[row]
    scores.valueUpperUnit[row] = meanDiscount * scores.purchasesUpper[row]
    scores.valueProbability[row] = scores.purchasesProbability[row]
  }
}

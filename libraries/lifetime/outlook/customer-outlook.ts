/** The future of each customer of a base, in the currency of the data: what a list of customers shows. */
import type { Duration } from '#kernel/time.ts'
import { distinctRows } from '../collapse.ts'
import { selectRows } from '../history-rows.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories } from '../model.ts'
import { checkCounts, usualLevel } from './check-options.ts'
import { valueScale } from './expected-spend.ts'
import type { Scores, ScoreRows, SpendModel } from './outlook.ts'
import { scoreRows } from './score-rows.ts'

/** Customers as a base has them: `summariseLog` makes one. */
export interface KnownCustomers {
  readonly histories: PurchaseHistories
  /** m of each customer. */
  readonly spendObservations: Float64Array
  /** z̄ of each customer; not read where m = 0. */
  readonly meanSpend: Float64Array
}

/** Whose future, how far, and how sure the intervals are to be. */
export interface CustomerOutlookOptions {
  readonly fitted: AnyFittedPurchaseModel
  readonly spend: SpendModel
  readonly base: KnownCustomers
  readonly horizon: Duration
  /** Effective a year; 0 where left out. */
  readonly discountRatePerYear?: number
  /** Nominal coverage of the intervals; .8 where left out. */
  readonly level?: number
}

/** Estimates with intervals, one a customer. */
export interface EstimateColumns {
  readonly mean: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** Probability that the interval holds what comes: `level`, or more where a count or a nought takes it there. */
  readonly probability: Float64Array
}

/** What is said of each customer, in the order of the base, and what it takes to sum it up over any group. */
export interface CustomerOutlook {
  readonly level: number
  readonly probabilityActive: Float64Array
  readonly probabilityBuys: Float64Array
  readonly purchases: EstimateColumns
  /** Discounted value within the horizon, in the currency of the spend. */
  readonly value: EstimateColumns
  /** Mean discounted value without end: an extrapolation; null where nothing is discounted. */
  readonly valueInfinite: Float64Array | null
  /** The distinct rows behind it, for `groupOutlook`. */
  readonly scored: ScoredBase
}

/** What a group is summed up with, whatever kind of fit is behind the scores. */
export type AskedOfGroups = Omit<Required<CustomerOutlookOptions>, 'fitted'>

/** Distinct rows with their scores, and which of them each customer has. */
export interface ScoredBase<Options extends AskedOfGroups = Required<CustomerOutlookOptions>> {
  readonly options: Options
  readonly rows: ScoreRows
  readonly scores: Scores
  readonly rowOf: Int32Array
}

/**
 * Says of each customer what they will do within the horizon, with intervals for what will happen: parameters and
 * chance together. Customers with the same history are computed once.
 *
 * @throws as `scoreRows`
 */
export function customerOutlook(options: CustomerOutlookOptions): CustomerOutlook {
  const { fitted, spend, base, horizon, discountRatePerYear = 0, level = usualLevel } = options
  checkCounts('spend observations', base.spendObservations, base.histories.age.length)
  const { rows, rowOf } = distinctBase(base)
  const complete = { fitted, spend, base, horizon, discountRatePerYear, level }
  const scores = scoreRows({ fitted, spend, rows, horizon, discountRatePerYear, level })
  return { ...columnsOf(scores, rowOf, { spend, base }), scored: { options: complete, rows, scores, rowOf } }
}

/** The scores of the rows as those of the customers, in the currency of their spend. */
export function columnsOf(
  scores: Scores,
  rowOf: Int32Array,
  { spend, base }: Pick<AskedOfGroups, 'spend' | 'base'>,
): Omit<CustomerOutlook, 'scored'> {
  const spread = (column: Float64Array) => Float64Array.from(rowOf, (row) => column[row])
  const scales = base.meanSpend.map((meanSpend, i) =>
    valueScale(spend, { observations: base.spendObservations[i], meanSpend }),
  )
  const inCurrency = (column: Float64Array) => scales.map((scale, i) => scale * column[rowOf[i]])
  return {
    level: scores.level,
    probabilityActive: spread(scores.probabilityActive),
    probabilityBuys: spread(scores.probabilityBuys),
    purchases: {
      mean: spread(scores.expectedPurchases),
      lower: spread(scores.purchasesLower),
      upper: spread(scores.purchasesUpper),
      probability: spread(scores.purchasesProbability),
    },
    value: {
      mean: inCurrency(scores.valueMeanUnit),
      lower: inCurrency(scores.valueLowerUnit),
      upper: inCurrency(scores.valueUpperUnit),
      probability: spread(scores.valueProbability),
    },
    valueInfinite: scores.valueInfiniteUnit === null ? null : inCurrency(scores.valueInfiniteUnit),
  }
}

/** The distinct (x, t_x, T, m) of a base, and the row of each customer. */
function distinctBase({ histories, spendObservations }: KnownCustomers): {
  readonly rows: ScoreRows
  readonly rowOf: Int32Array
} {
  const { repeatPurchases, lastPurchaseAge, age, weight } = histories
  const lives = Float64Array.from(distinctRows([repeatPurchases, lastPurchaseAge, age]).places)
  const { places, firsts } = distinctRows([lives, spendObservations])
  const total = new Float64Array(firsts.length)
  places.forEach((place, i) => {
    total[place] += weight === undefined ? 1 : weight[i]
  })
  return {
    rows: {
      histories: { ...selectRows(histories, firsts), weight: total },
      spendObservations: Float64Array.from(firsts, (row) => spendObservations[row]),
    },
    rowOf: places,
  }
}

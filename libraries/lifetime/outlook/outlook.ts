/** What is said of a customer's future: the shapes that scoring takes and gives. */
import type { Duration } from '#kernel/time.ts'
import type { AnyFittedPurchaseModel, FittedGammaGamma, PurchaseHistories } from '../model.ts'

/** How spend is modelled; `mean-spend` where a Gamma-Gamma cannot be fitted or has no mean (q ≤ 1). */
export type SpendModel =
  | { readonly kind: 'gamma-gamma'; readonly fitted: FittedGammaGamma }
  | { readonly kind: 'mean-spend'; readonly meanSpend: number }

/** Distinct (x, t_x, T, m), each standing for `histories.weight` customers; in any order. */
export interface ScoreRows {
  readonly histories: PurchaseHistories
  /** m: spend observations of each of the row's customers; whole numbers ≥ 0. */
  readonly spendObservations: Float64Array
}

/** What to score, how far ahead, and how sure an interval is to be. */
export interface ScoreOptions {
  readonly fitted: AnyFittedPurchaseModel
  readonly spend: SpendModel
  readonly rows: ScoreRows
  readonly horizon: Duration
  /** Effective a year: a purchase t days ahead counts (1 + rate)^(−t/365.25). */
  readonly discountRatePerYear: number
  /** Nominal central coverage of the intervals; .8 where left out. */
  readonly level?: number
}

/**
 * What became of the uncertainty of the parameters: `integrated` into every interval; `negligible`, measured below
 * the tolerance and left out; `unknown`, the fit has no covariance and the intervals hold chance alone.
 */
export type ParameterUncertainty = 'integrated' | 'negligible' | 'unknown'

/** Whether the uncertainty of the parameters is integrated, and the figure that this was decided by. */
export interface ParameterDecision {
  readonly uncertainty: ParameterUncertainty
  /** Largest difference that it made to a probability; null where unknown. */
  readonly effect: number | null
}

/**
 * The future of each row, in the order of the rows. Money is in units of the customer's own scale: a column named
 * `…Unit` times `valueScale(spend, m, z̄)` is in the currency of the spend.
 */
export interface Scores {
  readonly level: number
  readonly parameterUncertainty: ParameterUncertainty
  /** Largest difference that the parameters' uncertainty made to a probability F(n) of the sampled rows; null where unknown. */
  readonly parameterEffect: number | null
  readonly probabilityActive: Float64Array
  /** P(at least one purchase within the horizon), parameters and chance together. */
  readonly probabilityBuys: Float64Array
  /** E[N] over the horizon, at the fitted parameters. */
  readonly expectedPurchases: Float64Array
  /** Var[N] by chance alone, at the fitted parameters. */
  readonly purchasesVariance: Float64Array
  /** Smallest n with F(n) ≥ (1 − level) / 2, respectively (1 + level) / 2. */
  readonly purchasesLower: Float64Array
  readonly purchasesUpper: Float64Array
  /** P(lower ≤ N ≤ upper): more than `level`, because counts are whole. */
  readonly purchasesProbability: Float64Array
  /** Expected purchases within the horizon, each discounted. */
  readonly discountedPurchases: Float64Array
  /** The same without end: an extrapolation; null where the discount rate is 0. */
  readonly discountedPurchasesInfinite: Float64Array | null
  readonly valueMeanUnit: Float64Array
  readonly valueLowerUnit: Float64Array
  readonly valueUpperUnit: Float64Array
  /** P(lower ≤ value ≤ upper): more than `level` where the value may be 0. */
  readonly valueProbability: Float64Array
  /** Mean without end; null where the discount rate is 0. */
  readonly valueInfiniteUnit: Float64Array | null
}

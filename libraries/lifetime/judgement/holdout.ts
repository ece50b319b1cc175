/** How a model did on purchases it had not seen, beside a simple rule. */
import type { Duration } from '#kernel/time.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories } from '../model.ts'

/** Distinct rows at the origin with what came after it; `histories.weight` customers each. */
export interface HoldoutRows {
  readonly histories: PurchaseHistories
  /** y: purchase days within the horizon after the origin. */
  readonly futurePurchases: Float64Array
  /** Repeat purchase days within `recentWindow` up to the origin, for the simple rule. */
  readonly recentPurchases: Float64Array
}

/** What is judged. */
export interface HoldoutOptions {
  /** Fitted on data up to the origin only. */
  readonly fitted: AnyFittedPurchaseModel
  readonly rows: HoldoutRows
  /** How long purchases were counted after the origin. */
  readonly horizon: Duration
  /** Length of "last year": 365 days, or the time from the first day of the log to the origin where that is shorter. */
  readonly recentWindow: Duration
  /** Nominal coverage of the judged intervals; .8 where left out. */
  readonly level?: number
}

/** The simple rule's figures on the same customers. */
export interface BaselineJudgement {
  readonly rule: string
  readonly expectedPurchases: number
  readonly poissonDeviance: number
  readonly meanAbsoluteError: number
}

/** Means per customer of those with as many repeat purchases before the origin. */
export interface CalibrationGroup {
  readonly repeatPurchases: number
  /** The last group stands for that many or more. */
  readonly orMore: boolean
  readonly customers: number
  readonly actual: number
  readonly expected: number
  readonly baseline: number
}

/** A holdout's figures; every mean is over customers. */
export interface HoldoutJudgement {
  readonly customers: number
  readonly actualPurchases: number
  readonly expectedPurchases: number
  /** 2·mean(y·ln(y/μ) − (y − μ)). */
  readonly poissonDeviance: number
  readonly meanAbsoluteError: number
  /** Mean ln P(N = y), parameters and chance together. */
  readonly meanLogProbability: number
  /** Share of customers with lower ≤ y ≤ upper. */
  readonly coverage: number
  /** Mean model probability of those intervals. */
  readonly statedCoverage: number
  /** Expected share of randomised PITs in [.1, .9]. */
  readonly pitInside80: number
  /** Shares of the PIT in ten equal parts of [0, 1]. */
  readonly pit: readonly number[]
  /** Central intervals of several nominal levels: what they stated, and how many customers they held. */
  readonly reliability: readonly {
    readonly level: number
    readonly stated: number
    readonly observed: number
  }[]
  /** Customers by tenths of the stated probability to buy at least once; empty tenths left out. */
  readonly buysAgain: readonly {
    readonly customers: number
    readonly stated: number
    readonly observed: number
  }[]
  /** By 0, 1, …, 7+ repeat purchases; empty groups left out. */
  readonly byPastPurchases: readonly CalibrationGroup[]
  readonly baseline: BaselineJudgement
}

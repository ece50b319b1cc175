/** How a model did on purchases it had not seen, beside a simple rule. */
import { inUnit } from '#kernel/time.ts'
import type { Duration } from '#kernel/time.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { checkCounts, checkHorizon, checkLevel, checkTimeUnit } from '../outlook/check-options.ts'
import { baselineRule, buysAsLastYear } from './baseline.ts'
import { calibrationByPastPurchases } from './calibration.ts'
import type { CalibrationGroup } from './calibration.ts'
import { meanErrors } from './mean-errors.ts'
import type { MeanErrors } from './mean-errors.ts'
import { eachPredictedRow, type PredictedRow } from './predicted-rows.ts'
import { reliabilityTally } from './reliability.ts'
import type { Reliability } from './reliability.ts'

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
export interface BaselineJudgement extends MeanErrors {
  /** The rule in words. */
  readonly rule: string
}

/** A holdout's figures; every mean is over customers, every expectation is of the fitted parameters. */
export interface HoldoutJudgement extends MeanErrors, Reliability {
  readonly customers: number
  readonly actualPurchases: number
  /** By 0, 1, …, 7+ repeat purchases before the origin; empty groups left out. */
  readonly byPastPurchases: readonly CalibrationGroup[]
  readonly baseline: BaselineJudgement
}

/**
 * Judges a fit by what its customers did after the origin.
 *
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID, LIFETIME_LENGTHS_DIFFER, LIFETIME_COUNT_NOT_WHOLE,
 *   LIFETIME_TIME_UNIT_MISMATCH
 */
export function judgeHoldout(options: HoldoutOptions): HoldoutJudgement {
  const { fitted, rows } = options
  checkTimeUnit(fitted, rows.histories)
  const { histories, futurePurchases } = rows
  const horizon = inUnit(options.horizon, fitted.timeUnit)
  return judgePredictions(options, {
    expected: purchaseModel(fitted).expectedPurchases(fitted, histories, horizon),
    each: (visit) => eachPredictedRow({ fitted, histories, horizon, futurePurchases }, visit),
  })
}

/** What was predicted of the rows of a hold-out, by whatever model. */
export interface HoldoutPredictions {
  /** Of each row. */
  readonly expected: Float64Array
  /** Visits every row with its predictive distribution. */
  readonly each: (visit: (predicted: PredictedRow) => void) => void
}

/** {@link judgeHoldout} of predictions. */
export function judgePredictions(
  options: Omit<HoldoutOptions, 'fitted'>,
  { expected, each }: HoldoutPredictions,
): HoldoutJudgement {
  checkOptions(options)
  const { rows, recentWindow, level = 0.8 } = options
  const { histories, futurePurchases: actual } = rows
  const weight = histories.weight ?? new Float64Array(actual.length).fill(1)
  const rule = buysAsLastYear({
    recentPurchases: rows.recentPurchases,
    windowDays: recentWindow.days,
    horizonDays: options.horizon.days,
  })
  const tally = reliabilityTally(level)
  each((predicted) => tally.add(predicted, { actual: actual[predicted.row], weight: weight[predicted.row] }))
  return {
    customers: weight.reduce((sum, count) => sum + count, 0),
    actualPurchases: actual.reduce((sum, count, row) => sum + count * weight[row], 0),
    ...meanErrors({ actual, expected, weight }),
    ...tally.result(),
    byPastPurchases: calibrationByPastPurchases({
      pastPurchases: histories.repeatPurchases,
      weight,
      actual,
      expected,
      baseline: rule.expected,
    }),
    baseline: { rule: baselineRule, ...meanErrors({ actual, weight, ...rule }) },
  }
}

function checkOptions({ rows, horizon, recentWindow, level }: Omit<HoldoutOptions, 'fitted'>): void {
  checkHorizon(horizon)
  checkHorizon(recentWindow)
  checkLevel(level)
  const count = rows.histories.age.length
  checkCounts('future purchases', rows.futurePurchases, count)
  checkCounts('recent purchases', rows.recentPurchases, count)
}

/** Models with covariates held against what came: the judgements of plain ones, kind by kind. */
import { inUnit, type Duration } from '#kernel/time.ts'
import { picked } from '../collapse.ts'
import { selectRows } from '../history-rows.ts'
import { type HoldoutJudgement, type HoldoutOptions, judgePredictions } from '../judgement/holdout.ts'
import { eachPredictedRow, type PredictedRow } from '../judgement/predicted-rows.ts'
import { expectedFrequencies, expectedTracking } from '../judgement/tracking.ts'
import type { PurchaseHistories } from '../model.ts'
import { checkHorizon, checkTimeUnit } from '../outlook/check-options.ts'
import { checkSameCustomers, type CustomerCovariates } from './covariates.ts'
import type { FittedWithCovariates } from './fit.ts'
import { areAllDifferent, futureCells } from './future-cells.ts'
import { eachRowOfCells } from './judge-cells.ts'
import { type CustomerKind, customerKinds } from './kinds.ts'
import { expectedPurchasesGiven } from './predict.ts'

/** What is judged: {@link HoldoutOptions} of rows that differ in their covariates too. */
export interface HoldoutOptionsGiven extends Omit<HoldoutOptions, 'fitted'> {
  readonly fitted: FittedWithCovariates
  /** One entry for each row. */
  readonly covariates: CustomerCovariates
  /** Is shown every row's distribution as well. */
  readonly alongside?: (predicted: PredictedRow) => void
}

/**
 * Judges a fit by what its customers did after the origin.
 *
 * @throws as `judgeHoldout`, and LIFETIME_COVARIATE_MISSING.
 */
export function judgeHoldoutGiven(options: HoldoutOptionsGiven): HoldoutJudgement {
  const { fitted, covariates, rows, horizon, alongside } = options
  return judgePredictions(options, {
    expected: expectedPurchasesGiven(fitted, { histories: rows.histories, covariates }, { horizon }),
    each: (visit) =>
      eachRowGiven({ fitted, covariates, rows, horizon }, (predicted) => {
        visit(predicted)
        alongside?.(predicted)
      }),
  })
}

/** Rows with what came of them. */
interface RowsGiven {
  readonly fitted: FittedWithCovariates
  readonly covariates: CustomerCovariates
  readonly rows: { readonly histories: PurchaseHistories; readonly futurePurchases: Float64Array }
  readonly horizon: Duration
}

/** Visits every row with its predictive distribution, kind after kind. */
function eachRowGiven(
  { fitted, covariates, rows: { histories, futurePurchases }, horizon }: RowsGiven,
  visit: (predicted: PredictedRow) => void,
): void {
  checkTimeUnit(fitted, histories)
  checkHorizon(horizon)
  checkSameCustomers(covariates, histories.age.length)
  const ahead = inUnit(horizon, fitted.timeUnit)
  if (areAllDifferent(fitted, covariates)) {
    const cells = futureCells(fitted, covariates, histories)
    eachRowOfCells(cells, { histories, futurePurchases, horizon: ahead }, visit)
    return
  }
  for (const { plain, rows } of customerKinds(fitted, covariates, { weight: histories.weight })) {
    const own = {
      fitted: plain,
      histories: selectRows(histories, rows),
      horizon: ahead,
      futurePurchases: picked(futurePurchases, rows),
    }
    eachPredictedRow(own, (predicted) => visit({ ...predicted, row: rows[predicted.row] }))
  }
}

/** Customers by the day on which they came, or by their age. */
export interface CountsGiven {
  /** Days since the first day of the log, or ages in the unit of the fit. */
  readonly at: Float64Array
  /** Customers of each row. */
  readonly weights: Float64Array
  /** One entry for each row. */
  readonly covariates: CustomerCovariates
}

/** Over time, customers are told apart no more finely than a curve shows. */
const curveKinds = { most: 50, width: 0.1 } as const

/**
 * Expected repeat purchases of these customers up to the end of each day: see `expectedTracking`.
 *
 * @param days - Up to the end of this day.
 * @throws LIFETIME_COVARIATE_MISSING.
 */
export function expectedTrackingGiven(
  fitted: FittedWithCovariates,
  counts: CountsGiven,
  days: number,
): Float64Array {
  return summed(fitted, counts, ({ plain, rows }) => {
    const firstPurchases = new Float64Array(days + 1)
    for (const row of rows) if (counts.at[row] <= days) firstPurchases[counts.at[row]] += counts.weights[row]
    return expectedTracking(plain, { firstPurchases, days })
  })
}

/**
 * Expected customers with 0, 1, 2, … repeat purchases; the last class takes all that have more.
 *
 * @throws LIFETIME_COVARIATE_MISSING.
 */
export function expectedFrequenciesGiven(
  fitted: FittedWithCovariates,
  counts: CountsGiven,
  classes: number,
): Float64Array {
  return summed(fitted, counts, ({ plain, rows }) => {
    const [ages, weights] = [picked(counts.at, rows), picked(counts.weights, rows)]
    return expectedFrequencies(plain, { ages, weights, classes })
  })
}

/** The sum of what is found of each kind. */
function summed(
  fitted: FittedWithCovariates,
  { covariates, weights: weight }: CountsGiven,
  figuresOf: (kind: CustomerKind) => Float64Array,
): Float64Array {
  const parts = customerKinds(fitted, covariates, { ...curveKinds, weight }).map(figuresOf)
  return parts.reduce((totals, part) => totals.map((total, place) => total + part[place]))
}

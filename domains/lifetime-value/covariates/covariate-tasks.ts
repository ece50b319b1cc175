/** What threads compute of models with covariates: as of plain ones, from rows that name their profile. */
import { days, daysPer, type TimeUnit } from '#kernel/time.ts'
import { customerCovariates, type CustomerCovariates } from '#lifetime/covariates/covariates.ts'
import type { CovariateModelName } from '#lifetime/covariates/effects.ts'
import type { FittedWithCovariates } from '#lifetime/covariates/fit.ts'
import { fitTelling } from '#lifetime/covariates/fit-telling.ts'
import { areAllDifferent } from '#lifetime/covariates/future-cells.ts'
import {
  expectedFrequenciesGiven,
  expectedTrackingGiven,
  judgeHoldoutGiven,
} from '#lifetime/covariates/judge.ts'
import { scoreRowsGiven, totalsGiven } from '#lifetime/covariates/scores.ts'
import { expectedPurchasesGiven } from '#lifetime/covariates/predict.ts'
import {
  logProbabilities,
  pairedDifference,
  tellingErrors,
  weightedMean,
} from '#lifetime/judgement/choice.ts'
import { probabilityOf } from '#lifetime/judgement/predicted-rows.ts'
import type { HoldoutJudgement } from '#lifetime/judgement/holdout.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import type { Scores, SpendModel } from '#lifetime/outlook/outlook.ts'
import type { BaseTotals } from '#lifetime/outlook/totals.ts'
import { historiesIn } from '../refresh/histories-in.ts'
import type { ProfiledCounts } from './profile-counts.query.ts'
import type { HistoryRows, JudgedRows, ScoredRows } from '../refresh/summary.query.ts'

/** Covariates of each profile, by name; one column may serve several processes. */
export interface ProfileColumns {
  readonly names: readonly string[]
  readonly columns: readonly Float64Array[]
}

/** A fit that is asked for. */
export interface FitGivenTask {
  readonly model: CovariateModelName
  readonly unit: TimeUnit
  readonly rows: HistoryRows
  readonly profiles: ProfileColumns
  /** Parameters of a like fit, to start from; a coefficient that is not among them starts at 0. */
  readonly start: Readonly<Record<string, number>>
  /** Refuse a fit without covariance. */
  readonly mustBeIdentified: boolean
}

/** Rows that a fit is asked about. */
interface RowsGiven<Rows extends HistoryRows> {
  readonly fitted: FittedWithCovariates
  readonly profiles: ProfileColumns
  readonly rows: Rows
  readonly days: number
}

/** A fit held against what came, and against the same model without covariates. */
export type JudgeGivenTask = RowsGiven<JudgedRows> & {
  readonly plain: AnyFittedPurchaseModel
  readonly recentDays: number
}

/** What came of it. */
interface JudgedGiven {
  readonly judgement: HoldoutJudgement
  readonly comparison: CovariateComparison
}

/** Customers by something, whose sum is followed. */
export interface CountsGivenTask {
  readonly fitted: FittedWithCovariates
  readonly profiles: ProfileColumns
  readonly counts: ProfiledCounts
}

/** The future of every distinct row, and of all of them together. */
export interface ScoreGivenTask extends RowsGiven<ScoredRows> {
  readonly spend: SpendModel
  readonly discountRatePerYear: number
}

/** Whether covariates foresaw better: mean ln P(what came) a customer. */
export interface CovariateComparison {
  readonly meanLogProbability: number
  readonly withoutCovariates: number
  /** Above 0 where it did better with them. */
  readonly difference: number
  /** Of the paired difference, customer by customer. */
  readonly standardError: number
  /** Whether the difference is within two standard errors. */
  readonly isNoise: boolean
}

/** Rows scored by what is known of them. */
export interface ScoredGiven {
  readonly scores: Scores
  readonly totals: BaseTotals
  /** Covariates tell so many customers apart that those whose futures are as good as the same have one. */
  readonly areFuturesShared: boolean
}

/** What threads are asked to do where covariates are known. */
export const covariateTasks = {
  /** With the covariates that tell something of the customers of these rows. */
  fitGiven({ model, unit, rows, profiles, ...options }: FitGivenTask): FittedWithCovariates {
    const columns = columnsOf(rows, profiles)
    const known = profiles.names.map((name) => ({ name, values: columns[name] ?? new Float64Array() }))
    return fitTelling(model, { histories: historiesIn(unit, rows), known }, options)
  },

  judgeGiven({ fitted, plain, profiles, rows, days: length, recentDays }: JudgeGivenTask): JudgedGiven {
    const judged = judgedIn(fitted.timeUnit, rows)
    const horizon = days(length)
    const own = new Float64Array(rows.x.length)
    const judgement = judgeHoldoutGiven({
      fitted,
      covariates: covariatesOf(rows, profiles),
      rows: { ...judged, recentPurchases: new Float64Array(rows.recent) },
      horizon,
      recentWindow: days(recentDays),
      alongside: (predicted) => {
        own[predicted.row] = Math.log(probabilityOf(predicted, judged.futurePurchases[predicted.row] ?? 0))
      },
    })
    const without = logProbabilities(plain, judged, horizon)
    return { judgement, comparison: comparisonOf(own, without, rows.weight) }
  },

  expectGiven({ fitted, profiles, rows, days: length }: RowsGiven<HistoryRows>): number {
    const customers = {
      histories: historiesIn(fitted.timeUnit, rows),
      covariates: covariatesOf(rows, profiles),
    }
    const expected = expectedPurchasesGiven(fitted, customers, { horizon: days(length) })
    return expected.reduce((sum, mean, row) => sum + mean * (rows.weight[row] ?? 0), 0)
  },

  trackGiven({ fitted, profiles, counts, days: length }: CountsGivenTask & { readonly days: number }) {
    return expectedTrackingGiven(fitted, countsOf(counts, profiles), length)
  },

  frequenciesGiven({ fitted, profiles, counts, classes }: CountsGivenTask & { readonly classes: number }) {
    const unit = daysPer(fitted.timeUnit)
    const { at, ...rest } = countsOf(counts, profiles)
    return expectedFrequenciesGiven(fitted, { ...rest, at: at.map((age) => age / unit) }, classes)
  },

  scoreGiven(task: ScoreGivenTask): ScoredGiven {
    const { fitted, profiles, spend, rows, days: length, discountRatePerYear } = task
    const options = {
      fitted,
      covariates: covariatesOf(rows, profiles),
      spend,
      rows: {
        histories: historiesIn(fitted.timeUnit, rows),
        spendObservations: new Float64Array(rows.m),
      },
      horizon: days(length),
      discountRatePerYear,
    }
    const scores = scoreRowsGiven(options)
    const spendSums = { meanSpend: rows.meanSpend, meanSpendSquare: rows.meanSpendSquare }
    return {
      scores,
      totals: totalsGiven({ ...options, scores, spendSums }),
      areFuturesShared: areAllDifferent(fitted, options.covariates),
    }
  },
}

function comparisonOf(own: Float64Array, without: Float64Array, weight: Float64Array): CovariateComparison {
  const { differenceToBest: difference, standardError } = pairedDifference(own, without, weight)
  return {
    meanLogProbability: weightedMean(own, weight),
    withoutCovariates: weightedMean(without, weight),
    difference,
    standardError,
    isNoise: Math.abs(difference) <= tellingErrors * standardError,
  }
}

function judgedIn(unit: TimeUnit, rows: JudgedRows) {
  return { histories: historiesIn(unit, rows), futurePurchases: new Float64Array(rows.future) }
}

function countsOf({ at, weights, profile }: ProfiledCounts, profiles: ProfileColumns) {
  return { at, weights, covariates: covariatesOf({ profile }, profiles) }
}

/** The covariates of rows, in every process alike. */
function covariatesOf(rows: Pick<HistoryRows, 'profile'>, profiles: ProfileColumns): CustomerCovariates {
  const columns = columnsOf(rows, profiles)
  return customerCovariates({ purchase: columns, dropout: columns })
}

function columnsOf(
  { profile = new Int32Array() }: Pick<HistoryRows, 'profile'>,
  { names, columns }: ProfileColumns,
): Readonly<Record<string, Float64Array>> {
  return Object.fromEntries(
    names.map((name, place) => {
      const values = columns[place] ?? new Float64Array()
      const expanded = new Float64Array(profile.length)
      for (let row = 0; row < expanded.length; row++) expanded[row] = values[profile[row] ?? 0] ?? 0
      return [name, expanded]
    }),
  )
}

/** What threads compute: everything of the models, from columns of distinct rows in days to figures. */
import { days, daysPer, inUnit, type TimeUnit } from '#kernel/time.ts'
import { contractTasks } from '../contracts/contract-tasks.ts'
import { fitGammaGamma } from '#lifetime/gamma-gamma/fit.ts'
import { spendHistories } from '#lifetime/histories.ts'
import { chooseAtOrigin, type ModelChoice } from '#lifetime/judgement/choice.ts'
import { compareModels, type ModelComparison } from '#lifetime/judgement/comparison.ts'
import { judgeHoldout, type HoldoutJudgement } from '#lifetime/judgement/holdout.ts'
import { judgedMeans } from '#lifetime/judgement/judged-means.ts'
import { expectedFrequencies, expectedTracking } from '#lifetime/judgement/tracking.ts'
import type { AnyFittedPurchaseModel, FittedGammaGamma, PurchaseModelName } from '#lifetime/model.ts'
import { purchaseModel } from '#lifetime/models.ts'
import type { Scores, SpendModel } from '#lifetime/outlook/outlook.ts'
import { scoreRows } from '#lifetime/outlook/score-rows.ts'
import { totalsOf, type BaseTotals } from '#lifetime/outlook/totals.ts'
import { covariateTasks } from '../covariates/covariate-tasks.ts'
import { historiesIn } from './histories-in.ts'
import { seasonTasks } from '../seasons/season-tasks.ts'
import type { CandidateJudgement } from '../value-document.ts'
import type { HistoryRows, JudgedRows, ScoredRows, SpendRows } from './summary.query.ts'

/** A fit that is asked for. */
export interface FitTask {
  readonly model: PurchaseModelName
  readonly unit: TimeUnit
  readonly rows: HistoryRows
  /** Parameters of a like fit, to start from. */
  readonly start?: Readonly<Record<string, number>>
}

/** A fit held against what came. */
export interface JudgeTask {
  readonly fitted: AnyFittedPurchaseModel
  readonly rows: JudgedRows
  /** Days that were counted after the origin. */
  readonly days: number
  readonly recentDays: number
}

/** Models that compete. */
export interface ChooseTask {
  readonly candidates: readonly AnyFittedPurchaseModel[]
  readonly rows: JudgedRows
  readonly days: number
}

/** What a fit expects within so many days. */
export interface ExpectTask {
  readonly fitted: AnyFittedPurchaseModel
  readonly rows: HistoryRows
  readonly days: number
}

/** A base whose growth is followed. */
export interface TrackTask {
  readonly fitted: AnyFittedPurchaseModel
  /** Customers first seen on day 0, 1, 2, … of the log. */
  readonly firstPurchases: Float64Array
  readonly days: number
}

/** Customers by age in days. */
export interface FrequencyTask {
  readonly fitted: AnyFittedPurchaseModel
  readonly ages: Float64Array
  readonly weights: Float64Array
  readonly classes: number
}

/** The future of every distinct row, and of all of them together. */
export interface ScoreTask {
  readonly fitted: AnyFittedPurchaseModel
  readonly spend: SpendModel
  readonly rows: ScoredRows
  readonly horizonDays: number
  readonly discountRatePerYear: number
}

/** What threads are asked to do. */
export const modelTasks = {
  ...contractTasks,
  ...seasonTasks,

  fit({ model, unit, rows, start }: FitTask): AnyFittedPurchaseModel {
    return purchaseModel(model).fit(historiesIn(unit, rows), start === undefined ? {} : { start })
  },

  fitSpend({ m, mean, weight }: SpendRows): FittedGammaGamma {
    return fitGammaGamma(spendHistories({ observations: m, meanSpend: mean, weight }))
  },

  choose({ candidates, rows, days: length }: ChooseTask): ModelChoice {
    const histories = historiesIn(candidates[0]?.timeUnit ?? 'week', rows)
    const futurePurchases = new Float64Array(rows.future)
    return chooseAtOrigin({ candidates, rows: { histories, futurePurchases }, horizon: days(length) })
  },

  /** In the order of the candidates. */
  compare({ candidates, rows, days: length }: ChooseTask): readonly CandidateJudgement[] {
    return candidates.map((fitted) => {
      const histories = historiesIn(fitted.timeUnit, rows)
      const ahead = inUnit(days(length), fitted.timeUnit)
      const { deciles, ...judged } = judgedMeans({
        actual: new Float64Array(rows.future),
        expected: purchaseModel(fitted).expectedPurchases(fitted, histories, ahead),
        weight: rows.weight,
      })
      return { ...judged, topDecileLift: deciles[0]?.lift ?? 0 }
    })
  },

  /** One after another, from the earliest origin on. */
  compareOrigins(origins: readonly ChooseTask[]): ModelComparison {
    return compareModels(
      origins.map(({ candidates, rows, days: length }) => ({
        candidates,
        rows: {
          histories: historiesIn(candidates[0]?.timeUnit ?? 'week', rows),
          futurePurchases: new Float64Array(rows.future),
        },
        horizon: days(length),
      })),
    )
  },

  judge({ fitted, rows, days: length, recentDays }: JudgeTask): HoldoutJudgement {
    return judgeHoldout({
      fitted,
      rows: {
        histories: historiesIn(fitted.timeUnit, rows),
        futurePurchases: new Float64Array(rows.future),
        recentPurchases: new Float64Array(rows.recent),
      },
      horizon: days(length),
      recentWindow: days(recentDays),
    })
  },

  expect({ fitted, rows, days: length }: ExpectTask): number {
    const histories = historiesIn(fitted.timeUnit, rows)
    const ahead = inUnit(days(length), fitted.timeUnit)
    const expected = purchaseModel(fitted).expectedPurchases(fitted, histories, ahead)
    return expected.reduce((sum, mean, row) => sum + mean * (rows.weight[row] ?? 0), 0)
  },

  track({ fitted, firstPurchases, days: length }: TrackTask): Float64Array {
    return expectedTracking(fitted, { firstPurchases, days: length })
  },

  frequencies({ fitted, ages, weights, classes }: FrequencyTask): Float64Array {
    const unit = daysPer(fitted.timeUnit)
    return expectedFrequencies(fitted, { ages: ages.map((age) => age / unit), weights, classes })
  },

  score(task: ScoreTask): { readonly scores: Scores; readonly totals: BaseTotals } {
    const { fitted, spend, rows, horizonDays, discountRatePerYear } = task
    const scored = {
      histories: historiesIn(fitted.timeUnit, rows),
      spendObservations: new Float64Array(rows.m),
    }
    const horizon = days(horizonDays)
    const options = { fitted, spend, rows: scored, horizon, discountRatePerYear }
    const scores = scoreRows(options)
    const spendSums = { meanSpend: rows.meanSpend, meanSpendSquare: rows.meanSpendSquare }
    return { scores, totals: totalsOf({ ...options, scores, spendSums }) }
  },

  ...covariateTasks,
}

/** What a pool of threads offers. */
export type ModelTasks = typeof modelTasks

/** What the steps of one valuation share. */
import type { SayingValues } from '#kernel/saying.ts'
import type { Day } from '#kernel/time.ts'
import type { FittedWithCovariates } from '#lifetime/covariates/fit.ts'
import type { AnyFittedPurchaseModel, PurchaseModelName } from '#lifetime/model.ts'
import type { HoldoutJudgement } from '#lifetime/judgement/holdout.ts'
import type { SpendModel } from '#lifetime/outlook/outlook.ts'
import type { BaseTotals } from '#lifetime/outlook/totals.ts'
import type { CovariateComparison } from '../covariates/covariate-tasks.ts'
import type { Covariates } from '../covariates/covariate-design.ts'
import type { ModelWorkers } from './model-workers.ts'
import type { SeasonsReport } from '../seasons/seasons-report.ts'
import type { ValueCalendar } from './value-calendar.ts'
import type {
  BacktestOrigin,
  ChoiceReport,
  SpendModelReport,
  ValueDocument,
  Warning,
} from '../value-document.ts'
import type { Because, SpendModelAbsent } from '../value-document.ts'
import type { PurchaseOptions } from '../value-options.ts'

/** What the history says of where the purchases come from. */
export interface ValueSource {
  readonly rows: Omit<ValueDocument['rows'], 'merged'>
  /** Lines that the accepted rows come to: a contract is as many as it has payments. */
  readonly lines: number
  readonly customersHeard: number
  readonly timeZone: string
  readonly currency: string | null
  readonly warnings: readonly Warning[]
  /** The quality reports of the imports, newest first, or null; asked for when everything else is done. */
  readonly quality: () => Promise<unknown>
}

/** One valuation. */
export interface ValueRun {
  readonly options: PurchaseOptions
  readonly source: ValueSource
  readonly workers: ModelWorkers
  /** Version of the program, as the document names it. */
  readonly version: string
  /** Milliseconds that only grow. */
  readonly elapsed: () => number
  /** How long the files took to read, where they were read for this. */
  readonly readMs: number
  /** Largest memory of the process so far, in MiB. */
  readonly peakMemoryMb: () => number
}

/** What the first step finds. */
export interface Summarised {
  /** Days on which a customer bought, over the whole log. */
  readonly purchaseDays: number
  readonly calendar: ValueCalendar
  readonly lastDay: Day
  readonly customers: number
  /** Customers with a repeat purchase. */
  readonly repeaters: number
  /** Customers who bought again, but never for more than nothing. */
  readonly withoutSpend: number
  /** Net spend up to the as-of day. */
  readonly spend: number
  /** Mean of all spends above zero of repeat days; of first days where there is none; 0 where all are zero. */
  readonly meanSpend: number
  readonly frequencySpendCorrelation: number | null
  /** Share of spend that is margin; null where value is revenue. */
  readonly margin: number | null
}

/** Which models are tried, in order, and how that order came about. */
export interface Chosen {
  readonly report: ChoiceReport
  readonly order: readonly PurchaseModelName[]
  /** Fits at the origin of the choice. */
  readonly fits: readonly AnyFittedPurchaseModel[]
}

/** What the fits are that customers are scored with. */
export interface FittedModels {
  readonly purchases: AnyFittedPurchaseModel | null
  /** The same model with covariates, by which customers are valued where it is there. */
  readonly given: FittedWithCovariates | null
  /** Why there is none, where covariates are known. */
  readonly givenFailure: Because | null
  /** Why there is none, or why others were passed over. */
  readonly failures: readonly {
    readonly model: PurchaseModelName
    readonly code: string
    readonly message: string
    readonly values?: SayingValues
  }[]
  readonly spend: SpendModel
  readonly spendReport: SpendModelReport | SpendModelAbsent
  /** How long the purchase model took. */
  readonly milliseconds: number
}

/** How the model did on what it had not seen. */
export interface Validated {
  readonly holdout: {
    readonly fitted: AnyFittedPurchaseModel
    /** The same model with covariates, which the judgement is of where it is there. */
    readonly given: FittedWithCovariates | null
    readonly judgement: HoldoutJudgement
    /** With against without covariates. */
    readonly comparison: CovariateComparison | null
  } | null
  readonly origins: readonly BacktestOrigin[]
  /** Expected repeat purchases up to the end of each day of the log. */
  readonly tracking: readonly number[] | null
  /** Expected customers with 0, 1, … repeat purchases. */
  readonly frequencies: readonly number[] | null
  readonly warnings: readonly Warning[]
}

/** What is said of the base as a whole. */
export interface Scored {
  readonly totals: BaseTotals
  readonly parameterUncertainty: 'integrated' | 'negligible' | 'unknown'
  /** Customers told apart by covariates share the futures that are as good as the same. */
  readonly areFuturesShared: boolean
  /** How long it took, wherever it ran. */
  readonly milliseconds: number
}

/** Everything that the steps found. */
export interface Findings {
  readonly summarised: Summarised
  readonly covariates: Covariates | null
  readonly chosen: Chosen
  readonly fitted: FittedModels
  readonly validated: Validated
  /** Null where no purchase model could be fitted. */
  readonly scored: Scored | null
  readonly seasons: SeasonsReport
}

/** The one document in which a valued base is reported: `perennial value --json`, the snapshot, the pages and the report. */
import type { Saying, SayingValues } from '#kernel/saying.ts'
import type { Day, TimeUnit } from '#kernel/time.ts'
import type { AgainstChosen } from '#lifetime/judgement/choice.ts'
import type { LogKind } from '#history/log-kind.ts'
import type { RenewalPeriod } from '#history/renewal-period.ts'
import type { ContractModelName } from '#lifetime/contractual/contract-model.ts'
import type { Convergence, PurchaseModelName } from '#lifetime/model.ts'
import type { Because } from './because.ts'
import type { SeasonsReport } from './seasons/seasons-report.ts'
import type { CovariatesReport } from './covariates/covariates-document.ts'

export type { Because } from './because.ts'

/** A model of purchases or of contracts. */
export type ValueModelName = PurchaseModelName | ContractModelName

/** What `value` means: money taken in, or what is left of it after the cost of the goods. */
export type ValueOf = 'revenue' | 'margin'

/** An estimate with what will happen in 80 % of cases. */
export interface Estimate {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** The contracts of a base as of its day. Where a word of the document says purchase, of contracts it means renewal. */
export interface ContractsReport {
  readonly period: RenewalPeriod
  readonly contracts: number
  /** Whose end is not known by the as-of day. */
  readonly running: number
  readonly ended: number
  /** Renewals that had come up and of which is known whether they were made. */
  readonly renewalsDue: number
  readonly renewalsMade: number
}

export interface ValueDocument {
  readonly perennial: string
  /** What was valued; absent in documents of an earlier version, which are of purchases. */
  readonly log?: LogKind | undefined
  /** Of a log of contracts alone. */
  readonly contracts?: ContractsReport | undefined
  readonly rows: {
    readonly read: number
    readonly accepted: number
    readonly merged: number
    readonly refused: number
  }
  /** Customers with a purchase up to the as-of day. */
  readonly customers: number
  readonly customersHeard: number
  readonly firstDay: Day
  readonly lastDay: Day
  readonly asOf: Day
  readonly timeZone: string
  readonly currency: string | null
  /** Net spend up to the as-of day. */
  readonly spend: number
  readonly valueOf: ValueOf
  /** Share of spend that is margin: as given, or as the margin column has it; null where value is revenue. */
  readonly margin: number | null
  readonly horizonDays: number
  /** Effective a year. */
  readonly discountRatePerYear: number
  readonly model: ModelReport | ModelAbsent
  readonly spendModel: SpendModelReport | SpendModelAbsent | ContractAmounts
  /** Null where fewer than 100 purchases follow the origin; `warnings` then says so. */
  readonly holdout: HoldoutReport | null
  readonly choice: ChoiceReport
  /** What customers are told apart by beside their purchases; null where nothing is known, absent in earlier versions. */
  readonly covariates?: CovariatesReport | null | undefined
  /** Null where no purchase model can be fitted: the base is shown, its future is not. */
  readonly totals: Totals | null
  /** Of purchases alone; absent in documents of an earlier version. */
  readonly seasons?: SeasonsReport | undefined
  readonly warnings: readonly Warning[]
  /** Parts run side by side where they can: together they are more than the total. */
  readonly timingsMs: {
    readonly read: number
    readonly summarise: number
    readonly fit: number
    readonly validate: number
    readonly score: number
    /** Absent in documents of an earlier version. */
    readonly seasons?: number | undefined
    readonly publish: number
    readonly total: number
  }
  readonly peakMemoryMb: number
}

/**
 * A thing the reader must know, with the next step. `message` and `hint` are English; pages and the report find the
 * sentence by its code and put the values in.
 */
export interface Warning {
  readonly code: string
  readonly message: string
  readonly hint: string
  /** Absent in documents of an earlier version. */
  readonly values?: SayingValues | undefined
}

export interface ModelReport {
  readonly name: ValueModelName
  /** In which the model measures time; of contracts their period. */
  readonly unit: TimeUnit | RenewalPeriod
  readonly parameters: Readonly<Record<string, number>>
  /** Of a model of regular purchases, k: how many steps a purchase takes. Chosen before the parameters, so without an error. */
  readonly regularity?: number | undefined
  /** Null where the fit is not identified. */
  readonly standardErrors: Readonly<Record<string, number>> | null
  readonly logLikelihood: number
  readonly aic: number
  readonly bic: number
  readonly customers: number
  readonly distinctRows: number
  readonly convergence: Convergence
}

/** Where no purchase model can be fitted, for instance because nobody bought twice. */
export interface ModelAbsent extends Because {
  readonly name: 'none'
}

export interface SpendModelReport {
  readonly name: 'gamma-gamma'
  readonly parameters: Readonly<Record<'p' | 'q' | 'gamma', number>>
  readonly standardErrors: Readonly<Record<'p' | 'q' | 'gamma', number>> | null
  readonly logLikelihood: number
  /** Customers with at least one repeat spend above zero. */
  readonly customers: number
  /** Repeat customers left out because no repeat spend is above zero. */
  readonly droppedZeroSpend: number
  /** Correlation of mean spend and number of spends over those customers. */
  readonly frequencySpendCorrelation: number | null
  readonly convergence: Convergence
}

/** Where spend cannot be modelled, every customer is given the mean spend. */
export interface SpendModelAbsent extends Because {
  readonly name: 'mean-spend'
  readonly meanSpend: number
}

/** Contracts pay what they pay: a renewal is worth the amount of its contract. */
export interface ContractAmounts {
  readonly name: 'contract-amount'
  /** Of those that run; of all where none does. */
  readonly meanAmount: number
}

export interface HoldoutReport {
  readonly origin: Day
  readonly days: number
  readonly model: ValueModelName
  readonly parameters: Readonly<Record<string, number>>
  readonly customers: number
  readonly actualPurchases: number
  readonly expectedPurchases: number
  readonly poissonDeviance: number
  readonly meanAbsoluteError: number
  readonly meanLogProbability: number
  /** Share of customers whose count lay in [lower, upper]. */
  readonly coverage: number
  /** Mean model probability of those intervals. */
  readonly statedCoverage: number
  /** Share of randomised PITs in [.1, .9]. */
  readonly pitInside80: number
  /** "They buy as last year": each customer's own past rate, carried forward. */
  readonly baseline: {
    readonly rule: string
    readonly expectedPurchases: number
    readonly poissonDeviance: number
    readonly meanAbsoluteError: number
  }
}

/** How the model was chosen. */
export interface ChoiceReport extends Because {
  readonly how: 'named' | 'chosen' | 'default'
  /** Day of the fit that decided, of several the last; earlier than the reported origin. */
  readonly origin: Day | null
  readonly days: number | null
  /** Where all models competed: every origin that the figures are means over, earliest first, each as many days long. */
  readonly origins?: readonly Day[] | undefined
  readonly candidates: readonly {
    readonly model: ValueModelName
    readonly meanLogProbability: number
    /** Mean paired difference to the best, and its standard error. */
    readonly differenceToBest: number
    readonly standardError: number
    /** Whether this fit ran into a boundary of its parameters; absent in documents of an earlier version. */
    readonly atBoundary?: boolean | undefined
    /** Absent in documents of an earlier version. */
    readonly againstChosen?: AgainstChosen | undefined
    /** Absent in documents of an earlier version. */
    readonly judged?: CandidateJudgement | undefined
  }[]
  /** Another model did as well, and its fit is better identified. */
  readonly note?: Because | undefined
  /** Models that could not be fitted at one of the origins. */
  readonly leftOut?: readonly (Because & { readonly model: ValueModelName })[] | undefined
}

/** What a candidate of the choice expected, held against what came. */
export interface CandidateJudgement {
  readonly actualPurchases: number
  readonly expectedPurchases: number
  readonly poissonDeviance: number
  readonly meanAbsoluteError: number
  /** 1 where customers were put in the right order, 0 where in none; null where nobody bought or all alike. */
  readonly gini: number | null
  /** How many times the mean those bought of whom most was expected: the top tenth of customers. */
  readonly topDecileLift: number
}

/** One rolling origin: what was expected of the purchases after it, and what came. */
export interface BacktestOrigin {
  readonly origin: Day
  readonly days: number
  readonly actualPurchases: number
  readonly expectedPurchases: number
}

export interface Totals {
  /** Sum of P(active), without customers of whom it cannot be told. */
  readonly active: number
  /** Customers whose P(active) cannot be told (BG/NBD, one purchase). */
  readonly activeCannotTell: number
  readonly expectedPurchases: number
  readonly expectedPurchasesLow: number
  readonly expectedPurchasesHigh: number
  readonly expectedPurchasesBacktestLow: number | null
  readonly expectedPurchasesBacktestHigh: number | null
  readonly value: number
  readonly valueLow: number
  readonly valueHigh: number
  readonly valueBacktestLow: number | null
  readonly valueBacktestHigh: number | null
  /** Mean only: an extrapolation without end; null where it cannot be given. */
  readonly valueInfiniteHorizon: number | null
  readonly backtest: {
    readonly origins: readonly BacktestOrigin[]
    /** Why the back-test interval is absent, or null. */
    readonly absent: string | null
    /** The same for those who have language files. */
    readonly because?: Saying | undefined
  }
}

/** What the steps of one valuation of contracts share. */
import type { RenewalPeriod } from '#history/renewal-period.ts'
import type { SayingValues } from '#kernel/saying.ts'
import type { Day } from '#kernel/time.ts'
import type { AnyFittedContractModel, ContractModelName } from '#lifetime/contractual/contract-model.ts'
import type { ContractTotals } from '#lifetime/contractual/contract-totals.ts'
import type { HoldoutJudgement } from '#lifetime/judgement/holdout.ts'
import type { ContractFacts } from './contract-rows.query.ts'
import type { ValueCalendar } from '../refresh/value-calendar.ts'
import type { BacktestOrigin, ChoiceReport, Warning } from '../value-document.ts'
import type { ContractOptions } from '../value-options.ts'
import type { ValueRun } from '../refresh/value-run.ts'

/** One valuation of contracts. */
export interface ContractRun extends Omit<ValueRun, 'options'> {
  readonly options: ContractOptions
  readonly period: RenewalPeriod
}

/** What the first step finds. */
export interface SummarisedContracts extends ContractFacts {
  /** Days on which a customer paid, over the whole log. */
  readonly purchaseDays: number
  readonly calendar: ValueCalendar
  readonly lastDay: Day
  readonly horizonDays: number
  /** Payments up to the as-of day. */
  readonly spend: number
  /** Share of a payment that is margin; null where value is revenue. */
  readonly margin: number | null
}

/** Which models are tried, in order, and how that order came about. */
export interface ChosenContractModel {
  readonly report: ChoiceReport
  readonly order: readonly ContractModelName[]
  /** Fits at the origin of the choice. */
  readonly fits: readonly AnyFittedContractModel[]
}

/** The fit that contracts are scored with. */
export interface FittedContracts {
  readonly contracts: AnyFittedContractModel | null
  /** Why there is none, or why others were passed over. */
  readonly failures: readonly {
    readonly model: ContractModelName
    readonly code: string
    readonly message: string
    readonly values?: SayingValues
  }[]
  readonly milliseconds: number
}

/** How the fit did on what it had not seen. */
export interface ValidatedContracts {
  readonly holdout: { readonly fitted: AnyFittedContractModel; readonly judgement: HoldoutJudgement } | null
  readonly origins: readonly BacktestOrigin[]
  readonly warnings: readonly Warning[]
}

/** What is said of the contracts as a whole. */
export interface ScoredContractsTotals {
  readonly totals: ContractTotals
  /** Whether the intervals hold the doubt about the parameters. */
  readonly parameterUncertainty: 'integrated' | 'unknown'
  readonly milliseconds: number
}

/** Everything that the steps found. */
export interface ContractFindings {
  readonly summarised: SummarisedContracts
  readonly chosen: ChosenContractModel
  readonly fitted: FittedContracts
  readonly validated: ValidatedContracts
  /** Null where no model could be fitted. */
  readonly scored: ScoredContractsTotals | null
}

/** What the value document says of covariates. */
import type { CovariateComparison } from './covariate-tasks.ts'
import type { Because } from '../because.ts'

/** What a covariate bears on: how often customers buy, or how soon they leave. */
export type CovariateEffectOn = 'purchase' | 'dropout'

/** One coefficient, and what it means. */
export interface CoefficientReport {
  /** Among the parameters of the model, for instance `purchase.Channel: web`. */
  readonly name: string
  /** Column of the file. */
  readonly covariate: string
  /** Null of a number, and where it stands for all rare categories together. */
  readonly category: string | null
  /** The category that it is held against; null of a number. */
  readonly against: string | null
  readonly process: CovariateEffectOn
  readonly coefficient: number
  /** Null where the fit is not identified. */
  readonly standardError: number | null
  /** Customers of the category; of a number, those of whom it is stated. */
  readonly customers: number
  /** Of a number, the difference that the factor is told for; 1 of a category. */
  readonly step: number
  /** How many times as often such customers buy, or as soon they leave. */
  readonly factor: number
  /** What the factor lies between in 95 % of cases; null where the fit is not identified. */
  readonly factorLow: number | null
  readonly factorHigh: number | null
}

/** What customers are told apart by beside their purchases, and whether it helped. */
export interface CovariatesReport {
  readonly fileName: string
  /** All columns of the file besides the customer. */
  readonly names: readonly string[]
  /** What of them the model knows, categories one by one. */
  readonly columns: readonly string[]
  /** Customers of the base of whom the file says something; the others count as the mean. */
  readonly customers: number
  readonly coefficients: readonly CoefficientReport[]
  /** What of the file is not used, and why. */
  readonly leftOut: readonly ({ readonly covariate: string } & Because)[]
  /** Why customers are valued without them after all; null where they are not. */
  readonly absent: Because | null
  /** Against the same model without them, up to the as-of day; null where there is no fit with them. */
  readonly likelihoodRatio: {
    readonly statistic: number
    readonly degrees: number
    readonly pValue: number
  } | null
  /** On what neither fit had seen; null where there is no hold-out. */
  readonly holdout: CovariateComparison | null
}

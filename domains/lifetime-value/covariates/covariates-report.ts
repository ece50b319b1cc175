/** What covariates tell of customers, as factors that a person understands, and whether they helped. */
import type { FittedWithCovariates } from '#lifetime/covariates/fit.ts'
import { mostKinds } from '#lifetime/covariates/future-cells.ts'
import { likelihoodRatio } from '#lifetime/likelihood-ratio.ts'
import { confidenceIntervals, standardErrors } from '#lifetime/summary.ts'
import type { CoefficientReport, CovariatesReport } from './covariates-document.ts'
import type { Covariates, DesignColumn } from './covariate-design.ts'
import type { Because, Warning } from '../value-document.ts'
import { becauseOf, valueWarning } from '../value-english.ts'
import type { Findings } from '../refresh/value-run.ts'

/** Confidence of the factors: a claim about customers asks for more than a forecast. */
export const factorLevel = 0.95

/** Null where no file of covariates is in use. */
export function covariatesReport({ covariates, fitted, validated }: Findings): CovariatesReport | null {
  if (covariates === null) return null
  const { purchases, given } = fitted
  return {
    fileName: covariates.fileName,
    names: covariates.names,
    columns: covariates.used.map((place) => covariates.columns[place]?.name ?? ''),
    customers: covariates.described,
    coefficients: given === null ? [] : coefficientsOf(covariates, given),
    leftOut: covariates.leftOut.map(({ covariate, because }) => ({ covariate, ...becauseOf(because) })),
    absent: given === null ? absentBecause(covariates, fitted) : null,
    likelihoodRatio: given === null || purchases === null ? null : likelihoodRatio(purchases, given),
    holdout: validated.holdout?.comparison ?? null,
  }
}

function absentBecause(covariates: Covariates, { purchases, givenFailure }: Findings['fitted']): Because {
  if (purchases === null) return becauseOf({ code: 'VALUE_COVARIATES_MODEL_NONE' })
  if (covariates.used.length === 0) return becauseOf({ code: 'VALUE_COVARIATES_TELL_NOTHING' })
  return givenFailure ?? becauseOf({ code: 'VALUE_COVARIATES_TELL_NOTHING' })
}

function coefficientsOf({ columns }: Covariates, given: FittedWithCovariates): readonly CoefficientReport[] {
  const errors = standardErrors<string>(given)
  const intervals = confidenceIntervals<string>(given, factorLevel)
  return given.effects.flatMap(({ coefficient: name, covariate, direction }) => {
    const column = columns.find((one) => one.name === covariate)
    if (column === undefined) return []
    const interval = intervals?.[name]
    const ends = interval === undefined ? null : [interval.lower, interval.upper]
    // α·e^(−γz): of the effects on purchases, the one on the second parameter is −1.
    const process = direction[1] === 0 ? ('dropout' as const) : ('purchase' as const)
    return [coefficientReport(name, { column, process, ...valuesOf(given, name, errors), ends })]
  })
}

function valuesOf(
  { parameters }: FittedWithCovariates,
  name: string,
  errors: Readonly<Record<string, number>> | null,
) {
  return { coefficient: parameters[name] ?? Number.NaN, standardError: errors?.[name] ?? null }
}

function coefficientReport(
  name: string,
  of: {
    readonly column: DesignColumn
    readonly process: CoefficientReport['process']
    readonly coefficient: number
    readonly standardError: number | null
    readonly ends: readonly number[] | null
  },
): CoefficientReport {
  const { column, process, coefficient, standardError, ends } = of
  const { covariate, category, customers, step } = column
  const factorOf = (value: number | undefined) => (value === undefined ? null : Math.exp(step * value))
  return {
    name,
    covariate,
    category: category?.value ?? null,
    against: category?.against ?? null,
    process,
    coefficient,
    standardError,
    customers,
    step,
    factor: Math.exp(step * coefficient),
    factorLow: factorOf(ends?.[0]),
    factorHigh: factorOf(ends?.[1]),
  }
}

/** What a reader must know of covariates before believing what they did. */
export function covariateWarnings(found: Findings): readonly Warning[] {
  const { covariates, fitted, scored, summarised } = found
  if (covariates === null) return []
  const { given, givenFailure } = fitted
  const warnings: Warning[] = []
  if (given === null) {
    const { because, reason } = givenFailure ?? absentBecause(covariates, fitted)
    warnings.push(valueWarning('VALUE_COVARIATES_NOT_USED', { why: because ?? reason }))
  }
  if (scored?.areFuturesShared === true) {
    warnings.push(valueWarning('VALUE_COVARIATES_FUTURES_SHARED', { count: mostKinds }))
  }
  const unknown = summarised.customers - covariates.described
  if (unknown > 0) warnings.push(valueWarning('VALUE_COVARIATES_CUSTOMERS_UNKNOWN', { count: unknown }))
  for (const { covariate, because } of covariates.leftOut) {
    warnings.push(valueWarning('VALUE_COVARIATE_LEFT_OUT', { covariate, why: because }))
  }
  return warnings
}

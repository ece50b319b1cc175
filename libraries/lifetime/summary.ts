/** What a fit says about itself: errors of its parameters, and how it compares with other fits. */
import { inverseNormal } from '#numerics/normal.ts'
import type { Fitted } from './model.ts'

/** One number for each parameter. */
export type ByParameter<Parameter extends string> = Readonly<Record<Parameter, number>>

/** An interval for each parameter. */
export type IntervalByParameter<Parameter extends string> = Readonly<
  Record<Parameter, { readonly lower: number; readonly upper: number }>
>

/** A fit in a few plain figures. */
export interface FitDescription<Parameter extends string> {
  readonly model: string
  readonly customers: number
  readonly distinctRows: number
  readonly parameters: ByParameter<Parameter>
  /** Null where the data do not identify the parameters. */
  readonly standardErrors: ByParameter<Parameter> | null
  readonly logLikelihood: number
  readonly akaike: number
  readonly bayesian: number
  readonly warnings: readonly string[]
}

/**
 * Standard errors of the parameters on their natural scale.
 *
 * @returns Null where the data do not identify them: an error is not pretended.
 */
export function standardErrors<Parameter extends string>(
  fitted: Fitted<string, Parameter>,
): ByParameter<Parameter> | null {
  const { covariance } = fitted
  if (covariance === null) return null
  return mapParameters(fitted, (_, place) => Math.sqrt(covariance[place][place]))
}

/**
 * Intervals for the parameters, symmetric on the scale of their logarithms, so that none reaches below zero; those of
 * coefficients, which may be negative, are symmetric as they are.
 *
 * @param level - Probability that an interval covers its parameter, in (0, 1); .95 where left out.
 * @returns Null where the data do not identify the parameters.
 */
export function confidenceIntervals<Parameter extends string>(
  fitted: Fitted<string, Parameter> & { readonly coefficients?: readonly string[] },
  level = 0.95,
): IntervalByParameter<Parameter> | null {
  const errors = standardErrors(fitted)
  if (errors === null) return null
  const reach = inverseNormal(0.5 + level / 2)
  return mapParameters(fitted, (parameter) => {
    const value = fitted.parameters[parameter]
    if (fitted.coefficients?.includes(parameter) === true) {
      return { lower: value - reach * errors[parameter], upper: value + reach * errors[parameter] }
    }
    const factor = Math.exp((reach * errors[parameter]) / value)
    return { lower: value / factor, upper: value * factor }
  })
}

/** Akaike's information criterion, 2k − 2 ln L; less is better. */
export function akaike(fitted: Pick<Fitted<string, string>, 'parameters' | 'logLikelihood'>): number {
  return 2 * (parameterCount(fitted) - fitted.logLikelihood)
}

/** Schwarz's Bayesian information criterion, k ln n − 2 ln L with n customers; less is better. */
export function bayesianInformation(fitted: Fitted<string, string>): number {
  return parameterCount(fitted) * Math.log(fitted.customerCount) - 2 * fitted.logLikelihood
}

/** The figures of a fit that a reader looks at first. */
export function describe<Parameter extends string>(
  fitted: Fitted<string, Parameter>,
): FitDescription<Parameter> {
  return {
    model: fitted.model,
    customers: fitted.customerCount,
    distinctRows: fitted.distinctRows,
    parameters: fitted.parameters,
    standardErrors: standardErrors(fitted),
    logLikelihood: fitted.logLikelihood,
    akaike: akaike(fitted),
    bayesian: bayesianInformation(fitted),
    warnings: fitted.warnings,
  }
}

function parameterCount(fitted: Pick<Fitted<string, string>, 'parameters'>): number {
  return Object.keys(fitted.parameters).length
}

/** A record over the parameters, whose order is that of the covariance. */
function mapParameters<Parameter extends string, Value>(
  fitted: Fitted<string, Parameter>,
  valueOf: (parameter: Parameter, place: number) => Value,
): Readonly<Record<Parameter, Value>> {
  const names = Object.keys(fitted.parameters) as Parameter[]
  return Object.fromEntries(names.map((name, place) => [name, valueOf(name, place)])) as Record<
    Parameter,
    Value
  >
}

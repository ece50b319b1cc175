/** From covariates about their means, in which a fit searches, to covariates as they were given, and back. */
import type { Matrix } from '#numerics/linear-algebra.ts'
import { lifetimeError } from '../errors.ts'
import { type FitResult, finiteCoefficient } from '../fit.ts'
import { parameterCount } from './cells.ts'
import type { Design } from './design.ts'
import type { CovariateEffect } from './effects.ts'

/** The coefficients of a fit and the columns they multiply. */
export interface EffectDesign {
  readonly effects: readonly CovariateEffect[]
  readonly design: Design
}

/**
 * The same fit with the parameters of a customer whose covariates are 0 in place of those of a mean customer.
 *
 * @throws LIFETIME_COVARIATE_OFF_CENTRE where such a customer is beyond the range of numbers.
 */
export function withoutCentring(
  result: FitResult<string>,
  { effects, design }: EffectDesign,
): FitResult<string> {
  const names = Object.keys(result.parameters)
  const shifts = shiftsOf(result.parameters, { effects, design })
  const values = names.map((name, i) => result.parameters[name] * Math.exp(-(shifts[i] ?? 0)))
  const lost = values.findIndex((value, i) => i < parameterCount && !(value > 0 && value < Infinity))
  if (lost >= 0) {
    const message = `With all covariates at 0, ${names[lost]} would be ${values[lost]}.`
    throw lifetimeError('LIFETIME_COVARIATE_OFF_CENTRE', message, {
      parameter: names[lost],
      means: Object.fromEntries(design.columns.map(({ name, mean }) => [name, mean])),
    })
  }
  // ln θ₀ = ln θ − Σ γ m e, so that θ₀ moves with θ and with every coefficient.
  const jacobian = names.map((_, i) =>
    names.map((__, j) => {
      if (i >= parameterCount) return i === j ? 1 : 0
      if (j < parameterCount) return i === j ? Math.exp(-shifts[i]) : 0
      return -values[i] * meanOf(design, j - parameterCount) * effects[j - parameterCount].direction[i]
    }),
  )
  return Object.freeze({
    ...result,
    parameters: Object.freeze(Object.fromEntries(names.map((name, i) => [name, values[i]]))),
    covariance: result.covariance === null ? null : transformed(result.covariance, jacobian),
  })
}

/**
 * A start as a caller gives it, for the search about the means.
 *
 * @throws LIFETIME_VALUE_NOT_FINITE.
 */
export function withCentring(
  start: Readonly<Record<string, number>>,
  names: readonly string[],
  at: EffectDesign,
): Readonly<Record<string, number>> {
  const shifts = shiftsOf(start, at)
  const centred = names.map((name, i) => [name, start[name] * Math.exp(shifts[i])] as const)
  return { ...start, ...Object.fromEntries(centred) }
}

/** J·C·Jᵀ. */
export function transformed(covariance: Matrix, jacobian: Matrix): Matrix {
  const half = jacobian.map((row) =>
    covariance.map((column) => row.reduce((sum, value, k) => sum + value * column[k], 0)),
  )
  const full = jacobian.map((left, i) =>
    jacobian.map((_, j) => {
      // From the lower triangle both ways, so that it is symmetric to the last digit.
      const [row, other] = i >= j ? [half[i], jacobian[j]] : [half[j], left]
      return row.reduce((sum, value, k) => sum + value * other[k], 0)
    }),
  )
  return Object.freeze(full.map((row) => Object.freeze(row)))
}

/** By how much a mean customer's log-parameters exceed those of one whose covariates are 0. */
function shiftsOf(parameters: Readonly<Record<string, number>>, { effects, design }: EffectDesign): number[] {
  return Array.from({ length: parameterCount }, (_, i) =>
    effects.reduce(
      (sum, { coefficient, direction }, j) =>
        sum + direction[i] * finiteCoefficient(coefficient, parameters[coefficient]) * meanOf(design, j),
      0,
    ),
  )
}

function meanOf({ columns, columnOf }: Design, effect: number): number {
  return columns[columnOf[effect]].mean
}

/** What every maximum-likelihood fit shares: starts, the search, the certificate and the covariance. */
import { symmetricEigen, type Matrix, type SymmetricEigen } from '#numerics/linear-algebra.ts'
import {
  hessianByDifferences,
  minimiseBfgs,
  minimiseNewton,
  type Curvature,
  type Minimum,
  type Slope,
} from '#numerics/optimise.ts'
import { lifetimeError } from './errors.ts'
import type { Convergence, Fitted, FitOptions } from './model.ts'

/** A likelihood to be maximised over the logarithms of its parameters, and over coefficients as they are. */
export interface FitProblem<Parameter extends string> {
  readonly parameterNames: readonly Parameter[]
  /** Parameter = its unit · exp(log-parameter): times are rescaled so that all log-parameters are near 0. */
  readonly units: readonly number[]
  /** Those that may be negative and are searched as they are: parameter = its unit · coordinate. */
  readonly coefficients?: readonly string[]
  /** Weight of an L2 penalty on each coordinate, besides that of the options. */
  readonly penalties?: readonly number[]
  /** Minus the mean log-likelihood per customer, and its gradient in the log-parameters. */
  readonly slopeAt: (logParameters: readonly number[]) => Slope
  /** The same with the Hessian; without it the search uses gradients alone. */
  readonly curvatureAt?: (logParameters: readonly number[]) => Curvature
  /** Log-parameters to start from; each is tried only when those before it failed. */
  readonly starts: readonly (readonly number[])[]
  readonly customerCount: number
  readonly distinctRows: number
  /** What the rescaling of time took from the log-likelihood. */
  readonly logLikelihoodOffset: number
  /** What to do when the search fails, in the light of the data. */
  readonly advice?: () => string
}

/** What a fit says apart from its model's name and unit. */
export type FitResult<Parameter extends string> = Omit<Fitted<string, Parameter>, 'model' | 'version'>

/** The search goes on until the per-customer gradient is as small as this; four more digits may be lost to rounding. */
const usualTolerance = 1e-10
const acceptedGradient = 1e-6

/** A direction in which the log-parameters are known to no better than a factor of e^5 is not identified. */
const widestLogError = 5

/**
 * Maximises a likelihood.
 *
 * @param problem - Per-customer-normalised, so that a million customers are no harder than ten.
 * @param options - A penalty w adds w·Σ(log-parameter)² to the objective, times rescaled by the mean age.
 * @throws LIFETIME_OPTION_INVALID, LIFETIME_PARAMETER_NOT_POSITIVE, LIFETIME_FIT_NOT_CONVERGED.
 */
export function fitByMaximumLikelihood<Parameter extends string>(
  problem: FitProblem<Parameter>,
  options: FitOptions = {},
): FitResult<Parameter> {
  const starts = [...chosenStart(problem, options.start), ...problem.starts]
  const penalties = penaltyWeights(problem, checkedPenalty(options.penalty))
  const penalised = withPenalty(problem, penalties)
  const tolerance = checkedTolerance(options.gradientTolerance)
  let best = search(penalised, starts[0], tolerance)
  let tried = 1
  while (tried < starts.length && !isSound(best, problem)) {
    const other = search(penalised, starts[tried++], tolerance)
    if (isBetter(other, best)) best = other
  }
  const converged = hasConverged(best)
  if (!converged && options.allowUnconverged !== true) throw notConverged(problem, best, tried)
  return resultOf(problem, best, { tried, penalties, converged })
}

/** The covariance, certificate and warnings of the point where a search ended. */
function resultOf<Parameter extends string>(
  problem: FitProblem<Parameter>,
  best: Minimum<Curvature>,
  search: { readonly tried: number; readonly penalties: readonly number[]; readonly converged: boolean },
): FitResult<Parameter> {
  const values = valuesAt(problem, best.point)
  const eigen = symmetricEigen(hessianOfData(best.at.hessian, problem.penalties))
  const weakest = weakestDirection(eigen, problem.customerCount)
  const slopes = values.map((value, i) => (isCoefficient(problem, i) ? problem.units[i] : value))
  const covariance = weakest.identified ? covarianceOf(eigen, slopes, problem.customerCount) : null
  const penaltyTerm = penaltyAt(best.point, search.penalties)
  const convergence: Convergence = Object.freeze({
    iterations: best.iterations,
    gradientNorm: best.gradientNorm,
    starts: search.tried,
    conditionNumber: weakest.conditionNumber,
    converged: search.converged,
  })
  const parameters = Object.fromEntries(problem.parameterNames.map((name, i) => [name, values[i]]))
  return Object.freeze({
    parameters: Object.freeze(parameters as Record<Parameter, number>),
    covariance,
    logLikelihood: problem.logLikelihoodOffset - problem.customerCount * (best.at.value - penaltyTerm),
    customerCount: problem.customerCount,
    distinctRows: problem.distinctRows,
    convergence,
    warnings: Object.freeze([
      ...(search.converged ? [] : ['LIFETIME_FIT_NOT_CONVERGED']),
      ...(weakest.identified ? [] : [weakest.warning]),
    ]),
  })
}

/**
 * Newton's method where the Hessian is known, else BFGS and differences of the gradient at its end.
 *
 * @param gradientTolerance - Done when no component of the per-customer gradient exceeds this.
 */
export function search(
  problem: Penalised,
  start: readonly number[],
  gradientTolerance: number,
): Minimum<Curvature> {
  if (problem.curvatureAt !== undefined) {
    return minimiseNewton(problem.curvatureAt, { start, gradientTolerance })
  }
  const end = minimiseBfgs(problem.slopeAt, { start, gradientTolerance })
  const hessian = hessianByDifferences((point) => problem.slopeAt(point).gradient, end.point)
  return { ...end, at: { ...end.at, hessian } }
}

/** Value, gradient and Hessian with the penalty added. */
type Penalised = Pick<FitProblem<string>, 'slopeAt' | 'curvatureAt'>

function withPenalty({ slopeAt, curvatureAt }: Penalised, penalties: readonly number[]): Penalised {
  const addSlope = (slope: Slope, point: readonly number[]): Slope => ({
    value: slope.value + penaltyAt(point, penalties),
    gradient: slope.gradient.map((value, i) => value + 2 * penalties[i] * point[i]),
  })
  const penalisedSlope = (point: readonly number[]) => addSlope(slopeAt(point), point)
  if (curvatureAt === undefined) return { slopeAt: penalisedSlope }
  return {
    slopeAt: penalisedSlope,
    curvatureAt: (point) => {
      const curvature = curvatureAt(point)
      const hessian = curvature.hessian.map((row, i) =>
        row.map((value, j) => value + (i === j ? 2 * penalties[i] : 0)),
      )
      return { ...addSlope(curvature, point), hessian }
    },
  }
}

/** The options' penalty bears on log-parameters, a coefficient's own on it. */
function penaltyWeights(problem: FitProblem<string>, penalty: number): number[] {
  return problem.units.map(
    (_, i) => (isCoefficient(problem, i) ? 0 : penalty) + (problem.penalties?.[i] ?? 0),
  )
}

function penaltyAt(point: readonly number[], penalties: readonly number[]): number {
  return point.reduce((sum, value, i) => sum + penalties[i] * value * value, 0)
}

/**
 * The curvature without the coefficients' own penalty, which moves an estimate but makes nothing better known. The
 * options' penalty stays in: it stands for what is known of the parameters beforehand.
 */
function hessianOfData(hessian: Matrix, penalties: FitProblem<string>['penalties']): Matrix {
  if (penalties === undefined) return hessian
  return hessian.map((row, i) => row.map((value, j) => (i === j ? value - 2 * penalties[i] : value)))
}

/** Inverse of the observed information, carried to the natural scale: `slopes` are the parameters' in the coordinates. */
function covarianceOf(
  { values, vectors }: SymmetricEigen,
  slopes: readonly number[],
  customers: number,
): Matrix {
  const logCovariance = (i: number, j: number) =>
    vectors.reduce((sum, vector, k) => sum + (vector[i] * vector[j]) / values[k], 0) / customers
  return Object.freeze(
    slopes.map((left, i) => Object.freeze(slopes.map((right, j) => left * right * logCovariance(i, j)))),
  )
}

/** How well the data pin down the log-parameters in the direction in which they do so least. */
function weakestDirection({ values, vectors }: SymmetricEigen, customers: number) {
  const [smallest] = values
  const largest = values[values.length - 1]
  const identified = smallest > 1e-13 * largest && 1 / Math.sqrt(smallest * customers) < widestLogError
  const alone = vectors[0].some((component) => component * component > 0.9)
  return {
    identified,
    warning: alone ? 'LIFETIME_PARAMETER_AT_BOUNDARY' : 'LIFETIME_PARAMETERS_ON_RIDGE',
    // JSON knows no Infinity.
    conditionNumber: smallest > 0 ? Math.min(largest / smallest, Number.MAX_VALUE) : Number.MAX_VALUE,
  }
}

function hasConverged(end: Minimum): boolean {
  return end.gradientNorm <= acceptedGradient
}

function isSound(end: Minimum<Curvature>, problem: FitProblem<string>): boolean {
  return (
    end.gradientNorm <= acceptedGradient &&
    weakestDirection(symmetricEigen(end.at.hessian), problem.customerCount).identified
  )
}

/** A converged end beats an unconverged one; of two alike, the more likely. */
function isBetter(other: Minimum<Curvature>, best: Minimum<Curvature>): boolean {
  if (hasConverged(other) !== hasConverged(best)) return hasConverged(other)
  return !(other.at.value >= best.at.value)
}

function notConverged(problem: FitProblem<string>, best: Minimum<Curvature>, tried: number): Error {
  const values = valuesAt(problem, best.point)
  const parameters = problem.parameterNames.map((name, i) => [name, values[i]])
  const message = `The likelihood has no maximum that could be found: the gradient stayed at ${best.gradientNorm.toPrecision(3)}.`
  const details = {
    parameters: Object.fromEntries(parameters),
    gradientNorm: best.gradientNorm,
    startsTried: tried,
    customers: problem.customerCount,
  }
  const hint = problem.advice?.()
  return lifetimeError('LIFETIME_FIT_NOT_CONVERGED', message, details, hint === undefined ? {} : { hint })
}

function checkedPenalty(penalty = 0): number {
  if (penalty >= 0 && penalty < Infinity) return penalty
  throw lifetimeError(
    'LIFETIME_OPTION_INVALID',
    `A penalty of ${penalty} was asked for.`,
    { penalty },
    {
      hint: 'Use a penalty of zero (maximum likelihood) or more.',
    },
  )
}

function checkedTolerance(tolerance = usualTolerance): number {
  if (tolerance > 0 && tolerance <= acceptedGradient) return tolerance
  throw lifetimeError(
    'LIFETIME_OPTION_INVALID',
    `A gradient tolerance of ${tolerance} was asked for.`,
    { tolerance },
    { hint: `Use one above 0 and up to ${acceptedGradient}, or leave it out.` },
  )
}

/** The caller's start, if any, in the coordinates of the search. */
function chosenStart(problem: FitProblem<string>, start: FitOptions['start']): number[][] {
  if (start === undefined) return []
  return [
    problem.parameterNames.map((name, i) =>
      isCoefficient(problem, i)
        ? finiteCoefficient(name, start[name]) / problem.units[i]
        : Math.log(positiveParameter(name, start[name]) / problem.units[i]),
    ),
  ]
}

/** The parameters at a point of the search, in the unit of the caller. */
function valuesAt(problem: FitProblem<string>, point: readonly number[]): number[] {
  return point.map((at, i) => problem.units[i] * (isCoefficient(problem, i) ? at : Math.exp(at)))
}

function isCoefficient({ coefficients, parameterNames }: FitProblem<string>, i: number): boolean {
  return coefficients !== undefined && coefficients.includes(parameterNames[i])
}

/**
 * A coefficient to start from, which may have any sign; one that is not given starts at zero.
 *
 * @throws LIFETIME_VALUE_NOT_FINITE.
 */
export function finiteCoefficient(name: string, value = 0): number {
  if (Number.isFinite(value)) return value
  throw lifetimeError('LIFETIME_VALUE_NOT_FINITE', `Coefficient ${name} is to start from ${value}.`, {
    name,
    value,
  })
}

/**
 * A parameter that is positive and finite.
 *
 * @throws LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function positiveParameter(name: string, value: number | undefined): number {
  if (value !== undefined && value > 0 && value < Infinity) return value
  throw lifetimeError('LIFETIME_PARAMETER_NOT_POSITIVE', `Parameter ${name} is ${value}.`, { name, value })
}

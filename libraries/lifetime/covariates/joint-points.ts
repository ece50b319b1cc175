/** The uncertainty of a fit with covariates as fits all around it, parameters and coefficients moved together. */
import { type Matrix, symmetricEigen } from '#numerics/linear-algebra.ts'
import { longestStep } from '../outlook/parameter-points.ts'
import { parameterCount } from './cells.ts'
import { transformed } from './centring.ts'
import { type CustomerCovariates, valuesOf } from './covariates.ts'
import type { FittedWithCovariates } from './fit.ts'

/**
 * How many standard deviations the points lie from the fit: as far as the cubature points of a plain fit's four
 * parameters. Points of more parameters would by that rule lie farther out, where a total is no longer what it is here.
 */
export const pointReach = 2

/** The joint uncertainty of parameters and coefficients where neither units nor origins of covariates matter. */
export interface JointFrame {
  /**
   * Covariance of the logarithms of a mean customer's parameters and of the coefficients, each per standard deviation of
   * its covariate; null where the fit has none.
   */
  readonly covariance: Matrix | null
  /** The fit that lies a step away, in those terms. */
  readonly moved: (step: readonly number[]) => FittedWithCovariates
}

/** @param weight - How many customers a row stands for. */
export function jointFrame(
  fitted: FittedWithCovariates,
  covariates: CustomerCovariates,
  weight?: Float64Array,
): JointFrame {
  const { covariance, effects, parameters } = fitted
  const moments = effects.map(({ process, covariate }) =>
    momentsOf(valuesOf(covariates, process, covariate), weight),
  )
  const names = Object.keys(parameters)
  // ψ = (ln θ + Σ γ m e, γ·deviation)
  const jacobian = names.map((name, i) =>
    names.map((_, j) => {
      if (i >= parameterCount) return i === j ? moments[i - parameterCount].deviation : 0
      if (j < parameterCount) return i === j ? 1 / parameters[name] : 0
      return effects[j - parameterCount].direction[i] * moments[j - parameterCount].mean
    }),
  )
  return {
    covariance: covariance === null ? null : transformed(covariance, jacobian),
    moved: (step) => moved(fitted, { moments, step }),
  }
}

/**
 * Fits on both sides along each principal axis of the joint uncertainty; a total's variance is Σ Δ²/(2·reach²). With one
 * kind of customer, and where nothing is uncertain of the coefficients, the axes are those of the plain fit.
 *
 * @param weight - How many customers a row stands for.
 * @returns + and − of each axis in turn; none where the fit has no covariance.
 * @see Arasaratnam & Haykin (2009), "Cubature Kalman Filters", IEEE TAC 54(6).
 */
export function jointPoints(
  fitted: FittedWithCovariates,
  covariates: CustomerCovariates,
  weight?: Float64Array,
): readonly FittedWithCovariates[] {
  const frame = jointFrame(fitted, covariates, weight)
  if (frame.covariance === null) return []
  const { values, vectors } = symmetricEigen(frame.covariance)
  return vectors.flatMap((vector, axis) => {
    const length = pointReach * Math.sqrt(Math.max(0, values[axis]))
    if (length === 0) return []
    return [length, -length].map((side) => frame.moved(vector.map((entry) => bounded(side * entry))))
  })
}

/** Axes whose variance is below this share of the largest carry nothing but rounding. */
const negligibleAxis = 1e-12

/**
 * Equally likely fits whose mixture has the mean and covariance of the joint uncertainty. Four axes or fewer are gone
 * along as those of a plain fit are. More are combined, all of them a standard deviation to either side as the rows of a
 * Hadamard matrix say: far points on each axis by itself would have tails that the uncertainty has not.
 *
 * @param weight - How many customers a row stands for.
 * @returns + and − of each direction in turn; none where the fit has no covariance.
 * @see Stroud (1971), "Approximate Calculation of Multiple Integrals", formula C_n: 3-3.
 */
export function jointMixture(
  fitted: FittedWithCovariates,
  covariates: CustomerCovariates,
  weight?: Float64Array,
): readonly FittedWithCovariates[] {
  const frame = jointFrame(fitted, covariates, weight)
  if (frame.covariance === null) return []
  const { values, vectors } = symmetricEigen(frame.covariance)
  const least = negligibleAxis * Math.max(...values)
  const axes = vectors.flatMap((vector, i) =>
    values[i] > least ? [vector.map((entry) => entry * Math.sqrt(values[i]))] : [],
  )
  return directionsOf(axes.length).flatMap((direction) => {
    const step = vectors[0].map((_, entry) =>
      axes.reduce((sum, axis, i) => sum + direction[i] * axis[entry], 0),
    )
    return [1, -1].map((side) => frame.moved(step.map((length) => bounded(side * length))))
  })
}

/** How far to go along each of some axes, direction by direction: squares that sum to as many as there are directions. */
function directionsOf(axes: number): readonly (readonly number[])[] {
  if (axes <= parameterCount) {
    return Array.from({ length: parameterCount }, (_, i) =>
      Array.from({ length: axes }, (__, j) => (i === j ? pointReach : 0)),
    )
  }
  let signs = [[1]]
  while (signs.length < axes) {
    signs = [
      ...signs.map((row) => [...row, ...row]),
      ...signs.map((row) => [...row, ...row.map((sign) => -sign)]),
    ]
  }
  return signs
}

interface Moments {
  readonly mean: number
  readonly deviation: number
}

/** The fit whose mean customer and standardised coefficients are a step away. */
function moved(
  fitted: FittedWithCovariates,
  { moments, step }: { readonly moments: readonly Moments[]; readonly step: readonly number[] },
): FittedWithCovariates {
  const { effects, parameters } = fitted
  // A covariate that is the same for all moves nobody, whatever its coefficient.
  const changes = moments.map(({ deviation }, j) =>
    deviation > 0 ? step[parameterCount + j] / deviation : 0,
  )
  const entries = Object.entries(parameters).map(([name, value], i): [string, number] => {
    if (i >= parameterCount) return [name, value + changes[i - parameterCount]]
    const shift = effects.reduce(
      (sum, { direction }, j) => sum + direction[i] * changes[j] * moments[j].mean,
      0,
    )
    return [name, value * Math.exp(step[i] - shift)]
  })
  return { ...fitted, parameters: Object.fromEntries(entries) }
}

function bounded(step: number): number {
  return Math.max(-longestStep, Math.min(longestStep, step))
}

function momentsOf(values: Float64Array, weight?: Float64Array): Moments {
  let [total, sum, squares] = [0, 0, 0]
  const origin = values[0]
  for (let row = 0; row < values.length; row++) {
    const customers = weight === undefined ? 1 : weight[row]
    const away = values[row] - origin
    total += customers
    sum += customers * away
    squares += customers * away * away
  }
  const mean = sum / total
  return { mean: origin + mean, deviation: Math.sqrt(Math.max(0, squares / total - mean * mean)) }
}

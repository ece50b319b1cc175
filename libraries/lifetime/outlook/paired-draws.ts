/** Parameters of two fits drawn together, so that a difference between them is as uncertain as their data leave it. */
import { symmetricEigen, type Matrix } from '#numerics/linear-algebra.ts'
import type { Random } from '#numerics/random.ts'
import { normalVariate } from '#numerics/variates.ts'
import { movedBy, type UncertainFit } from './parameter-points.ts'

/** Parameters by name, one set a draw. */
export type DrawnParameters = readonly Readonly<Record<string, number>>[]

/** Draw k of one belongs to draw k of the other. */
export interface PairedDraws {
  readonly earlier: DrawnParameters
  readonly later: DrawnParameters
}

/** What is drawn. */
export interface DrawOptions {
  /** How many; an even number, since every draw comes with its mirror image. */
  readonly draws: number
  readonly random: Random
}

/** Two fits of the same kind of thing, one knowing less than the other or nothing of it. */
export interface FitPair {
  readonly earlier: UncertainFit
  readonly later: UncertainFit
  /** Their parameters in the order of the covariances. */
  readonly names: { readonly earlier: readonly string[]; readonly later: readonly string[] }
  /** Whether it is one model whose later fit knows everything that the earlier one knew. */
  readonly nested: boolean
}

/**
 * Draws of one fit: log-parameters from the normal distribution about the fit with its covariance, in mirrored pairs,
 * so that the mean of whatever is linear in them is that of the fit. A fit without covariance stays as it is.
 */
export function parameterDraws(
  fit: UncertainFit,
  names: readonly string[],
  options: DrawOptions,
): DrawnParameters {
  const steps = mirrored(normalSteps(rootOf(logCovariance(fit, names)), options))
  return steps.map((step) => movedBy(fit.parameters, names, step))
}

/**
 * Draws of two fits. Nested ones move together: an efficient estimate has no correlation with its difference to one that
 * knows less, hence Cov(earlier, later) = Var(later), and the difference has the variance Var(earlier) − Var(later),
 * where that is positive. Others are independent.
 *
 * @see Hausman (1978), "Specification Tests in Econometrics", Econometrica 46(6), lemma 2.1.
 */
export function pairedDraws({ earlier, later, names, nested }: FitPair, options: DrawOptions): PairedDraws {
  const laterCovariance = logCovariance(later, names.later)
  const earlierCovariance = logCovariance(earlier, names.earlier)
  const laterSteps = normalSteps(rootOf(laterCovariance), options)
  const apart = nested ? difference(earlierCovariance, laterCovariance) : earlierCovariance
  const earlierSteps = normalSteps(rootOf(apart), options).map((step, k) =>
    nested ? step.map((length, j) => length + laterSteps[k][j]) : step,
  )
  return {
    earlier: mirrored(earlierSteps).map((step) => movedBy(earlier.parameters, names.earlier, step)),
    later: mirrored(laterSteps).map((step) => movedBy(later.parameters, names.later, step)),
  }
}

/** Covariance of the log-parameters; zeros where the fit has none. */
function logCovariance({ parameters, covariance }: UncertainFit, names: readonly string[]): number[][] {
  const values = names.map((name) => parameters[name])
  return names.map((_, i) =>
    names.map((_, j) => (covariance === null ? 0 : covariance[i][j] / (values[i] * values[j]))),
  )
}

function difference(left: Matrix, right: Matrix): number[][] {
  return left.map((row, i) => row.map((entry, j) => entry - right[i][j]))
}

/** Rows λ_i^½·v_i of the matrix, what is negative in it left out. */
function rootOf(matrix: Matrix): number[][] {
  const { values, vectors } = symmetricEigen(matrix)
  return vectors.map((vector, i) => vector.map((entry) => entry * Math.sqrt(Math.max(0, values[i]))))
}

/** Normal steps with the covariance Rᵀ·R, half as many as there are draws. */
function normalSteps(root: Matrix, { draws, random }: DrawOptions): number[][] {
  return Array.from({ length: draws / 2 }, () => {
    const lengths = root.map(() => normalVariate(random))
    return root.map((_, j) => root.reduce((sum, axis, i) => sum + lengths[i] * axis[j], 0))
  })
}

/** Each step followed by its mirror image. */
function mirrored(steps: readonly number[][]): readonly number[][] {
  return steps.flatMap((step) => [step, step.map((length) => -length)])
}

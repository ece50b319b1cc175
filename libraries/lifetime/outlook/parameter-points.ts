/** The uncertainty of a fit as a handful of equally likely parameters: cubature points in the log-parameters. */
import { symmetricEigen } from '#numerics/linear-algebra.ts'
import type { AnyFittedPurchaseModel, FittedGammaGamma, PurchaseModel } from '../model.ts'
import type { SpendParameters } from './expected-spend.ts'

/** Weakly identified directions are followed no further than a factor of about a thousand. */
export const longestStep = 7

/** In the order of the covariance. */
const spendNames = ['p', 'q', 'gamma'] as const

/** Corners of the cube in pairs of opposite ones; see {@link spendPoints}. */
const cubeCorners = [
  [1, 1, 1],
  [1, -1, -1],
  [-1, 1, -1],
  [-1, -1, 1],
].flatMap((corner) => [corner, corner.map((side) => -side)])

/**
 * Eight fits whose equal mixture has the mean and covariance of the log-parameters: θ·exp(±√d·√λ_i·v_i), with the
 * eigenvectors v_i of that covariance. An average over them is exact for polynomials of the third degree.
 *
 * @returns + and − of each direction in turn; none where the fit has no covariance.
 * @see Arasaratnam & Haykin (2009), "Cubature Kalman Filters", IEEE TAC 54(6).
 */
export function purchasePoints(
  model: PurchaseModel,
  fitted: AnyFittedPurchaseModel,
): readonly AnyFittedPurchaseModel[] {
  return cubaturePoints(fitted, model.parameterNames).map((point) =>
    // The names are the model's own, so that these are its parameters.
    model.withParameters(point as AnyFittedPurchaseModel['parameters'], fitted.timeUnit),
  )
}

/**
 * The same for a fit of any kind: two parameters by name for each direction, all equally likely.
 *
 * @param names - The parameters in the order of the covariance.
 * @returns None where the fit has no covariance.
 */
export function cubaturePoints(fitted: UncertainFit, names: readonly string[]): Record<string, number>[] {
  const reach = Math.sqrt(names.length)
  return uncertaintyAxes(fitted, names).flatMap((axis) =>
    [reach, -reach].map((side) =>
      movedBy(
        fitted.parameters,
        names,
        axis.map((length) => side * length),
      ),
    ),
  )
}

/**
 * Eight spend parameters at the corners of a cube, exact to the third degree like the purchase points. Corners 2i and
 * 2i + 1 are opposite and belong to the purchase points 2i and 2i + 1: those four pairs a direction, sixteen in all,
 * are exact to the third degree jointly, since the two fits are independent.
 *
 * @returns None where the fit has no covariance.
 * @see Stroud (1971), "Approximate Calculation of Multiple Integrals", formula C_n: 3-3.
 */
export function spendPoints(fitted: FittedGammaGamma): readonly SpendParameters[] {
  const axes = spendAxes(fitted)
  if (axes.length === 0) return []
  return cubeCorners.map((corner) => {
    const step = spendNames.map((_, j) => axes.reduce((sum, axis, i) => sum + corner[i] * axis[j], 0))
    return movedBy(fitted.parameters, spendNames, step)
  })
}

/**
 * Principal axes of the covariance of (ln p, ln q, ln γ), each as long as its standard deviation.
 *
 * @returns None where the fit has no covariance.
 */
export function spendAxes(fitted: FittedGammaGamma): readonly (readonly number[])[] {
  return uncertaintyAxes(fitted, spendNames)
}

/** What of a fit is uncertain, and how much. */
export interface UncertainFit {
  readonly parameters: Readonly<Record<string, number>>
  readonly covariance: readonly (readonly number[])[] | null
}

/** Principal axes of the log-parameters' covariance, each as long as its standard deviation. */
function uncertaintyAxes({ parameters, covariance }: UncertainFit, names: readonly string[]): number[][] {
  if (covariance === null) return []
  const values = names.map((name) => parameters[name])
  const logCovariance = covariance.map((row, i) => row.map((entry, j) => entry / (values[i] * values[j])))
  const { values: variances, vectors } = symmetricEigen(logCovariance)
  return vectors.map((vector, i) => vector.map((entry) => entry * Math.sqrt(Math.max(0, variances[i]))))
}

/** The parameters of a fit, each moved by its step on the logarithmic scale. */
export function movedBy<Name extends string>(
  parameters: Readonly<Record<Name, number>>,
  names: readonly Name[],
  step: readonly number[],
): Record<Name, number> {
  const entries = names.map((name, j) => {
    const length = Math.max(-longestStep, Math.min(longestStep, step[j]))
    return [name, parameters[name] * Math.exp(length)]
  })
  return Object.fromEntries(entries) as Record<Name, number>
}

/** A likelihood in other coordinates than those in which it is searched. */
import type { Matrix } from '#numerics/linear-algebra.ts'
import type { FitProblem } from '../fit.ts'

/** Where a point in the new coordinates lies in the old ones, and how that moves. */
export interface CoordinateMap {
  readonly point: readonly number[]
  /** Derivatives of each old coordinate, a row each, by the new ones. */
  readonly jacobian: Matrix
  /** Second derivatives of old coordinates by the new ones, where there are any. */
  readonly bends?: readonly { readonly coordinate: number; readonly hessian: Matrix }[]
}

/**
 * The same likelihood, whose coordinates are now others of the same names and units, with its derivatives by the chain
 * rule. A profile holds a coordinate, so that each parameter must be one in the frame in which its interval is wanted.
 */
export function reparametrised(
  problem: FitProblem<string>,
  mapAt: (point: readonly number[]) => CoordinateMap,
): FitProblem<string> {
  const { slopeAt, curvatureAt } = problem
  const gradientOf = (gradient: readonly number[], { jacobian }: CoordinateMap) =>
    gradient.map((_, j) => gradient.reduce((sum, slope, i) => sum + slope * jacobian[i][j], 0))
  return {
    ...problem,
    slopeAt: (at) => {
      const map = mapAt(at)
      const { value, gradient } = slopeAt(map.point)
      return { value, gradient: gradientOf(gradient, map) }
    },
    ...(curvatureAt !== undefined && {
      curvatureAt: (at) => {
        const map = mapAt(at)
        const { value, gradient, hessian } = curvatureAt(map.point)
        return { value, gradient: gradientOf(gradient, map), hessian: hessianIn(map, gradient, hessian) }
      },
    }),
  }
}

/** Jᵀ·H·J and, of coordinates that bend, slope times bend. */
function hessianIn({ jacobian, bends = [] }: CoordinateMap, gradient: readonly number[], hessian: Matrix) {
  const half = hessian.map((row) =>
    jacobian.map((_, j) => row.reduce((sum, value, k) => sum + value * jacobian[k][j], 0)),
  )
  return jacobian.map((_, i) =>
    jacobian.map(
      (__, j) =>
        jacobian.reduce((sum, row, k) => sum + row[i] * half[k][j], 0) +
        bends.reduce((sum, bend) => sum + gradient[bend.coordinate] * bend.hessian[i][j], 0),
    ),
  )
}

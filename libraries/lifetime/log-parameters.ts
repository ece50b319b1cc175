/** Carries a log-likelihood's derivatives to the logarithms of its parameters. */
import type { Matrix } from '#numerics/linear-algebra.ts'
import type { Curvature } from '#numerics/optimise.ts'

/**
 * Minus the mean log-likelihood per customer, as a function of the parameters' logarithms.
 *
 * @param parameters - Positive.
 * @param sum - The log-likelihood of all customers, its gradient and Hessian in the parameters themselves.
 */
export function perCustomerInLogs(
  parameters: readonly number[],
  sum: Curvature,
  customers: number,
): Curvature {
  const scaled = (value: number) => -value / customers
  const slopes = sum.gradient.map((value, i) => value * parameters[i])
  return {
    value: scaled(sum.value),
    gradient: slopes.map(scaled),
    hessian: sum.hessian.map((row, i) =>
      row.map((value, j) => scaled(value * parameters[i] * parameters[j] + (i === j ? slopes[i] : 0))),
    ),
  }
}

/** A running sum of values, gradients and Hessians. */
export interface CurvatureSum {
  value: number
  readonly gradient: number[]
  readonly hessian: number[][]
}

/** A sum of nothing over `size` parameters. */
export function emptyCurvature(size: number): CurvatureSum {
  return {
    value: 0,
    gradient: Array<number>(size).fill(0),
    hessian: Array.from({ length: size }, () => Array<number>(size).fill(0)),
  }
}

/** Adds `weight` times a curvature to the sum. */
export function addCurvature(
  sum: CurvatureSum,
  weight: number,
  { value, gradient, hessian }: Curvature,
): void {
  sum.value += weight * value
  for (let i = 0; i < gradient.length; i++) {
    sum.gradient[i] += weight * gradient[i]
    for (let j = 0; j < gradient.length; j++) sum.hessian[i][j] += weight * hessian[i][j]
  }
}

/** A symmetric matrix from its lower triangle, row by row. */
export function symmetric(lower: Matrix): number[][] {
  return lower.map((_, i) => lower.map((__, j) => lower[Math.max(i, j)][Math.min(i, j)]))
}

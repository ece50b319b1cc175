/** Running sums of a log-likelihood over many customers, with gradient and Hessian in the log-parameters. */
import type { Curvature } from '#numerics/optimise.ts'

/** The log-likelihood of the customers so far and its derivatives. */
export interface LikelihoodSums {
  value: number
  readonly gradient: Float64Array
  /** The lower triangle, row by row. */
  readonly hessian: Float64Array
}

/** Sums over nobody, of so many parameters. */
export function emptySums(size: number): LikelihoodSums {
  return { value: 0, gradient: new Float64Array(size), hessian: new Float64Array(triangle(size)) }
}

/** Minus the mean per customer, the Hessian as a full matrix. */
export function minusMean({ value, gradient, hessian }: LikelihoodSums, customers: number): Curvature {
  const factor = -1 / customers
  const entry = (i: number, j: number) => factor * hessian[triangle(Math.max(i, j)) + Math.min(i, j)]
  const places = [...gradient.keys()]
  return {
    value: factor * value,
    gradient: Array.from(gradient, (slope) => factor * slope),
    hessian: places.map((i) => places.map((j) => entry(i, j))),
  }
}

/** Entries of the lower triangle of a square matrix. */
export function triangle(size: number): number {
  return (size * (size + 1)) / 2
}

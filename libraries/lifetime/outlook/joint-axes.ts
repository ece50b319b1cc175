/** The joint uncertainty of parameters and coefficients as axes that depend on no unit and no origin. */
import { type Matrix, symmetricEigen } from '#numerics/linear-algebra.ts'

/** Directions known better than this, against the least known one, are taken as certain: rounding makes them. */
const leastVariance = 1e-10

/**
 * Axes whose outer products sum to the covariance of (ln θ…, coefficients…): of the coefficients the principal axes of
 * their correlations, along which ln θ goes as it does on average; then those of what is uncertain of ln θ besides.
 *
 * With covariates from another origin ln θ shifts by a multiple of the coefficients, and in other units those are
 * multiplied: the fits that lie on these axes stay the same fits.
 *
 * @param parameters - How many of the rows, the first ones, are of ln θ.
 * @returns Those of ln θ first; where nothing else is uncertain they are all.
 */
export function jointAxes(covariance: Matrix, parameters: number): number[][] {
  const size = covariance.length
  const errors = covariance.map((row, i) => Math.sqrt(row[i]))
  const free = [...errors.keys()].filter((i) => i >= parameters && errors[i] > 0)
  const correlations = free.map((i) => free.map((j) => covariance[i][j] / (errors[i] * errors[j])))
  const { values, vectors } = free.length === 0 ? { values: [], vectors: [] } : symmetricEigen(correlations)
  const shared = vectors.flatMap((vector, k) => {
    if (!(values[k] > leastVariance)) return []
    const length = Math.sqrt(values[k])
    return [
      Array.from({ length: size }, (_, i) => {
        const place = free.indexOf(i)
        if (i >= parameters) return place < 0 ? 0 : errors[i] * vector[place] * length
        return free.reduce((sum, j, at) => sum + (covariance[i][j] * vector[at]) / errors[j], 0) / length
      }),
    ]
  })
  const rest = Array.from({ length: parameters }, (_, i) =>
    Array.from({ length: parameters }, (__, j) =>
      shared.reduce((left, axis) => left - axis[i] * axis[j], covariance[i][j]),
    ),
  )
  const own = symmetricEigen(rest)
  return [
    ...own.vectors.map((vector, k) => [
      ...vector.map((entry) => entry * Math.sqrt(Math.max(0, own.values[k]))),
      ...Array<number>(size - parameters).fill(0),
    ]),
    ...shared,
  ]
}

/**
 * Steps to equally likely points, in opposite pairs, one an axis: an average over them is exact to the third degree.
 *
 * @param longest - No step of ln θ alone is longer.
 * @see Arasaratnam & Haykin (2009), "Cubature Kalman Filters", IEEE TAC 54(6).
 */
export function jointSteps(
  covariance: Matrix,
  { parameters, longest }: { readonly parameters: number; readonly longest: number },
): number[][] {
  const axes = jointAxes(covariance, parameters)
  const reach = Math.sqrt(axes.length)
  return axes.flatMap((axis, k) => {
    // Along a coefficient ln θ only keeps its place, however far from it the covariates' origin lies.
    const bound = k < parameters ? longest : Infinity
    return [reach, -reach].map((side) =>
      axis.map((length) => Math.max(-bound, Math.min(bound, side * length))),
    )
  })
}

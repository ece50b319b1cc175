/** Minimisers for smooth functions of a few variables. */
import { dot, multiply, symmetricEigen, type Matrix } from './linear-algebra.ts'

/** A function's value and gradient at a point. */
export interface Slope {
  readonly value: number
  readonly gradient: readonly number[]
}

/** A function's value, gradient and Hessian at a point. */
export interface Curvature extends Slope {
  readonly hessian: Matrix
}

/** Where to begin and when to stop. */
export interface MinimiseOptions {
  readonly start: readonly number[]
  /** Done when no component of the gradient exceeds this. Default 1e-10. */
  readonly gradientTolerance?: number
  /** Default 200. */
  readonly maximumIterations?: number
}

/** The lowest point found. */
export interface Minimum<E extends Slope = Slope> {
  readonly point: readonly number[]
  readonly at: E
  readonly iterations: number
  /** Largest absolute component of the gradient. */
  readonly gradientNorm: number
  readonly converged: boolean
}

/**
 * Minimises by Newton's method within a trust region: quadratic convergence near the end, and far from it no step
 * longer than the quadratic model deserves.
 *
 * @param evaluate - May return a value of Infinity or NaN; such points are never accepted.
 * @see Nocedal & Wright (2006), "Numerical Optimization", 4.1 and 4.3.
 */
export function minimiseNewton(
  evaluate: (point: readonly number[]) => Curvature,
  options: MinimiseOptions,
): Minimum<Curvature> {
  const { start, gradientTolerance = 1e-10, maximumIterations = 200 } = options
  let point = start
  let at = evaluate(point)
  let radius = 1
  let iterations = 0
  while (largest(at.gradient) > gradientTolerance && iterations < maximumIterations && radius > 1e-12) {
    iterations++
    const step = trustRegionStep(at, radius)
    const candidate = point.map((value, i) => value + step[i])
    const there = evaluate(candidate)
    const predicted = -dot(at.gradient, step) - 0.5 * dot(step, multiply(at.hessian, step))
    const quality = qualityOf({ at, there, predicted })
    if (quality < 0.25) radius = 0.25 * Math.hypot(...step)
    else if (quality > 0.75) radius = Math.max(radius, Math.min(2 * Math.hypot(...step), 4))
    if (quality > 1e-4) {
      point = candidate
      at = there
    }
  }
  return summarise({ point, at, iterations, gradientTolerance })
}

/**
 * Minimises by the Broyden–Fletcher–Goldfarb–Shanno update, from values and gradients alone.
 *
 * @param evaluate - May return a value of Infinity or NaN; such points are never accepted.
 * @see Nocedal & Wright (2006), "Numerical Optimization", 3.1 and 6.1.
 */
export function minimiseBfgs(
  evaluate: (point: readonly number[]) => Slope,
  options: MinimiseOptions,
): Minimum {
  const { start, gradientTolerance = 1e-10, maximumIterations = 500 } = options
  let point = start
  let at = evaluate(point)
  let inverse: Matrix = identity(point.length)
  let iterations = 0
  while (largest(at.gradient) > gradientTolerance && iterations < maximumIterations) {
    iterations++
    const direction = multiply(inverse, at.gradient).map((value) => -value)
    const move = searchLine(evaluate, { point, at, direction })
    if (move === undefined) break
    inverse = updatedInverse(inverse, { from: at, to: move.at, step: move.step })
    point = move.point
    at = move.at
  }
  return summarise({ point, at, iterations, gradientTolerance })
}

/**
 * The Hessian at `point` from central differences of the gradient, symmetrised.
 *
 * @param width - Step in each direction; the error is about width⁴ and rounding / width. Default 1e-3.
 */
export function hessianByDifferences(
  gradientAt: (point: readonly number[]) => readonly number[],
  point: readonly number[],
  width = 1e-3,
): number[][] {
  const rows = point.map((_, i) => {
    const moved = (by: number) => gradientAt(point.map((value, k) => (k === i ? value + by : value)))
    const [far, ahead, behind, farBehind] = [moved(2 * width), moved(width), moved(-width), moved(-2 * width)]
    // Fourth order: Abramowitz & Stegun (1964), 25.3.6.
    return ahead.map((value, k) => (8 * (value - behind[k]) - (far[k] - farBehind[k])) / (12 * width))
  })
  return rows.map((row, i) => row.map((value, j) => (value + rows[j][i]) / 2))
}

/** Largest absolute component. */
export function largest(vector: readonly number[]): number {
  return vector.reduce((norm, value) => Math.max(norm, Math.abs(value)), 0)
}

function summarise<E extends Slope>(end: {
  readonly point: readonly number[]
  readonly at: E
  readonly iterations: number
  readonly gradientTolerance: number
}): Minimum<E> {
  const gradientNorm = largest(end.at.gradient)
  return {
    point: end.point,
    at: end.at,
    iterations: end.iterations,
    gradientNorm,
    converged: gradientNorm <= end.gradientTolerance,
  }
}

/** Share of the predicted decrease that came true; near the end, where rounding hides it, whether the gradient shrank. */
function qualityOf(trial: { at: Slope; there: Slope; predicted: number }): number {
  const { at, there, predicted } = trial
  if (!Number.isFinite(there.value) || !there.gradient.every(Number.isFinite)) return -1
  const decrease = at.value - there.value
  const hidden = 1e-13 * (1 + Math.abs(at.value))
  if (predicted > hidden || Math.abs(decrease) > hidden) return decrease / predicted
  return largest(there.gradient) < largest(at.gradient) ? 1 : -1
}

/** The step of at most `radius` that minimises the quadratic model, through the eigenvectors of the Hessian. */
function trustRegionStep({ gradient, hessian }: Curvature, radius: number): number[] {
  const { values, vectors } = symmetricEigen(hessian)
  const slopes = vectors.map((vector) => dot(vector, gradient))
  const scale = Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]), 1e-8 * largest(gradient))
  // Where the Hessian is not positive definite, the smallest shift that makes it so.
  let shift = values[0] > 1e-14 * scale ? 0 : 1e-14 * scale - values[0]
  let along = shiftedStep({ values, slopes, shift })
  // Newton's method on 1 / radius − 1 / ‖step‖ approaches the boundary monotonically (Nocedal & Wright, 4.3).
  for (let i = 0; i < 60 && Math.hypot(...along) > 1.05 * radius; i++) {
    const length = Math.hypot(...along)
    const decline = along.reduce((sum, value, k) => sum + (value / length) ** 2 / (values[k] + shift), 0)
    shift += (length / radius - 1) / decline
    along = shiftedStep({ values, slopes, shift })
  }
  return gradient.map((_, k) => vectors.reduce((sum, vector, i) => sum + vector[k] * along[i], 0))
}

/** The Newton step in the coordinates of the eigenvectors, every eigenvalue raised by `shift`. */
function shiftedStep(model: {
  readonly values: readonly number[]
  readonly slopes: readonly number[]
  readonly shift: number
}): number[] {
  return model.slopes.map((slope, i) => -slope / (model.values[i] + model.shift))
}

/** A step along `direction` that satisfies the weak Wolfe conditions, found by bisection. */
function searchLine(
  evaluate: (point: readonly number[]) => Slope,
  from: { readonly point: readonly number[]; readonly at: Slope; readonly direction: readonly number[] },
): { point: number[]; at: Slope; step: number[] } | undefined {
  const { point, at, direction } = from
  const descent = dot(at.gradient, direction)
  const hidden = 1e-14 * (1 + Math.abs(at.value))
  let lower = 0
  let upper = Infinity
  let length = Math.min(1, 2 / Math.hypot(...direction))
  for (let i = 0; i < 60; i++) {
    const step = direction.map((value) => length * value)
    const candidate = point.map((value, k) => value + step[k])
    const there = evaluate(candidate)
    if (!(there.value <= at.value + 1e-4 * length * descent + hidden)) upper = length
    else if (dot(there.gradient, direction) < 0.9 * descent) lower = length
    else return { point: candidate, at: there, step }
    length = upper === Infinity ? 2 * lower : (lower + upper) / 2
  }
  return undefined
}

/** The inverse Hessian after a step on which the gradient is known at both ends. */
function updatedInverse(
  inverse: Matrix,
  { from, to, step }: { readonly from: Slope; readonly to: Slope; readonly step: readonly number[] },
): Matrix {
  const change = to.gradient.map((value, i) => value - from.gradient[i])
  // Positive: the weak Wolfe conditions ask that the slope along the step has flattened.
  const curvature = dot(step, change)
  const turned = multiply(inverse, change)
  const weight = (1 + dot(change, turned) / curvature) / curvature
  return inverse.map((row, i) =>
    row.map(
      (value, j) =>
        value + weight * step[i] * step[j] - (step[i] * turned[j] + turned[i] * step[j]) / curvature,
    ),
  )
}

function identity(size: number): Matrix {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)))
}

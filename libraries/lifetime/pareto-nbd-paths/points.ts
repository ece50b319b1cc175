/** The uncertainty of a fit on paths as fits all around it, parameters and coefficients moved together. */
import { transformed } from '../covariates/centring.ts'
import { jointSteps } from '../outlook/joint-axes.ts'
import { longestStep } from '../outlook/parameter-points.ts'
import type { FittedOnPaths } from './fit.ts'

/**
 * Equally likely fits in opposite pairs, parameters on the logarithmic scale, coefficients as they are; units and origins
 * of covariates do not matter.
 *
 * @returns None where the fit has no covariance.
 */
export function pathPoints(fitted: FittedOnPaths): readonly FittedOnPaths[] {
  const { parameters, coefficients, covariance } = fitted
  if (covariance === null) return []
  const entries = Object.entries(parameters)
  const plain = entries.length - coefficients.length
  const jacobian = entries.map(([, value], i) =>
    entries.map((_, j) => {
      if (i !== j) return 0
      return i < plain ? 1 / value : 1
    }),
  )
  const steps = jointSteps(transformed(covariance, jacobian), { parameters: plain, longest: longestStep })
  return steps.map((step) => {
    const moved = entries.map(([name, value], i) => [
      name,
      i < plain ? value * Math.exp(step[i]) : value + step[i],
    ])
    return { ...fitted, parameters: Object.fromEntries(moved) as Record<string, number> }
  })
}

/** How sure the parameters and coefficients of a fit on paths are. */
import { checkDocument } from '../document.ts'
import { profileIntervalsOf, type ProfileInterval, type ProfileChoice } from '../inference/profile.ts'
import { reparametrised } from '../inference/reparametrise.ts'
import { checkTimeUnit } from '../outlook/check-options.ts'
import { type FittedOnPaths, pathProblem } from './fit.ts'
import type { CustomersOnPaths } from './paths.ts'

/**
 * Profile-likelihood intervals for every parameter and coefficient, as the fit says them: parameters where all covariates
 * are 0, coefficients per unit of their covariates. A penalty of the fit plays no part.
 *
 * The search goes on about the means of the covariates, where it is well conditioned; only the first four coordinates are
 * taken where covariates are 0: ln θ of a mean customer is ln θ₀ + Σ γ·m·e.
 *
 * @param fitted - What was fitted to `customers`, or anything near it to start from.
 * @param customers - The data of the fit.
 * @returns By parameter; 0 or ±Infinity where the data do not bound it; see `../inference/profile.ts`.
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_COVARIATE_MISSING, LIFETIME_COVARIATE_CONSTANT,
 *   LIFETIME_NO_REPEAT_PURCHASES, LIFETIME_OPTION_INVALID.
 */
export function profileIntervalsOnPaths(
  fitted: FittedOnPaths,
  customers: CustomersOnPaths,
  options?: ProfileChoice,
): Readonly<Record<string, ProfileInterval>> {
  checkDocument(fitted, ['pareto-nbd-paths'])
  checkTimeUnit(fitted, customers.histories)
  const { problem, plain, design } = pathProblem(customers, fitted.effects)
  const shared = plain.parameterNames.length
  const means = design.columnOf.map(
    (column) => design.columns[column].mean / design.columns[column].deviation,
  )
  const jacobian = problem.parameterNames.map((_, i) =>
    problem.parameterNames.map((__, j) => {
      if (i === j) return 1
      return i < shared && j >= shared ? fitted.effects[j - shared].direction[i] * means[j - shared] : 0
    }),
  )
  const atNought = reparametrised(problem, (at) => ({
    point: jacobian.map((row) => row.reduce((sum, slope, j) => sum + slope * at[j], 0)),
    jacobian,
  }))
  return profileIntervalsOf(atNought, fitted.parameters, options)
}

/** What certifies a fit on paths. */
import { type Certificate, certificateOf } from '../inference/certificate.ts'
import { checkTimeUnit } from '../outlook/check-options.ts'
import { fitParetoNbdOnPaths, type FittedOnPaths } from './fit.ts'
import type { CustomersOnPaths } from './paths.ts'

/**
 * Certifies a fit on its own data: that it is a summit, that the data tell it, and that it is no less likely than the model
 * in which no covariate does anything. That lies inside, so that the statistic follows χ² with as many degrees of freedom as
 * there are coefficients.
 *
 * @param customers - The data of the fit.
 * @throws LIFETIME_TIME_UNIT_MISMATCH.
 */
export function certifyOnPaths(
  fitted: FittedOnPaths,
  customers: CustomersOnPaths,
): Certificate<'pareto-nbd'> {
  checkTimeUnit(fitted, customers.histories)
  const without = { ...customers, covariates: null }
  return certificateOf(fitted, [{ model: 'pareto-nbd', fit: () => fitParetoNbdOnPaths(without) }])
}

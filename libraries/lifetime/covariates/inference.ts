/** What certifies a fit with covariates, and how sure its coefficients are. */
import { type Certificate, certificateOf } from '../inference/certificate.ts'
import { profileIntervalsOf, type ProfileInterval, type ProfileOptions } from '../inference/profile.ts'
import { purchaseModel } from '../models.ts'
import { checkTimeUnit } from '../outlook/check-options.ts'
import { withCentring } from './centring.ts'
import { checkSameCustomers } from './covariates.ts'
import type { CovariateModelName } from './effects.ts'
import { covariateProblem, type CustomersWithCovariates, type FittedWithCovariates } from './fit.ts'

/**
 * Certifies a fit on its own data: that it is a summit, that the data tell it, and that it is no less likely than the
 * plain model, in which every coefficient is 0. Those lie inside, so that the statistic follows χ² with as many degrees of
 * freedom as there are coefficients.
 *
 * @param customers - The data of the fit.
 * @throws LIFETIME_TIME_UNIT_MISMATCH.
 */
export function certifyGiven(
  fitted: FittedWithCovariates,
  { histories }: Pick<CustomersWithCovariates, 'histories'>,
): Certificate<CovariateModelName> {
  checkTimeUnit(fitted, histories)
  const { plainModel: model } = fitted
  return certificateOf(fitted, [{ model, fit: () => purchaseModel(model).fit(histories) }])
}

/**
 * Profile-likelihood intervals for the coefficients; see `../inference/profile.ts`.
 *
 * @param customers - The data of the fit.
 * @returns By coefficient, per unit of its covariate.
 * @throws LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_LENGTHS_DIFFER, LIFETIME_COVARIATE_MISSING, LIFETIME_OPTION_INVALID.
 */
export function coefficientProfileIntervals(
  fitted: FittedWithCovariates,
  customers: CustomersWithCovariates,
  options?: ProfileOptions,
): Readonly<Record<string, ProfileInterval>> {
  checkTimeUnit(fitted, customers.histories)
  checkSameCustomers(customers.covariates, customers.histories.age.length)
  const { effects, coefficients, parameters } = fitted
  const { problem, plain, design } = covariateProblem(fitted, customers, 0)
  const centred = withCentring(parameters, plain.parameterNames, { effects, design })
  return profileIntervalsOf(problem, centred, { ...options, names: coefficients })
}

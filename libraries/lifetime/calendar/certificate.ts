/** What certifies a fit on a calendar. */
import type { CovariateModelName } from '../covariates/effects.ts'
import { type Certificate, certificateOf } from '../inference/certificate.ts'
import { purchaseModel } from '../models.ts'
import { checkTimeUnit } from '../outlook/check-options.ts'
import type { CustomersOnCalendar } from './customers.ts'
import type { FittedOnCalendar } from './fit.ts'

/**
 * Certifies a fit on its own data: that it is a summit, that the data tell it, and, where seasons were estimated, that it is
 * no less likely than the plain model, in which all seasons are alike. That lies inside, so that the statistic follows χ²
 * with one degree of freedom less than there are seasons. On a calendar that was known no model is within the fit.
 *
 * @param customers - The data of the fit.
 * @throws LIFETIME_TIME_UNIT_MISMATCH.
 */
export function certifyOnCalendar(
  fitted: FittedOnCalendar,
  { histories }: CustomersOnCalendar,
): Certificate<CovariateModelName> {
  checkTimeUnit(fitted, histories)
  const { plainModel: model, seasons } = fitted
  const plain = { model, fit: () => purchaseModel(model).fit(histories) }
  return certificateOf(fitted, seasons === null ? [] : [plain])
}

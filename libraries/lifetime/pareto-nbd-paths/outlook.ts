/** What will happen to customers on paths of covariates, one by one and in groups, with intervals. */
import { checkDocument } from '../document.ts'
import { checkTimeUnit } from '../outlook/check-options.ts'
import type { AskedOfGroups } from '../outlook/customer-outlook.ts'
import { discountRateIn } from '../outlook/discount.ts'
import type { GroupOptions, GroupOutlook } from '../outlook/group-outlook.ts'
import {
  completed,
  groupOfProspects,
  outlookOfProspects,
  type ProspectiveOutlook,
  type ProspectiveOutlookOptions,
} from '../outlook/outlook-of-prospects.ts'
import type { Prospects } from '../outlook/prospects.ts'
import type { FittedOnPaths } from './fit.ts'
import type { CustomersOnPaths } from './paths.ts'
import { pathPoints } from './points.ts'
import { lawOf, windowAhead } from './predict.ts'
import { prospectsInSegments } from './prospects.ts'
import { asGiven, pathRows } from './rows.ts'

/** Whose future, how far, and how sure the intervals are to be. */
export interface OutlookOnPathsOptions extends ProspectiveOutlookOptions {
  readonly fitted: FittedOnPaths
  /** Their covariates must reach to the horizon. */
  readonly customers: CustomersOnPaths
}

/** What was asked, complete. */
export interface AskedOnPaths extends AskedOfGroups {
  readonly fitted: FittedOnPaths
  readonly customers: CustomersOnPaths
}

/** What is said of each customer on a path, in the order given. */
export type CustomerOutlookOnPaths = ProspectiveOutlook<AskedOnPaths>

/**
 * Says of each customer what they will do within the horizon, with intervals for what will happen: parameters,
 * coefficients and chance together. Means are those of the fit. Without end nothing is said: the paths end.
 *
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID,
 *   LIFETIME_LENGTHS_DIFFER, LIFETIME_COUNT_NOT_WHOLE, LIFETIME_COVARIATE_MISSING, LIFETIME_PATH_TOO_SHORT.
 */
export function customerOutlookOnPaths({
  fitted,
  customers,
  ...options
}: OutlookOnPathsOptions): CustomerOutlookOnPaths {
  checkDocument(fitted, ['pareto-nbd-paths'])
  checkTimeUnit(fitted, customers.histories)
  const asked = { ...completed(customers.histories, options), fitted, customers }
  return outlookOfProspects(asked, prospectsOf(asked))
}

/**
 * Sums up an outlook over any group, parameters, coefficients and chance together: see `groupOutlook`.
 *
 * @param outlook - What `customerOutlookOnPaths` returned.
 * @throws LIFETIME_OPTION_INVALID where a member is not a place among the customers, or the level is not between 0 and 1;
 *   LIFETIME_NO_CUSTOMERS where the group is empty.
 */
export function groupOutlookOnPaths(
  outlook: Pick<CustomerOutlookOnPaths, 'scored' | 'level'>,
  options: GroupOptions = {},
): Omit<GroupOutlook, 'valueInfinite'> {
  return groupOfProspects(outlook, options, prospectsOf(outlook.scored.options))
}

function prospectsOf({
  fitted,
  customers,
  horizon,
  discountRatePerYear,
}: AskedOnPaths): Prospects<FittedOnPaths> {
  const rows = pathRows(customers, fitted.effects, { measure: asGiven(fitted.effects), unit: 1 })
  const discountRate = discountRateIn(fitted.timeUnit, discountRatePerYear)
  const ahead = { ...windowAhead(fitted, customers, { horizon }), discountRate }
  return {
    plainModel: 'pareto-nbd',
    fit: fitted,
    points: pathPoints(fitted),
    ...prospectsInSegments({ rows, ahead, lawOf: (fit: FittedOnPaths) => lawOf(fit, rows) }),
  }
}

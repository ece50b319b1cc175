/** What will happen to customers on a calendar, one by one and in groups, with intervals. */
import type { AskedOfGroups } from '../outlook/customer-outlook.ts'
import type { GroupOptions, GroupOutlook } from '../outlook/group-outlook.ts'
import {
  completed,
  groupOfProspects,
  outlookOfProspects,
  type ProspectiveOutlook,
  type ProspectiveOutlookOptions,
} from '../outlook/outlook-of-prospects.ts'
import type { PurchaseCalendar } from './calendar.ts'
import type { CustomersOnCalendar } from './customers.ts'
import type { FittedOnCalendar } from './fit.ts'
import { daysAhead } from './predict.ts'
import { prospectsOnCalendar } from './prospects.ts'

/** Whose future, how far, and how sure the intervals are to be. */
export interface OutlookOnCalendarOptions extends ProspectiveOutlookOptions {
  readonly fitted: FittedOnCalendar
  readonly customers: CustomersOnCalendar
  /**
   * A calendar that reaches to the horizon: see `withMultipliers`; that of the fit where left out. Seasons that the fit
   * estimated are as uncertain in it as they are in the fit, by their names; other multipliers are taken as known.
   */
  readonly calendar?: PurchaseCalendar
}

/** What was asked, complete. */
export interface AskedOnCalendar extends AskedOfGroups {
  readonly fitted: FittedOnCalendar
  readonly customers: CustomersOnCalendar
  readonly calendar: PurchaseCalendar
}

/** What is said of each customer on a calendar, in the order given. */
export type CustomerOutlookOnCalendar = ProspectiveOutlook<AskedOnCalendar>

/**
 * Says of each customer what they will do within the horizon, with intervals for what will happen: parameters, seasons
 * and chance together. Means are those of the fit; purchases are discounted by the clock on the wall. Without end nothing
 * is said: the calendar ends.
 *
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID,
 *   LIFETIME_LENGTHS_DIFFER, LIFETIME_COUNT_NOT_WHOLE, LIFETIME_CALENDAR_TOO_SHORT.
 */
export function customerOutlookOnCalendar({
  fitted,
  customers,
  calendar = fitted.calendar,
  ...options
}: OutlookOnCalendarOptions): CustomerOutlookOnCalendar {
  const asked = { ...completed(customers.histories, options), fitted, customers, calendar }
  return outlookOfProspects(asked, prospectsOf(asked))
}

/**
 * Sums up an outlook over any group, parameters, seasons and chance together: see `groupOutlook`.
 *
 * @param outlook - What `customerOutlookOnCalendar` returned.
 * @throws LIFETIME_OPTION_INVALID where a member is not a place among the customers, or the level is not between 0 and 1;
 *   LIFETIME_NO_CUSTOMERS where the group is empty.
 */
export function groupOutlookOnCalendar(
  outlook: Pick<CustomerOutlookOnCalendar, 'scored' | 'level'>,
  options: GroupOptions = {},
): Omit<GroupOutlook, 'valueInfinite'> {
  return groupOfProspects(outlook, options, prospectsOf(outlook.scored.options))
}

function prospectsOf({ fitted, customers, calendar, horizon, discountRatePerYear }: AskedOnCalendar) {
  const window = daysAhead(fitted, customers, { horizon, calendar })
  return prospectsOnCalendar({ fitted, customers, window, discountRatePerYear })
}

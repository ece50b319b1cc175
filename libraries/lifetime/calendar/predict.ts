/** What customers will do in a future whose calendar is known. */
import { daysPer, type Duration } from '#kernel/time.ts'
import { distinctRows, groupRows } from '../collapse.ts'
import { checkDocument } from '../document.ts'
import { lifetimeError } from '../errors.ts'
import { selectRows } from '../history-rows.ts'
import { horizonIn } from '../horizon.ts'
import type { AnyFittedPurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { checkTimeUnit } from '../outlook/check-options.ts'
import { beliefsAbout, expectedAhead, type PathBeliefs } from '../pareto-nbd-paths/future.ts'
import { covariateModelNames } from '../covariates/effects.ts'
import { checkCovers, operationalClock, type PurchaseCalendar } from './calendar.ts'
import { type CustomersOnCalendar, lastDays, observedSpan, operationalHistories } from './customers.ts'
import type { FittedOnCalendar } from './fit.ts'
import { calendarSegments } from './seasons.ts'

/** Which time ahead to look at; both ends count from each customer's end of observation. */
export interface CalendarWindow {
  /** Begin; at once where left out. */
  readonly from?: Duration
  /** End; finite. */
  readonly horizon: Duration
  /** A calendar that reaches further than that of the fit: see `withMultipliers`. */
  readonly calendar?: PurchaseCalendar
}

/**
 * Probability that each customer is still active at the end of observation.
 *
 * @returns n probabilities in [0, 1], in the order given.
 * @throws LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_CALENDAR_TOO_SHORT.
 */
export function probabilityActiveOnCalendar(
  fitted: FittedOnCalendar,
  customers: CustomersOnCalendar,
): Float64Array {
  checkFit(fitted, customers)
  if (fitted.plainModel === 'pareto-nbd') return clockBeliefs(fitted, customers, fitted.calendar).active
  const plain = plainFitOf(fitted)
  return purchaseModel(plain).probabilityActive(plain, operationalHistories(customers, fitted.calendar))
}

/**
 * Expected purchases of each customer in a window of the future. A new customer has no repeat purchase and age 0.
 *
 * @returns n numbers, in the order given.
 * @throws LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_HORIZON_INVALID; LIFETIME_CALENDAR_TOO_SHORT where the calendar ends
 *   before the window does.
 */
export function expectedPurchasesOnCalendar(
  fitted: FittedOnCalendar,
  customers: CustomersOnCalendar,
  { from, horizon, calendar = fitted.calendar }: CalendarWindow,
): Float64Array {
  checkFit(fitted, customers)
  const unit = daysPer(fitted.timeUnit)
  const begin = from === undefined ? 0 : unit * horizonIn(fitted, from, 0)
  const end = unit * horizonIn(fitted, horizon, 0)
  if (begin > end) {
    const message = `The time looked at begins ${begin} days ahead and ends ${end} days ahead.`
    throw lifetimeError('LIFETIME_HORIZON_INVALID', message, { begin, end })
  }
  const { first, last } = observedSpan(customers)
  checkCovers(calendar, first, last + end)
  const window = { begin, end, calendar }
  if (fitted.plainModel === 'pareto-nbd') return expectedByClock(fitted, customers, window)
  return expectedByOperationalTime(fitted, customers, window)
}

/** Names of the documents that are read here. */
export const calendarDocuments: readonly string[] = covariateModelNames.map((name) => `${name}-calendar`)

/** The plain model in usual time. */
export function plainFitOf({ plainModel, parameters, timeUnit }: FittedOnCalendar): AnyFittedPurchaseModel {
  const model = purchaseModel(plainModel)
  const plain = model.parameterNames.map((name) => [name, parameters[name]])
  return model.withParameters(Object.fromEntries(plain), timeUnit)
}

function checkFit(fitted: FittedOnCalendar, { histories }: CustomersOnCalendar): void {
  checkDocument(fitted, calendarDocuments)
  checkTimeUnit(fitted, histories)
}

/** A window in days after the end of observation, and the calendar that reaches so far. */
interface DaysAhead {
  readonly begin: number
  readonly end: number
  readonly calendar: PurchaseCalendar
}

/** Customers whose observation ends on the same day have the same operational time before them. */
function expectedByOperationalTime(
  fitted: FittedOnCalendar,
  customers: CustomersOnCalendar,
  { begin, end, calendar }: DaysAhead,
): Float64Array {
  const plain = plainFitOf(fitted)
  const model = purchaseModel(plain)
  const histories = operationalHistories(customers, calendar)
  const clock = operationalClock(calendar)
  const days = lastDays(customers)
  const ends = distinctRows([days])
  const { starts, order } = groupRows(ends)
  const expected = new Float64Array(days.length)
  ends.firsts.forEach((one, group) => {
    const rows = order.subarray(starts[group], starts[group + 1])
    const some = selectRows(histories, rows)
    const ahead = (passed: number) =>
      (clock.at(days[one] + passed) - clock.at(days[one])) / daysPer(fitted.timeUnit)
    const until = model.expectedPurchases(plain, some, ahead(end))
    const before = begin === 0 ? undefined : model.expectedPurchases(plain, some, ahead(begin))
    rows.forEach((row, i) => {
      expected[row] = Math.max(0, until[i] - (before?.[i] ?? 0))
    })
  })
  return expected
}

function expectedByClock(
  fitted: FittedOnCalendar,
  customers: CustomersOnCalendar,
  { begin, end, calendar }: DaysAhead,
): Float64Array {
  const unit = daysPer(fitted.timeUnit)
  const days = lastDays(customers)
  const cut = (from: number, to: number) =>
    calendarSegments(calendar, { from: days.map((day) => day + from), to: days.map((day) => day + to), unit })
  return expectedAhead(clockBeliefs(fitted, customers, calendar), {
    waiting: cut(0, begin),
    window: cut(begin, end),
    begin: begin / unit,
    discountRate: 0,
  })
}

function clockBeliefs(
  { parameters: { r, alpha, s, beta }, timeUnit }: FittedOnCalendar,
  customers: CustomersOnCalendar,
  calendar: PurchaseCalendar,
): PathBeliefs {
  const unit = daysPer(timeUnit)
  const { first, last } = observedSpan(customers)
  checkCovers(calendar, first, last)
  const { firstPurchase, histories } = customers
  const lastPurchase = firstPurchase.map((day, row) => day + unit * histories.lastPurchaseAge[row])
  const rows = {
    repeatPurchases: histories.repeatPurchases,
    before: calendarSegments(calendar, { from: firstPurchase, to: lastPurchase, unit }),
    after: calendarSegments(calendar, { from: lastPurchase, to: lastDays(customers), unit }),
  }
  const purchase = Float64Array.from(calendar.multipliers)
  return beliefsAbout({ r, alpha, s, beta }, rows, { purchase, dropout: purchase.map(() => 1) })
}

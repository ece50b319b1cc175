/** What customers will do in a future whose calendar is known. */
import { daysPer, type Duration } from '#kernel/time.ts'
import { distinctRows, groupRows } from '../collapse.ts'
import { checkDocument } from '../document.ts'
import { lifetimeError } from '../errors.ts'
import { customerOf, selectRows } from '../history-rows.ts'
import { horizonIn } from '../horizon.ts'
import type { AnyFittedPurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { checkTimeUnit } from '../outlook/check-options.ts'
import { countsAhead, type TableEnd } from '../pareto-nbd-paths/counts.ts'
import {
  beliefsAbout,
  expectedAhead,
  type PathBeliefs,
  type WindowAhead,
} from '../pareto-nbd-paths/future.ts'
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
  options: CalendarWindow,
): Float64Array {
  const window = daysAhead(fitted, customers, options)
  if (fitted.plainModel === 'pareto-nbd') return expectedByClock(fitted, customers, window)
  return expectedByOperationalTime(fitted, customers, window)
}

/**
 * The whole distribution of each customer's purchases in a window of the future.
 *
 * @param options - Each table ends where 1 − 1e-9 of the probability is told, or at `mostPurchases`.
 * @returns For each customer P(0 purchases), P(1), …
 * @throws as `expectedPurchasesOnCalendar`
 */
export function purchaseProbabilitiesOnCalendar(
  fitted: FittedOnCalendar,
  customers: CustomersOnCalendar,
  { mostPurchases = 1_000_000, ...options }: CalendarWindow & { readonly mostPurchases?: number },
): readonly Float64Array[] {
  const window = daysAhead(fitted, customers, options)
  const end = { coverage: 1 - 1e-9, maximum: mostPurchases }
  if (fitted.plainModel === 'pareto-nbd') {
    const { calendar } = window
    return countsAhead(
      clockBeliefs(fitted, customers, calendar),
      segmentsAhead(fitted, customers, window),
      end,
    )
  }
  return countsByOperationalTime(fitted, customers, { window, end })
}

/** A window in days, checked against what the calendar covers. */
function daysAhead(
  fitted: FittedOnCalendar,
  customers: CustomersOnCalendar,
  { from, horizon, calendar = fitted.calendar }: CalendarWindow,
): DaysAhead {
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
  return { begin, end, calendar }
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

/** A customer's operational time ahead depends on the day on which the observation of them ends. */
function countsByOperationalTime(
  fitted: FittedOnCalendar,
  customers: CustomersOnCalendar,
  { window, end }: { readonly window: DaysAhead; readonly end: TableEnd },
): readonly Float64Array[] {
  const plain = plainFitOf(fitted)
  const { whileActive, ...model } = purchaseModel(plain)
  const histories = operationalHistories(customers, window.calendar)
  const clock = operationalClock(window.calendar)
  const active = model.probabilityActive(plain, histories)
  const days = lastDays(customers)
  return Array.from(active, (probability, row) => {
    const ahead = (passed: number) =>
      (clock.at(days[row] + passed) - clock.at(days[row])) / daysPer(fitted.timeUnit)
    const span = { from: ahead(window.begin), horizon: ahead(window.end), ...end }
    const table = whileActive.purchaseProbabilities(plain, customerOf(histories, row), span)
    return table.map((share, n) => probability * share + (n === 0 ? 1 - probability : 0))
  })
}

function expectedByClock(
  fitted: FittedOnCalendar,
  customers: CustomersOnCalendar,
  window: DaysAhead,
): Float64Array {
  return expectedAhead(clockBeliefs(fitted, customers, window.calendar), {
    ...segmentsAhead(fitted, customers, window),
    begin: window.begin / daysPer(fitted.timeUnit),
    discountRate: 0,
  })
}

/** The time until a window and the window itself, cut where the calendar changes. */
function segmentsAhead(
  fitted: FittedOnCalendar,
  customers: CustomersOnCalendar,
  { begin, end, calendar }: DaysAhead,
): Pick<WindowAhead, 'waiting' | 'window'> {
  const unit = daysPer(fitted.timeUnit)
  const days = lastDays(customers)
  const cut = (from: number, to: number) =>
    calendarSegments(calendar, { from: days.map((day) => day + from), to: days.map((day) => day + to), unit })
  return { waiting: cut(0, begin), window: cut(begin, end) }
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

/** What customers will do in a future whose calendar is known. */
import { daysPer, type Duration } from '#kernel/time.ts'
import { distinctRows, groupRows } from '../collapse.ts'
import { checkDocument } from '../document.ts'
import { lifetimeError } from '../errors.ts'
import { customerOf, selectRows } from '../history-rows.ts'
import { horizonIn } from '../horizon.ts'
import type { AnyFittedPurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { checkDiscountRate, checkTimeUnit } from '../outlook/check-options.ts'
import { discountRateIn } from '../outlook/discount.ts'
import { countsAhead, type TableEnd } from '../pareto-nbd-paths/counts.ts'
import {
  beliefsAbout,
  expectedAhead,
  type PathBeliefs,
  type PathHistories,
  type PathLaw,
  type WindowAhead,
} from '../pareto-nbd-paths/future.ts'
import { covariateModelNames } from '../covariates/effects.ts'
import { checkCovers, operationalClock, type PurchaseCalendar } from './calendar.ts'
import { type CustomersOnCalendar, lastDays, observedSpan, operationalHistories } from './customers.ts'
import { discountedOnCalendar } from './discounted.ts'
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
  if (fitted.plainModel === 'pareto-nbd') {
    return Float64Array.from(clockBeliefs(fitted, customers, fitted.calendar).of, ({ active }) => active)
  }
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
  if (fitted.plainModel === 'pareto-nbd') {
    return expectedByClock(fitted, customers, { ...window, discountRate: 0 })
  }
  return expectedByOperationalTime(fitted, customers, window)
}

/**
 * The same, each purchase discounted to the end of observation by the clock on the wall.
 *
 * @param options - `discountRatePerYear` is effective a year.
 * @throws LIFETIME_OPTION_INVALID; else as `expectedPurchasesOnCalendar`
 */
export function discountedExpectedPurchasesOnCalendar(
  fitted: FittedOnCalendar,
  customers: CustomersOnCalendar,
  { discountRatePerYear, ...options }: CalendarWindow & { readonly discountRatePerYear: number },
): Float64Array {
  checkDiscountRate(discountRatePerYear)
  const window = daysAhead(fitted, customers, options)
  const discountRate = discountRateIn(fitted.timeUnit, discountRatePerYear)
  if (fitted.plainModel === 'pareto-nbd')
    return expectedByClock(fitted, customers, { ...window, discountRate })
  const plain = plainFitOf(fitted)
  const model = purchaseModel(plain)
  const unit = daysPer(fitted.timeUnit)
  const histories = operationalHistories(customers, window.calendar)
  const time = { begin: window.begin / unit, end: window.end / unit }
  const days = lastDays(customers)
  return model.probabilityActive(plain, histories).map((active, row) => {
    const asked = { calendar: window.calendar, lastDay: days[row], unit, ...time, discountRate }
    return active * discountedOnCalendar({ model, plain }, customerOf(histories, row), asked)
  })
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
export function daysAhead(
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
export interface DaysAhead {
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
  { discountRate, ...window }: DaysAhead & { readonly discountRate: number },
): Float64Array {
  return expectedAhead(clockBeliefs(fitted, customers, window.calendar), {
    ...segmentsAhead(fitted, customers, window),
    begin: window.begin / daysPer(fitted.timeUnit),
    discountRate,
  })
}

/** The time until a window and the window itself, cut where the calendar changes. */
export function segmentsAhead(
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
  fitted: FittedOnCalendar,
  customers: CustomersOnCalendar,
  calendar: PurchaseCalendar,
): PathBeliefs {
  return beliefsAbout(clockLaw(fitted, calendar), historiesInSegments(customers, calendar))
}

/** A Pareto/NBD fit by the seasons of a calendar. */
export function clockLaw(
  { parameters: { r, alpha, s, beta } }: FittedOnCalendar,
  { multipliers }: PurchaseCalendar,
): PathLaw {
  const purchase = Float64Array.from(multipliers)
  return { parameters: { r, alpha, s, beta }, rates: { purchase, dropout: purchase.map(() => 1) } }
}

/**
 * Histories cut where the calendar changes.
 *
 * @throws LIFETIME_CALENDAR_TOO_SHORT.
 */
export function historiesInSegments(
  customers: CustomersOnCalendar,
  calendar: PurchaseCalendar,
): PathHistories {
  const { firstPurchase, histories } = customers
  const unit = daysPer(histories.timeUnit)
  const { first, last } = observedSpan(customers)
  checkCovers(calendar, first, last)
  const lastPurchase = firstPurchase.map((day, row) => day + unit * histories.lastPurchaseAge[row])
  return {
    repeatPurchases: histories.repeatPurchases,
    before: calendarSegments(calendar, { from: firstPurchase, to: lastPurchase, unit }),
    after: calendarSegments(calendar, { from: lastPurchase, to: lastDays(customers), unit }),
  }
}

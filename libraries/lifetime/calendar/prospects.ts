/** What customers on a calendar may do, at several fits. */
import { daysPer } from '#kernel/time.ts'
import { purchaseModel } from '../models.ts'
import { discountRateIn } from '../outlook/discount.ts'
import { futureEnd, futureOfLines } from '../outlook/future-table.ts'
import type { Prospects } from '../outlook/prospects.ts'
import { prospectsInSegments } from '../pareto-nbd-paths/prospects.ts'
import { operationalClock, type PurchaseCalendar } from './calendar.ts'
import { type CustomersOnCalendar, lastDays, operationalCustomer } from './customers.ts'
import { discountedOnCalendar } from './discounted.ts'
import type { FittedOnCalendar } from './fit.ts'
import { calendarPoints, calendarUnder } from './points.ts'
import { clockLaw, type DaysAhead, historiesInSegments, plainFitOf, segmentsAhead } from './predict.ts'

/** Whose future, and which time ahead. */
export interface CalendarFuture {
  readonly fitted: FittedOnCalendar
  readonly customers: CustomersOnCalendar
  readonly window: DaysAhead
  readonly discountRatePerYear: number
}

/** The fit, the points around it, and what each customer may do under them; seasons move with their points. */
export function prospectsOnCalendar(future: CalendarFuture): Prospects<FittedOnCalendar> {
  const { fitted } = future
  const { plainModel } = fitted
  const looking = plainModel === 'pareto-nbd' ? byTheClock(future) : inOperationalTime(future)
  return { plainModel, fit: fitted, points: calendarPoints(fitted), ...looking }
}

type Looking = Pick<Prospects<FittedOnCalendar>, 'lookAhead' | 'meansAt'>

/** Where dropouts do not wait for purchases. */
function byTheClock({ fitted, customers, window, discountRatePerYear }: CalendarFuture): Looking {
  const { calendar, begin } = window
  return prospectsInSegments({
    rows: historiesInSegments(customers, calendar),
    ahead: {
      ...segmentsAhead(fitted, customers, window),
      begin: begin / daysPer(fitted.timeUnit),
      discountRate: discountRateIn(fitted.timeUnit, discountRatePerYear),
    },
    lawOf: (fit: FittedOnCalendar) => clockLaw(fit, calendarUnder(calendar, fitted, fit)),
  })
}

/** Where dropouts happen at purchases: the plain model in each fit's operational time. */
function inOperationalTime(future: CalendarFuture): Looking {
  const { fitted, customers, window, discountRatePerYear } = future
  const unit = daysPer(fitted.timeUnit)
  const days = lastDays(customers)
  const liveBy = (fit: FittedOnCalendar) => lifeBy(fit, calendarUnder(window.calendar, fitted, fit), future)
  const discountRate = discountRateIn(fitted.timeUnit, discountRatePerYear)
  return {
    lookAhead: (fits, rows) => {
      const lives = fits.map(liveBy)
      return (place) => {
        const seen = lives.map((life) => life(rows[place]))
        const tables = seen.map(({ model, plain, customer, horizon }) =>
          model.whileActive.purchaseProbabilities(plain, customer, { horizon, ...futureEnd }),
        )
        return { active: Float64Array.from(seen, ({ active }) => active), future: futureOfLines(tables) }
      }
    },
    meansAt: (fit) => {
      const life = liveBy(fit)
      const calendar = calendarUnder(window.calendar, fitted, fit)
      return (row) => {
        const { model, plain, customer, horizon, active } = life(row)
        const purchases = model.whileActive.expectedPurchases(plain, customer, horizon)
        if (discountRate === 0) return { active, purchases, discounted: purchases }
        const time = { begin: window.begin / unit, end: window.end / unit }
        const asked = { calendar, lastDay: days[row], unit, ...time, discountRate }
        return { active, purchases, discounted: discountedOnCalendar({ model, plain }, customer, asked) }
      }
    },
  }
}

/** One customer after another as the plain model of a fit sees them, in the operational time of a calendar. */
function lifeBy(
  fit: FittedOnCalendar,
  calendar: PurchaseCalendar,
  { customers, window }: Pick<CalendarFuture, 'customers' | 'window'>,
) {
  const plain = plainFitOf(fit)
  const model = purchaseModel(plain)
  const clock = operationalClock(calendar)
  const days = lastDays(customers)
  const { timeUnit } = customers.histories
  return (row: number) => {
    const customer = operationalCustomer(customers, clock, row)
    const alone = {
      timeUnit,
      repeatPurchases: Float64Array.of(customer.repeatPurchases),
      lastPurchaseAge: Float64Array.of(customer.lastPurchaseAge),
      age: Float64Array.of(customer.age),
    }
    const horizon = (clock.at(days[row] + window.end) - clock.at(days[row])) / daysPer(timeUnit)
    return { model, plain, customer, horizon, active: model.probabilityActive(plain, alone)[0] }
  }
}

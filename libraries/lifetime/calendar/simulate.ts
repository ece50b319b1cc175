/** Customers who buy by a calendar and drop out as a model says. */
import { daysPer } from '#kernel/time.ts'
import type { Random } from '#numerics/random.ts'
import { betaVariate, exponentialVariate, gammaVariate } from '#numerics/variates.ts'
import { purchaseHistories } from '../histories.ts'
import { checkCovers, operationalClock } from './calendar.ts'
import { customersOnCalendar, type CustomersOnCalendar } from './customers.ts'
import type { FittedOnCalendar } from './fit.ts'

/** What to simulate; all times but `firstPurchase` are in the unit of the fit. */
export interface CalendarSimulation {
  /** Day of each customer's first purchase, counted from 1970-01-01. */
  readonly firstPurchase: Float64Array
  readonly ages: Float64Array
  /** Further time in which purchases are counted too. */
  readonly horizon: number
  readonly random: Random
}

/** Simulated customers, their purchases in the horizon, and who was truly active. */
export interface SimulatedOnCalendar {
  readonly customers: CustomersOnCalendar
  readonly futurePurchases: Float64Array
  readonly active: Uint8Array
}

/**
 * Simulates customers from their first purchase on.
 *
 * @throws LIFETIME_CALENDAR_TOO_SHORT where the calendar of `fitted` ends before the last horizon.
 */
export function simulateOnCalendar(
  fitted: FittedOnCalendar,
  { firstPurchase, ages, horizon, random }: CalendarSimulation,
): SimulatedOnCalendar {
  const unit = daysPer(fitted.timeUnit)
  firstPurchase.forEach((day, i) => checkCovers(fitted.calendar, day, day + unit * (ages[i] + horizon)))
  const clock = operationalClock(fitted.calendar)
  const repeatPurchases = new Float64Array(ages.length)
  const lastPurchaseAge = new Float64Array(ages.length)
  const futurePurchases = new Float64Array(ages.length)
  const active = new Uint8Array(ages.length)
  const days: number[] = []
  for (let i = 0; i < ages.length; i++) {
    const { rate, lifetime, dropsOut } = drawnCustomer(fitted, random)
    const stop = firstPurchase[i] + unit * Math.min(ages[i] + horizon, lifetime)
    let passed = clock.at(firstPurchase[i])
    let gone = fitted.plainModel === 'mbg-nbd' && dropsOut()
    let last = gone ? 0 : Infinity
    while (!gone) {
      passed += unit * exponentialVariate(random, rate)
      const day = passed < clock.at(stop) ? clock.dayAt(passed) : stop
      if (day >= stop) break
      const age = (day - firstPurchase[i]) / unit
      if (age > ages[i]) futurePurchases[i]++
      else {
        repeatPurchases[i]++
        lastPurchaseAge[i] = age
        days.push(day)
      }
      gone = dropsOut()
      if (gone) last = age
    }
    active[i] = Number(Math.min(last, lifetime) > ages[i])
  }
  const { timeUnit } = fitted
  const histories = purchaseHistories({ timeUnit, repeatPurchases, lastPurchaseAge, age: ages })
  const customers = customersOnCalendar({ histories, firstPurchase, repeatPurchases: days })
  return { customers, futurePurchases, active }
}

/** One customer's own rate of purchase, and when or by which chance they leave. */
function drawnCustomer({ plainModel, parameters }: FittedOnCalendar, random: Random) {
  const { r, alpha, a, b, s, beta } = parameters
  const rate = gammaVariate(random, { shape: r, rate: alpha })
  if (plainModel === 'pareto-nbd') {
    const lifetime = exponentialVariate(random, gammaVariate(random, { shape: s, rate: beta }))
    return { rate, lifetime, dropsOut: () => false }
  }
  const dropout = betaVariate(random, { a, b })
  return { rate, lifetime: Infinity, dropsOut: () => random() < dropout }
}

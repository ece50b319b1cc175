/** Purchases that come by an operational clock, discounted by the clock on the wall. */
import { gaussLegendre } from '#numerics/quadrature.ts'
import type { ActiveCustomer, AnyFittedPurchaseModel, PurchaseModel } from '../model.ts'
import { operationalClock, type PurchaseCalendar } from './calendar.ts'
import { calendarSegments } from './seasons.ts'

/** Which time ahead, in the unit of the fit. */
export interface DiscountedWindow {
  readonly calendar: PurchaseCalendar
  /** Day of the end of observation. */
  readonly lastDay: number
  /** Days in the unit of the fit. */
  readonly unit: number
  readonly begin: number
  readonly end: number
  /** Continuous, per unit. */
  readonly discountRate: number
}

const rule = gaussLegendre(8)

/** A discount of at most e^−2 within a panel keeps its digits. */
const steepestDiscount = 2

/**
 * E[Σ e^(−δt)] over the purchases of an active customer from `begin` to `end`. With E(t) expected until t, by parts:
 * e^(−δt)·E(t) at the end less that at the begin, plus δ∫ e^(−δt)·E(t) dt; E bends only where the calendar changes.
 *
 * @param customer - In operational time.
 */
export function discountedOnCalendar(
  { model, plain }: { readonly model: PurchaseModel; readonly plain: AnyFittedPurchaseModel },
  customer: ActiveCustomer,
  { calendar, lastDay, unit, begin, end, discountRate }: DiscountedWindow,
): number {
  const clock = operationalClock(calendar)
  const passedBy = (time: number) => (clock.at(lastDay + unit * time) - clock.at(lastDay)) / unit
  const expectedBy = (passed: number) =>
    passed > 0 ? model.whileActive.expectedPurchases(plain, customer, passed) : 0
  const presentAt = (time: number) => Math.exp(-discountRate * time) * expectedBy(passedBy(time))
  if (discountRate === 0) return presentAt(end) - presentAt(begin)
  const day = (time: number) => Float64Array.of(lastDay + unit * time)
  const { length, kind } = calendarSegments(calendar, { from: day(begin), to: day(end), unit })
  const nearest = model.whileActive.ageScale(plain) + customer.age
  let [time, passed, sum] = [begin, passedBy(begin), 0]
  length.forEach((segment, k) => {
    const speed = calendar.multipliers[kind[k]]
    for (let left = segment; left > 0;) {
      const panel = Math.min(left, (nearest + passed) / speed, steepestDiscount / discountRate)
      for (let q = 0; q < rule.nodes.length; q++) {
        const at = panel * rule.nodes[q]
        const present = Math.exp(-discountRate * (time + at)) * expectedBy(passed + speed * at)
        sum += discountRate * panel * rule.weights[q] * present
      }
      time += panel
      passed += speed * panel
      left -= panel
    }
  })
  return presentAt(end) - presentAt(begin) + sum
}

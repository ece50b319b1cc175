/** Invented customers on a calendar, for the tests of this room. */
import { type Day, numberOfDay } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import type { CovariateModelName } from '../covariates/effects.ts'
import { purchaseModel } from '../models.ts'
import { type PurchaseCalendar, purchaseCalendar, seasonCalendar, withMultipliers } from './calendar.ts'
import type { FittedOnCalendar } from './fit.ts'
import { simulateOnCalendar } from './simulate.ts'

/** First day of all. */
export const begin = '2021-01-01' as Day
/** Four seasons a year, four years. */
export const quarters = seasonCalendar({
  from: begin,
  until: '2025-01-01' as Day,
  seasonOf: (day) => `q${Math.ceil(Number(day.slice(5, 7)) / 3)}`,
})
/** How much more is bought in each. */
export const multipliers = { q1: 0.7, q2: 0.9, q3: 0.8, q4: 1.6 }
export const seasons = withMultipliers(quarters, multipliers)
/** The same years without seasons. */
export const flat = purchaseCalendar({ from: [begin], until: '2025-01-01' as Day, multiplier: [1] })

/** A model on a calendar at its typical parameters. */
export function chosen(model: CovariateModelName, calendar: PurchaseCalendar): FittedOnCalendar {
  const plain = purchaseModel(model)
  return {
    ...plain.withParameters(plain.typicalParameters, 'week'),
    model: `${model}-calendar`,
    plainModel: model,
    parameters: plain.typicalParameters,
    calendar,
    coefficients: [],
    seasons: null,
  }
}

/** Invented customers of a first year, seen for two and followed for one more. */
export function simulated(
  model: CovariateModelName,
  { customers = 1200, calendar = seasons, seed = 3 } = {},
) {
  const random = seededRandom(seed)
  const first = numberOfDay(begin)
  const firstPurchase = Float64Array.from({ length: customers }, () => first + Math.floor(365 * random()))
  const ages = firstPurchase.map((day) => (first + 2 * 365 - day) / 7)
  return simulateOnCalendar(chosen(model, calendar), { firstPurchase, ages, horizon: 52, random })
}

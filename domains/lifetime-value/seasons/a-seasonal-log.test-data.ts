/** Logs of customers who buy by a calendar whose truth is known. */
import { dayOfNumber, type Day, numberOfDay } from '#kernel/time.ts'
import { seasonCalendar, withMultipliers } from '#lifetime/calendar/calendar.ts'
import type { FittedOnCalendar } from '#lifetime/calendar/fit.ts'
import { simulateOnCalendar } from '#lifetime/calendar/simulate.ts'
import type { CovariateModelName } from '#lifetime/covariates/effects.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { seededRandom } from '#numerics/random.ts'
import type { Line } from '../a-log.test-data.ts'

/** What is simulated. */
export interface SeasonalLog {
  readonly model?: CovariateModelName
  readonly customers?: number
  readonly years?: number
  /** How many times as often customers buy in each month of every year, January first. */
  readonly multipliers?: readonly number[]
  /** The same of one month, `YYYY-MM`, where years differ. */
  readonly multiplierOf?: (month: string) => number
  readonly seed?: number
}

/** The first of January on which every log begins. */
export const firstDay = '2022-01-01' as Day

/** A quiet February, a good December. */
export const shopYear = [0.8, 0.5, 0.9, 1, 1, 1, 0.8, 0.7, 1, 1.1, 1.3, 1.9] as const

/** Parameters by which about every second customer comes back, and by which some of them stay. */
const parameters: Readonly<Record<CovariateModelName, Readonly<Record<string, number>>>> = {
  'bg-nbd': { r: 0.9, alpha: 9, a: 0.8, b: 5 },
  'mbg-nbd': { r: 0.9, alpha: 9, a: 0.8, b: 5 },
  'pareto-nbd': { r: 0.9, alpha: 9, s: 0.6, beta: 40 },
}

/** One line a purchase of customers who come over the first year; what several buy on one day is one purchase. */
export function aSeasonalLog(of: SeasonalLog = {}): readonly Line[] {
  const { model = 'mbg-nbd', customers = 600, years = 3, multipliers = shopYear, seed = 1 } = of
  const { multiplierOf = (month) => multipliers[Number(month.slice(5)) - 1] ?? 1 } = of
  const random = seededRandom(seed)
  const first = numberOfDay(firstDay)
  const until = numberOfDay(`${Number(firstDay.slice(0, 4)) + years}-01-01` as Day)
  const months = seasonCalendar({
    from: firstDay,
    until: dayOfNumber(until + 1),
    seasonOf: (day) => day.slice(0, 7),
  })
  const named = months.names.map((name) => [name, multiplierOf(name)] as const)
  const calendar = withMultipliers(months, Object.fromEntries(named))
  const plain = purchaseModel(model)
  const truth: FittedOnCalendar = {
    ...plain.withParameters(parameters[model], 'week'),
    model: `${model}-calendar`,
    plainModel: model,
    parameters: parameters[model],
    calendar,
    coefficients: [],
    seasons: null,
  }
  return Array.from({ length: customers }, (_, customer) => {
    const came = first + Math.floor(365 * random())
    const simulated = simulateOnCalendar(truth, {
      // The day of the first purchase is over when the next one may come.
      firstPurchase: Float64Array.of(came + 1),
      ages: Float64Array.of((until - came - 1) / 7),
      horizon: 0,
      random,
    })
    const again = Array.from(simulated.customers.repeatPurchases, Math.floor)
    return [came, ...again].map((day): Line => [
      `c${customer}`,
      dayOfNumber(day),
      (5 + 40 * random() ** 2).toFixed(2),
    ])
  }).flat()
}

/** What threads compute of seasons: a model with them and without, and what either expects of a time ahead. */
import { days, inUnit, type TimeUnit } from '#kernel/time.ts'
import type { PurchaseCalendar } from '#lifetime/calendar/calendar.ts'
import { customersOnCalendar, type CustomersOnCalendar } from '#lifetime/calendar/customers.ts'
import { fitSeasons, type FittedOnCalendar } from '#lifetime/calendar/fit.ts'
import { expectedPurchasesOnCalendar, probabilityActiveOnCalendar } from '#lifetime/calendar/predict.ts'
import type { CovariateModelName } from '#lifetime/covariates/effects.ts'
import { likelihoodRatio, type LikelihoodRatio } from '#lifetime/likelihood-ratio.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { historiesIn } from '../refresh/histories-in.ts'
import type { SeasonHistories } from './seasons.query.ts'

/** Seasons that are to be fitted. */
export interface SeasonFitTask extends SeasonHistories {
  readonly model: CovariateModelName
  readonly unit: TimeUnit
  /** From the day after the first purchase of all until the end of the observation, or longer. */
  readonly calendar: PurchaseCalendar
}

/** The same customers with seasons and without. */
export interface SeasonFits {
  readonly plain: AnyFittedPurchaseModel
  readonly seasonal: FittedOnCalendar
  readonly likelihoodRatio: LikelihoodRatio
}

/** What is to be expected of customers. */
export interface SeasonAheadTask extends SeasonHistories {
  readonly fits: SeasonFits
  /** Reaches as far as is looked ahead. */
  readonly calendar: PurchaseCalendar
  /** Days after the end of the observation, ascending. */
  readonly until: readonly number[]
}

/** Purchases expected up to each day of `until`. */
export interface SeasonsAhead {
  readonly withSeasons: readonly number[]
  readonly withoutSeasons: readonly number[]
}

/** A change of P(active) that counts. */
export interface SeasonMoveTask extends SeasonHistories {
  readonly fits: SeasonFits
  readonly movedBy: number
}

/** Tasks of the model threads that are about seasons. */
export const seasonTasks = {
  fitSeasons({ model, unit, calendar, ...of }: SeasonFitTask): SeasonFits {
    const customers = customersOn(of, unit)
    const plain = purchaseModel(model).fit(customers.histories)
    const seasonal = fitSeasons(model, { customers, calendar }, { start: plain.parameters })
    return { plain, seasonal, likelihoodRatio: likelihoodRatio(plain, seasonal) }
  },

  expectSeasons({ fits, calendar, until, ...of }: SeasonAheadTask): SeasonsAhead {
    const { plain, seasonal } = fits
    const customers = customersOn(of, seasonal.timeUnit)
    const model = purchaseModel(plain)
    const sum = (expected: Float64Array) => weighted(expected, of.rows.weight)
    return {
      withSeasons: until.map((ahead) =>
        sum(expectedPurchasesOnCalendar(seasonal, customers, { horizon: days(ahead), calendar })),
      ),
      withoutSeasons: until.map((ahead) =>
        sum(model.expectedPurchases(plain, customers.histories, inUnit(days(ahead), plain.timeUnit))),
      ),
    }
  },

  /** Customers whose P(active) rises, and falls, by more than so much. */
  moveActive({ fits: { plain, seasonal }, movedBy, ...of }: SeasonMoveTask): {
    readonly up: number
    readonly down: number
  } {
    const customers = customersOn(of, seasonal.timeUnit)
    const before = purchaseModel(plain).probabilityActive(plain, customers.histories)
    const after = probabilityActiveOnCalendar(seasonal, customers)
    const beyond = (sign: 1 | -1) =>
      weighted(
        after.map((active, row) => Number(sign * (active - (before[row] ?? 0)) > movedBy)),
        of.rows.weight,
      )
    return { up: beyond(1), down: beyond(-1) }
  },
}

/**
 * A day is the time from its beginning to its end. A customer is watched from the end of the day of their first purchase
 * to the end of the last day, so that every day on which they could buy again lies in its own season.
 */
function customersOn({ rows, end, repeats }: SeasonHistories, unit: TimeUnit): CustomersOnCalendar {
  return customersOnCalendar({
    histories: historiesIn(unit, rows),
    firstPurchase: Float64Array.from(rows.age, (age) => end - age),
    repeatPurchases: repeated(repeats),
  })
}

/** Each day as often as there were purchases on it. */
function repeated({ day, purchases }: SeasonHistories['repeats']): Float64Array {
  const all = new Float64Array(purchases.reduce((sum, count) => sum + count, 0))
  let place = 0
  day.forEach((number, row) => {
    const next = place + (purchases[row] ?? 0)
    all.fill(number, place, next)
    place = next
  })
  return all
}

function weighted(column: Float64Array, weight: Float64Array): number {
  return column.reduce((sum, value, row) => sum + value * (weight[row] ?? 0), 0)
}

/** Sixth step: whether customers buy more at some times of the year, and what that would change. */
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import { addDays, dayOfNumber, days, type Day } from '#kernel/time.ts'
import { seasonCalendar, withMultipliers, type PurchaseCalendar } from '#lifetime/calendar/calendar.ts'
import type { CovariateModelName } from '#lifetime/covariates/effects.ts'
import { meanErrors } from '#lifetime/judgement/mean-errors.ts'
import { isRefusal } from '../refresh/fit-first.ts'
import type { SeasonFits } from './season-tasks.ts'
import {
  joinedMonths,
  monthsAhead,
  monthsOf,
  multiplierRange,
  outlookDays,
  seasonFinding,
  seasonLength,
  seasonModel,
  seasonOf,
  seasonWindow,
  type MonthAhead,
} from './seasons.ts'
import {
  purchasesByMonthWithin,
  seasonHistories,
  type Drawing,
  type SeasonHistories,
} from './seasons.query.ts'
import type {
  MonthErrors,
  Season,
  SeasonLength,
  SeasonMonth,
  SeasonOutlook,
  SeasonsReport,
  SeasonTrial,
} from './seasons-report.ts'
import { keepResult, readResult } from '../refresh/step-results.ts'
import type { Window } from '../refresh/value-calendar.ts'
import { becauseOf, refusalBecause } from '../value-english.ts'
import type { FittedModels, Summarised, ValueRun } from '../refresh/value-run.ts'

/** Seasons are the same for everybody: so many customers tell them to within a few per cent of a month. */
const mostCustomers = 50_000
/** A smaller change of P(active) is no other customer. */
const movedBy = 0.1

/** Fits seasons beside the model, tries them on the hold-out month by month, and looks ahead with and without them. */
export function seasonsStep(run: ValueRun): RefreshStep {
  return {
    name: 'seasons',
    needs: ['summarise', 'fit'],
    tables: [],
    scratch: ['seasons'],
    run: async (context) => keepResult(context.database, 'seasons', await seasonsReport(run, context)),
  }
}

async function seasonsReport(run: ValueRun, context: StepContext): Promise<SeasonsReport> {
  const summarised = await readResult<Summarised>(context.database, 'summarised')
  const { purchases, given } = await readResult<FittedModels>(context.database, 'fitted')
  const window = seasonWindow(summarised.calendar)
  if ('code' in window) return { finding: 'untold', ...becauseOf(window) }
  if (purchases === null) return { finding: 'untold', ...becauseOf({ code: 'VALUE_SEASONS_MODEL_NONE' }) }
  const { model, standIn } = seasonModel(purchases, {
    ...summarised.calendar,
    hasCovariates: given !== null,
  })
  try {
    const found = await new SeasonSearch(run, context, { summarised, window, model }).report()
    if (found.finding === 'untold') return found
    return { ...found, standIn: standIn === null ? null : becauseOf(standIn) }
  } catch (error) {
    if (!isRefusal(error)) throw error
    return { finding: 'untold', ...refusalBecause(error) }
  }
}

interface Given {
  readonly summarised: Summarised
  /** What seasons are tried on. */
  readonly window: Window
  readonly model: CovariateModelName
}

/** Customers at a day, and the models fitted to them. */
interface FittedAt {
  readonly known: SeasonHistories
  readonly fits: SeasonFits
}

/** Seasons of one base, at the origin of the trial and as of the day on which it is valued. */
class SeasonSearch {
  readonly #run: ValueRun
  readonly #context: StepContext
  readonly #given: Given
  readonly #drawing: Drawing

  constructor(run: ValueRun, context: StepContext, given: Given) {
    this.#run = run
    this.#context = context
    this.#given = given
    this.#drawing = { oneOf: Math.ceil(given.summarised.customers / mostCustomers) }
  }

  async report(): Promise<SeasonsReport> {
    const { summarised, window, model } = this.#given
    const { asOf } = summarised.calendar
    const { database } = this.#context
    const current = await seasonHistories(database, asOf, this.#drawing)
    const earlier = await seasonHistories(database, window.origin, this.#drawing)
    const counts = [current, earlier].map(purchasesByMonth)
    const by = seasonLength(counts, window.origin)
    if (typeof by !== 'string') return { finding: 'untold', ...becauseOf(by) }
    const [now, then] = await Promise.all([this.#fit(by, current), this.#fit(by, earlier)])
    const trial = await this.#trial(by, then)
    const seasons = seasonsOf(by, now.fits, joinedMonths(by, counts[0] ?? []))
    const { likelihoodRatio, plain } = now.fits
    const { finding, because } = seasonFinding({ seasons, likelihoodRatio, trial })
    return {
      finding,
      ...becauseOf(because),
      appliedToValues: false,
      model,
      standIn: null,
      by,
      customers: plain.customerCount,
      seasons,
      likelihoodRatio,
      trial,
      outlook: finding === 'found' ? await this.#outlook(by, now) : null,
    }
  }

  async #fit(by: SeasonLength, known: SeasonHistories): Promise<FittedAt> {
    const { workers, options } = this.#run
    const calendar = this.#calendar(by, known.end)
    const task = { ...known, model: this.#given.model, unit: options.unit, calendar }
    return { known, fits: await workers.run('fitSeasons', task, this.#context.signal) }
  }

  async #trial(by: SeasonLength, at: FittedAt): Promise<SeasonTrial> {
    const { window } = this.#given
    const came = await purchasesByMonthWithin(this.#context.database, window, this.#drawing)
    const expected = await this.#ahead(by, at, monthsAhead(window))
    const months = expected.map((month) => ({ ...month, actual: came.get(month.month) ?? 0 }))
    return {
      ...window,
      months,
      withSeasons: errorsOf(months, 'withSeasons'),
      withoutSeasons: errorsOf(months, 'withoutSeasons'),
    }
  }

  async #outlook(by: SeasonLength, at: FittedAt): Promise<SeasonOutlook> {
    const { calendar, customers } = this.#given.summarised
    const length = outlookDays(this.#run.options.horizon.days)
    const drawn = await this.#ahead(by, at, monthsAhead({ origin: calendar.asOf, days: length }))
    const task = { ...at.known, fits: at.fits, movedBy }
    const { up, down } = await this.#run.workers.run('moveActive', task, this.#context.signal)
    const scale = customers / at.fits.plain.customerCount
    const months = drawn.map((month) => ({
      ...month,
      withSeasons: scale * month.withSeasons,
      withoutSeasons: scale * month.withoutSeasons,
    }))
    const sum = (which: 'withSeasons' | 'withoutSeasons') =>
      months.reduce((total, month) => total + month[which], 0)
    return {
      days: length,
      withSeasons: sum('withSeasons'),
      withoutSeasons: sum('withoutSeasons'),
      months,
      movedBy,
      movedUp: Math.round(scale * up),
      movedDown: Math.round(scale * down),
    }
  }

  async #ahead(
    by: SeasonLength,
    { known, fits }: FittedAt,
    months: readonly MonthAhead[],
  ): Promise<readonly SeasonMonth[]> {
    const until = months.map((month) => month.until)
    const multipliers = (fits.seasonal.seasons ?? []).map(
      ({ name, multiplier }) => [name, multiplier] as const,
    )
    const further = this.#calendar(by, known.end + (until.at(-1) ?? 0))
    const calendar = withMultipliers(further, Object.fromEntries(multipliers))
    const task = { ...known, fits, calendar, until }
    const expected = await this.#run.workers.run('expectSeasons', task, this.#context.signal)
    const within = (sums: readonly number[], place: number) => (sums[place] ?? 0) - (sums[place - 1] ?? 0)
    return months.map(({ month, days: length }, place) => ({
      month,
      days: length,
      withSeasons: within(expected.withSeasons, place),
      withoutSeasons: within(expected.withoutSeasons, place),
    }))
  }

  /** From the first day on which anybody could buy again; a day longer than needed, because weeks are fractions. */
  #calendar(by: SeasonLength, end: number): PurchaseCalendar {
    return seasonCalendar({
      from: addDays(this.#given.summarised.calendar.firstDay, days(1)),
      until: dayOfNumber(end + 1),
      seasonOf: (day: Day) => String(seasonOf(by, day)),
    })
  }
}

/** Repeat purchases in each month of the year. */
function purchasesByMonth({ repeats }: SeasonHistories): readonly number[] {
  const counts = Array.from({ length: 12 }, () => 0)
  repeats.day.forEach((number, place) => {
    const month = seasonOf('month', dayOfNumber(number))
    counts[month] = (counts[month] ?? 0) + (repeats.purchases[place] ?? 0)
  })
  return counts
}

function seasonsOf(
  by: SeasonLength,
  { seasonal }: SeasonFits,
  purchases: readonly number[],
): readonly Season[] {
  return (seasonal.seasons ?? [])
    .map(({ name, multiplier, standardError }) => ({ season: Number(name), multiplier, standardError }))
    .toSorted((a, b) => a.season - b.season)
    .map(({ season, multiplier, standardError }) => ({
      months: monthsOf(by, season),
      purchases: purchases[season] ?? 0,
      multiplier,
      ...multiplierRange(multiplier, standardError),
    }))
}

function errorsOf(months: SeasonTrial['months'], which: 'withSeasons' | 'withoutSeasons'): MonthErrors {
  const { poissonDeviance, meanAbsoluteError } = meanErrors({
    actual: Float64Array.from(months, ({ actual }) => actual),
    expected: Float64Array.from(months, (month) => month[which]),
    weight: Float64Array.from(months, () => 1),
  })
  return { poissonDeviance, meanAbsoluteError }
}

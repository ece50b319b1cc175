/** Fourth step: how the model did, and does at earlier origins, on purchases that it had not seen. */
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import { isPerennialError } from '#kernel/errors.ts'
import { daysBetween, type Day } from '#kernel/time.ts'
import type { FittedWithCovariates } from '#lifetime/covariates/fit.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import { fewestJudged } from './fewest-judged.ts'
import type { ProfileTable } from '../covariates/covariates.query.ts'
import { usedCovariates } from '../covariates/covariates.step.ts'
import { agesByProfile, firstPurchasesByProfile } from '../covariates/profile-counts.query.ts'
import { keepResult, readResult } from './step-results.ts'
import {
  agesAsOf,
  endOf,
  firstPurchasesUpTo,
  judgedHistories,
  pastHistories,
  purchasesWithin,
  type Counted,
  type HistoryRows,
  type JudgedRows,
} from './summary.query.ts'
import type { Window } from './value-calendar.ts'
import type { BacktestOrigin, Warning } from '../value-document.ts'
import { valueWarning } from '../value-english.ts'
import { isOfRegularPurchases } from '../value-options.ts'
import type { Chosen, FittedModels, Summarised, Validated, ValueRun } from './value-run.ts'

/** Classes of the frequency plot: 0, 1, …, 6, and 7 or more repeat purchases. */
export const frequencyClasses = 8

/** Judges the model on the hold-out, holds it against every rolling origin, and follows the base's growth. */
export function validateStep(run: ValueRun): RefreshStep {
  return {
    name: 'validate',
    needs: ['summarise', 'covariates', 'choose', 'fit'],
    tables: [],
    scratch: ['validated'],
    run: async (context) => {
      const summarised = await readResult<Summarised>(context.database, 'summarised')
      const chosen = await readResult<Chosen>(context.database, 'chosen')
      const { purchases, given } = await readResult<FittedModels>(context.database, 'fitted')
      const covariates = given === null ? null : await usedCovariates(context.database)
      const validated =
        purchases === null
          ? nothingToValidate
          : await new Validation(run, context, {
              summarised,
              chosen,
              current: purchases,
              given: given === null || covariates === null ? null : { fitted: given, ...covariates },
            }).all()
      await keepResult(context.database, 'validated', validated)
    },
  }
}

const nothingToValidate: Validated = {
  holdout: null,
  origins: [],
  tracking: null,
  frequencies: null,
  warnings: [],
}

interface Given {
  readonly summarised: Summarised
  readonly chosen: Chosen
  /** The fit that customers are scored with. */
  readonly current: AnyFittedPurchaseModel
  /** The fit with covariates that customers are scored with, where there is one. */
  readonly given: { readonly fitted: FittedWithCovariates; readonly profiles: ProfileTable } | null
}

/** A model at an origin, with covariates where it has any. */
interface FitAt {
  readonly fitted: AnyFittedPurchaseModel
  readonly given: { readonly fitted: FittedWithCovariates; readonly profiles: ProfileTable } | null
}

/** One model at several origins; each origin is fitted once. */
class Validation {
  readonly #run: ValueRun
  readonly #context: StepContext
  readonly #given: Given
  readonly #counted: Counted
  readonly #fits = new Map<Day, Promise<FitAt | null>>()
  readonly #plainFits = new Map<Day, AnyFittedPurchaseModel>()

  constructor(run: ValueRun, context: StepContext, given: Given) {
    this.#run = run
    this.#counted = { gaps: isOfRegularPurchases(run.options.model), profiles: given.given !== null }
    this.#context = context
    this.#given = given
    const { summarised, chosen, current } = given
    this.#fits.set(summarised.calendar.asOf, Promise.resolve({ fitted: current, given: given.given }))
    const fit = chosen.fits.find(({ model }) => model === current.model)
    if (fit !== undefined && chosen.report.origin !== null) this.#plainFits.set(chosen.report.origin, fit)
  }

  async all(): Promise<Validated> {
    const { calendar } = this.#given.summarised
    const rolling = Promise.all(calendar.rolling.map((window) => this.#origin(window)))
    const [{ holdout, warnings }, origins] = await Promise.all([this.#holdout(calendar.holdout), rolling])
    const [tracking, frequencies] = await Promise.all([this.#tracking(holdout), this.#frequencies()])
    return { holdout, origins: origins.filter((origin) => origin !== null), tracking, frequencies, warnings }
  }

  async #holdout(window: Window | null): Promise<Pick<Validated, 'holdout' | 'warnings'>> {
    const { calendar } = this.#given.summarised
    if (window === null) return { holdout: null, warnings: [tooFewToJudge(0, calendar.asOf)] }
    const { database } = this.#context
    const purchases = await purchasesWithin(database, calendar, window)
    if (purchases < fewestJudged)
      return { holdout: null, warnings: [tooFewToJudge(purchases, window.origin)] }
    const rows = await judgedHistories(database, calendar, {
      window,
      recent: true,
      ...this.#counted,
    })
    const fitted = await this.#fitAt(window.origin, rows)
    if (fitted === null) return { holdout: null, warnings: [notFittedAt(window.origin)] }
    const isWithout = this.#given.given !== null && fitted.given === null
    const warnings = isWithout
      ? [valueWarning('VALUE_HOLDOUT_WITHOUT_COVARIATES', { origin: window.origin })]
      : []
    return { holdout: await this.#judged(fitted, { rows, window }), warnings }
  }

  async #judged(
    { fitted, given }: FitAt,
    { rows, window }: { readonly rows: JudgedRows; readonly window: Window },
  ): Promise<Validated['holdout']> {
    const { workers } = this.#run
    const { signal } = this.#context
    const { recentDays } = this.#given.summarised.calendar
    const asked = { rows, days: window.days }
    if (given === null) {
      const judgement = await workers.run('judge', { fitted, ...asked, recentDays }, signal)
      return { fitted, given: null, judgement, comparison: null }
    }
    const task = { ...given, ...asked, plain: fitted, recentDays }
    const { judgement, comparison } = await workers.run('judgeGiven', task, signal)
    return { fitted, given: given.fitted, judgement, comparison }
  }

  async #origin(window: Window): Promise<BacktestOrigin | null> {
    const { calendar } = this.#given.summarised
    const { database, signal } = this.#context
    const { workers } = this.#run
    const rows = await pastHistories(database, calendar, { day: window.origin, ...this.#counted })
    const fit = await this.#fitAt(window.origin, rows)
    if (fit === null) return null
    const actualPurchases = await purchasesWithin(database, calendar, window)
    const asked = { rows, days: window.days }
    const expectedPurchases = await (fit.given === null
      ? workers.run('expect', { fitted: fit.fitted, ...asked }, signal)
      : workers.run('expectGiven', { ...fit.given, ...asked }, signal))
    return { ...window, actualPurchases, expectedPurchases }
  }

  /** The model fitted on what was known by then; null where it can't be. */
  #fitAt(origin: Day, rows: HistoryRows): Promise<FitAt | null> {
    const known = this.#fits.get(origin)
    if (known !== undefined) return known
    const fit = this.#fitOn(rows, this.#plainFits.get(origin)).catch(nullWhereUnfit)
    this.#fits.set(origin, fit)
    return fit
  }

  /** With covariates too, where customers are valued with them: what is judged is what is shown. */
  async #fitOn(rows: HistoryRows, known?: AnyFittedPurchaseModel): Promise<FitAt> {
    const { workers } = this.#run
    const { signal } = this.#context
    const { current, given } = this.#given
    const { model, timeUnit: unit, parameters: start } = current
    const fitted = known ?? (await workers.run('fit', { model, unit, rows, start }, signal))
    if (given === null) return { fitted, given: null }
    const { profiles, fitted: now } = given
    const task = {
      model: now.plainModel,
      unit,
      rows,
      profiles,
      start: now.parameters,
      mustBeIdentified: false,
    }
    // Where what was known by then tells nothing, customers would have been valued without it.
    const fittedGiven = await workers.run('fitGiven', task, signal).catch(nullWhereUnfit)
    return { fitted, given: fittedGiven === null ? null : { fitted: fittedGiven, profiles } }
  }

  /** Of the customers known at the origin, as the fit at the origin expects them; without hold-out, of all. */
  async #tracking(holdout: Validated['holdout']): Promise<readonly number[]> {
    const { calendar } = this.#given.summarised
    const window = holdout === null ? null : calendar.holdout
    const known = window?.origin ?? calendar.asOf
    const days = daysBetween(calendar.firstDay, window === null ? calendar.asOf : endOf(window))
    const { database, signal } = this.#context
    const { workers } = this.#run
    const { given, current } = this.#given
    const fit = holdout ?? { fitted: current, given: given?.fitted ?? null }
    if (given !== null && fit.given !== null) {
      const counts = await firstPurchasesByProfile(database, calendar.firstDay, known)
      const task = { profiles: given.profiles, fitted: fit.given, counts, days }
      return Array.from(await workers.run('trackGiven', task, signal))
    }
    const firstPurchases = await firstPurchasesUpTo(database, calendar.firstDay, known)
    const { fitted } = fit
    return Array.from(await workers.run('track', { fitted, firstPurchases, days }, signal))
  }

  async #frequencies(): Promise<readonly number[]> {
    const { database, signal } = this.#context
    const { current, given, summarised } = this.#given
    const { asOf } = summarised.calendar
    const classes = frequencyClasses
    if (given !== null) {
      const task = { ...given, counts: await agesByProfile(database, asOf), classes }
      return Array.from(await this.#run.workers.run('frequenciesGiven', task, signal))
    }
    const { ages, weights } = await agesAsOf(database, asOf)
    const task = { fitted: current, ages, weights, classes }
    return Array.from(await this.#run.workers.run('frequencies', task, signal))
  }
}

/** A fit that data do not allow is none; anything else is a failure. */
function nullWhereUnfit(error: unknown): null {
  if (isPerennialError(error) && error.code.startsWith('LIFETIME_')) return null
  throw error
}

function tooFewToJudge(purchases: number, origin: Day): Warning {
  return valueWarning('VALUE_HOLDOUT_TOO_SMALL', { count: purchases, origin, needed: fewestJudged })
}

function notFittedAt(origin: Day): Warning {
  return valueWarning('VALUE_HOLDOUT_NOT_FITTED', { origin })
}

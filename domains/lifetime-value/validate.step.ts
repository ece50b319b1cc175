/** Fourth step: how the model did, and does at earlier origins, on purchases that it had not seen. */
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import { isPerennialError } from '#kernel/errors.ts'
import { daysBetween, type Day } from '#kernel/time.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import { fewestJudged } from './choose.step.ts'
import { keepResult, readResult } from './step-results.ts'
import {
  agesAsOf,
  endOf,
  firstPurchasesUpTo,
  judgedHistories,
  pastHistories,
  purchasesWithin,
  type HistoryRows,
} from './summary.query.ts'
import type { Window } from './value-calendar.ts'
import type { BacktestOrigin, Warning } from './value-document.ts'
import { valueWarning } from './value-english.ts'
import { isOfRegularPurchases } from './value-options.ts'
import type { Chosen, FittedModels, Summarised, Validated, ValueRun } from './value-run.ts'

/** Classes of the frequency plot: 0, 1, …, 6, and 7 or more repeat purchases. */
export const frequencyClasses = 8

/** Judges the model on the hold-out, holds it against every rolling origin, and follows the base's growth. */
export function validateStep(run: ValueRun): RefreshStep {
  return {
    name: 'validate',
    needs: ['summarise', 'choose', 'fit'],
    tables: [],
    scratch: ['validated'],
    run: async (context) => {
      const summarised = await readResult<Summarised>(context.database, 'summarised')
      const chosen = await readResult<Chosen>(context.database, 'chosen')
      const { purchases } = await readResult<FittedModels>(context.database, 'fitted')
      const validated =
        purchases === null
          ? nothingToValidate
          : await new Validation(run, context, { summarised, chosen, current: purchases }).all()
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
}

/** One model at several origins; each origin is fitted once. */
class Validation {
  readonly #run: ValueRun
  readonly #context: StepContext
  readonly #given: Given
  readonly #gaps: boolean
  readonly #fits = new Map<Day, Promise<AnyFittedPurchaseModel | null>>()

  constructor(run: ValueRun, context: StepContext, given: Given) {
    this.#run = run
    this.#gaps = isOfRegularPurchases(run.options.model)
    this.#context = context
    this.#given = given
    const { summarised, chosen, current } = given
    this.#fits.set(summarised.calendar.asOf, Promise.resolve(current))
    const fit = chosen.fits.find(({ model }) => model === current.model)
    if (fit !== undefined && chosen.report.origin !== null) {
      this.#fits.set(chosen.report.origin, Promise.resolve(fit))
    }
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
    const { database, signal } = this.#context
    const purchases = await purchasesWithin(database, calendar, window)
    if (purchases < fewestJudged)
      return { holdout: null, warnings: [tooFewToJudge(purchases, window.origin)] }
    const rows = await judgedHistories(database, calendar, {
      window,
      recent: true,
      gaps: this.#gaps,
    })
    const fitted = await this.#fitAt(window.origin, rows)
    if (fitted === null) return { holdout: null, warnings: [notFittedAt(window.origin)] }
    const { recentDays } = calendar
    const task = { fitted, rows, days: window.days, recentDays }
    const judgement = await this.#run.workers.run('judge', task, signal)
    return { holdout: { fitted, judgement }, warnings: [] }
  }

  async #origin(window: Window): Promise<BacktestOrigin | null> {
    const { calendar } = this.#given.summarised
    const { database, signal } = this.#context
    const rows = await pastHistories(database, calendar, { day: window.origin, gaps: this.#gaps })
    const fitted = await this.#fitAt(window.origin, rows)
    if (fitted === null) return null
    const actualPurchases = await purchasesWithin(database, calendar, window)
    const task = { fitted, rows, days: window.days }
    const expectedPurchases = await this.#run.workers.run('expect', task, signal)
    return { ...window, actualPurchases, expectedPurchases }
  }

  /** The model fitted on what was known by then; null where it can't be. */
  #fitAt(origin: Day, rows: HistoryRows): Promise<AnyFittedPurchaseModel | null> {
    const known = this.#fits.get(origin)
    if (known !== undefined) return known
    const { model, timeUnit: unit, parameters: start } = this.#given.current
    const fit = this.#run.workers
      .run('fit', { model, unit, rows, start }, this.#context.signal)
      .catch((error: unknown) => {
        if (isPerennialError(error) && error.code.startsWith('LIFETIME_')) return null
        throw error
      })
    this.#fits.set(origin, fit)
    return fit
  }

  /** Of the customers known at the origin, as the fit at the origin expects them; without hold-out, of all. */
  async #tracking(holdout: Validated['holdout']): Promise<readonly number[]> {
    const { calendar } = this.#given.summarised
    const window = holdout === null ? null : calendar.holdout
    const known = window?.origin ?? calendar.asOf
    const days = daysBetween(calendar.firstDay, window === null ? calendar.asOf : endOf(window))
    const firstPurchases = await firstPurchasesUpTo(this.#context.database, calendar.firstDay, known)
    const fitted = holdout?.fitted ?? this.#given.current
    const task = { fitted, firstPurchases, days }
    return Array.from(await this.#run.workers.run('track', task, this.#context.signal))
  }

  async #frequencies(): Promise<readonly number[]> {
    const { database, signal } = this.#context
    const { ages, weights } = await agesAsOf(database, this.#given.summarised.calendar.asOf)
    const task = { fitted: this.#given.current, ages, weights, classes: frequencyClasses }
    return Array.from(await this.#run.workers.run('frequencies', task, signal))
  }
}

function tooFewToJudge(purchases: number, origin: Day): Warning {
  return valueWarning('VALUE_HOLDOUT_TOO_SMALL', { count: purchases, origin, needed: fewestJudged })
}

function notFittedAt(origin: Day): Warning {
  return valueWarning('VALUE_HOLDOUT_NOT_FITTED', { origin })
}

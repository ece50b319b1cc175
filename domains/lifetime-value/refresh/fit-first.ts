/** Fits models one after another until one does. */
import type { StepContext } from '#columnar/refresh.ts'
import { isPerennialError, type PerennialError } from '#kernel/errors.ts'
import { sayingValues } from '#kernel/saying.ts'
import type { AnyFittedPurchaseModel, PurchaseModelName } from '#lifetime/model.ts'
import { isCovariateModel, usedCovariates } from '../covariates/covariates.step.ts'
import { readResult } from './step-results.ts'
import { currentHistories, type HistoryRows } from './summary.query.ts'
import { refusalBecause } from '../value-english.ts'
import type { FittedModels, Summarised, ValueRun } from './value-run.ts'

/** What is tried. */
export interface Attempts {
  readonly rows: HistoryRows
  readonly order: readonly PurchaseModelName[]
  /** Fits on less data, to start from. */
  readonly fits: readonly AnyFittedPurchaseModel[]
}

/** The first model of the order that fits, and why those before it do not. */
export async function fitFirst(
  { workers, options: { unit } }: ValueRun,
  { signal }: StepContext,
  { rows, order, fits }: Attempts,
): Promise<Pick<FittedModels, 'purchases' | 'failures'>> {
  const failures: FittedModels['failures'][number][] = []
  for (const model of order) {
    const start = fits.find((fitted) => fitted.model === model)?.parameters
    try {
      const task = { model, unit, rows, ...(start !== undefined && { start }) }
      return { purchases: await workers.run('fit', task, signal), failures }
    } catch (error) {
      if (!isRefusal(error)) throw error
      const { code, message, details } = error
      failures.push({ model, code, message, values: sayingValues(details) })
    }
  }
  return { purchases: null, failures }
}

/** The same model with the covariates that are known, or why it cannot be fitted; nothing where none are known. */
export async function fitGiven(
  { workers, options: { unit } }: ValueRun,
  { database, signal }: StepContext,
  plain: AnyFittedPurchaseModel | null,
): Promise<Pick<FittedModels, 'given' | 'givenFailure'>> {
  const covariates = await usedCovariates(database)
  if (covariates === null || plain === null || !isCovariateModel(plain.model)) {
    return { given: null, givenFailure: null }
  }
  const { calendar } = await readResult<Summarised>(database, 'summarised')
  const rows = await currentHistories(database, calendar.asOf, { gaps: false, profiles: true })
  const { model, parameters: start } = plain
  const mustBeIdentified = plain.covariance !== null
  try {
    const task = {
      model,
      unit,
      rows,
      profiles: covariates.profiles,
      start: { ...start },
      mustBeIdentified,
    }
    return { given: await workers.run('fitGiven', task, signal), givenFailure: null }
  } catch (error) {
    if (!isRefusal(error)) throw error
    return { given: null, givenFailure: refusalBecause(error) }
  }
}

/** Whether the data, and not the program, are why a fit failed. */
export function isRefusal(error: unknown): error is PerennialError {
  return isPerennialError(error) && error.code.startsWith('LIFETIME_')
}

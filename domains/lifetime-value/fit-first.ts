/** Fits models one after another until one does. */
import type { StepContext } from '#columnar/refresh.ts'
import { isPerennialError, type PerennialError } from '#kernel/errors.ts'
import { sayingValues } from '#kernel/saying.ts'
import type { AnyFittedPurchaseModel, PurchaseModelName } from '#lifetime/model.ts'
import type { HistoryRows } from './summary.query.ts'
import type { FittedModels, ValueRun } from './value-run.ts'

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

/** Whether the data, and not the program, are why a fit failed. */
export function isRefusal(error: unknown): error is PerennialError {
  return isPerennialError(error) && error.code.startsWith('LIFETIME_')
}

/** Third step: the models that customers are scored with, fitted on everything up to the as-of day. */
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import { isPerennialError, type PerennialError } from '#kernel/errors.ts'
import { standardErrors } from '#lifetime/summary.ts'
import type { FittedGammaGamma, PurchaseModelName } from '#lifetime/model.ts'
import { hasMeanSpend } from '#lifetime/outlook/expected-spend.ts'
import { keepResult, readResult } from './step-results.ts'
import { currentHistories, spendRows } from './summary.query.ts'
import type { Chosen, FittedModels, Summarised, ValueRun } from './value-run.ts'

/** Fits the first model of the order that fits at all, and the spend model beside it. */
export function fitStep(run: ValueRun): RefreshStep {
  return {
    name: 'fit',
    needs: ['summarise', 'choose'],
    tables: [],
    scratch: ['fitted'],
    run: async (context) => {
      const [purchases, spend] = await Promise.all([fitPurchases(run, context), fitSpend(run, context)])
      const fitted: FittedModels = { ...purchases, ...spend }
      await keepResult(context.database, 'fitted', fitted)
    },
  }
}

async function fitPurchases(
  { workers, options }: ValueRun,
  { database, signal }: StepContext,
): Promise<Pick<FittedModels, 'purchases' | 'failures'>> {
  const { calendar } = await readResult<Summarised>(database, 'summarised')
  const { order, fits } = await readResult<Chosen>(database, 'chosen')
  const rows = await currentHistories(database, calendar.asOf)
  const failures: FittedModels['failures'][number][] = []
  for (const model of order) {
    const start = fits.find((fitted) => fitted.model === model)?.parameters
    try {
      const task = { model, unit: options.unit, rows, ...(start !== undefined && { start }) }
      return { purchases: await workers.run('fit', task, signal), failures }
    } catch (error) {
      failures.push(failureOf(model, error))
    }
  }
  return { purchases: null, failures }
}

function failureOf(model: PurchaseModelName, error: unknown): FittedModels['failures'][number] {
  if (!isRefusal(error)) throw error
  return { model, code: error.code, message: error.message }
}

async function fitSpend(
  { workers }: ValueRun,
  { database, signal }: StepContext,
): Promise<Pick<FittedModels, 'spend' | 'spendReport'>> {
  const summarised = await readResult<Summarised>(database, 'summarised')
  const rows = await spendRows(database)
  if (rows.m.length === 0) return meanSpend(summarised, 'Nobody bought again for more than nothing.')
  try {
    const fitted = await workers.run('fitSpend', rows, signal)
    if (!hasMeanSpend(fitted)) {
      return meanSpend(
        summarised,
        'A few customers spend so much that the spend of an unknown one has no mean.',
      )
    }
    return { spend: { kind: 'gamma-gamma', fitted }, spendReport: spendReport(fitted, summarised) }
  } catch (error) {
    if (!isRefusal(error)) throw error
    return meanSpend(summarised, error.message)
  }
}

function spendReport(
  fitted: FittedGammaGamma,
  { withoutSpend, frequencySpendCorrelation }: Summarised,
): FittedModels['spendReport'] {
  return {
    name: 'gamma-gamma',
    parameters: fitted.parameters,
    standardErrors: standardErrors(fitted),
    logLikelihood: fitted.logLikelihood,
    customers: fitted.customerCount,
    droppedZeroSpend: withoutSpend,
    frequencySpendCorrelation,
    convergence: fitted.convergence,
  }
}

function meanSpend({ meanSpend }: Summarised, reason: string): Pick<FittedModels, 'spend' | 'spendReport'> {
  return { spend: { kind: 'mean-spend', meanSpend }, spendReport: { name: 'mean-spend', meanSpend, reason } }
}

function isRefusal(error: unknown): error is PerennialError {
  return isPerennialError(error) && error.code.startsWith('LIFETIME_')
}

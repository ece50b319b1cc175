/** Third step: the models that customers are scored with, fitted on everything up to the as-of day. */
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import { standardErrors } from '#lifetime/summary.ts'
import type { FittedGammaGamma } from '#lifetime/model.ts'
import { hasMeanSpend } from '#lifetime/outlook/expected-spend.ts'
import type { Ahead } from './ahead.ts'
import { fitFirst, fitGiven, isRefusal } from './fit-first.ts'
import { beginScoring } from './score.step.ts'
import { keepResult, readResult } from './step-results.ts'
import { currentHistories, spendRows } from './summary.query.ts'
import type { Because } from '../because.ts'
import { becauseOf, refusalBecause } from '../value-english.ts'
import { isOfRegularPurchases } from '../value-options.ts'
import type { Chosen, FittedModels, Summarised, ValueRun } from './value-run.ts'

/** Fits the first model of the order that fits at all, and the spend model beside it. */
export function fitStep(run: ValueRun, ahead: Ahead): RefreshStep {
  return {
    name: 'fit',
    needs: ['summarise', 'covariates', 'choose'],
    tables: [],
    scratch: ['fitted', 'score_row'],
    run: async (context) => {
      const { database } = context
      const { calendar } = await readResult<Summarised>(database, 'summarised')
      const chosen = await readResult<Chosen>(database, 'chosen')
      const fitting = ahead.take('fit', async () => {
        const rows = await currentHistories(database, calendar.asOf, {
          gaps: isOfRegularPurchases(run.options.model),
        })
        return fitFirst(run, context, { rows, ...chosen })
      })
      const [purchases, spend] = await Promise.all([fitting, fitSpend(run, context)])
      const began = run.elapsed()
      const given = await fitGiven(run, context, purchases.result.purchases)
      const milliseconds = purchases.milliseconds + run.elapsed() - began
      const fitted: FittedModels = { ...purchases.result, ...spend, ...given, milliseconds }
      await keepResult(database, 'fitted', fitted)
      await beginScoring(run, context, { ahead, fitted })
    },
  }
}

async function fitSpend(
  { workers }: ValueRun,
  { database, signal }: StepContext,
): Promise<Pick<FittedModels, 'spend' | 'spendReport'>> {
  const summarised = await readResult<Summarised>(database, 'summarised')
  const rows = await spendRows(database)
  if (rows.m.length === 0) return meanSpend(summarised, becauseOf({ code: 'VALUE_SPEND_REPEATS_NONE' }))
  try {
    const fitted = await workers.run('fitSpend', rows, signal)
    if (!hasMeanSpend(fitted)) {
      return meanSpend(summarised, becauseOf({ code: 'VALUE_SPEND_MEAN_NONE' }))
    }
    return { spend: { kind: 'gamma-gamma', fitted }, spendReport: spendReport(fitted, summarised) }
  } catch (error) {
    if (!isRefusal(error)) throw error
    return meanSpend(summarised, refusalBecause(error))
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

function meanSpend({ meanSpend }: Summarised, why: Because): Pick<FittedModels, 'spend' | 'spendReport'> {
  return { spend: { kind: 'mean-spend', meanSpend }, spendReport: { name: 'mean-spend', meanSpend, ...why } }
}

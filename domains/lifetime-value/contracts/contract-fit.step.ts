/** Third step where rows are contracts: the model that they are scored with, fitted on everything up to the as-of day. */
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import { sayingValues } from '#kernel/saying.ts'
import { contractRows } from './contract-rows.query.ts'
import type {
  ChosenContractModel,
  ContractRun,
  FittedContracts,
  SummarisedContracts,
} from './contract-run.ts'
import { isRefusal } from '../refresh/fit-first.ts'
import { keepResult, readResult } from '../refresh/step-results.ts'

/** Fits the first model of the order that fits at all. */
export function fitContractsStep(run: ContractRun): RefreshStep {
  return {
    name: 'fit',
    needs: ['summarise', 'choose'],
    tables: [],
    scratch: ['fitted'],
    run: async (context) => {
      const began = run.elapsed()
      const fitted = await fitFirst(run, context)
      const milliseconds = run.elapsed() - began
      await keepResult(context.database, 'fitted', { ...fitted, milliseconds } satisfies FittedContracts)
    },
  }
}

async function fitFirst(
  { workers }: ContractRun,
  { database, signal }: StepContext,
): Promise<Omit<FittedContracts, 'milliseconds'>> {
  const { calendar } = await readResult<SummarisedContracts>(database, 'summarised')
  const { order } = await readResult<ChosenContractModel>(database, 'chosen')
  const rows = await contractRows(database, calendar.asOf)
  const failures: FittedContracts['failures'][number][] = []
  for (const model of order) {
    try {
      return { contracts: await workers.run('fitContracts', { model, rows }, signal), failures }
    } catch (error) {
      if (!isRefusal(error)) throw error
      const { code, message, details } = error
      failures.push({ model, code, message, values: sayingValues(details) })
    }
  }
  return { contracts: null, failures }
}

/** Second step where rows are contracts: sBG or BdW, by how each would have done at an earlier origin. */
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import type { Saying } from '#kernel/saying.ts'
import { contractModelNames, type ContractModelName } from '#lifetime/contractual/contract-model.ts'
import { choiceReport } from '../refresh/choice-report.ts'
import { fewestJudged } from '../refresh/fewest-judged.ts'
import { contractRows, judgedContracts, type JudgedContractRows } from './contract-rows.query.ts'
import type { ChosenContractModel, ContractRun, SummarisedContracts } from './contract-run.ts'
import { isRefusal } from '../refresh/fit-first.ts'
import { keepResult, readResult } from '../refresh/step-results.ts'
import type { Window } from '../refresh/value-calendar.ts'
import { becauseOf } from '../value-english.ts'

/** Chooses at an origin earlier than the one reported, unless a model was named. */
export function chooseContractModelStep(run: ContractRun): RefreshStep {
  return {
    name: 'choose',
    needs: ['summarise'],
    tables: [],
    scratch: ['chosen'],
    run: async (context) => {
      const { calendar } = await readResult<SummarisedContracts>(context.database, 'summarised')
      await keepResult(context.database, 'chosen', await chosen(run, context, calendar.choice))
    },
  }
}

async function chosen(
  run: ContractRun,
  context: StepContext,
  window: Window | null,
): Promise<ChosenContractModel> {
  const { workers, options } = run
  const { database, signal } = context
  if (options.model !== 'auto') return named(options.model)
  if (window === null) return byDefault({ code: 'VALUE_CHOICE_LOG_SHORT' })
  const { origin } = window
  const rows = await judgedContracts(database, window)
  const due = renewalsJudged(rows)
  if (due < fewestJudged) {
    const values = { count: due, origin, needed: fewestJudged }
    return byDefault({ code: 'VALUE_CHOICE_RENEWALS_FEW', values })
  }
  const fits = await fitsAt(run, context, origin)
  if (fits.length === 0) return byDefault({ code: 'VALUE_CHOICE_NOT_FITTED', values: { origin } })
  const task = { candidates: fits, rows }
  const [choice, judgements] = await Promise.all([
    workers.run('chooseContracts', task, signal),
    workers.run('compareContracts', task, signal),
  ])
  return {
    report: choiceReport(choice, { window, fits, judgements }),
    order: [choice.model, ...contractModelNames.filter((name) => name !== choice.model)],
    fits,
  }
}

/** Both models on what was known by then, as far as they can be fitted. */
async function fitsAt({ workers }: ContractRun, { database, signal }: StepContext, origin: Window['origin']) {
  const rows = await contractRows(database, origin)
  const fitting = contractModelNames.map((model) =>
    workers.run('fitContracts', { model, rows }, signal).catch((error: unknown) => {
      if (isRefusal(error)) return null
      throw error
    }),
  )
  return (await Promise.all(fitting)).filter((fitted) => fitted !== null)
}

/** Renewals that fell due within a window, of which is known whether they were made. */
export function renewalsJudged({ due, weight }: JudgedContractRows): number {
  return due.reduce((sum, count, row) => sum + count * (weight[row] ?? 0), 0)
}

function named(model: ContractModelName): ChosenContractModel {
  const why = becauseOf({ code: 'VALUE_CHOICE_NAMED' })
  return {
    report: { how: 'named', origin: null, days: null, candidates: [], ...why },
    order: [model],
    fits: [],
  }
}

function byDefault(why: Saying): ChosenContractModel {
  return {
    report: { how: 'default', origin: null, days: null, candidates: [], ...becauseOf(why) },
    order: contractModelNames,
    fits: [],
  }
}

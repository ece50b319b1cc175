/** Fourth step where rows are contracts: how the model did, and does at earlier origins, on renewals it had not seen. */
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import type { Day } from '#kernel/time.ts'
import type { AnyFittedContractModel } from '#lifetime/contractual/contract-model.ts'
import { fewestJudged } from '../refresh/fewest-judged.ts'
import { renewalsJudged } from './contract-choose.step.ts'
import { contractRows, judgedContracts, type ContractRows } from './contract-rows.query.ts'
import type {
  ChosenContractModel,
  ContractRun,
  FittedContracts,
  SummarisedContracts,
  ValidatedContracts,
} from './contract-run.ts'
import { isRefusal } from '../refresh/fit-first.ts'
import { keepResult, readResult } from '../refresh/step-results.ts'
import type { Window } from '../refresh/value-calendar.ts'
import type { BacktestOrigin } from '../value-document.ts'
import { valueWarning } from '../value-english.ts'

/** Judges the model on the hold-out and holds it against every rolling origin. */
export function validateContractsStep(run: ContractRun): RefreshStep {
  return {
    name: 'validate',
    needs: ['summarise', 'choose', 'fit'],
    tables: [],
    scratch: ['validated'],
    run: async (context) => {
      const { database } = context
      const { contracts } = await readResult<FittedContracts>(database, 'fitted')
      await keepResult(
        database,
        'validated',
        contracts === null ? untried : await validated(run, context, contracts),
      )
    },
  }
}

const untried: ValidatedContracts = { holdout: null, origins: [], warnings: [] }

async function validated(
  run: ContractRun,
  context: StepContext,
  current: AnyFittedContractModel,
): Promise<ValidatedContracts> {
  const { calendar } = await readResult<SummarisedContracts>(context.database, 'summarised')
  const { fits, report } = await readResult<ChosenContractModel>(context.database, 'chosen')
  const chosen = fits.find(({ model }) => model === current.model)
  const known = new Map<Day, AnyFittedContractModel>([[calendar.asOf, current]])
  if (chosen !== undefined && report.origin !== null) known.set(report.origin, chosen)
  const trial = new Trial(run, context, { current, known })
  const origins: BacktestOrigin[] = []
  for (const window of calendar.rolling) {
    const origin = await trial.origin(window)
    if (origin !== null) origins.push(origin)
  }
  return { ...(await trial.holdout(calendar.holdout, calendar.asOf)), origins }
}

/** One model at several origins; each origin is fitted once. */
class Trial {
  readonly #run: ContractRun
  readonly #context: StepContext
  readonly #model: AnyFittedContractModel['model']
  readonly #known: Map<Day, AnyFittedContractModel | null>

  constructor(
    run: ContractRun,
    context: StepContext,
    of: { readonly current: AnyFittedContractModel; readonly known: Map<Day, AnyFittedContractModel> },
  ) {
    this.#run = run
    this.#context = context
    this.#model = of.current.model
    this.#known = of.known
  }

  async holdout(window: Window | null, asOf: Day): Promise<Pick<ValidatedContracts, 'holdout' | 'warnings'>> {
    if (window === null) return { holdout: null, warnings: [tooFewToJudge(0, asOf)] }
    const { origin } = window
    const { database, signal } = this.#context
    const rows = await judgedContracts(database, window)
    const due = renewalsJudged(rows)
    if (due < fewestJudged) return { holdout: null, warnings: [tooFewToJudge(due, origin)] }
    const known = await contractRows(database, origin)
    const fitted = await this.#fitAt(origin, known)
    if (fitted === null) {
      return { holdout: null, warnings: [valueWarning('VALUE_RENEWALS_NOT_FITTED', { origin })] }
    }
    const judgement = await this.#run.workers.run('judgeContracts', { fitted, known, rows }, signal)
    return { holdout: { fitted, judgement }, warnings: [] }
  }

  /** Null where nothing was known to fit on. */
  async origin(window: Window): Promise<BacktestOrigin | null> {
    const { database, signal } = this.#context
    const fitted = await this.#fitAt(window.origin, await contractRows(database, window.origin))
    if (fitted === null) return null
    const rows = await judgedContracts(database, window)
    const actualPurchases = rows.madeLater.reduce((sum, made, row) => sum + made * (rows.weight[row] ?? 0), 0)
    const expectedPurchases =
      rows.due.length === 0 ? 0 : await this.#run.workers.run('expectContracts', { fitted, rows }, signal)
    return { ...window, actualPurchases, expectedPurchases }
  }

  /** The model fitted on what was known by then; null where it can't be. */
  async #fitAt(origin: Day, rows: ContractRows): Promise<AnyFittedContractModel | null> {
    const known = this.#known.get(origin)
    if (known !== undefined) return known
    const task = { model: this.#model, rows }
    const fitted = await this.#run.workers
      .run('fitContracts', task, this.#context.signal)
      .catch((error: unknown) => {
        if (isRefusal(error)) return null
        throw error
      })
    this.#known.set(origin, fitted)
    return fitted
  }
}

function tooFewToJudge(due: number, origin: Day) {
  return valueWarning('VALUE_RENEWALS_TOO_FEW', { count: due, origin, needed: fewestJudged })
}

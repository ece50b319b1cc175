/** Second step: which models to try, by how they would have done at an origin earlier than the one reported. */
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import { isPerennialError } from '#kernel/errors.ts'
import type { Saying } from '#kernel/saying.ts'
import type { AnyFittedPurchaseModel, PurchaseModelName } from '#lifetime/model.ts'
import type { Ahead } from './ahead.ts'
import { choiceReport } from './choice-report.ts'
import { chosenAmongAll } from './choose-among-all.ts'
import { fewestJudged } from './fewest-judged.ts'
import { usedCovariates } from '../covariates/covariates.step.ts'
import { fitFirst } from './fit-first.ts'
import { keepResult, readResult } from './step-results.ts'
import { createPast, currentHistories, judgedHistories, purchasesWithin } from './summary.query.ts'
import { isOfRegularPurchases } from '../value-options.ts'
import type { ValueCalendar, Window } from './value-calendar.ts'
import { becauseOf } from '../value-english.ts'
import type { Chosen, Summarised, ValueRun } from './value-run.ts'

/** Models in the order in which ties are decided, and in which they are tried where nothing can be chosen. */
const preference: readonly PurchaseModelName[] = ['pareto-nbd', 'mbg-nbd', 'bg-nbd']

/** Looks back at every earlier origin, and chooses there unless a model was named. */
export function chooseStep(run: ValueRun, ahead: Ahead): RefreshStep {
  return {
    name: 'choose',
    needs: ['summarise', 'covariates'],
    tables: [],
    scratch: ['past', 'once', 'chosen'],
    run: async (context) => {
      const { database } = context
      const { calendar } = await readResult<Summarised>(database, 'summarised')
      const { model } = run.options
      const gaps = isOfRegularPurchases(model)
      if (model !== 'auto' && model !== 'all') {
        const rows = await currentHistories(database, calendar.asOf, { gaps })
        ahead.begin('fit', () => fitFirst(run, context, { rows, order: [model], fits: [] }))
      }
      const profiles = (await usedCovariates(database)) !== null
      await createPast(database, calendar, { gaps, profiles })
      await keepResult(database, 'chosen', await chosen(run, context, calendar))
    },
  }
}

async function chosen(run: ValueRun, context: StepContext, calendar: ValueCalendar): Promise<Chosen> {
  const { model } = run.options
  const { choice: window } = calendar
  if (model === 'all') {
    const among = await chosenAmongAll(run, context, calendar)
    return 'code' in among ? byDefault(among) : among
  }
  if (model !== 'auto') return named(model)
  if (window === null) return byDefault({ code: 'VALUE_CHOICE_LOG_SHORT' })
  const purchases = await purchasesWithin(context.database, calendar, window)
  if (purchases < fewestJudged) {
    const values = { count: purchases, origin: window.origin, needed: fewestJudged }
    return byDefault({ code: 'VALUE_CHOICE_PURCHASES_FEW', values })
  }
  const rows = await judgedHistories(context.database, calendar, {
    window,
    recent: false,
    gaps: false,
  })
  const fitting = preference.map((name) =>
    run.workers.run('fit', { model: name, unit: run.options.unit, rows }, context.signal).catch(orNone),
  )
  const fits = (await Promise.all(fitting)).filter((fitted) => fitted !== null)
  if (fits.length === 0)
    return byDefault({ code: 'VALUE_CHOICE_NOT_FITTED', values: { origin: window.origin } })
  return compared(run, context, { window, rows, fits })
}

async function compared(
  { workers }: ValueRun,
  { signal }: StepContext,
  {
    window,
    rows,
    fits,
  }: {
    readonly window: Window
    readonly rows: Awaited<ReturnType<typeof judgedHistories>>
    readonly fits: readonly AnyFittedPurchaseModel[]
  },
): Promise<Chosen> {
  const task = { candidates: fits, rows, days: window.days }
  // To compare takes half as long as to choose, and a second thread is free.
  const [choice, judgements] = await Promise.all([
    workers.run('choose', task, signal),
    workers.run('compare', task, signal),
  ])
  return {
    report: choiceReport(choice, { window, fits, judgements }),
    order: [choice.model, ...preference.filter((name) => name !== choice.model)],
    fits,
  }
}

function named(model: PurchaseModelName): Chosen {
  const report = {
    how: 'named',
    origin: null,
    days: null,
    candidates: [],
    ...becauseOf({ code: 'VALUE_CHOICE_NAMED' }),
  } as const
  return { report, order: [model], fits: [] }
}

function byDefault(why: Saying): Chosen {
  return {
    report: { how: 'default', origin: null, days: null, candidates: [], ...becauseOf(why) },
    order: preference,
    fits: [],
  }
}

/** A model that does not fit is no candidate; anything else that goes wrong is a fault. */
function orNone(error: unknown): null {
  if (isPerennialError(error) && error.code.startsWith('LIFETIME_')) return null
  throw error
}

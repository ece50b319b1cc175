/** Lets every model compete at several origins, all earlier than the one reported. */
import type { StepContext } from '#columnar/refresh.ts'
import type { Saying } from '#kernel/saying.ts'
import { sayingValues } from '#kernel/saying.ts'
import type { ComparedModel, ModelComparison } from '#lifetime/judgement/comparison.ts'
import { purchaseModelNames, type AnyFittedPurchaseModel, type PurchaseModelName } from '#lifetime/model.ts'
import { boundaryNote } from './boundary-note.ts'
import { isCovariateModel, usedCovariates } from '../covariates/covariates.step.ts'
import { isRefusal } from './fit-first.ts'
import { fewestJudged } from './fewest-judged.ts'
import { judgedHistories, purchasesWithin, type JudgedRows } from './summary.query.ts'
import type { ValueCalendar, Window } from './value-calendar.ts'
import type { ChoiceReport } from '../value-document.ts'
import { becauseOf, refusalBecause } from '../value-english.ts'
import type { Chosen, ValueRun } from './value-run.ts'

type LeftOut = NonNullable<ChoiceReport['leftOut']>[number]

/** An origin, what came after it, and the models that could be fitted there. */
interface Origin {
  readonly window: Window
  readonly rows: JudgedRows
  readonly candidates: readonly AnyFittedPurchaseModel[]
}

/** The model that foretold best over all origins; or why none could be chosen. */
export async function chosenAmongAll(
  run: ValueRun,
  context: StepContext,
  calendar: ValueCalendar,
): Promise<Chosen | Saying> {
  const last = calendar.comparison.at(-1)
  if (last === undefined) return { code: 'VALUE_CHOICE_LOG_SHORT' }
  const windows = await telling(context, calendar)
  if (windows.length === 0) {
    const count = await purchasesWithin(context.database, calendar, last)
    const values = { count, origin: last.origin, needed: fewestJudged }
    return { code: 'VALUE_CHOICE_PURCHASES_FEW', values }
  }
  // Customers of whom more is known are valued by a model that takes it.
  const known = (await usedCovariates(context.database)) !== null
  const competing = known ? purchaseModelNames.filter(isCovariateModel) : purchaseModelNames
  const origins: Origin[] = []
  const leftOut: LeftOut[] = []
  for (const window of windows) {
    const among = competing.filter((name) => !leftOut.some(({ model }) => model === name))
    const rows = await judgedHistories(context.database, calendar, { window, recent: false, gaps: true })
    const attempts = await Promise.all(among.map((model) => attempted(run, context, { model, rows })))
    leftOut.push(...attempts.flatMap((attempt) => attempt.leftOut))
    origins.push({ window, rows, candidates: attempts.flatMap((attempt) => attempt.fitted) })
  }
  if (leftOut.length === competing.length)
    return { code: 'VALUE_CHOICE_NOT_FITTED', values: { origin: last.origin } }
  const task = origins.map(({ window, rows, candidates }) => ({ candidates, rows, days: window.days }))
  const comparison = await run.workers.run('compareOrigins', task, context.signal)
  return chosenBy(comparison, { competing, origins, leftOut })
}

/** Windows with enough purchases to judge on. */
async function telling({ database }: StepContext, calendar: ValueCalendar): Promise<readonly Window[]> {
  const windows: Window[] = []
  for (const window of calendar.comparison) {
    if ((await purchasesWithin(database, calendar, window)) >= fewestJudged) windows.push(window)
  }
  return windows
}

async function attempted(
  { workers, options }: ValueRun,
  { signal }: StepContext,
  { model, rows }: { readonly model: PurchaseModelName; readonly rows: JudgedRows },
): Promise<{ readonly fitted: readonly AnyFittedPurchaseModel[]; readonly leftOut: readonly LeftOut[] }> {
  try {
    const fitted = await workers.run('fit', { model, unit: options.unit, rows }, signal)
    return { fitted: [fitted], leftOut: [] }
  } catch (error) {
    if (!isRefusal(error)) throw error
    const { code, message, details } = error
    const why = refusalBecause({ code, message, details: sayingValues(details) })
    return { fitted: [], leftOut: [{ model, ...why }] }
  }
}

function chosenBy(
  { model, table, because }: ModelComparison,
  of: {
    readonly competing: readonly PurchaseModelName[]
    readonly origins: readonly Origin[]
    readonly leftOut: readonly LeftOut[]
  },
): Chosen {
  const { competing, origins, leftOut } = of
  const { window, candidates: fits = [] } = origins.at(-1) ?? {}
  const candidates = table.map((row) => candidateOf(row, fits))
  return {
    report: {
      how: 'chosen',
      origin: window?.origin ?? null,
      days: window?.days ?? null,
      origins: origins.map(({ window: { origin } }) => origin),
      candidates,
      ...becauseOf(because),
      ...(leftOut.length > 0 && { leftOut }),
      ...boundaryNote({ model, candidates }),
    },
    order: [model, ...competing.filter((name) => name !== model)],
    fits,
  }
}

function candidateOf(row: ComparedModel, fits: readonly AnyFittedPurchaseModel[]) {
  const { model, meanLogProbability, differenceToBest, standardError, againstChosen } = row
  const { actualPurchases, expectedPurchases, poissonDeviance, meanAbsoluteError, gini, deciles } = row
  const fit = fits.find((fitted) => fitted.model === model)
  return {
    model,
    meanLogProbability,
    differenceToBest,
    standardError,
    againstChosen,
    atBoundary: (fit?.warnings.length ?? 0) > 0,
    judged: {
      actualPurchases,
      expectedPurchases,
      poissonDeviance,
      meanAbsoluteError,
      gini,
      topDecileLift: deciles[0]?.lift ?? 0,
    },
  }
}

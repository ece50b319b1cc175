/** Which model to use for a log: every model is fitted at days of the past, and judged by what came after them. */
import { assert } from '#kernel/assert.ts'
import { type Duration, type TimeUnit } from '#kernel/time.ts'
import { distinctRows } from '../collapse.ts'
import { lifetimeError } from '../errors.ts'
import { fitOrRefusal } from '../fit-or-refusal.ts'
import { selectRows } from '../history-rows.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories, PurchaseModelName } from '../model.ts'
import { purchaseModel, purchaseModels } from '../models.ts'
import { type PurchaseLog, purchasesAfter, summariseLog } from '../purchase-log.ts'
import type { ChoiceOptions } from './choice.ts'
import { compareModels, type ModelComparison } from './comparison.ts'

/** How far to look ahead from how many days of the past. */
export interface ChooseModelOptions {
  /** What is to be predicted: so much time after each origin judges the models. Whole days. */
  readonly horizon: Duration
  /** How many origins, each a horizon before the next, the last a horizon before the end of the log; 3 where left out. */
  readonly origins?: number
  /** A week where left out. */
  readonly timeUnit?: TimeUnit
  /** Models to choose from; all that there are where left out. */
  readonly models?: readonly PurchaseModelName[]
}

/** The comparison, and the chosen model fitted to the whole log. */
export interface ChosenModel extends ModelComparison {
  readonly fitted: AnyFittedPurchaseModel
  /** Fits to the whole log of all models that were compared, for a mixture. */
  readonly fits: readonly AnyFittedPurchaseModel[]
  /** Models that could not be fitted to the whole log or at an origin, with the code of each refusal. */
  readonly refused: readonly { readonly model: PurchaseModelName; readonly code: string }[]
}

/** A day of the past up to which models are fitted. */
interface Origin {
  readonly day: number
  readonly until: number
}

const usualOrigins = 3

/**
 * Chooses a model for a purchase log by rolling-origin back-test.
 *
 * @throws LIFETIME_OPTION_INVALID where the log is too short for the origins asked for, or no model fits;
 *   LIFETIME_HORIZON_INVALID
 */
export function chooseModel(
  log: PurchaseLog,
  { horizon, origins = usualOrigins, timeUnit = 'week', models }: ChooseModelOptions,
): ChosenModel {
  const asked = purchaseModels.filter(({ name }) => models === undefined || models.includes(name))
  const attempts = asked.map((model) => ({
    model,
    attempt: fitOrRefusal(() => model.fit(summariseLog(log, { timeUnit }).histories)),
  }))
  const refused = attempts.flatMap(({ model: { name }, attempt }) =>
    'refused' in attempt ? [{ model: name, code: attempt.refused }] : [],
  )
  const fits = attempts.flatMap(({ attempt }) => ('fitted' in attempt ? [attempt.fitted] : []))
  const judged = originsOf(log, horizon, origins).map(({ day, until }): ChoiceOptions => {
    const { histories } = summariseLog(log, { until: day, timeUnit })
    const futurePurchases = purchasesAfter(log, { after: day, to: until })
    const candidates = fits.flatMap(({ model }) => {
      const attempt = fitOrRefusal(() => purchaseModel(model).fit(histories))
      if ('fitted' in attempt) return attempt.fitted
      refused.push({ model, code: attempt.refused })
      return []
    })
    return { candidates, rows: joinedRows(histories, futurePurchases), horizon }
  })
  const comparison = compareModels(judged)
  const fitted = fits.find(({ model }) => model === comparison.model)
  assert(fitted !== undefined, 'only models that fit the whole log are compared')
  return { ...comparison, fitted, fits, refused }
}

/** The days of the past, from the earliest on. */
function originsOf(log: PurchaseLog, { days }: Duration, count: number): readonly Origin[] {
  const first = log.day.reduce((least, day) => Math.min(least, day), Infinity)
  const length = log.lastDay - first
  if (Number.isSafeInteger(days) && days > 0 && Number.isSafeInteger(count) && count > 0) {
    // At least as long as the horizon must have been seen before the earliest origin.
    if (length >= (count + 1) * days) {
      return Array.from({ length: count }, (_, i) => {
        const day = log.lastDay - (count - i) * days
        return { day, until: day + days }
      })
    }
  }
  const message = `The log is ${length} days long; ${count} origins ${days} days apart were asked for.`
  throw lifetimeError(
    'LIFETIME_OPTION_INVALID',
    message,
    { length, origins: count, days },
    {
      hint: 'Ask for fewer origins or a shorter horizon: whole days, one horizon more than there are origins.',
    },
  )
}

/** Customers alike in history and in what came after are one row. */
function joinedRows(histories: PurchaseHistories, futurePurchases: Float64Array): ChoiceOptions['rows'] {
  const { repeatPurchases, lastPurchaseAge, age } = histories
  const lives = Float64Array.from(distinctRows([repeatPurchases, lastPurchaseAge, age]).places)
  const { places, firsts } = distinctRows([lives, futurePurchases])
  const weight = new Float64Array(firsts.length)
  for (const place of places) weight[place]++
  return {
    histories: { ...selectRows(histories, firsts), weight },
    futurePurchases: Float64Array.from(firsts, (row) => futurePurchases[row]),
  }
}

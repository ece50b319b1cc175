/** Which model to use: the one that gave what came the highest probability, unless another does as well. */
import type { Saying } from '#kernel/saying.ts'
import { inUnit } from '#kernel/time.ts'
import type { Duration } from '#kernel/time.ts'
import { lifetimeError } from '../errors.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories, PurchaseModelName } from '../model.ts'
import { purchaseModel, purchaseModels } from '../models.ts'
import { checkCounts, checkHorizon, checkTimeUnit } from '../outlook/check-options.ts'
import { eachPredictedRow, probabilityOf } from './predicted-rows.ts'

/** A difference of no more than so many standard errors may be chance. */
export const tellingErrors = 2
/** A difference below this one is of rounding alone: two models that are the same, as MBG/CNBD-k with k = 1 is MBG/NBD. */
const leastDifference = 1e-9

/** What is chosen from. */
export interface ChoiceOptions {
  /** Fitted on the same data up to the same origin, earlier than the one that is reported; one fit a model. */
  readonly candidates: readonly AnyFittedPurchaseModel[]
  /** Distinct rows at that origin with what came after it, weighted. */
  readonly rows: { readonly histories: PurchaseHistories; readonly futurePurchases: Float64Array }
  readonly horizon: Duration
}

/** How one model did beside the best. */
export interface ChoiceCandidate<Name extends string = PurchaseModelName> {
  readonly model: Name
  /** Mean ln P(N = y) over customers, parameters and chance together. */
  readonly meanLogProbability: number
  /** Mean of the paired differences to the best, ≤ 0. */
  readonly differenceToBest: number
  readonly standardError: number
  /** The same against the model that was chosen, which may be another than the best. */
  readonly againstChosen: AgainstChosen
  /** Whether the fit ran into a boundary of its parameters: more than one set of them would do as well. */
  readonly atBoundary: boolean
}

/** How one model did beside the chosen one. */
export interface AgainstChosen {
  /** Mean of the paired differences: above 0 where it did better. */
  readonly difference: number
  readonly standardError: number
  /** Whether the difference is within two standard errors: then it may be chance alone. */
  readonly isNoise: boolean
}

/** The chosen model, how all did, and why. */
export interface ModelChoice<Name extends string = PurchaseModelName> {
  readonly model: Name
  /** In the order of preference. */
  readonly candidates: readonly ChoiceCandidate<Name>[]
  /** A sentence in English. */
  readonly reason: string
  /** The same sentence for those who have language files. */
  readonly because: Saying
}

/**
 * Chooses by the mean log predictive probability. Of all models within two paired standard errors of the best, the
 * first in the order Pareto/NBD, MBG/NBD, BG/NBD is taken.
 *
 * @throws LIFETIME_OPTION_INVALID without a candidate; LIFETIME_HORIZON_INVALID, LIFETIME_LENGTHS_DIFFER,
 *   LIFETIME_COUNT_NOT_WHOLE, LIFETIME_TIME_UNIT_MISMATCH
 */
export function chooseAtOrigin({ candidates, rows, horizon }: ChoiceOptions): ModelChoice {
  for (const fitted of candidates) checkTimeUnit(fitted, rows.histories)
  checkHorizon(horizon)
  checkCounts('future purchases', rows.futurePurchases, rows.histories.age.length)
  if (candidates.length === 0) {
    throw lifetimeError('LIFETIME_OPTION_INVALID', 'There is no model to choose from.', undefined, {
      hint: 'Pass at least one fitted model.',
    })
  }
  const weight = rows.histories.weight ?? new Float64Array(rows.futurePurchases.length).fill(1)
  const scored = purchaseModels
    .flatMap(({ name }) => candidates.filter(({ model }) => model === name))
    .map((fitted) => ({
      model: fitted.model,
      title: purchaseModel(fitted).title,
      atBoundary: fitted.warnings.length > 0,
      logProbability: logProbabilities(fitted, rows, horizon),
    }))
  return chooseAmong(scored, weight)
}

/** A model that competes, by what it foresaw of each row. */
export interface ScoredModel<Name extends string> {
  readonly model: Name
  readonly title: string
  readonly atBoundary: boolean
  /** ln P(N = y) of each row. */
  readonly logProbability: Float64Array
}

/**
 * Of all models within two paired standard errors of the best, the first.
 *
 * @param scored - At least one, in the order of preference.
 * @param weight - Customers that each row stands for.
 */
export function chooseAmong<Name extends string>(
  scored: readonly ScoredModel<Name>[],
  weight: Float64Array,
): ModelChoice<Name> {
  const means = scored.map(({ logProbability }) => weightedMean(logProbability, weight))
  const best = scored[means.indexOf(Math.max(...means))]
  const compared = scored.map(({ model, title, atBoundary, logProbability }, i) => ({
    model,
    title,
    meanLogProbability: means[i],
    ...pairedDifference(logProbability, best.logProbability, weight),
    atBoundary,
  }))
  // The best is as good as itself, so that there is always one.
  const place = compared.findIndex(isAsGood)
  const chosen = compared[place]
  return {
    model: chosen.model,
    candidates: compared.map(({ title: _title, ...candidate }, i) => ({
      ...candidate,
      againstChosen: againstChosen(
        pairedDifference(scored[i].logProbability, scored[place].logProbability, weight),
      ),
    })),
    ...reasonFor(chosen, best.title, compared),
  }
}

/** A paired difference to the chosen model, with what it tells; none at all where the two said the same. */
export function againstChosen({
  differenceToBest: difference,
  standardError,
}: ReturnType<typeof pairedDifference>): AgainstChosen {
  if (Math.max(Math.abs(difference), standardError) < leastDifference) {
    return { difference: 0, standardError: 0, isNoise: true }
  }
  return { difference, standardError, isNoise: Math.abs(difference) <= tellingErrors * standardError }
}

/** ln P(N = y) of each row, parameters and chance together. */
export function logProbabilities(
  fitted: AnyFittedPurchaseModel,
  { histories, futurePurchases }: ChoiceOptions['rows'],
  horizon: Duration,
): Float64Array {
  const result = new Float64Array(futurePurchases.length)
  const ahead = inUnit(horizon, fitted.timeUnit)
  eachPredictedRow({ fitted, histories, horizon: ahead, futurePurchases }, (predicted) => {
    result[predicted.row] = Math.log(probabilityOf(predicted, futurePurchases[predicted.row]))
  })
  return result
}

/** Mean over customers. */
export function weightedMean(column: Float64Array, weight: Float64Array): number {
  let customers = 0
  let sum = 0
  for (let row = 0; row < column.length; row++) {
    customers += weight[row]
    sum += weight[row] * column[row]
  }
  return sum / customers
}

/** Mean difference per customer, and the standard error of that mean. */
export function pairedDifference(
  own: Float64Array,
  best: Float64Array,
  weight: Float64Array,
): Pick<ChoiceCandidate, 'differenceToBest' | 'standardError'> {
  const differences = own.map((value, row) => value - best[row])
  const differenceToBest = weightedMean(differences, weight)
  const variance = weightedMean(
    differences.map((difference) => (difference - differenceToBest) ** 2),
    weight,
  )
  const customers = weight.reduce((sum, count) => sum + count, 0)
  return { differenceToBest, standardError: Math.sqrt(variance / customers) }
}

/** Whether a model did as well as the best, within two paired standard errors. */
export function isAsGood({
  differenceToBest,
  standardError,
}: Pick<ChoiceCandidate, 'differenceToBest' | 'standardError'>): boolean {
  return -differenceToBest <= Math.max(leastDifference, tellingErrors * standardError)
}

type Compared = Pick<ChoiceCandidate, 'differenceToBest' | 'standardError'> & { readonly title: string }

/** What the reason for a choice speaks of; models by their titles. */
export interface ReasonedChoice {
  readonly chosen: string
  readonly best: string
  /** Those that did as well as the chosen one, within two standard errors. */
  readonly alike: readonly string[]
  /** Models that were compared, the chosen one included. */
  readonly count: number
}

/** The sentence of language files that says why a model was chosen. */
export function choiceSaying({ chosen, best, alike, count }: ReasonedChoice): Saying {
  if (count === 1) return { code: 'LIFETIME_CHOICE_ONLY', values: { chosen } }
  if (chosen !== best) return { code: 'LIFETIME_CHOICE_TIE', values: { chosen, best } }
  if (alike.length === 0) return { code: 'LIFETIME_CHOICE_CLEAR', values: { chosen } }
  return { code: 'LIFETIME_CHOICE_ALIKE', values: { chosen, alike: alike.join(', ') } }
}

/** Why, as a sentence that language files know, and as it reads in English. */
function reasonFor(
  chosen: Compared,
  best: string,
  compared: readonly Compared[],
): Pick<ModelChoice, 'because' | 'reason'> {
  const alike = compared.filter((other) => other !== chosen && isAsGood(other)).map(({ title }) => title)
  const reasoned = { chosen: chosen.title, best, alike, count: compared.length }
  return { because: choiceSaying(reasoned), reason: english(reasoned) }
}

function english({ chosen, best, alike, count }: ReasonedChoice): string {
  if (count === 1) return `${chosen} is the only model that could be fitted.`
  if (chosen !== best) {
    return (
      `${best} predicted what came slightly better, but by less than two standard errors; ` +
      `in such a tie ${chosen} goes first.`
    )
  }
  if (alike.length === 0) return `${chosen} predicted what came clearly better than the others.`
  return `${chosen} predicted what came best; ${alike.join(' and ')} did as well within two standard errors.`
}

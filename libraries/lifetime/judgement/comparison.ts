/** All models beside one another on what came after several days of the past: the table behind a choice. */
import type { Saying } from '#kernel/saying.ts'
import { inUnit } from '#kernel/time.ts'
import { lifetimeError } from '../errors.ts'
import type { AnyFittedPurchaseModel, PurchaseModelName } from '../model.ts'
import { purchaseModel, purchaseModels } from '../models.ts'
import { checkCounts, checkHorizon, checkTimeUnit } from '../outlook/check-options.ts'
import { calibrationByPastPurchases, type CalibrationGroup } from './calibration.ts'
import {
  againstChosen,
  type AgainstChosen,
  type ChoiceOptions,
  choiceSaying,
  isAsGood,
  logProbabilities,
  pairedDifference,
  type ReasonedChoice,
  weightedMean,
} from './choice.ts'
import { judgedMeans, type JudgedMeans } from './judged-means.ts'
import { mixedLogProbabilities, stackingWeights } from './stacking.ts'

/** One model over all origins. */
export interface ComparedModel extends JudgedMeans {
  readonly model: PurchaseModelName
  readonly title: string
  /** Mean ln P(N = y) over customers and origins. */
  readonly meanLogProbability: number
  /** Mean of the paired differences to the best, ≤ 0, with its standard error. */
  readonly differenceToBest: number
  readonly standardError: number
  /** Whether the difference is within two standard errors: then it may be chance alone. */
  readonly isNoise: boolean
  /** The same against the model that was chosen, which may be another than the best. */
  readonly againstChosen: AgainstChosen
  /** By 0, 1, …, 7+ repeat purchases before the origin. */
  readonly byPastPurchases: readonly Omit<CalibrationGroup, 'baseline'>[]
}

/** Several models mixed. */
export interface ModelAverage {
  /** Sum to 1; found on every origin but the last. */
  readonly weights: Readonly<Partial<Record<PurchaseModelName, number>>>
  /** On the last origin alone: mean ln P of the mixture less that of the chosen model, and its standard error. */
  readonly gain: number
  readonly standardError: number
  /** Whether the gain is more than two standard errors. */
  readonly wins: boolean
}

/** The models compared, and which to use. */
export interface ModelComparison {
  /** Of the models within two standard errors of the best, the first in the order in which ties are decided. */
  readonly model: PurchaseModelName
  /** The best first. */
  readonly table: readonly ComparedModel[]
  /** Null where there is one origin only, or one model: nothing would be left to judge a mixture on. */
  readonly average: ModelAverage | null
  /** A sentence in English. */
  readonly reason: string
  /** Why this model, for those who have language files; of a mixture it says nothing. */
  readonly because: Saying
}

/** What one model said of what came, origin after origin. */
interface Foretold {
  readonly model: PurchaseModelName
  readonly origins: readonly { readonly logProbability: Float64Array; readonly expected: Float64Array }[]
}

/**
 * Compares models that were fitted at each of several origins on what came after it.
 *
 * The same customers are seen at several origins, so that origins are not independent: the standard error of a mean over
 * them is the mean of theirs, as if they were all alike, and never too small.
 *
 * @param origins - From the earliest on; each with the fits up to it. A model that is missing at one is left out.
 * @throws LIFETIME_OPTION_INVALID where no model was fitted at every origin; LIFETIME_HORIZON_INVALID,
 *   LIFETIME_LENGTHS_DIFFER, LIFETIME_COUNT_NOT_WHOLE, LIFETIME_TIME_UNIT_MISMATCH
 */
export function compareModels(origins: readonly ChoiceOptions[]): ModelComparison {
  origins.forEach(checkOrigin)
  const records = recordsOf(origins)
  if (records.length === 0) throw nothingToCompare(origins.length)
  const weights = origins.map(weightOf)
  const chosen = chosenOf(records, weights)
  const table = records
    .map((record) => comparedModel(record, chosen, { origins, weights }))
    .toSorted((a, b) => b.meanLogProbability - a.meanLogProbability)
  const average = averageOf(records, weights)
  const { model } = chosen.record
  return { model, table, average, ...reasonFor(model, table, average) }
}

/**
 * One column of predictions out of several models': the mean by their weights.
 *
 * @param weights - Of `ModelAverage`.
 * @param predict - Any prediction by one fit, for instance `(fitted) => expectedPurchases(fitted, histories, ahead)`.
 * @throws LIFETIME_OPTION_INVALID where a model with a weight has no fit.
 */
export function averaged(
  weights: ModelAverage['weights'],
  fits: readonly AnyFittedPurchaseModel[],
  predict: (fitted: AnyFittedPurchaseModel) => Float64Array,
): Float64Array {
  const columns = Object.entries(weights)
    .filter(([, weight]) => weight > 0)
    .map(([model, weight]) => {
      const fitted = fits.find((candidate) => candidate.model === model)
      if (fitted === undefined) throw noFit(model)
      return predict(fitted).map((value) => weight * value)
    })
  return columns.reduce((sum, column) => sum.map((value, row) => value + column[row]))
}

function checkOrigin({ candidates, rows, horizon }: ChoiceOptions): void {
  for (const fitted of candidates) checkTimeUnit(fitted, rows.histories)
  checkHorizon(horizon)
  checkCounts('future purchases', rows.futurePurchases, rows.histories.age.length)
}

/** Models fitted at every origin, in the order in which ties are decided. */
function recordsOf(origins: readonly ChoiceOptions[]): readonly Foretold[] {
  return purchaseModels.flatMap(({ name }) => {
    const fits = origins.map(({ candidates }) => candidates.find(({ model }) => model === name))
    if (fits.length === 0 || fits.includes(undefined)) return []
    return {
      model: name,
      origins: origins.map(({ rows, horizon }, i) => {
        const fitted = fits[i] as AnyFittedPurchaseModel
        const ahead = inUnit(horizon, fitted.timeUnit)
        return {
          logProbability: logProbabilities(fitted, rows, horizon),
          expected: purchaseModel(fitted).expectedPurchases(fitted, rows.histories, ahead),
        }
      }),
    }
  })
}

function weightOf({ rows }: ChoiceOptions): Float64Array {
  return rows.histories.weight ?? new Float64Array(rows.futurePurchases.length).fill(1)
}

interface Chosen {
  readonly record: Foretold
  readonly best: Foretold
}

/** The best by its mean, and the first that does as well. */
function chosenOf(records: readonly Foretold[], weights: readonly Float64Array[]): Chosen {
  const means = records.map((record) => meanOver(record, weights))
  const best = records[means.indexOf(Math.max(...means))]
  // The best is as good as itself, so that there is always one.
  const chosen = records.findIndex((record) => isAsGood(differenceOver(record, best, weights)))
  return { record: records[chosen], best }
}

function comparedModel(
  record: Foretold,
  chosen: Chosen,
  {
    origins,
    weights,
  }: { readonly origins: readonly ChoiceOptions[]; readonly weights: readonly Float64Array[] },
): ComparedModel {
  const difference = differenceOver(record, chosen.best, weights)
  const columns = {
    actual: joined(origins.map(({ rows }) => rows.futurePurchases)),
    expected: joined(record.origins.map(({ expected }) => expected)),
    weight: joined(weights),
  }
  const pastPurchases = joined(origins.map(({ rows }) => rows.histories.repeatPurchases))
  const groups = calibrationByPastPurchases({ ...columns, pastPurchases, baseline: columns.expected })
  return {
    model: record.model,
    title: purchaseModel(record.model).title,
    meanLogProbability: meanOver(record, weights),
    ...difference,
    isNoise: isAsGood(difference),
    againstChosen: againstChosen(differenceOver(record, chosen.record, weights)),
    ...judgedMeans(columns),
    byPastPurchases: groups.map(({ repeatPurchases, orMore, customers, actual, expected }) => ({
      repeatPurchases,
      orMore,
      customers,
      actual,
      expected,
    })),
  }
}

/** The mixture that would have been made before the last origin, judged there. */
function averageOf(records: readonly Foretold[], weights: readonly Float64Array[]): ModelAverage | null {
  const last = weights.length - 1
  if (last === 0 || records.length === 1) return null
  const before = weights.slice(0, last)
  const shares = stackingWeights({
    logProbabilities: records.map((record) => joined(record.origins.slice(0, last).map(logOf))),
    weight: joined(before),
  })
  const earlier = records.map((record) => ({ ...record, origins: record.origins.slice(0, last) }))
  const { model } = chosenOf(earlier, before).record
  const final = records.map((record) => logOf(record.origins[last]))
  const chosen = final[records.findIndex((record) => record.model === model)]
  const { differenceToBest: gain, standardError } = pairedDifference(
    mixedLogProbabilities(final, shares),
    chosen,
    weights[last],
  )
  const named = records.map((record, i) => [record.model, shares[i] < 1e-6 ? 0 : shares[i]])
  return {
    weights: Object.fromEntries(named) as ModelAverage['weights'],
    gain,
    standardError,
    wins: gain > 2 * standardError,
  }
}

function logOf({ logProbability }: Foretold['origins'][number]): Float64Array {
  return logProbability
}

function meanOver({ origins }: Foretold, weights: readonly Float64Array[]): number {
  return weightedMean(joined(origins.map(logOf)), joined(weights))
}

/** The mean difference over customers and origins, its error as if all origins were alike. */
function differenceOver(
  record: Foretold,
  best: Foretold,
  weights: readonly Float64Array[],
): ReturnType<typeof pairedDifference> {
  const parts = weights.map((weight, i) =>
    pairedDifference(record.origins[i].logProbability, best.origins[i].logProbability, weight),
  )
  const customers = weights.map((weight) => weight.reduce((sum, count) => sum + count, 0))
  const all = customers.reduce((sum, count) => sum + count, 0)
  const mean = (read: (part: (typeof parts)[number]) => number) =>
    parts.reduce((sum, part, i) => sum + (customers[i] / all) * read(part), 0)
  return {
    differenceToBest: mean((part) => part.differenceToBest),
    standardError: mean((part) => part.standardError),
  }
}

function joined(columns: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(columns.reduce((length, column) => length + column.length, 0))
  let at = 0
  for (const column of columns) {
    all.set(column, at)
    at += column.length
  }
  return all
}

function reasonFor(
  model: PurchaseModelName,
  table: readonly ComparedModel[],
  average: ModelAverage | null,
): Pick<ModelComparison, 'reason' | 'because'> {
  const { title } = purchaseModel(model)
  const [best] = table
  const alike = table.filter((row) => row.isNoise && row.model !== model).map((row) => row.title)
  const reasoned = { chosen: title, best: best.title, alike, count: table.length }
  const mixture =
    average?.wins === true
      ? ' A mixture did better still on the last origin, which had no part in making it.'
      : ''
  return { because: choiceSaying(reasoned), reason: `${english(reasoned)}${mixture}` }
}

function english({ chosen, best, alike, count }: ReasonedChoice): string {
  if (count === 1) return `${chosen} is the only model that could be fitted.`
  if (chosen !== best) {
    return `${best} gave what came a slightly higher probability, but the difference is noise; in such a tie ${chosen} goes first.`
  }
  if (alike.length === 0) return `${chosen} gave what came a clearly higher probability than the others.`
  return `${chosen} gave what came the highest probability; what ${alike.join(' and ')} did less is noise.`
}

function nothingToCompare(origins: number): Error {
  const message = `No model was fitted at every one of ${origins} origins.`
  return lifetimeError(
    'LIFETIME_OPTION_INVALID',
    message,
    { origins },
    {
      hint: 'Fit at least one model at each origin, or leave out origins too early to fit anything.',
    },
  )
}

function noFit(model: string): Error {
  return lifetimeError(
    'LIFETIME_OPTION_INVALID',
    `The mixture needs a fit of ${model}.`,
    { model },
    {
      hint: 'Pass a fit of every model that has a weight.',
    },
  )
}

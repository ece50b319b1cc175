/** When seasons can be told, of what length, with which model, and when they are called found. */
import type { Saying } from '#kernel/saying.ts'
import { addDays, days, daysBetween, type Day } from '#kernel/time.ts'
import { covariateModelNames, type CovariateModelName } from '#lifetime/covariates/effects.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import { inverseNormal } from '#numerics/normal.ts'
import { extremes, seasonName } from './season-names.ts'
import type { Season, SeasonLength, SeasonTrial } from './seasons-report.ts'
import type { ValueCalendar, Window } from '../refresh/value-calendar.ts'
import { modelTitles } from '../refresh/value-warnings.ts'

/** With less a season cannot be told from a trend, a campaign or the fading of the first customers. */
const fewestDays = 730
/** Every time of the year must have been seen before a trial, and half of them are to be foretold. */
const fewestTrainingDays = 365
const fewestTrialDays = 182
/** Longer trials and outlooks tell nothing more of a year, and cost more. */
const mostDaysAhead = 730
/** With so many purchases the error of a multiplier is a fifth of it. */
const fewestPurchases = 20
/** A likelihood ratio that chance brings more often than this is no evidence. */
const significance = 0.01
/**
 * Under Pareto/NBD the likelihood is integrated over every month of every history: half a second for so many of them,
 * where the others, whose dropout waits for purchases, take a twentieth of it.
 */
const mostMonthsOfParetoNbd = 20_000

/** Seasons of each length by their months, in the order of the year. */
const monthsOfSeasons: Readonly<Record<SeasonLength, readonly (readonly number[])[]>> = {
  month: Array.from({ length: 12 }, (_, month) => [month + 1]),
  quarter: Array.from({ length: 4 }, (_, quarter) => [1, 2, 3].map((month) => 3 * quarter + month)),
}

/** Which season of the year a day lies in, counted from 0. */
export function seasonOf(by: SeasonLength, day: Day): number {
  const month = Number(day.slice(5, 7)) - 1
  return by === 'month' ? month : Math.floor(month / 3)
}

/** The months of a season by its number. */
export function monthsOf(by: SeasonLength, season: number): readonly number[] {
  return monthsOfSeasons[by][season] ?? []
}

/** Why no season can be looked for in a log of these days, or the window to try them on. */
export function seasonWindow({ firstDay, asOf, holdout }: ValueCalendar): Window | Saying {
  const length = daysBetween(firstDay, asOf) + 1
  if (length < fewestDays) return { code: 'VALUE_SEASONS_LOG_SHORT', values: { count: length } }
  const { origin, days: after } = holdout ?? { origin: asOf, days: 0 }
  if (daysBetween(firstDay, origin) < fewestTrainingDays || after < fewestTrialDays) {
    return { code: 'VALUE_SEASONS_TRIAL_SHORT', values: { origin } }
  }
  return { origin, days: Math.min(after, mostDaysAhead) }
}

/** How far ahead seasons are followed. */
export function outlookDays(horizonDays: number): number {
  return Math.min(horizonDays, mostDaysAhead)
}

/** The model that takes the seasons, and why it is another than the one that customers are valued with. */
export function seasonModel(
  { model: chosen, distinctRows }: AnyFittedPurchaseModel,
  of: Pick<ValueCalendar, 'firstDay' | 'asOf'> & { readonly hasCovariates: boolean },
): { readonly model: CovariateModelName; readonly standIn: Saying | null } {
  const own = covariateModelNames.find((name) => name === chosen)
  const months = (distinctRows * 12 * daysBetween(of.firstDay, of.asOf)) / 365
  const isQuick = own !== 'pareto-nbd' || months <= mostMonthsOfParetoNbd
  const standIn = (model: CovariateModelName, code: string) => {
    const values = { chosen: modelTitles[chosen], model: modelTitles[model] }
    return { model, standIn: { code, values } }
  }
  if (own === undefined) {
    return standIn(chosen === 'bg-cnbd-k' ? 'bg-nbd' : 'mbg-nbd', 'VALUE_SEASONS_MODEL_WITHOUT')
  }
  if (!isQuick) return standIn('mbg-nbd', 'VALUE_SEASONS_MODEL_SLOW')
  return of.hasCovariates ? standIn(own, 'VALUE_SEASONS_MODEL_COVARIATES') : { model: own, standIn: null }
}

/** The shortest seasons that all hold enough purchases, at every one of the fits; or why there are none. */
export function seasonLength(
  purchasesByMonth: readonly (readonly number[])[],
  origin: Day,
): SeasonLength | Saying {
  const fewest = (by: SeasonLength) =>
    Math.min(...purchasesByMonth.flatMap((counts) => joinedMonths(by, counts)))
  const by = (['month', 'quarter'] as const).find((length) => fewest(length) >= fewestPurchases)
  if (by !== undefined) return by
  const values = { count: fewest('quarter'), needed: fewestPurchases, origin }
  return { code: 'VALUE_SEASONS_PURCHASES_FEW', values }
}

/** Purchases of each season, from those of the twelve months. */
export function joinedMonths(by: SeasonLength, counts: readonly number[]): readonly number[] {
  return monthsOfSeasons[by].map((months) => months.reduce((sum, month) => sum + (counts[month - 1] ?? 0), 0))
}

/** A month, or what of it lies in a window, and how many days after the window's origin it ends. */
export interface MonthAhead {
  readonly month: string
  readonly days: number
  readonly until: number
}

/** The months of a window. */
export function monthsAhead({ origin, days: length }: Window): readonly MonthAhead[] {
  const months: MonthAhead[] = []
  for (let ahead = 1; ahead <= length; ahead++) {
    const month = addDays(origin, days(ahead)).slice(0, 7)
    const last = months.at(-1)
    if (last?.month === month) months[months.length - 1] = { month, days: last.days + 1, until: ahead }
    else months.push({ month, days: 1, until: ahead })
  }
  return months
}

/** Multipliers cannot fall below nothing, so that their intervals are those of the logarithm. */
export function multiplierRange(
  multiplier: number,
  standardError: number | null,
): Pick<Season, 'low' | 'high'> {
  if (standardError === null) return { low: null, high: null }
  const spread = Math.exp((inverseNormal(0.9) * standardError) / multiplier)
  return { low: multiplier / spread, high: multiplier * spread }
}

/** What a finding rests on. */
interface Evidence {
  readonly seasons: readonly Season[]
  readonly likelihoodRatio: { readonly pValue: number }
  readonly trial: SeasonTrial
}

/** Seasons are found where chance does not explain them and they foretold what they had not seen. */
export function seasonFinding({ seasons, likelihoodRatio, trial }: Evidence): {
  readonly finding: 'found' | 'none'
  readonly because: Saying
} {
  const { pValue } = likelihoodRatio
  if (pValue >= significance) {
    return { finding: 'none', because: { code: 'VALUE_SEASONS_CHANCE', values: { probability: pValue } } }
  }
  const { withSeasons, withoutSeasons, origin, months } = trial
  const isBetter =
    withSeasons.poissonDeviance < withoutSeasons.poissonDeviance &&
    withSeasons.meanAbsoluteError < withoutSeasons.meanAbsoluteError
  if (!isBetter) {
    const values = { count: months.length, origin }
    return { finding: 'none', because: { code: 'VALUE_SEASONS_NOT_FORETOLD', values } }
  }
  return { finding: 'found', because: foundBecause(seasons) }
}

function foundBecause(seasons: readonly Season[]): Saying {
  const { best, quietest } = extremes(seasons)
  return {
    code: 'VALUE_SEASONS_FOUND',
    values: {
      best: seasonName(best),
      most: best.multiplier,
      mostRange: rangeOf(best),
      quietest: seasonName(quietest),
      least: quietest.multiplier,
      leastRange: rangeOf(quietest),
    },
  }
}

function rangeOf({ low, high }: Season): Saying {
  return low === null || high === null
    ? { code: 'VALUE_SEASONS_RANGE_UNKNOWN' }
    : { code: 'VALUE_SEASONS_RANGE', values: { low, high } }
}

/** Seasons of a made-up base, made by formulas. */
import type { Day } from '#kernel/time.ts'
import { monthsAhead } from './seasons.ts'
import type { SeasonMonth, SeasonsJudged } from './seasons-report.ts'

const multipliers = [0.82, 0.46, 0.88, 0.98, 0.98, 1.08, 0.79, 0.73, 1.04, 1.08, 1.33, 1.8]

function monthsAfter(origin: string, length: number): readonly SeasonMonth[] {
  return monthsAhead({ origin: origin as Day, days: length }).map(({ month, days }, place) => {
    const withoutSeasons = 3.6 * days * 0.99 ** place
    const multiplier = multipliers[Number(month.slice(5)) - 1] ?? 1
    return { month, days, withSeasons: multiplier * withoutSeasons, withoutSeasons }
  })
}

const trialMonths = monthsAfter('2024-10-30', 243).map((month, place) => ({
  ...month,
  actual: Math.round(month.withSeasons * (1 + 0.08 * Math.sin(2 * place))),
}))
const outlookMonths = monthsAfter('2025-06-30', 364)
const sum = (which: 'withSeasons' | 'withoutSeasons') =>
  outlookMonths.reduce((total, month) => total + month[which], 0)

/** A season that was found. */
export const sampleSeasons: SeasonsJudged = {
  finding: 'found',
  reason:
    'In December customers buy 1.80 times as often as in a usual time (1.72 to 1.89), in February 0.46 times.',
  because: {
    code: 'VALUE_SEASONS_FOUND',
    values: {
      best: { code: 'VALUE_MONTH_12' },
      most: 1.8,
      mostRange: { code: 'VALUE_SEASONS_RANGE', values: { low: 1.72, high: 1.89 } },
      quietest: { code: 'VALUE_MONTH_2' },
      least: 0.46,
      leastRange: { code: 'VALUE_SEASONS_RANGE_UNKNOWN' },
    },
  },
  appliedToValues: false,
  model: 'mbg-nbd',
  standIn: {
    reason:
      'Pareto/NBD with seasons would take long for so many customers; here they, and what is expected without them, are those of MBG/NBD.',
    because: { code: 'VALUE_SEASONS_MODEL_SLOW', values: { chosen: 'Pareto/NBD', model: 'MBG/NBD' } },
  },
  by: 'month',
  customers: 2_000,
  seasons: multipliers.map((multiplier, place) => ({
    months: [place + 1],
    purchases: Math.round(280 * multiplier),
    multiplier,
    low: place === 1 ? null : multiplier / 1.06,
    high: place === 1 ? null : multiplier * 1.06,
  })),
  likelihoodRatio: { statistic: 355.5, degrees: 11, pValue: 1.6e-69 },
  trial: {
    origin: '2024-10-30' as Day,
    days: 243,
    months: trialMonths,
    withSeasons: { poissonDeviance: 0.31, meanAbsoluteError: 4.94 },
    withoutSeasons: { poissonDeviance: 12.5, meanAbsoluteError: 29.2 },
  },
  outlook: {
    days: 364,
    withSeasons: sum('withSeasons'),
    withoutSeasons: sum('withoutSeasons'),
    months: outlookMonths,
    movedBy: 0.1,
    movedUp: 12,
    movedDown: 31,
  },
}

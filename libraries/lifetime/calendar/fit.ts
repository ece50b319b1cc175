/** Fits BG/NBD, MBG/NBD and Pareto/NBD on a calendar, known or to be estimated. */
import { type TimeUnit } from '#kernel/time.ts'
import type { BetaGeometricName, BetaGeometricVariant } from '../beta-geometric/likelihood.ts'
import { betaGeometricLikelihood } from '../beta-geometric/fit.ts'
import { transformed } from '../covariates/centring.ts'
import type { CovariateModelName } from '../covariates/effects.ts'
import { fitByMaximumLikelihood, type FitProblem, type FitResult } from '../fit.ts'
import { purchaseProblem } from '../fit-purchases.ts'
import type { Fitted, FitOptions, PurchaseLikelihood } from '../model.ts'
import { pathCurvature } from '../pareto-nbd-paths/curvature.ts'
import { paretoNbdLikelihood } from '../pareto-nbd/fit.ts'
import { checkCovers, type PurchaseCalendar, withMultipliers } from './calendar.ts'
import {
  type CustomersOnCalendar,
  distinctOnCalendar,
  observedSpan,
  operationalHistories,
} from './customers.ts'
import { operationalCurvature } from './operational-curvature.ts'
import { daysBySeason, purchasesBySeason, refuseEmptySeasons, seasonPaths, seasonRows } from './seasons.ts'

/** What a fit found of one season. */
export interface FittedSeason {
  readonly name: string
  /** Purchases in this season over those in a usual time. */
  readonly multiplier: number
  /** Null where the data do not identify the parameters. */
  readonly standardError: number | null
}

/**
 * A model fitted on a calendar. Its parameters measure usual time, in which the multiplier is 1; those named `season.x`
 * are ln of a season's multiplier over that of the first season.
 */
export interface FittedOnCalendar<Model extends CovariateModelName = CovariateModelName> extends Fitted<
  `${Model}-calendar`,
  string
> {
  readonly plainModel: Model
  readonly timeUnit: TimeUnit
  readonly calendar: PurchaseCalendar
  /** Names of the parameters that may be negative. */
  readonly coefficients: readonly string[]
  /** Every season with its error; null where the calendar was known. */
  readonly seasons: readonly FittedSeason[] | null
}

/**
 * Fits a model on a calendar whose multipliers are known, at the cost of one plain fit.
 *
 * Exact: under BG/NBD and MBG/NBD the plain model holds in operational time; under Pareto/NBD, whose dropout does not
 * wait for purchases, the dropout stays in clock time and the likelihood is integrated over the calendar.
 *
 * @throws LIFETIME_CALENDAR_TOO_SHORT, and what the plain fit throws.
 * @see Fader & Hardie; Bachmann, Meierer & Näf (2021), for a rate that changes over time.
 */
export function fitOnCalendar<Model extends CovariateModelName>(
  plainModel: Model,
  { customers, calendar }: { readonly customers: CustomersOnCalendar; readonly calendar: PurchaseCalendar },
  options: FitOptions = {},
): FittedOnCalendar<Model> {
  const result = fitByMaximumLikelihood(knownProblem(plainModel, { customers, calendar }), options)
  const { timeUnit } = customers.histories
  return documentOf(plainModel, { result, timeUnit, calendar, coefficients: [], seasons: null })
}

/**
 * Estimates the multipliers of a calendar's seasons together with the model, by maximum likelihood.
 *
 * @param data - The multipliers of the calendar are not looked at; over the time of the data they are found 1 on average.
 * @throws LIFETIME_CALENDAR_TOO_SHORT; LIFETIME_CALENDAR_INVALID where there is one season only, or nobody bought in one;
 *   and what the plain fit throws.
 */
export function fitSeasons<Model extends CovariateModelName>(
  plainModel: Model,
  { customers, calendar }: { readonly customers: CustomersOnCalendar; readonly calendar: PurchaseCalendar },
  options: FitOptions = {},
): FittedOnCalendar<Model> {
  const { problem, time } = seasonsProblem(plainModel, { customers, calendar })
  const result = fitByMaximumLikelihood(problem, options)
  const usual = inUsualTime(result, calendar, time)
  const multipliers = Object.fromEntries(usual.seasons.map(({ name, multiplier }) => [name, multiplier]))
  return documentOf(plainModel, {
    result: usual.result,
    timeUnit: customers.histories.timeUnit,
    calendar: withMultipliers(calendar, multipliers),
    coefficients: coefficientsOf(calendar),
    seasons: usual.seasons,
  })
}

/** Customers, and a calendar that covers them. */
interface CalendarCustomers {
  readonly customers: CustomersOnCalendar
  readonly calendar: PurchaseCalendar
}

/**
 * The likelihood on a known calendar.
 *
 * @throws LIFETIME_CALENDAR_TOO_SHORT.
 */
export function knownProblem(
  plainModel: CovariateModelName,
  { customers, calendar }: CalendarCustomers,
): FitProblem<string> {
  const { first, last } = observedSpan(customers)
  checkCovers(calendar, first, last)
  const purchases = purchasesBySeason(calendar, customers.repeatPurchases)
  const known = { customers, calendar, purchases, estimated: false }
  return plainModel === 'pareto-nbd' ? clockProblem(known) : operationalProblem(variantOf(plainModel), known)
}

/**
 * The likelihood of the seasons as it is searched, with α in the time of the first, and the days that each season has.
 *
 * @throws LIFETIME_CALENDAR_TOO_SHORT, LIFETIME_CALENDAR_INVALID.
 */
export function seasonsProblem(
  plainModel: CovariateModelName,
  { customers, calendar }: CalendarCustomers,
): { readonly problem: FitProblem<string>; readonly time: Float64Array } {
  const span = observedSpan(customers)
  checkCovers(calendar, span.first, span.last)
  const purchases = purchasesBySeason(calendar, customers.repeatPurchases)
  refuseEmptySeasons(calendar, purchases)
  const time = daysBySeason(calendar, span.first, span.last)
  const data = { customers, calendar, purchases, estimated: true }
  const problem =
    plainModel === 'pareto-nbd' ? clockProblem(data) : seasonalProblem(variantOf(plainModel), data)
  return { problem: withSeasons(problem, coefficientsOf(calendar), { purchases, time }), time }
}

/** Names of the parameters of seasons that are estimated: all but the first, against which they are measured. */
export function coefficientsOf({ names }: PurchaseCalendar): readonly string[] {
  return names.slice(1).map((name) => `season.${name}`)
}

/** What a fit on a calendar is made from. */
interface CalendarData {
  readonly customers: CustomersOnCalendar
  readonly calendar: PurchaseCalendar
  readonly purchases: Float64Array
  readonly estimated: boolean
}

function variantOf(model: CovariateModelName): BetaGeometricVariant {
  return { model: model as BetaGeometricName, earlyDropouts: model === 'bg-nbd' ? 0 : 1 }
}

/** The plain model in operational time; each purchase brings ln of its multiplier. */
function operationalProblem(
  variant: BetaGeometricVariant,
  { customers, calendar, purchases }: CalendarData,
): FitProblem<string> {
  const plain = purchaseProblem(
    betaGeometricLikelihood(variant) as PurchaseLikelihood,
    operationalHistories(customers, calendar),
  )
  const known = purchases.reduce(
    (sum, count, season) => sum + count * Math.log(calendar.multipliers[season]),
    0,
  )
  return { ...plain, logLikelihoodOffset: plain.logLikelihoodOffset + known }
}

function seasonalProblem(
  variant: BetaGeometricVariant,
  { customers, calendar, purchases }: CalendarData,
): FitProblem<string> {
  const plain = purchaseProblem(betaGeometricLikelihood(variant) as PurchaseLikelihood, customers.histories)
  const distinct = distinctOnCalendar(customers)
  const rows = seasonRows(distinct, calendar, { purchases, unit: plain.units[1] })
  const curvatureAt = operationalCurvature(variant, rows)
  return { ...plain, curvatureAt, slopeAt: curvatureAt, distinctRows: distinct.rows.age.length }
}

function clockProblem({ customers, calendar, purchases, estimated }: CalendarData): FitProblem<string> {
  const plain = purchaseProblem(paretoNbdLikelihood as PurchaseLikelihood, customers.histories)
  const distinct = distinctOnCalendar(customers)
  const rows = seasonPaths(distinct, calendar, { purchases, estimated, unit: plain.units[1] })
  const curvatureAt = (point: readonly number[]) => pathCurvature(rows, point)
  return { ...plain, curvatureAt, slopeAt: curvatureAt, distinctRows: distinct.rows.age.length }
}

/** The problem with one more coordinate for each season but the first, which start from purchases a day. */
function withSeasons(
  problem: FitProblem<string>,
  coefficients: readonly string[],
  { purchases, time }: { readonly purchases: Float64Array; readonly time: Float64Array },
): FitProblem<string> {
  const rates = purchases.map((count, season) => Math.log(count / time[season]))
  const start = Array.from(rates.subarray(1), (rate) => rate - rates[0])
  return {
    ...problem,
    parameterNames: [...problem.parameterNames, ...coefficients],
    coefficients,
    units: [...problem.units, ...coefficients.map(() => 1)],
    starts: [
      ...problem.starts.map((point) => [...point, ...start]),
      ...problem.starts.map((point) => [...point, ...start.map(() => 0)]),
    ],
  }
}

/** Multipliers whose mean over the data is 1, and the time parameter α that goes with them. */
function inUsualTime(
  result: FitResult<string>,
  { names }: PurchaseCalendar,
  time: Float64Array,
): { readonly result: FitResult<string>; readonly seasons: readonly FittedSeason[] } {
  const keys = Object.keys(result.parameters)
  const whole = time.reduce((sum, days) => sum + days, 0)
  const ratios = names.map((_, k) => (k === 0 ? 1 : Math.exp(result.parameters[keys[3 + k]])))
  const mean = ratios.reduce((sum, ratio, k) => sum + (ratio * time[k]) / whole, 0)
  // d ln(mean) by ln of each ratio.
  const shares = ratios.map((ratio, k) => (ratio * time[k]) / whole / mean)
  const alpha = result.parameters['alpha'] / mean
  const jacobian = keys.map((name, i) =>
    keys.map((_, j) => {
      if (name !== 'alpha') return i === j ? 1 : 0
      if (i === j) return 1 / mean
      return j < 4 ? 0 : -alpha * shares[j - 3]
    }),
  )
  const covariance = result.covariance === null ? null : transformed(result.covariance, jacobian)
  const seasons = names.map((name, k) => {
    const multiplier = ratios[k] / mean
    if (covariance === null) return Object.freeze({ name, multiplier, standardError: null })
    const slope = (j: number) => (j < 4 ? 0 : (j - 3 === k ? 1 : 0) - shares[j - 3])
    const variance = keys.reduce(
      (sum, _, i) => sum + keys.reduce((part, __, j) => part + slope(i) * slope(j) * covariance[i][j], 0),
      0,
    )
    return Object.freeze({ name, multiplier, standardError: multiplier * Math.sqrt(variance) })
  })
  const parameters = Object.freeze({ ...result.parameters, alpha })
  return { result: { ...result, parameters, covariance }, seasons }
}

function documentOf<Model extends CovariateModelName>(
  plainModel: Model,
  {
    result,
    ...rest
  }: { readonly result: FitResult<string> } & Pick<
    FittedOnCalendar,
    'timeUnit' | 'calendar' | 'coefficients' | 'seasons'
  >,
): FittedOnCalendar<Model> {
  return Object.freeze({
    ...result,
    ...rest,
    model: `${plainModel}-calendar` as const,
    version: 1 as const,
    plainModel,
  })
}

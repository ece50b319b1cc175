/** What Pareto/NBD expects of customers on paths of covariates. */
import type { Duration } from '#kernel/time.ts'
import { checkDocument } from '../document.ts'
import { lifetimeError } from '../errors.ts'
import { horizonIn } from '../horizon.ts'
import { checkDiscountRate, checkTimeUnit } from '../outlook/check-options.ts'
import { discountRateIn } from '../outlook/discount.ts'
import { pathCurvature, type PathRows } from './curvature.ts'
import { type KindRates, ratesOf } from './kinds.ts'
import type { FittedOnPaths } from './fit.ts'
import { countsAhead } from './counts.ts'
import { beliefsAbout, expectedAhead, type PathBeliefs, type PathLaw, type WindowAhead } from './future.ts'
import type { CustomersOnPaths } from './paths.ts'
import { asGiven, kindColumns, pathRows } from './rows.ts'
import { periodKinds, segmentsOf } from './segments.ts'

/** Which time ahead to look at; both ends count from the end of observation, and covariates must reach until then. */
export interface PathWindow {
  /** Begin; at once where left out. */
  readonly from?: Duration
  /** End; finite. */
  readonly horizon: Duration
}

/**
 * Log-likelihood of all customers together at the parameters of `fitted`.
 *
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_COVARIATE_MISSING.
 */
export function logLikelihoodOnPaths(fitted: FittedOnPaths, customers: CustomersOnPaths): number {
  checkTimeUnit(fitted, customers.histories)
  const rows = pathRows(customers, fitted.effects, { measure: asGiven(fitted.effects), unit: 1 })
  const count = rows.weight.reduce((sum, weight) => sum + weight, 0)
  return -count * pathCurvature(rows, pointOf(fitted)).value
}

/**
 * Probability that each customer is still active at the end of observation.
 *
 * @returns n probabilities in [0, 1], in the order given.
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_COVARIATE_MISSING.
 */
export function probabilityActiveOnPaths(fitted: FittedOnPaths, customers: CustomersOnPaths): Float64Array {
  return Float64Array.from(beliefsOf(fitted, customers).of, ({ active }) => active)
}

/**
 * Expected purchases of each customer in the time ahead. A new customer is one of age 0 with no repeat purchase.
 *
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_COVARIATE_MISSING, LIFETIME_HORIZON_INVALID, LIFETIME_PATH_TOO_SHORT.
 */
export function expectedPurchasesOnPaths(
  fitted: FittedOnPaths,
  customers: CustomersOnPaths,
  window: PathWindow,
): Float64Array {
  return expectedInWindow(fitted, customers, { ...window, discountRate: 0 })
}

/**
 * The same, each purchase discounted to the end of observation.
 *
 * @param options - `discountRatePerYear` is effective a year.
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_COVARIATE_MISSING, LIFETIME_HORIZON_INVALID, LIFETIME_PATH_TOO_SHORT,
 *   LIFETIME_OPTION_INVALID.
 */
export function discountedExpectedPurchasesOnPaths(
  fitted: FittedOnPaths,
  customers: CustomersOnPaths,
  options: PathWindow & { readonly discountRatePerYear: number },
): Float64Array {
  checkDiscountRate(options.discountRatePerYear)
  const discountRate = discountRateIn(fitted.timeUnit, options.discountRatePerYear)
  return expectedInWindow(fitted, customers, { ...options, discountRate })
}

/**
 * The whole distribution of each customer's purchases in the time ahead.
 *
 * @param window - Each table ends where 1 − 1e-9 of the probability is told, or at `mostPurchases`.
 * @returns For each customer P(0 purchases), P(1), …
 * @throws LIFETIME_MODEL_UNKNOWN, LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_COVARIATE_MISSING, LIFETIME_HORIZON_INVALID, LIFETIME_PATH_TOO_SHORT.
 */
export function purchaseProbabilitiesOnPaths(
  fitted: FittedOnPaths,
  customers: CustomersOnPaths,
  { mostPurchases = 1_000_000, ...window }: PathWindow & { readonly mostPurchases?: number },
): readonly Float64Array[] {
  const ahead = windowAhead(fitted, customers, window)
  const end = { coverage: 1 - 1e-9, maximum: mostPurchases }
  return countsAhead(beliefsOf(fitted, customers), ahead, end)
}

function pointOf(fitted: FittedOnPaths): number[] {
  checkDocument(fitted, ['pareto-nbd-paths'])
  const { parameters, coefficients } = fitted
  const { r, alpha, s, beta } = parameters
  return [...[r, alpha, s, beta].map(Math.log), ...coefficients.map((name) => parameters[name])]
}

function beliefsOf(fitted: FittedOnPaths, customers: CustomersOnPaths): PathBeliefs {
  checkTimeUnit(fitted, customers.histories)
  const rows = pathRows(customers, fitted.effects, { measure: asGiven(fitted.effects), unit: 1 })
  return beliefsAbout(lawOf(fitted, rows), rows)
}

/** The law of a fit for rows whose covariates are measured as given. */
export function lawOf(fitted: FittedOnPaths, { kinds }: Pick<PathRows, 'kinds'>): PathLaw {
  const { r, alpha, s, beta } = fitted.parameters
  return { parameters: { r, alpha, s, beta }, rates: ratesOf(kinds, pointOf(fitted).slice(4)) }
}

function expectedInWindow(
  fitted: FittedOnPaths,
  customers: CustomersOnPaths,
  { discountRate, ...window }: PathWindow & { readonly discountRate: number },
): Float64Array {
  const ahead = windowAhead(fitted, customers, window)
  return expectedAhead(beliefsOf(fitted, customers), { ...ahead, discountRate })
}

/** The time until a window and the window itself, cut into segments. */
export function windowAhead(
  fitted: FittedOnPaths,
  customers: CustomersOnPaths,
  { from, horizon }: PathWindow,
): Omit<WindowAhead, 'discountRate'> {
  const end = horizonIn(fitted, horizon, 0)
  const begin = from === undefined ? 0 : horizonIn(fitted, from, 0)
  if (begin > end) {
    const message = `The time looked at begins ${begin} ${fitted.timeUnit}s ahead and ends ${end} ahead.`
    throw lifetimeError('LIFETIME_HORIZON_INVALID', message, { begin, end })
  }
  const { age } = customers.histories
  const kinds = periodKinds(customers)
  const ahead = (length: number) => age.map((now) => now + length)
  const cut = (start: number, stop: number) =>
    segmentsOf(customers, kinds.kindOf, { from: ahead(start), to: ahead(stop), joined: false })
  return { waiting: cut(0, begin), window: cut(begin, end), begin }
}

/** The two rates of each kind of period, and the kind of each period. */
export function pathRates(
  fitted: FittedOnPaths,
  customers: CustomersOnPaths,
): { readonly rates: KindRates; readonly kindOf: Int32Array } {
  const kinds = periodKinds(customers)
  const columns = kindColumns(customers, fitted.effects, { kinds, measure: asGiven(fitted.effects) })
  return { rates: ratesOf(columns, pointOf(fitted).slice(4)), kindOf: kinds.kindOf }
}

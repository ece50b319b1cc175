/** What Pareto/NBD expects of customers on paths of covariates. */
import type { Duration } from '#kernel/time.ts'
import { gaussLegendre } from '#numerics/quadrature.ts'
import { lifetimeError } from '../errors.ts'
import { horizonIn } from '../horizon.ts'
import { checkDiscountRate, checkTimeUnit } from '../outlook/check-options.ts'
import { discountRateIn } from '../outlook/discount.ts'
import { pathCurvature, ratesOf, type KindColumns, type KindRates } from './curvature.ts'
import type { FittedOnPaths } from './fit.ts'
import type { CustomersOnPaths } from './paths.ts'
import { asGiven, kindColumns, pathRows } from './rows.ts'
import { periodKinds, segmentsOf, type Segments } from './segments.ts'

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
 * @throws LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_COVARIATE_MISSING.
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
 * @throws LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_COVARIATE_MISSING.
 */
export function probabilityActiveOnPaths(fitted: FittedOnPaths, customers: CustomersOnPaths): Float64Array {
  return beliefsOf(fitted, customers).active
}

/**
 * Expected purchases of each customer in the time ahead. A new customer is one of age 0 with no repeat purchase.
 *
 * @throws LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_COVARIATE_MISSING, LIFETIME_HORIZON_INVALID, LIFETIME_PATH_TOO_SHORT.
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
 * @throws LIFETIME_TIME_UNIT_MISMATCH, LIFETIME_COVARIATE_MISSING, LIFETIME_HORIZON_INVALID, LIFETIME_PATH_TOO_SHORT,
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

/** What is believed of each customer at the end of observation. */
interface PathBeliefs {
  readonly active: Float64Array
  /** (r + x) / (α + B). */
  readonly rate: Float64Array
  /** β + D. */
  readonly dropoutScale: Float64Array
  readonly rates: KindRates
}

function pointOf({ parameters, coefficients }: FittedOnPaths): number[] {
  const { r, alpha, s, beta } = parameters
  return [...[r, alpha, s, beta].map(Math.log), ...coefficients.map((name) => parameters[name])]
}

function beliefsOf(fitted: FittedOnPaths, customers: CustomersOnPaths): PathBeliefs {
  checkTimeUnit(fitted, customers.histories)
  const rows = pathRows(customers, fitted.effects, { measure: asGiven(fitted.effects), unit: 1 })
  const { r, alpha, s, beta } = fitted.parameters
  const rates = ratesOf(rows.kinds, pointOf(fitted).slice(4))
  const count = rows.repeatPurchases.length
  const [active, rate, dropoutScale] = [
    new Float64Array(count),
    new Float64Array(count),
    new Float64Array(count),
  ]
  for (let i = 0; i < count; i++) {
    const shape = r + rows.repeatPurchases[i]
    const start = walked({ a: alpha, c: beta }, rows.before, { customer: i, rates })
    const end = walked(start, rows.after, { customer: i, rates })
    const odds = dropoutOdds(start, rows.after, { customer: i, rates, shape, s, end })
    active[i] = 1 / (1 + odds)
    rate[i] = shape / end.a
    dropoutScale[i] = end.c
  }
  return { active, rate, dropoutScale, rates }
}

/** α + B and β + D at some time. */
interface Integrals {
  readonly a: number
  readonly c: number
}

function walked(
  { a, c }: Integrals,
  segments: Segments,
  { customer, rates }: { readonly customer: number; readonly rates: KindRates },
): Integrals {
  let [purchases, dropouts] = [a, c]
  for (let k = segments.first[customer]; k < segments.first[customer + 1]; k++) {
    purchases += rates.purchase[segments.kind[k]] * segments.length[k]
    dropouts += rates.dropout[segments.kind[k]] * segments.length[k]
  }
  return { a: purchases, c: dropouts }
}

const rule = gaussLegendre(8)

/** Over a panel an integrand falls by e to this power at most. */
const steepestPanel = 3

/** The dropouts since the last purchase over no dropout: s ∫ d (a/a(T))^−(r+x) (c/c(T))^−(s+1) / c(T) dt. */
function dropoutOdds(
  start: Integrals,
  segments: Segments,
  at: {
    readonly customer: number
    readonly rates: KindRates
    readonly shape: number
    readonly s: number
    readonly end: Integrals
  },
): number {
  const { customer, rates, shape, s, end } = at
  let { a, c } = start
  let sum = 0
  for (let k = segments.first[customer]; k < segments.first[customer + 1]; k++) {
    const [b, d] = [rates.purchase[segments.kind[k]], rates.dropout[segments.kind[k]]]
    for (let left = segments.length[k]; left > 0;) {
      const fall = (shape * b) / a + ((s + 1) * d) / c
      const panel = left * fall <= steepestPanel ? left : Math.min(left, steepestPanel / fall)
      for (let q = 0; q < rule.nodes.length; q++) {
        const time = panel * rule.nodes[q]
        const exponent = shape * Math.log((a + b * time) / end.a) + (s + 1) * Math.log((c + d * time) / end.c)
        sum += ((panel * rule.weights[q] * s * d) / end.c) * Math.exp(-exponent)
      }
      a += b * panel
      c += d * panel
      left -= panel
    }
  }
  return sum
}

function expectedInWindow(
  fitted: FittedOnPaths,
  customers: CustomersOnPaths,
  { from, horizon, discountRate }: PathWindow & { readonly discountRate: number },
): Float64Array {
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
  const [waiting, window] = [cut(0, begin), cut(begin, end)]
  const { active, rate, dropoutScale, rates } = beliefsOf(fitted, customers)
  const { s } = fitted.parameters
  return age.map((_, customer) => {
    const { c } = walked({ a: 0, c: dropoutScale[customer] }, waiting, { customer, rates })
    const survivors = Math.exp(-s * Math.log1p((c - dropoutScale[customer]) / dropoutScale[customer]))
    const one = { customer, rates, s, discountRate, begin, c }
    return active[customer] * rate[customer] * survivors * purchasesWhileActive(window, one)
  })
}

/** ∫ e^(−δt) b(t) ((β+D at the begin) / (β+D(t)))^s dt over a window. */
function purchasesWhileActive(
  window: Segments,
  at: {
    readonly customer: number
    readonly rates: KindRates
    readonly s: number
    readonly discountRate: number
    readonly begin: number
    readonly c: number
  },
): number {
  const { customer, rates, s, discountRate } = at
  let { c, begin: time } = at
  let sum = 0
  for (let k = window.first[customer]; k < window.first[customer + 1]; k++) {
    const [b, d] = [rates.purchase[window.kind[k]], rates.dropout[window.kind[k]]]
    for (let left = window.length[k]; left > 0;) {
      const fall = (s * d) / c + discountRate
      const panel = left * fall <= steepestPanel ? left : Math.min(left, steepestPanel / fall)
      for (let q = 0; q < rule.nodes.length; q++) {
        const passed = panel * rule.nodes[q]
        const survival = -s * Math.log((c + d * passed) / at.c)
        sum += panel * rule.weights[q] * b * Math.exp(survival - discountRate * (time + passed))
      }
      c += d * panel
      time += panel
      left -= panel
    }
  }
  return sum
}

/** The two rates of each kind of period, by the kinds' columns as they were given. */
export function pathRates(
  fitted: FittedOnPaths,
  customers: CustomersOnPaths,
): { readonly rates: KindRates; readonly kindOf: Int32Array; readonly columns: KindColumns } {
  const kinds = periodKinds(customers)
  const columns = kindColumns(customers, fitted.effects, { kinds, measure: asGiven(fitted.effects) })
  return { rates: ratesOf(columns, pointOf(fitted).slice(4)), kindOf: kinds.kindOf, columns }
}

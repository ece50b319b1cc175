/** What BG/BB expects of each customer: at every coming opportunity, in any window, and in all. */
import { logBetaIncrement } from '#numerics/beta.ts'
import { survivalSum } from '#numerics/survival-sum.ts'
import { checkedDiscount, checkedWindow, type CountWindow, type PeriodDiscount } from '../counts/window.ts'
import { checkDocument } from '../document.ts'
import { lifetimeError } from '../errors.ts'
import type { OpportunityHistories } from './histories.ts'
import { type BgBbParameters, type FittedBgBb, probabilityActiveAtEnd } from './likelihood.ts'

/**
 * P(active at the opportunity n + `ahead`) of each row: able to buy at it.
 *
 * @param ahead - 1, the next opportunity, is what the literature calls P(alive); 0 is the last one observed, at which a
 *   customer who took it was active for certain.
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN.
 * @see Fader, Hardie & Shang (2010), equation 11.
 */
export function probabilityActive(
  fitted: FittedBgBb,
  histories: OpportunityHistories,
  ahead = 1,
): Float64Array {
  checkDocument(fitted, ['bg-bb'])
  checkedWindow({ to: ahead })
  const survivalBy = byOpportunities((n) => survivalAfter(fitted.parameters, n, ahead))
  return probabilityActiveAtEnd(fitted, histories).map(
    (active, row) => active * survivalBy(histories.opportunities[row]),
  )
}

/**
 * Expected purchases of each row in a window of coming opportunities.
 *
 * @returns For a new customer, with no opportunity yet, the expectation that Fader, Hardie & Shang give as equation 8.
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN.
 * @see Fader, Hardie & Shang (2010), equations 8 and 13.
 */
export function expectedPurchases(
  fitted: FittedBgBb,
  histories: OpportunityHistories,
  window: CountWindow,
): Float64Array {
  return summed(fitted, histories, { ...checkedWindow(window), rate: 0 })
}

/**
 * Expected purchases of each row in a window, each discounted. With an endless window this is the discounted expected
 * residual number of purchases.
 *
 * @param discount - The next opportunity is one period away where `timeToNext` is left out, as in the literature.
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_OPTION_INVALID, LIFETIME_MODEL_UNKNOWN.
 * @see Fader, Hardie & Shang (2010), equation 14.
 */
export function discountedExpectedPurchases(
  fitted: FittedBgBb,
  histories: OpportunityHistories,
  options: CountWindow & PeriodDiscount,
): Float64Array {
  const { rate, timeToNext } = checkedDiscount(options, options, 1)
  const { from, to } = checkedWindow(options, rate > 0)
  const toFirst = Math.exp(-rate * (from + timeToNext))
  return summed(fitted, histories, { from, to, rate }).map((value) => value * toFirst)
}

/** A payment at each purchase of a customer since the first, that one included. */
export interface TotalOptions extends Omit<PeriodDiscount, 'timeToNext'> {
  /** Opportunities after the first purchase that count; Infinity where the rate is above 0. */
  readonly to: number
}

/**
 * Expected purchases of a customer about to make the first one, that one included and undiscounted, all later ones
 * discounted to it.
 *
 * @throws as {@link discountedExpectedPurchases}.
 */
export function discountedTotalOfNewCustomer(fitted: FittedBgBb, options: TotalOptions): number {
  const anew = { opportunities: zero, repeatPurchases: zero, lastOpportunity: zero }
  return 1 + discountedExpectedPurchases(fitted, anew, options)[0]
}

const zero = Float64Array.of(0)

/**
 * P(0), P(1), … purchases of one row in a window of coming opportunities.
 *
 * Given that the customer is active at the end, how long they stay is independent of how willingly they buy: the number
 * of opportunities within the window at which they are active is mixed with the beta-binomial. Nothing is subtracted.
 *
 * @returns One entry for 0 … `to` − `from`.
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_MODEL_UNKNOWN, LIFETIME_NO_CUSTOMERS where there is no such row.
 * @see Fader, Hardie & Shang (2010), equation 12, regrouped by the opportunities at which the customer is active.
 */
export function purchaseProbabilities(
  fitted: FittedBgBb,
  histories: OpportunityHistories,
  { row = 0, ...window }: CountWindow & { readonly row?: number },
): Float64Array {
  checkDocument(fitted, ['bg-bb'])
  const { from, to } = checkedWindow(window)
  if (!(row in histories.opportunities)) {
    const message = `There is no row ${row} among ${histories.opportunities.length}.`
    throw lifetimeError('LIFETIME_NO_CUSTOMERS', message, { row })
  }
  const active = probabilityActiveAtEnd(fitted, rowAt(histories, row))[0]
  const { alpha, beta } = fitted.parameters
  const [n, x] = [histories.opportunities[row], histories.repeatPurchases[row]]
  const exposures = exposureProbabilities(fitted.parameters, n, { from, to })
  const table = exposures.map(
    (_, y) => active * purchasesAfter(exposures, { a: alpha + x, b: beta + n - x }, y),
  )
  table[0] += 1 - active
  return table
}

/** E[purchases] of each row, times e^(rate·time) of the first opportunity of the window. */
function summed(
  fitted: FittedBgBb,
  histories: OpportunityHistories,
  { from, to, rate }: Required<CountWindow> & { readonly rate: number },
): Float64Array {
  checkDocument(fitted, ['bg-bb'])
  const { alpha, beta } = fitted.parameters
  const sumBy = byOpportunities((n) =>
    survivalSum({
      survival: (ahead) => survivalAfter(fitted.parameters, n, ahead + 1),
      from,
      to: to - 1,
      rate,
    }),
  )
  return probabilityActiveAtEnd(fitted, histories).map((active, row) => {
    const n = histories.opportunities[row]
    const willingness = (alpha + histories.repeatPurchases[row]) / (alpha + beta + n)
    return active * willingness * sumBy(n)
  })
}

/** P(still active after `ahead` further chances to be lost), of a customer active at the opportunity n. */
function survivalAfter({ gamma, delta }: BgBbParameters, n: number, ahead: number): number {
  return Math.exp(logBetaIncrement({ a: gamma, b: delta + n }, ahead))
}

/** P(active at exactly k of the opportunities of the window), k = 0 … to − from, of a customer active at n. */
function exposureProbabilities(
  parameters: BgBbParameters,
  n: number,
  { from, to }: Required<CountWindow>,
): Float64Array {
  const { gamma, delta } = parameters
  const table = new Float64Array(to - from + 1)
  for (let k = 0; k < table.length; k++) {
    const ahead = from + k
    const survives = survivalAfter(parameters, n, ahead)
    // Lost on the way to the next opportunity, or not lost within the window at all.
    table[k] = k < to - from ? survives * (gamma / (gamma + delta + n + ahead)) : survives
  }
  // Lost before the window even begins.
  table[0] += -Math.expm1(logBetaIncrement({ a: gamma, b: delta + n }, from))
  return table
}

/** Past this the running term is rescaled, so that it neither overflows nor begins at zero. */
const largestTerm = 2 ** 500

/** Σ over k ≥ y of P(k exposures)·P(y purchases at k), the latter a beta-binomial carried on from k to k + 1. */
function purchasesAfter(exposures: Float64Array, { a, b }: { a: number; b: number }, y: number): number {
  let logScale = logBetaIncrement({ a: b, b: a }, y)
  let term = 1
  let sum = 0
  for (let k = y; k < exposures.length; k++) {
    sum += exposures[k] * term
    term *= ((k + 1) / (k + 1 - y)) * ((b + k - y) / (a + b + k))
    if (term > largestTerm) {
      term /= largestTerm
      sum /= largestTerm
      logScale += Math.log(largestTerm)
    }
  }
  return sum * Math.exp(logScale)
}

function rowAt({ opportunities, repeatPurchases, lastOpportunity }: OpportunityHistories, row: number) {
  return {
    opportunities: opportunities.subarray(row, row + 1),
    repeatPurchases: repeatPurchases.subarray(row, row + 1),
    lastOpportunity: lastOpportunity.subarray(row, row + 1),
  }
}

/** Works a function of n out once for each n. */
function byOpportunities(valueOf: (n: number) => number): (n: number) => number {
  const known = new Map<number, number>()
  return (n) => {
    const value = known.get(n) ?? valueOf(n)
    known.set(n, value)
    return value
  }
}

/** Do those who buy more often spend more, or less, a purchase? Spend models take it that they do not. */
import { normalProbability } from '#numerics/normal.ts'
import { customerCount } from '../histories.ts'
import type { SpendHistories } from '../model.ts'

/** What the spends say of the assumption. */
export interface SpendDependence {
  readonly customers: number
  /** `cannot-tell` with fewer than ten customers, where all buy equally often or spend the same, or where one alone does not. */
  readonly verdict: 'independent' | 'dependent' | 'cannot-tell'
  /** Pearson's correlation of frequency and mean spend; null where it cannot be told. */
  readonly correlation: number | null
  /** Relative change of the mean spend where the frequency doubles: .1 means a tenth more. */
  readonly perDoubling: number | null
  /** Its standard error, robust against spends that scatter unequally. */
  readonly standardError: number | null
  /** How often chance alone would show so strong a dependence, or a stronger one. */
  readonly pValue: number | null
  /** Empty, or `LIFETIME_SPEND_DEPENDS_ON_FREQUENCY`. */
  readonly warnings: readonly string[]
}

/** How to look. */
export interface DependenceOptions {
  /** How often each customer buys, > 0; their numbers of spend observations where left out. */
  readonly frequency?: Float64Array
  /** Dependence is believed where chance alone would show it less often than this; .05 where left out. */
  readonly significance?: number
}

/** A customer alone at the end of the line draws it onto themselves: beyond this their scatter does not show. */
const mostLeverage = 0.9

/** With fewer customers no error can be told. */
const fewestCustomers = 10

/**
 * Regresses mean spends on the logarithm of the frequency. Under independence the slope is zero whatever the
 * distribution of spends, whereas ranks are not: the mean of few skewed spends has a lower median than that of many, so
 * that a rank correlation cries wolf.
 *
 * @see White (1980), "A Heteroskedasticity-Consistent Covariance Matrix Estimator", Econometrica 48(4), with the leverage
 *   correction HC3 of MacKinnon & White (1985).
 */
export function spendDependence(spend: SpendHistories, options: DependenceOptions = {}): SpendDependence {
  const { significance = 0.05, frequency = spend.observations } = options
  const weight = spend.weight ?? new Float64Array(spend.observations.length).fill(1)
  const customers = customerCount(spend, spend.observations.length)
  const logs = frequency.map(Math.log)
  const across = moments({ left: logs, right: spend.meanSpend, weight })
  const varied = across.leftSquare > 0 && across.rightSquare > 0
  if (customers < fewestCustomers || !varied || largestLeverage(logs, customers, across) > mostLeverage) {
    return untold(customers)
  }
  const slope = across.product / across.leftSquare
  const error = slopeError({ logs, spend, weight }, { slope, customers, ...across })
  const pValue = 2 * normalProbability(-Math.abs(slope / error))
  const dependent = pValue < significance
  const plain = moments({ left: frequency, right: spend.meanSpend, weight })
  const perDoubling = Math.LN2 / across.rightMean
  return {
    customers,
    verdict: dependent ? 'dependent' : 'independent',
    correlation: plain.product / Math.sqrt(plain.leftSquare * plain.rightSquare),
    perDoubling: slope * perDoubling,
    standardError: error * perDoubling,
    pValue,
    warnings: dependent ? ['LIFETIME_SPEND_DEPENDS_ON_FREQUENCY'] : [],
  }
}

function untold(customers: number): SpendDependence {
  return {
    customers,
    verdict: 'cannot-tell',
    correlation: null,
    perDoubling: null,
    standardError: null,
    pValue: null,
    warnings: [],
  }
}

/** Means, and sums of squares and of products about them. */
interface Moments {
  readonly leftMean: number
  readonly rightMean: number
  readonly leftSquare: number
  readonly rightSquare: number
  readonly product: number
}

function moments({
  left,
  right,
  weight,
}: {
  readonly left: Float64Array
  readonly right: Float64Array
  readonly weight: Float64Array
}): Moments {
  const sum = (valueOf: (row: number) => number) =>
    weight.reduce((total, count, row) => total + count * valueOf(row), 0)
  const customers = sum(() => 1)
  const leftMean = sum((row) => left[row]) / customers
  const rightMean = sum((row) => right[row]) / customers
  return {
    leftMean,
    rightMean,
    leftSquare: sum((row) => (left[row] - leftMean) ** 2),
    rightSquare: sum((row) => (right[row] - rightMean) ** 2),
    product: sum((row) => (left[row] - leftMean) * (right[row] - rightMean)),
  }
}

function largestLeverage(logs: Float64Array, customers: number, { leftMean, leftSquare }: Moments): number {
  const farthest = logs.reduce((most, value) => Math.max(most, (value - leftMean) ** 2), 0)
  return 1 / customers + farthest / leftSquare
}

function slopeError(
  {
    logs,
    spend,
    weight,
  }: { readonly logs: Float64Array; readonly spend: SpendHistories; readonly weight: Float64Array },
  line: Moments & { readonly slope: number; readonly customers: number },
): number {
  const sum = weight.reduce((total, count, row) => {
    const distance = logs[row] - line.leftMean
    const residual = spend.meanSpend[row] - line.rightMean - line.slope * distance
    const leverage = 1 / line.customers + distance ** 2 / line.leftSquare
    return total + count * ((distance * residual) / (1 - leverage)) ** 2
  }, 0)
  return Math.sqrt(sum) / line.leftSquare
}

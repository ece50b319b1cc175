/** The counts of an active customer's purchases, tabulated once for all rows that share x and T. */
import type { ActiveCustomer, AnyFittedPurchaseModel, PurchaseModel } from '../model.ts'

/**
 * Tables go on until this much of the probability is covered; what is left counts at the last entry. None is longer than
 * a million purchases within the horizon, where the last entry stands for "or more".
 */
export const futureEnd = { coverage: 1 - 1e-9, maximum: 1_000_000 } as const

/** Probabilities of N = 0 … width − 1 purchases of an active customer, one line for each of several parameters. */
export interface FutureTable {
  readonly width: number
  /** P(N = n) of line k at k·width + n. */
  readonly probability: Float64Array
  /** P(N > n) of line k at k·width + n; 0 at the end of each line. */
  readonly survival: Float64Array
}

/** Whose future, and how far. */
export interface FutureOptions {
  readonly customer: ActiveCustomer
  /** In the unit of the fits. */
  readonly horizon: number
  /** Tabulate at least so many counts, however unlikely; 0 where left out. */
  readonly atLeast?: number
}

/** Tabulates one active customer's future at each of several fits. */
export function tabulateFuture(
  model: PurchaseModel,
  fits: readonly AnyFittedPurchaseModel[],
  { customer, horizon, atLeast = 0 }: FutureOptions,
): FutureTable {
  const lines = fits.map((fitted) => {
    const likely = { horizon, ...futureEnd }
    const line = model.whileActive.purchaseProbabilities(fitted, customer, likely)
    if (line.length > atLeast) return line
    return model.whileActive.purchaseProbabilities(fitted, customer, {
      horizon,
      coverage: Infinity,
      maximum: atLeast,
    })
  })
  return futureOfLines(lines)
}

/** The table of several distributions of counts, each as P(0), P(1), …; what a line lacks to 1 counts at its end. */
export function futureOfLines(lines: readonly Float64Array[]): FutureTable {
  const width = Math.max(...lines.map((line) => line.length))
  const probability = new Float64Array(width * lines.length)
  const survival = new Float64Array(width * lines.length)
  lines.forEach((line, k) => {
    const start = k * width
    probability.set(line, start)
    // The rest beyond the table, so that every line is a distribution.
    probability[start + line.length - 1] += Math.max(0, 1 - line.reduce((sum, entry) => sum + entry, 0))
    for (let n = line.length - 1; n > 0; n--) {
      survival[start + n - 1] = survival[start + n] + probability[start + n]
    }
  })
  return { width, probability, survival }
}

/**
 * P(N > n) of one customer: the lines mixed with the weights times the probabilities of being active.
 *
 * @param shares - Per line: weight of the parameters times P(active) under them.
 */
export function survivalAt(table: FutureTable, shares: Float64Array, n: number): number {
  if (n >= table.width) return 0
  let sum = 0
  for (let k = 0; k < shares.length; k++) sum += shares[k] * table.survival[k * table.width + n]
  return sum
}

/** Smallest n with P(N > n) ≤ `exceedance`. */
export function countQuantile(table: FutureTable, shares: Float64Array, exceedance: number): number {
  let low = 0
  let high = table.width - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (survivalAt(table, shares, middle) <= exceedance) high = middle
    else low = middle + 1
  }
  return low
}

/** Variance of N of an active customer on the given line, about `mean`. */
export function activeVariance(table: FutureTable, line: number, mean: number): number {
  let sum = 0
  for (let n = 0; n < table.width; n++) sum += (n - mean) ** 2 * table.probability[line * table.width + n]
  return sum
}

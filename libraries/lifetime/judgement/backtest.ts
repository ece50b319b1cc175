/** Totals widened by how wrong they were at earlier origins. */
import type { Saying } from '#kernel/saying.ts'
import { ninetiethPercentile } from '../outlook/totals.ts'
import type { TotalEstimate } from '../outlook/totals.ts'

/** Fewer origins tell nothing of a spread. */
const fewestOrigins = 3

/** One earlier origin: what a fit up to it expected, and what came. */
export interface JudgedOrigin {
  readonly actualPurchases: number
  readonly expectedPurchases: number
}

/** Why an interval cannot be widened: in English, and as a sentence that language files know. */
export interface BacktestAbsent {
  readonly absent: string
  readonly because: Saying
}

/** A widened interval, or why there is none. */
export type BacktestInterval = { readonly low: number; readonly high: number } | BacktestAbsent

/**
 * The 80 % interval of a total that reckons with the model being wrong as it was before: the spread of
 * ln(actual / expected) over the origins, about 0 rather than about their mean, so that a steady bias counts in full;
 * times Student's quantile for so few origins; added in squares to the spread that the model itself states.
 *
 * Origins whose windows overlap are alike, and one horizon's error is a guide to another's of like length only: choose
 * origins apart, and windows as long as the horizon where the log allows it.
 */
export function widenByBacktest(total: TotalEstimate, origins: readonly JudgedOrigin[]): BacktestInterval {
  if (origins.length < fewestOrigins) {
    return {
      absent: `A back-test needs ${fewestOrigins} earlier origins; there are ${origins.length}.`,
      because: {
        code: 'LIFETIME_BACKTEST_ORIGINS_FEW',
        values: { needed: fewestOrigins, count: origins.length },
      },
    }
  }
  const empty = origins.filter(
    ({ actualPurchases, expectedPurchases }) => !(actualPurchases * expectedPurchases > 0),
  )
  if (empty.length > 0) {
    return {
      absent: `${empty.length} of ${origins.length} earlier origins had no purchase after them, or none expected.`,
      because: {
        code: 'LIFETIME_BACKTEST_ORIGINS_EMPTY',
        values: { empty: empty.length, count: origins.length },
      },
    }
  }
  const squares = origins.map((origin) => Math.log(origin.actualPurchases / origin.expectedPurchases) ** 2)
  const spread = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)
  const reach = Math.hypot(studentNinetieth(origins.length) * spread, ninetiethPercentile * total.logSpread)
  const median = total.mean * Math.exp(-(total.logSpread ** 2) / 2)
  return { low: median * Math.exp(-reach), high: median * Math.exp(reach) }
}

/**
 * The .9 quantile of Student's t, to three digits from 3 degrees of freedom on.
 *
 * @see Abramowitz & Stegun (1964), 26.7.5.
 */
function studentNinetieth(degrees: number): number {
  const z = ninetiethPercentile
  const first = (z ** 3 + z) / 4
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
  return z + first / degrees + second / degrees ** 2 + third / degrees ** 3
}

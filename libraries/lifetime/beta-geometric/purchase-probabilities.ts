/** The distribution of an active customer's purchases to come. */
import { logBetaKernel, regularisedBeta } from '#numerics/beta.ts'
import type { CountWindow } from '../model.ts'
import type { ActiveBeliefs } from './activity-series.ts'

/**
 * P(N = 0), P(N = 1), … of the purchases in the next `horizon`.
 *
 * Let M be the purchases of a customer who cannot drop out, negative binomial, and q = 1 − p. Then
 * P(N = n) = E[q^n]·P(M = n) + E[p q^(n−1)]·P(M ≥ n), the second term for n > 0: all positive, nothing cancels.
 *
 * @see Fader, Hardie & Lee (2005), "Counting Your Customers the Easy Way", equation 8, whose last term is 1 minus a sum
 *   and loses its digits for large n.
 */
export function probabilitiesWhileActive(
  beliefs: ActiveBeliefs,
  { horizon, coverage, maximum }: Omit<CountWindow, 'from'>,
): Float64Array {
  const { shape, scale, a, b } = beliefs
  const odds = horizon / scale
  const w = odds / (1 + odds)
  let table = new Float64Array(Math.min(maximum + 1, 64))
  let covered = 0
  let staying = 1
  let leaving = 0
  let exact = Math.exp(-shape * Math.log1p(odds))
  let atLeast = 1
  let refreshed = 1
  for (let n = 0; ; n++) {
    if (n === table.length) table = grown(table, maximum + 1)
    table[n] = staying * exact + leaving * atLeast
    covered += table[n]
    if (covered >= coverage || n === maximum || atLeast === 0) return table.slice(0, n + 1)
    leaving = (staying * a) / (a + b + n)
    staying *= (b + n) / (a + b + n)
    atLeast -= exact
    exact *= ((shape + n) / (n + 1)) * w
    // Far below its last exact value a difference keeps too few digits.
    if (atLeast < 1e-4 * refreshed) {
      atLeast = regularisedBeta({ a: n + 1, b: shape }, w, 1 / (1 + odds))
      refreshed = atLeast
    }
    // Where P(M = 0) underflows, the first terms that do not must be found afresh.
    if (exact < smallestReliable) exact = exactProbability(n + 1, { shape, odds })
  }
}

/** Below this a product of many factors may have lost digits to underflow. */
const smallestReliable = 1e-280

/** P(M = n) for n > 0, from its logarithm. */
function exactProbability(n: number, { shape, odds }: { shape: number; odds: number }): number {
  return Math.exp(logBetaKernel({ a: n, b: shape }, odds / (1 + odds), 1 / (1 + odds))) / n
}

function grown(table: Float64Array, longest: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.min(longest, 2 * table.length))
  larger.set(table)
  return larger
}

/** Activity at a later time, and purchases in a window that begins later. */
import { logBetaKernel } from '#numerics/beta.ts'
import { logGammaIncrement } from '#numerics/gamma.ts'
import { upToCoverage } from '../counts/distribution.ts'
import type { CountWindow } from '../model.ts'
import type { ActiveBeliefs } from './activity-series.ts'
import { survivalIntegral } from './dropout-integral.ts'
import { probabilitiesWhileActive } from './purchase-probabilities.ts'

/**
 * P(active after `ahead`) of a customer who is active now: E[(1 + p·ahead/(α+T))^−(r+x)], p ~ Beta(a, b′).
 *
 * @see Fader, Hardie & Lee (2005), "Counting Your Customers the Easy Way", section 3: given λ and p a customer lives
 *   for an exponential time of rate λp.
 */
export function probabilityStillActive(beliefs: ActiveBeliefs, ahead: number): number {
  if (ahead === 0) return 1
  // The trapezoidal sum may round to a hair above 1.
  return ahead === Infinity ? 0 : Math.min(1, survivalIntegral(beliefs, ahead / beliefs.scale))
}

/** Part of the probability of being active that may go untold. */
const negligible = 1e-14

/**
 * P(N = 0), P(N = 1), … of the purchases in a window that may begin later.
 *
 * Whoever makes m purchases until it begins, and is active then, is a customer with m more purchases and a higher age:
 * N mixes their futures. All terms are positive.
 */
export function probabilitiesInWindow(beliefs: ActiveBeliefs, window: CountWindow): Float64Array {
  const { from = 0, horizon, coverage, maximum } = window
  if (from === 0) return probabilitiesWhileActive(beliefs, { horizon, coverage, maximum })
  const active = probabilityStillActive(beliefs, from)
  const totals: number[] = [1 - active]
  let told = 0
  for (let m = 0; told < active * (1 - negligible); m++) {
    const share = probabilityOfActiveCount(beliefs, from, m)
    told += share
    // Beyond the mean the shares only fall; before it they may be too small to be worth a table.
    if (share < negligible ** 2 * active && m > meanCount(beliefs, from)) break
    if (share < negligible ** 2 * active) continue
    const later = { ...beliefs, shape: beliefs.shape + m, scale: beliefs.scale + from, b: beliefs.b + m }
    const table = probabilitiesWhileActive(later, { horizon: horizon - from, coverage, maximum })
    while (totals.length < table.length) totals.push(0)
    for (let n = 0; n < table.length; n++) totals[n] += share * table[n]
  }
  return upToCoverage(totals, coverage)
}

/** P(m purchases until then, and still active). */
function probabilityOfActiveCount({ shape, scale, a, b }: ActiveBeliefs, time: number, m: number): number {
  const odds = time / scale
  if (m === 0) return Math.exp(-shape * Math.log1p(odds))
  const count = logBetaKernel({ a: m, b: shape }, odds / (1 + odds), 1 / (1 + odds)) - Math.log(m)
  return Math.exp(count + logStaying({ a, b }, m))
}

/** ln E[(1 − p)^m] */
function logStaying({ a, b }: Pick<ActiveBeliefs, 'a' | 'b'>, m: number): number {
  return logGammaIncrement(b, m) - logGammaIncrement(a + b, m)
}

/** Purchases of a customer who cannot drop out: beyond it the shares only fall. */
function meanCount({ shape, scale }: ActiveBeliefs, time: number): number {
  return (shape * time) / scale
}

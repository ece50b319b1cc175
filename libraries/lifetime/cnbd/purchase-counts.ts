/** The distribution of the purchases to come of an active customer of BG/CNBD-k or MBG/CNBD-k. */
import { upToCoverage } from '../counts/distribution.ts'
import type { CountWindow } from '../model.ts'
import type { ActiveBeliefs } from './active-beliefs.ts'
import { probabilityOfAtLeast, stepProbabilities } from './steps.ts'
import { probabilityStillActive } from './while-active.ts'

/**
 * P(N = 0), P(N = 1), … of the purchases in a window that may begin later.
 *
 * Let M be the purchases of a customer who cannot drop out, and q = 1 − p. Then P(N = n) = E[q^n]·P(M = n) +
 * E[p q^(n−1)]·P(M ≥ n), the second term for n > 0. Whoever could make m purchases until the window begins, and survived
 * them, is a customer with m more purchases and a higher age: N mixes their futures.
 */
export function purchaseProbabilities(beliefs: ActiveBeliefs, window: CountWindow): Float64Array {
  const { from = 0, horizon, coverage, maximum } = window
  if (from === 0) return probabilitiesAtOnce(beliefs, window)
  const { regularity, shape, scale, a, b } = beliefs
  const active = probabilityStillActive(beliefs, from)
  const next = stepProbabilities(beliefs, from)
  const totals: number[] = [1 - active]
  const enough = active * (1 - negligible)
  const mean = ((shape + regularity) * from) / scale
  let staying = 1
  let told = 0
  let last = active
  // Rounding may leave the sum short: nothing more comes where probabilities beyond the mean have vanished.
  for (let m = 0; told < enough && (last >= negligible ** 2 * active || m * regularity <= mean); m++) {
    const phases = Float64Array.from({ length: regularity }, next)
    const share = phases.reduce((sum, probability) => sum + probability, 0)
    if (share > 0) {
      const later = { shape: shape + m * regularity, scale: scale + from, b: b + m }
      const settled = { ...beliefs, ...later, phases: phases.map((probability) => probability / share) }
      const table = probabilitiesAtOnce(settled, { horizon: horizon - from, coverage, maximum })
      while (totals.length < table.length) totals.push(0)
      for (let n = 0; n < table.length; n++) totals[n] += staying * share * table[n]
    }
    last = staying * share
    told += last
    staying *= (b + m) / (a + b + m)
  }
  return upToCoverage(totals, coverage)
}

/** Part of the probability of being active that may go untold. */
const negligible = 1e-14

/** The same for a window that begins now. */
function probabilitiesAtOnce(
  beliefs: ActiveBeliefs,
  { horizon, coverage, maximum }: CountWindow,
): Float64Array {
  const { a, b } = beliefs
  const exact = couldBeMade(beliefs, { horizon, coverage, maximum })
  const table = new Float64Array(exact.length)
  const atLeast = tailsOf(exact, probabilityOfAtLeast(beliefs, horizon, exact.length))
  let [covered, staying, leaving] = [0, 1, 0]
  for (let n = 0; n < exact.length; n++) {
    table[n] = staying * exact[n] + leaving * atLeast[n]
    covered += table[n]
    // A coverage of 1 asks for all: the sum may round to 1 before what hardly ever comes is told.
    if (coverage < 1 && covered >= coverage) return table.slice(0, n + 1)
    leaving = (staying * a) / (a + b + n)
    staying *= (b + n) / (a + b + n)
  }
  return table
}

/** P(M = 0), P(M = 1), … as far as they are wanted; who drops out makes fewer, so that no more are needed. */
function couldBeMade(beliefs: ActiveBeliefs, { horizon, coverage, maximum }: CountWindow): number[] {
  const { regularity, shape, scale } = beliefs
  const next = stepProbabilities(beliefs, horizon)
  const mean = ((shape + regularity) * horizon) / (scale * regularity) + 1
  const enough = coverage < 1 ? 1 - (1 - coverage) / 1000 : Infinity
  const exact: number[] = []
  let told = 0
  do {
    let probability = 0
    for (let phase = 0; phase < regularity; phase++) probability += next()
    exact.push(probability)
    told += probability
    // Rounding may leave the sum short of a coverage close to 1: nothing more comes then.
    if (exact.length > mean && probability <= (coverage < 1 ? Number.EPSILON * told : 0)) break
  } while (exact.length <= maximum && told < enough)
  return exact
}

/** P(M ≥ n), summed from the end, where nothing cancels. */
function tailsOf(exact: readonly number[], beyond: number): Float64Array {
  const tails = new Float64Array(exact.length)
  let above = beyond
  for (let n = exact.length - 1; n >= 0; n--) {
    above += exact[n]
    tails[n] = above
  }
  return tails
}

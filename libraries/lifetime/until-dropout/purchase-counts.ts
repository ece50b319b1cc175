/** The distribution of purchases at a gamma rate that end with a lifetime of any smooth law. */
import { gaussLegendre } from '#numerics/quadrature.ts'
import type { CountWindow } from '../model.ts'
import type { ActiveBeliefs } from './active-beliefs.ts'
import { probabilityStillActive } from './expected-purchases.ts'

/**
 * P(N = 0), P(N = 1), … of the purchases in a window that may begin later.
 *
 * Surviving until it begins says nothing of the purchase rate: only how long the customer stays is known better then.
 */
export function purchaseProbabilitiesInWindow(beliefs: ActiveBeliefs, window: CountWindow): Float64Array {
  const { from = 0, horizon, coverage, maximum } = window
  if (from === 0) return purchaseProbabilitiesWhileActive(beliefs, window)
  const active = probabilityStillActive(beliefs, from)
  const gone = 1 - active
  const enough = coverage < 1 ? Math.max(Number.MIN_VALUE, (coverage - gone) / active) : coverage
  const later = { ...beliefs, lifetime: beliefs.lifetime.after(from) }
  const table = purchaseProbabilitiesWhileActive(later, {
    horizon: horizon - from,
    coverage: enough,
    maximum,
  })
  return table.map((probability, n) => active * probability + (n === 0 ? gone : 0))
}

/**
 * P(N = 0), P(N = 1), … of the purchases in the next `horizon`.
 *
 * Given a dropout after u, N is negative binomial with shape r+x and odds u/(α+T). Mixed over u every term is positive,
 * and so is every term of the recursion in n: no digits are lost, however large n or x.
 *
 * @see Fader & Hardie (2006), "Deriving an Expression for P(X(t) = x) Under the Pareto/NBD Model".
 */
function purchaseProbabilitiesWhileActive(
  beliefs: ActiveBeliefs,
  { horizon, coverage, maximum }: CountWindow,
): Float64Array {
  const probabilities: number[] = []
  const mixture = exposureMixture(beliefs, horizon, coverage < 1 ? 0 : maximum)
  const far = farCount(beliefs, horizon)
  let covered = 0
  while (probabilities.length <= maximum && covered < coverage) {
    const probability = nextProbability(mixture, beliefs.purchaseShape, probabilities.length)
    probabilities.push(probability)
    covered += probability
    // Rounding may leave the sum short of a coverage close to 1: nothing more comes then. A coverage of 1 asks for all.
    if (coverage < 1 && probabilities.length > far && probability <= Number.EPSILON * covered) break
  }
  return Float64Array.from(probabilities)
}

/**
 * P(N = n) for n = 0 … out.length − 1, written into `out`.
 *
 * @param horizon - Length of the window, ≥ 0.
 */
export function fillPurchaseProbabilities(beliefs: ActiveBeliefs, horizon: number, out: Float64Array): void {
  const mixture = exposureMixture(beliefs, horizon, out.length)
  for (let n = 0; n < out.length; n++) out[n] = nextProbability(mixture, beliefs.purchaseShape, n)
}

/** Times of exposure, ascending, each with its part of P(N = n); reading it moves them on to n + 1. */
interface ExposureMixture {
  /** u / (α + T + u) for each time u. */
  readonly success: Float64Array
  /** Probability of the time and of n purchases until then, times 2^(600·shift). */
  readonly mass: Float64Array
  /** Powers of 2^600 by which `mass` is too large: with thousands of past purchases P(0 | u) would underflow. */
  readonly shift: Float64Array
  /** Earlier times no longer count: past its peak a time's share of the sum only falls. */
  first: number
  /** Up to here no shift is left. */
  plain: number
}

const rule = gaussLegendre(16)
const logShiftUnit = 600 * Math.LN2
const shiftUnit = 2 ** 600

/** A count that even a customer who never drops out exceeds with a probability of about e^−21 only. */
function farCount({ purchaseShape, purchaseScale }: ActiveBeliefs, horizon: number): number {
  const spread = 1 + horizon / purchaseScale
  const mean = purchaseShape * (spread - 1)
  // Boucheron, Lugosi & Massart (2013), "Concentration Inequalities", section 2.4, for a sub-gamma variate.
  return mean + Math.sqrt(2 * 21 * mean * spread) + 21 * spread
}

/**
 * The time of exposure, min(dropout, horizon), as finitely many times with probabilities, at n = 0.
 *
 * @param largestCount - Counts up to here must be right, even where they are most unlikely.
 */
function exposureMixture(beliefs: ActiveBeliefs, horizon: number, largestCount: number): ExposureMixture {
  const ends = panelEnds(beliefs, horizon, Math.max(largestCount, farCount(beliefs, horizon)))
  const order = rule.nodes.length
  const size = ends.length * order + 1
  const mixture: ExposureMixture = {
    success: new Float64Array(size),
    mass: new Float64Array(size),
    shift: new Float64Array(size),
    first: 0,
    plain: 0,
  }
  let root = 0
  ends.forEach((end, panel) => {
    const width = Math.sqrt(end) - root
    for (let i = 0; i < order; i++) {
      const rootTime = root + width * rule.nodes[i]
      const time = rootTime * rootTime
      setTime(mixture, panel * order + i, {
        beliefs,
        time,
        factor: 2 * rootTime * width * rule.weights[i] * beliefs.lifetime.hazard(time),
      })
    }
    root += width
  })
  setTime(mixture, size - 1, { beliefs, time: horizon, factor: 1 })
  return mixture
}

/**
 * Ends of the panels in time on which the mixture is smooth, seen over the square root of time.
 *
 * With odds tan²θ the negative binomial mass is a power of sin θ times a power of cos θ, whose narrowest peak is about
 * 1 / (2√(r+x+n)) wide wherever it lies; the lifetime says itself how fast its density changes.
 */
function panelEnds(beliefs: ActiveBeliefs, horizon: number, largestCount: number): number[] {
  const { purchaseShape, purchaseScale, lifetime } = beliefs
  const peak = Math.min(0.5, 4 / Math.sqrt(purchaseShape + largestCount))
  const ends: number[] = []
  let passed = 0
  while (passed < horizon && lifetime.cumulativeHazard(passed) < 45) {
    const widest = passed + lifetime.smoothWidth(passed)
    const angle = Math.atan(Math.sqrt(passed / purchaseScale)) + peak
    const next = purchaseScale * Math.tan(Math.min(angle, Math.PI / 2 - 1e-9)) ** 2
    passed = Math.min(horizon, widest, next)
    ends.push(passed)
  }
  return ends
}

/** Enters the j-th time, of probability `factor` times that of no dropout before. */
function setTime(
  { success, mass, shift }: ExposureMixture,
  j: number,
  {
    beliefs: { purchaseShape, purchaseScale, lifetime },
    time,
    factor,
  }: { readonly beliefs: ActiveBeliefs; readonly time: number; readonly factor: number },
): void {
  success[j] = time / (purchaseScale + time)
  const silence = purchaseShape * Math.log1p(time / purchaseScale)
  const survival = lifetime.cumulativeHazard(time)
  shift[j] = Math.floor(silence / logShiftUnit)
  mass[j] = factor * Math.exp(shift[j] * logShiftUnit - silence - survival)
}

/** P(N = n), after which the mixture stands ready for n + 1. */
function nextProbability(mixture: ExposureMixture, purchaseShape: number, n: number): number {
  const { success, mass, shift } = mixture
  const growth = (purchaseShape + n) / (n + 1)
  while (mixture.plain < mass.length && shift[mixture.plain] === 0) mixture.plain++
  let sum = 0
  for (let j = mixture.first; j < mixture.plain; j++) {
    sum += mass[j]
    mass[j] *= success[j] * growth
  }
  for (let j = mixture.plain; j < mass.length; j++) {
    sum += mass[j] * shiftUnit ** -shift[j]
    mass[j] *= success[j] * growth
    if (shift[j] > 0 && mass[j] > 1) {
      mass[j] /= shiftUnit
      shift[j]--
    }
  }
  const last = mass.length - 1
  while (mixture.first < last && isSpent(mixture, { growth, sum })) mixture.first++
  return sum
}

/** Whether the earliest time is past its peak and adds nothing to a sum of this size; such terms end as slow subnormals. */
function isSpent(
  { success, mass, shift, first }: ExposureMixture,
  { growth, sum }: { readonly growth: number; readonly sum: number },
): boolean {
  return shift[first] === 0 && success[first] * growth < 1 && mass[first] < 1e-22 * sum
}

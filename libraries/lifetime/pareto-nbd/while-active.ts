/** What a customer who is active now will do: purchases at a gamma rate until a dropout at another gamma rate. */
import { gaussLegendre } from '#numerics/quadrature.ts'

/**
 * Beliefs about one active customer: the rates of purchase and of dropout are independent gamma variates, updated by
 * what was seen so far.
 */
export interface ActiveBeliefs {
  /** r + x. */
  readonly purchaseShape: number
  /** α + T. */
  readonly purchaseScale: number
  /** s. */
  readonly dropoutShape: number
  /** β + T. */
  readonly dropoutScale: number
}

/**
 * E[purchases in the next `horizon`] = (r+x)/(α+T) · ∫₀ᵗ ((β+T)/(β+T+u))^s du.
 *
 * @param horizon - May be Infinity, where the answer is finite only for s > 1.
 * @see Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model", equation 41; the integral form has no
 *   singularity at s = 1.
 */
export function purchasesWhileActive(beliefs: ActiveBeliefs, horizon: number): number {
  const { purchaseShape, purchaseScale, dropoutShape, dropoutScale } = beliefs
  const stretch = Math.log1p(horizon / dropoutScale)
  const excess = 1 - dropoutShape
  const integral = excess === 0 ? stretch : Math.expm1(excess * stretch) / excess
  return ((purchaseShape * dropoutScale) / purchaseScale) * integral
}

/**
 * E[Σ exp(−rate·time)] over the purchases of the next `horizon`: (r+x)/(α+T) · ∫₀ᵗ e^(−δu) ((β+T)/(β+T+u))^s du.
 *
 * @param window - `horizon` may be Infinity when `discountRate` > 0 or s > 1.
 * @see Fader, Hardie & Lee (2005), "RFM and CLV", JMR 42(4), equation 5 for the infinite horizon (DERT).
 */
export function discountedPurchasesWhileActive(
  beliefs: ActiveBeliefs,
  { horizon, discountRate }: { readonly horizon: number; readonly discountRate: number },
): number {
  if (discountRate === 0) return purchasesWhileActive(beliefs, horizon)
  const { purchaseShape, purchaseScale, dropoutShape, dropoutScale } = beliefs
  let sum = 0
  let from = 0
  let present = 1
  // Panels on which the integrand falls by at most e^12 and stays well away from its singularity at −(β+T).
  while (from < horizon && present > negligible * sum) {
    const elapsed = dropoutScale + from
    const width = Math.min(horizon - from, elapsed, 12 / (discountRate + dropoutShape / elapsed))
    for (let i = 0; i < rule.nodes.length; i++) {
      const time = from + width * rule.nodes[i]
      const exponent = discountRate * time + dropoutShape * Math.log1p(time / dropoutScale)
      sum += rule.weights[i] * width * Math.exp(-exponent)
    }
    from += width
    present = Math.exp(-discountRate * from - dropoutShape * Math.log1p(from / dropoutScale)) / discountRate
  }
  return (purchaseShape / purchaseScale) * sum
}

/** What {@link purchaseProbabilitiesWhileActive} is asked for. */
export interface ProbabilityWindow {
  readonly horizon: number
  /** Stop at the first n by which so much of the probability is covered. */
  readonly coverage: number
  /** Stop at this n at the latest. */
  readonly maximum: number
}

/**
 * P(N = 0), P(N = 1), … of the purchases in the next `horizon`.
 *
 * Given a dropout after u, N is negative binomial with shape r+x and odds u/(α+T); the time of dropout is Lomax. Both
 * are positive, and so is every term of the recursion in n: no digits are lost, however large n or x.
 *
 * @see Fader & Hardie (2006), "Deriving an Expression for P(X(t) = x) Under the Pareto/NBD Model", equation 3.
 */
export function purchaseProbabilitiesWhileActive(
  beliefs: ActiveBeliefs,
  { horizon, coverage, maximum }: ProbabilityWindow,
): Float64Array {
  const probabilities: number[] = []
  const mixture = exposureMixture(beliefs, horizon, Math.min(maximum, farCount(beliefs, horizon)))
  let covered = 0
  while (probabilities.length <= maximum && covered < coverage) {
    const probability = nextProbability(mixture, beliefs.purchaseShape, probabilities.length)
    probabilities.push(probability)
    covered += probability
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

/** Times of exposure with their probabilities, and how far the recursion in n has come at each. */
interface ExposureMixture {
  /** u / (α + T + u) for each time u. */
  readonly success: Float64Array
  /** Probability of each time, times P(0 | u) but for its `descents`. */
  readonly weight: Float64Array
  /** Powers of {@link largeTerm} by which P(0 | u) is smaller than `weight` says. */
  readonly descents: Float64Array
  /** weight · largeTerm^−descents. */
  readonly scale: Float64Array
  /** P(n | u) / P(0 | u), but for the powers of {@link largeTerm} taken out of it. */
  readonly term: Float64Array
  /** Earlier times no longer count: the further the recursion, the smaller their share. */
  first: number
}

const rule = gaussLegendre(16)
const negligible = 1e-18

/** A term that grows beyond this is scaled back: with thousands of past purchases P(0 | u) would underflow. */
const largeTerm = 2 ** 600
const logLargeTerm = 600 * Math.LN2

/** A count that even a customer who never drops out exceeds with a probability of about e^−21 only. */
function farCount({ purchaseShape, purchaseScale }: ActiveBeliefs, horizon: number): number {
  const spread = 1 + horizon / purchaseScale
  const mean = purchaseShape * (spread - 1)
  // Boucheron, Lugosi & Massart (2013), "Concentration Inequalities", theorem 2.10, for a sub-gamma variate.
  return mean + Math.sqrt(2 * 21 * mean * spread) + 21 * spread
}

/**
 * The time of exposure, min(dropout, horizon), as finitely many times with probabilities.
 *
 * With odds tan²θ the negative binomial mass is a power of sin θ times a power of cos θ, whose narrowest peak is about
 * 1 / (2√(r+x+n)) wide wherever it lies; the Lomax density changes on the scale of its elapsed time. Panels respect both.
 */
function exposureMixture(beliefs: ActiveBeliefs, horizon: number, largestCount: number): ExposureMixture {
  const { purchaseShape, purchaseScale, dropoutShape, dropoutScale } = beliefs
  const peak = 4 / Math.sqrt(purchaseShape + largestCount)
  const times: number[] = []
  const probabilities: number[] = []
  const survival = (time: number) => Math.exp(-dropoutShape * Math.log(1 + time / dropoutScale))
  let passed = 0
  while (passed < horizon && survival(passed) > 1e-20) {
    const widest = passed + (dropoutScale + passed) * Math.min(1, 12 / dropoutShape)
    const angle = Math.atan(Math.sqrt(passed / purchaseScale)) + peak
    const next = angle < Math.PI / 2 ? purchaseScale * Math.tan(angle) ** 2 : Infinity
    const to = Math.min(horizon, widest, next)
    const root = Math.sqrt(passed)
    const width = Math.sqrt(to) - root
    for (let i = 0; i < rule.nodes.length; i++) {
      const rootTime = root + width * rule.nodes[i]
      const time = rootTime * rootTime
      const density = (dropoutShape / (dropoutScale + time)) * survival(time)
      times.push(time)
      probabilities.push(width * rule.weights[i] * 2 * rootTime * density)
    }
    passed = to
  }
  times.push(horizon)
  probabilities.push(survival(horizon))
  return startRecursion(beliefs, times, probabilities)
}

/** The mixture before its first step, at n = 0. */
function startRecursion(
  { purchaseShape, purchaseScale }: ActiveBeliefs,
  times: readonly number[],
  probabilities: readonly number[],
): ExposureMixture {
  const size = times.length
  const success = new Float64Array(size)
  const weight = new Float64Array(size)
  const descents = new Float64Array(size)
  const scale = new Float64Array(size)
  for (let j = 0; j < size; j++) {
    success[j] = times[j] / (purchaseScale + times[j])
    const exponent = purchaseShape * Math.log(1 + times[j] / purchaseScale)
    descents[j] = Math.floor(exponent / logLargeTerm)
    weight[j] = probabilities[j] * Math.exp(descents[j] * logLargeTerm - exponent)
    scale[j] = descents[j] === 0 ? weight[j] : weight[j] * largeTerm ** -descents[j]
  }
  return { success, weight, descents, scale, term: new Float64Array(size).fill(1), first: 0 }
}

/** P(N = n), after which the mixture stands ready for n + 1. */
function nextProbability(mixture: ExposureMixture, purchaseShape: number, n: number): number {
  const { success, weight, descents, scale, term } = mixture
  const growth = (purchaseShape + n) / (n + 1)
  let sum = 0
  for (let j = mixture.first; j < term.length; j++) {
    sum += scale[j] * term[j]
    term[j] *= success[j] * growth
    if (term[j] > largeTerm) {
      term[j] /= largeTerm
      descents[j] -= 1
      scale[j] = weight[j] * largeTerm ** -descents[j]
    }
  }
  // Past its peak a time's share of the sum only falls; left alone, such terms end as slow subnormal numbers.
  const last = term.length - 1
  while (mixture.first < last && isSpent(mixture, { growth, sum })) mixture.first++
  return sum
}

/** Whether the earliest time is past its peak and adds nothing to a sum of this size. */
function isSpent(
  { success, scale, term, first }: ExposureMixture,
  { growth, sum }: { readonly growth: number; readonly sum: number },
): boolean {
  return success[first] * growth < 1 && scale[first] * term[first] < 1e-22 * sum
}

/** The beta function and its regularised incomplete integral, accurate in both tails. */
import { asymptoticFrom, digammaIncrement, logGamma, logGammaIncrement, stirlingCorrection } from './gamma.ts'

/** The two positive shapes of a beta distribution. */
export interface BetaShape {
  readonly a: number
  readonly b: number
}

/**
 * ln B(a, b).
 *
 * @param a - Positive.
 * @param b - Positive; the two may differ by many orders of magnitude.
 */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b)
  const large = Math.max(a, b)
  return logGamma(small) - logGammaIncrement(large, small)
}

/**
 * ln[B(a, b + increment) / B(a, b)], the logarithm of E[(1 − θ)^increment] for θ ~ beta(a, b).
 *
 * @param increment - Zero or more.
 * @returns To about 1e-11 relative at worst, however unlike a, b and the increment are: it is the sum of terms that vanish
 *   with a·increment, never a difference of logarithms of gamma functions.
 * @see Abramowitz & Stegun (1964), 6.1.41 at four places, its main terms joined; small b is raised by 6.1.15.
 */
export function logBetaIncrement({ a, b }: BetaShape, increment: number): number {
  if (increment === 0) return 0
  let base = b
  let raised = 0
  for (; base < asymptoticFrom; base++) {
    const factor = (increment / (a + base + increment)) * (a / base)
    raised += factor + raised * factor
  }
  return raisedIncrement({ a, b: base }, increment) - Math.log1p(raised)
}

/** Below this a or increment the midpoint of ψ is exact, and Stirling's corrections would cancel. */
const smallStep = 1e-5

/** The same for b of at least 10; symmetric in a and the increment. */
function raisedIncrement({ a, b }: BetaShape, increment: number): number {
  const step = Math.min(a, increment)
  if (step < smallStep) return -step * digammaIncrement(b + step / 2, Math.max(a, increment))
  const main =
    (b - 0.5) * Math.log1p((increment / (a + b + increment)) * (a / b)) -
    increment * Math.log1p(a / (b + increment)) -
    a * Math.log1p(increment / (a + b))
  const corrections =
    stirlingCorrection(b + increment) -
    stirlingCorrection(b) -
    (stirlingCorrection(a + b + increment) - stirlingCorrection(a + b))
  return main + corrections
}

/**
 * I_x(a, b): probability that a beta variate is at most x.
 *
 * @param x - In [0, 1].
 * @param complement - 1 − x where it is known more precisely than by subtraction.
 * @returns To relative, not only absolute, precision: the lower tail does not round to 0 before it underflows.
 * @see Didonato & Morris (1992), "Algorithm 708", ACM TOMS 18(3), the continued fraction (BFRAC).
 */
export function regularisedBeta(shape: BetaShape, x: number, complement = 1 - x): number {
  if (x <= 0) return 0
  if (complement <= 0) return 1
  if (x * (shape.a + shape.b) <= shape.a) return lowerTail(shape, x, complement)
  return 1 - lowerTail({ a: shape.b, b: shape.a }, complement, x)
}

/**
 * 1 − I_x(a, b): probability that a beta variate exceeds x, to relative precision.
 *
 * @param x - In [0, 1].
 * @param complement - 1 − x where it is known more precisely than by subtraction.
 */
export function regularisedBetaComplement(shape: BetaShape, x: number, complement = 1 - x): number {
  return regularisedBeta({ a: shape.b, b: shape.a }, complement, x)
}

/**
 * ln[x^a (1 − x)^b / B(a, b)].
 *
 * @param x - In (0, 1).
 * @param complement - 1 − x where it is known more precisely than by subtraction.
 * @see Loader (2000), "Fast and Accurate Computation of Binomial Probabilities": for large shapes only the distance
 *   from the mean is left to compute, so that no digits cancel.
 */
export function logBetaKernel({ a, b }: BetaShape, x: number, complement = 1 - x): number {
  if (a < asymptoticFrom || b < asymptoticFrom) {
    return a * Math.log(x) + b * (x < 0.5 ? Math.log1p(-x) : Math.log(complement)) - logBeta(a, b)
  }
  const excess = x * b - complement * a
  const distance = a * Math.log1p(excess / a) + b * Math.log1p(-excess / b)
  const width = 0.5 * Math.log((a / (2 * Math.PI)) * (b / (a + b)))
  return distance + width + stirlingCorrection(a + b) - stirlingCorrection(a) - stirlingCorrection(b)
}

/** I_x(a, b) for x at most the mean, where the continued fraction converges fast. */
function lowerTail(shape: BetaShape, x: number, complement: number): number {
  return (Math.exp(logBetaKernel(shape, x, complement)) / shape.a) * continuedFraction(shape, x)
}

/**
 * Abramowitz & Stegun (1964), 26.5.8, by Lentz's method; about √max(a, b) rounds. Below the mean, x ≤ a / (a + b), no
 * denominator can vanish.
 */
function continuedFraction({ a, b }: BetaShape, x: number): number {
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; ; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d)
    c = 1 + even / c
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d)
    c = 1 + odd / c
    const factor = d * c
    fraction *= factor
    if (Math.abs(factor - 1) < 3e-16) return fraction
  }
}

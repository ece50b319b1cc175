/** How fast an active customer's purchases fade, as the chances to drop out are used up. */

/**
 * Beliefs about one active customer: the rate of purchase is a gamma variate, the probability of dropping out at each
 * purchase a beta variate, both updated by what was seen so far.
 */
export interface ActiveBeliefs {
  /** r + x. */
  readonly shape: number
  /** α + T. */
  readonly scale: number
  /** a. */
  readonly a: number
  /** b + x, and one more under MBG/NBD. */
  readonly b: number
}

/**
 * G(v) = E[(1 + p v)^−(shape + 1)] with p ~ Beta(a, b), the expected purchase rate after v·scale over that at once, as
 * (1 + v)^−power · Σ coefficients[k]·w^k with w = v / (1 + v).
 */
export interface ActivitySeries {
  readonly power: number
  readonly coefficients: readonly number[]
  /** Largest v, among those asked for, at which the series keeps full precision; 0 where there is none. */
  readonly reach: number
}

/** Longest power series. */
const longestSeries = 400

/** What no longer counts beside a sum. */
const negligible = 1e-17

/** A series may cancel at most this much of its terms. */
const mostCancellation = 1e3

/** Terms beyond this would overflow before their common factor makes them small. */
const largestLogarithm = 600

/**
 * Finds a series for G.
 *
 * @param farthest - Largest v that will be asked for.
 * @returns The one that reaches farther of two forms of G(v) = ₂F₁(shape + 1, a; a + b; −v). The first has few terms;
 *   the second none that is negative.
 * @see Abramowitz & Stegun (1964), 15.3.5 and 15.3.4.
 */
export function activitySeries({ shape, a, b }: ActiveBeliefs, farthest: number): ActivitySeries {
  const first = powerSeries([a, a + b - shape - 1, a + b], farthest)
  if (first.reach === farthest) return { ...first, power: a }
  if ((shape + 1) * Math.log1p(farthest) > largestLogarithm) return { ...first, power: a }
  const second = powerSeries([shape + 1, b, a + b], farthest)
  return second.reach > first.reach ? { ...second, power: shape + 1 } : { ...first, power: a }
}

/** ₂F₁(first, second; third; w) as a polynomial in w = v / (1 + v). */
function powerSeries(
  [first, second, third]: readonly [number, number, number],
  farthest: number,
): Pick<ActivitySeries, 'coefficients' | 'reach'> {
  const w = farthest / (1 + farthest)
  const coefficients = [1]
  let coefficient = 1
  let last = 1
  let sum = 1
  for (let k = 0; !(last <= negligible * sum) && k < longestSeries; k++) {
    coefficient *= ((first + k) / (third + k)) * ((second + k) / (k + 1))
    coefficients.push(coefficient)
    last = Math.abs(coefficient) * w ** (k + 1)
    sum += coefficient * w ** (k + 1)
  }
  // Where the series is not done, up to here its last term does not count.
  const radius = Math.min(w, (negligible / Math.abs(coefficient)) ** (1 / (coefficients.length - 1)))
  const trusted = last <= negligible * sum ? w : radius
  const reach = trusted === w ? farthest : trusted / (1 - trusted)
  return { coefficients, reach: cancels(coefficients, trusted) ? 0 : reach }
}

/** Whether the terms at w destroy each other's digits. */
function cancels(coefficients: readonly number[], w: number): boolean {
  const sum = coefficients.reduceRight((value, coefficient) => value * w + coefficient, 0)
  const magnitude = coefficients.reduceRight((value, coefficient) => value * w + Math.abs(coefficient), 0)
  return !(magnitude < mostCancellation * sum)
}

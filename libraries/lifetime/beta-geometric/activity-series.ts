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
  let term = 1
  let power = 1
  let sum = 1
  let magnitude = 1
  for (let k = 0; !(Math.abs(term * power) <= negligible * sum) && k < longestSeries; k++) {
    term *= ((first + k) / (third + k)) * ((second + k) / (k + 1))
    power *= w
    coefficients.push(term)
    sum += term * power
    magnitude += Math.abs(term * power)
  }
  if (!(magnitude < mostCancellation * sum)) return { coefficients, reach: 0 }
  if (Math.abs(term * power) <= negligible * sum) return { coefficients, reach: farthest }
  // Up to here the last term does not count.
  const radius = (negligible / Math.abs(term)) ** (1 / (coefficients.length - 1))
  return { coefficients, reach: radius / (1 - radius) }
}

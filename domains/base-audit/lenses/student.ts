/** Student's t distribution. */
import { regularisedBeta } from '#numerics/beta.ts'

/** Probability that |T| exceeds |t|. @see Abramowitz & Stegun (1964), 26.7.1: I of ν / (ν + t²) at (ν/2, ½). */
export function twoSidedTail(t: number, degrees: number): number {
  const square = t * t
  return regularisedBeta(
    { a: degrees / 2, b: 0.5 },
    degrees / (degrees + square),
    square / (degrees + square),
  )
}

/** Probability that T lies below t. */
export function studentProbability(t: number, degrees: number): number {
  const tail = twoSidedTail(t, degrees) / 2
  return t < 0 ? tail : 1 - tail
}

/** The t below which T lies with this probability, by bisection. */
export function studentQuantile(probability: number, degrees: number): number {
  if (probability < 0.5) return -studentQuantile(1 - probability, degrees)
  let [low, high] = [0, 1]
  while (studentProbability(high, degrees) < probability && high < 1e12) high *= 2
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2
    if (studentProbability(middle, degrees) < probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

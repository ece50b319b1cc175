/** Quantiles of an equal mixture of normal distributions. */
import { normalProbability } from './normal.ts'

/** One component; a spread of 0 is a certainty. */
export interface Normal {
  readonly mean: number
  readonly spread: number
}

/**
 * The value that the mixture does not exceed with the given probability, by bisection to the last digit.
 *
 * @param normals - At least one, all equally likely.
 * @param probability - In (0, 1).
 */
export function normalMixtureQuantile(normals: readonly Normal[], probability: number): number {
  const below = (value: number) =>
    normals.reduce((sum, { mean, spread }) => sum + normalProbability(standardised(value - mean, spread)), 0)
  let lower = normals.reduce((least, { mean, spread }) => Math.min(least, mean - 40 * spread), Infinity)
  let upper = normals.reduce((most, { mean, spread }) => Math.max(most, mean + 40 * spread), -Infinity)
  for (let middle = (lower + upper) / 2; middle > lower && middle < upper; middle = (lower + upper) / 2) {
    if (below(middle) < probability * normals.length) lower = middle
    else upper = middle
  }
  return upper
}

/** Infinite on either side of a certainty; not below it where it is reached. */
function standardised(distance: number, spread: number): number {
  if (spread > 0) return distance / spread
  return distance < 0 ? -Infinity : Infinity
}

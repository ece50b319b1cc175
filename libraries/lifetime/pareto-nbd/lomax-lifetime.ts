/** Lifetimes under Pareto/NBD: exponential, with a rate that is a gamma variate. */
import type { ResidualLifetime } from '../until-dropout/active-beliefs.ts'

/**
 * P(still active after t) = (scale / (scale + t))^shape.
 *
 * @param shape - s.
 * @param scale - β + T for a customer of age T.
 */
export function lomaxLifetime(shape: number, scale: number): ResidualLifetime {
  return {
    // With a shape and a scale of billions, 1 + time / scale would lose the digits that the shape then multiplies.
    cumulativeHazard: (time) => shape * Math.log1p(time / scale),
    hazard: (time) => shape / (scale + time),
    leastHazard: 0,
    smoothWidth: (time) => (scale + time) * Math.min(1.5, 8 / shape),
    expectedTime: (horizon) => expectedTime({ shape, scale }, horizon),
    after: (time) => lomaxLifetime(shape, scale + time),
  }
}

/**
 * ∫₀ᵗ (scale/(scale+u))^shape du; without end it is finite only for a shape above 1.
 *
 * @see Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model", the conditional expectation; in this form it
 *   has no singularity at s = 1.
 */
function expectedTime({ shape, scale }: { shape: number; scale: number }, horizon: number): number {
  const stretch = Math.log1p(horizon / scale)
  const excess = 1 - shape
  return scale * (excess === 0 ? stretch : Math.expm1(excess * stretch) / excess)
}

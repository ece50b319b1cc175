/** Lifetimes under Pareto/NBD: exponential, with a rate that is a gamma variate. */
import type { ResidualLifetime } from '../until-dropout/active-beliefs.ts'

/**
 * P(still active after t) = (scale / (scale + t))^shape.
 *
 * A class, because its methods are asked at every point of an integral: closures made anew for each customer take twice
 * the time.
 */
export class LomaxLifetime implements ResidualLifetime {
  readonly leastHazard = 0
  private readonly shape: number
  private readonly scale: number

  /**
   * @param shape - s.
   * @param scale - β + T for a customer of age T.
   */
  constructor(shape: number, scale: number) {
    this.shape = shape
    this.scale = scale
  }

  cumulativeHazard(time: number): number {
    // With a shape and a scale of billions, 1 + time / scale would lose the digits that the shape then multiplies.
    return this.shape * Math.log1p(time / this.scale)
  }

  hazard(time: number): number {
    return this.shape / (this.scale + time)
  }

  smoothWidth(time: number): number {
    return (this.scale + time) * Math.min(1.5, 8 / this.shape)
  }

  /**
   * ∫₀ᵗ (scale/(scale+u))^shape du; without end it is finite only for a shape above 1.
   *
   * @see Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model", the conditional expectation; in this form it
   *   has no singularity at s = 1.
   */
  expectedTime(horizon: number): number {
    const stretch = Math.log1p(horizon / this.scale)
    const excess = 1 - this.shape
    return this.scale * (excess === 0 ? stretch : Math.expm1(excess * stretch) / excess)
  }

  after(time: number): LomaxLifetime {
    return new LomaxLifetime(this.shape, this.scale + time)
  }
}

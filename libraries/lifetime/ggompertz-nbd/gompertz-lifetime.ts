/** Lifetimes under GGompertz/NBD: Gompertz, at a level that is a gamma variate. */
import type { ResidualLifetime } from '../until-dropout/active-beliefs.ts'

/**
 * β at age t: what is known of the level of a customer who is still active then. 1 / β(t) is how many times the
 * hazard s·b, towards which all hazards tend, the hazard of age t is.
 */
export function betaAt({ b, beta }: { readonly b: number; readonly beta: number }, age: number): number {
  return beta * Math.exp(-b * age) - Math.expm1(-b * age)
}

/** Within about this time, added to the age, what is known of a customer changes. */
export function ageScaleOf({
  alpha,
  b,
  beta,
}: {
  readonly alpha: number
  readonly b: number
  readonly beta: number
}): number {
  return Math.min(alpha, beta / b)
}

/**
 * ln[(β + e^(bu) − 1) / β]: 1/s of the hazard gathered within `time` by those whose β is `beta` now.
 *
 * @returns To full relative precision from the shortest to the longest times.
 */
export function hazardGrowth(
  { b, beta }: { readonly b: number; readonly beta: number },
  time: number,
): number {
  const stretch = b * time
  if (stretch < 1) return Math.log1p(Math.expm1(stretch) / beta)
  return stretch + Math.log(betaAt({ b, beta }, time) / beta)
}

/**
 * P(still active after t) = (β / (β + e^(bt) − 1))^s.
 *
 * A class, because its methods are asked at every point of an integral: closures made anew for each customer take twice
 * the time.
 *
 * @see Bemmaor & Glady (2012), "Modeling Purchasing Behavior with Sudden 'Death': A Flexible Customer Lifetime Model",
 *   Management Science 58(5), equation 4.
 */
export class GompertzLifetime implements ResidualLifetime {
  readonly leastHazard: number
  readonly b: number
  readonly s: number
  readonly beta: number

  /** @param law - β as it is for the customer's age; see {@link betaAt}. */
  constructor({ b, s, beta }: { readonly b: number; readonly s: number; readonly beta: number }) {
    this.b = b
    this.s = s
    this.beta = beta
    this.leastHazard = (s * b) / Math.max(1, beta)
  }

  cumulativeHazard(time: number): number {
    return this.s * hazardGrowth(this, time)
  }

  hazard(time: number): number {
    return (this.s * this.b) / betaAt(this, time)
  }

  /** Up to the singularities, where e^(bt) = 1 − β, and to where the hazard has gathered e^8. */
  smoothWidth(time: number): number {
    let width = Math.min(1.5 * this.distanceOfSingularity(time), 8 / this.hazard(time))
    // A hazard that rises is steepest at the end of the panel.
    while (width * this.hazard(time + width) > 8) width /= 2
    return width
  }

  after(time: number): GompertzLifetime {
    return new GompertzLifetime({ b: this.b, s: this.s, beta: betaAt(this, time) })
  }

  private distanceOfSingularity(time: number): number {
    const { b, beta } = this
    if (beta < 1) return time - Math.log1p(-beta) / b
    return Math.hypot(time - Math.log(beta - 1) / b, Math.PI / b)
  }
}

/** The race of two gamma variates: the expected share of one in a weighted sum of both. */
import { integrateLogShare, type GammaPair, type ShareCurvature } from './gamma-share-integral.ts'
import { logUnitHypergeometric, unitHypergeometric, type UnitArguments } from './hypergeometric.ts'

/**
 * E[Y / (Y + ratio·X)], the expected share of one gamma variate in a weighted sum of two.
 *
 * With shapes s of Y and n of X it is s/(s+n) · ₂F₁(n, 1; s+n+1; 1−ratio), which Gauss's continued fraction gives in
 * about ten steps for ratios near 1, whatever the shapes. Ratios above 1 go through Pfaff's transformation, so that
 * every term is positive.
 *
 * @param ratio - Positive.
 * @returns A number in [0, 1], to full relative precision.
 * @see Abramowitz & Stegun (1964), 15.3.1 and 15.3.4.
 */
export function gammaShare(pair: GammaPair, ratio: number): number {
  const fraction = unitHypergeometric(argumentsOf(pair, ratio))
  if (fraction === undefined) return Math.exp(integrateLogShare(pair, ratio).value)
  return Math.min(1, factorOf(pair, ratio) * fraction)
}

/**
 * The logarithm of the {@link gammaShare}, with slopes and second derivatives in the shapes and in ln ratio.
 *
 * @param ratio - Positive.
 */
export function logGammaShare(pair: GammaPair, ratio: number): ShareCurvature {
  const f = logUnitHypergeometric(argumentsOf(pair, ratio))
  if (f === undefined) return integrateLogShare(pair, ratio)
  const { own, rival } = pair
  const total = own + rival
  const value = Math.min(0, Math.log(factorOf(pair, ratio)) + f.value)
  const byOwn = rival / (own * total)
  const ownOwn = -byOwn * (1 / own + 1 / total)
  const square = 1 / (total * total)
  if (ratio < 1) {
    return {
      value,
      byOwn: byOwn + f.e,
      byRival: f.a - 1 / total,
      byRatio: -ratio * f.z,
      ownOwn: ownOwn + f.ee,
      ownRival: square + f.ae,
      rivalRival: square + f.aa,
      ownRatio: -ratio * f.ez,
      rivalRatio: -ratio * f.az,
      ratioRatio: ratio * (ratio * f.zz - f.z),
    }
  }
  return {
    value,
    byOwn: byOwn + f.a,
    byRival: f.e - 1 / total,
    byRatio: f.z / ratio - 1,
    ownOwn: ownOwn + f.aa,
    ownRival: square + f.ae,
    rivalRival: square + f.ee,
    ownRatio: f.az / ratio,
    rivalRatio: f.ez / ratio,
    ratioRatio: (f.zz / ratio - f.z) / ratio,
  }
}

/** Below one z is 1 − ratio and the rival's shape comes first; above one z is 1 − 1/ratio and the own shape does. */
function argumentsOf({ own, rival }: GammaPair, ratio: number): UnitArguments {
  return ratio < 1 ? { a: rival, e: own + 1, z: 1 - ratio } : { a: own + 1, e: rival, z: 1 - 1 / ratio }
}

function factorOf({ own, rival }: GammaPair, ratio: number): number {
  return own / ((own + rival) * Math.max(1, ratio))
}

/** What is believed of a customer of BG/CNBD-k or MBG/CNBD-k who is known to be active. */
import type { ActiveCustomer } from '../model.ts'
import type { CnbdVariant, FittedCnbd } from './likelihood.ts'

/**
 * Purchases come every k-th step of a Poisson process. Since the last purchase j < k steps were made, which nobody saw:
 * given j, the rate of steps is Gamma(shape + j, scale), and k − j steps are left until the next purchase. The probability
 * of dropping out at a purchase is Beta(a, b), whatever j.
 */
export interface ActiveBeliefs {
  /** k. */
  readonly regularity: number
  /** P(j steps since the last purchase), j = 0 … k − 1. */
  readonly phases: Float64Array
  /** r + kx. */
  readonly shape: number
  /** α + T. */
  readonly scale: number
  readonly a: number
  /** b + x, and one more under MBG/CNBD-k. */
  readonly b: number
}

/** Beliefs about a customer who is active now. */
export function beliefsAbout(
  { parameters: { r, alpha, a, b }, regularity }: FittedCnbd,
  { earlyDropouts }: CnbdVariant,
  { repeatPurchases, lastPurchaseAge, age }: ActiveCustomer,
): ActiveBeliefs {
  const shape = r + regularity * repeatPurchases
  const scale = alpha + age
  return {
    regularity,
    phases: phasesAfter({ regularity, shape }, (age - lastPurchaseAge) / scale),
    shape,
    scale,
    a,
    b: b + repeatPurchases + earlyDropouts,
  }
}

/** P(j) ∝ (shape)_j / j! · w^j: a negative binomial cut at k. */
function phasesAfter(
  { regularity, shape }: { readonly regularity: number; readonly shape: number },
  w: number,
): Float64Array {
  // From the largest term downwards and upwards, so that none overflows.
  const ratioTo = (j: number) => ((shape + j - 1) / j) * w
  let mode = 0
  while (mode + 1 < regularity && ratioTo(mode + 1) > 1) mode++
  const phases = new Float64Array(regularity)
  phases[mode] = 1
  for (let j = mode; j > 0; j--) phases[j - 1] = phases[j] / ratioTo(j)
  for (let j = mode + 1; j < regularity; j++) phases[j] = phases[j - 1] * ratioTo(j)
  const sum = phases.reduce((total, weight) => total + weight, 0)
  return phases.map((weight) => weight / sum)
}

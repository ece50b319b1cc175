/**
 * BG/CNBD-k and MBG/CNBD-k: how likely a history is. A purchase comes after k steps of a Poisson process of rate
 * λ ~ Gamma(r, α), so that gaps are Erlang-k; after each the customer drops out with probability p ~ Beta(a, b).
 *
 * With A = r + k·x, c chances to drop out so far (x, and one more in MBG/CNBD-k) and gaps d₁ … d_x,
 *
 *   L = Π d^(k−1) / Γ(k)^x · Γ(A)/Γ(r) · α^r / (α+T)^A · B(a, b+c)/B(a, b) · [Σ + a/(b+c−1)·((α+T)/(α+t_x))^A],
 *   Σ = Σ over j < k of (A)_j / j! · ((T − t_x)/(α+T))^j,
 *
 * where Σ/(Σ + …) is P(active): fewer than k steps were made since the last purchase.
 *
 * @see Platzer & Reutterer (2016), "Ticking Away the Moments: Timing Regularity Helps to Better Predict Customer
 *   Activity", Marketing Science 35(5); Reutterer, Platzer & Schröder (2021), "Leveraging Purchase Regularity for
 *   Predicting Customer Behavior the Easy Way", International Journal of Research in Marketing 38(1), equations 3 and 4.
 */
import { logGamma, logGammaIncrement } from '#numerics/gamma.ts'
import { logistic, softplus } from '#numerics/logarithms.ts'
import type { BetaGeometricParameter } from '../beta-geometric/likelihood.ts'
import { lifetimeError } from '../errors.ts'
import type { FittedPurchaseModel, PurchaseHistories } from '../model.ts'

/** Names of the two models. */
export type CnbdName = 'bg-cnbd-k' | 'mbg-cnbd-k'

/** The two models differ in one number. */
export interface CnbdVariant<Name extends CnbdName = CnbdName> {
  readonly model: Name
  /** Chances to drop out before the first repeat purchase: 0 in BG/CNBD-k, 1 in MBG/CNBD-k. */
  readonly earlyDropouts: 0 | 1
}

/** A fit of either model. */
export interface FittedCnbd<Name extends CnbdName = CnbdName> extends FittedPurchaseModel<
  Name,
  BetaGeometricParameter
> {
  readonly regularity: number
}

/** What may have happened since the last purchase. */
interface Silence {
  /** ln Σ. */
  readonly logSteps: number
  /** ln of the odds of having dropped out; −Infinity where a dropout was not yet possible. */
  readonly logOdds: number
}

/**
 * Log-likelihood of each customer's history: the log-density of the x purchase times.
 *
 * @returns n numbers, in the order of `histories`.
 * @throws LIFETIME_INTERVALS_MISSING where k > 1 and the histories lack `sumLogIntervals`.
 */
export function logLikelihoods(
  fitted: FittedCnbd,
  variant: CnbdVariant,
  histories: PurchaseHistories,
): Float64Array {
  const { r, alpha, a, b } = fitted.parameters
  const k = fitted.regularity
  const { repeatPurchases, age } = histories
  const gaps = logGapTerms(k, histories)
  return repeatPurchases.map((x, row) => {
    const chances = x + variant.earlyDropouts
    const timing = logGammaIncrement(r, k * x) - k * x * Math.log(alpha)
    const staying = logGammaIncrement(b, chances) - logGammaIncrement(a + b, chances)
    const { logSteps, logOdds } = silenceAt(fitted, variant, { histories, row })
    const until = (r + k * x) * Math.log1p(age[row] / alpha)
    return gaps[row] + timing - until + staying + logSteps + softplus(logOdds)
  })
}

/**
 * ln[Π d^(k−1) / Γ(k)^x] of each row, 0 where k is 1.
 *
 * @throws LIFETIME_INTERVALS_MISSING where k > 1 and the histories lack `sumLogIntervals`.
 */
export function logGapTerms(
  regularity: number,
  { repeatPurchases, sumLogIntervals }: PurchaseHistories,
): Float64Array {
  if (regularity === 1) return new Float64Array(repeatPurchases.length)
  if (sumLogIntervals === undefined) {
    const message = 'The histories do not say how long the times between purchases were.'
    throw lifetimeError('LIFETIME_INTERVALS_MISSING', message)
  }
  const each = logGamma(regularity)
  return sumLogIntervals.map((sum, row) => (regularity - 1) * sum - repeatPurchases[row] * each)
}

/**
 * Probability that each customer is still active at the end of observation.
 *
 * @returns n probabilities; under BG/CNBD-k 1 where there was no repeat purchase.
 */
export function probabilitiesActive(
  fitted: FittedCnbd,
  variant: CnbdVariant,
  histories: PurchaseHistories,
): Float64Array {
  return histories.age.map((_, row) => logistic(-silenceAt(fitted, variant, { histories, row }).logOdds))
}

function silenceAt(
  { parameters: { r, alpha, a, b }, regularity }: FittedCnbd,
  { earlyDropouts }: CnbdVariant,
  { histories, row }: { readonly histories: PurchaseHistories; readonly row: number },
): Silence {
  const x = histories.repeatPurchases[row]
  const last = histories.lastPurchaseAge[row]
  const end = histories.age[row]
  const shape = r + regularity * x
  const logSteps = logStepSum(regularity, shape, (end - last) / (alpha + end))
  const chances = x + earlyDropouts
  if (chances === 0) return { logSteps, logOdds: -Infinity }
  const silence = shape * Math.log1p((end - last) / (alpha + last))
  return { logSteps, logOdds: Math.log(a / (b + chances - 1)) + silence - logSteps }
}

/** Terms beyond it are scaled down, so that none overflows. */
const scaleUnit = 2 ** 800

/** ln Σ over j < k of (shape)_j / j! · w^j. */
function logStepSum(regularity: number, shape: number, w: number): number {
  let [term, sum, scaled] = [1, 1, 0]
  for (let j = 1; j < regularity; j++) {
    term *= ((shape + j - 1) / j) * w
    sum += term
    if (sum < scaleUnit) continue
    term /= scaleUnit
    sum /= scaleUnit
    scaled += Math.log(scaleUnit)
  }
  return scaled + Math.log(sum)
}

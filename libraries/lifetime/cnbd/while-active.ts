/** What a customer of BG/CNBD-k or MBG/CNBD-k who is active now is expected to do. */
import { logGamma, logGammaIncrement } from '#numerics/gamma.ts'
import { gammaShare } from '#numerics/gamma-share.ts'
import { gaussLegendre } from '#numerics/quadrature.ts'
import { survivalSum } from '#numerics/survival-sum.ts'
import type { FutureWindow } from '../model.ts'
import type { ActiveBeliefs } from './active-beliefs.ts'
import { expectationOverSteps, probabilityOfAtLeast } from './steps.ts'

/**
 * P(active after `ahead`): every purchase until then was survived.
 *
 * @returns Σ P(n purchases could be made)·E[(1 − p)^n].
 */
export function probabilityStillActive(beliefs: ActiveBeliefs, ahead: number): number {
  if (ahead === Infinity) return 0
  const survived = powersOfStaying(beliefs)
  return Math.min(1, expectationOverSteps(beliefs, ahead, survived))
}

/**
 * E[Σ exp(−rate·time)] over the purchases of the next `horizon`.
 *
 * @returns Infinity where the horizon has no end, nothing is discounted and a ≤ 1.
 */
export function purchasesWhileActive(
  beliefs: ActiveBeliefs,
  { horizon, discountRate }: FutureWindow,
): number {
  const { a, b } = beliefs
  // Sooner or later the customer drops out, after 1 / p purchases on average.
  if (horizon === Infinity && discountRate === 0) return a > 1 ? (a + b - 1) / (a - 1) : Infinity
  if (discountRate === 0) return plainPurchases(beliefs, horizon)
  if (discountRate * horizon > longestDiscount) return endlessPurchases(beliefs, discountRate)
  return discountedPurchases(beliefs, { horizon, discountRate })
}

/** Purchases discounted by e^−45 and more add nothing. */
const longestDiscount = 45

/** E[(1 − p)^n], n = 0, 1, …, asked for in this order. */
function powersOfStaying({ a, b }: Pick<ActiveBeliefs, 'a' | 'b'>): (n: number) => number {
  let power = 1
  return (n) => {
    if (n > 0) power *= (b + n - 1) / (a + b + n - 1)
    return power
  }
}

/** Σ P(n could be made)·E[purchases made of n], the latter being Σ over i < n of E[(1 − p)^i]. */
function plainPurchases(beliefs: ActiveBeliefs, horizon: number): number {
  if (horizon === 0) return 0
  if (horizon > farHorizon * beliefs.scale && beliefs.shape < farHorizon)
    return farPurchases(beliefs, horizon)
  const power = powersOfStaying(beliefs)
  let made = 0
  return expectationOverSteps(beliefs, horizon, (n) => {
    if (n > 0) made += power(n - 1)
    return made
  })
}

/** In horizons of so many scales steps are counted by the ten thousand; the sum over purchases then is as good as smooth. */
const farHorizon = 300

/** Σ over n of P(n could be made)·E[(1 − p)^(n−1)]. */
function farPurchases(beliefs: ActiveBeliefs, horizon: number): number {
  const { regularity, shape, scale, a, b } = beliefs
  return survivalSum({
    survival: (n) =>
      probabilityOfAtLeast(beliefs, horizon, n) *
      Math.exp(logGammaIncrement(b, n - 1) - logGammaIncrement(a + b, n - 1)),
    from: 1,
    // Beyond, a negative binomial of this shape has less than e^−60 left.
    to: Math.ceil(((3 * (shape + regularity) + 100) * (1 + horizon / scale)) / regularity),
    rate: 0,
  })
}

const rule = gaussLegendre(16)

/** By parts: e^(−δt)·E[N(t)] + δ ∫ e^(−δu)·E[N(u)] du, all positive. */
function discountedPurchases(beliefs: ActiveBeliefs, { horizon, discountRate }: FutureWindow): number {
  const present = (time: number) => Math.exp(-discountRate * time) * plainPurchases(beliefs, time)
  const gap = (beliefs.regularity * beliefs.scale) / (beliefs.shape + beliefs.regularity)
  let sum = 0
  for (let from = 0; from < horizon;) {
    const width = Math.min(horizon - from, panelWidth(beliefs.regularity, gap, from), 12 / discountRate)
    for (let i = 0; i < rule.nodes.length; i++) {
      sum += rule.weights[i] * width * present(from + width * rule.nodes[i])
    }
    from += width
  }
  return present(horizon) + discountRate * sum
}

/** Regular customers come in waves, which fade after some k gaps: until then no panel is wider than a wave. */
function panelWidth(regularity: number, gap: number, from: number): number {
  const wave = gap * Math.min(1.5, 4 / Math.sqrt(regularity))
  return regularity > 1 && from < 1.5 * regularity * gap ? wave : Math.max(wave, 0.6 * from)
}

/**
 * Without end: given the rate λ of steps, a step is worth φ = λ/(λ + δ) of now, and the purchases
 * φ^(k−j)·Σ (1 − p)^n φ^(kn) = φ^(k−j) / (1 − (1 − p)φ^k). The mean over p is an expected share of two gamma variates;
 * that over λ is taken by the trapezoidal rule in ln λ.
 */
function endlessPurchases(beliefs: ActiveBeliefs, discountRate: number): number {
  const { regularity, phases, shape, scale, a, b } = beliefs
  const step = Math.min(0.25, 0.6 / Math.sqrt(shape + regularity))
  const discount = discountRate * scale
  let worth = 0
  let densities = 0
  /** Adds the rate shape·e^d / scale; returns its share of the sum so far. */
  const add = (d: number) => {
    const rate = shape * Math.exp(d)
    const density = Math.exp(-shape * (Math.expm1(d) - d))
    const logStep = -Math.log1p(discount / rate)
    let next = 0
    let likelier = density
    for (let j = 0; j < regularity; j++) {
      next += phases[j] * likelier * Math.exp((regularity - j) * logStep)
      likelier *= rate / (shape + j)
    }
    const added = next * endlessCycle({ a, b }, -Math.expm1(regularity * logStep))
    worth += added
    densities += density
    return added / worth
  }
  add(0)
  for (const side of [1, -1]) for (let d = side * step; add(d) > 1e-17; d += side * step);
  return worth / (shape < 30 ? wholeDensity(shape) / step : densities)
}

/** ∫ exp(−shape·(e^d − 1 − d)) dd; for large shapes its terms cancel, for small ones a sum of it would be long. */
function wholeDensity(shape: number): number {
  return Math.exp(logGamma(shape) + shape - shape * Math.log(shape))
}

/**
 * E[1 / (1 − (1 − p)y)], p ~ Beta(a, b): with Y ~ Gamma(a), X ~ Gamma(b) and p = Y/(X + Y) it is
 * 1 + y/(1 − y) · E[X / (X + Y/(1 − y))].
 *
 * @param rest - 1 − y, in (0, 1].
 */
function endlessCycle({ a, b }: { readonly a: number; readonly b: number }, rest: number): number {
  if (rest === 1) return 1
  return 1 + ((1 - rest) / rest) * gammaShare({ own: b, rival: a }, 1 / rest)
}

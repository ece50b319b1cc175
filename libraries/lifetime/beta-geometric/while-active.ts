/** The expected purchases to come of a customer who is active now. */
import { gaussLegendre } from '#numerics/quadrature.ts'
import type { FutureWindow } from '../model.ts'
import { activitySeries, type ActiveBeliefs, type ActivitySeries } from './activity-series.ts'
import { discountedTail, plainIntegral } from './dropout-integral.ts'

/**
 * E[Σ exp(−rate·time)] over the purchases of the next `horizon`: (r+x)/(α+T) · ∫₀ᵗ e^(−δu) G(u / (α+T)) du. This form
 * has no singularity at a = 1, where the published one divides by zero.
 *
 * @param window - `horizon` may be Infinity: then, without a discount, the answer is finite only for a > 1.
 * @returns The plain expectation where the rate is 0.
 * @see Fader, Hardie & Lee (2005), "Counting Your Customers the Easy Way", equation 10: the closed form for δ = 0.
 */
export function purchasesWhileActive(
  beliefs: ActiveBeliefs,
  { horizon, discountRate }: FutureWindow,
): number {
  const { shape, scale, a, b } = beliefs
  // Sooner or later the customer drops out, after 1 / p purchases on average.
  if (horizon === Infinity && discountRate === 0) return a > 1 ? (a + b - 1) / (a - 1) : Infinity
  const discount = discountRate * scale
  const to = Math.min(horizon / scale, longestDiscount / discount)
  const series = activitySeries(beliefs, to)
  const near = Math.min(to, series.reach)
  let sum = integrateSeries(beliefs, series, { to: near, discount })
  if (near < to) {
    const rest = { from: near, to, discount }
    sum += discount === 0 ? plainIntegral(beliefs, rest) : discountedIntegral(beliefs, rest)
  }
  return shape * sum
}

/** A span of time in units of the scale, and the discount per such unit. */
interface Span {
  readonly from: number
  readonly to: number
  readonly discount: number
}

/** Purchases discounted by e^−45 and more add nothing. */
const longestDiscount = 45

/** Up to this discount in all, tails are slow to sum. */
const slightDiscount = 0.05

/** ∫₀ e^(−δv) G(v) dv by the series. */
function integrateSeries(
  beliefs: ActiveBeliefs,
  { coefficients, power }: ActivitySeries,
  { to, discount }: { readonly to: number; readonly discount: number },
): number {
  const integrand = (s: number) => {
    const w = -Math.expm1(-s)
    let value = 0
    for (let k = coefficients.length - 1; k >= 0; k--) value = value * w + coefficients[k]
    return value * Math.exp((1 - power) * s - discount * Math.expm1(s))
  }
  return integratePanels(beliefs, { from: 0, to, discount }, integrand)
}

/** Within one panel s grows by 1.5 at most, and no decay at its full weight exceeds e^−12: that keeps fourteen digits. */
const widestPanel = 1.5
const steepestPanel = 12
const rule = gaussLegendre(16)

/**
 * Integrates over s = ln(1 + v), in which the integrands have no singularity within π of the real line, on panels that
 * widen as the customers with the larger p drop out.
 */
function integratePanels(
  beliefs: ActiveBeliefs,
  { from, to, discount }: Span,
  integrand: (s: number) => number,
): number {
  const fastest = fastestDecay(beliefs)
  let sum = 0
  for (let v = from; v < to;) {
    const width = 1 / (1 / (steepestPanel / fastest + widestPanel * v) + discount / steepestPanel)
    const next = Math.min(to, v + width, (1 + v) * Math.exp(widestPanel) - 1)
    const start = Math.log1p(v)
    const length = Math.log1p((next - v) / (1 + v))
    for (let i = 0; i < rule.nodes.length; i++) {
      sum += rule.weights[i] * length * integrand(start + length * rule.nodes[i])
    }
    v = next
  }
  return sum
}

/** Decay per unit of v at the largest p that counts: a beta variate is larger with probability 1e-14 or less. */
function fastestDecay({ shape, a, b }: ActiveBeliefs): number {
  return (shape + 1) * Math.min(1, (a + 8 * Math.sqrt(a) + 33) / (a + b))
}

/**
 * ∫ e^(−δv) G(v) dv where the series fails. While the discount is slight, by parts: the undiscounted integral has a
 * closed form given p. From then on as a difference of two tails, whose continued fractions are short there.
 */
function discountedIntegral(beliefs: ActiveBeliefs, { from, to, discount }: Span): number {
  const middle = Math.min(to, Math.max(from, slightDiscount / discount))
  let sum = middle > from ? integrateByParts(beliefs, { from, to: middle, discount }) : 0
  if (middle < to) {
    sum += discountedTail(beliefs, { from: middle, discount })
    if (discount * to < longestDiscount) sum -= discountedTail(beliefs, { from: to, discount })
  }
  return sum
}

/** e^(−δt) P(t) + δ ∫ e^(−δv) P(v) dv, where P(v) = ∫ G from the beginning of the span to v. */
function integrateByParts(beliefs: ActiveBeliefs, span: Span): number {
  const { from, to, discount } = span
  const plain = (v: number) => Math.exp(-discount * v) * plainIntegral(beliefs, { from, to: v })
  return plain(to) + discount * integratePanels(beliefs, span, (s) => Math.exp(s) * plain(Math.expm1(s)))
}

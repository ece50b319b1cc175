/** The second moment of a customer's spend level, of which a base of finite size sees only a part. */
import { logGamma } from '#numerics/gamma.ts'

/** From this shape on nothing is cut off that would be seen. */
const fullFrom = 6

/** Steps of the trapezoid rule over ln u; the integrand is smooth and vanishes at its upper end. */
const steps = 400

/**
 * E[1/U²; U > u₀] for U ~ Gamma(c, 1), where one customer in `customers` lies below u₀.
 *
 * With c = p·m + q ≤ 2 the full moment is infinite, and sums over the base have no variance: a few enormous spenders
 * decide. The truncated one leaves out what is expected less than once in the base, and hence describes the spread of
 * most such bases; for larger c the two agree.
 */
export function inverseSquareMoment(c: number, customers: number): number {
  if (c >= fullFrom) return 1 / ((c - 1) * (c - 2))
  // P(U < u) ≈ u^c / Γ(c + 1) for small u.
  const from = Math.min(0, (logGamma(c + 1) - Math.log(customers)) / c)
  const step = (Math.log(60) - from) / steps
  const norm = logGamma(c)
  const integrand = (t: number) => Math.exp((c - 2) * t - Math.exp(t) - norm)
  let sum = integrand(from) / 2
  for (let i = 1; i <= steps; i++) sum += integrand(from + i * step)
  return sum * step
}

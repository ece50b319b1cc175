/** Integrals over the unknown probability of dropping out, for the few cases in which no power series serves. */
import { logBeta } from '#numerics/beta.ts'
import { scaledExponentialIntegral } from '#numerics/exponential-integral.ts'
import { logistic, softplus } from '#numerics/logarithms.ts'
import type { ActiveBeliefs } from './activity-series.ts'

/** What no longer counts beside a sum. */
const negligible = 1e-17

/**
 * ∫ G(v) dv = E[∫ (1 + p v)^−(shape + 1) dv] between two times.
 *
 * @param span - In units of the scale; both finite.
 */
export function plainIntegral(
  beliefs: ActiveBeliefs,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const { shape } = beliefs
  return expectationOverDropout(beliefs, {
    from,
    bend: (shape + 1) * (1 + to),
    exponent: shape,
    rest: (p) => -Math.expm1(-shape * Math.log1p((p * (to - from)) / (1 + p * from))) / (shape * p),
  })
}

/**
 * ∫ e^(−δv) G(v) dv from a time on for ever.
 *
 * @param tail - `from` in units of the scale, `discount` per unit of the scale; discount · (1 + from) of 0.05 or more
 *   keeps the continued fraction affordable.
 */
export function discountedTail(
  beliefs: ActiveBeliefs,
  { from, discount }: { readonly from: number; readonly discount: number },
): number {
  const order = beliefs.shape + 1
  const integral = expectationOverDropout(beliefs, {
    from,
    bend: order * (1 + from + 1 / discount),
    exponent: beliefs.shape,
    rest: (p) => scaledExponentialIntegral(order, discount * (1 / p + from)) / p,
  })
  return Math.exp(-discount * from) * integral
}

/**
 * E[(1 + p v)^−shape], the probability that a customer who is active now still is after v·scale.
 *
 * @param elapsed - v; finite.
 */
export function survivalIntegral(beliefs: ActiveBeliefs, elapsed: number): number {
  const { shape } = beliefs
  return expectationOverDropout(beliefs, {
    from: elapsed,
    bend: shape * elapsed,
    exponent: shape,
    rest: () => 1,
  })
}

/** The integrand (1 + p·from)^−exponent · rest(p). */
interface Tilted {
  readonly from: number
  readonly exponent: number
  readonly rest: (p: number) => number
  /** How fast all of it may change with p near 0, relatively. */
  readonly bend: number
}

/**
 * E[(1 + p·from)^−exponent · rest(p)] with p ~ Beta(a, b), by the trapezoidal rule in y = ln[p / (1 − p)]: its error
 * falls exponentially with the step, because the integrand is analytic about the real line. Towards both ends the
 * integrand becomes a geometric sequence, summed in closed form: shapes near zero cost no more than others.
 *
 * @see Trefethen & Weideman (2014), "The Exponentially Convergent Trapezoidal Rule", SIAM Review 56(3), section 5.
 */
function expectationOverDropout({ a, b }: ActiveBeliefs, { from, exponent, rest, bend }: Tilted): number {
  const step = Math.min(0.25, 0.7 / Math.sqrt(a))
  const logScale = Math.log(step) - logBeta(a, b)
  const density = (y: number) => {
    const p = logistic(y)
    return Math.exp(logScale + a * y - (a + b) * softplus(y) - exponent * Math.log1p(p * from)) * rest(p)
  }
  const steepness = a + b + bend
  const start = modeOf({ a, b }, { from, exponent })
  const peak = density(start)
  let sum = peak
  for (const { side, decay } of [
    { side: -1, decay: a },
    { side: 1, decay: b },
  ]) {
    let y = start
    let value = peak
    do {
      y += side * step
      value = density(y)
      sum += value
    } while (value * Math.min(1, steepness * Math.exp(side * -y)) > negligible * sum)
    sum += value / Math.expm1(decay * step)
  }
  return sum
}

/** Where p^a (1 − p)^b (1 + p·from)^−exponent is largest on the scale of y, by bisection of its logarithm's slope. */
function modeOf(
  { a, b }: { readonly a: number; readonly b: number },
  { from, exponent }: { readonly from: number; readonly exponent: number },
): number {
  let low = -700
  let high = 700
  while (high - low > 0.01) {
    const y = (low + high) / 2
    const p = logistic(y)
    const slope = a - (a + b) * p - (exponent * from * p * logistic(-y)) / (1 + p * from)
    if (slope > 0) low = y
    else high = y
  }
  return low
}

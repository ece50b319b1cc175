/** Gauss's hypergeometric function with a unit parameter, ₂F₁(a, 1; c; z), and the race of two gamma variates. */

/** Shapes of two independent gamma variates of scale 1. */
export interface GammaPair {
  /** Shape of Y, the variate whose share is asked for. */
  readonly own: number
  /** Shape of X, its rival. */
  readonly rival: number
}

/** Where {@link gammaShareSlopes} puts what it finds. */
export interface ShareSlopes {
  /** E[Y / (Y + ratio·X)], in [0, 1]. */
  share: number
  /** Slopes of the logarithm of the share. */
  byOwn: number
  byRival: number
  byRatio: number
}

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
export function gammaShare({ own, rival }: GammaPair, ratio: number): number {
  const total = own + rival
  const fraction = ratio < 1 ? walk(rival, total + 1, 1 - ratio) : walk(own + 1, total + 1, 1 - 1 / ratio)
  if (fraction.steps > mostSteps) return integrateShare({ own, rival }, ratio).share
  return Math.min(1, (own / (total * Math.max(1, ratio))) * fraction.value)
}

/**
 * The expected share as {@link gammaShare} gives it, and the slopes of its logarithm.
 *
 * @param ratio - Positive.
 * @param into - Overwritten, so that a million calls need not make a million objects.
 */
export function gammaShareSlopes({ own, rival }: GammaPair, ratio: number, into: ShareSlopes): void {
  const total = own + rival
  const below = ratio < 1
  const a = below ? rival : own + 1
  const z = below ? 1 - ratio : 1 - 1 / ratio
  const { steps } = walk(a, total + 1, z)
  if (steps > mostSteps) {
    Object.assign(into, integrateShare({ own, rival }, ratio))
    return
  }
  const { value, byA, byC, byZ } = differentiate({ a, c: total + 1, z }, steps + 4)
  into.share = Math.min(1, (own / (total * Math.max(1, ratio))) * value)
  into.byOwn = rival / (own * total) + byC + (below ? 0 : byA)
  into.byRival = byC - 1 / total + (below ? byA : 0)
  into.byRatio = below ? -byZ : (byZ / ratio - 1) / ratio
}

/** Steps after which the continued fraction gives way to an integral that no ratio can slow down. */
const mostSteps = 400

/** Relative size of a step that no longer matters. */
const negligible = 1e-18

/**
 * ₂F₁(a, 1; c; z) for 0 ≤ z < 1 < c, a < c, by Gauss's fraction 1/(1 − e₁/(1 − e₂/(1 − …))) forwards until its
 * steps, all positive, no longer matter.
 *
 * @see Cuyt et al. (2008), "Handbook of Continued Fractions for Special Functions", (15.3.4).
 */
function walk(a: number, c: number, z: number): { value: number; steps: number } {
  let step = 1
  let inner = 1
  let value = 1
  for (let k = 0; k < mostSteps / 2; k++) {
    const middle = c + 2 * k
    inner = 1 / (1 - ((z * (a + k) * (c + k - 1)) / ((middle - 1) * middle)) * inner)
    step *= inner - 1
    value += step
    inner = 1 / (1 - ((z * (k + 1) * (c - a + k)) / (middle * (middle + 1))) * inner)
    step *= inner - 1
    value += step
    if (step <= negligible * value) return { value, steps: 2 * k + 2 }
  }
  return { value, steps: mostSteps + 1 }
}

/**
 * The same fraction backwards from its `steps`-th step, and the slopes of its logarithm: where f = 1/(1 − e·g),
 * d ln f = (f − 1)(d ln e + d ln g).
 */
function differentiate({ a, c, z }: { a: number; c: number; z: number }, steps: number) {
  let value = 2 / (1 + Math.sqrt(1 - z))
  let byA = 0
  let byC = 0
  let byZ = 0
  for (let k = steps / 2 - 1; k >= 0; k--) {
    const below = 1 / (c + 2 * k - 1)
    const middle = 1 / (c + 2 * k)
    const above = 1 / (c + 2 * k + 1)
    const gap = c - a + k
    const even = (k + 1) * gap * middle * above * value
    value = 1 / (1 - z * even)
    byZ = value * even * (1 + z * byZ)
    byA = (value - 1) * (byA - 1 / gap)
    byC = (value - 1) * (byC + 1 / gap - middle - above)
    const odd = (a + k) * (c + k - 1) * below * middle * value
    value = 1 / (1 - z * odd)
    byZ = value * odd * (1 + z * byZ)
    byA = (value - 1) * (byA + 1 / (a + k))
    byC = (value - 1) * (byC + 1 / (c + k - 1) - below - middle)
  }
  return { value, byA, byC, byZ }
}

/**
 * The share as an integral over the logarithm of time, for ratios so extreme that the fraction is slow:
 * ∫ s·e^y (1 + e^y)^(−s−1) (1 + ratio·e^y)^(−n) dy over the whole line. Every singularity lies π away from the real
 * line, so the trapezoidal rule with step ¼ is exact to rounding for all shapes.
 *
 * @see Trefethen & Weideman (2014), "The exponentially convergent trapezoidal rule", SIAM Review 56(3).
 */
function integrateShare({ own, rival }: GammaPair, ratio: number): ShareSlopes {
  const width = 0.25
  const logRatio = Math.log(ratio)
  const start = -40 - Math.log(1 + own + rival * ratio)
  const end = 40 + Math.max(0, -logRatio)
  let sum = 0
  let byOwn = 0
  let byRival = 0
  let byRatio = 0
  let y = start
  for (; y < end; y += width) {
    const time = Math.exp(y)
    const ownLog = Math.log1p(time)
    const rivalLog = Math.log1p(ratio * time)
    const term = Math.exp(y - (own + 1) * ownLog - rival * rivalLog)
    sum += term
    byOwn -= term * ownLog
    byRival -= term * rivalLog
    byRatio -= (term * rival) / (1 / time + ratio)
  }
  // From here on the integrand is s·ratio^(−n)·e^(−(s+n)y): the rest of the sum is a geometric series.
  const rate = own + rival
  const rest = Math.exp(-rate * y - rival * logRatio) / -Math.expm1(-rate * width)
  const reach = y + width / Math.expm1(rate * width)
  sum += rest
  return {
    share: Math.min(1, own * width * sum),
    byOwn: 1 / own + (byOwn - rest * reach) / sum,
    byRival: (byRival - rest * (reach + logRatio)) / sum,
    byRatio: (byRatio - (rest * rival) / ratio) / sum,
  }
}

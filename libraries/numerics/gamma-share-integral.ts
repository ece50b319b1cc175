/** The share of one gamma variate as an integral, which no ratio can slow down. */
/** Shapes of two independent gamma variates of scale 1. */
export interface GammaPair {
  /** Shape of Y, the variate whose share is asked for. */
  readonly own: number
  /** Shape of X, its rival. */
  readonly rival: number
}

/** The logarithm of the share E[Y / (Y + ratio·X)] with its derivatives; slopes in the ratio are slopes in its logarithm. */
export interface ShareCurvature {
  readonly value: number
  readonly byOwn: number
  readonly byRival: number
  readonly byRatio: number
  readonly ownOwn: number
  readonly ownRival: number
  readonly rivalRival: number
  readonly ownRatio: number
  readonly rivalRatio: number
  readonly ratioRatio: number
}

/**
 * The logarithm of the share with its derivatives, as accurate for extreme ratios as for others: the share is
 * ∫ s·e^y (1 + e^y)^(−s−1) (1 + ratio·e^y)^(−n) dy over the whole line, by the trapezoidal rule in u with
 * y = u − e^(−u) + a shift, so that the lower end falls off double-exponentially.
 *
 * @see Trefethen & Weideman (2014), "The exponentially convergent trapezoidal rule", SIAM Review 56(3).
 */
export function integrateLogShare({ own, rival }: GammaPair, ratio: number): ShareCurvature {
  const logRatio = Math.log(ratio)
  const rate = own + rival
  const shift = -Math.log(1 + own + rival * ratio)
  const farEnd = 40 + Math.max(0, -logRatio)
  const sums = { value: 0, o: 0, r: 0, x: 0, oo: 0, or: 0, rr: 0, ox: 0, rx: 0, xx: 0 }
  let term = 0
  let u = -3.75
  let y = shift + u - Math.exp(-u)
  for (; y < farEnd && (u < 3 || term > negligible * Math.min(1, rate) * sums.value); u += trapezoidWidth) {
    const time = Math.exp(y)
    const o = -Math.log1p(time)
    const r = -Math.log1p(ratio * time)
    term = (1 + Math.exp(-u)) * Math.exp(y + (own + 1) * o + rival * r)
    addTerm(sums, term, { o, r, rival, hit: 1 / (1 + 1 / (ratio * time)) })
    y = shift + u + trapezoidWidth - Math.exp(-u - trapezoidWidth)
  }
  if (y >= farEnd) addTail(sums, y, { rate, rival, logRatio })
  return fromSums(sums, own)
}

/** Width at which the integral of the share is exact to rounding, see the golden tests. */
const trapezoidWidth = 1 / 8

/** Relative size of a term that no longer matters. */
const negligible = 1e-18

/** Σ of the terms of the integral, and of the derivatives that each would have. */
interface ShareSums {
  value: number
  o: number
  r: number
  x: number
  oo: number
  or: number
  rr: number
  ox: number
  rx: number
  xx: number
}

/** Adds a term whose logarithm has the slopes `o`, `r` in the shapes and −rival·hit in ln ratio. */
function addTerm(
  sums: ShareSums,
  term: number,
  {
    o,
    r,
    rival,
    hit,
  }: { readonly o: number; readonly r: number; readonly rival: number; readonly hit: number },
): void {
  const x = -rival * hit
  sums.value += term
  sums.o += term * o
  sums.r += term * r
  sums.x += term * x
  sums.oo += term * o * o
  sums.or += term * o * r
  sums.rr += term * r * r
  sums.ox += term * o * x
  sums.rx += term * (r * x - hit)
  sums.xx += term * (x * x + x * (1 - hit))
}

/** From the far end on the integrand is s·ratio^(−n)·e^(−(s+n)y): the rest of the sums is a geometric series. */
function addTail(
  sums: ShareSums,
  y: number,
  { rate, rival, logRatio }: { readonly rate: number; readonly rival: number; readonly logRatio: number },
): void {
  const rest = Math.exp(-rate * y - rival * logRatio) / -Math.expm1(-rate * trapezoidWidth)
  const further = trapezoidWidth / Math.expm1(rate * trapezoidWidth)
  const variance = rest * further * (further + trapezoidWidth)
  addTerm(sums, rest, { o: -(y + further), r: -(y + further + logRatio), rival, hit: 1 })
  sums.oo += variance
  sums.or += variance
  sums.rr += variance
}

/** Derivatives of the logarithm of a sum, from the sums of the terms' derivatives. */
function fromSums(sums: ShareSums, own: number): ShareCurvature {
  const { value } = sums
  const [o, r, x] = [sums.o / value, sums.r / value, sums.x / value]
  return {
    value: Math.min(0, Math.log(own * trapezoidWidth * value)),
    byOwn: 1 / own + o,
    byRival: r,
    byRatio: x,
    ownOwn: sums.oo / value - o * o - 1 / (own * own),
    ownRival: sums.or / value - o * r,
    rivalRival: sums.rr / value - r * r,
    ownRatio: sums.ox / value - o * x,
    rivalRatio: sums.rx / value - r * x,
    ratioRatio: sums.xx / value - x * x,
  }
}

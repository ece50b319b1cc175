/**
 * Which comes first after a time t, the dropout or the next purchase, of a customer whose purchase rate is
 * Gamma(n, α + t) and whose lifetime is Gompertz at a gamma level:
 *
 *   P(dropout first)  = ∫₀^∞ s·h′(t+τ) e^(−Q(τ)) dτ,      Q(τ) = n·ln[(α+t+τ)/(α+t)] + s·[h(t+τ) − h(t)],
 *   P(purchase first) = ∫₀^∞ n/(α+t+τ) e^(−Q(τ)) dτ,      h(u) = ln[(β + e^(bu) − 1)/β].
 *
 * The two add up to 1; each is integrated by itself, because either may be tiny. The panels widen threefold from one to
 * the next, as far as the singularities of h allow, and end where e^(−Q), which bounds all that is still to come, no
 * longer counts: twelve nodes on each keep thirteen digits.
 */
import { gaussLegendre } from '#numerics/quadrature.ts'
import { betaAt, hazardGrowth } from './gompertz-lifetime.ts'

/** What the race depends on. */
export interface RaceParameters {
  readonly alpha: number
  readonly b: number
  readonly s: number
  readonly beta: number
}

/** Who races: n = r + x, and t. */
export interface Racer {
  readonly shape: number
  readonly time: number
}

/**
 * ln P(dropout first), or ln P(purchase first).
 *
 * @param purchase - Which of the two.
 */
export function logRace(parameters: RaceParameters, racer: Racer, purchase: boolean): number {
  const { alpha, b, s } = parameters
  const { shape, time } = racer
  const beta = betaAt(parameters, time)
  const start = alpha + time
  const first = firstWidth(parameters, { shape, start, beta })
  let sum = 0
  let staying = 1
  for (
    let from = 0, width = first;
    staying > negligible * sum;
    from += width, width = nextWidth(b, beta, from)
  ) {
    for (let i = 0; i < rule.nodes.length; i++) {
      const tau = from + width * rule.nodes[i]
      const stretch = b * tau
      const rise = -Math.expm1(-stretch)
      const betaThen = beta * (1 - rise) + rise
      const growth = stretch < 1 ? Math.log1p(rise / (1 - rise) / beta) : stretch + Math.log(betaThen / beta)
      staying = Math.exp(-shape * Math.log1p(tau / start) - s * growth)
      sum += rule.weights[i] * width * staying * (purchase ? shape / (start + tau) : (s * b) / betaThen)
    }
  }
  return Math.min(0, Math.log(sum))
}

/** Numbers that {@link setRaceCurvature} writes: a value, five slopes, and the fifteen entries of a lower triangle. */
export const raceCurvatureSize = 21

/**
 * The same with its slopes and second derivatives in ln r, ln α, ln b, ln s, ln β.
 *
 * @param out - Receives the value, the gradient and the Hessian's lower triangle, row by row.
 */
export function setRaceCurvature(
  out: Float64Array,
  parameters: RaceParameters & { readonly r: number },
  { racer, purchase }: { readonly racer: Racer; readonly purchase: boolean },
): void {
  const { r, alpha, b, s } = parameters
  const { shape, time } = racer
  const beta = betaAt(parameters, time)
  const start = alpha + time
  const first = firstWidth(parameters, { shape, start, beta })
  const atStart = growthAt(parameters, time)
  const pStart = alpha / start
  const pStartSlope = (pStart * time) / start
  const own = purchase ? 1 : 0
  const other = 1 - own
  let [sum, lr, la, lb, ls, lbe] = [0, 0, 0, 0, 0, 0]
  let [rr, ra, aa, rb, ab, bb, rs, as, bs, ss, rbe, abe, bbe, sbe, bebe] = new Float64Array(15)
  let staying = 1
  for (
    let from = 0, width = first;
    staying > negligible * sum;
    from += width, width = nextWidth(b, beta, from)
  ) {
    for (let i = 0; i < rule.nodes.length; i++) {
      const tau = from + width * rule.nodes[i]
      const stretch = b * tau
      const rise = -Math.expm1(-stretch)
      const betaThen = beta * (1 - rise) + rise
      const growth = stretch < 1 ? Math.log1p(rise / (1 - rise) / beta) : stretch + Math.log(betaThen / beta)
      const lapse = Math.log1p(tau / start)
      staying = Math.exp(-shape * lapse - s * growth)
      const w = rule.weights[i] * width * staying * (purchase ? shape / (start + tau) : (s * b) / betaThen)
      sum += w
      // Slopes of the integrand's logarithm; g and m as in `growthAt`.
      const g = 1 / betaThen
      const decay = atStart.decay * (1 - rise)
      const gRest = (parameters.beta - 1) * decay * g
      const mRest = parameters.beta * decay * g
      const m = (atStart.rise + rise * atStart.decay) * g
      const bu = b * (time + tau)
      const p = alpha / (start + tau)
      const pSlope = (p * (time + tau)) / (start + tau)
      const byR = own / shape - lapse
      const byAlpha = -own * p - shape * (p - pStart)
      const byB = other * (1 + bu * gRest) - s * (bu * g - atStart.byB)
      const byS = other - s * growth
      const byBeta = -other * mRest + s * (m - atStart.m)
      lr += w * byR
      la += w * byAlpha
      lb += w * byB
      ls += w * byS
      lbe += w * byBeta
      const buSquare = bu * bu * g * gRest
      const buBeta = bu * g * mRest
      rr += w * (byR * byR - own / (shape * shape))
      ra += w * (byR * byAlpha - (p - pStart))
      aa += w * (byAlpha * byAlpha - own * pSlope - shape * (pSlope - pStartSlope))
      rb += w * byR * byB
      ab += w * byAlpha * byB
      bb += w * (byB * byB + other * (bu * gRest - buSquare) - s * (bu * g + buSquare - atStart.bb))
      rs += w * byR * byS
      as += w * byAlpha * byS
      bs += w * (byB * byS - s * (bu * g - atStart.byB))
      ss += w * (byS * byS - s * growth)
      rbe += w * byR * byBeta
      abe += w * byAlpha * byBeta
      bbe += w * (byB * byBeta + other * buBeta + s * (buBeta - atStart.bBeta))
      sbe += w * (byS * byBeta + s * (m - atStart.m))
      bebe += w * (byBeta * byBeta - other * m * mRest - s * (m * mRest - atStart.betaBeta))
    }
  }
  out[0] = Math.min(0, Math.log(sum))
  const [mr, ma, mb, ms, mbe] = [lr / sum, la / sum, lb / sum, ls / sum, lbe / sum]
  out[1] = r * mr
  out[2] = ma
  out[3] = mb
  out[4] = ms
  out[5] = mbe
  out[6] = r * mr + r * r * (rr / sum - mr * mr)
  out[7] = r * (ra / sum - mr * ma)
  out[8] = aa / sum - ma * ma
  out[9] = r * (rb / sum - mr * mb)
  out[10] = ab / sum - ma * mb
  out[11] = bb / sum - mb * mb
  out[12] = r * (rs / sum - mr * ms)
  out[13] = as / sum - ma * ms
  out[14] = bs / sum - mb * ms
  out[15] = ss / sum - ms * ms
  out[16] = r * (rbe / sum - mr * mbe)
  out[17] = abe / sum - ma * mbe
  out[18] = bbe / sum - mb * mbe
  out[19] = sbe / sum - ms * mbe
  out[20] = bebe / sum - mbe * mbe
}

/** Relative size of a rest that no longer matters. */
const negligible = 1e-16

const rule = gaussLegendre(12)

/** Twice the least of all times within which the integrands change. */
function firstWidth(
  { b, s }: RaceParameters,
  { shape, start, beta }: { readonly shape: number; readonly start: number; readonly beta: number },
): number {
  return 2 / ((1 + shape) / start + b * (1 + (1 + s) / beta))
}

/**
 * Twice the time that has passed. Where the hazard still rises, β > 1, h has singularities at
 * (ln(β − 1) ± iπ)/b: no further than that allows.
 */
function nextWidth(b: number, beta: number, from: number): number {
  if (beta <= 1) return 2 * from
  return Math.min(2 * from, 0.6 * Math.hypot(from - Math.log(beta - 1) / b, Math.PI / b))
}

/**
 * h(t) = ln[(β + e^(bt) − 1)/β] and its derivatives in ln b and ln β, by way of g = e^(bt)/(β + e^(bt) − 1) and
 * m = (e^(bt) − 1)/(β + e^(bt) − 1).
 */
export interface HazardGrowth {
  readonly value: number
  readonly byB: number
  /** −dh/d ln β. */
  readonly m: number
  readonly bb: number
  /** −d²h/(d ln b · d ln β). */
  readonly bBeta: number
  readonly betaBeta: number
  /** e^(−bt). */
  readonly decay: number
  /** 1 − e^(−bt). */
  readonly rise: number
}

/** See {@link HazardGrowth}. */
export function growthAt(law: { readonly b: number; readonly beta: number }, time: number): HazardGrowth {
  const { b, beta } = law
  const g = 1 / betaAt(law, time)
  const decay = Math.exp(-b * time)
  const rise = -Math.expm1(-b * time)
  const gRest = (beta - 1) * decay * g
  const mRest = beta * decay * g
  const m = rise * g
  const byB = b * time * g
  return {
    value: hazardGrowth(law, time),
    byB,
    m,
    bb: byB * (1 + b * time * gRest),
    bBeta: byB * mRest,
    betaBeta: m * mRest,
    decay,
    rise,
  }
}

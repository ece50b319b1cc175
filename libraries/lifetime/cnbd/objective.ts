/** The log-likelihood of all customers with its gradient and Hessian, at a given regularity k. */
import { digammaIncrement, logGammaIncrement, trigammaIncrement } from '#numerics/gamma.ts'
import type { Curvature } from '#numerics/optimise.ts'
import { distinctRows, picked } from '../collapse.ts'
import { customerOf } from '../history-rows.ts'
import { emptySums, minusMean, type LikelihoodSums } from '../likelihood-sums.ts'
import type { PurchaseObjective, WeightedHistories } from '../model.ts'
import { type CnbdVariant, logGapTerms } from './likelihood.ts'

/** Places in the lower triangle by ln r, ln α, ln a, ln b. */
const [RR, AlR, AlAl, AR, AAl, AA, BR, BAl, BA, BB] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

/** A variant at a given k. */
export interface RegularVariant {
  readonly variant: CnbdVariant
  readonly regularity: number
}

/** r, α, a, b. */
interface Parameters {
  readonly r: number
  readonly alpha: number
  readonly a: number
  readonly b: number
}

/**
 * Prepares minus the mean log-likelihood per customer.
 *
 * @param rows - Distinct histories with weights.
 * @returns Functions of (ln r, ln α, ln a, ln b).
 * @throws LIFETIME_INTERVALS_MISSING where k > 1 and the histories lack `sumLogIntervals`.
 */
export function prepareObjective(
  { variant, regularity }: RegularVariant,
  rows: WeightedHistories,
): Required<PurchaseObjective> {
  const { weight } = rows
  const gaps = logGapTerms(regularity, rows).reduce((sum, value, row) => sum + weight[row] * value, 0)
  const customers = weight.reduce((sum, count) => sum + count, 0)
  const counts = countsOf(rows)
  const curvatureAt = (logParameters: readonly number[]): Curvature => {
    const [r, alpha, a, b] = logParameters.map(Math.exp)
    const parameters = { r, alpha, a, b }
    const sums = emptySums(4)
    sums.value = gaps
    addCounts(sums, counts, { ...parameters, regularity, earlyDropouts: variant.earlyDropouts })
    const steps = new Float64Array(6)
    for (let row = 0; row < weight.length; row++) {
      const history = customerOf(rows, row)
      const shape = r + regularity * history.repeatPurchases
      fillSteps(steps, {
        regularity,
        shape,
        w: (history.age - history.lastPurchaseAge) / (alpha + history.age),
      })
      addRow(sums, { weight: weight[row], history, shape, steps, parameters, variant })
    }
    return minusMean(sums, customers)
  }
  return { curvatureAt, slopeAt: curvatureAt }
}

/** Distinct numbers of repeat purchases, with the customers who made so many. */
interface Counts {
  readonly repeatPurchases: Float64Array
  readonly customers: Float64Array
}

function countsOf({ repeatPurchases, weight }: WeightedHistories): Counts {
  const { places, firsts } = distinctRows([repeatPurchases])
  const customers = new Float64Array(firsts.length)
  for (let row = 0; row < places.length; row++) customers[places[row]] += weight[row]
  return { repeatPurchases: picked(repeatPurchases, firsts), customers }
}

/** ln Γ(r+kx) − ln Γ(r) − kx ln α + ln B(a, b+chances) − ln B(a, b), once for each x. */
function addCounts(
  sums: LikelihoodSums,
  { repeatPurchases, customers }: Counts,
  {
    r,
    alpha,
    a,
    b,
    regularity,
    earlyDropouts,
  }: Parameters & { readonly regularity: number; readonly earlyDropouts: number },
): void {
  const { gradient, hessian } = sums
  for (let i = 0; i < customers.length; i++) {
    const w = customers[i]
    const steps = regularity * repeatPurchases[i]
    const chances = repeatPurchases[i] + earlyDropouts
    const staying = logGammaIncrement(b, chances) - logGammaIncrement(a + b, chances)
    sums.value += w * (logGammaIncrement(r, steps) - steps * Math.log(alpha) + staying)
    const byR = r * digammaIncrement(r, steps)
    const byB = b * digammaIncrement(b, chances)
    const byAB = digammaIncrement(a + b, chances)
    const curveAB = trigammaIncrement(a + b, chances)
    gradient[0] += w * byR
    gradient[1] -= w * steps
    gradient[2] -= w * a * byAB
    gradient[3] += w * (byB - b * byAB)
    hessian[RR] += w * (byR + r * r * trigammaIncrement(r, steps))
    hessian[AA] -= w * (a * byAB + a * a * curveAB)
    hessian[BA] -= w * a * b * curveAB
    hessian[BB] += w * (byB - b * byAB + b * b * (trigammaIncrement(b, chances) - curveAB))
  }
}

const scaleUnit = 2 ** 400

/**
 * ln Σ of the terms e_j = (A)_j/j!·w^j, j < k, and means weighted by them. With H_j = Σ 1/(A+i) over i < j, and H′_j the
 * same with squares: ln Σ, then the means of j, j², H, H² − H′ and j·H.
 */
function fillSteps(
  out: Float64Array,
  { regularity, shape, w }: { readonly regularity: number; readonly shape: number; readonly w: number },
): void {
  let [term, sum, logScale, harmonic, square] = [1, 1, 0, 0, 0]
  let [j1, jj, h, hh, jh] = [0, 0, 0, 0, 0]
  for (let j = 1; j < regularity; j++) {
    const step = 1 / (shape + j - 1)
    term *= (w * (shape + j - 1)) / j
    harmonic += step
    square += step * step
    sum += term
    j1 += j * term
    jj += j * j * term
    h += harmonic * term
    hh += (harmonic * harmonic - square) * term
    jh += j * harmonic * term
    if (sum < scaleUnit) continue
    logScale += Math.log(scaleUnit)
    term /= scaleUnit
    sum /= scaleUnit
    j1 /= scaleUnit
    jj /= scaleUnit
    h /= scaleUnit
    hh /= scaleUnit
    jh /= scaleUnit
  }
  out[0] = logScale + Math.log(sum)
  out[1] = j1 / sum
  out[2] = jj / sum
  out[3] = h / sum
  out[4] = hh / sum
  out[5] = jh / sum
}

/** What one row adds, besides what depends on x alone. */
interface RowTerms {
  readonly weight: number
  readonly history: {
    readonly repeatPurchases: number
    readonly lastPurchaseAge: number
    readonly age: number
  }
  /** A = r + kx. */
  readonly shape: number
  readonly steps: Float64Array
  readonly parameters: Parameters
  readonly variant: CnbdVariant
}

/** −A ln(1 + T/α) + ln[Σ + a/(b+c−1)·e^(A s)], s = ln[(α+T)/(α+t_x)]. */
function addRow(
  sums: LikelihoodSums,
  { weight: w, history, shape, steps, parameters, variant }: RowTerms,
): void {
  const { r, alpha, a, b } = parameters
  const { gradient, hessian } = sums
  const { repeatPurchases, lastPurchaseAge: last, age } = history
  const g = alpha / (alpha + age)
  const rest = age / (alpha + age)
  const growth = Math.log1p(age / alpha)
  const [logSteps, j1, jj, h, hh, jh] = steps
  // ln Σ in ln r and ln α.
  const byR = r * h
  const byAlpha = -g * j1
  const rr = r * h + r * r * (hh - h * h)
  const rAlpha = -r * g * (jh - j1 * h)
  const alphaAlpha = g * g * (jj - j1 * j1) - g * rest * j1
  sums.value += w * (logSteps - shape * growth)
  gradient[0] += w * (byR - r * growth)
  gradient[1] += w * (byAlpha + shape * rest)
  hessian[RR] += w * (rr - r * growth)
  hessian[AlR] += w * (rAlpha + r * rest)
  hessian[AlAl] += w * (alphaAlpha - shape * g * rest)
  const chances = repeatPurchases + variant.earlyDropouts
  // Under BG/CNBD-k nobody drops out before the first repeat purchase.
  if (chances === 0) return
  const gLast = alpha / (alpha + last)
  const silence = Math.log1p((age - last) / (alpha + last))
  const slope = g - gLast
  const bend = g * rest - (gLast * last) / (alpha + last)
  const before = b + chances - 1
  const bShare = b / before
  const q = Math.log(a / before) + shape * silence - logSteps
  const power = Math.exp(-Math.abs(q))
  const less = power / (1 + power)
  const dropout = w * (q > 0 ? 1 - less : less)
  const spread = w * less * (1 - less)
  const qR = r * silence - byR
  const qAlpha = shape * slope - byAlpha
  sums.value += w * (Math.log1p(power) + Math.max(q, 0))
  gradient[0] += dropout * qR
  gradient[1] += dropout * qAlpha
  gradient[2] += dropout
  gradient[3] -= dropout * bShare
  hessian[RR] += dropout * (r * silence - rr) + spread * qR * qR
  hessian[AlR] += dropout * (r * slope - rAlpha) + spread * qR * qAlpha
  hessian[AlAl] += dropout * (shape * bend - alphaAlpha) + spread * qAlpha * qAlpha
  hessian[AR] += spread * qR
  hessian[AAl] += spread * qAlpha
  hessian[AA] += spread
  hessian[BR] -= spread * bShare * qR
  hessian[BAl] -= spread * bShare * qAlpha
  hessian[BA] -= spread * bShare
  hessian[BB] += spread * bShare * bShare - dropout * bShare * (1 - bShare)
}

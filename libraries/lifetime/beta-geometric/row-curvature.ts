/**
 * The log-likelihood of single histories with gradient and Hessian, where every row has parameters of its own and
 * nothing can be summed beforehand but what depends on r and x.
 */
import { digammaIncrement, logGammaIncrement, trigammaIncrement } from '#numerics/gamma.ts'
import { distinctRows, picked } from '../collapse.ts'
import type { Cells } from '../covariates/cells.ts'
import type { WeightedHistories } from '../model.ts'
import type { BetaGeometricVariant } from './likelihood.ts'

/** Up to here a sum over the chances to drop out is quicker than three special functions. */
const fewChances = 24

/**
 * Every row as a cell of its own.
 *
 * @see `likelihood.ts` for the formula; derivatives are in ln r, ln α, ln a, ln b.
 */
export function betaGeometricRows(variant: BetaGeometricVariant, rows: WeightedHistories): Cells {
  const { repeatPurchases, lastPurchaseAge, age, weight } = rows
  const { places, firsts } = distinctRows([repeatPurchases])
  const counts = picked(repeatPurchases, firsts)
  // ln Γ(r+x)/Γ(r) with its derivatives in ln r, once for each x.
  const starts = new Float64Array(3 * counts.length)
  const staying = new Float64Array(6)
  return {
    count: age.length,
    begin: ([r]) => fillStarts(starts, counts, r),
    curvatureOf: (row, parameters, out) => {
      const [r, alpha, a, b] = [parameters[0], parameters[1], parameters[2], parameters[3]]
      const x = repeatPurchases[row]
      const w = weight[row]
      const chances = x + variant.earlyDropouts
      const start = 3 * places[row]
      const end = age[row]
      const growth = Math.log1p(end / alpha)
      const share = alpha / (alpha + end)
      const shape = r + x
      const rest = end / (alpha + end)
      out[0] = starts[start] - shape * growth - (x === 0 ? 0 : x * Math.log(alpha))
      out[1] = starts[start + 1] - r * growth
      out[2] = r * rest - x * share
      out[5] = starts[start + 2] - r * growth
      out[6] = r * rest
      out[7] = -shape * share * rest
      if (chances === 0) {
        out[3] = out[4] = 0
        out.fill(0, 8)
      } else {
        fillStaying(staying, chances, { a, b })
        addDropout(out, staying, { r, alpha, a, b, x, chances, last: lastPurchaseAge[row], end })
      }
      if (w !== 1) for (let k = 0; k < out.length; k++) out[k] *= w
    },
  }
}

function fillStarts(starts: Float64Array, counts: Float64Array, r: number): void {
  for (let i = 0; i < counts.length; i++) {
    const slope = r * digammaIncrement(r, counts[i])
    starts[3 * i] = logGammaIncrement(r, counts[i])
    starts[3 * i + 1] = slope
    starts[3 * i + 2] = slope + r * r * trigammaIncrement(r, counts[i])
  }
}

/** ln B(a, b+k)/B(a, b), then by ln a, ln b, and twice: aa, ab, bb. */
function fillStaying(out: Float64Array, k: number, { a, b }: { a: number; b: number }): void {
  let value = 0
  let byB = 0
  let byAB = 0
  let curveB = 0
  let curveAB = 0
  if (k > fewChances) {
    value = logGammaIncrement(b, k) - logGammaIncrement(a + b, k)
    byB = digammaIncrement(b, k)
    byAB = digammaIncrement(a + b, k)
    curveB = trigammaIncrement(b, k)
    curveAB = trigammaIncrement(a + b, k)
  } else {
    let product = 1
    for (let j = 0; j < k; j++) {
      const one = 1 / (b + j)
      const all = 1 / (a + b + j)
      product *= (b + j) * all
      byB += one
      byAB += all
      curveB -= one * one
      curveAB -= all * all
    }
    value = Math.log(product)
  }
  out[0] = value
  out[1] = -a * byAB
  out[2] = b * (byB - byAB)
  out[3] = -a * byAB - a * a * curveAB
  out[4] = -a * b * curveAB
  out[5] = b * (byB - byAB) + b * b * (curveB - curveAB)
}

/** What one row's dropout depends on. */
interface RowDropout {
  readonly r: number
  readonly alpha: number
  readonly a: number
  readonly b: number
  readonly x: number
  readonly chances: number
  readonly last: number
  readonly end: number
}

/** Adds ln B(a, b+k)/B(a, b) + ln(1 + e^q). */
function addDropout(
  out: Float64Array,
  staying: Float64Array,
  { r, alpha, a, b, x, chances, last, end }: RowDropout,
): void {
  const shape = r + x
  const before = b + chances - 1
  const s = Math.log1p((end - last) / (alpha + last))
  const [endShare, lastShare] = [alpha / (alpha + end), alpha / (alpha + last)]
  const g = (endShare * (last - end)) / (alpha + last)
  const gg = g * (1 - endShare - lastShare)
  const bShare = b / before
  const q = Math.log(a / before) + shape * s
  const power = Math.exp(-Math.abs(q))
  const odds = 1 / (1 + power)
  const d = q > 0 ? odds : power * odds
  const v = power * odds * odds
  out[0] += staying[0] + Math.log1p(power) + Math.max(q, 0)
  out[1] += r * d * s
  out[2] += shape * d * g
  out[3] = staying[1] + d
  out[4] = staying[2] - bShare * d
  out[5] += r * d * s + r * r * v * s * s
  out[6] += r * d * g + r * shape * v * s * g
  out[7] += shape * d * gg + shape * shape * v * g * g
  out[8] = r * v * s
  out[9] = shape * v * g
  out[10] = staying[3] + v
  out[11] = -r * bShare * v * s
  out[12] = -shape * bShare * v * g
  out[13] = staying[4] - bShare * v
  out[14] = staying[5] + bShare * bShare * v - bShare * (1 - bShare) * d
}

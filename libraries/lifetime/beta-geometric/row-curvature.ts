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
  // One record for all rows: a fresh one for each of a million would be work for the garbage collector.
  const history: RowHistory = { repeatPurchases: 0, chances: 0, lastPurchaseAge: 0, age: 0 }
  return {
    count: age.length,
    // Who had no chance yet to drop out says nothing of a and b.
    involved: Uint8Array.from(repeatPurchases, (x) => (x + variant.earlyDropouts === 0 ? 2 : 4)),
    begin: ([r]) => fillStarts(starts, counts, r),
    curvatureOf: (row, parameters, out) => {
      history.repeatPurchases = repeatPurchases[row]
      history.chances = repeatPurchases[row] + variant.earlyDropouts
      history.lastPurchaseAge = lastPurchaseAge[row]
      history.age = age[row]
      const start = 3 * places[row]
      setPurchases(out, parameters, history)
      out[0] += starts[start]
      out[1] += starts[start + 1]
      out[5] += starts[start + 2]
      if (history.chances > 0) {
        fillStaying(staying, parameters, history.chances)
        addDropout(out, parameters, history)
        addStaying(out, staying)
      }
      const w = weight[row]
      if (w !== 1) for (let k = 0; k < out.length; k++) out[k] *= w
    },
  }
}

/** One history and its chances to drop out. */
interface RowHistory {
  repeatPurchases: number
  chances: number
  lastPurchaseAge: number
  age: number
}

/** −x ln α − (r + x) ln(1 + T / α). */
function setPurchases(out: Float64Array, parameters: Float64Array, history: RowHistory): void {
  const { repeatPurchases: x, age } = history
  const [r, alpha] = [parameters[0], parameters[1]]
  const growth = Math.log1p(age / alpha)
  const share = alpha / (alpha + age)
  const rest = age / (alpha + age)
  out[0] = -(r + x) * growth - (x === 0 ? 0 : x * Math.log(alpha))
  out[1] = -r * growth
  out[2] = r * rest - x * share
  out[5] = -r * growth
  out[6] = r * rest
  out[7] = -(r + x) * share * rest
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
function fillStaying(out: Float64Array, parameters: Float64Array, k: number): void {
  const [a, b] = [parameters[2], parameters[3]]
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

function addStaying(out: Float64Array, staying: Float64Array): void {
  out[0] += staying[0]
  out[3] += staying[1]
  out[4] += staying[2]
  out[10] += staying[3]
  out[13] += staying[4]
  out[14] += staying[5]
}

/** Adds ln(1 + e^q); what concerns a and b is set, not added to. */
function addDropout(out: Float64Array, parameters: Float64Array, history: RowHistory): void {
  const { repeatPurchases, chances, lastPurchaseAge, age } = history
  const [r, alpha, a, b] = [parameters[0], parameters[1], parameters[2], parameters[3]]
  const shape = r + repeatPurchases
  const before = b + chances - 1
  const s = Math.log1p((age - lastPurchaseAge) / (alpha + lastPurchaseAge))
  const endShare = alpha / (alpha + age)
  const lastShare = alpha / (alpha + lastPurchaseAge)
  const g = (endShare * (lastPurchaseAge - age)) / (alpha + lastPurchaseAge)
  const bShare = b / before
  const [rs, ag] = [r * s, shape * g]
  // A dropout so long ago that its odds would overflow is certain to the last digit.
  const isCertain = shape * s > 600
  const odds = isCertain ? Infinity : (a / before) * Math.exp(shape * s)
  const d = isCertain ? 1 : odds / (1 + odds)
  const v = isCertain ? 0 : d / (1 + odds)
  out[0] += isCertain ? Math.log(a / before) + shape * s : Math.log1p(odds)
  out[1] += rs * d
  out[2] += ag * d
  out[3] = d
  out[4] = -bShare * d
  out[5] += rs * d + rs * rs * v
  out[6] += r * g * d + rs * ag * v
  out[7] += ag * d * (1 - endShare - lastShare) + ag * ag * v
  out[8] = rs * v
  out[9] = ag * v
  out[10] = v
  out[11] = -bShare * rs * v
  out[12] = -bShare * ag * v
  out[13] = -bShare * v
  out[14] = bShare * bShare * v - bShare * (1 - bShare) * d
}

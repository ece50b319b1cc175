/**
 * The log-likelihood of all customers with its gradient and Hessian, in one pass over the distinct rows. What depends on
 * x alone or on T alone is summed over those beforehand; a row costs one exponential and one logarithm.
 */
import { digammaIncrement, logGammaIncrement, trigammaIncrement } from '#numerics/gamma.ts'
import type { Curvature } from '#numerics/optimise.ts'
import { distinctRows, groupRows, picked } from '../collapse.ts'
import { emptySums, minusMean, type LikelihoodSums } from '../likelihood-sums.ts'
import type { PurchaseObjective, WeightedHistories } from '../model.ts'
import type { BetaGeometricVariant } from './likelihood.ts'

/** Places in the lower triangle by ln r, ln α, ln a, ln b. */
const [RR, AlR, AlAl, AR, AAl, AA, BR, BAl, BA, BB] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

/**
 * Prepares minus the mean log-likelihood per customer.
 *
 * @param rows - Distinct histories with weights.
 * @returns Functions of (ln r, ln α, ln a, ln b).
 */
export function prepareObjective(
  variant: BetaGeometricVariant,
  rows: WeightedHistories,
): Required<PurchaseObjective> {
  const groups = prepareGroups(rows, variant)
  const customers = groups.customers.reduce((sum, count) => sum + count, 0)
  const ends = prepareMoments(rows.age, groups.order)
  const lasts = prepareMoments(rows.lastPurchaseAge, groups.order)
  const endTotals = totalsAtEnd(groups, ends)
  const curvatureAt = (logParameters: readonly number[]): Curvature => {
    const [r, alpha, a, b] = logParameters.map(Math.exp)
    updateMoments(ends, alpha)
    updateMoments(lasts, alpha)
    const sums = emptySums(4)
    addCounts(sums, groups, { r, alpha, a, b })
    addEnds(sums, endTotals, { ends, r })
    const scratch: SilenceSums = new Float64Array(11)
    for (let group = 0; group < groups.chances.length; group++) {
      // Under BG/NBD nobody drops out before the first repeat purchase.
      if (groups.chances[group] === 0) continue
      const silence = silenceOf(groups, group, { r, a, b })
      sumSilences(scratch, silence, { groups, ends, lasts })
      addSilences(sums, scratch, { ...silence, r })
    }
    return minusMean(sums, customers)
  }
  return { curvatureAt, slopeAt: curvatureAt }
}

/** Rows side by side by their number of repeat purchases. */
interface Groups {
  readonly repeatPurchases: Float64Array
  /** Chances to drop out so far. */
  readonly chances: Float64Array
  /** Customers in each group. */
  readonly customers: Float64Array
  /** Group g holds the rows from starts[g] up to starts[g + 1], in this order of the histories' rows. */
  readonly starts: Int32Array
  readonly order: Int32Array
  /** Weight of each row, so ordered. */
  readonly weight: Float64Array
}

/** Distinct times, and what each becomes at the current α. */
interface Moments {
  readonly time: Float64Array
  /** Place of each row's time, in the order of the groups. */
  readonly ofRow: Int32Array
  /** ln(1 + t / α). */
  readonly growth: Float64Array
  /** α / (α + t). */
  readonly share: Float64Array
}

/** Customers and purchases by end of observation. */
interface EndTotals {
  readonly customers: Float64Array
  readonly purchases: Float64Array
}

function prepareGroups(rows: WeightedHistories, { earlyDropouts }: BetaGeometricVariant): Groups {
  const distinct = distinctRows([rows.repeatPurchases])
  const { starts, order } = groupRows(distinct)
  const repeatPurchases = picked(rows.repeatPurchases, distinct.firsts)
  const weight = picked(rows.weight, order)
  return {
    repeatPurchases,
    chances: repeatPurchases.map((x) => x + earlyDropouts),
    customers: repeatPurchases.map((_, group) =>
      weight.subarray(starts[group], starts[group + 1]).reduce((sum, count) => sum + count, 0),
    ),
    starts,
    order,
    weight,
  }
}

function prepareMoments(times: Float64Array, order: Int32Array): Moments {
  const { places, firsts } = distinctRows([times])
  const ofRow = new Int32Array(order.length)
  for (let i = 0; i < order.length; i++) ofRow[i] = places[order[i]]
  const time = picked(times, firsts)
  return { time, ofRow, growth: new Float64Array(time.length), share: new Float64Array(time.length) }
}

function totalsAtEnd({ repeatPurchases, starts, weight }: Groups, { ofRow, time }: Moments): EndTotals {
  const customers = new Float64Array(time.length)
  const purchases = new Float64Array(time.length)
  for (let group = 0; group < repeatPurchases.length; group++) {
    for (let row = starts[group]; row < starts[group + 1]; row++) {
      customers[ofRow[row]] += weight[row]
      purchases[ofRow[row]] += weight[row] * repeatPurchases[group]
    }
  }
  return { customers, purchases }
}

function updateMoments({ time, growth, share }: Moments, alpha: number): void {
  for (let i = 0; i < time.length; i++) {
    growth[i] = Math.log1p(time[i] / alpha)
    share[i] = alpha / (alpha + time[i])
  }
}

/** ln Γ(r+x) − ln Γ(r) − x ln α + ln B(a, b+chances) − ln B(a, b). */
function addCounts(
  sums: LikelihoodSums,
  { repeatPurchases, chances, customers }: Groups,
  { r, alpha, a, b }: { r: number; alpha: number; a: number; b: number },
): void {
  const { gradient, hessian } = sums
  const logAlpha = Math.log(alpha)
  for (let group = 0; group < customers.length; group++) {
    const x = repeatPurchases[group]
    const k = chances[group]
    const w = customers[group]
    const staying = logGammaIncrement(b, k) - logGammaIncrement(a + b, k)
    sums.value += w * (logGammaIncrement(r, x) - x * logAlpha + staying)
    const byR = r * digammaIncrement(r, x)
    const byB = b * digammaIncrement(b, k)
    const byAB = digammaIncrement(a + b, k)
    gradient[0] += w * byR
    gradient[1] -= w * x
    gradient[2] -= w * a * byAB
    gradient[3] += w * (byB - b * byAB)
    const curveAB = trigammaIncrement(a + b, k)
    hessian[RR] += w * (byR + r * r * trigammaIncrement(r, x))
    hessian[AA] -= w * (a * byAB + a * a * curveAB)
    hessian[BA] -= w * a * b * curveAB
    hessian[BB] += w * (byB - b * byAB + b * b * (trigammaIncrement(b, k) - curveAB))
  }
}

/** −(r + x) ln(1 + T / α). */
function addEnds(
  sums: LikelihoodSums,
  { customers, purchases }: EndTotals,
  { ends: { growth, share }, r }: { ends: Moments; r: number },
): void {
  const { gradient, hessian } = sums
  for (let i = 0; i < growth.length; i++) {
    const shape = r * customers[i] + purchases[i]
    sums.value -= shape * growth[i]
    gradient[0] -= r * customers[i] * growth[i]
    gradient[1] += shape * (1 - share[i])
    hessian[RR] -= r * customers[i] * growth[i]
    hessian[AlR] += r * customers[i] * (1 - share[i])
    hessian[AlAl] -= shape * share[i] * (1 - share[i])
  }
}

/** What all rows of a group have in common: q = logOdds + shape·(silence of the row). */
interface Silence {
  readonly group: number
  readonly shape: number
  readonly logOdds: number
  /** b / (b + chances − 1). */
  readonly bShare: number
}

function silenceOf(
  { repeatPurchases, chances }: Groups,
  group: number,
  { r, a, b }: { r: number; a: number; b: number },
): Silence {
  const before = b + chances[group] - 1
  return { group, shape: r + repeatPurchases[group], logOdds: Math.log(a / before), bShare: b / before }
}

/**
 * Sums over a group of ln(1 + e^q), and of the weights d = σ(q) and v = σ(q)(1 − σ(q)) times powers of s and g: the
 * silence of the row, and its slope in ln α. In order: value, d, ds, dg, dg′, v, vs, vg, vss, vsg, vgg.
 */
type SilenceSums = Float64Array

/** The one loop that must visit every row; `out` receives the sums. */
function sumSilences(
  out: SilenceSums,
  { group, shape, logOdds }: Silence,
  { groups, ends, lasts }: { groups: Groups; ends: Moments; lasts: Moments },
): void {
  const { weight, starts } = groups
  let [value, d, ds, dg, dgg, v, vs, vg, vss, vsg, vgg] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (let row = starts[group]; row < starts[group + 1]; row++) {
    const end = ends.ofRow[row]
    const last = lasts.ofRow[row]
    const s = ends.growth[end] - lasts.growth[last]
    const g = ends.share[end] - lasts.share[last]
    const q = logOdds + shape * s
    const power = Math.exp(-Math.abs(q))
    const odds = 1 / (1 + power)
    const w = weight[row]
    value += w * (Math.log1p(power) + Math.max(q, 0))
    const dropout = w * (q > 0 ? odds : power * odds)
    const spread = w * power * odds * odds
    d += dropout
    ds += dropout * s
    dg += dropout * g
    dgg += dropout * g * (1 - ends.share[end] - lasts.share[last])
    v += spread
    vs += spread * s
    vg += spread * g
    vss += spread * s * s
    vsg += spread * s * g
    vgg += spread * g * g
  }
  out.set([value, d, ds, dg, dgg, v, vs, vg, vss, vsg, vgg])
}

/** Joins a group's sums to the rest by the chain rule. */
function addSilences(
  sums: LikelihoodSums,
  [value, d, ds, dg, dgg, v, vs, vg, vss, vsg, vgg]: SilenceSums,
  { r, shape, bShare }: { r: number; shape: number; bShare: number },
): void {
  const { gradient, hessian } = sums
  sums.value += value
  gradient[0] += r * ds
  gradient[1] += shape * dg
  gradient[2] += d
  gradient[3] -= bShare * d
  hessian[RR] += r * ds + r * r * vss
  hessian[AlR] += r * dg + r * shape * vsg
  hessian[AlAl] += shape * dgg + shape * shape * vgg
  hessian[AR] += r * vs
  hessian[AAl] += shape * vg
  hessian[AA] += v
  hessian[BR] -= r * bShare * vs
  hessian[BAl] -= shape * bShare * vg
  hessian[BA] -= bShare * v
  hessian[BB] += bShare * bShare * v - bShare * (1 - bShare) * d
}

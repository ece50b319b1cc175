/**
 * The log-likelihood of all customers with its gradient and Hessian, in one pass over the distinct rows. What depends on
 * x alone or on T alone is summed over those beforehand; a row costs one exponential and one logarithm.
 */
import { digamma, logGammaIncrement, trigamma } from '#numerics/gamma.ts'
import type { Curvature } from '#numerics/optimise.ts'
import { distinctRows, picked } from '../collapse.ts'
import type { PurchaseObjective } from '../fit-purchases.ts'
import { customerCount } from '../histories.ts'
import type { PurchaseHistories } from '../model.ts'
import type { BetaGeometricVariant } from './likelihood.ts'

/** Sums of the log-likelihood and its derivatives in ln r, ln α, ln a, ln b; the Hessian's lower triangle. */
interface Sums {
  value: number
  readonly gradient: Float64Array
  readonly hessian: Float64Array
}

/** Places in the lower triangle, row by row. */
const [RR, AlR, AlAl, AR, AAl, AA, BR, BAl, BA, BB] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

/**
 * Prepares minus the mean log-likelihood per customer.
 *
 * @param rows - Distinct histories with weights.
 * @returns Functions of (ln r, ln α, ln a, ln b).
 */
export function prepareObjective(
  variant: BetaGeometricVariant,
  rows: PurchaseHistories,
): Required<PurchaseObjective> {
  const customers = customerCount(rows, rows.age.length)
  const counts = prepareCounts(rows, variant)
  const ends = prepareMoments(rows.age)
  const lasts = prepareMoments(rows.lastPurchaseAge)
  const endTotals = totalsAtEnd(rows, ends)
  const silences = prepareSilences(rows, variant, { counts, ends, lasts })
  const curvatureAt = (logParameters: readonly number[]): Curvature => {
    const [r, alpha, a, b] = logParameters.map(Math.exp)
    updateMoments(ends, alpha)
    updateMoments(lasts, alpha)
    const sums: Sums = { value: 0, gradient: new Float64Array(4), hessian: new Float64Array(10) }
    addCounts(sums, counts, { r, alpha, a, b })
    addEnds(sums, endTotals, { ends, r })
    addSilences(sums, silences, r)
    return perCustomer(sums, -1 / customers)
  }
  return { curvatureAt, slopeAt: curvatureAt }
}

/** Distinct numbers of repeat purchases with their customers, and what each says of a dropout. */
interface Counts {
  readonly repeatPurchases: Float64Array
  readonly chances: Float64Array
  readonly weight: Float64Array
  readonly ofRow: Int32Array
  /** ln a − ln(b + chances − 1). */
  readonly logOdds: Float64Array
  /** b / (b + chances − 1). */
  readonly share: Float64Array
}

/** Distinct times, and what each becomes at the current α. */
interface Moments {
  readonly time: Float64Array
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

/** The rows in which a dropout was possible: places in the tables above, and weights. */
interface Silences {
  readonly counts: Counts
  readonly ends: Moments
  readonly lasts: Moments
  readonly count: Int32Array
  readonly end: Int32Array
  readonly last: Int32Array
  readonly weight: Float64Array
}

function prepareCounts(rows: PurchaseHistories, { earlyDropouts }: BetaGeometricVariant): Counts {
  const { places, firsts } = distinctRows([rows.repeatPurchases])
  const repeatPurchases = picked(rows.repeatPurchases, firsts)
  const weight = new Float64Array(firsts.length)
  for (let row = 0; row < places.length; row++) weight[places[row]] += weightOf(rows, row)
  return {
    repeatPurchases,
    chances: repeatPurchases.map((x) => x + earlyDropouts),
    weight,
    ofRow: places,
    logOdds: new Float64Array(firsts.length),
    share: new Float64Array(firsts.length),
  }
}

function prepareMoments(times: Float64Array): Moments {
  const { places, firsts } = distinctRows([times])
  const time = picked(times, firsts)
  return { time, ofRow: places, growth: new Float64Array(time.length), share: new Float64Array(time.length) }
}

function totalsAtEnd(rows: PurchaseHistories, { ofRow, time }: Moments): EndTotals {
  const customers = new Float64Array(time.length)
  const purchases = new Float64Array(time.length)
  for (let row = 0; row < ofRow.length; row++) {
    customers[ofRow[row]] += weightOf(rows, row)
    purchases[ofRow[row]] += weightOf(rows, row) * rows.repeatPurchases[row]
  }
  return { customers, purchases }
}

function prepareSilences(
  rows: PurchaseHistories,
  { earlyDropouts }: BetaGeometricVariant,
  tables: Pick<Silences, 'counts' | 'ends' | 'lasts'>,
): Silences {
  const possible = rows.repeatPurchases.map((x) => Math.min(1, x + earlyDropouts))
  const chosen = Int32Array.from(possible.keys()).filter((row) => possible[row] === 1)
  return {
    ...tables,
    count: chosen.map((row) => tables.counts.ofRow[row]),
    end: chosen.map((row) => tables.ends.ofRow[row]),
    last: chosen.map((row) => tables.lasts.ofRow[row]),
    weight: Float64Array.from(chosen, (row) => weightOf(rows, row)),
  }
}

function weightOf({ weight }: PurchaseHistories, row: number): number {
  return weight === undefined ? 1 : weight[row]
}

function updateMoments({ time, growth, share }: Moments, alpha: number): void {
  for (let i = 0; i < time.length; i++) {
    growth[i] = Math.log1p(time[i] / alpha)
    share[i] = alpha / (alpha + time[i])
  }
}

/** ln Γ(r+x) − ln Γ(r) − x ln α + ln B(a, b+chances) − ln B(a, b), and the tables by x for the rows. */
function addCounts(
  sums: Sums,
  counts: Counts,
  { r, alpha, a, b }: { r: number; alpha: number; a: number; b: number },
): void {
  const { gradient, hessian } = sums
  const { repeatPurchases, chances, weight, logOdds, share } = counts
  const logAlpha = Math.log(alpha)
  const origin = { r: polygammas(r), b: polygammas(b), ab: polygammas(a + b) }
  for (let i = 0; i < weight.length; i++) {
    const x = repeatPurchases[i]
    const w = weight[i]
    const k = chances[i]
    logOdds[i] = Math.log(a / (b + k - 1))
    share[i] = b / (b + k - 1)
    const staying = logGammaIncrement(b, k) - logGammaIncrement(a + b, k)
    sums.value += w * (logGammaIncrement(r, x) - x * logAlpha + staying)
    const byR = r * (digamma(r + x) - origin.r.first)
    const byB = b * (digamma(b + k) - origin.b.first)
    const byAB = digamma(a + b + k) - origin.ab.first
    gradient[0] += w * byR
    gradient[1] -= w * x
    gradient[2] -= w * a * byAB
    gradient[3] += w * (byB - b * byAB)
    const curveAB = trigamma(a + b + k) - origin.ab.second
    hessian[RR] += w * (byR + r * r * (trigamma(r + x) - origin.r.second))
    hessian[AA] -= w * (a * byAB + a * a * curveAB)
    hessian[BA] -= w * a * b * curveAB
    hessian[BB] += w * (byB - b * byAB + b * b * (trigamma(b + k) - origin.b.second - curveAB))
  }
}

function polygammas(x: number): { first: number; second: number } {
  return { first: digamma(x), second: trigamma(x) }
}

/** −(r + x) ln(1 + T / α). */
function addEnds(
  sums: Sums,
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

/** ln(1 + e^q), with q as in `logOddsOfDropout`: the one sum that must visit every row. */
function addSilences(sums: Sums, silences: Silences, r: number): void {
  const { count, end, last, weight, counts, ends, lasts } = silences
  const { repeatPurchases, logOdds, share: bShares } = counts
  const { gradient, hessian } = sums
  for (let i = 0; i < weight.length; i++) {
    const w = weight[i]
    const shape = r + repeatPurchases[count[i]]
    const endShare = ends.share[end[i]]
    const lastShare = lasts.share[last[i]]
    const silence = ends.growth[end[i]] - lasts.growth[last[i]]
    // Derivatives of q in ln r and ln α; the one in ln a is 1, the one in ln b is −byB.
    const byR = r * silence
    const byAlpha = shape * (endShare - lastShare)
    const byB = bShares[count[i]]
    const q = logOdds[count[i]] + shape * silence
    const power = Math.exp(-Math.abs(q))
    const odds = Math.log1p(power)
    sums.value += w * (q > 0 ? q + odds : odds)
    const dropout = w * (q > 0 ? 1 / (1 + power) : power / (1 + power))
    const spread = (w * power) / ((1 + power) * (1 + power))
    gradient[0] += dropout * byR
    gradient[1] += dropout * byAlpha
    gradient[2] += dropout
    gradient[3] -= dropout * byB
    hessian[RR] += dropout * byR + spread * byR * byR
    hessian[AlR] += dropout * r * (endShare - lastShare) + spread * byR * byAlpha
    hessian[AlAl] +=
      dropout * shape * (endShare * (1 - endShare) - lastShare * (1 - lastShare)) + spread * byAlpha * byAlpha
    hessian[AR] += spread * byR
    hessian[AAl] += spread * byAlpha
    hessian[AA] += spread
    hessian[BR] -= spread * byR * byB
    hessian[BAl] -= spread * byAlpha * byB
    hessian[BA] -= spread * byB
    hessian[BB] += spread * byB * byB - dropout * byB * (1 - byB)
  }
}

/** The sums times `factor`, the Hessian as a full matrix. */
function perCustomer({ value, gradient, hessian }: Sums, factor: number): Curvature {
  const entry = (i: number, j: number) =>
    factor * hessian[(Math.max(i, j) * (Math.max(i, j) + 1)) / 2 + Math.min(i, j)]
  const places = [0, 1, 2, 3]
  return {
    value: factor * value,
    gradient: Array.from(gradient, (slope) => factor * slope),
    hessian: places.map((i) => places.map((j) => entry(i, j))),
  }
}

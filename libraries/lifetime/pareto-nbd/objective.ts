/**
 * The log-likelihood of all customers with its gradient and Hessian. A history ends in one of two ways, so that
 * L = Γ(r+x)/Γ(r) · (e^Φ + e^Ψ): the customer had dropped out, with Φ = ln G(t_x) − A(t_x), or is active,
 * with Ψ = ln(1 − G(T)) − A(T), where A(t) = r ln(1 + t/α) + x ln(α + t) + s ln(1 + t/β).
 *
 * Φ depends on (x, t_x) alone and Ψ on (x, T) alone: a hundred thousand distinct histories need only some thousand
 * special functions, and one exponential and one logarithm a row.
 */
import { digamma, logGammaIncrement, trigamma } from '#numerics/gamma.ts'
import { logGammaShare } from '#numerics/gamma-share.ts'
import { distinctRows, picked } from '../collapse.ts'
import type { PurchaseHistories, PurchaseObjective, WeightedHistories } from '../model.ts'
import type { ParetoNbdParameters } from './likelihood.ts'

/**
 * Prepares minus the mean log-likelihood per customer.
 *
 * @param histories - Distinct histories with weights.
 * @returns Functions of (ln r, ln α, ln s, ln β).
 */
export function prepareObjective(histories: PurchaseHistories): PurchaseObjective {
  const rows = inOrderOfPurchases(histories)
  const counts = prepareCounts(rows)
  const dropouts = prepareEndings(rows, rows.lastPurchaseAge)
  const actives = prepareEndings(rows, rows.age)
  const customers = rows.weight.reduce((sum, weight) => sum + weight, 0)
  const curvatureAt = (logParameters: readonly number[]) => {
    const [r, alpha, s, beta] = logParameters.map(Math.exp)
    const parameters = { r, alpha, s, beta }
    updateEndings(dropouts, parameters, { active: false })
    updateEndings(actives, parameters, { active: true })
    const sums: Sums = { value: 0, gradient: new Float64Array(4), hessian: new Float64Array(10) }
    addCounts(sums, counts, r)
    addRows(sums, rows.weight, { dropouts, actives })
    addEndings(sums, dropouts)
    addEndings(sums, actives)
    return perCustomer(sums, -1 / customers)
  }
  return { curvatureAt, slopeAt: curvatureAt }
}

/** Sums of the log-likelihood and its derivatives in ln r, ln α, ln s, ln β; the Hessian's lower triangle. */
interface Sums {
  value: number
  readonly gradient: Float64Array
  readonly hessian: Float64Array
}

/** Places in the lower triangle, row by row. */
const [RR, AlR, AlAl, SR, SAl, SS, BR, BAl, BS, BB] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

/** Distinct numbers of repeat purchases, with the customers who made so many. */
interface Counts {
  readonly repeatPurchases: Float64Array
  readonly weight: Float64Array
}

/** Distinct endings (x, t) of one of the two ways, and what each is at the current parameters. */
export interface Endings {
  readonly repeatPurchases: Float64Array
  readonly time: Float64Array
  readonly ofRow: Int32Array
  /** Φ or Ψ. */
  readonly value: Float64Array
  /** Its gradient, four numbers an ending. */
  readonly gradient: Float64Array
  /** Its Hessian, ten numbers an ending. */
  readonly hessian: Float64Array
  /** Customers of this ending, by the probability that this way is theirs. */
  readonly weight: Float64Array
}

/** The rows with equal x side by side, so that the endings they share stay in the processor's cache. */
function inOrderOfPurchases(histories: PurchaseHistories): WeightedHistories {
  const { repeatPurchases, lastPurchaseAge, age, weight } = histories
  const { places, firsts } = distinctRows([repeatPurchases])
  const starts = new Int32Array(firsts.length + 1)
  for (const place of places) starts[place + 1]++
  for (let place = 0; place < firsts.length; place++) starts[place + 1] += starts[place]
  const order = new Int32Array(places.length)
  for (let row = 0; row < places.length; row++) order[starts[places[row]]++] = row
  return {
    timeUnit: histories.timeUnit,
    repeatPurchases: picked(repeatPurchases, order),
    lastPurchaseAge: picked(lastPurchaseAge, order),
    age: picked(age, order),
    weight: weight === undefined ? new Float64Array(order.length).fill(1) : picked(weight, order),
  }
}

function prepareCounts({ repeatPurchases, weight }: WeightedHistories): Counts {
  const { places, firsts } = distinctRows([repeatPurchases])
  const customers = new Float64Array(firsts.length)
  for (let row = 0; row < places.length; row++) customers[places[row]] += weight[row]
  return { repeatPurchases: picked(repeatPurchases, firsts), weight: customers }
}

function prepareEndings({ repeatPurchases }: PurchaseHistories, times: Float64Array): Endings {
  const { places, firsts } = distinctRows([repeatPurchases, times])
  return {
    repeatPurchases: picked(repeatPurchases, firsts),
    time: picked(times, firsts),
    ofRow: places,
    value: new Float64Array(firsts.length),
    gradient: new Float64Array(4 * firsts.length),
    hessian: new Float64Array(10 * firsts.length),
    weight: new Float64Array(firsts.length),
  }
}

/** ln Γ(r+x)/Γ(r), once for each x. */
function addCounts(sums: Sums, { repeatPurchases, weight }: Counts, r: number): void {
  const origin = { first: digamma(r), second: trigamma(r) }
  for (let i = 0; i < weight.length; i++) {
    const x = repeatPurchases[i]
    const slope = r * (digamma(r + x) - origin.first)
    sums.value += weight[i] * logGammaIncrement(r, x)
    sums.gradient[0] += weight[i] * slope
    sums.hessian[RR] += weight[i] * (slope + r * r * (trigamma(r + x) - origin.second))
  }
}

/** Computes every Φ, or every Ψ, with its derivatives. */
export function updateEndings(
  endings: Endings,
  parameters: ParetoNbdParameters,
  { active }: { readonly active: boolean },
): void {
  endings.weight.fill(0)
  for (let i = 0; i < endings.time.length; i++) {
    setRace(endings, i, { parameters, active })
    subtractDecay(endings, i, parameters)
  }
}

/** ln G(t), or ln(1 − G(t)): the logarithm of the share of the dropout, or of the purchase, in the race between them. */
function setRace(
  { repeatPurchases, time, value, gradient, hessian }: Endings,
  i: number,
  { parameters: { r, alpha, s, beta }, active }: { parameters: ParetoNbdParameters; active: boolean },
): void {
  const purchases = r + repeatPurchases[i]
  const p = alpha / (alpha + time[i])
  const q = beta / (beta + time[i])
  const [pRest, qRest] = [time[i] / (alpha + time[i]), time[i] / (beta + time[i])]
  const ratio = (beta + time[i]) / (alpha + time[i])
  const share = active
    ? logGammaShare({ own: purchases, rival: s }, 1 / ratio)
    : logGammaShare({ own: s, rival: purchases }, ratio)
  // In r, in s, and in l = ln[(β + t) / (α + t)].
  const [byR, byS] = active ? [share.byOwn, share.byRival] : [share.byRival, share.byOwn]
  const [rr, ss] = active ? [share.ownOwn, share.rivalRival] : [share.rivalRival, share.ownOwn]
  const byL = active ? -share.byRatio : share.byRatio
  const [rl, sl] = active ? [-share.ownRatio, -share.rivalRatio] : [share.rivalRatio, share.ownRatio]
  const ll = share.ratioRatio
  value[i] = share.value
  gradient[4 * i] = r * byR
  gradient[4 * i + 1] = -p * byL
  gradient[4 * i + 2] = s * byS
  gradient[4 * i + 3] = q * byL
  const at = 10 * i
  hessian[at + RR] = r * (r * rr + byR)
  hessian[at + AlR] = -p * r * rl
  hessian[at + AlAl] = p * (p * ll - pRest * byL)
  hessian[at + SR] = r * s * share.ownRival
  hessian[at + SAl] = -p * s * sl
  hessian[at + SS] = s * (s * ss + byS)
  hessian[at + BR] = q * r * rl
  hessian[at + BAl] = -p * q * ll
  hessian[at + BS] = q * s * sl
  hessian[at + BB] = q * (q * ll + qRest * byL)
}

/** − A(t). */
function subtractDecay(
  { repeatPurchases, time, value, gradient, hessian }: Endings,
  i: number,
  { r, alpha, s, beta }: ParetoNbdParameters,
): void {
  const x = repeatPurchases[i]
  const p = alpha / (alpha + time[i])
  const q = beta / (beta + time[i])
  // 1 − p and 1 − q, without the loss where α or β is far longer than the time.
  const [pRest, qRest] = [time[i] / (alpha + time[i]), time[i] / (beta + time[i])]
  const buying = r * Math.log1p(time[i] / alpha)
  const staying = s * Math.log1p(time[i] / beta)
  value[i] -= buying + x * Math.log(alpha + time[i]) + staying
  gradient[4 * i] -= buying
  gradient[4 * i + 1] += r * pRest - x * p
  gradient[4 * i + 2] -= staying
  gradient[4 * i + 3] += s * qRest
  const at = 10 * i
  hessian[at + RR] -= buying
  hessian[at + AlR] += r * pRest
  hessian[at + AlAl] -= (r + x) * p * pRest
  hessian[at + SS] -= staying
  hessian[at + BS] += s * qRest
  hessian[at + BB] -= s * q * qRest
}

/** Σ ln(e^Φ + e^Ψ): the one sum that must visit every row. */
function addRows(
  sums: Sums,
  weight: Float64Array,
  { dropouts, actives }: { readonly dropouts: Endings; readonly actives: Endings },
): void {
  const { hessian } = sums
  for (let row = 0; row < weight.length; row++) {
    const w = weight[row]
    const i = dropouts.ofRow[row]
    const j = actives.ofRow[row]
    const odds = actives.value[j] - dropouts.value[i]
    const power = Math.exp(-Math.abs(odds))
    const larger = odds > 0 ? actives.value[j] : dropouts.value[i]
    sums.value += w * (larger + Math.log(1 + power))
    const less = power / (1 + power)
    const active = odds > 0 ? 1 - less : less
    dropouts.weight[i] += w * (odds > 0 ? less : 1 - less)
    actives.weight[j] += w * active
    const spread = w * less * (1 - less)
    const r = actives.gradient[4 * j] - dropouts.gradient[4 * i]
    const alpha = actives.gradient[4 * j + 1] - dropouts.gradient[4 * i + 1]
    const s = actives.gradient[4 * j + 2] - dropouts.gradient[4 * i + 2]
    const beta = actives.gradient[4 * j + 3] - dropouts.gradient[4 * i + 3]
    hessian[RR] += spread * r * r
    hessian[AlR] += spread * alpha * r
    hessian[AlAl] += spread * alpha * alpha
    hessian[SR] += spread * s * r
    hessian[SAl] += spread * s * alpha
    hessian[SS] += spread * s * s
    hessian[BR] += spread * beta * r
    hessian[BAl] += spread * beta * alpha
    hessian[BS] += spread * beta * s
    hessian[BB] += spread * beta * beta
  }
}

/** The derivatives of Φ or Ψ, by the probability that this way is the true one. */
function addEndings({ gradient, hessian }: Sums, endings: Endings): void {
  for (let i = 0; i < endings.weight.length; i++) {
    const weight = endings.weight[i]
    for (let k = 0; k < 4; k++) gradient[k] += weight * endings.gradient[4 * i + k]
    for (let k = 0; k < 10; k++) hessian[k] += weight * endings.hessian[10 * i + k]
  }
}

/** The sums times `factor`, the Hessian as a full matrix. */
function perCustomer({ value, gradient, hessian }: Sums, factor: number) {
  const entry = (i: number, j: number) =>
    factor * hessian[(Math.max(i, j) * (Math.max(i, j) + 1)) / 2 + Math.min(i, j)]
  const places = [0, 1, 2, 3]
  return {
    value: factor * value,
    gradient: Array.from(gradient, (slope) => factor * slope),
    hessian: places.map((i) => places.map((j) => entry(i, j))),
  }
}

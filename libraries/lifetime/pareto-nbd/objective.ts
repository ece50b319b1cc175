/**
 * The log-likelihood of all rows with its gradient, fast: G depends on (x, t_x) or (x, T) alone, so a hundred thousand
 * distinct histories need only some thousand special functions, and one exponential and one logarithm a row.
 */
import { digamma, logGammaIncrement } from '#numerics/gamma.ts'
import { gammaShareSlopes, type ShareSlopes } from '#numerics/hypergeometric.ts'
import { distinctRows, picked } from '../collapse.ts'
import type { PurchaseHistories } from '../model.ts'
import type { ParetoNbdParameters } from './likelihood.ts'

/** Log-likelihood over all customers, and its slopes in ln r, ln α, ln s, ln β. */
export interface LogLikelihoodSlope {
  readonly value: number
  readonly gradient: readonly number[]
}

/**
 * Prepares the log-likelihood of `histories` for many evaluations.
 *
 * @returns A function of the parameters, in the time unit of `histories`.
 */
export function prepareLogLikelihood(
  histories: PurchaseHistories,
): (parameters: ParetoNbdParameters) => LogLikelihoodSlope {
  const rows = inOrderOfPurchases(histories)
  const counts = prepareCounts(rows)
  const starts = prepareMoments(rows, rows.lastPurchaseAge)
  const ends = prepareMoments(rows, rows.age)
  return (parameters) => {
    updateMoments(starts, parameters)
    updateMoments(ends, parameters)
    const gradient = [0, 0, 0, 0]
    const value =
      joinRows(rows, starts, ends) +
      addCountTerms(counts, parameters, gradient) +
      addTimeTerms(starts, parameters, gradient)
    addSilenceSlopes(starts, ends, { parameters, gradient })
    const { r, alpha, s, beta } = parameters
    const scales = [r, alpha, s, beta]
    return { value, gradient: gradient.map((slope, i) => slope * scales[i]) }
  }
}

/** Distinct numbers of repeat purchases, with the customers who made so many. */
interface Counts {
  readonly repeatPurchases: Float64Array
  readonly weight: Float64Array
}

/** Moments (x, t) at which rows begin or end their silence, with what is known there at the current parameters. */
interface Moments extends Counts {
  readonly time: Float64Array
  /** Moment of each row. */
  readonly ofRow: Int32Array
  /** (r+x)·ln(α+t) + s·ln(β+t). */
  readonly decay: Float64Array
  /** G(t) = P(dropout before the next purchase). */
  readonly dropoutFirst: Float64Array
  /** Slopes of ln G by r, by s, and by (β+t)/(α+t). */
  readonly byPurchaseShape: Float64Array
  readonly byDropoutShape: Float64Array
  readonly byRatio: Float64Array
  /** Slope of the log-likelihood in S·(1 − G), summed over the rows at this moment. */
  readonly adjoint: Float64Array
}

/** The rows with equal x side by side, so that the moments they share stay in the processor's cache. */
function inOrderOfPurchases(histories: PurchaseHistories): Required<PurchaseHistories> {
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

function prepareCounts({ repeatPurchases, weight }: Required<PurchaseHistories>): Counts {
  const { places, firsts } = distinctRows([repeatPurchases])
  return { repeatPurchases: picked(repeatPurchases, firsts), weight: totals(weight, places, firsts.length) }
}

function prepareMoments(
  { repeatPurchases, weight }: Required<PurchaseHistories>,
  time: Float64Array,
): Moments {
  const { places, firsts } = distinctRows([repeatPurchases, time])
  const column = () => new Float64Array(firsts.length)
  return {
    repeatPurchases: picked(repeatPurchases, firsts),
    time: picked(time, firsts),
    weight: totals(weight, places, firsts.length),
    ofRow: places,
    decay: column(),
    dropoutFirst: column(),
    byPurchaseShape: column(),
    byDropoutShape: column(),
    byRatio: column(),
    adjoint: column(),
  }
}

/** Sums of `weight` by place. */
function totals(weight: Float64Array, places: Int32Array, count: number): Float64Array {
  const sums = new Float64Array(count)
  for (let row = 0; row < places.length; row++) sums[places[row]] += weight[row]
  return sums
}

function updateMoments(moments: Moments, { r, alpha, s, beta }: ParetoNbdParameters): void {
  const slopes: ShareSlopes = { share: 0, byOwn: 0, byRival: 0, byRatio: 0 }
  const { repeatPurchases, time } = moments
  for (let i = 0; i < time.length; i++) {
    const shapes = { own: s, rival: r + repeatPurchases[i] }
    gammaShareSlopes(shapes, (beta + time[i]) / (alpha + time[i]), slopes)
    moments.decay[i] = shapes.rival * Math.log(alpha + time[i]) + s * Math.log(beta + time[i])
    moments.dropoutFirst[i] = slopes.share
    moments.byPurchaseShape[i] = slopes.byRival
    moments.byDropoutShape[i] = slopes.byOwn
    moments.byRatio[i] = slopes.byRatio
    moments.adjoint[i] = 0
  }
}

/**
 * Σ ln[G(t_x) + S·(1 − G(T))] over the rows, and its adjoints: the slope in S·(1 − G(T)) is 1 / […], that in G(t_x)
 * the same, and the two times their values sum to one.
 */
function joinRows({ weight }: Required<PurchaseHistories>, starts: Moments, ends: Moments): number {
  let sum = 0
  for (let row = 0; row < weight.length; row++) {
    const start = starts.ofRow[row]
    const end = ends.ofRow[row]
    const untouched = Math.exp(starts.decay[start] - ends.decay[end])
    const purchaseFirst = 1 - ends.dropoutFirst[end]
    const silent = starts.dropoutFirst[start] + untouched * purchaseFirst
    const slope = (weight[row] * untouched) / silent
    sum += weight[row] * Math.log(silent)
    starts.adjoint[start] += slope * purchaseFirst
    ends.adjoint[end] += slope
  }
  return sum
}

/** ln Γ(r+x)/Γ(r), once for each x. */
function addCountTerms(counts: Counts, { r }: ParetoNbdParameters, gradient: number[]): number {
  const digammaOfShape = digamma(r)
  let sum = 0
  for (let i = 0; i < counts.weight.length; i++) {
    const x = counts.repeatPurchases[i]
    sum += counts.weight[i] * logGammaIncrement(r, x)
    gradient[0] += counts.weight[i] * (digamma(r + x) - digammaOfShape)
  }
  return sum
}

/** The rest of the factor before the bracket, once for each moment of a last purchase. */
function addTimeTerms(
  { repeatPurchases, time, weight }: Moments,
  { r, alpha, s, beta }: ParetoNbdParameters,
  gradient: number[],
): number {
  let sum = 0
  for (let i = 0; i < time.length; i++) {
    const x = repeatPurchases[i]
    const t = time[i]
    const customers = weight[i]
    const purchaseStretch = Math.log1p(t / alpha)
    const dropoutStretch = Math.log1p(t / beta)
    sum -= customers * (r * purchaseStretch + s * dropoutStretch + x * Math.log(alpha + t))
    gradient[0] -= customers * purchaseStretch
    gradient[1] += (customers * ((r * t) / alpha - x)) / (alpha + t)
    gradient[2] -= customers * dropoutStretch
    gradient[3] += (customers * ((s * t) / beta)) / (beta + t)
  }
  return sum
}

/** Slopes of Σ ln[G(t_x) + S·(1 − G(T))] from the adjoints of each moment. */
function addSilenceSlopes(
  starts: Moments,
  ends: Moments,
  { parameters, gradient }: { readonly parameters: ParetoNbdParameters; readonly gradient: number[] },
): void {
  for (let i = 0; i < starts.time.length; i++) {
    const survived = starts.adjoint[i]
    addMoment(starts, i, { parameters, gradient, logShare: starts.weight[i] - survived, decay: survived })
  }
  for (let i = 0; i < ends.time.length; i++) {
    const share = ends.dropoutFirst[i]
    const survived = ends.adjoint[i]
    addMoment(ends, i, { parameters, gradient, logShare: -share * survived, decay: -(1 - share) * survived })
  }
}

/** Slopes at one moment, given those of the log-likelihood in ln G and in the decay there. */
function addMoment(
  moments: Moments,
  i: number,
  by: {
    readonly parameters: ParetoNbdParameters
    readonly gradient: number[]
    readonly logShare: number
    readonly decay: number
  },
): void {
  const { r, alpha, s, beta } = by.parameters
  const { gradient, logShare, decay } = by
  const purchaseScale = alpha + moments.time[i]
  const dropoutScale = beta + moments.time[i]
  const ratio = logShare * moments.byRatio[i]
  gradient[0] += logShare * moments.byPurchaseShape[i] + decay * Math.log(purchaseScale)
  gradient[1] +=
    (decay * (r + moments.repeatPurchases[i]) - (ratio * dropoutScale) / purchaseScale) / purchaseScale
  gradient[2] += logShare * moments.byDropoutShape[i] + decay * Math.log(dropoutScale)
  gradient[3] += (decay * s) / dropoutScale + ratio / purchaseScale
}

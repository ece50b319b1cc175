/**
 * The log-likelihood of all customers, with gradient and Hessian, of models in which a history ends in one of two ways:
 * L = Γ(r+x)/Γ(r) · (e^Φ + e^Ψ), where Φ is for customers who had dropped out before the end of observation and depends
 * on (x, t_x) alone, and Ψ for those who are active and depends on (x, T) alone.
 *
 * A hundred thousand distinct histories need only some thousand of either, and one exponential and one logarithm a row.
 */
import { digamma, logGammaIncrement, trigamma } from '#numerics/gamma.ts'
import { distinctRows, groupRows, picked } from '../collapse.ts'
import { emptySums, minusMean, triangle, type LikelihoodSums } from '../likelihood-sums.ts'
import type { PurchaseHistories, PurchaseObjective, WeightedHistories } from '../model.ts'

/** Distinct endings (x, t) of one of the two ways, and what each is at the current parameters. */
export interface Endings {
  readonly repeatPurchases: Float64Array
  readonly time: Float64Array
  readonly ofRow: Int32Array
  /** Φ or Ψ. */
  readonly value: Float64Array
  /** Its gradient in the log-parameters, so many numbers an ending. */
  readonly gradient: Float64Array
  /** Its Hessian's lower triangle, row by row. */
  readonly hessian: Float64Array
  /** Customers of this ending, by the probability that this way is theirs. */
  readonly weight: Float64Array
}

/** What sets one such model apart. */
export interface TwoEndings {
  /** How many parameters there are; the first is r. */
  readonly size: number
  /** Computes every Φ, or every Ψ where `active`, with its derivatives. */
  readonly update: (
    endings: Endings,
    parameters: readonly number[],
    which: { readonly active: boolean },
  ) => void
}

/**
 * Prepares minus the mean log-likelihood per customer.
 *
 * @param histories - Distinct histories with weights.
 * @returns Functions of the log-parameters.
 */
export function prepareTwoEndings(
  { size, update }: TwoEndings,
  histories: PurchaseHistories,
): Required<PurchaseObjective> {
  const rows = inOrderOfPurchases(histories)
  const counts = prepareCounts(rows)
  const dropouts = prepareEndings(rows, rows.lastPurchaseAge, size)
  const actives = prepareEndings(rows, rows.age, size)
  const ended = { weight: rows.weight, dropouts, actives }
  const spreads = prepareSpreads(dropouts, actives)
  const customers = rows.weight.reduce((sum, weight) => sum + weight, 0)
  const curvatureAt = (logParameters: readonly number[]) => {
    const parameters = logParameters.map(Math.exp)
    update(dropouts, parameters, { active: false })
    update(actives, parameters, { active: true })
    const sums = emptySums(size)
    addCounts(sums, counts, parameters[0])
    addRows(sums, ended, spreads)
    addSpreads(sums, ended, spreads)
    addEndings(sums, dropouts)
    addEndings(sums, actives)
    return minusMean(sums, customers)
  }
  return { curvatureAt, slopeAt: curvatureAt }
}

/** Distinct numbers of repeat purchases, with the customers who made so many. */
interface Counts {
  readonly repeatPurchases: Float64Array
  readonly weight: Float64Array
}

/** The rows with equal x side by side, so that the endings they share stay in the processor's cache. */
function inOrderOfPurchases(histories: PurchaseHistories): WeightedHistories {
  const { repeatPurchases, lastPurchaseAge, age, weight } = histories
  const { order } = groupRows(distinctRows([repeatPurchases]))
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

function prepareEndings({ repeatPurchases }: PurchaseHistories, times: Float64Array, size: number): Endings {
  const { places, firsts } = distinctRows([repeatPurchases, times])
  return {
    repeatPurchases: picked(repeatPurchases, firsts),
    time: picked(times, firsts),
    ofRow: places,
    value: new Float64Array(firsts.length),
    gradient: new Float64Array(size * firsts.length),
    hessian: new Float64Array(triangle(size) * firsts.length),
    weight: new Float64Array(firsts.length),
  }
}

/** ln Γ(r+x)/Γ(r), once for each x. */
function addCounts(sums: LikelihoodSums, { repeatPurchases, weight }: Counts, r: number): void {
  const origin = { first: digamma(r), second: trigamma(r) }
  for (let i = 0; i < weight.length; i++) {
    const x = repeatPurchases[i]
    const slope = r * (digamma(r + x) - origin.first)
    sums.value += weight[i] * logGammaIncrement(r, x)
    sums.gradient[0] += weight[i] * slope
    sums.hessian[0] += weight[i] * (slope + r * r * (trigamma(r + x) - origin.second))
  }
}

/** What the rows say of the two ways together: see `addSpreads`. */
interface Spreads {
  /** Σ v by Φ, and by Ψ. */
  readonly ofDropouts: Float64Array
  readonly ofActives: Float64Array
  /** Σ v·∇Ψ by Φ. */
  readonly mixed: Float64Array
}

function prepareSpreads(dropouts: Endings, actives: Endings): Spreads {
  return {
    ofDropouts: new Float64Array(dropouts.value.length),
    ofActives: new Float64Array(actives.value.length),
    mixed: new Float64Array(dropouts.gradient.length),
  }
}

/** Σ ln(e^Φ + e^Ψ): the one sum that must visit every row. */
function addRows(
  sums: LikelihoodSums,
  { weight, dropouts, actives }: EndedRows,
  { ofDropouts, ofActives, mixed }: Spreads,
): void {
  const size = sums.gradient.length
  const slopes = actives.gradient
  for (const column of [dropouts.weight, actives.weight, ofDropouts, ofActives, mixed]) column.fill(0)
  let value = 0
  for (let row = 0; row < weight.length; row++) {
    const w = weight[row]
    const i = dropouts.ofRow[row]
    const j = actives.ofRow[row]
    const odds = actives.value[j] - dropouts.value[i]
    const power = Math.exp(-Math.abs(odds))
    const less = power / (1 + power)
    const active = odds > 0 ? 1 - less : less
    value += w * ((odds > 0 ? actives.value[j] : dropouts.value[i]) + Math.log(1 + power))
    dropouts.weight[i] += w * (odds > 0 ? less : 1 - less)
    actives.weight[j] += w * active
    const spread = w * less * (1 - less)
    ofDropouts[i] += spread
    ofActives[j] += spread
    for (let k = 0, to = size * i, from = size * j; k < size; k++) mixed[to + k] += spread * slopes[from + k]
  }
  sums.value += value
}

/** Weighted rows, each ending in one of two ways. */
interface EndedRows {
  readonly weight: Float64Array
  readonly dropouts: Endings
  readonly actives: Endings
}

/** Σ v·(∇Ψ − ∇Φ)(∇Ψ − ∇Φ)ᵀ over the rows, v = P(dropout)·P(active), its square multiplied out. */
function addSpreads(
  { hessian, gradient }: LikelihoodSums,
  { dropouts, actives }: EndedRows,
  { ofDropouts, ofActives, mixed }: Spreads,
): void {
  const size = gradient.length
  for (let i = 0; i < ofDropouts.length; i++) {
    const at = size * i
    for (let k = 0, place = 0; k < size; k++) {
      const slope = dropouts.gradient[at + k]
      const other = ofDropouts[i] * slope - mixed[at + k]
      for (let l = 0; l <= k; l++) {
        hessian[place++] += other * dropouts.gradient[at + l] - slope * mixed[at + l]
      }
    }
  }
  for (let j = 0; j < ofActives.length; j++) {
    const at = size * j
    for (let k = 0, place = 0; k < size; k++) {
      const share = ofActives[j] * actives.gradient[at + k]
      for (let l = 0; l <= k; l++) hessian[place++] += share * actives.gradient[at + l]
    }
  }
}

/** The derivatives of Φ or Ψ, by the probability that this way is the true one. */
function addEndings({ gradient, hessian }: LikelihoodSums, endings: Endings): void {
  const size = gradient.length
  const entries = hessian.length
  for (let i = 0; i < endings.weight.length; i++) {
    const weight = endings.weight[i]
    for (let k = 0; k < size; k++) gradient[k] += weight * endings.gradient[size * i + k]
    for (let k = 0; k < entries; k++) hessian[k] += weight * endings.hessian[entries * i + k]
  }
}

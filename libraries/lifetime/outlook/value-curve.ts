/** P(value > v) of an active customer as a curve over ln v, and the quantiles of customers who may not be active. */
import { assert } from '#kernel/assert.ts'
import type { FutureTable } from './future-table.ts'
import type { SpendTable } from './spend-table.ts'

/** Counts less likely than this change no quantile. */
const negligibleCount = 1e-10

/** Survival and density of t = ln(sum of spends) of an active customer, one line for each of several parameters. */
export interface ValueCurve {
  readonly step: number
  readonly first: number
  readonly length: number
  /** P(ln V > t_i) of line k at k·length + i; at i = 0 it is P(V > 0). */
  readonly survival: Float64Array
  /** Density of ln V, same places. */
  readonly density: Float64Array
}

/**
 * Mixes the sums of n spends over the number of purchases n.
 *
 * @param spendsOfLine - For each line of `future`, the layers of `spends` that go with it, all equally likely.
 */
export function valueCurve(
  future: FutureTable,
  spends: SpendTable,
  spendsOfLine: readonly (readonly number[])[],
): ValueCurve {
  const { step, first, length, nodes } = spends
  assert(future.width - 1 <= nodes[nodes.length - 1], 'the spend table reaches as far as the counts')
  const survival = new Float64Array(spendsOfLine.length * length)
  const density = new Float64Array(spendsOfLine.length * length)
  const slope = new Float64Array(length)
  spendsOfLine.forEach((layers, line) => {
    const masses = massesAtNodes(future, line, nodes)
    const mixed = density.subarray(line * length, (line + 1) * length)
    slope.fill(0)
    for (const layer of layers) mixLayer({ spends, layer, masses, share: 1 / layers.length }, mixed, slope)
    const target = survival.subarray(line * length, (line + 1) * length)
    integrateFromTheRight(mixed, slope, step, target)
    scaleTo(future.survival[line * future.width], target, mixed)
  })
  return { step, first, length, survival, density }
}

/** The probabilities of n = 1, 2, … purchases, each split between the neighbouring nodes so that the mean stays. */
function massesAtNodes(future: FutureTable, line: number, nodes: Float64Array): Float64Array {
  const masses = new Float64Array(nodes.length)
  let node = 0
  for (let n = 1; n < future.width; n++) {
    const probability = future.probability[line * future.width + n]
    while (nodes[node] < n) node++
    if (nodes[node] === n) {
      masses[node] += probability
      continue
    }
    const share = (n - nodes[node - 1]) / (nodes[node] - nodes[node - 1])
    masses[node] += share * probability
    masses[node - 1] += (1 - share) * probability
  }
  return masses
}

/** Adds one layer's mixture over n, and its derivative by t, to `density` and `slope`. */
function mixLayer(
  {
    spends,
    layer,
    masses,
    share,
  }: { spends: SpendTable; layer: number; masses: Float64Array; share: number },
  density: Float64Array,
  slope: Float64Array,
): void {
  const { p, c, logistic, densityAt } = spends.layers[layer]
  for (let node = 0; node < masses.length; node++) {
    const mass = share * masses[node]
    if (mass < negligibleCount) continue
    const { start, values } = densityAt(node)
    const k = p * spends.nodes[node]
    for (let i = 0; i < values.length; i++) {
      const height = mass * values[i]
      density[start + i] += height
      // d/dt of the logarithm of the density is k − (k + c)·σ(t).
      slope[start + i] += height * (k - (k + c) * logistic[start + i])
    }
  }
}

/** Integral of `density` from each point to the right end: the trapezoid rule with its first correction. */
function integrateFromTheRight(
  density: Float64Array,
  slope: Float64Array,
  step: number,
  target: Float64Array,
): void {
  let sum = 0
  for (let i = density.length - 2; i >= 0; i--) {
    sum += (step / 2) * (density[i] + density[i + 1]) + ((step * step) / 12) * (slope[i] - slope[i + 1])
    target[i] = Math.max(sum, target[i + 1])
  }
}

/** Makes the whole exactly P(V > 0), which the grid's ends miss by what they cut off. */
function scaleTo(whole: number, survival: Float64Array, density: Float64Array): void {
  const factor = survival[0] > 0 ? whole / survival[0] : 0
  for (let i = 0; i < survival.length; i++) {
    survival[i] *= factor
    density[i] *= factor
  }
}

/**
 * The value that one customer exceeds with probability `exceedance`.
 *
 * @param shares - Per line: weight of the parameters times P(active) under them.
 * @returns In units of the customer's scale; 0 where the customer buys nothing with probability ≥ 1 − exceedance.
 */
export function valueQuantile(curve: ValueCurve, shares: Float64Array, exceedance: number): number {
  if (mixedSurvival(curve, shares, 0) <= exceedance) return 0
  const { step, first, length } = curve
  let low = 0
  let high = length - 1
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (mixedSurvival(curve, shares, middle) > exceedance) low = middle
    else high = middle
  }
  const cell = {
    from: mixedSurvival(curve, shares, low),
    to: mixedSurvival(curve, shares, high),
    fromSlope: -step * mixedAt(curve.density, { shares, length, i: low }),
    toSlope: -step * mixedAt(curve.density, { shares, length, i: high }),
  }
  return Math.exp((first + low + placeInCell(cell, exceedance)) * step)
}

/** P(ln V > t_i) of one customer, the lines mixed by `shares`. */
export function mixedSurvival(curve: ValueCurve, shares: Float64Array, i: number): number {
  return mixedAt(curve.survival, { shares, length: curve.length, i })
}

/**
 * P(ln V > t) of an active customer on one line, between the points of the grid by the cubic through both with both
 * slopes.
 *
 * @param t - Logarithm of the value in units of the customer's scale.
 */
export function activeSurvival(curve: ValueCurve, line: number, t: number): number {
  const { step, first, length, survival, density } = curve
  const place = t / step - first
  const start = line * length
  if (place <= 0) return survival[start]
  if (place >= length - 1) return 0
  const low = start + Math.floor(place)
  const cell = {
    from: survival[low],
    to: survival[low + 1],
    fromSlope: -step * density[low],
    toSlope: -step * density[low + 1],
  }
  return cubicAt(cell, place - Math.floor(place))
}

function mixedAt(
  column: Float64Array,
  { shares, length, i }: { shares: Float64Array; length: number; i: number },
): number {
  let sum = 0
  for (let k = 0; k < shares.length; k++) sum += shares[k] * column[k * length + i]
  return sum
}

interface Cell {
  readonly from: number
  readonly to: number
  readonly fromSlope: number
  readonly toSlope: number
}

/** The cubic through both ends with both slopes, at a place in [0, 1]. */
function cubicAt({ from, to, fromSlope, toSlope }: Cell, place: number): number {
  const square = 3 * (to - from) - 2 * fromSlope - toSlope
  const cube = 2 * (from - to) + fromSlope + toSlope
  return from + place * (fromSlope + place * (square + place * cube))
}

/** Where in [0, 1] the cubic through both ends with both slopes takes the value `target`, which lies between the ends. */
function placeInCell(cell: Cell, target: number): number {
  let place = 0
  for (let half = 0.5; half > 1e-6; half /= 2) {
    if (cubicAt(cell, place + half) > target) place += half
  }
  return place
}

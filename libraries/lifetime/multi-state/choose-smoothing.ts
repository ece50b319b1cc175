/** How much smoothing foretells best: each observation from all the others, in closed form. */
import {
  type KernelSums,
  type Smoothing,
  type StateSums,
  grandMeans,
  kernelSums,
  triedBandwidths,
  triedStrengths,
} from './smoothing.ts'

/** A smoothing, and how well it foretold observations left out one at a time. */
export interface ChosenSmoothing extends Smoothing {
  /** Sum over the observations: ln of a probability, or minus a squared error. */
  readonly score: number
}

/**
 * The smoothing of counts of outcomes with the greatest sum of ln(probability of an observation from all the others). An
 * outcome that was observed once only cannot be foretold by any smoothing and is left out of the sum.
 *
 * @see Stone (1974), "Cross-Validatory Choice and Assessment of Statistical Predictions"; for kernels on categories
 *   Bowman (1980), "A Note on Consistency of the Kernel Method for the Analysis of Categorical Data".
 */
export function chooseForCounts(state: StateSums): ChosenSmoothing {
  const { columns, sums } = state
  return choose(state, (left, cell) => {
    let score = 0
    for (let k = 0; k < columns; k++) {
      const count = sums[cell * columns + k]
      if (count === 0 || left.grand(k, 1) <= 0) continue
      score += count * Math.log(left.mean(cell, k, 1))
    }
    return score
  })
}

/**
 * The smoothing of means with the least sum of squared errors, each observation foretold from all the others.
 *
 * @param squares - [age][band]: sums of the squares of the observations, whose sums are the only column of `state`.
 */
export function chooseForMeans(state: StateSums, squares: Float64Array): ChosenSmoothing {
  return choose(state, (left, cell) => {
    // The mean without x is linear in x: intercept − slope·x. Each error is (1 + slope)·x − intercept.
    const intercept = left.mean(cell, 0, 0)
    const slope = intercept - left.mean(cell, 0, 1)
    const [sum, count] = [state.sums[cell], state.observations[cell]]
    const factor = 1 + slope
    return -(factor * factor * squares[cell] - 2 * factor * intercept * sum + count * intercept * intercept)
  })
}

/** Means of one cell when an observation of value `removed` is left out of it. */
interface LeftOut {
  readonly mean: (cell: number, column: number, removed: number) => number
  readonly grand: (column: number, removed: number) => number
}

function choose(state: StateSums, scoreOf: (left: LeftOut, cell: number) => number): ChosenSmoothing {
  const occupied = [...state.observations.keys()].filter((cell) => state.observations[cell] > 0)
  const whole = grandMeans(state)
  let best: ChosenSmoothing = { bandwidth: 0, strength: triedStrengths[0], score: -Infinity }
  if (whole.total < 2) return { ...best, bandwidth: Math.max(...triedBandwidths), score: 0 }
  for (const bandwidth of triedBandwidths) {
    const near = kernelSums(state, bandwidth)
    for (const strength of triedStrengths) {
      const left = leftOut(state, near, { whole, strength })
      const score = occupied.reduce((sum, cell) => sum + scoreOf(left, cell), 0)
      if (score > best.score) best = { bandwidth, strength, score }
    }
  }
  return best
}

/** The means of `smoothedMeans`, had one observation of the cell been missing; it weighs 1 in its own cell's sums. */
function leftOut(
  { bands, columns }: StateSums,
  near: KernelSums,
  { whole, strength }: { readonly whole: ReturnType<typeof grandMeans>; readonly strength: number },
): LeftOut {
  const grand = (k: number, removed: number) => (whole.grand[k] * whole.total - removed) / (whole.total - 1)
  const mean = (cell: number, k: number, removed: number) => {
    let [sum, observed] = [-removed, -1]
    const start = cell - (cell % bands)
    for (let other = start; other < start + bands; other++) {
      sum += near.sums[other * columns + k]
      observed += near.observations[other]
    }
    const overBands = (sum + strength * grand(k, removed)) / (observed + strength)
    if (bands === 1) return overBands
    const own = near.sums[cell * columns + k] - removed
    return (own + strength * overBands) / (near.observations[cell] - 1 + strength)
  }
  return { mean, grand }
}

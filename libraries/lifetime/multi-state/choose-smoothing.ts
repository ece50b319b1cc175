/** How much smoothing foretells best: each observation from all the others, in closed form. */
import {
  type Smoothing,
  type StateSums,
  fillStrength,
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
  const { ages, bands, columns, sums, observations } = state
  const total = observations.reduce((sum, count) => sum + count, 0)
  const widest = Array.from({ length: ages }, () => Math.max(...triedBandwidths))
  if (total < 2) return { bandwidths: widest, strength: triedStrengths[0], score: 0 }
  const grand = grandMeans(sums, columns, total)
  const strengths = bands === 1 ? triedStrengths.slice(0, 1) : triedStrengths
  // One score an age, for each strength and each bandwidth.
  const scores = strengths.map(() => triedBandwidths.map(() => new Float64Array(ages)))
  triedBandwidths.forEach((bandwidth, place) => {
    const same = widest.map(() => bandwidth)
    const nearby: Nearby = {
      sums: kernelSums(sums, state, same),
      observations: kernelSums(observations, { ...state, columns: 1 }, same),
      grand,
      total,
    }
    strengths.forEach((strength, i) => {
      const left = leftOut(state, nearby, strength)
      for (let cell = 0; cell < observations.length; cell++) {
        if (observations[cell] > 0) scores[i][place][Math.floor(cell / bands)] += scoreOf(left, cell)
      }
    })
  })
  const best = scores.map((byBandwidth) => Math.max(...byBandwidth.map(sumOf)))
  const strongest = best.indexOf(Math.max(...best))
  return { ...localBandwidths(scores[strongest]), strength: undersmoothing ** 2 * strengths[strongest] }
}

/** Where chances change fast only near ages can tell; elsewhere far ones help. So each age chooses by its neighbourhood. */
function localBandwidths(scores: readonly Float64Array[]): Pick<ChosenSmoothing, 'bandwidths' | 'score'> {
  const ages = scores[0].length
  let score = 0
  const bandwidths = Array.from({ length: ages }, (_, age) => {
    const nearby = scores.map((byAge) =>
      byAge.reduce((sum, one, other) => sum + one * closeness(other - age), 0),
    )
    const place = nearby.indexOf(Math.max(...nearby))
    score += scores[place][age]
    return undersmoothing * triedBandwidths[place]
  })
  return { bandwidths, score }
}

/**
 * A value adds up many ages: over them chance errors average out and the bias of smoothing does not, so that less smoothing
 * than foretells a single move best serves better: half the bandwidth, a quarter of the strength.
 *
 * @see Hall (1992), "The Bootstrap and Edgeworth Expansion", 4.5.
 */
const undersmoothing = 0.5

/** Ages over which a choice of bandwidth is made; never 0, so that ages without observations follow the nearest. */
const neighbourhood = 3

function closeness(distance: number): number {
  return Math.exp((-distance * distance) / (2 * neighbourhood * neighbourhood))
}

function sumOf(column: Float64Array): number {
  return column.reduce((sum, value) => sum + value, 0)
}

/** Sums over neighbouring ages and over all of them. */
interface Nearby {
  readonly sums: Float64Array
  readonly observations: Float64Array
  readonly grand: Float64Array
  readonly total: number
}

/** The means of `smoother`, had one observation of the cell been missing; it weighs 1 in its own cell's sums. */
function leftOut({ bands, columns }: StateSums, nearby: Nearby, strength: number): LeftOut {
  const { sums, observations, total } = nearby
  const grand = (k: number, removed: number) => (nearby.grand[k] * total - removed) / (total - 1)
  const mean = (cell: number, k: number, removed: number) => {
    let [sum, observed] = [fillStrength * grand(k, removed) - removed, fillStrength - 1]
    const start = cell - (cell % bands)
    for (let other = start; other < start + bands; other++) {
      sum += sums[other * columns + k]
      observed += observations[other]
    }
    const overBands = sum / observed
    if (bands === 1) return overBands
    const own = sums[cell * columns + k] - removed
    return (own + strength * overBands) / (observations[cell] - 1 + strength)
  }
  return { mean, grand }
}

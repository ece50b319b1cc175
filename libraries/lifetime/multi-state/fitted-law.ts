/** From a fit to probabilities and margins: the estimate, draws that are as likely, and the covariance. */
import type { Matrix } from '#numerics/linear-algebra.ts'
import type { Random } from '#numerics/random.ts'
import { gammaVariate, normalVariate } from '#numerics/variates.ts'
import { checkDocument } from '../document.ts'
import { type FittedStages, marginSums, type MarginSums, moveSums, type MoveSums } from './fit.ts'
import { smoothedMeans, smoother, smoothingWeights, type StateSums } from './smoothing.ts'
import { type StageDynamics, type StageLaw, withTotals } from './stage-law.ts'
import { type StageSpace, checkClock, clockRows, placeOfState, tenureBand } from './stage-space.ts'
import type { StageStart } from './value.ts'

/**
 * The law that a fit estimates.
 *
 * @throws LIFETIME_MODEL_UNKNOWN when the document is of another version.
 */
export function stageLawOf(fitted: FittedStages): StageLaw {
  checkDocument(fitted, ['multi-state'])
  const { space } = fitted
  const moves = moveSums(fitted)
  const chances = moves.map((state, i) => smoothedMeans(state, fitted.moveSmoothing[i]))
  const sums = marginSums(fitted)
  const margins = sums.map(({ byProduct }, i) => smoothedMeans(byProduct, fitted.marginSmoothing[i]))
  return withTotals({
    space,
    transitions: transitionTable(space, moves, chances),
    margins: interleave(space, margins, space.products.length),
    marginVariances: marginVariances(fitted, sums),
  })
}

/**
 * Gives laws that the records make about as likely as the estimate, one a call: the moves out of each age, tenure and
 * state are drawn anew (a Dirichlet distribution with the observed counts), so are its mean margins (normal), and both are
 * smoothed as the estimate was, so that errors common to neighbouring ages stay common.
 *
 * @see Rubin (1981), "The Bayesian Bootstrap", The Annals of Statistics 9(1).
 */
export function stageLawDrawer(fitted: FittedStages): (random: Random) => StageDynamics {
  checkDocument(fitted, ['multi-state'])
  const { space, moveSmoothing, marginSmoothing } = fitted
  const observedMoves = moveSums(fitted)
  const observedMargins = marginSums(fitted)
  const variances = marginVariances(fitted, observedMargins)
  const size = space.states.length
  const smoothMoves = observedMoves.map((state, i) => smoother(state, moveSmoothing[i]))
  const smoothMargins = observedMargins.map(({ totals }, i) => smoother(totals, marginSmoothing[i]))
  return (random) => {
    const chances = observedMoves.map((state, i) => smoothMoves[i](drawnMoves(state, random)))
    const margins = observedMargins.map(({ totals }, i) =>
      smoothMargins[i](drawnMargins(totals, (row) => variances[row * size + i], random)),
    )
    return {
      space,
      transitions: transitionTable(space, observedMoves, chances),
      totalMargins: interleave(space, margins, 1),
      marginVariances: variances,
    }
  }
}

/**
 * Covariance of the estimated probabilities of what follows one state at one age and tenure, given how many customers
 * were observed in each: Σ ω_c²·n_c·(diag p_c − p_c·p_cᵀ) over the observed ages and tenures c, whose moves weigh ω_c.
 *
 * @param other - Another age and tenure of the same state, for the covariance between the two; the same unless told.
 * @returns A row and column for each state in the order of the law, and the last for the exit.
 * @throws LIFETIME_STATE_UNKNOWN, LIFETIME_STAGE_AGE_OUT_OF_RANGE, LIFETIME_STAGE_TENURE_OUT_OF_RANGE
 */
export function transitionCovariance(
  fitted: FittedStages,
  at: StageStart,
  other: Pick<StageStart, 'age' | 'tenure'> = at,
): Matrix {
  const { space } = fitted
  checkClock(space, at)
  checkClock(space, other)
  const place = placeOfState(space, at.state)
  const state = moveSums(fitted)[place]
  const smoothing = fitted.moveSmoothing[place]
  const means = smoothedMeans(state, smoothing)
  const weightsAt = ({ age, tenure }: Pick<StageStart, 'age' | 'tenure'>) =>
    smoothingWeights(state, smoothing, { age: age - space.firstAge, band: tenureBand(space, tenure) })
  const [left, right] = [weightsAt(at), weightsAt(other)]
  const width = space.states.length + 1
  const covariance = Array.from({ length: width }, () => Array.from({ length: width }, () => 0))
  state.observations.forEach((count, cell) => {
    const factor = left[cell] * right[cell] * count
    if (factor === 0) return
    const chance = (column: number) => means[cell * state.columns + column]
    state.to.forEach((to, j) => {
      for (const [k, other] of state.to.entries())
        covariance[to][other] += factor * chance(j) * ((j === k ? 1 : 0) - chance(k))
    })
  })
  return covariance
}

/**
 * How many independent moves an estimate at one age, tenure and state is worth: 1 / Σω²n.
 *
 * @throws as {@link transitionCovariance}
 */
export function effectiveMoves(fitted: FittedStages, at: StageStart): number {
  const { space } = fitted
  checkClock(space, at)
  const place = placeOfState(space, at.state)
  const state = moveSums(fitted)[place]
  const where = { age: at.age - space.firstAge, band: tenureBand(space, at.tenure) }
  const weights = smoothingWeights(state, fitted.moveSmoothing[place], where)
  return 1 / weights.reduce((sum, weight, cell) => sum + weight * weight * state.observations[cell], 0)
}

/** Counts of one row from a Dirichlet distribution with the observed counts, as many as were observed. */
function drawnMoves({ columns, sums, observations }: StateSums, random: Random): Float64Array {
  const drawn = new Float64Array(sums.length)
  observations.forEach((count, cell) => {
    if (count === 0) return
    let total = 0
    for (let i = cell * columns; i < (cell + 1) * columns; i++) {
      if (sums[i] > 0) total += drawn[i] = gammaVariate(random, { shape: sums[i], rate: 1 })
    }
    for (let i = cell * columns; i < (cell + 1) * columns; i++) drawn[i] *= count / total
  })
  return drawn
}

function drawnMargins({ sums, observations }: StateSums, variance: (row: number) => number, random: Random) {
  return sums.map((sum, row) => {
    const count = observations[row]
    return count === 0 ? 0 : sum + Math.sqrt(count * variance(row)) * normalVariate(random)
  })
}

/** Probabilities of the places that were ever moved to, among those of all places. */
function transitionTable(
  space: StageSpace,
  moves: readonly MoveSums[],
  chances: readonly Float64Array[],
): Float64Array {
  const size = space.states.length
  const table = new Float64Array(clockRows(space) * size * (size + 1))
  moves.forEach(({ to, columns }, from) => {
    for (let row = 0; row < clockRows(space); row++) {
      const start = (row * size + from) * (size + 1)
      for (let k = 0; k < columns; k++) table[start + to[k]] = chances[from][row * columns + k]
    }
  })
  return table
}

/** What one customer's margin scatters about its row's mean, smoothed as the margins are. */
function marginVariances(
  { space, marginSmoothing }: FittedStages,
  sums: readonly MarginSums[],
): Float64Array {
  const scatters = sums.map(({ scatter }, i) => smoothedMeans(scatter, marginSmoothing[i]))
  return interleave(space, scatters, 1)
}

/** [state][row][column] → [row][state][column]. */
function interleave(space: StageSpace, tables: readonly Float64Array[], columns: number): Float64Array {
  const size = space.states.length
  const joined = new Float64Array(clockRows(space) * size * columns)
  tables.forEach((table, state) => {
    for (let row = 0; row < clockRows(space); row++) {
      joined.set(table.subarray(row * columns, (row + 1) * columns), (row * size + state) * columns)
    }
  })
  return joined
}

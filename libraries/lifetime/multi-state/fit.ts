/** Probabilities and margins by age, tenure and state, estimated from counted records. */
import { seal } from './seal.ts'
import { chooseForCounts, chooseForMeans } from './choose-smoothing.ts'
import { stageError } from './errors.ts'
import type { StageCounts } from './records.ts'
import type { Smoothing, StateSums } from './smoothing.ts'
import { clockRows } from './stage-space.ts'
import { lifetimeError } from '../errors.ts'

/** A fitted model of stages: plain, frozen, survives JSON. It holds counts, never records. */
export interface FittedStages extends StageCounts {
  readonly model: 'multi-state'
  /** Version of this document's shape. */
  readonly version: 1
  /** How the moves out of each state, and its margins, are smoothed; in the order of the states. */
  readonly moveSmoothing: readonly Smoothing[]
  readonly marginSmoothing: readonly Smoothing[]
  /** Observed moves out of each state. */
  readonly movesFrom: readonly number[]
  /** Mean ln(probability) of a move, each foretold from all the others; moves seen only once left out. */
  readonly meanLogProbability: number
  /** Plain-word warnings as codes: `LIFETIME_STATE_RARELY_OBSERVED` where `movesFrom` is below 30 somewhere. */
  readonly warnings: readonly string[]
}

/** How to fit. */
export interface StageFitOptions {
  /** The same smoothing for every state and age, instead of what foretells best. */
  readonly smoothing?: { readonly bandwidth: number; readonly strength: number }
}

/** Fewer moves than this out of a state say little about where they lead. */
const rareMoves = 30

/**
 * Fits the model of stages: chooses for each state how far to smooth its moves and its margins over neighbouring ages,
 * by cross-validation, and keeps that with the counts. `stageLawOf` turns the document into probabilities and margins.
 *
 * @throws LIFETIME_OPTION_INVALID, LIFETIME_STATE_NEVER_LEFT_OR_KEPT
 */
export function fitStages(counts: StageCounts, options: StageFitOptions = {}): FittedStages {
  const given = givenSmoothing(counts, options)
  const moves = moveSums(counts)
  const margins = marginSums(counts)
  const movesFrom = moves.map(({ observations }) => total(observations))
  movesFrom.forEach((count, place) => {
    if (count > 0) return
    const state = counts.space.states[place]
    throw stageError('LIFETIME_STATE_NEVER_LEFT_OR_KEPT', `No move out of "${state}" was observed.`, {
      state,
    })
  })
  const chosenMoves = moves.map((state) => ({ ...chooseForCounts(state), ...given }))
  const chosenMargins = margins.map(({ totals, squares }) => ({
    ...chooseForMeans(totals, squares),
    ...given,
  }))
  const score = chosenMoves.reduce((sum, chosen) => sum + chosen.score, 0)
  return seal({
    model: 'multi-state',
    version: 1,
    ...counts,
    moveSmoothing: chosenMoves.map(({ bandwidths, strength }) => ({ bandwidths, strength })),
    marginSmoothing: chosenMargins.map(({ bandwidths, strength }) => ({ bandwidths, strength })),
    movesFrom,
    meanLogProbability: score / movesFrom.reduce((sum, count) => sum + count, 0),
    warnings: movesFrom.some((count) => count < rareMoves) ? ['LIFETIME_STATE_RARELY_OBSERVED'] : [],
  })
}

/** Moves out of one state: a column for each place that was ever moved to. */
export interface MoveSums extends StateSums {
  /** Places in the order of the columns, rising; the exit is the place after the last state. */
  readonly to: readonly number[]
}

/** Moves out of each state, in the order of the states. */
export function moveSums({ space, moves }: StageCounts): readonly MoveSums[] {
  const reached = space.states.map(() => new Set<number>())
  moves.from.forEach((from, i) => reached[from].add(moves.to[i]))
  const sums = reached.map((places) => {
    const to = [...places].toSorted((a, b) => a - b)
    return { to, ...emptySums(space, to.length) }
  })
  moves.count.forEach((count, i) => {
    const state = sums[moves.from[i]]
    state.sums[moves.row[i] * state.columns + state.to.indexOf(moves.to[i])] += count
    state.observations[moves.row[i]] += count
  })
  return sums
}

/** Margins of each state: summed over products, by product, and what they scatter about their mean in a row. */
export interface MarginSums {
  readonly totals: StateSums
  readonly byProduct: StateSums
  /** Sums of the squares of the totals. */
  readonly squares: Float64Array
  /** Squared distances from the row's own mean, and their degrees of freedom as observations. */
  readonly scatter: StateSums
}

/** Margins of each state, in the order of the states. */
export function marginSums({ space, margins }: StageCounts): readonly MarginSums[] {
  const products = space.products.length
  const all = space.states.map(() => ({
    totals: emptySums(space, 1),
    byProduct: emptySums(space, products),
    squares: new Float64Array(clockRows(space)),
    scatter: emptySums(space, 1),
  }))
  margins.records.forEach((records, i) => {
    const state = all[margins.state[i]]
    const row = margins.row[i]
    state.totals.sums[row] = margins.totals[i]
    state.totals.observations[row] = records
    state.byProduct.observations[row] = records
    for (let product = 0; product < products; product++)
      state.byProduct.sums[row * products + product] = margins.sums[product][i]
    state.squares[row] = margins.squares[i]
    state.scatter.sums[row] = Math.max(0, margins.squares[i] - margins.totals[i] ** 2 / records)
    state.scatter.observations[row] = records - 1
  })
  return all
}

function emptySums(space: StageCounts['space'], columns: number): StateSums {
  const rows = clockRows(space)
  const bands = space.tenureStarts.length
  const sums = new Float64Array(rows * columns)
  return { ages: rows / bands, bands, columns, sums, observations: new Float64Array(rows) }
}

function givenSmoothing({ space }: StageCounts, { smoothing }: StageFitOptions): Smoothing | undefined {
  if (smoothing === undefined) return undefined
  const { bandwidth, strength } = smoothing
  if (bandwidth >= 0 && bandwidth < Infinity && strength > 0 && strength < Infinity)
    return {
      bandwidths: Array.from({ length: space.lastAge - space.firstAge + 1 }, () => bandwidth),
      strength,
    }
  const message = `The smoothing has bandwidth ${bandwidth} and strength ${strength}.`
  throw lifetimeError('LIFETIME_OPTION_INVALID', message, undefined, {
    hint: 'Give a bandwidth of 0 periods or more and a strength above 0 observations.',
  })
}

function total(column: Float64Array): number {
  return column.reduce((sum, value) => sum + value, 0)
}

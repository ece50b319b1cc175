/** Where a customer will be: the expected path through the states, time in each, and what comes next. */
import { solveLinear } from '#numerics/linear-solve.ts'
import { lifetimeError } from '../errors.ts'
import { stageError } from './errors.ts'
import type { StageDynamics } from './stage-law.ts'
import {
  type StageClock,
  checkClock,
  clockAfter,
  clockRow,
  periodsToLastRow,
  placeOfState,
} from './stage-space.ts'
import { type StageStart, periodsLeft } from './value.ts'

/** The expected path, a column an entry a period, the present one first. */
export interface ExpectedPath {
  /** [period][state]: probability of each state; what they miss 1 by has left. */
  readonly probabilities: readonly Float64Array[]
  /** P(not yet left). */
  readonly active: Float64Array
  /** Expected margin of the period, over all who started, undiscounted. */
  readonly margins: Float64Array
}

/** A state that a customer may move to. */
export interface NextState {
  /** A state, or the exit. */
  readonly state: string
  /** P(there in the next period). */
  readonly probabilityNextPeriod: number
  /** P(the next state that is another one is this). */
  readonly probabilityNextChange: number
  /** Mean periods until that change, where it is to this state; null where it cannot be. */
  readonly meanPeriodsUntil: number | null
}

/**
 * The expected path of one customer.
 *
 * @param periods - How many, the present one included.
 * @throws LIFETIME_HORIZON_INVALID, LIFETIME_STATE_UNKNOWN, LIFETIME_STAGE_AGE_OUT_OF_RANGE,
 *   LIFETIME_STAGE_TENURE_OUT_OF_RANGE
 */
export function expectedPath(law: StageDynamics, start: StageStart, periods: number): ExpectedPath {
  checkPeriods(periods)
  checkClock(law.space, start)
  const size = law.space.states.length
  let now = new Float64Array(size)
  now[placeOfState(law.space, start.state)] = 1
  const probabilities: Float64Array[] = []
  const margins = new Float64Array(periods)
  for (let period = 0; period < periods; period++) {
    if (period >= periodsLeft(law.space, start)) now = new Float64Array(size)
    const row = clockRow(law.space, clockAfter(start, period))
    for (let state = 0; state < size; state++)
      margins[period] += now[state] * law.totalMargins[row * size + state]
    probabilities.push(now)
    now = moved(law, row, now)
  }
  const active = Float64Array.from(probabilities, (states) => states.reduce((sum, chance) => sum + chance, 0))
  return { probabilities, active, margins }
}

/**
 * Expected number of periods in each state, the present one included.
 *
 * @param periods - How many periods are counted; all of them unless told.
 * @returns One number a state, in the order of the law's states.
 * @throws as {@link expectedPath}, and LIFETIME_STAGE_VALUE_INFINITE where a state is never left
 * @see Kemeny & Snell (1960), "Finite Markov Chains", 3.2: the fundamental matrix (I − P)⁻¹.
 */
export function timeInStates(law: StageDynamics, start: StageStart, periods = Infinity): Float64Array {
  const { space } = law
  checkClock(space, start)
  const counted = Math.min(periods, periodsLeft(space, start))
  const steps = counted === Infinity ? periodsToLastRow(space, start) : counted
  const { probabilities } = expectedPath(law, start, counted === Infinity ? steps + 1 : steps)
  const times = new Float64Array(space.states.length)
  for (const states of probabilities.slice(0, steps)) states.forEach((chance, i) => (times[i] += chance))
  if (counted < Infinity) return times
  const rest = visitsWithoutEnd(law, clockRow(space, clockAfter(start, steps)), probabilities[steps])
  return times.map((time, i) => time + rest[i])
}

/**
 * What one customer may do next, the likeliest next change first.
 *
 * @throws LIFETIME_STATE_UNKNOWN, LIFETIME_STAGE_AGE_OUT_OF_RANGE, LIFETIME_STAGE_TENURE_OUT_OF_RANGE
 */
export function nextStates(law: StageDynamics, start: StageStart): readonly NextState[] {
  const { space } = law
  checkClock(space, start)
  const place = placeOfState(space, start.state)
  const width = space.states.length + 1
  const first = movesFrom(law, start, place)
  const chances = new Float64Array(width)
  const waits = new Float64Array(width)
  const steps = Math.min(periodsToLastRow(space, start), periodsLeft(space, start))
  let stays = 1
  for (let step = 0; step < steps; step++) {
    const moves = lastMove(law, clockAfter(start, step)) ?? movesFrom(law, clockAfter(start, step), place)
    for (let to = 0; to < width; to++) {
      if (to === place) continue
      chances[to] += stays * moves[to]
      waits[to] += stays * moves[to] * (step + 1)
    }
    stays *= moves[place]
  }
  addRowForEver({ law, clock: clockAfter(start, steps), place, steps, stays, chances, waits })
  const now = lastMove(law, start) ?? first
  return [...space.states, space.exit]
    .map((state, to) => ({
      state,
      probabilityNextPeriod: now[to],
      probabilityNextChange: chances[to],
      meanPeriodsUntil: chances[to] > 0 ? waits[to] / chances[to] : null,
    }))
    .filter(
      ({ probabilityNextPeriod, probabilityNextChange }) => probabilityNextPeriod + probabilityNextChange > 0,
    )
    .toSorted((a, b) => b.probabilityNextChange - a.probabilityNextChange)
}

function moved(
  { space, transitions }: StageDynamics,
  row: number,
  now: Float64Array,
): Float64Array<ArrayBuffer> {
  const size = space.states.length
  const next = new Float64Array(size)
  for (let from = 0; from < size; from++) {
    if (now[from] === 0) continue
    const start = (row * size + from) * (size + 1)
    for (let to = 0; to < size; to++) next[to] += now[from] * transitions[start + to]
  }
  return next
}

/** now·(I − P)⁻¹ at one row. */
function visitsWithoutEnd(
  { space, transitions }: StageDynamics,
  row: number,
  now: Float64Array,
): readonly number[] {
  const size = space.states.length
  const transposed = Array.from({ length: size }, (_, to) =>
    Array.from({ length: size }, (_, from) => {
      const chance = transitions[(row * size + from) * (size + 1) + to]
      return (from === to ? 1 : 0) - chance
    }),
  )
  const [visits] = solveLinear(transposed, [[...now]]) ?? []
  if (visits !== undefined) return visits
  throw stageError(
    'LIFETIME_STAGE_VALUE_INFINITE',
    'No way leads from some state to the exit: time in it has no end.',
  )
}

/** Probabilities of the next period's states from one state. */
function movesFrom({ space, transitions }: StageDynamics, clock: StageClock, place: number): Float64Array {
  const width = space.states.length + 1
  const start = (clockRow(space, clock) * space.states.length + place) * width
  return transitions.subarray(start, start + width)
}

/** Everybody goes to the exit after the last age, where the space says so. */
function lastMove({ space }: StageDynamics, clock: StageClock): Float64Array | undefined {
  if (periodsLeft(space, clock) > 1) return undefined
  const moves = new Float64Array(space.states.length + 1)
  moves[space.states.length] = 1
  return moves
}

/** Where the row stays the same for ever, the wait is geometric. */
function addRowForEver(at: {
  readonly law: StageDynamics
  readonly clock: StageClock
  readonly place: number
  readonly steps: number
  readonly stays: number
  readonly chances: Float64Array
  readonly waits: Float64Array
}): void {
  const { law, clock, place, steps, stays, chances, waits } = at
  if (stays === 0) return
  const moves = lastMove(law, clock) ?? movesFrom(law, clock, place)
  const leaves = 1 - moves[place]
  if (leaves <= 0) return
  moves.forEach((chance, to) => {
    if (to === place) return
    chances[to] += (stays * chance) / leaves
    waits[to] += ((stays * chance) / leaves) * (steps + 1 / leaves)
  })
}

function checkPeriods(periods: number): void {
  if (Number.isSafeInteger(periods) && periods >= 0) return
  throw lifetimeError('LIFETIME_HORIZON_INVALID', `A path of ${periods} periods was asked for.`, undefined, {
    hint: 'Ask for a whole number of periods.',
  })
}

/** Lives drawn from a law: of single customers as records, and of groups as counts. */
import { addMultinomial } from '#numerics/binomial.ts'
import type { Random } from '#numerics/random.ts'
import { normalVariate } from '#numerics/variates.ts'
import { lifetimeError } from '../errors.ts'
import type { StageRecord } from './records.ts'
import type { StageDynamics, StageLaw } from './stage-law.ts'
import { type StageClock, checkClock, clockAfter, clockRow, placeOfState } from './stage-space.ts'
import { type StageStart, periodsLeft } from './value.ts'

/** Customers who begin alike. */
export interface StageMembers extends StageStart {
  /** How many they are; 1 unless told. */
  readonly customers?: number
}

/** What a simulation is asked for. */
export interface StageSimulation {
  /** Each is one customer; their records bear the name `customer`, or the place in this list. */
  readonly starts: readonly (StageStart & { readonly customer?: string })[]
  /** Number of the first period. */
  readonly firstPeriod: number
  /** How many periods are observed. */
  readonly periods: number
  readonly random: Random
}

/**
 * Draws the life of one customer after another, a record a period until the exit or the end of observation. The margins of
 * the products scatter together: what the total is off its mean is spread over them evenly.
 *
 * @throws LIFETIME_STATE_UNKNOWN, LIFETIME_STAGE_AGE_OUT_OF_RANGE, LIFETIME_STAGE_TENURE_OUT_OF_RANGE
 */
export function* simulateStages(law: StageLaw, options: StageSimulation): Generator<StageRecord> {
  const { starts, firstPeriod, periods, random } = options
  const { states, products } = law.space
  const digits = String(starts.length).length
  for (const [place, start] of starts.entries()) {
    checkClock(law.space, start)
    const customer = start.customer ?? String(place).padStart(digits, '0')
    const length = Math.min(periods, periodsLeft(law.space, start))
    let state = placeOfState(law.space, start.state)
    for (let period = 0; period < length && state < states.length; period++) {
      const clock = clockAfter(start, period)
      const cell = clockRow(law.space, clock) * states.length + state
      const off =
        Math.sqrt(law.marginVariances[cell]) * (law.marginVariances[cell] > 0 ? normalVariate(random) : 0)
      const margins = products.map(
        (_, product) => law.margins[cell * products.length + product] + off / products.length,
      )
      yield { customer, period: firstPeriod + period, ...clock, state: states[state], margins }
      state = drawState(law, cell, random)
    }
  }
}

/** Members who share both clocks: how many of them are in each state. */
export interface Cohort extends StageClock {
  readonly counts: Float64Array
}

/**
 * Joins members by their clocks; beyond the last start of a tenure band the tenure does not matter.
 *
 * @throws LIFETIME_NO_CUSTOMERS, LIFETIME_OPTION_INVALID, LIFETIME_STATE_UNKNOWN, LIFETIME_STAGE_AGE_OUT_OF_RANGE,
 *   LIFETIME_STAGE_TENURE_OUT_OF_RANGE
 */
export function cohortsOf({ space }: StageDynamics, members: readonly StageMembers[]): readonly Cohort[] {
  if (members.length === 0) throw lifetimeError('LIFETIME_NO_CUSTOMERS', 'The group has no members.')
  const cohorts = new Map<string, Cohort>()
  for (const member of members) {
    const { age, tenure, state, customers = 1 } = member
    checkClock(space, member)
    if (!(Number.isSafeInteger(customers) && customers > 0))
      throw lifetimeError(
        'LIFETIME_OPTION_INVALID',
        `There are ${customers} customers in "${state}".`,
        undefined,
        {
          hint: 'Count customers in whole numbers from 1 on.',
        },
      )
    const clock = { age, tenure: Math.min(tenure, space.tenureStarts[space.tenureStarts.length - 1]) }
    const key = `${clock.age} ${clock.tenure}`
    const cohort = cohorts.get(key) ?? { ...clock, counts: new Float64Array(space.states.length) }
    cohort.counts[placeOfState(space, state)] += customers
    cohorts.set(key, cohort)
  }
  return [...cohorts.values()].toSorted((a, b) => a.age - b.age || a.tenure - b.tenure)
}

/**
 * Draws one future of a group: how many move where is multinomial, and their margins scatter about the mean of the state.
 *
 * @param margins - The group's margin of each period is written into it, the present one first.
 */
export function simulateGroup(
  law: StageDynamics,
  { cohorts, random }: { readonly cohorts: readonly Cohort[]; readonly random: Random },
  margins: Float64Array,
): void {
  margins.fill(0)
  for (const cohort of cohorts) addFuture(law, { cohort, random }, margins)
}

function addFuture(
  { space, transitions, totalMargins, marginVariances }: StageDynamics,
  { cohort, random }: { readonly cohort: Cohort; readonly random: Random },
  margins: Float64Array,
): void {
  const size = space.states.length
  const length = Math.min(margins.length, periodsLeft(space, cohort))
  // The exit is counted in the last place, and never left.
  let now = new Float64Array(size + 1)
  let next = new Float64Array(size + 1)
  now.set(cohort.counts)
  for (let period = 0; period < length; period++) {
    const row = clockRow(space, clockAfter(cohort, period)) * size
    let variance = 0
    next.fill(0)
    for (let state = 0; state < size; state++) {
      const trials = now[state]
      if (trials === 0) continue
      margins[period] += trials * totalMargins[row + state]
      variance += trials * marginVariances[row + state]
      const start = (row + state) * (size + 1)
      addMultinomial(random, { trials, probabilities: transitions.subarray(start, start + size + 1) }, next)
    }
    if (variance > 0) margins[period] += Math.sqrt(variance) * normalVariate(random)
    ;[now, next] = [next, now]
  }
}

function drawState({ space, transitions }: StageDynamics, cell: number, random: Random): number {
  const size = space.states.length
  let left = random()
  for (let to = 0; to < size; to++) {
    left -= transitions[cell * (size + 1) + to]
    if (left < 0) return to
  }
  return size
}

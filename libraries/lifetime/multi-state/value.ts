/** What a relationship in a state is worth: mean, variance and third moment of the margins to come, exactly. */
import { solveLinear } from '#numerics/linear-solve.ts'
import { lifetimeError } from '../errors.ts'
import { checkDiscountRate } from '../outlook/check-options.ts'
import { stageError } from './errors.ts'
import type { StageDynamics, StageLaw } from './stage-law.ts'
import {
  type StageClock,
  type StageSpace,
  checkClock,
  clockAfter,
  clockRow,
  periodsToLastRow,
  placeOfState,
} from './stage-space.ts'

/** Where a customer stands: both clocks and the state of the present period. */
export interface StageStart extends StageClock {
  readonly state: string
}

/** Which margins count, and how much a later one counts today. */
export interface StageValueOptions {
  /** Effective a year: a margin t years ahead counts (1 + rate)^−t. */
  readonly discountRatePerYear: number
  /** How many periods' margins count; without end unless told. */
  readonly periods?: number
  /**
   * The first margin that counts: that of the present period (unless told), or of the next, where the present one has
   * been collected and only those who stay will earn.
   */
  readonly from?: 'this-period' | 'next-period'
  /** Periods from today until the first margin that counts is received; 0 unless told. */
  readonly firstMarginAfter?: number
}

/** Moments of what a customer will bring, by chance alone; each with an entry for every state of the law. */
export interface StageMoments {
  readonly mean: Float64Array
  readonly variance: Float64Array
  /** E[(R − E R)³]. */
  readonly thirdMoment: Float64Array
}

/** The value of one customer. */
export interface StageValue {
  readonly mean: number
  /** What it scatters about the mean by chance alone. */
  readonly standardDeviation: number
  /** Third standardised moment; 0 where nothing is left to chance. */
  readonly skewness: number
}

/**
 * What one customer is worth.
 *
 * @throws as {@link stageMoments}, and LIFETIME_STATE_UNKNOWN
 */
export function stageValue(law: StageDynamics, start: StageStart, options: StageValueOptions): StageValue {
  const place = placeOfState(law.space, start.state)
  const { mean, variance, thirdMoment } = stageMoments(law, start, options)
  const standardDeviation = Math.sqrt(Math.max(0, variance[place]))
  const skewness = standardDeviation === 0 ? 0 : thirdMoment[place] / standardDeviation ** 3
  return { mean: mean[place], standardDeviation, skewness }
}

/**
 * Moments of the discounted margins of customers at one clock, for every state, by backward recursion along the ages and
 * tenures they will pass; the part without end, where neither clock moves the row any more, by a linear solve.
 *
 * V_k = m_k + v·P_k·V_{k+1}, with v = (1 + rate)^(−1 period); the variance adds that of the next state's mean.
 *
 * @throws LIFETIME_STAGE_AGE_OUT_OF_RANGE, LIFETIME_STAGE_TENURE_OUT_OF_RANGE, LIFETIME_OPTION_INVALID,
 *   LIFETIME_HORIZON_INVALID, LIFETIME_STAGE_VALUE_INFINITE
 * @see Howard (1960), "Dynamic Programming and Markov Processes"; Pfeifer & Carraway (2000), "Modeling Customer
 *   Relationships as Markov Chains", eq. 6; Sobel (1982), "The Variance of Discounted Markov Decision Processes".
 */
export function stageMoments(
  law: StageDynamics,
  clock: StageClock,
  options: StageValueOptions,
): StageMoments {
  checkClock(law.space, clock)
  const plan = valuePlan(law.space, options)
  const moments = backward(law, plan.skipsThis ? clockAfter(clock, 1) : clock, plan)
  if (plan.skipsThis) mixStep(law, rowAt(law.space, clock, 0), moments)
  const delay = plan.discount ** plan.delay
  return {
    mean: moments.mean.map((value) => delay * value),
    variance: moments.variance.map((value) => delay ** 2 * value),
    thirdMoment: moments.thirdMoment.map((value) => delay ** 3 * value),
  }
}

/**
 * The mean value of one customer split by product; the parts sum to the whole, since value is linear in margins.
 *
 * @returns One number a product, in the order of the law's products.
 * @throws as {@link stageValue}
 */
export function stageValueByProduct(
  law: StageLaw,
  start: StageStart,
  options: StageValueOptions,
): Float64Array {
  const products = law.space.products.length
  const still = new Float64Array(law.totalMargins.length)
  return Float64Array.from({ length: products }, (_, product) => {
    const totalMargins = still.map((_, cell) => law.margins[cell * products + product])
    return stageValue({ ...law, totalMargins, marginVariances: still }, start, options).mean
  })
}

/** Options with their defaults, checked. */
export interface ValuePlan {
  /** v: what a margin one period later counts. */
  readonly discount: number
  /** Periods whose margins count; Infinity for all. */
  readonly periods: number
  readonly skipsThis: boolean
  readonly delay: number
}

/**
 * Checks the options and completes them.
 *
 * @throws LIFETIME_OPTION_INVALID, LIFETIME_HORIZON_INVALID
 */
export function valuePlan(space: StageSpace, options: StageValueOptions): ValuePlan {
  const { discountRatePerYear, periods = Infinity, from = 'this-period', firstMarginAfter = 0 } = options
  checkDiscountRate(discountRatePerYear)
  if (!(periods === Infinity || (Number.isSafeInteger(periods) && periods >= 0)))
    throw lifetimeError(
      'LIFETIME_HORIZON_INVALID',
      `The margins of ${periods} periods are to count.`,
      undefined,
      {
        hint: 'Count the margins of a whole number of periods, or leave it out for all of them.',
      },
    )
  if (!(firstMarginAfter >= 0 && firstMarginAfter < Infinity))
    throw lifetimeError(
      'LIFETIME_OPTION_INVALID',
      `The first margin comes after ${firstMarginAfter} periods.`,
      undefined,
      {
        hint: 'Give 0 where the first margin comes at once, 1 where it comes at the end of a period.',
      },
    )
  const discount = (1 + discountRatePerYear) ** (-space.monthsPerPeriod / 12)
  return { discount, periods, skipsThis: from === 'next-period', delay: firstMarginAfter }
}

/** Periods after which everybody has left, Infinity where ages go on. */
export function periodsLeft({ lastAge, afterLastAge }: StageSpace, { age }: StageClock): number {
  return afterLastAge === 'exit' ? Math.max(0, lastAge - age + 1) : Infinity
}

/** Moments of states, changed in place from one period to the one before. */
interface Moments {
  readonly mean: Float64Array
  readonly variance: Float64Array
  readonly thirdMoment: Float64Array
}

function backward(law: StageDynamics, clock: StageClock, plan: ValuePlan): Moments {
  const { space } = law
  const counted = Math.min(plan.periods, periodsLeft(space, clock))
  const steps = counted === Infinity ? periodsToLastRow(space, clock) : counted
  const moments = counted === Infinity ? withoutEnd(law, rowAt(space, clock, steps), plan) : noMoments(space)
  for (let step = steps - 1; step >= 0; step--) {
    const row = rowAt(space, clock, step)
    mixStep(law, row, moments)
    earnStep(law, row, moments, plan.discount)
  }
  return moments
}

/** One row for ever: each moment solves a system of its own, given the lower ones. */
function withoutEnd(law: StageDynamics, row: number, { discount }: ValuePlan): Moments {
  const size = law.space.states.length
  const at = row * size
  const solve = (factor: number, vector: Float64Array) => {
    const matrix = Array.from({ length: size }, (_, i) => {
      const start = (at + i) * (size + 1)
      return Array.from({ length: size }, (_, j) => (i === j ? 1 : 0) - factor * law.transitions[start + j])
    })
    const [solution] = solveLinear(matrix, [[...vector]]) ?? []
    if (solution === undefined)
      throw stageError(
        'LIFETIME_STAGE_VALUE_INFINITE',
        'Without a discount and with a state from which no way leads to the exit, value has no end.',
      )
    return Float64Array.from(solution)
  }
  const moments = noMoments(law.space)
  moments.mean.set(solve(discount, law.totalMargins.subarray(at, at + size)))
  const source = (place: 'variance' | 'thirdMoment') => {
    const mixed = {
      mean: moments.mean.slice(),
      variance: moments.variance.slice(),
      thirdMoment: moments.thirdMoment.slice(),
    }
    mixStep(law, row, mixed)
    earnStep(law, row, mixed, discount)
    return mixed[place]
  }
  // With the moment itself still 0, the step gives what the lower ones contribute.
  moments.variance.set(solve(discount ** 2, source('variance')))
  moments.thirdMoment.set(solve(discount ** 3, source('thirdMoment')))
  return moments
}

/** From the moments in the next period to those before the move into it: a mixture over the next states. */
function mixStep({ space, transitions }: StageDynamics, row: number, moments: Moments): void {
  const size = space.states.length
  const next = {
    mean: moments.mean.slice(),
    variance: moments.variance.slice(),
    third: moments.thirdMoment.slice(),
  }
  for (let state = 0; state < size; state++) {
    const start = (row * size + state) * (size + 1)
    let mean = 0
    for (let j = 0; j < size; j++) mean += transitions[start + j] * next.mean[j]
    // The exit brings nothing: its distance from the mean is −mean.
    const exit = transitions[start + size]
    let variance = exit * mean * mean
    let third = -exit * mean * mean * mean
    for (let j = 0; j < size; j++) {
      const chance = transitions[start + j]
      if (chance === 0) continue
      const distance = next.mean[j] - mean
      variance += chance * (next.variance[j] + distance * distance)
      third += chance * (next.third[j] + 3 * distance * next.variance[j] + distance * distance * distance)
    }
    moments.mean[state] = mean
    moments.variance[state] = variance
    moments.thirdMoment[state] = third
  }
}

/** Discounts by one period and adds the period's own margin, whose scatter is symmetric. */
function earnStep(law: StageDynamics, row: number, moments: Moments, discount: number): void {
  const size = law.space.states.length
  for (let state = 0; state < size; state++) {
    const cell = row * size + state
    moments.mean[state] = law.totalMargins[cell] + discount * moments.mean[state]
    moments.variance[state] = law.marginVariances[cell] + discount ** 2 * moments.variance[state]
    moments.thirdMoment[state] *= discount ** 3
  }
}

function noMoments({ states }: StageSpace): Moments {
  const zeros = () => new Float64Array(states.length)
  return { mean: zeros(), variance: zeros(), thirdMoment: zeros() }
}

function rowAt(space: StageSpace, clock: StageClock, step: number): number {
  return clockRow(space, clockAfter(clock, step))
}

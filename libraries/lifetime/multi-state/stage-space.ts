/** The states a relationship may be in, and the two clocks, age and tenure, by which it moves between them. */
import { stageError } from './errors.ts'

/** What becomes of a customer who is older than the last age: the last age's row for ever, or the exit. */
export type AfterLastAge = 'repeat' | 'exit'

/** States, products and clocks as the caller names them. */
export interface StageSpaceOptions {
  /** A stage with its holdings, for instance `family: account + home`; in any order. */
  readonly states: readonly string[]
  /** The state from which nobody returns; `exit` unless told. */
  readonly exit?: string
  /** What earns; one product called `margin` unless told. */
  readonly products?: readonly string[]
  /** Whole periods; 0 to 0 unless told, where age does not matter. */
  readonly firstAge?: number
  readonly lastAge?: number
  /** `repeat` unless told. */
  readonly afterLastAge?: AfterLastAge
  /** Where each band of tenure begins, in whole periods, the last without an end; [0] unless told. */
  readonly tenureStarts?: readonly number[]
  /** Length of a period; 12 unless told. */
  readonly monthsPerPeriod?: number
}

/** The same, checked and complete: plain data. */
export type StageSpace = Readonly<Required<StageSpaceOptions>>

/** Where a customer stands on the two clocks, in whole periods. */
export interface StageClock {
  readonly age: number
  readonly tenure: number
}

/**
 * Checks states and clocks.
 *
 * @throws LIFETIME_STATES_INVALID, LIFETIME_AGES_INVALID
 */
export function stageSpace(options: StageSpaceOptions): StageSpace {
  const { states, exit = 'exit', products = ['margin'], firstAge = 0, lastAge = firstAge } = options
  const { afterLastAge = 'repeat', tenureStarts = [0], monthsPerPeriod = 12 } = options
  checkNames('states', [...states, exit], 2)
  checkNames('products', products, 1)
  const isCount = (count: number) => Number.isSafeInteger(count) && count >= 0
  if (!(isCount(firstAge) && isCount(lastAge) && firstAge <= lastAge))
    throw stageError('LIFETIME_AGES_INVALID', `The ages go from ${firstAge} to ${lastAge}.`)
  const rises = tenureStarts.every((start, i) => isCount(start) && (i === 0 || start > tenureStarts[i - 1]))
  if (tenureStarts.length === 0 || !rises)
    throw stageError('LIFETIME_AGES_INVALID', `The bands of tenure begin at [${tenureStarts.join(', ')}].`)
  if (!(isCount(monthsPerPeriod) && monthsPerPeriod > 0))
    throw stageError('LIFETIME_AGES_INVALID', `A period has ${monthsPerPeriod} months.`, undefined, {
      hint: 'A period is a whole number of months: 1, 3 or 12.',
    })
  return Object.freeze({
    states: Object.freeze([...states]),
    exit,
    products: Object.freeze([...products]),
    firstAge,
    lastAge,
    afterLastAge,
    tenureStarts: Object.freeze([...tenureStarts]),
    monthsPerPeriod,
  })
}

/** Rows of a table over both clocks: one for each age and band of tenure. */
export function clockRows(space: StageSpace): number {
  return (space.lastAge - space.firstAge + 1) * space.tenureStarts.length
}

/** The row of a clock; beyond the last age it is that of the last age. */
export function clockRow(space: StageSpace, { age, tenure }: StageClock): number {
  const { firstAge, lastAge, tenureStarts } = space
  return (Math.min(age, lastAge) - firstAge) * tenureStarts.length + tenureBand(space, tenure)
}

/** The clock `periods` later. */
export function clockAfter({ age, tenure }: StageClock, periods: number): StageClock {
  return { age: age + periods, tenure: tenure + periods }
}

/** Periods after which neither clock changes the row any more. */
export function periodsToLastRow({ lastAge, tenureStarts }: StageSpace, { age, tenure }: StageClock): number {
  return Math.max(lastAge - age, tenureStarts[tenureStarts.length - 1] - tenure, 0)
}

/** Which band a tenure is in. */
export function tenureBand({ tenureStarts }: StageSpace, tenure: number): number {
  let band = tenureStarts.length - 1
  while (band > 0 && tenureStarts[band] > tenure) band--
  return band
}

/**
 * The place of a state in `space.states`.
 *
 * @throws LIFETIME_STATE_UNKNOWN
 */
export function placeOfState(space: StageSpace, state: string): number {
  const place = space.states.indexOf(state)
  if (place !== -1) return place
  throw stageError('LIFETIME_STATE_UNKNOWN', `There is no state "${state}".`, { state })
}

/**
 * Refuses clocks that the space does not have.
 *
 * @throws LIFETIME_STAGE_AGE_OUT_OF_RANGE, LIFETIME_STAGE_TENURE_OUT_OF_RANGE
 */
export function checkClock(
  { firstAge, lastAge, tenureStarts }: StageSpace,
  { age, tenure }: StageClock,
): void {
  if (!(Number.isSafeInteger(age) && age >= firstAge && age <= lastAge))
    throw stageError(
      'LIFETIME_STAGE_AGE_OUT_OF_RANGE',
      `The age ${age} is not a whole number from ${firstAge} to ${lastAge}.`,
      { age },
    )
  if (!(Number.isSafeInteger(tenure) && tenure >= tenureStarts[0]))
    throw stageError(
      'LIFETIME_STAGE_TENURE_OUT_OF_RANGE',
      `The tenure ${tenure} is not a whole number from ${tenureStarts[0]} on.`,
      { tenure },
    )
}

function checkNames(what: string, names: readonly string[], atLeast: number): void {
  if (names.length < atLeast) throw stageError('LIFETIME_STATES_INVALID', `There are no ${what}.`)
  const twice = names.find((name, i) => name === '' || names.indexOf(name) !== i)
  if (twice !== undefined)
    throw stageError('LIFETIME_STATES_INVALID', `"${twice}" is empty or twice among the ${what}.`)
}

/** Known probabilities and margins: by hand, from a table, or as a fit estimates them. */
import { stageError } from './errors.ts'
import {
  type StageClock,
  type StageSpace,
  type StageSpaceOptions,
  clockRows,
  placeOfState,
  stageSpace,
} from './stage-space.ts'

/** How likely a state is followed by another one period later. */
export interface TransitionRow {
  /** Age in the period before the move; every age where left out. */
  readonly age?: number
  /** Start of the band of tenure in the period before the move; every band where left out. */
  readonly tenure?: number
  readonly from: string
  /** A state, or the exit. */
  readonly to: string
  readonly probability: number
}

/** What a product earns in one period in a state; below zero where it costs. */
export interface MarginRow {
  readonly age?: number
  readonly tenure?: number
  readonly state: string
  readonly product: string
  /** Expected margin of the period. */
  readonly margin: number
}

/** Tables of a law. */
export interface StageTables extends StageSpaceOptions {
  readonly transitions: readonly TransitionRow[]
  readonly margins: readonly MarginRow[]
}

/** How customers move and what they bring in all; with S states and a row for each clock (`clockRow`): */
export interface StageDynamics {
  readonly space: StageSpace
  /** [row][from][to], S + 1 entries each, the last for the exit; they sum to 1. */
  readonly transitions: Float64Array
  /** [row][state]: expected margin of one period, over all products. */
  readonly totalMargins: Float64Array
  /** [row][state]: variance of one customer's margin in one period about its mean; 0 where the law came from tables. */
  readonly marginVariances: Float64Array
}

/** The same with margins by product; made by {@link stageLaw} or estimated by a fit. */
export interface StageLaw extends StageDynamics {
  /** [row][state][product]. */
  readonly margins: Float64Array
}

/** What a row of probabilities may miss 1 by; it is then scaled to 1. */
const sumTolerance = 1e-9

/**
 * A law from tables.
 *
 * @throws LIFETIME_STATES_INVALID, LIFETIME_AGES_INVALID, LIFETIME_STATE_UNKNOWN, LIFETIME_STAGE_AGE_OUT_OF_RANGE,
 *   LIFETIME_STAGE_TENURE_OUT_OF_RANGE, LIFETIME_TRANSITION_NOT_PROBABILITY, LIFETIME_TRANSITION_TWICE,
 *   LIFETIME_TRANSITIONS_DO_NOT_SUM, LIFETIME_MARGIN_NOT_FINITE, LIFETIME_MARGIN_TWICE, LIFETIME_MARGIN_MISSING,
 *   LIFETIME_EXIT_EARNS
 */
export function stageLaw(tables: StageTables): StageLaw {
  const space = stageSpace(tables)
  const transitions = transitionTable(space, tables.transitions)
  const margins = marginTable(space, tables.margins)
  refuseEarningExits(space, transitions, margins)
  return withTotals({ space, transitions, margins })
}

/** Completes a law with the sums of its margins. */
export function withTotals(
  law: Pick<StageLaw, 'space' | 'transitions' | 'margins'> & Partial<Pick<StageLaw, 'marginVariances'>>,
): StageLaw {
  const products = law.space.products.length
  const cells = law.margins.length / products
  const totalMargins = new Float64Array(cells)
  for (let cell = 0; cell < cells; cell++) {
    for (let product = 0; product < products; product++)
      totalMargins[cell] += law.margins[cell * products + product]
  }
  return Object.freeze({
    ...law,
    totalMargins,
    marginVariances: law.marginVariances ?? new Float64Array(cells),
  })
}

function transitionTable(space: StageSpace, rows: readonly TransitionRow[]): Float64Array {
  const { states, exit } = space
  const width = states.length + 1
  const table = new Float64Array(clockRows(space) * states.length * width).fill(Number.NaN)
  for (const row of rows) {
    const { from, to, probability } = row
    if (from === exit)
      throw stageError('LIFETIME_EXIT_EARNS', `A transition leads from the exit "${exit}" to "${to}".`)
    const start = placeOfState(space, from) * width + (to === exit ? states.length : placeOfState(space, to))
    if (!(probability >= 0 && probability <= 1))
      throw stageError(
        'LIFETIME_TRANSITION_NOT_PROBABILITY',
        `${moveOf(row)} has probability ${probability}.`,
        {
          ...row,
        },
      )
    for (const clock of rowsOf(space, row)) {
      const cell = clock * states.length * width + start
      if (!Number.isNaN(table[cell]))
        throw stageError('LIFETIME_TRANSITION_TWICE', `${moveOf(row)} is given twice.`, { ...row })
      table[cell] = probability
    }
  }
  return normalised(space, table)
}

/** Transitions not given have probability 0; each row then sums to 1, exactly but for rounding. */
function normalised(space: StageSpace, table: Float64Array): Float64Array {
  const width = space.states.length + 1
  for (let start = 0; start < table.length; start += width) {
    const row = table.subarray(start, start + width)
    let sum = 0
    for (let i = 0; i < width; i++) sum += row[i] = Number.isNaN(row[i]) ? 0 : row[i]
    if (Math.abs(sum - 1) > sumTolerance) {
      const { age, tenure, state } = describeRow(space, start / width)
      const message = `The probabilities out of "${state}" at age ${age} and tenure ${tenure} sum to ${sum}.`
      throw stageError('LIFETIME_TRANSITIONS_DO_NOT_SUM', message, { state, age, tenure, sum })
    }
    for (let i = 0; i < width; i++) row[i] /= sum
  }
  return table
}

function marginTable(space: StageSpace, rows: readonly MarginRow[]): Float64Array {
  const { states, exit, products } = space
  const table = new Float64Array(clockRows(space) * states.length * products.length).fill(Number.NaN)
  for (const row of rows) {
    const { state, product, margin } = row
    if (!Number.isFinite(margin))
      throw stageError('LIFETIME_MARGIN_NOT_FINITE', `The margin of ${product} in "${state}" is ${margin}.`, {
        ...row,
      })
    if (state === exit) {
      if (margin === 0) continue
      throw stageError('LIFETIME_EXIT_EARNS', `The exit "${exit}" has a margin of ${margin}.`, { ...row })
    }
    const place = products.indexOf(product)
    if (place === -1)
      throw stageError('LIFETIME_STATE_UNKNOWN', `There is no product "${product}".`, { ...row })
    const start = placeOfState(space, state) * products.length + place
    for (const clock of rowsOf(space, row)) {
      const cell = clock * states.length * products.length + start
      if (!Number.isNaN(table[cell]))
        throw stageError('LIFETIME_MARGIN_TWICE', `The margin of ${product} in "${state}" is given twice.`, {
          ...row,
        })
      table[cell] = margin
    }
  }
  const missing = table.findIndex(Number.isNaN)
  if (missing === -1) return table
  const at = describeRow(space, Math.floor(missing / products.length))
  const product = products[missing % products.length]
  const message = `There is no margin of ${product} in "${at.state}" at age ${at.age} and tenure ${at.tenure}.`
  throw stageError('LIFETIME_MARGIN_MISSING', message, { ...at, product })
}

/** A state that is never left is an exit under another name; were it to earn, it would do so for ever. */
function refuseEarningExits(space: StageSpace, transitions: Float64Array, margins: Float64Array): void {
  const { states, products, afterLastAge } = space
  if (afterLastAge === 'exit') return
  const [size, width] = [states.length, states.length + 1]
  states.forEach((state, place) => {
    for (let row = 0; row < clockRows(space); row++) {
      const stays = transitions[(row * size + place) * width + place] === 1
      if (!stays) return
    }
    const earns = margins.find(
      (margin, i) => Math.floor(i / products.length) % size === place && margin !== 0,
    )
    if (earns === undefined) return
    throw stageError('LIFETIME_EXIT_EARNS', `"${state}" is never left and has a margin of ${earns}.`, {
      state,
    })
  })
}

/** The rows of the table for which a row of the input holds. */
function rowsOf(space: StageSpace, { age, tenure }: Partial<StageClock>): readonly number[] {
  const { firstAge, lastAge, tenureStarts } = space
  if (age !== undefined && !(Number.isSafeInteger(age) && age >= firstAge && age <= lastAge))
    throw stageError(
      'LIFETIME_STAGE_AGE_OUT_OF_RANGE',
      `A row is for the age ${age}; the ages go from ${firstAge} to ${lastAge}.`,
      { age },
    )
  const band = tenure === undefined ? undefined : tenureStarts.indexOf(tenure)
  if (band === -1)
    throw stageError(
      'LIFETIME_STAGE_TENURE_OUT_OF_RANGE',
      `A row is for the tenure ${tenure}; the bands begin at ${tenureStarts.join(', ')}.`,
      { tenure },
    )
  const ages = age === undefined ? range(firstAge, lastAge) : [age]
  const bands = band === undefined ? [...tenureStarts.keys()] : [band]
  return ages.flatMap((at) => bands.map((one) => (at - firstAge) * tenureStarts.length + one))
}

/** Age, start of the band of tenure and state of the nth row of probabilities. */
function describeRow({ states, firstAge, tenureStarts }: StageSpace, index: number) {
  const clock = Math.floor(index / states.length)
  return {
    age: firstAge + Math.floor(clock / tenureStarts.length),
    tenure: tenureStarts[clock % tenureStarts.length],
    state: states[index % states.length],
  }
}

function moveOf({ from, to }: TransitionRow): string {
  return `The transition from "${from}" to "${to}"`
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

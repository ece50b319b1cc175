/** Observed lives, one record a customer and period, counted in one pass whose memory does not grow with them. */
import { lifetimeError } from '../errors.ts'
import { stageError } from './errors.ts'
import {
  type StageClock,
  type StageSpace,
  type StageSpaceOptions,
  stageSpace,
  tenureBand,
} from './stage-space.ts'

/** One customer in one period. */
export interface StageRecord {
  readonly customer: string
  /** Number of the period, for instance the calendar year. */
  readonly period: number
  /** In whole periods, as of this period. */
  readonly age: number
  readonly tenure: number
  readonly state: string
  /** What each product earned in this period, in the order of the products. */
  readonly margins: readonly number[]
}

/** The space in which records are counted; states and ages are those that occur, unless told. */
export interface StageCountOptions extends Partial<StageSpaceOptions> {
  /** The last period observed: who has a record in it may still be there; the latest that occurs unless told. */
  readonly lastPeriod?: number
}

/**
 * Sufficient statistics of the records: plain data in columns, a row for each combination that occurs. `row` is the
 * clock's row (`clockRow`), states are places in `space.states`, the exit the place after the last.
 */
export interface StageCounts {
  readonly space: StageSpace
  readonly moves: {
    readonly row: readonly number[]
    readonly from: readonly number[]
    readonly to: readonly number[]
    readonly count: readonly number[]
  }
  readonly margins: {
    readonly row: readonly number[]
    readonly state: readonly number[]
    readonly records: readonly number[]
    /** Sums of the margins, a column a product. */
    readonly sums: readonly (readonly number[])[]
    /** Sums over the products, and of their squares. */
    readonly totals: readonly number[]
    readonly squares: readonly number[]
  }
  readonly customerCount: number
  readonly recordCount: number
  readonly lastPeriod: number
}

/**
 * Counts moves and margins. A customer without a record in the period after has left, unless that period lies after the
 * last one observed.
 *
 * @param records - Sorted by customer, in the order of character codes, and then by period; read once.
 * @throws LIFETIME_NO_CUSTOMERS, LIFETIME_STAGE_RECORDS_UNSORTED, LIFETIME_STAGE_RECORDS_BROKEN,
 *   LIFETIME_STATE_UNKNOWN, LIFETIME_STATES_INVALID, LIFETIME_AGES_INVALID, LIFETIME_STAGE_AGE_OUT_OF_RANGE,
 *   LIFETIME_STAGE_TENURE_OUT_OF_RANGE, LIFETIME_MARGIN_MISSING, LIFETIME_MARGIN_NOT_FINITE
 */
export function countStages(records: Iterable<StageRecord>, options: StageCountOptions = {}): StageCounts {
  const tally = new StageTally(options)
  let last: StageRecord | undefined
  for (const record of records) {
    tally.checkRecord(record)
    if (last?.customer === record.customer) {
      checkStep(last, record)
      tally.addMove(last, record.state)
    } else {
      if (last !== undefined) tally.addEnd(last)
      checkOrder(last, record)
    }
    tally.addMargins(record)
    last = record
  }
  if (last === undefined) throw lifetimeError('LIFETIME_NO_CUSTOMERS', 'There are no records.')
  tally.addEnd(last)
  return tally.result()
}

/** Room for the places of states in a key; above it numbers would lose digits. */
const mostStates = 4096

interface MarginCell {
  records: number
  readonly sums: number[]
  total: number
  squares: number
}

/** What has been counted so far, under keys of age, band of tenure and states in the order in which they came. */
class StageTally {
  private readonly options: StageCountOptions
  private readonly bands: StageSpace
  private readonly places = new Map<string, number>()
  private readonly moves = new Map<number, number>()
  private readonly margins = new Map<number, MarginCell>()
  /** Lives that end in the latest period seen: exits as soon as a later one is seen. */
  private ends = new Map<number, number>()
  private lastPeriod = -Infinity
  private youngest = Infinity
  private oldest = -Infinity
  private customers = 0
  private records = 0

  constructor(options: StageCountOptions) {
    this.options = options
    const { states = ['any'] } = options
    this.bands = stageSpace({ ...options, states })
    for (const state of options.states ?? []) this.place(state)
    this.lastPeriod = options.lastPeriod ?? -Infinity
  }

  checkRecord(record: StageRecord): void {
    const { firstAge = 0, lastAge = Infinity, states, lastPeriod = Infinity } = this.options
    const { products, tenureStarts, exit } = this.bands
    const of = `Customer ${record.customer} in period ${record.period}`
    const known =
      states === undefined ? record.state !== exit && record.state !== '' : this.places.has(record.state)
    if (!known) throw stageError('LIFETIME_STATE_UNKNOWN', `${of} is in the state "${record.state}".`)
    if (!(Number.isSafeInteger(record.age) && record.age >= firstAge && record.age <= lastAge))
      throw stageError('LIFETIME_STAGE_AGE_OUT_OF_RANGE', `${of} has the age ${record.age}.`)
    if (!(Number.isSafeInteger(record.tenure) && record.tenure >= tenureStarts[0]))
      throw stageError('LIFETIME_STAGE_TENURE_OUT_OF_RANGE', `${of} has the tenure ${record.tenure}.`)
    if (!(Number.isSafeInteger(record.period) && record.period <= lastPeriod))
      throw stageError(
        'LIFETIME_STAGE_RECORDS_BROKEN',
        `${of}: the last period is ${lastPeriod}.`,
        undefined,
        {
          hint: 'Number periods in whole numbers, none after the last period observed.',
        },
      )
    if (record.margins.length !== products.length)
      throw stageError(
        'LIFETIME_MARGIN_MISSING',
        `${of} has ${record.margins.length} margins for ${products.length} products.`,
      )
    if (!record.margins.every(Number.isFinite))
      throw stageError('LIFETIME_MARGIN_NOT_FINITE', `${of} has the margins ${record.margins.join(', ')}.`)
  }

  addMove(from: StageRecord, to: string): void {
    add(this.moves, this.moveKey(from, this.place(to) + 1), 1)
  }

  /** The last record of a customer. */
  addEnd(record: StageRecord): void {
    this.customers++
    const key = this.moveKey(record, 0)
    if (record.period < this.lastPeriod) return add(this.moves, key, 1)
    add(this.ends, key, 1)
  }

  addMargins(record: StageRecord): void {
    this.records++
    this.youngest = Math.min(this.youngest, record.age)
    this.oldest = Math.max(this.oldest, record.age)
    if (record.period > this.lastPeriod) {
      for (const [key, count] of this.ends) add(this.moves, key, count)
      this.ends = new Map()
      this.lastPeriod = record.period
    }
    const key = this.stateKey(record)
    let cell = this.margins.get(key)
    if (cell === undefined) {
      cell = { records: 0, sums: this.bands.products.map(() => 0), total: 0, squares: 0 }
      this.margins.set(key, cell)
    }
    cell.records++
    let total = 0
    for (let product = 0; product < cell.sums.length; product++) {
      cell.sums[product] += record.margins[product]
      total += record.margins[product]
    }
    cell.total += total
    cell.squares += total * total
  }

  /** States in the order of their codes, so that the order of records does not matter. */
  result(): StageCounts {
    const states = this.options.states ?? [...this.places.keys()].toSorted((a, b) => (a < b ? -1 : 1))
    const { firstAge = this.youngest, lastAge = this.oldest } = this.options
    const space = stageSpace({ ...this.options, states, firstAge, lastAge })
    const newPlace = [...this.places.keys()].map((state) => states.indexOf(state))
    const moves = [...this.moves]
      .map(([key, count]) => ({ ...this.fromKey(space, key), count }))
      .map(({ row, from, to, count }) => ({
        row,
        from: newPlace[from],
        to: newPlace[to - 1] ?? states.length,
        count,
      }))
      .toSorted((a, b) => a.row - b.row || a.from - b.from || a.to - b.to)
    const margins = [...this.margins]
      .map(([key, cell]) => ({ ...this.fromKey(space, key * mostStates), ...cell }))
      .map(({ from, ...cell }) => ({ ...cell, state: newPlace[from] }))
      .toSorted((a, b) => a.row - b.row || a.state - b.state)
    return {
      space,
      moves: {
        row: moves.map(({ row }) => row),
        from: moves.map(({ from }) => from),
        to: moves.map(({ to }) => to),
        count: moves.map(({ count }) => count),
      },
      margins: {
        row: margins.map(({ row }) => row),
        state: margins.map(({ state }) => state),
        records: margins.map(({ records }) => records),
        sums: space.products.map((_, product) => margins.map(({ sums }) => sums[product])),
        totals: margins.map(({ total }) => total),
        squares: margins.map(({ squares }) => squares),
      },
      customerCount: this.customers,
      recordCount: this.records,
      lastPeriod: this.lastPeriod,
    }
  }

  private place(state: string): number {
    let place = this.places.get(state)
    if (place === undefined) {
      place = this.places.size
      if (place >= mostStates - 1)
        throw stageError(
          'LIFETIME_STATES_INVALID',
          `There are more than ${mostStates - 2} states.`,
          undefined,
          {
            hint: 'Join holdings or stages that behave alike into one state.',
          },
        )
      this.places.set(state, place)
    }
    return place
  }

  private stateKey({ age, tenure, state }: StageRecord): number {
    const clock = age * this.bands.tenureStarts.length + tenureBand(this.bands, tenure)
    return clock * mostStates + this.place(state)
  }

  private moveKey(record: StageRecord, to: number): number {
    return this.stateKey(record) * mostStates + to
  }

  private fromKey({ firstAge, tenureStarts }: StageSpace, key: number) {
    const state = Math.floor(key / mostStates)
    const clock = Math.floor(state / mostStates)
    return { row: clock - firstAge * tenureStarts.length, from: state % mostStates, to: key % mostStates }
  }
}

function add(counts: Map<number, number>, key: number, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count)
}

/** Customers come in ascending order, so that none can come twice. */
function checkOrder(last: StageRecord | undefined, { customer }: StageRecord): void {
  if (last === undefined || last.customer < customer) return
  const message = `Customer ${customer} comes after customer ${last.customer}.`
  throw stageError('LIFETIME_STAGE_RECORDS_UNSORTED', message)
}

function checkStep(last: StageRecord, next: StageRecord): void {
  const of = `Customer ${next.customer}`
  if (next.period <= last.period)
    throw stageError(
      'LIFETIME_STAGE_RECORDS_UNSORTED',
      `${of} has period ${next.period} after ${last.period}.`,
    )
  if (next.period !== last.period + 1)
    throw stageError(
      'LIFETIME_STAGE_RECORDS_BROKEN',
      `${of} has no record between ${last.period} and ${next.period}.`,
    )
  const grown: StageClock = { age: next.age - last.age, tenure: next.tenure - last.tenure }
  if (grown.age !== 1 || grown.tenure !== 1)
    throw stageError(
      'LIFETIME_STAGE_RECORDS_BROKEN',
      `${of} grows from age ${last.age} and tenure ${last.tenure} to ${next.age} and ${next.tenure} in one period.`,
    )
}

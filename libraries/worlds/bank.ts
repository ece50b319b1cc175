/** A bank whose customers' true chances and margins are known, from the first cash account to retirement. */
import { type Random, seededRandom } from '#numerics/random.ts'
import { normalVariate } from '#numerics/variates.ts'
import {
  type BankMove,
  type BankState,
  bankMargin,
  bankMarginDeviation,
  bankMoves,
  bankProducts,
  bankStates,
  bankTenureStarts,
} from './bank-law.ts'

/** What a bank is asked for. Equal options make equal rows, wherever and in whatever batches they are read. */
export interface BankOptions {
  /** Customers of whom at least one year is in the log. */
  readonly customers: number
  /** A whole number from 0 to 2,097,151. */
  readonly seed: number
  /** First year of the log; 2006 unless told. */
  readonly firstYear?: number
  /** Last year of the log; 2025 unless told. */
  readonly lastYear?: number
}

/** One customer in one calendar year. */
export interface TrueBankYear {
  readonly year: number
  /** At the end of the year. */
  readonly age: number
  /** Full years since the account was opened. */
  readonly tenure: number
  readonly state: BankState
  /** Of each product, in euros, in the order of `bankProducts`; 0 where it is not held. */
  readonly margins: readonly number[]
}

/** One customer: the years that are in the log. */
export interface TrueBankCustomer {
  readonly customer: string
  readonly years: readonly TrueBankYear[]
}

/** A bank: its calendar, and a way to walk through its customers. */
export interface Bank {
  readonly firstYear: number
  readonly lastYear: number
  /** Every customer in order of their names; one at a time in memory. */
  readonly customers: () => Generator<TrueBankCustomer>
}

const greatestSeed = 2 ** 21 - 1
/** Accounts were opened from so many years before the log on, ever more of them. */
const yearsBefore = 45
const growthPerYear = 1.02

/**
 * A bank with known truth.
 *
 * @throws RangeError when there is no customer, the seed is out of range or the years are out of order.
 */
export function bank(options: BankOptions): Bank {
  const { customers: count, seed, firstYear = 2006, lastYear = 2025 } = options
  if (!(Number.isInteger(count) && count > 0))
    throw new RangeError(`A bank needs at least one customer, not ${count}`)
  if (!(Number.isInteger(seed) && seed >= 0 && seed <= greatestSeed))
    throw new RangeError(`A seed is a whole number from 0 to ${greatestSeed}, not ${seed}`)
  const isYear = (year: number) => Number.isInteger(year) && year >= 1900 && year <= 9999
  if (!(isYear(firstYear) && isYear(lastYear) && firstYear <= lastYear))
    throw new RangeError(`The years ${firstYear}, ${lastYear} are out of order`)
  const digits = Math.max(7, String(count).length)
  function* customers() {
    for (let place = 0; place < count; place += 1) {
      const random = seededRandom(seed * 2 ** 32 + place)
      let years: readonly TrueBankYear[] = []
      // Most who came long ago had left before the log begins: draw until somebody is in it.
      while (years.length === 0) years = drawLife({ firstYear, lastYear, random })
      yield { customer: `B${String(place + 1).padStart(digits, '0')}`, years }
    }
  }
  return { firstYear, lastYear, customers }
}

interface LifeStart {
  readonly firstYear: number
  readonly lastYear: number
  readonly random: Random
}

function drawLife({ firstYear, lastYear, random }: LifeStart): readonly TrueBankYear[] {
  const opened = openingYear(firstYear - yearsBefore, lastYear, random())
  const openedAt = openingAge(random)
  const years: TrueBankYear[] = []
  let state: BankState | undefined = firstState(openedAt, random())
  for (let tenure = 0; state !== undefined && opened + tenure <= lastYear; tenure += 1) {
    const [year, age]: [number, number] = [opened + tenure, openedAt + tenure]
    if (year >= firstYear)
      years.push({ year, age, tenure, state, margins: drawMargins(state, { age, tenure }, random) })
    state = stateNamed.get(pick(movesOf(state, age, tenure), random()))
  }
  return years
}

const stateNamed: ReadonlyMap<string, BankState> = new Map(bankStates.map((state) => [state.name, state]))

/** Accounts opened grow by a fixed rate a year. */
function openingYear(first: number, last: number, uniform: number): number {
  const total = growthPerYear ** (last - first + 1) - 1
  return first + Math.min(last - first, Math.floor(Math.log1p(uniform * total) / Math.log(growthPerYear)))
}

/** Nearly half open their account at 11 to 15, a third before they are 26, the others until they are 60. */
function openingAge(random: Random): number {
  const group = random()
  const within = random()
  if (group < 0.45) return 11 + Math.floor(5 * within)
  if (group < 0.78) return 16 + Math.floor(10 * within)
  return 26 + Math.floor(35 * within * within)
}

function firstState(age: number, uniform: number): BankState {
  const stage =
    age < 18
      ? 'minor'
      : age < 25 && uniform < 0.6
        ? 'studying'
        : age > 30 && uniform < 0.5
          ? 'family'
          : 'working'
  const found = bankStates.find((state) => state.stage === stage && state.holdings.length === 1)
  if (found === undefined) throw new RangeError(`There is no state of the stage ${stage} alone`)
  return found
}

function drawMargins(
  state: BankState,
  clock: Pick<TrueBankYear, 'age' | 'tenure'>,
  random: Random,
): readonly number[] {
  return bankProducts.map((product) => {
    if (!state.holdings.includes(product)) return 0
    const margin = bankMargin(state, product, clock) + bankMarginDeviation[product] * normalVariate(random)
    return Math.round(100 * margin) / 100
  })
}

/** Probabilities that were asked for before, by state and then by age and band of tenure: they are always the same. */
const knownMoves: ReadonlyMap<BankState, Map<number, readonly BankMove[]>> = new Map(
  bankStates.map((state) => [state, new Map()]),
)

function movesOf(state: BankState, age: number, tenure: number): readonly BankMove[] {
  const band = bankTenureStarts.findLastIndex((start) => start <= tenure)
  const ofState = knownMoves.get(state)
  const key = age * bankTenureStarts.length + band
  const known = ofState?.get(key)
  if (known !== undefined) return known
  const moves = bankMoves(state, age, bankTenureStarts[band] ?? 0)
  ofState?.set(key, moves)
  return moves
}

function pick(moves: readonly BankMove[], uniform: number): string {
  let left = uniform
  for (const { to, probability } of moves) {
    left -= probability
    if (left < 0) return to
  }
  return moves[0]?.to ?? 'exit'
}

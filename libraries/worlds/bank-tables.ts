/** The bank as a model of stages takes it: its true law as tables, and its log as records. */
import type { Bank } from './bank.ts'
import {
  bankAges,
  bankMargin,
  bankMoves,
  bankProducts,
  bankStates,
  bankTenureStarts,
  type BankProduct,
} from './bank-law.ts'

/** States, products and clocks of the bank. */
export const bankSpace = {
  states: bankStates.map(({ name }) => name),
  exit: 'exit',
  products: [...bankProducts],
  firstAge: bankAges.first,
  lastAge: bankAges.last,
  afterLastAge: 'exit',
  tenureStarts: [...bankTenureStarts],
  monthsPerPeriod: 12,
} as const

/** The true probability of a state a year later. */
export interface BankTransitionRow {
  readonly age: number
  /** Start of the band of tenure. */
  readonly tenure: number
  readonly from: string
  readonly to: string
  readonly probability: number
}

/** The true mean margin of a year, in euros. */
export interface BankMarginRow {
  readonly age: number
  readonly tenure: number
  readonly state: string
  readonly product: BankProduct
  readonly margin: number
}

/** The true law: a row for every age, band of tenure and state. */
export function bankTables() {
  const transitions: BankTransitionRow[] = []
  const margins: BankMarginRow[] = []
  for (let age: number = bankAges.first; age <= bankAges.last; age += 1) {
    for (const tenure of bankTenureStarts) {
      for (const state of bankStates) {
        for (const { to, probability } of bankMoves(state, age, tenure))
          transitions.push({ age, tenure, from: state.name, to, probability })
        for (const product of bankProducts)
          margins.push({
            age,
            tenure,
            state: state.name,
            product,
            margin: bankMargin(state, product, { age, tenure }),
          })
      }
    }
  }
  return { ...bankSpace, transitions, margins }
}

/** The log as records, customer after customer and year after year; one customer at a time in memory. */
export function* bankRecords(bank: Bank) {
  for (const { customer, years } of bank.customers()) {
    for (const { year, age, tenure, state, margins } of years)
      yield { customer, period: year, age, tenure, state: state.name, margins }
  }
}

/** Rows of purchase histories: one as a customer, some as histories of their own, a number for each. */
import { picked } from './collapse.ts'
import type { ActiveCustomer, PurchaseHistories } from './model.ts'

/** One customer's history, active or not. */
export type PurchaseHistory = ActiveCustomer

/** The customer of a row, as one who is active. */
export function customerOf(histories: PurchaseHistories, row: number): ActiveCustomer {
  const { repeatPurchases, lastPurchaseAge, age } = histories
  return { repeatPurchases: repeatPurchases[row], lastPurchaseAge: lastPurchaseAge[row], age: age[row] }
}

/** Some of the rows, without their weights and intervals, which no prediction needs. */
export function selectRows(
  { timeUnit, repeatPurchases, lastPurchaseAge, age }: PurchaseHistories,
  rows: Int32Array | Uint32Array,
): PurchaseHistories {
  return {
    timeUnit,
    repeatPurchases: picked(repeatPurchases, rows),
    lastPurchaseAge: picked(lastPurchaseAge, rows),
    age: picked(age, rows),
  }
}

/** One number for each history, in the order given. */
export function mapHistories(
  { repeatPurchases, lastPurchaseAge, age }: PurchaseHistories,
  valueOf: (history: PurchaseHistory) => number,
): Float64Array {
  return repeatPurchases.map((x, i) =>
    valueOf({ repeatPurchases: x, lastPurchaseAge: lastPurchaseAge[i], age: age[i] }),
  )
}

/** One row as histories of their own, on the same memory; without weight. */
export function rowOf(
  { timeUnit, repeatPurchases, lastPurchaseAge, age }: PurchaseHistories,
  row: number,
): PurchaseHistories {
  return {
    timeUnit,
    repeatPurchases: repeatPurchases.subarray(row, row + 1),
    lastPurchaseAge: lastPurchaseAge.subarray(row, row + 1),
    age: age.subarray(row, row + 1),
  }
}

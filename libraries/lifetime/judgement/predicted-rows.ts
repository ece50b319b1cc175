/** Goes through rows with their predictive distribution of the number of purchases, one after the other. */
import { customerOf } from '../history-rows.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { survivalAt, tabulateFuture } from '../outlook/future-table.ts'
import type { FutureTable } from '../outlook/future-table.ts'
import { activeShares, predictiveOf } from '../outlook/predictive.ts'
import { runsOf } from '../outlook/row-order.ts'
import { orderByFutures, runsOfFutures } from '../outlook/shared-futures.ts'

/** Probabilities below this one count as this one, so that a mean of logarithms stays finite. */
const leastProbability = 1e-300

/** One row's predictive distribution, valid until the next row is visited. */
export interface PredictedRow {
  readonly row: number
  readonly future: FutureTable
  /** Per line of `future`: weight of its parameters times P(active) under them. */
  readonly shares: Float64Array
}

/** Rows whose future is known by now. */
export interface PredictedRows {
  readonly fitted: AnyFittedPurchaseModel
  readonly histories: PurchaseHistories
  /** In the unit of the fit. */
  readonly horizon: number
  /** y of each row: tables reach at least so far. */
  readonly futurePurchases: Float64Array
}

/** Visits every row; rows whose active customers share a future come together. */
export function eachPredictedRow(
  { fitted, histories, horizon, futurePurchases }: PredictedRows,
  visit: (predicted: PredictedRow) => void,
): void {
  const order = orderByFutures(purchaseModel(fitted), histories, [futurePurchases])
  const { mixture } = predictiveOf({ fitted, histories, horizon, order })
  const columns = activeShares(mixture, histories)
  const shares = new Float64Array(columns.length)
  for (const run of runsOf(order, histories.repeatPurchases)) {
    for (const group of runsOfFutures(mixture.model, histories, run)) {
      const most = group.reduce((largest, row) => Math.max(largest, futurePurchases[row]), 0)
      const customer = customerOf(histories, group[0])
      const future = tabulateFuture(mixture.model, mixture.fits, { customer, horizon, atLeast: most + 1 })
      for (const row of group) {
        for (let line = 0; line < shares.length; line++) shares[line] = columns[line][row]
        visit({ row, future, shares })
      }
    }
  }
}

/** P(N = n) of one customer, the chance of not being active included; at least 1e-300. */
export function probabilityOf({ future, shares }: PredictedRow, n: number): number {
  if (n === 0) return Math.max(leastProbability, 1 - survivalAt(future, shares, 0))
  let sum = 0
  for (let line = 0; line < shares.length; line++) {
    sum += shares[line] * future.probability[line * future.width + n]
  }
  return Math.max(leastProbability, sum)
}

/** P(N ≤ n) of one customer; 0 for n = −1. */
export function cumulativeOf({ future, shares }: PredictedRow, n: number): number {
  return n < 0 ? 0 : 1 - survivalAt(future, shares, n)
}

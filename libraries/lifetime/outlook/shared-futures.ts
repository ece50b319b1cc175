/** Which rows share the future of an active customer: those of the same x and T, and under some models of the same t_x. */
import type { PurchaseHistories, PurchaseModel } from '../model.ts'
import { orderRows, runsOf } from './row-order.ts'

/**
 * An order in which rows that share a future come together: by x, then T, then what else there is.
 *
 * @param further - Keys by which rows of one future are ordered.
 */
export function orderByFutures(
  { whileActive }: PurchaseModel,
  { repeatPurchases, age, lastPurchaseAge }: PurchaseHistories,
  further: readonly Float64Array[],
): Uint32Array {
  const future = [repeatPurchases, age]
  if (whileActive.dependsOnLastPurchase) return orderRows([...future, lastPurchaseAge, ...further])
  return orderRows([...future, ...further, lastPurchaseAge])
}

/** Rows of one x, so ordered, cut into those that share a future. */
export function runsOfFutures(
  { whileActive }: PurchaseModel,
  { age, lastPurchaseAge }: PurchaseHistories,
  run: Uint32Array,
): readonly Uint32Array[] {
  const sameAge = runsOf(run, age)
  return whileActive.dependsOnLastPurchase
    ? sameAge.flatMap((rows) => runsOf(rows, lastPurchaseAge))
    : sameAge
}

/** From columns of whole days to what the models take. */
import { daysPer, type TimeUnit } from '#kernel/time.ts'
import { purchaseHistories } from '#lifetime/histories.ts'
import type { PurchaseHistories } from '#lifetime/model.ts'
import type { HistoryRows } from './summary.query.ts'

/** Rows in days as histories in the unit of a model. */
export function historiesIn(
  unit: TimeUnit,
  { x, last, age, weight, logGaps }: HistoryRows,
): PurchaseHistories {
  const length = daysPer(unit)
  return purchaseHistories({
    timeUnit: unit,
    repeatPurchases: new Float64Array(x),
    lastPurchaseAge: divided(last, length),
    age: divided(age, length),
    weight,
    sumLogIntervals: logGaps?.map((sum, row) => sum - (x[row] ?? 0) * Math.log(length)),
  })
}

/** A loop, because `from` with a function takes ten times as long, and these columns are long and many. */
function divided(column: Int32Array, divisor: number): Float64Array {
  const quotients = new Float64Array(column)
  for (let row = 0; row < column.length; row++) quotients[row] = (column[row] ?? 0) / divisor
  return quotients
}

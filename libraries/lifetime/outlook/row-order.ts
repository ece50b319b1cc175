/** Puts rows with equal keys side by side, in time linear but for the sorting of the distinct keys. */

/** Counting up to here costs next to nothing. */
const largestRank = 100_000

/**
 * An order of the rows in which the first column ascends, then the second among equals, and so on; rows equal in all
 * of them keep their order.
 *
 * @param columns - Keys, n numbers each, none of them NaN.
 * @returns n row numbers.
 */
export function orderRows(columns: readonly Float64Array[]): Uint32Array {
  let order = Uint32Array.from(columns[0], (_, row) => row)
  for (const column of columns.toReversed()) order = orderedBy(column, order)
  return order
}

/** `order` rearranged by one column, stably: a counting sort over the ranks of its values. */
function orderedBy(column: Float64Array, order: Uint32Array): Uint32Array<ArrayBuffer> {
  const { ranks, count } = ranksOf(column)
  const place = new Uint32Array(count + 1)
  for (const rank of ranks) place[rank + 1]++
  for (let rank = 0; rank < count; rank++) place[rank + 1] += place[rank]
  const result = new Uint32Array(order.length)
  for (const row of order) result[place[ranks[row]]++] = row
  return result
}

/** The place of each value among the distinct values; of small whole numbers, the numbers themselves. */
function ranksOf(column: Float64Array): { ranks: Uint32Array; count: number } {
  const ranks = Uint32Array.from(column)
  let largest = 0
  let isWhole = true
  for (let row = 0; isWhole && row < column.length; row++) {
    isWhole = ranks[row] === column[row]
    largest = Math.max(largest, column[row])
  }
  if (isWhole && largest < largestRank) return { ranks, count: largest + 1 }
  const distinct = Float64Array.from(new Set(column)).sort()
  for (let row = 0; row < column.length; row++) ranks[row] = placeOf(distinct, column[row])
  return { ranks, count: distinct.length }
}

/** Where `value` stands in `ascending`, which holds it. */
function placeOf(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

/** `order` cut into the longest pieces within which `key` does not change. */
export function runsOf(order: Uint32Array, key: Float64Array): readonly Uint32Array[] {
  const runs: Uint32Array[] = []
  let start = 0
  for (let end = 1; end <= order.length; end++) {
    if (end < order.length && key[order[end]] === key[order[start]]) continue
    runs.push(order.subarray(start, end))
    start = end
  }
  return runs
}

/** Joins identical histories, so that a fit's cost grows with the distinct rows only. */
import type { PurchaseHistories, WeightedHistories } from './model.ts'

/** Distinct rows of purchase histories, and where each customer went. */
export interface CollapsedHistories {
  /**
   * One row for each distinct (x, t_x, T), in order of first appearance, with the customers as weight. Sums of log
   * intervals become their mean: likelihoods are linear in them, so that nothing is lost.
   */
  readonly rows: WeightedHistories
  /** For each customer, the place of their row. */
  readonly rowOf: Int32Array
}

/**
 * Joins customers with the same history into one row, whose weight is the exact sum of theirs.
 *
 * @param histories - n customers, or rows that already stand for several.
 */
export function collapse(histories: PurchaseHistories): CollapsedHistories {
  const { repeatPurchases, lastPurchaseAge, age, weight } = histories
  const { places, firsts } = distinctRows([repeatPurchases, lastPurchaseAge, age])
  const total = new Float64Array(firsts.length)
  for (let i = 0; i < places.length; i++) total[places[i]] += weight === undefined ? 1 : weight[i]
  const rows = {
    timeUnit: histories.timeUnit,
    repeatPurchases: picked(repeatPurchases, firsts),
    lastPurchaseAge: picked(lastPurchaseAge, firsts),
    age: picked(age, firsts),
    ...meanIntervals(histories, places, total),
    weight: total,
  }
  return { rows: Object.freeze(rows), rowOf: places }
}

/** The weighted mean of the customers' sums of log intervals in each distinct row, where there are any. */
function meanIntervals(
  { sumLogIntervals, weight }: PurchaseHistories,
  places: Int32Array,
  total: Float64Array,
): { sumLogIntervals?: Float64Array } {
  if (sumLogIntervals === undefined) return {}
  const means = new Float64Array(total.length)
  for (let i = 0; i < places.length; i++) {
    means[places[i]] += (weight === undefined ? 1 : weight[i]) * sumLogIntervals[i]
  }
  return { sumLogIntervals: means.map((sum, row) => sum / total[row]) }
}

/** The distinct ones of many rows, found with a hash table in linear time. */
export interface DistinctRows {
  /** For each row, the number of its distinct row; those are numbered by first appearance. */
  readonly places: Int32Array
  /** For each distinct row, where it first appeared. */
  readonly firsts: Int32Array
}

/**
 * Finds the rows that are equal in all of up to three columns.
 *
 * @param columns - n numbers each, n ≥ 1; none is NaN.
 */
export function distinctRows(columns: readonly Float64Array[]): DistinctRows {
  const [a, b = a, c = a] = columns
  const hashOf = rowHash([a, b, c])
  const places = new Int32Array(a.length)
  const firsts = new Int32Array(a.length)
  const hashes = new Int32Array(a.length)
  // The table grows with the distinct rows, not with all: a small one stays in the processor's cache.
  let table = new Int32Array(1024).fill(-1)
  let count = 0
  for (let i = 0; i < a.length; i++) {
    const hash = hashOf(i)
    const mask = table.length - 1
    let slot = hash & mask
    for (; table[slot] >= 0; slot = (slot + 1) & mask) {
      const place = table[slot]
      const first = firsts[place]
      if (hashes[place] === hash && a[first] === a[i] && b[first] === b[i] && c[first] === c[i]) break
    }
    if (table[slot] < 0) {
      firsts[count] = i
      hashes[count] = hash
      places[i] = count
      table[slot] = count++
      if (2 * count > table.length) table = tableOf(hashes.subarray(0, count))
    } else places[i] = table[slot]
  }
  return { places, firsts: firsts.slice(0, count) }
}

/** A hash table four times as long as its entries are many. */
function tableOf(hashes: Int32Array): Int32Array<ArrayBuffer> {
  const table = new Int32Array(2 ** Math.ceil(Math.log2(4 * hashes.length))).fill(-1)
  const mask = table.length - 1
  for (let place = 0; place < hashes.length; place++) {
    let slot = hashes[place] & mask
    while (table[slot] >= 0) slot = (slot + 1) & mask
    table[slot] = place
  }
  return table
}

/** Rows side by side with those that share their distinct row. */
export interface RowGroups {
  /** Group g holds order[starts[g]] up to, but not including, order[starts[g + 1]]. */
  readonly starts: Int32Array
  readonly order: Int32Array
}

/** Sorts rows by their distinct row, by counting; within a group they keep their order. */
export function groupRows({ places, firsts }: DistinctRows): RowGroups {
  const starts = new Int32Array(firsts.length + 1)
  for (let row = 0; row < places.length; row++) starts[places[row] + 1]++
  for (let group = 0; group < firsts.length; group++) starts[group + 1] += starts[group]
  const next = starts.slice()
  const order = new Int32Array(places.length)
  for (let row = 0; row < places.length; row++) order[next[places[row]]++] = row
  return { starts, order }
}

/** The values of a column at the given rows. */
export function picked(column: Float64Array, rows: Int32Array | Uint32Array): Float64Array {
  const values = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) values[i] = column[rows[i]]
  return values
}

/**
 * A number for each row, from nothing but what stands in it.
 *
 * @param columns - Three columns, which may be the same.
 * @returns Whole numbers of 32 bits with a sign; equal rows have equal ones.
 */
export function rowHash(
  columns: readonly [Float64Array, Float64Array, Float64Array],
): (row: number) => number {
  const [a, b, c] = columns.map(
    (column) => new Int32Array(column.buffer, column.byteOffset, 2 * column.length),
  )
  return (row) => mixedIn(mixedIn(mixedIn(0, a, row), b, row), c, row)
}

/** Mixes the bits of one more number into a hash, in the manner of MurmurHash3 (Appleby, 2011). */
function mixedIn(hash: number, words: Int32Array, row: number): number {
  const word = Math.imul(words[2 * row], 0xcc9e2d51) + Math.imul(words[2 * row + 1], 0x1b873593)
  const mixed = Math.imul(hash ^ word ^ (word >>> 15), 0x85ebca6b)
  return mixed ^ (mixed >>> 13)
}

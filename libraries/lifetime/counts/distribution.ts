/** Distributions of whole numbers as tables of P(0), P(1), …, and what can be done with them. */

/** The equal mixture of some tables. */
export function mixed(tables: readonly Float64Array[]): Float64Array {
  const mixture = new Float64Array(tables.reduce((length, table) => Math.max(length, table.length), 0))
  for (const table of tables) {
    for (let n = 0; n < table.length; n++) mixture[n] += table[n] / tables.length
  }
  return mixture
}

/** Smallest n with P(N ≤ n) ≥ `probability`; the last of the table where rounding leaves none. */
export function quantile(table: Float64Array, probability: number): number {
  let covered = 0
  for (let n = 0; n < table.length; n++) {
    covered += table[n]
    // A quantile that sits on the step of a count is not moved by the last digit of the sum.
    if (covered >= probability - 1e-14) return n
  }
  return table.length - 1
}

/** P(lower ≤ N ≤ upper). */
export function probabilityBetween(table: Float64Array, lower: number, upper: number): number {
  let sum = 0
  for (let n = lower; n <= upper; n++) sum += table[n]
  return Math.min(1, sum)
}

/** Mean and variance of a table. */
export function momentsOf(table: Float64Array): { readonly mean: number; readonly variance: number } {
  let mean = 0
  for (let n = 0; n < table.length; n++) mean += n * table[n]
  let variance = 0
  for (let n = 0; n < table.length; n++) variance += (n - mean) ** 2 * table[n]
  return { mean, variance }
}

/** The distribution of the sum of two independent counts. */
export function sumOfTwo(left: Float64Array, right: Float64Array): Float64Array {
  const sum = new Float64Array(left.length + right.length - 1)
  for (let i = 0; i < left.length; i++) {
    for (let j = 0; j < right.length; j++) sum[i + j] += left[i] * right[j]
  }
  return sum
}

/** The distribution of the sum of `copies` ≥ 1 independent counts with one table, by repeated doubling. */
export function sumOfMany(table: Float64Array, copies: number): Float64Array {
  if (copies === 1) return table
  const half = sumOfMany(table, Math.floor(copies / 2))
  const doubled = sumOfTwo(half, half)
  return copies % 2 === 0 ? doubled : sumOfTwo(doubled, table)
}

/** The table cut after the first entry by which enough is covered. */
export function upToCoverage(probabilities: readonly number[], coverage: number): Float64Array {
  let covered = 0
  const end = probabilities.findIndex((probability) => {
    covered += probability
    return covered >= coverage
  })
  return Float64Array.from(end === -1 ? probabilities : probabilities.slice(0, end + 1))
}

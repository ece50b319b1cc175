/**
 * Where to begin a search over very many rows: at the summit of a sample of them. Each pass over the sample costs a
 * fraction of one over all, and so close a start saves most of those.
 */
import { rowHash } from './collapse.ts'
import { type FitProblem, search } from './fit.ts'
import { selectRows } from './history-rows.ts'
import type { WeightedHistories } from './model.ts'

/** About so many rows are searched first; with less than three times as many the search begins with all of them. */
const rowsOfASample = 20_000

/**
 * On a ridge a summit of the sample runs off without end, and there all rows could no longer turn the search back: it
 * stops while their gradient still counts.
 */
const looseGradient = 1e-6

/** Two summits of the sample that are no further apart, in mean log-likelihood, are one. */
const sameSummit = 1e-5

/**
 * A sample of customers, each taken with the same chance, which depends on what stands in their row and on nothing
 * else: rows in another order give the same sample.
 *
 * A row that stands for as many customers as every row of the sample should stays as it is. A lighter one is taken with
 * a chance in proportion to its customers and then stands for so many.
 *
 * @param rows - Distinct rows.
 */
export function sampledRows(rows: WeightedHistories, size: number): WeightedHistories {
  const { repeatPurchases, lastPurchaseAge, age, weight } = rows
  const share = weight.reduce((sum, customers) => sum + customers, 0) / size
  const hashOf = rowHash([repeatPurchases, lastPurchaseAge, age])
  const isTaken = (row: number) => (hashOf(row) >>> 0) / 2 ** 32 < weight[row] / share
  const taken = Int32Array.from(weight.keys()).filter(isTaken)
  return {
    ...selectRows(rows, taken),
    weight: Float64Array.from(taken, (row) => Math.max(share, weight[row])),
  }
}

/**
 * The summits of a sample, the likeliest first, as log-parameters of the whole problem.
 *
 * @param prepare - The same problem on other rows.
 * @returns None where there are too few rows for that to pay, or where the sample has no summit.
 */
export function startsFromSample<Parameter extends string>(
  problem: FitProblem<Parameter>,
  rows: WeightedHistories,
  prepare: (rows: WeightedHistories) => FitProblem<Parameter>,
): readonly (readonly number[])[] {
  if (rows.age.length < 3 * rowsOfASample) return []
  const sample = sampledRows(rows, rowsOfASample)
  if (sample.repeatPurchases.every((x) => x === 0)) return []
  const sampled = prepare(sample)
  const ends = sampled.starts
    .map((start) => search(sampled, start, looseGradient))
    .filter(({ converged }) => converged)
    .toSorted((one, other) => one.at.value - other.at.value)
  return ends
    .filter(({ at }, place) => place === 0 || at.value - ends[place - 1].at.value > sameSummit)
    .map(({ point }) => point.map((value, i) => value + Math.log(sampled.units[i] / problem.units[i])))
}

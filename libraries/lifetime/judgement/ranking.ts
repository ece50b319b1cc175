/** Whether those who were expected to buy most were those who did. */

/** Columns of the same rows. */
export interface RankedColumns {
  readonly actual: Float64Array
  readonly expected: Float64Array
  readonly weight: Float64Array
}

/** A tenth of the customers, those of whom most was expected first. */
export interface Decile {
  readonly customers: number
  /** Means per customer. */
  readonly actual: number
  readonly expected: number
  /** `actual` over the mean of all customers: how many times as much they bought. */
  readonly lift: number
}

/** How well expectations put customers in order. */
export interface Ranking {
  /**
   * Gini coefficient of what came, customers in the order of what was expected, over that in the order of what came: 1
   * where the order is right, 0 where it says nothing; null where nobody bought or all bought alike.
   */
  readonly gini: number | null
  readonly deciles: readonly Decile[]
}

const tenths = 10

/**
 * Judges the order that expectations put customers in. Customers of whom the same was expected share their places.
 *
 * @see Wang, Liu & Miao (2019), "A Deep Probabilistic Model for Customer Lifetime Value Prediction", section 4.3, for
 *   the normalised Gini coefficient and the decile chart.
 */
export function rankingOf({ actual, expected, weight }: RankedColumns): Ranking {
  const byExpected = inGroups({ actual, expected, weight }, expected)
  const best = giniOf(inGroups({ actual, expected, weight }, actual))
  return { gini: best > 0 ? giniOf(byExpected) / best : null, deciles: decilesOf(byExpected) }
}

/** Customers of equal rank, by sums. */
interface RankGroup {
  customers: number
  actual: number
  expected: number
}

/** Groups of equal key, the largest key first. */
function inGroups({ actual, expected, weight }: RankedColumns, key: Float64Array): readonly RankGroup[] {
  const order = Array.from(key.keys()).toSorted((a, b) => key[b] - key[a])
  const groups: RankGroup[] = []
  let last = NaN
  for (const row of order) {
    if (key[row] !== last) groups.push({ customers: 0, actual: 0, expected: 0 })
    last = key[row]
    const group = groups[groups.length - 1]
    group.customers += weight[row]
    group.actual += weight[row] * actual[row]
    group.expected += weight[row] * expected[row]
  }
  return groups
}

/** Twice the area between the curve of what came, over customers in order, and the line of equal shares. */
function giniOf(groups: readonly RankGroup[]): number {
  const customers = groups.reduce((sum, group) => sum + group.customers, 0)
  const total = groups.reduce((sum, group) => sum + group.actual, 0)
  if (total === 0) return 0
  let reached = 0
  let area = 0
  for (const group of groups) {
    area += (group.customers / customers) * (reached + group.actual / 2)
    reached += group.actual
  }
  return (2 * area) / total - 1
}

/** Equal tenths of the customers; a group at a border is split in proportion. */
function decilesOf(groups: readonly RankGroup[]): readonly Decile[] {
  const customers = groups.reduce((sum, group) => sum + group.customers, 0)
  const mean = groups.reduce((sum, group) => sum + group.actual, 0) / customers
  const deciles = Array.from({ length: tenths }, () => ({ customers: 0, actual: 0, expected: 0 }))
  let filled = 0
  for (const group of groups) {
    let left = group.customers
    while (left > 0) {
      const decile = deciles[filled]
      const isLast = filled === tenths - 1
      const taken = isLast ? left : Math.min(left, customers / tenths - decile.customers)
      decile.customers += taken
      decile.actual += (taken * group.actual) / group.customers
      decile.expected += (taken * group.expected) / group.customers
      left -= taken
      // Rounding must not leave a sliver for the next group.
      if (!isLast && decile.customers >= (customers / tenths) * (1 - 1e-12)) filled++
    }
  }
  return deciles
    .filter((decile) => decile.customers > 0)
    .map(({ customers: count, actual, expected }) => ({
      customers: count,
      actual: actual / count,
      expected: expected / count,
      lift: mean > 0 ? actual / count / mean : 0,
    }))
}

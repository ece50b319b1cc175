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

/** Customers of equal rank by sums, one column a sum: there may be nearly as many groups as rows. */
interface RankGroups {
  readonly customers: Float64Array
  readonly actual: Float64Array
  readonly expected: Float64Array
}

/**
 * Groups of equal key, the largest key first. Bare numbers are sorted, and rows find their group among them: to sort rows by
 * a comparison takes longer, and they are many.
 */
function inGroups({ actual, expected, weight }: RankedColumns, key: Float64Array): RankGroups {
  const keys = key.toSorted().filter((value, place, sorted) => value !== sorted[place - 1])
  const groups = {
    customers: new Float64Array(keys.length),
    actual: new Float64Array(keys.length),
    expected: new Float64Array(keys.length),
  }
  for (let row = 0; row < key.length; row++) {
    const group = keys.length - 1 - placeOf(key[row], keys)
    groups.customers[group] += weight[row]
    groups.actual[group] += weight[row] * actual[row]
    groups.expected[group] += weight[row] * expected[row]
  }
  return groups
}

/** Where a value stands among rising ones, of which it is one. */
function placeOf(value: number, rising: Float64Array): number {
  let [low, high] = [0, rising.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (rising[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Twice the area between the curve of what came, over customers in order, and the line of equal shares. */
function giniOf({ customers, actual }: RankGroups): number {
  const everybody = sumOf(customers)
  const total = sumOf(actual)
  if (total === 0) return 0
  let reached = 0
  let area = 0
  for (let group = 0; group < customers.length; group++) {
    area += (customers[group] / everybody) * (reached + actual[group] / 2)
    reached += actual[group]
  }
  return (2 * area) / total - 1
}

/** Equal tenths of the customers; a group at a border is split in proportion. */
function decilesOf(groups: RankGroups): readonly Decile[] {
  const customers = sumOf(groups.customers)
  const mean = sumOf(groups.actual) / customers
  const deciles = Array.from({ length: tenths }, () => ({ customers: 0, actual: 0, expected: 0 }))
  let filled = 0
  for (let group = 0; group < groups.customers.length; group++) {
    const inGroup = groups.customers[group]
    let left = inGroup
    while (left > 0) {
      const decile = deciles[filled]
      const isLast = filled === tenths - 1
      const taken = isLast ? left : Math.min(left, customers / tenths - decile.customers)
      decile.customers += taken
      decile.actual += (taken * groups.actual[group]) / inGroup
      decile.expected += (taken * groups.expected[group]) / inGroup
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

function sumOf(column: Float64Array): number {
  return column.reduce((sum, value) => sum + value, 0)
}

/** Bins of round numbers, for histograms of amounts and of counts. */

/** `from` ≤ x < `to`; an open end is null. */
export interface Bin {
  readonly from: number | null
  readonly to: number | null
}

const mostEdges = 14

/** Bins of amounts: below zero, from zero, and then from about `low` to about `high` in round steps. */
export function amountBins({
  low,
  high,
  lowest,
}: {
  readonly low: number
  readonly high: number
  readonly lowest: number
}): readonly Bin[] {
  const edges = [0, ...roundEdges(low, high)]
  return binsOf(lowest < 0 ? [null, ...edges] : edges)
}

const purchaseEdges = [1, 2, 3, 4, 5, 6, 8, 11, 16, 26, 51, 101, 201, 501, 1001]

/** Bins of numbers of purchases up to the most that anyone made. */
export function purchaseBins(most: number): readonly Bin[] {
  return binsOf(purchaseEdges.filter((edge) => edge <= Math.max(most, 1)))
}

function binsOf(edges: readonly (number | null)[]): readonly Bin[] {
  return edges.map((from, place) => ({ from, to: edges[place + 1] ?? null }))
}

/** SQL for the place of the bin that `column` falls into; edges are numbers of this program. */
export function placeIn(bins: readonly Bin[], column: string): string {
  const cases = bins.slice(0, -1).map(({ to }, place) => `WHEN ${column} < ${to} THEN ${place}`)
  return cases.length === 0 ? '0' : `CASE ${cases.join(' ')} ELSE ${bins.length - 1} END`
}

/** Round numbers from about `low` to about `high`: 1, 2, 5 a decade, or fewer where that makes too many. */
function roundEdges(low: number, high: number): readonly number[] {
  if (!(high > 0)) return [1]
  const from = Math.floor(Math.log10(Math.max(low, high / 1e6)))
  const decades = Array.from({ length: Math.floor(Math.log10(high)) - from + 1 }, (_, place) => from + place)
  for (const steps of [[1, 2, 5], [1, 3], [1]]) {
    const edges = decades.flatMap((decade) => steps.map((step) => Number(`${step}e${decade}`)))
    const useful = edges.filter((edge) => edge > Math.max(low, high / 1e6) / 2 && edge <= high)
    if (useful.length <= mostEdges && useful.length > 0) return useful
  }
  return [Number(`1e${Math.floor(Math.log10(high))}`)]
}

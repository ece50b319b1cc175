/** Many races of one x at once: where there are enough times that it pays, interpolated between a few of them. */
import { chebyshevInterpolant } from '#numerics/chebyshev.ts'
import { distinctRows, groupRows } from '../collapse.ts'

/** What is wanted at each (x, t), and how smooth it is. */
export interface RaceQuantities {
  /** How many numbers there are for each. */
  readonly size: number
  /** Writes them for one (x, t); the array may be used again for the next. */
  readonly at: (repeatPurchases: number, time: number) => Float64Array
  /** Within about this time, added to the age, they change. */
  readonly ageScale: number
  /** b: within a few times 1 / b hazards turn from rising to level. */
  readonly b: number
}

/** A polynomial reaches over so many times 1 / b. */
const longestStretch = 5

/** Points to begin with, which suffice where hazards hardly turn, and to go over to. */
const fewPoints = 21
const manyPoints = 33

/** An interpolation is held against so many exact evaluations. */
const probes = 4

/** Errors of the logarithms up to here are those of rounding. */
const tolerance = 2e-11

/**
 * The quantities for each (x, t).
 *
 * @param columns - x and t of n races.
 * @returns `size` numbers a race, in the order given.
 */
export function raceTable(quantities: RaceQuantities, { repeatPurchases, time }: RaceColumns): Float64Array {
  const { size } = quantities
  const table = new Float64Array(size * time.length)
  const { starts, order } = groupRows(distinctRows([repeatPurchases]))
  for (let group = 0; group + 1 < starts.length; group++) {
    const races = order.subarray(starts[group], starts[group + 1]).toSorted((i, j) => time[i] - time[j])
    for (const piece of pieces(races, time, longestStretch / quantities.b)) {
      const x = repeatPurchases[piece[0]]
      const read = readerFor(quantities, x, { piece, time })
      for (const race of piece) table.set(read(time[race]), size * race)
    }
  }
  return table
}

/** x and t of n races. */
export interface RaceColumns {
  readonly repeatPurchases: Float64Array
  readonly time: Float64Array
}

/** Races in order of time, cut where they reach over more than `longest`. */
function pieces(races: Int32Array, time: Float64Array, longest: number): Int32Array[] {
  const cut: Int32Array[] = []
  let start = 0
  for (let end = 1; end <= races.length; end++) {
    if (end < races.length && time[races[end]] - time[races[start]] <= longest) continue
    cut.push(races.subarray(start, end))
    start = end
  }
  return cut
}

/** Reads the numbers of one x at any of the times: exactly, or by interpolation in ln(scale + t). */
function readerFor(
  { size, at, ageScale }: RaceQuantities,
  x: number,
  { piece, time }: { readonly piece: Int32Array; readonly time: Float64Array },
): (time: number) => Float64Array {
  const exact = (when: number) => at(x, when)
  const range = {
    at: (place: number) => exact(Math.max(0, Math.exp(place) - ageScale)),
    from: Math.log(ageScale + time[piece[0]]),
    to: Math.log(ageScale + time[piece[piece.length - 1]]),
    tolerance,
  }
  for (const points of [fewPoints, manyPoints]) {
    if (piece.length < points + probes) break
    const interpolant = chebyshevInterpolant({ ...range, points })
    if (interpolant === undefined) continue
    const out = new Float64Array(size)
    return (when) => interpolant(Math.log(ageScale + when), out)
  }
  return exact
}

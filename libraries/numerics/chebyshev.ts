/** Interpolation at Chebyshev points: a few evaluations of a slow, smooth function stand for very many. */

/** Several smooth functions of one variable, computed together. */
export interface SmoothFunctions {
  /** Their values at `place`; the array may be used again for the next. */
  readonly at: (place: number) => Float64Array
  readonly from: number
  readonly to: number
  /** Largest error allowed. */
  readonly tolerance: number
}

/** Reads the interpolants at `place`, into `out` where it is given. */
export type Interpolant = (place: number, out?: Float64Array) => Float64Array

/** Points of every interpolation. */
export const chebyshevPoints = 33

/** Where an interpolation is held against the functions, as shares of the way between the two ends. */
const probes = [0.013, 0.31, 0.62, 0.985]

/** From 0 to 1, ascending. */
const places = Float64Array.from(
  { length: chebyshevPoints },
  (_, j) => (1 - Math.cos((Math.PI * j) / (chebyshevPoints - 1))) / 2,
)

/**
 * One polynomial of degree 32 through each function.
 *
 * @returns Undefined where the functions are not smooth enough for the tolerance, or are no numbers.
 * @see Berrut & Trefethen (2004), "Barycentric Lagrange Interpolation", SIAM Review 46(3), section 5.
 */
export function chebyshevInterpolant({ at, from, to, tolerance }: SmoothFunctions): Interpolant | undefined {
  const placeAt = (share: number) => from + share * (to - from)
  const values = Array.from(places, (share) => at(placeAt(share)).slice())
  const read: Interpolant = (place, out = new Float64Array(values[0].length)) => {
    interpolate(values, (place - from) / (to - from), out)
    return out
  }
  const isFaithful = probes.every((share) => {
    const exact = at(placeAt(share))
    return read(placeAt(share)).every((value, k) => Math.abs(value - exact[k]) <= tolerance)
  })
  return isFaithful ? read : undefined
}

function interpolate(values: readonly Float64Array[], share: number, out: Float64Array): void {
  out.fill(0)
  let whole = 0
  for (let j = 0; j < chebyshevPoints; j++) {
    const distance = share - places[j]
    if (distance === 0) {
      out.set(values[j])
      return
    }
    const end = j === 0 || j === chebyshevPoints - 1 ? 0.5 : 1
    const weight = (j % 2 === 0 ? end : -end) / distance
    whole += weight
    const row = values[j]
    for (let k = 0; k < out.length; k++) out[k] += weight * row[k]
  }
  for (let k = 0; k < out.length; k++) out[k] /= whole
}

/** Interpolation at Chebyshev points: a few evaluations of a slow, smooth function stand for very many. */

/** Several smooth functions of one variable, computed together. */
export interface SmoothFunctions {
  /** Their values at `place`; the array may be used again for the next. */
  readonly at: (place: number) => Float64Array
  readonly from: number
  readonly to: number
  /** Largest error allowed. */
  readonly tolerance: number
  /** Points of the interpolation, 2 or more; 33 where left out. */
  readonly points?: number
}

/** Reads the interpolants at `place`, into `out` where it is given. */
export type Interpolant = (place: number, out?: Float64Array) => Float64Array

/** Where an interpolation is held against the functions, as shares of the way between the two ends. */
const probes = [0.013, 0.31, 0.62, 0.985]

/**
 * One polynomial through each function at Chebyshev points of the second kind.
 *
 * @returns Undefined where the functions are not smooth enough for the tolerance, or are no numbers.
 * @see Berrut & Trefethen (2004), "Barycentric Lagrange Interpolation", SIAM Review 46(3), section 5.
 */
export function chebyshevInterpolant({
  at,
  from,
  to,
  tolerance,
  points = 33,
}: SmoothFunctions): Interpolant | undefined {
  const placeAt = (share: number) => from + share * (to - from)
  const shares = Float64Array.from(
    { length: points },
    (_, j) => (1 - Math.cos((Math.PI * j) / (points - 1))) / 2,
  )
  const values = Array.from(shares, (share) => at(placeAt(share)).slice())
  const read: Interpolant = (place, out = new Float64Array(values[0].length)) => {
    interpolate({ shares, values }, (place - from) / (to - from), out)
    return out
  }
  const isFaithful = probes.every((share) => {
    const exact = at(placeAt(share))
    return read(placeAt(share)).every((value, k) => Math.abs(value - exact[k]) <= tolerance)
  })
  return isFaithful ? read : undefined
}

/** Points, as shares of the way between the two ends, and what the functions are there. */
interface Points {
  readonly shares: Float64Array
  readonly values: readonly Float64Array[]
}

function interpolate({ shares, values }: Points, share: number, out: Float64Array): void {
  out.fill(0)
  const last = shares.length - 1
  let whole = 0
  for (let j = 0; j <= last; j++) {
    const distance = share - shares[j]
    if (distance === 0) {
      out.set(values[j])
      return
    }
    const end = j === 0 || j === last ? 0.5 : 1
    const weight = (j % 2 === 0 ? end : -end) / distance
    whole += weight
    const row = values[j]
    for (let k = 0; k < out.length; k++) out[k] += weight * row[k]
  }
  for (let k = 0; k < out.length; k++) out[k] /= whole
}

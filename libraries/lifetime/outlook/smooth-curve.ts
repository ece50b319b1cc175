/** A few evaluations of a slow, smooth function stand for very many. */

/** Points of the interpolation. */
const points = 33

/** Relative errors up to here are those of the slow function's own rounding. */
const tolerance = 1e-10

/** Where the interpolation is held against the function, as shares of the way between the two ends. */
const probes = [0.013, 0.31, 0.62, 0.985]

/** Positive functions of time that are as smooth as a function of ln(scale + time). */
export interface SmoothFunctions {
  readonly at: (time: number) => Float64Array
  readonly from: number
  readonly to: number
  readonly scale: number
}

/**
 * Interpolates the logarithms of several functions in ln(scale + time) by one polynomial each.
 *
 * @returns The functions between `from` and `to`, to a relative 1e-10; undefined where they are not smooth enough.
 * @see Berrut & Trefethen (2004), "Barycentric Lagrange Interpolation", SIAM Review 46(3), section 5.
 */
export function smoothCurve({
  at,
  from,
  to,
  scale,
}: SmoothFunctions): ((time: number) => Float64Array) | undefined {
  const low = Math.log(scale + from)
  const high = Math.log(scale + to)
  const timeAt = (place: number) => Math.exp(low + place * (high - low)) - scale
  const places = Float64Array.from(
    { length: points },
    (_, j) => (1 - Math.cos((Math.PI * j) / (points - 1))) / 2,
  )
  const values = Array.from(places, (place) => at(timeAt(place)).map(Math.log))
  const curve = (time: number) => interpolate(places, values, (Math.log(scale + time) - low) / (high - low))
  const isFaithful = probes.every((place) => {
    const exact = at(timeAt(place))
    return curve(timeAt(place)).every((value, k) => Math.abs(value / exact[k] - 1) < tolerance)
  })
  return isFaithful ? curve : undefined
}

/** The polynomials through `values` at Chebyshev points of the second kind, then undoing the logarithm. */
function interpolate(places: Float64Array, values: readonly Float64Array[], place: number): Float64Array {
  const sums = new Float64Array(values[0].length)
  let whole = 0
  for (let j = 0; j < places.length; j++) {
    const distance = place - places[j]
    if (distance === 0) return values[j].map(Math.exp)
    const end = j === 0 || j === places.length - 1 ? 0.5 : 1
    const weight = (j % 2 === 0 ? end : -end) / distance
    whole += weight
    for (let k = 0; k < sums.length; k++) sums[k] += weight * values[j][k]
  }
  return sums.map((sum) => Math.exp(sum / whole))
}

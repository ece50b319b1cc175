/** A few evaluations of a slow, smooth function of time stand for very many. */
import { chebyshevInterpolant } from '#numerics/chebyshev.ts'

/** Relative errors up to here are those of the slow function's own rounding. */
const tolerance = 1e-10

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
 */
export function smoothCurve({
  at,
  from,
  to,
  scale,
}: SmoothFunctions): ((time: number) => Float64Array) | undefined {
  const logarithms = chebyshevInterpolant({
    at: (place) => at(Math.exp(place) - scale).map(Math.log),
    from: Math.log(scale + from),
    to: Math.log(scale + to),
    tolerance,
  })
  if (logarithms === undefined) return undefined
  return (time) => logarithms(Math.log(scale + time)).map(Math.exp)
}

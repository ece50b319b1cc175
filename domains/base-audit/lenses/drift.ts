/** Is the quality of acquisition drifting? A straight line through the cohorts, with its test and the power of that. */
import { dot, invertPositiveDefinite, multiply } from '#numerics/linear-algebra.ts'
import { studentProbability, studentQuantile, twoSidedTail } from './student.ts'

/** One cohort: its place in time, its size, and the mean of what is looked at over its customers. */
export interface CohortMean {
  readonly place: number
  readonly customers: number
  readonly mean: number
}

/** What is known of the drift of one measure; shares are of the mean of all cohorts. */
export interface Drift {
  readonly cohorts: number
  readonly mean: number
  readonly seasonal: boolean
  /** From the first cohort to the last. */
  readonly change: number
  readonly changeLow: number
  readonly changeHigh: number
  readonly p: number
  /** How far cohorts lie off the line. */
  readonly scatter: number
  readonly smallestDetectable: number
  /** Chance to find a change of `notable`. */
  readonly power: number
}

/** Cohorts below which no line is drawn: two make it, three more show how far off it they lie. */
export const fewestCohorts = 5
/** A change that a business would want to know of. */
export const notable = 0.2
const level = 0.05
const wantedPower = 0.8

/**
 * The drift of a measure over cohorts, or undefined where there are too few.
 *
 * Least squares weighted by customers; the error comes from how far cohorts lie off the line, so that what makes one cohort
 * differ from the next counts as chance, and not only what makes customers differ. With two years of cohorts and some more,
 * each season of acquisition has its own level.
 *
 * @param seasons - Cohorts a year; 1 where there are no seasons.
 * @see Draper & Smith (1998), "Applied Regression Analysis", ch. 9 (weighted least squares).
 */
export function driftOf(cohorts: readonly CohortMean[], seasons: number): Drift | undefined {
  const known = cohorts.filter(({ customers }) => customers > 0)
  const [first, last] = [known[0], known.at(-1)]
  if (known.length < fewestCohorts || first === undefined || last === undefined) return undefined
  const seasonal = seasons > 1 && known.length >= 2 * seasons + 2
  const weight = known.reduce((sum, { customers }) => sum + customers, 0)
  const mean = known.reduce((sum, one) => sum + one.customers * one.mean, 0) / weight
  const centre = known.reduce((sum, one) => sum + one.customers * one.place, 0) / weight
  const design = known.map(({ place }) => [
    place - centre,
    1,
    ...(seasonal
      ? Array.from({ length: seasons - 1 }, (_, season) => seasonOf(place, seasons, season + 1))
      : []),
  ])
  const fitted = weightedLine(
    design,
    known.map((one) => one.mean),
    known.map((one) => one.customers / (weight / known.length)),
  )
  if (fitted === undefined || mean === 0) return undefined
  const { slope, error, degrees, residual } = fitted
  const span = (last.place - first.place) / Math.abs(mean)
  const [beyond, needed] = [studentQuantile(1 - level / 2, degrees), studentQuantile(wantedPower, degrees)]
  return {
    cohorts: known.length,
    mean,
    seasonal,
    change: slope * span,
    changeLow: (slope - beyond * error) * span,
    changeHigh: (slope + beyond * error) * span,
    p: error === 0 ? (slope === 0 ? 1 : 0) : twoSidedTail(slope / error, degrees),
    scatter: residual / Math.abs(mean),
    smallestDetectable: (beyond + needed) * error * span,
    power: error === 0 ? 1 : powerOf(notable / (error * span), degrees, beyond),
  }
}

/** Chance that an estimate `distance` errors away from nothing is told from it; t moved by the distance. */
function powerOf(distance: number, degrees: number, beyond: number): number {
  return 1 - studentProbability(beyond - distance, degrees) + studentProbability(-beyond - distance, degrees)
}

/** Effects that sum to nothing over the seasons, so that the line stays that of the year. */
function seasonOf(place: number, seasons: number, season: number): number {
  const own = ((place % seasons) + seasons) % seasons
  return own === season ? 1 : own === 0 ? -1 : 0
}

function weightedLine(
  design: readonly (readonly number[])[],
  values: readonly number[],
  weights: readonly number[],
) {
  const width = design[0]?.length ?? 0
  const degrees = values.length - width
  const columns = Array.from({ length: width }, (_, at) => design.map((row) => row[at] ?? 0))
  const weighted = (column: readonly number[]) => column.map((value, at) => value * (weights[at] ?? 0))
  const inverse = invertPositiveDefinite(
    columns.map((one) => columns.map((other) => dot(weighted(one), other))),
  )
  if (inverse === undefined || degrees < 1) return undefined
  const coefficients = multiply(
    inverse,
    columns.map((column) => dot(weighted(column), values)),
  )
  const squares = values.reduce(
    (sum, value, at) => sum + (weights[at] ?? 0) * (value - dot(design[at] ?? [], coefficients)) ** 2,
    0,
  )
  const residual = Math.sqrt(squares / degrees)
  return {
    slope: coefficients[0] ?? 0,
    error: residual * Math.sqrt(inverse[0]?.[0] ?? 0),
    degrees,
    residual,
  }
}

/** p-values adjusted for being several, in the order given. @see Holm (1979). */
export function holm(ps: readonly number[]): readonly number[] {
  const order = ps.map((p, at) => ({ p, at })).toSorted((a, b) => a.p - b.p)
  const adjusted = new Map<number, number>()
  let largest = 0
  for (const [rank, { p, at }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * p))
    adjusted.set(at, largest)
  }
  return ps.map((_, at) => adjusted.get(at) ?? 1)
}

/** What is to be said of a drift. */
export function verdictOf(drift: Drift | undefined, pAdjusted: number): string {
  if (drift === undefined) return 'few'
  if (pAdjusted < level) return drift.change > 0 ? 'rising' : 'falling'
  return drift.smallestDetectable <= notable ? 'steady' : 'unsure'
}

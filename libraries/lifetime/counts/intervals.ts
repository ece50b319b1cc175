/** Intervals for what will happen to one customer and to a group: chance and the doubt about the parameters together. */
import { type Normal, normalMixtureQuantile } from '#numerics/normal-mixture.ts'
import { lifetimeError } from '../errors.ts'
import { checkLevel } from '../outlook/check-options.ts'
import { cubaturePoints, type UncertainFit } from '../outlook/parameter-points.ts'
import { momentsOf, mixed, probabilityBetween, quantile, sumOfMany, sumOfTwo } from './distribution.ts'

/** A count to come, as the machinery of intervals sees it. */
export interface CountForecast<F extends UncertainFit> {
  readonly fitted: F
  readonly parameterNames: readonly string[]
  readonly withParameters: (parameters: F['parameters']) => F
  /** P(0), P(1), … of the row's count in the window asked for. */
  readonly probabilities: (fitted: F, row: number) => Float64Array
  /** Customers that each row stands for; its length is the number of rows. */
  readonly customers: Float64Array
  /** Central coverage of the intervals; .8 where left out. */
  readonly level?: number | undefined
}

/** What will come of each row in `level` of cases, at least. */
export interface CountIntervals {
  readonly level: number
  /** Whether the intervals hold the doubt about the parameters; `unknown` where the fit has no covariance. */
  readonly parameterUncertainty: 'integrated' | 'unknown'
  /** Of the fit itself. */
  readonly mean: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** P(lower ≤ count ≤ upper): more than `level`, because counts are whole. */
  readonly probability: Float64Array
}

/** The same for the sum over a group. */
export interface TotalInterval {
  readonly level: number
  readonly parameterUncertainty: CountIntervals['parameterUncertainty']
  readonly mean: number
  readonly lower: number
  readonly upper: number
}

/**
 * Intervals for the count of one customer of each row.
 *
 * The parameters are mixed over the cubature points of their covariance: an average over them is exact to the third
 * degree in the log-parameters.
 *
 * @throws LIFETIME_OPTION_INVALID.
 * @see Arasaratnam & Haykin (2009), "Cubature Kalman Filters", IEEE TAC 54(6).
 */
export function countIntervals<F extends UncertainFit>(forecast: CountForecast<F>): CountIntervals {
  const { fitted, customers, level = 0.8 } = forecast
  checkLevel(level)
  const points = pointsOf(forecast)
  const intervals = [...customers.keys()].map((row) => {
    const table = mixed(points.map((point) => forecast.probabilities(point, row)))
    const lower = quantile(table, (1 - level) / 2)
    const upper = quantile(table, (1 + level) / 2)
    const { mean } = momentsOf(forecast.probabilities(fitted, row))
    return { mean, lower, upper, probability: probabilityBetween(table, lower, upper) }
  })
  const column = (name: 'mean' | 'lower' | 'upper' | 'probability') =>
    Float64Array.from(intervals, (interval) => interval[name])
  return {
    level,
    parameterUncertainty: uncertaintyOf(forecast),
    mean: column('mean'),
    lower: column('lower'),
    upper: column('upper'),
    probability: column('probability'),
  }
}

/** Sums that reach no further than this are tabulated exactly; longer ones are as good as normal. */
const longestExactTable = 4096

/**
 * An interval for the sum over all customers. Given the parameters they are independent; the parameters are common to all.
 *
 * @throws LIFETIME_OPTION_INVALID, LIFETIME_COUNT_NOT_WHOLE where a weight is no whole number.
 */
export function totalInterval<F extends UncertainFit>(forecast: CountForecast<F>): TotalInterval {
  const { fitted, customers, level = 0.8 } = forecast
  checkLevel(level)
  refuseSplitCustomers(customers)
  const points = pointsOf(forecast)
  const tablesAt = (point: F) => [...customers.keys()].map((row) => forecast.probabilities(point, row))
  const rows = tablesAt(fitted)
  const reach = rows.reduce((sum, table, row) => sum + (table.length - 1) * customers[row], 0)
  const mean = rows.reduce((sum, table, row) => sum + momentsOf(table).mean * customers[row], 0)
  const exact = reach <= longestExactTable
  const ends = exact
    ? endsOfTable(mixed(points.map((point) => tableOfSum(tablesAt(point), customers))), level)
    : endsOfNormals(
        points.map((point) => momentsOfSum(tablesAt(point), customers)),
        level,
      )
  return { level, parameterUncertainty: uncertaintyOf(forecast), mean, ...ends }
}

/** Equally likely fits; the fit itself where it has no covariance. */
function pointsOf<F extends UncertainFit>({ fitted, parameterNames, withParameters }: CountForecast<F>): F[] {
  const points = cubaturePoints(fitted, parameterNames).map(withParameters)
  return points.length === 0 ? [fitted] : points
}

function uncertaintyOf({
  fitted,
}: {
  readonly fitted: UncertainFit
}): CountIntervals['parameterUncertainty'] {
  return fitted.covariance === null ? 'unknown' : 'integrated'
}

function tableOfSum(tables: readonly Float64Array[], customers: Float64Array): Float64Array {
  return tables.reduce(
    (sum, table, row) => sumOfTwo(sum, sumOfMany(table, customers[row])),
    Float64Array.of(1),
  )
}

function endsOfTable(table: Float64Array, level: number): { lower: number; upper: number } {
  return { lower: quantile(table, (1 - level) / 2), upper: quantile(table, (1 + level) / 2) }
}

function momentsOfSum(tables: readonly Float64Array[], customers: Float64Array): Normal {
  let mean = 0
  let variance = 0
  tables.forEach((table, row) => {
    const one = momentsOf(table)
    mean += one.mean * customers[row]
    variance += one.variance * customers[row]
  })
  return { mean, spread: Math.sqrt(variance) }
}

/** Quantiles of an equal mixture of normals, rounded to the whole number that reaches them. */
function endsOfNormals(normals: readonly Normal[], level: number): { lower: number; upper: number } {
  const quantileAt = (probability: number) =>
    Math.max(0, Math.ceil(normalMixtureQuantile(normals, probability) - 0.5))
  return { lower: quantileAt((1 - level) / 2), upper: quantileAt((1 + level) / 2) }
}

function refuseSplitCustomers(customers: Float64Array): void {
  const row = customers.findIndex((count) => !Number.isSafeInteger(count))
  if (row === -1) return
  throw lifetimeError('LIFETIME_COUNT_NOT_WHOLE', `Row ${row} stands for ${customers[row]} customers.`, {
    row,
    count: customers[row],
  })
}

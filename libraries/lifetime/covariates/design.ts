/** The covariates as a fit reads them: each column once, about its mean, in standard deviations. */
import { cholesky, type Matrix } from '#numerics/linear-algebra.ts'
import { distinctRows, type DistinctRows } from '../collapse.ts'
import { lifetimeError } from '../errors.ts'
import { type Covariate, type CustomerCovariates, valuesOf } from './covariates.ts'
import type { CovariateEffect } from './effects.ts'

/** One column of the design. */
export interface DesignColumn {
  readonly name: string
  readonly values: Float64Array
  readonly mean: number
  /** Standard deviation over the customers, above zero. */
  readonly deviation: number
}

/** The columns that the effects read, and which of them each effect reads. */
export interface Design {
  readonly columns: readonly DesignColumn[]
  readonly columnOf: readonly number[]
}

/** What a column's variance may keep beside the other columns before it counts as made of them. */
const leastOwnVariance = 1e-9

/**
 * Gathers the columns of the effects; the same column in both processes is kept once.
 *
 * @param weight - How many customers a row stands for.
 * @throws LIFETIME_COVARIATE_CONSTANT, LIFETIME_COVARIATES_COLLINEAR.
 */
export function designOf(
  effects: readonly CovariateEffect[],
  covariates: CustomerCovariates,
  weight?: Float64Array,
): Design {
  const columns: DesignColumn[] = []
  const columnOf = effects.map(({ covariate, process }) => {
    const values = valuesOf(covariates, process, covariate)
    const known = columns.findIndex((column) => isSameColumn(column.values, values))
    if (known >= 0) return known
    return columns.push(standardised({ name: covariate, values }, weight)) - 1
  })
  for (const process of ['purchase', 'dropout'] as const) {
    const used = covariates[process].map(({ values }) =>
      columns.find((column) => isSameColumn(column.values, values)),
    )
    refuseCollinear(
      used.filter((column) => column !== undefined),
      weight,
    )
  }
  return { columns, columnOf }
}

/** Rows that are equal in every column, found pair by pair. */
export function distinctCombinations(columns: readonly Float64Array[]): DistinctRows {
  let found = distinctRows(columns.slice(0, 3))
  for (let at = 3; at < columns.length; at += 2) {
    found = distinctRows([Float64Array.from(found.places), ...columns.slice(at, at + 2)])
  }
  return found
}

function isSameColumn(left: Float64Array, right: Float64Array): boolean {
  return left === right || left.every((value, row) => value === right[row])
}

function standardised(covariate: Covariate, weight?: Float64Array): DesignColumn {
  const column = momentsOf(covariate, weight)
  if (column.deviation > 0) return column
  const { name, mean } = column
  throw lifetimeError('LIFETIME_COVARIATE_CONSTANT', `The covariate ${name} is ${mean} for every customer.`, {
    name,
    value: mean,
  })
}

/** A column with its moments; the deviation is 0 where it is constant but for rounding. */
function momentsOf({ name, values }: Covariate, weight?: Float64Array): DesignColumn {
  let [total, sum] = [0, 0]
  for (let row = 0; row < values.length; row++) {
    const count = weight === undefined ? 1 : weight[row]
    total += count
    sum += count * values[row]
  }
  const mean = sum / total
  const deviation = Math.sqrt(meanProduct({ values, mean }, { values, mean }, weight))
  return { name, values, mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 0 }
}

/** Columns that tell something, and those that do not. */
export interface IndependentColumns {
  /** Places of the columns that are neither constant nor made of others that are kept. */
  readonly kept: readonly number[]
  readonly constant: readonly number[]
  readonly collinear: readonly number[]
}

/**
 * Which covariates a fit can tell apart, the first of those that say the same.
 *
 * @param weight - How many customers a row stands for.
 */
export function independentColumns(
  covariates: readonly Covariate[],
  weight?: Float64Array,
): IndependentColumns {
  const found = covariates.map((covariate) => momentsOf(covariate, weight))
  const places = [...found.keys()]
  const constant = places.filter((place) => found[place].deviation === 0)
  const varying = places.filter((place) => found[place].deviation > 0)
  const matrix = correlations(
    varying.map((place) => found[place]),
    weight,
  )
  const kept: number[] = []
  varying.forEach((_, at) => {
    if (!isMadeOfOthers(matrix, [...kept, at])) kept.push(at)
  })
  const collinear = varying.filter((_, at) => !kept.includes(at))
  return { kept: kept.map((at) => varying[at]), constant, collinear }
}

/** Looks for a column that those before it, and a constant, add up to. */
function refuseCollinear(columns: readonly DesignColumn[], weight?: Float64Array): void {
  const matrix = correlations(columns, weight)
  const names = columns.map((column) => column.name)
  for (let size = 2; size <= columns.length; size++) {
    if (
      !isMadeOfOthers(
        matrix,
        Array.from({ length: size }, (_, place) => place),
      )
    )
      continue
    const message = `The covariate ${names[size - 1]} is made of ${names.slice(0, size - 1).join(', ')}.`
    throw lifetimeError('LIFETIME_COVARIATES_COLLINEAR', message, { names: names.slice(0, size) })
  }
}

/** Whether the last of the named columns is made of those named before it. */
function isMadeOfOthers(matrix: Matrix, columns: readonly number[]): boolean {
  const lower = cholesky(columns.map((row) => columns.map((column) => matrix[row][column])))
  const own = lower?.[columns.length - 1][columns.length - 1] ?? 0
  return own * own <= leastOwnVariance
}

function correlations(columns: readonly DesignColumn[], weight?: Float64Array): number[][] {
  return columns.map((left) =>
    columns.map((right) => meanProduct(left, right, weight) / (left.deviation * right.deviation)),
  )
}

/** Covariance of two columns over the customers. */
function meanProduct(
  left: Pick<DesignColumn, 'values' | 'mean'>,
  right: Pick<DesignColumn, 'values' | 'mean'>,
  weight?: Float64Array,
): number {
  let [total, sum] = [0, 0]
  for (let row = 0; row < left.values.length; row++) {
    const count = weight === undefined ? 1 : weight[row]
    total += count
    sum += count * (left.values[row] - left.mean) * (right.values[row] - right.mean)
  }
  return sum / total
}

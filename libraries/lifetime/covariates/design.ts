/** The covariates as a fit reads them: each column once, about its mean, in standard deviations. */
import { cholesky } from '#numerics/linear-algebra.ts'
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

function standardised({ name, values }: Covariate, weight?: Float64Array): DesignColumn {
  let [total, sum] = [0, 0]
  for (let row = 0; row < values.length; row++) {
    const count = weight === undefined ? 1 : weight[row]
    total += count
    sum += count * values[row]
  }
  const mean = sum / total
  const deviation = Math.sqrt(meanProduct({ values, mean }, { values, mean }, weight))
  if (deviation > 1e-12 * Math.abs(mean)) return { name, values, mean, deviation }
  throw lifetimeError('LIFETIME_COVARIATE_CONSTANT', `The covariate ${name} is ${mean} for every customer.`, {
    name,
    value: mean,
  })
}

/** Looks for a column that those before it, and a constant, add up to. */
function refuseCollinear(columns: readonly DesignColumn[], weight?: Float64Array): void {
  const matrix = correlations(columns, weight)
  const names = columns.map((column) => column.name)
  for (let size = 2; size <= columns.length; size++) {
    const lower = cholesky(matrix.slice(0, size).map((row) => row.slice(0, size)))
    const own = lower?.[size - 1][size - 1] ?? 0
    if (own * own > leastOwnVariance) continue
    const message = `The covariate ${names[size - 1]} is made of ${names.slice(0, size - 1).join(', ')}.`
    throw lifetimeError('LIFETIME_COVARIATES_COLLINEAR', message, { names: names.slice(0, size) })
  }
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

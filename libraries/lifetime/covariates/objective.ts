/**
 * The log-likelihood with covariates, its gradient and its Hessian by the chain rule: ln θ of a cell is ln θ₀ + Σ γ z e,
 * one direction e for each coefficient γ, so that all derivatives are sums over cells of the plain model's, times products
 * of covariates.
 */
import type { Curvature } from '#numerics/optimise.ts'
import type { PurchaseObjective } from '../model.ts'
import { curvatureLength, parameterCount, type Cells } from './cells.ts'

/** Standardised covariates of each cell, and the coefficients that multiply them. */
export interface CellDesign {
  readonly columns: readonly Float64Array[]
  /** For each coefficient, its column and by how much ln of each parameter moves. */
  readonly effects: readonly { readonly column: number; readonly direction: readonly number[] }[]
}

/**
 * Minus the mean log-likelihood per customer.
 *
 * @returns Functions of the four log-parameters, then the coefficients.
 */
export function covariateObjective(
  cells: Cells,
  { columns, effects }: CellDesign,
  customers: number,
): Required<PurchaseObjective> {
  const height = columns.length + 1
  const curvatureAt = (point: readonly number[]): Curvature => {
    const sums = sumsOf(height)
    const base = Float64Array.from(point.slice(0, parameterCount), Math.exp)
    cells.begin(base)
    addCells(sums, cells, { columns, base, weights: weightsOf(effects, point, columns.length) })
    return assembled(sums, effects, -1 / customers)
  }
  return { curvatureAt, slopeAt: curvatureAt }
}

/** Sums over cells: the value, the gradients times each covariate, the Hessians times each pair of them. */
interface Sums {
  value: number
  /** Covariates and the constant 1 before them. */
  readonly height: number
  readonly gradient: Float64Array
  readonly hessian: Float64Array
}

const triangle = 10

function sumsOf(height: number): Sums {
  return {
    value: 0,
    height,
    gradient: new Float64Array(height * parameterCount),
    hessian: new Float64Array(((height * (height + 1)) / 2) * triangle),
  }
}

/** weights[p·columns + c]: by how much ln of parameter p moves with one unit of column c. */
function weightsOf(effects: CellDesign['effects'], point: readonly number[], columns: number): Float64Array {
  const weights = new Float64Array(parameterCount * columns)
  effects.forEach(({ column, direction }, place) => {
    direction.forEach((by, parameter) => {
      weights[parameter * columns + column] += by * point[parameterCount + place]
    })
  })
  return weights
}

/** The one loop that must visit every cell. */
function addCells(
  sums: Sums,
  cells: Cells,
  at: {
    readonly columns: readonly Float64Array[]
    readonly base: Float64Array
    readonly weights: Float64Array
  },
): void {
  const { columns, base, weights } = at
  const sources = sourcesOf(weights, columns.length)
  const parameters = base.slice()
  const out = new Float64Array(curvatureLength)
  const batches = Array.from({ length: parameterCount + 1 }, (_, involved) =>
    emptyBatch(involved, sums.height),
  )
  for (let cell = 0; cell < cells.count; cell++) {
    const involved = cells.involved === undefined ? parameterCount : cells.involved[cell]
    for (let p = 0; p < involved; p++) {
      if (sources[p] === unmoved) continue
      // Two parameters that move alike share one exponential.
      if (sources[p] !== p) parameters[p] = (base[p] * parameters[sources[p]]) / base[sources[p]]
      else {
        let shift = 0
        for (let c = 0; c < columns.length; c++) shift += weights[p * columns.length + c] * columns[c][cell]
        parameters[p] = base[p] * Math.exp(shift)
      }
    }
    cells.curvatureOf(cell, parameters, out)
    const batch = batches[involved]
    const place = batch.size++
    for (let c = 0; c < columns.length; c++) batch.z[(c + 1) * batchSize + place] = columns[c][cell]
    for (let k = 0; k < batch.length; k++) batch.curvature[k * batchSize + place] = out[k]
    if (batch.size === batchSize) addBatch(sums, batch)
  }
  for (const batch of batches) addBatch(sums, batch)
}

/** Cells that involve as many parameters, column by column: sums over columns need no traffic with memory. */
interface Batch {
  readonly involved: number
  /** Numbers of a curvature that count. */
  readonly length: number
  /** The constant 1 and each covariate, then all products of two of them in turn. */
  readonly z: Float64Array
  readonly product: Float64Array
  readonly curvature: Float64Array
  size: number
}

/** A multiple of four. */
const batchSize = 64

function emptyBatch(involved: number, height: number): Batch {
  return {
    involved,
    length: 1 + parameterCount + (involved * (involved + 1)) / 2,
    z: new Float64Array(height * batchSize).fill(1, 0, batchSize),
    product: new Float64Array(batchSize),
    curvature: new Float64Array(curvatureLength * batchSize),
    size: 0,
  }
}

/** Adds the cells' curvatures, times each pair of covariates, and empties the batch. */
function addBatch(sums: Sums, batch: Batch): void {
  const { involved, length, z, product, curvature } = batch
  const { gradient, hessian, height } = sums
  product.fill(0)
  for (let i = 0; i < batch.size; i++) sums.value += curvature[i]
  let block = 0
  for (let c = 0; c < height; c++) {
    for (let d = 0; d <= c; d++, block += triangle) {
      for (let i = 0; i < batch.size; i++) product[i] = z[c * batchSize + i] * z[d * batchSize + i]
      for (let k = 1 + parameterCount; k < length; k++) {
        hessian[block + k - 1 - parameterCount] += columnSum(product, curvature, k * batchSize)
      }
      // The constant comes first, so that then the product is the covariate itself.
      if (d === 0) {
        for (let p = 0; p < involved; p++) {
          gradient[c * parameterCount + p] += columnSum(product, curvature, (1 + p) * batchSize)
        }
      }
    }
  }
  batch.size = 0
}

/** Σ product·column, four sums side by side that need not wait for one another. */
function columnSum(product: Float64Array, columns: Float64Array, from: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0]
  for (let i = 0; i < batchSize; i += 4) {
    first += product[i] * columns[from + i]
    second += product[i + 1] * columns[from + i + 1]
    third += product[i + 2] * columns[from + i + 2]
    fourth += product[i + 3] * columns[from + i + 3]
  }
  return first + second + (third + fourth)
}

const unmoved = -1

/** For each parameter, the first that covariates move in the same way; `unmoved` where none moves it. */
function sourcesOf(weights: Float64Array, columns: number): number[] {
  const rows = Array.from({ length: parameterCount }, (_, p) => weights.slice(p * columns, (p + 1) * columns))
  return rows.map((row, p) =>
    row.every((weight) => weight === 0)
      ? unmoved
      : rows.findIndex((other, q) => q <= p && other.every((weight, c) => weight === row[c])),
  )
}

/** The derivatives in log-parameters and coefficients: the former are effects of the constant 1. */
function assembled(sums: Sums, effects: CellDesign['effects'], factor: number): Curvature {
  const units = Array.from({ length: parameterCount }, (_, p) => ({
    column: -1,
    direction: Array.from({ length: parameterCount }, (__, q) => (p === q ? 1 : 0)),
  }))
  const all = [...units, ...effects]
  return {
    value: factor * sums.value,
    gradient: all.map(({ column, direction }) =>
      direction.reduce(
        (sum, by, p) => sum + factor * by * sums.gradient[(column + 1) * parameterCount + p],
        0,
      ),
    ),
    hessian: all.map((left) => all.map((right) => factor * pairSum(sums, left, right))),
  }
}

function pairSum(
  { hessian }: Sums,
  left: { readonly column: number; readonly direction: readonly number[] },
  right: { readonly column: number; readonly direction: readonly number[] },
): number {
  const block = triangle * lowerPlace(left.column + 1, right.column + 1)
  let sum = 0
  for (let p = 0; p < parameterCount; p++) {
    for (let q = 0; q < parameterCount; q++) {
      sum += left.direction[p] * right.direction[q] * hessian[block + lowerPlace(p, q)]
    }
  }
  return sum
}

/** Place in a lower triangle, row by row. */
function lowerPlace(i: number, j: number): number {
  const larger = Math.max(i, j)
  return (larger * (larger + 1)) / 2 + Math.min(i, j)
}

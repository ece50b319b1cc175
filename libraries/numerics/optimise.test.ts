import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  cholesky,
  invertPositiveDefinite,
  multiply,
  solvePositiveDefinite,
  symmetricEigen,
} from './linear-algebra.ts'
import { hessianByDifferences, minimiseBfgs, minimiseNewton } from './optimise.ts'

/** Rosenbrock (1960): a curved valley, minimum 0 at (1, 1). */
function valley([x, y]: readonly number[]) {
  return {
    value: 100 * (y - x * x) ** 2 + (1 - x) ** 2,
    gradient: [-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)],
    hessian: [
      [1200 * x * x - 400 * y + 2, -400 * x],
      [-400 * x, 200],
    ],
  }
}
/** x − ln x, undefined left of 0. */
const wall = ([x]: readonly number[]) => ({
  value: x > 0 ? x - Math.log(x) : NaN,
  gradient: [1 - 1 / x],
  hessian: [[1 / (x * x)]],
})
/** Falls without end. */
const slope = ([x]: readonly number[]) => ({ value: -x, gradient: [-1], hessian: [[0]] })
const entry = fc.double({ min: -3, max: 3, noNaN: true })
const square = fc.array(fc.array(entry, { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 })

/** Positive definite: M·Mᵀ + I. */
function positiveDefinite(rows: readonly (readonly number[])[]): number[][] {
  return rows.map((left, i) =>
    rows.map((right, j) => left.reduce((sum, value, k) => sum + value * right[k], 0) + (i === j ? 1 : 0)),
  )
}

test('both minimisers reach the bottom of the curved valley', () => {
  for (const minimum of [
    minimiseNewton(valley, { start: [-1.2, 1] }),
    minimiseBfgs(valley, { start: [-1.2, 1] }),
  ]) {
    expect(minimum.converged).toBe(true)
    expect(minimum.point[0]).toBeCloseTo(1, 9)
    expect(minimum.point[1]).toBeCloseTo(1, 9)
  }
})

test('Newton leaves a place of negative curvature', () => {
  const minimum = minimiseNewton(
    ([x]) => ({ value: Math.cos(x), gradient: [-Math.sin(x)], hessian: [[-Math.cos(x)]] }),
    { start: [0.1] },
  )
  expect(minimum.point[0]).toBeCloseTo(Math.PI, 9)
})

test('a region where the function is not finite is never entered', () => {
  expect(minimiseNewton(wall, { start: [5] }).point[0]).toBeCloseTo(1, 9)
  expect(minimiseBfgs(wall, { start: [5] }).point[0]).toBeCloseTo(1, 9)
})

test('a search that ends before the gradient vanishes says so', () => {
  expect(minimiseNewton(slope, { start: [0], maximumIterations: 5 })).toMatchObject({
    converged: false,
    iterations: 5,
  })
  expect(minimiseBfgs(slope, { start: [0], maximumIterations: 5 }).converged).toBe(false)
})

test('a gradient that points the wrong way ends the search where it began', () => {
  const wrong = ([x]: readonly number[]) => ({ value: x * x, gradient: [-2 * x] })
  expect(minimiseBfgs(wrong, { start: [1] })).toMatchObject({ converged: false, point: [1] })
})

test('differences of the gradient give the Hessian', () => {
  const point = [0.3, -0.7]
  const hessian = hessianByDifferences((at) => valley(at).gradient, point)
  for (const [i, row] of valley(point).hessian.entries()) {
    for (const [j, value] of row.entries()) expect(hessian[i][j]).toBeCloseTo(value, 7)
  }
})

test('a positive definite system is solved, and its inverse is exactly symmetric', () => {
  fc.assert(
    fc.property(square, (rows) => {
      const matrix = positiveDefinite(rows)
      const right = [1, -2, 3, 0.5]
      const residual = multiply(matrix, solvePositiveDefinite(matrix, right)!)
      for (const [i, value] of residual.entries()) expect(value).toBeCloseTo(right[i], 8)
      const inverse = invertPositiveDefinite(matrix)!
      for (const [i, row] of inverse.entries())
        for (const [j, value] of row.entries()) expect(value).toBe(inverse[j][i])
    }),
  )
})

test('a matrix that is not positive definite has no factor, no solution and no inverse', () => {
  const indefinite = [
    [1, 2],
    [2, 1],
  ]
  expect(cholesky(indefinite)).toBeUndefined()
  expect(solvePositiveDefinite(indefinite, [1, 1])).toBeUndefined()
  expect(invertPositiveDefinite(indefinite)).toBeUndefined()
})

test('eigenvalues ascend, and each vector is only stretched by the matrix', () => {
  fc.assert(
    fc.property(square, (rows) => {
      const matrix = positiveDefinite(rows)
      const { values, vectors } = symmetricEigen(matrix)
      expect(values.toSorted((left, right) => left - right)).toEqual(values)
      for (const [i, vector] of vectors.entries()) {
        for (const [k, value] of multiply(matrix, vector).entries()) {
          expect(value).toBeCloseTo(values[i] * vector[k], 9)
        }
      }
    }),
  )
})

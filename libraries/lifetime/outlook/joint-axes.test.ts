import { expect, test } from 'vitest'
import { type Matrix, symmetricEigen } from '#numerics/linear-algebra.ts'
import { type Random, seededRandom } from '#numerics/random.ts'
import { transformed } from '../covariates/centring.ts'
import { jointAxes, jointSteps } from './joint-axes.ts'

/** A covariance of two parameters and three coefficients; no two axes of it are alike. */
function covarianceBy(random: Random): Matrix {
  const root = Array.from({ length: 5 }, (_, i) =>
    Array.from({ length: 5 }, (__, j) => 2 * random() - 1 + (i === j ? 2 : 0)),
  )
  return transformed(
    root.map((_, i) => root.map((__, j) => Number(i === j))),
    root,
  )
}

const squaresOf = (axes: Matrix) =>
  axes[0].map((_, i) => axes[0].map((__, j) => axes.reduce((sum, axis) => sum + axis[i] * axis[j], 0)))

const expectClose = (found: Matrix, wanted: Matrix) =>
  found.forEach((row, i) => row.forEach((entry, j) => expect(entry).toBeCloseTo(wanted[i][j], 8)))

test('the axes have the covariance, and so have the equally likely points', () => {
  const random = seededRandom(3)
  for (let time = 0; time < 50; time++) {
    const covariance = covarianceBy(random)
    expectClose(squaresOf(jointAxes(covariance, 2)), covariance)
    const steps = jointSteps(covariance, { parameters: 2, longest: 1000 })
    expect(steps).toHaveLength(10)
    expectClose(
      squaresOf(steps).map((row) => row.map((entry) => entry / 10)),
      covariance,
    )
  }
})

test('with other origins and units of the covariates the points are the same fits', () => {
  const random = seededRandom(4)
  const units = [2, 0.1, 30]
  for (let time = 0; time < 50; time++) {
    const covariance = covarianceBy(random)
    // ln θ moves by origins times coefficients; the coefficients are per unit of another size.
    const change = covariance.map((_, i) =>
      covariance.map((__, j) => {
        if (i >= 2) return i === j ? units[i - 2] : 0
        return j < 2 ? Number(i === j) : 6 * random() - 3
      }),
    )
    const moved = (step: readonly number[]) =>
      change.map((row) => row.reduce((sum, entry, j) => sum + entry * step[j], 0))
    const here = jointSteps(covariance, { parameters: 2, longest: 1000 }).map(moved)
    const there = jointSteps(transformed(covariance, change), { parameters: 2, longest: 1000 })
    const gap = (one: readonly number[], other: readonly number[]) =>
      Math.max(...one.map((entry, i) => Math.abs(entry - other[i])))
    // Opposite points may have changed places.
    for (const point of here) {
      expect(Math.min(...there.map((other) => gap(point, other)))).toBeLessThan(1e-7)
    }
  }
})

test('where nothing but parameters is uncertain the axes are principal, and what is certain has none', () => {
  const covariance = [
    [2, 1, 0],
    [1, 3, 0],
    [0, 0, 0],
  ]
  const { values, vectors } = symmetricEigen([
    [2, 1],
    [1, 3],
  ])
  expectClose(
    jointAxes(covariance, 2),
    vectors.map((vector, k) => [...vector.map((entry) => entry * Math.sqrt(values[k])), 0]),
  )
  // A long step of ln θ alone is cut off, one along a coefficient is not.
  const wide = [
    [1, 0],
    [0, 1e4],
  ]
  const steps = jointSteps(wide, { parameters: 1, longest: 1 })
  expect(steps[0]).toEqual([1, 0])
  expect(Math.abs(steps[2][1])).toBeCloseTo(100 * Math.SQRT2, 8)
})

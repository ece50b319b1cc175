import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { multiply } from './linear-algebra.ts'
import { solveLinear } from './linear-solve.ts'

test('the solution of a system solves it, for each right side', () => {
  const entry = fc.integer({ min: -9, max: 9 })
  const row = fc.array(entry, { minLength: 4, maxLength: 4 })
  fc.assert(
    fc.property(fc.array(row, { minLength: 4, maxLength: 4 }), row, row, (matrix, one, other) => {
      // A heavy diagonal keeps it regular; the rows are then turned, so that pivots are needed.
      const regular = matrix.map((values, i) => values.map((value, j) => value + (i === j ? 40 : 0)))
      const turned = [regular[2], regular[0], regular[3], regular[1]]
      const solutions = solveLinear(turned, [one, other]) ?? []
      expect(solutions).toHaveLength(2)
      multiply(turned, solutions[0]).forEach((value, i) => expect(value).toBeCloseTo(one[i], 10))
      multiply(turned, solutions[1]).forEach((value, i) => expect(value).toBeCloseTo(other[i], 10))
    }),
  )
})

test('a singular system has no solution', () => {
  const matrix = [
    [1, 2],
    [2, 4],
  ]
  expect(solveLinear(matrix, [[1, 1]])).toBeUndefined()
})

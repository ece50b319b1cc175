import { expect, test } from 'vitest'
import { chebyshevInterpolant } from './chebyshev.ts'

test('smooth functions are followed between the ends, and at them', () => {
  const at = (place: number) => Float64Array.of(Math.exp(place), 1 / (3 + place))
  const read = chebyshevInterpolant({ at, from: -1, to: 2, tolerance: 1e-12 })
  for (const place of [-1, -0.4, 0.123, 1.999, 2]) {
    at(place).forEach((value, i) => expect(read?.(place)[i]).toBeCloseTo(value, 12))
  }
})

test('what is not smooth enough, or is no number, is not interpolated', () => {
  const options = { from: 0, to: 10, tolerance: 1e-9 }
  expect(
    chebyshevInterpolant({ ...options, at: (place) => Float64Array.of(Math.abs(place - 4)) }),
  ).toBeUndefined()
  expect(chebyshevInterpolant({ ...options, at: () => Float64Array.of(NaN) })).toBeUndefined()
})

import { expect, test } from 'vitest'
import { longestGaps } from './purchase-gaps.ts'

test('stretches of a week or more without a purchase are gaps, the longest first', () => {
  expect(longestGaps(Int32Array.of(0, 1, 2, 10, 11, 12, 13, 30, 31, 38))).toEqual([
    { from: '1970-01-15', to: '1970-01-30', days: 16 },
    { from: '1970-01-04', to: '1970-01-10', days: 7 },
  ])
})

test('a business that sells once a week has no gap in every week', () => {
  const weekly = Int32Array.from({ length: 30 }, (_, week) => week * 8)
  expect(longestGaps(weekly)).toEqual([])
})

test('one day, or none, has no gaps', () => {
  expect(longestGaps(Int32Array.of(5))).toEqual([])
  expect(longestGaps(Int32Array.of())).toEqual([])
})

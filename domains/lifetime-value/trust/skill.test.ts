import { expect, test } from 'vitest'
import { closerOf, skillOf } from './skill.ts'

test('a forecast below what came is low, above it high, within half a per cent right', () => {
  expect(skillOf(880, 1000)).toEqual({ word: 'low', share: expect.closeTo(0.12) })
  expect(skillOf(1230, 1000)).toEqual({ word: 'high', share: expect.closeTo(0.23) })
  expect(skillOf(1004, 1000)?.word).toBe('right')
})

test('nothing is said of a forecast where nothing came', () => {
  expect(skillOf(3, 0)).toBeUndefined()
})

test.each([
  [990, 0.7, 'both'],
  [990, 1.2, 'total'],
  [700, 0.7, 'each'],
  [700, 1.2, 'none'],
] as const)(
  'a model that expected %d and missed by %d a customer is closer in: %s',
  (expected, error, closer) => {
    const baseline = { expectedPurchases: 1200, meanAbsoluteError: 1 }
    const model = { actualPurchases: 1000, expectedPurchases: expected, meanAbsoluteError: error, baseline }
    expect(closerOf(model)).toBe(closer)
  },
)

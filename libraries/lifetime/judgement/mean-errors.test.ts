import { expect, test } from 'vitest'
import { buysAsLastYear } from './baseline.ts'
import { calibrationByPastPurchases } from './calibration.ts'
import { meanErrors } from './mean-errors.ts'

test('the figures are those of the definitions', () => {
  const errors = meanErrors({
    actual: Float64Array.of(0, 3),
    expected: Float64Array.of(0.5, 2),
    weight: Float64Array.of(3, 1),
  })
  expect(errors.expectedPurchases).toBeCloseTo(3.5, 12)
  expect(errors.meanAbsoluteError).toBeCloseTo((3 * 0.5 + 1) / 4, 12)
  expect(errors.poissonDeviance).toBeCloseTo((3 * 2 * 0.5 + 2 * (3 * Math.log(1.5) - 1)) / 4, 12)
})

test('a perfect prediction has no deviance, and an impossible one a finite deviance', () => {
  const actual = Float64Array.of(0, 2)
  const weight = Float64Array.of(1, 1)
  expect(meanErrors({ actual, expected: actual, weight }).poissonDeviance).toBeCloseTo(0, 12)
  expect(meanErrors({ actual, expected: new Float64Array(2), weight }).poissonDeviance).toBeLessThan(10_000)
})

test('the simple rule carries last year forward, day for day', () => {
  const rule = buysAsLastYear({ recentPurchases: Float64Array.of(0, 4), windowDays: 365, horizonDays: 73 })
  expect([...rule.expected]).toEqual([0, 0.8])
  expect(rule.insteadOfZero).toBeCloseTo(0.1, 12)
})

test('where the rule expects nothing, its deviance reads that as half a purchase in the window', () => {
  const rule = buysAsLastYear({ recentPurchases: Float64Array.of(0), windowDays: 100, horizonDays: 100 })
  const errors = meanErrors({ actual: Float64Array.of(1), weight: Float64Array.of(1), ...rule })
  expect(errors.poissonDeviance).toBeCloseTo(2 * (Math.log(2) - 0.5), 12)
  expect(errors.expectedPurchases).toBe(0)
})

test('customers are compared by what they bought before, seven or more together', () => {
  const groups = calibrationByPastPurchases({
    pastPurchases: Float64Array.of(0, 0, 7, 12),
    weight: Float64Array.of(3, 1, 1, 1),
    actual: Float64Array.of(0, 4, 6, 8),
    expected: Float64Array.of(1, 1, 5, 7),
    baseline: Float64Array.of(0, 0, 9, 11),
  })
  expect(groups).toEqual([
    { repeatPurchases: 0, orMore: false, customers: 4, actual: 1, expected: 1, baseline: 0 },
    { repeatPurchases: 7, orMore: true, customers: 2, actual: 7, expected: 6, baseline: 10 },
  ])
})

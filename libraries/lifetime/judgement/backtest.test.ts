import { expect, test } from 'vitest'
import { widenByBacktest } from './backtest.ts'

const total = { mean: 1000, low: 950, high: 1050, logSpread: 0.04 }
const off = (factor: number) => ({ actualPurchases: 100 * factor, expectedPurchases: 100 })

test('with three origins Student’s quantile is 1.638', () => {
  const exact = { ...total, logSpread: 0 }
  const interval = widenByBacktest(exact, [off(1.1), off(1.1), off(1.1)])
  expect(interval).toEqual({
    low: expect.closeTo(1000 / 1.1 ** 1.638, 0),
    high: expect.closeTo(1000 * 1.1 ** 1.638, 0),
  })
})

test('with many origins the quantile is the normal one', () => {
  const exact = { ...total, logSpread: 0 }
  const interval = widenByBacktest(
    exact,
    Array.from({ length: 4000 }, () => off(1 / 1.1)),
  )
  expect(interval).toMatchObject({ high: expect.closeTo(1000 * 1.1 ** 1.2816, 1) })
})

test('a model that was right at every origin keeps its own interval', () => {
  const interval = widenByBacktest(total, [off(1), off(1), off(1)])
  const median = 1000 * Math.exp(-0.0008)
  expect(interval).toEqual({
    low: expect.closeTo(median * Math.exp(-1.28155 * 0.04), 2),
    high: expect.closeTo(median * Math.exp(1.28155 * 0.04), 2),
  })
})

test('the interval is never narrower than the model’s own', () => {
  const own = widenByBacktest(total, [off(1), off(1), off(1)]) as { low: number; high: number }
  const wide = widenByBacktest(total, [off(0.8), off(1.1), off(0.9)]) as { low: number; high: number }
  expect(wide.low).toBeLessThan(own.low)
  expect(wide.high).toBeGreaterThan(own.high)
})

test('a steady bias counts in full', () => {
  const biased = widenByBacktest(total, [off(1.3), off(1.3), off(1.3)]) as { high: number }
  expect(biased.high).toBeGreaterThan(1300)
})

test('fewer than three origins give no interval, and the reason', () => {
  expect(widenByBacktest(total, [off(1), off(1)])).toEqual({
    absent: 'A back-test needs 3 earlier origins; there are 2.',
    because: { code: 'LIFETIME_BACKTEST_ORIGINS_FEW', values: { needed: 3, count: 2 } },
  })
})

test('an origin after which nothing was bought gives no interval, and the reason', () => {
  const interval = widenByBacktest(total, [off(1), off(0), off(1)])
  expect(interval).toEqual({
    absent: '1 of 3 earlier origins had no purchase after them, or none expected.',
    because: { code: 'LIFETIME_BACKTEST_ORIGINS_EMPTY', values: { empty: 1, count: 3 } },
  })
})

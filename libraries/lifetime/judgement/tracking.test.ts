import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testWithDataset } from '#tests/datasets.ts'
import type { AnyFittedPurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { exampleFits } from '../outlook/example-fits.ts'
import { expectedFrequencies, expectedTracking } from './tracking.ts'

const [paretoNbd, , bgNbd] = exampleFits

/** Days from the first day of 1997 to each customer's first purchase, from their age on 30 September. */
function firstDays(path: string): number[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1)
  return lines.map((line) => 272 - Math.round(7 * Number(line.split(',')[2])))
}

testWithDataset('the CDNOW sample is tracked as published, weeks 20 to 25', 'cdnow/cdnow_cbs.csv', (path) => {
  const firstPurchases = new Float64Array(90)
  for (const day of firstDays(path)) firstPurchases[day]++
  const published = { r: 0.5534, alpha: 10.5802, s: 0.6061, beta: 11.6562 }
  const fitted = { ...paretoNbd, parameters: published } as AnyFittedPurchaseModel
  const totals = expectedTracking(fitted, { firstPurchases, days: 7 * 78 })
  const weekly = [19, 20, 21, 22, 23, 24, 25].map((week) => totals[7 * week])
  // Pareto/NBD walkthrough of the BTYD package, cumulative and incremental.
  expect(weekly.slice(1).map(Math.round)).toEqual([1309, 1385, 1460, 1533, 1604, 1674])
  expect(weekly.slice(1).map((total, i) => total - weekly[i])).toEqual(
    [78.31, 76.42, 74.65, 72.98, 71.41, 69.93].map((gain) => expect.closeTo(gain, 1)),
  )
})

// The tests of lifetimes call a day by its begin: what it expects up to 11 January is what we expect by the end of it.
testWithDataset(
  'BG/NBD by days tracks the first two weeks of CDNOW as lifetimes does',
  'cdnow/cdnow_cbs.csv',
  (path) => {
    const firstPurchases = new Float64Array(90)
    for (const day of firstDays(path)) firstPurchases[day]++
    const perWeek = { r: 0.2425945224, alpha: 4.413602019, a: 0.7929220172, b: 2.425906777 }
    const perDay = { ...bgNbd, timeUnit: 'day', parameters: { ...perWeek, alpha: 7 * perWeek.alpha } }
    const totals = expectedTracking(perDay as AnyFittedPurchaseModel, { firstPurchases, days: 14 })
    const published = [10.67, 12.67, 14.87, 17.24]
    published.forEach((total, i) => expect(Math.abs(totals[11 + i] - total)).toBeLessThan(0.0051))
  },
)

testWithDataset(
  'customers by number of repeats are those of the published plots',
  'cdnow/cdnow_cbs.csv',
  (path) => {
    const customers = new Map<number, number>()
    for (const day of firstDays(path)) customers.set(day, (customers.get(day) ?? 0) + 1)
    const ages = Float64Array.from(customers.keys(), (day) => (272 - day) / 7)
    const weights = Float64Array.from(customers.values())
    const expected = ({ model }: AnyFittedPurchaseModel, parameters: AnyFittedPurchaseModel['parameters']) =>
      Array.from(
        expectedFrequencies(purchaseModel(model).withParameters(parameters, 'week'), {
          ages,
          weights,
          classes: 12,
        }),
      )
    // The probability mass plots of CLVTools, at the maximum of the likelihood.
    const pareto = expected(paretoNbd, { r: 0.553277, alpha: 10.5776835, s: 0.60624, beta: 11.6687353 })
    expect(pareto.slice(0, 11)).toEqual(
      [1434.066, 396.862, 193.485, 111.809, 69.989, 45.856, 30.933, 21.291, 14.871, 10.503, 7.484].map(
        (count) => expect.closeTo(count, 1),
      ),
    )
    const bg = expected(bgNbd, { r: 0.2425945224, alpha: 4.413602019, a: 0.7929220172, b: 2.425906777 })
    expect(bg.slice(0, 11)).toEqual(
      [1407.684, 460.324, 192.461, 101.164, 59.847, 38.12, 25.549, 17.775, 12.725, 9.318, 6.949].map(
        (count) => expect.closeTo(count, 1),
      ),
    )
  },
)

test.each(exampleFits)('tracked totals are sums over cohorts and only grow: $model', (fitted) => {
  const firstPurchases = Float64Array.of(3, 0, 2)
  const totals = expectedTracking(fitted, { firstPurchases, days: 30 })
  const model = purchaseModel(fitted)
  const at = (day: number) => model.expectedRepeatPurchases(fitted, Float64Array.of(day / 7))[0]
  expect(totals[0]).toBe(0)
  expect(totals[30]).toBeCloseTo(3 * at(30) + 2 * at(28), 10)
  for (let day = 1; day <= 30; day++) expect(totals[day]).toBeGreaterThan(totals[day - 1])
})

test('customers who come after the tracked days do not count', () => {
  const totals = expectedTracking(bgNbd, { firstPurchases: Float64Array.of(1, 0, 0, 0, 0, 50), days: 3 })
  expect([...totals]).toEqual([...expectedTracking(bgNbd, { firstPurchases: Float64Array.of(1), days: 3 })])
})

test.each(exampleFits)('expected numbers of customers sum to the customers: $model', (fitted) => {
  const options = { ages: Float64Array.of(10, 30), weights: Float64Array.of(40, 60), classes: 8 }
  const expected = expectedFrequencies(fitted, options)
  expect(expected.length).toBe(8)
  expect(expected.reduce((sum, count) => sum + count, 0)).toBeCloseTo(100, 9)
})

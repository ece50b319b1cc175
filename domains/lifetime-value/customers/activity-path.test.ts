import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, days, type Day } from '#kernel/time.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { activityPath } from './activity-path.ts'

const first = '2024-01-01' as Day
const pareto = purchaseModel('pareto-nbd').withParameters(
  { r: 0.5534, alpha: 10.5802, s: 0.6061, beta: 11.6562 },
  'week',
)
const bg = purchaseModel('bg-nbd').withParameters({ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }, 'week')

const purchasesOf = fc
  .uniqueArray(fc.integer({ min: 1, max: 2000 }), { maxLength: 30 })
  .map((ages) => [0, ...ages.toSorted((a, b) => a - b)].map((age) => addDays(first, days(age))))

test('the path begins with the first purchase, ends on the as-of day, and holds probabilities in order of days', () => {
  fc.assert(
    fc.property(purchasesOf, fc.nat(500), (purchases, silence) => {
      const asOf = addDays(purchases.at(-1) ?? first, days(silence))
      const path = activityPath(pareto, { purchases, asOf })
      expect(path[0]).toEqual({ day: first, probability: 1 })
      expect(path.at(-1)?.day).toBe(asOf)
      expect(path.map(({ day }) => day)).toEqual([...new Set(path.map(({ day }) => day))].toSorted())
      expect(path.every(({ probability }) => probability >= 0 && probability <= 1)).toBe(true)
      expect(path.length).toBeLessThan(320)
    }),
    { numRuns: 50 },
  )
})

test('silence makes a customer less likely to be active, a purchase more', () => {
  const purchases = [first, '2024-03-01' as Day]
  const path = activityPath(pareto, { purchases, asOf: '2024-06-30' as Day })
  const on = (day: string) => path.find((point) => point.day === day)?.probability ?? Number.NaN
  expect(on('2024-02-29')).toBeLessThan(on('2024-01-01'))
  expect(on('2024-03-01')).toBeGreaterThan(on('2024-02-29'))
  expect(on('2024-06-30')).toBeLessThan(on('2024-03-01'))
})

test('days of which the model cannot tell are left out', () => {
  const purchases = [first, '2024-03-01' as Day]
  expect(activityPath(bg, { purchases, asOf: '2024-06-30' as Day })[0]?.day).toBe('2024-03-01')
  expect(activityPath(bg, { purchases: [first], asOf: '2024-06-30' as Day })).toEqual([])
  expect(activityPath(bg, { purchases: [], asOf: first })).toEqual([])
})

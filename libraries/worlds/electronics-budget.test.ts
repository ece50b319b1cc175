import { expect, test } from 'vitest'
import type { Day } from '#kernel/time.ts'
import { electronicsBudget } from './electronics-budget.ts'

const budget = electronicsBudget({
  firstDay: '2023-11-15' as Day,
  lastDay: '2025-02-03' as Day,
  customers: 1600,
})

test('every month of the shop has a budget for every channel, once', () => {
  expect(budget).toHaveLength(16 * 3)
  expect(new Set(budget.map(({ month, channel }) => `${month} ${channel}`)).size).toBe(48)
  expect(budget[0]).toEqual({ month: '2023-11', channel: 'web', amount: 2204 })
  expect(budget.at(-1)?.month).toBe('2025-02')
})

test('the same channel becomes dearer from year to year, and not within one', () => {
  const web = budget.filter(({ channel }) => channel === 'web')
  const of = (year: string) =>
    new Set(web.filter(({ month }) => month.startsWith(year)).map(({ amount }) => amount))
  const [first = 0, second = 0, third = 0] = ['2023', '2024', '2025'].map((year) => [...of(year)][0])
  expect([of('2023').size, of('2024').size, of('2025').size]).toEqual([1, 1, 1])
  expect(second / first).toBeCloseTo(1.06, 2)
  expect(third / second).toBeCloseTo(1.06, 2)
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Day, numberOfDay } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { acquisitionCalendar } from './acquisition-calendar.ts'
import { fillBasket } from './electronics-basket.ts'
import { type OrderLine, orderLineColumns, orderLines } from './electronics-rows.ts'
import { electronicsLaw, electronicsShop } from './electronics.ts'
import { batchAsCsv } from './world-log.ts'

const aShop = (customers = 300, seed = 7) => electronicsShop({ customers, seed })
const linesOf = (shop = aShop(), batch?: number): readonly OrderLine[] => [...orderLines(shop, batch)].flat()
const cents = (line: OrderLine) => Math.round(100 * Number(line.unit_price)) * line.quantity

test('the same seed gives the same rows in whatever batches they are read', () => {
  expect(linesOf(aShop(), 1)).toEqual(linesOf(aShop(), 100_000))
})

test('another seed gives other rows', () => {
  expect(linesOf(aShop(300, 8))).not.toEqual(linesOf(aShop(300, 7)))
})

test('a longer log only adds rows', () => {
  const acquiredUntil = '2024-06-30' as Day
  const short = linesOf(electronicsShop({ customers: 300, seed: 3, acquiredUntil }))
  const long = linesOf(
    electronicsShop({ customers: 300, seed: 3, acquiredUntil, lastDay: '2025-12-31' as Day }),
  )
  expect(long.filter((line) => line.ordered_at < '2024-07-01')).toEqual(short)
  expect(long.length).toBeGreaterThan(short.length)
})

test('memory is bounded: a batch holds the lines asked for and at most one customer more', () => {
  const most = Math.max(...[...aShop(2_000).customers()].map((customer) => customer.orders.length)) * 5
  for (const batch of orderLines(aShop(2_000), 500)) expect(batch.length).toBeLessThanOrEqual(500 + most)
})

test('a basket costs on average exactly what was to be spent', () => {
  const random = seededRandom(11)
  for (const spend of [400, 1_234, 9_999, 33_333, 123_456, 700_000]) {
    const draws = Array.from({ length: 20_000 }, () => basketCents(spend, random))
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
    const deviation = Math.sqrt(draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length)
    expect(Math.abs(mean - spend)).toBeLessThan((4 * deviation) / Math.sqrt(draws.length) + 1e-9)
    expect(deviation / spend).toBeLessThan(spend < 1_000 ? 0.4 : 0.12)
  }
})

test('a basket has at least one line and no product twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 0, max: 1e6 }), (spend, seed) => {
      const lines = fillBasket(spend, seededRandom(seed))
      expect(lines.length).toBeGreaterThan(0)
      expect(new Set(lines.map((line) => line.product)).size).toBe(lines.length)
      for (const line of lines) expect(line.quantity).toBeGreaterThan(0)
    }),
  )
})

test('orders net of returns follow the spend that each customer truly has', () => {
  const shop = electronicsShop({ customers: 4_000, seed: 5 })
  const net = linesOf(shop).reduce((sum, line) => sum + cents(line), 0) / 100
  let expected = 0
  for (const customer of shop.customers()) expected += customer.meanSpend * customer.orders.length
  expect(net / expected).toBeGreaterThan(0.98)
  expect(net / expected).toBeLessThan(1.02)
})

test('what is given back takes its margin with it, and the shop keeps about a seventh of what it takes in', () => {
  const lines = linesOf(aShop(4_000))
  const margin = lines.reduce((sum, line) => sum + Number(line.margin), 0)
  const net = lines.reduce((sum, line) => sum + cents(line), 0) / 100
  expect(margin / net).toBeGreaterThan(0.12)
  expect(margin / net).toBeLessThan(0.2)
  for (const line of lines.filter((one) => one.quantity < 0)) expect(Number(line.margin)).toBeLessThan(0)
})

test('rates, lifetimes and spends have the means of the law', () => {
  const { purchases, spend } = electronicsLaw
  const customers = [...electronicsShop({ customers: 20_000, seed: 2 }).customers()]
  const share = (holds: number) => holds / customers.length
  const mean = (of: (typeof customers)[number]['meanSpend'][]) => of.reduce((a, b) => a + b, 0) / of.length
  expect(mean(customers.map((one) => one.ordersPerWeek))).toBeCloseTo(purchases.r / purchases.alpha, 2)
  expect(mean(customers.map((one) => one.meanSpend))).toBeCloseTo((spend.p * spend.gamma) / (spend.q - 1), -1)
  const year = 365.25 / 7
  const left = customers.filter((one) => one.activeUntil - one.acquiredAt < year * 7).length
  expect(share(left)).toBeCloseTo(1 - (purchases.beta / (purchases.beta + year)) ** purchases.s, 2)
})

test('the log keeps to its days, gives some things for nothing, and takes back only what was bought', () => {
  const shop = aShop(2_000)
  const lines = linesOf(shop)
  const bought = new Set(lines.filter((line) => line.quantity > 0).map(lineKey))
  const returns = lines.filter((line) => line.quantity < 0)
  expect(returns.length).toBeGreaterThan(50)
  for (const line of returns) expect(bought).toContain(lineKey({ ...line, order_id: line.order_id.slice(1) }))
  expect(lines.some((line) => line.unit_price === '0.00')).toBe(true)
  for (const line of lines) {
    expect(line.ordered_at >= '2023-01-01 00:00:00' && line.ordered_at < '2026-01-01').toBe(true)
  }
})

test('no two lines of the log are the same', () => {
  const texts = batchAsCsv(orderLineColumns, linesOf(aShop(3_000)))
    .trimEnd()
    .split('\n')
  expect(new Set(texts).size).toBe(texts.length)
})

test('customers are won ever faster, most of them before the holidays', () => {
  const first = '2023-01-01' as Day
  const at = acquisitionCalendar(first, '2025-12-31' as Day)
  const until = (day: string) => numberOfDay(day as Day) - numberOfDay(first)
  const between = (from: string, to: string) =>
    Array.from({ length: 10_000 }, (_, i) => at(i / 10_000)).filter((t) => t >= until(from) && t < until(to))
      .length
  expect(between('2024-01-01', '2025-01-01')).toBeGreaterThan(between('2023-01-01', '2024-01-01'))
  expect(between('2024-11-01', '2024-12-01')).toBeGreaterThan(1.4 * between('2024-02-01', '2024-03-01'))
  expect(at(0)).toBe(0)
  expect(at(1)).toBeLessThanOrEqual(until('2025-12-31') + 1)
})

test('a shop without customers, with its days out of order or an odd seed is refused', () => {
  expect(() => electronicsShop({ customers: 0, seed: 1 })).toThrow(RangeError)
  expect(() => electronicsShop({ customers: 1.5, seed: 1 })).toThrow(RangeError)
  expect(() => electronicsShop({ customers: 1, seed: -1 })).toThrow(RangeError)
  expect(() => electronicsShop({ customers: 1, seed: 1, lastDay: '2022-01-01' as Day })).toThrow(RangeError)
})

function basketCents(spend: number, random: () => number): number {
  return fillBasket(spend, random).reduce((sum, line) => sum + line.quantity * line.product.priceCents, 0)
}

function lineKey(line: Pick<OrderLine, 'order_id' | 'product'>): string {
  return `${line.order_id} ${line.product}`
}

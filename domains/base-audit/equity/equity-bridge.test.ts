import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bridgeLines, type BridgeLine } from './bridge-lines.ts'
import { bridge, growthOf, type BridgeInput, type GroupResult } from './equity-bridge.ts'
import { newsOf } from './equity-lines.ts'
import { unite, valueUnion, type PayingCustomers } from './equity-union.ts'
import type { EquityModel } from './equity-values.ts'
import { simulatedBase, trueModel } from './equity-world.test-data.ts'

const amount = ({ parts }: GroupResult, line: BridgeLine) =>
  parts.find((part) => part.line === line)?.amount.mean ?? Number.NaN
const flows = bridgeLines.filter((line) => line !== 'closing')
const sumOfFlows = (group: GroupResult) => flows.reduce((sum, line) => sum + amount(group, line), 0)

function input(of: {
  customers: number
  seed: number
  spend?: number
  more?: Partial<BridgeInput>
}): BridgeInput {
  const world = { openingDay: 400, closingDay: 700, discountRatePerYear: 0.1, ...of }
  const { opening, closing } = simulatedBase(world)
  const group = closing.customer.map((number) => number % 3)
  return {
    opening: { model: trueModel(0.2), customers: opening },
    closing: { model: { ...trueModel(0.1), margin: 0.5 }, customers: closing },
    days: 300,
    horizonDays: 364,
    discountRatePerYear: 0.1,
    groupings: [{ group, groups: 4, groupOfRemoved: 3 }],
    backtestReach: 0.2,
    draws: 40,
    ...of.more,
  }
}

describe('laws', () => {
  test('the bridge closes to the ninth digit, in every group and in every draw, whoever stands where', () => {
    const base = input({ customers: 200, seed: 1, more: { draws: 8 } })
    const some = fc.array(fc.nat(199), { maxLength: 40 })
    fc.assert(
      fc.property(some, some, fc.double({ min: 0, max: 2, noNaN: true }), (gone, late, rate) => {
        // Some are taken out of the closing day, as by an undone import, and some were not known on the opening day.
        const closing = without(base.closing.customers, gone)
        const result = bridge({
          ...base,
          discountRatePerYear: rate,
          opening: { ...base.opening, customers: without(base.opening.customers, late) },
          closing: { ...base.closing, customers: closing },
          groupings: [{ group: closing.customer.map((number) => number % 3), groups: 4, groupOfRemoved: 3 }],
        })
        const groups = [result.whole, ...result.groupings.flat()]
        for (const group of groups) {
          const closes = Math.abs(sumOfFlows(group) - amount(group, 'closing'))
          expect(closes).toBeLessThanOrEqual(1e-9 * Math.max(1, amount(result.whole, 'closing')))
        }
        for (const line of bridgeLines) {
          const parts = result.groupings[0]?.reduce((sum, group) => sum + amount(group, line), 0)
          expect(parts).toBeCloseTo(amount(result.whole, line), 6)
        }
      }),
      { numRuns: 12 },
    )
  })

  test('under the model that is true the news has mean zero', () => {
    const base = input({ customers: 40_000, seed: 2, spend: 20 })
    const model: EquityModel = { ...trueModel(), spend: { kind: 'mean-spend', meanSpend: 20 } }
    const union = unite(base.opening.customers, base.closing.customers, base.days)
    const values = valueUnion(union, { ...base, opening: model, closing: model })
    const growth = growthOf(base)
    const existing = [...union.openingAt]
    const news = existing.map((place) => newsOf(values, place, growth))
    const mean = news.reduce((sum, one) => sum + one, 0) / news.length
    const deviation = Math.sqrt(news.reduce((sum, one) => sum + (one - mean) ** 2, 0)) / news.length
    expect(Math.abs(mean)).toBeLessThan(3 * deviation)
    // Discount alone, left out, would be seen: it is a tenth of the opening value.
    const opening = existing.reduce((sum, place) => sum + (values.opening[place] ?? 0), 0) / news.length
    expect(3 * deviation).toBeLessThan(0.06 * opening)
  })

  test('a change of margin alone is a change of the model and of nothing else', () => {
    const model = trueModel(0.1)
    const base = input({
      customers: 400,
      seed: 3,
      more: { closing: input({ customers: 400, seed: 3 }).closing },
    })
    const same = bridge({ ...base, opening: { ...base.opening, model }, closing: { ...base.closing, model } })
    const dearer = { ...model, margin: 2 * model.margin }
    const more = bridge({
      ...base,
      opening: { ...base.opening, model },
      closing: { ...base.closing, model: dearer },
    })
    expect(amount(same.whole, 'modelChange')).toBe(0)
    expect(amount(more.whole, 'modelChange')).toBeCloseTo(amount(same.whole, 'closing'), 8)
    for (const line of flows.filter((one) => one !== 'modelChange')) {
      expect(amount(more.whole, line)).toBe(amount(same.whole, line))
    }
  })

  test('the interval of a change of the model is that of paired draws, narrower than a difference of bounds', () => {
    const { whole, pairing } = bridge(input({ customers: 500, seed: 4 }))
    const part = (line: BridgeLine) => whole.parts.find((one) => one.line === line)!.amount
    expect(pairing).toBe('nested')
    for (const { amount: figure } of whole.parts) {
      expect(figure.low).toBeLessThanOrEqual(figure.high!)
      expect(figure.backtestLow).toBeLessThanOrEqual(figure.backtestHigh!)
    }
    const width = ({ low, high }: { low: number | null; high: number | null }) => (high ?? 0) - (low ?? 0)
    const apart = width(part('opening')) + width(part('closing'))
    expect(width(part('modelChange'))).toBeLessThan(apart)
    expect(width(part('developed'))).toBeLessThan(apart)
    expect(part('opening').backtestHigh! - part('opening').backtestLow!).toBeGreaterThan(
      width(part('opening')),
    )
    expect(part('marginCollected')).toMatchObject({
      low: part('marginCollected').mean,
      high: part('marginCollected').mean,
    })
  })

  test('the order in which customers fall into groups, and a sample of them, change the intervals but little', () => {
    const large = input({ customers: 1600, seed: 5, more: { draws: 20 } })
    const small = input({ customers: 900, seed: 5, more: { draws: 20 } })
    const relative = (given: BridgeInput) => {
      const { low, high, mean } = bridge(given).whole.parts[0]!.amount
      return (high! - low!) / mean
    }
    expect(relative(large) / relative(small)).toBeGreaterThan(0.8)
    expect(relative(large) / relative(small)).toBeLessThan(1.25)
  })
})

describe('refusals', () => {
  test('a fit without covariance gives figures without intervals, and says so', () => {
    const base = input({ customers: 50, seed: 6 })
    const result = bridge({ ...base, opening: { ...base.opening, model: trueModel() } })
    expect(result.withoutIntervals).toBe(true)
    expect(result.whole.parts[0]?.amount).toMatchObject({ low: null, high: null, backtestLow: null })
    expect(sumOfFlows(result.whole)).toBeCloseTo(amount(result.whole, 'closing'), 9)
  })

  test('an opening day on which nobody was known is a bridge of acquired customers alone', () => {
    const base = input({ customers: 50, seed: 7 })
    const nobody = without(base.opening.customers, [...base.opening.customers.customer])
    const late = bridge({ ...base, opening: { ...base.opening, customers: nobody } })
    expect(amount(late.whole, 'opening')).toBe(0)
    expect(amount(late.whole, 'acquired') + amount(late.whole, 'factsCorrected')).toBeGreaterThan(0)
    expect(late.heardLate).toBe(base.opening.customers.customer.length)
  })
})

/** Customers without some, by their numbers. */
function without<C extends PayingCustomers>(customers: C, gone: readonly number[]): C {
  const stays = (_: number, place: number) => !gone.includes(customers.customer[place] ?? -1)
  const columns: [string, Int32Array | Float64Array][] = Object.entries(customers)
  // Every column is filtered alike, so that these are customers again.
  return Object.fromEntries(columns.map(([name, column]) => [name, column.filter(stays)])) as unknown as C
}

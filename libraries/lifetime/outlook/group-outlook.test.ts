import { days, weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { describe, expect, test } from 'vitest'
import type { AnyFittedPurchaseModel } from '../model.ts'
import { purchaseHistories } from '../histories.ts'
import { customerOutlook, type KnownCustomers } from './customer-outlook.ts'
import { exampleFits, exampleSpend, withRelativeErrors } from './example-fits.ts'
import { groupOutlook } from './group-outlook.ts'
import { simulateBase, type SimulatedBase } from './simulated-base.ts'

const spend = { kind: 'gamma-gamma', fitted: exampleSpend } as const
const [paretoNbd, , bgNbd] = exampleFits

function simulated(fitted: AnyFittedPurchaseModel, customers: number): SimulatedBase {
  const random = seededRandom(11)
  const ages = Float64Array.from({ length: customers }, () => 27 + Math.floor(12 * random()))
  return simulateBase({ fitted, spend: exampleSpend.parameters, ages, horizon: 39, random })
}

function outlookOf(fitted: AnyFittedPurchaseModel, base: KnownCustomers) {
  return customerOutlook({ fitted, spend, base, horizon: weeks(39) })
}

const sum = (column: Float64Array, from: number, to: number) =>
  column.subarray(from, to).reduce((total, value) => total + value, 0)

describe.each([bgNbd, paretoNbd])('groups of $model', (fitted) => {
  const base = simulated(fitted, 1000)
  const outlook = outlookOf(fitted, base)

  test.each([4, 20])('of %i hold what comes as often as they say', (size) => {
    const groups = Math.min(100, 1000 / size)
    const inside = { purchases: 0, value: 0, valueStated: 0 }
    for (let group = 0; group < groups; group++) {
      const [from, to] = [group * size, (group + 1) * size]
      const members = Array.from({ length: size }, (_, i) => from + i)
      const { purchases, value, probabilityBuys } = groupOutlook(outlook, { members })
      const [count, worth] = [sum(base.futurePurchases, from, to), sum(base.futureValue, from, to)]
      if (purchases.lower <= count && count <= purchases.upper) inside.purchases++
      if (value.lower <= worth && worth <= value.upper) inside.value++
      inside.valueStated += value.lower > 0 ? 0.8 : Math.max(0.9, 1 - probabilityBuys)
    }
    // Within three standard errors; whole counts make an interval hold more than it is asked to.
    const error = 3 * Math.sqrt(0.16 / groups)
    expect(inside.purchases / groups).toBeGreaterThan(0.8 - error)
    expect(Math.abs(inside.value - inside.valueStated) / groups).toBeLessThan(error)
  })
})

test('a group of one is the customer', () => {
  const base = simulated(bgNbd, 50)
  const outlook = outlookOf(bgNbd, base)
  for (let place = 0; place < 50; place++) {
    const alone = groupOutlook(outlook, { members: [place] })
    expect(alone.purchases.mean).toBeCloseTo(outlook.purchases.mean[place], 12)
    expect(alone.purchases.lower).toBe(outlook.purchases.lower[place])
    expect(alone.purchases.upper).toBe(outlook.purchases.upper[place])
    expect(alone.value.mean).toBeCloseTo(outlook.value.mean[place], 9)
    expect(Math.abs(alone.value.upper - outlook.value.upper[place])).toBeLessThan(
      0.03 * (alone.value.mean + alone.value.upper),
    )
    expect(alone.probabilityBuys).toBeCloseTo(outlook.probabilityBuys[place], 9)
  }
})

test('groups that do not overlap add up to the base in their means', () => {
  const base = simulated(bgNbd, 400)
  const outlook = outlookOf(bgNbd, base)
  const even = groupOutlook(outlook, { members: Array.from({ length: 200 }, (_, i) => 2 * i) })
  const odd = groupOutlook(outlook, { members: Array.from({ length: 200 }, (_, i) => 2 * i + 1) })
  const all = groupOutlook(outlook)
  expect(even.value.mean + odd.value.mean).toBeCloseTo(all.value.mean, 6)
  expect(even.customers + odd.customers).toBe(all.customers)
  // Chances even out: the whole is known better than its halves.
  expect(all.value.upper / all.value.mean).toBeLessThan(even.value.upper / even.value.mean)
})

test('doubt about the parameters, which all share, does not even out', () => {
  const base = simulated(bgNbd, 3000)
  const [sure, unsure] = [bgNbd, withRelativeErrors(bgNbd, 0.2)].map((fitted) =>
    groupOutlook(outlookOf(fitted, base), { level: 0.95 }),
  )
  expect(unsure.purchases.upper - unsure.purchases.lower).toBeGreaterThan(
    2 * (sure.purchases.upper - sure.purchases.lower),
  )
})

test('a customer who comes twice counts twice, and a value without end is the sum of the means', () => {
  const base = simulated(bgNbd, 30)
  const outlook = customerOutlook({
    fitted: bgNbd,
    spend,
    base,
    horizon: weeks(39),
    discountRatePerYear: 0.1,
  })
  const group = groupOutlook(outlook, { members: [3, 3, 7] })
  expect(group.customers).toBe(3)
  const [three, seven] = [outlook.valueInfinite?.[3] ?? 0, outlook.valueInfinite?.[7] ?? 0]
  expect(group.valueInfinite).toBeCloseTo(2 * three + seven, 9)
})

test('a place of weight two is two customers, alone and in groups', () => {
  const base = simulated(bgNbd, 12)
  const twice = {
    ...base,
    histories: { ...base.histories, weight: new Float64Array(12).fill(2) },
  }
  const [once, double] = [base, twice].map((each) => outlookOf(bgNbd, each))
  expect(double.value).toEqual(once.value)
  const both = groupOutlook(once, { members: [...Array(12).keys(), ...Array(12).keys()] })
  expect(groupOutlook(double)).toEqual(both)
})

test('where every purchase is worth the same, value counts purchases', () => {
  const base = simulated(bgNbd, 20)
  const mean = { kind: 'mean-spend', meanSpend: 30 } as const
  const outlook = customerOutlook({ fitted: bgNbd, spend: mean, base, horizon: weeks(39) })
  const { purchases, value } = groupOutlook(outlook)
  expect(value.mean).toBeCloseTo(30 * purchases.mean, 9)
  // Values are told apart in 2,048 cells.
  expect(Math.abs(value.lower - 30 * purchases.lower)).toBeLessThan(15)
  expect(Math.abs(value.upper - 30 * purchases.upper)).toBeLessThan(15)
})

test('of customers who are certainly gone nothing is expected', () => {
  const gone = purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: [1000],
    lastPurchaseAge: [10],
    age: [100],
  })
  const base = { histories: gone, spendObservations: Float64Array.of(1000), meanSpend: Float64Array.of(20) }
  const group = groupOutlook(outlookOf(bgNbd, base))
  expect(group).toMatchObject({ probabilityBuys: 0, purchases: { mean: 0, lower: 0, upper: 0 } })
  expect(group.value).toMatchObject({ mean: 0, lower: 0, upper: 0 })
})

test('nobody, and somebody who is not there, are refused', () => {
  const outlook = outlookOf(bgNbd, simulated(bgNbd, 5))
  const code = (name: string) => expect.objectContaining({ code: name })
  expect(() => groupOutlook(outlook, { members: [] })).toThrow(code('LIFETIME_NO_CUSTOMERS'))
  expect(() => groupOutlook(outlook, { members: [5] })).toThrow(code('LIFETIME_OPTION_INVALID'))
  expect(() => groupOutlook(outlook, { level: 1 })).toThrow(code('LIFETIME_OPTION_INVALID'))
  expect(() =>
    customerOutlook({ fitted: bgNbd, spend, base: simulated(bgNbd, 5), horizon: days(0) }),
  ).toThrow(code('LIFETIME_HORIZON_INVALID'))
})

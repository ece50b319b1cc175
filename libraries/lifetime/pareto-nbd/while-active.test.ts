import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { goldenTable } from '../../../tests/golden-table.ts'
import { paretoNbd } from './pareto-nbd.ts'

const { whileActive } = paretoNbd
const walkthrough = paretoNbd.withParameters({ r: 0.5534, alpha: 10.5802, s: 0.6061, beta: 11.6562 }, 'week')
const parameter = fc.double({ min: -2, max: 2.5, noNaN: true }).map((power) => 10 ** power)
const anyFit = fc
  .tuple(parameter, parameter, parameter, parameter)
  .map(([r, alpha, s, beta]) => paretoNbd.withParameters({ r, alpha, s, beta }, 'week'))
const anyCustomer = fc
  .record({ repeatPurchases: fc.nat(200), age: fc.double({ min: 0, max: 500, noNaN: true }) })
  .map((customer) => ({ ...customer, lastPurchaseAge: customer.repeatPurchases === 0 ? 0 : customer.age }))
const anyHorizon = fc.double({ min: 1e-3, max: 500, noNaN: true })

function sum(column: Float64Array): number {
  return column.reduce((total, value) => total + value, 0)
}

// Published numbers.

for (const row of goldenTable('pareto-nbd-counts')) {
  test(`P(${row.count} purchases in ${row.horizon}) after ${row.repeatPurchases} in ${row.age} is ${row.probability}`, () => {
    const parameters = {
      r: Number(row.r),
      alpha: Number(row.alpha),
      s: Number(row.s),
      beta: Number(row.beta),
    }
    const age = Number(row.age)
    const customer = { repeatPurchases: Number(row.repeatPurchases), lastPurchaseAge: age, age }
    const count = Number(row.count)
    const window = { horizon: Number(row.horizon), coverage: Infinity, maximum: count }
    const table = whileActive.purchaseProbabilities(
      paretoNbd.withParameters(parameters, 'week'),
      customer,
      window,
    )
    expect(table).toHaveLength(count + 1)
    expect(Math.abs(table[count] / Number(row.probability) - 1)).toBeLessThan(1e-10)
  })
}

test('frequencies of new customers are those of BTYD', () => {
  const probabilities = new Float64Array(6)
  paretoNbd.repeatPurchaseProbabilities(walkthrough, 52, probabilities)
  const published = [0.5738321723, 0.1605271224, 0.08168815203, 0.05011441405, 0.0336333605, 0.02376995787]
  published.forEach((expected, n) => expect(probabilities[n]).toBeCloseTo(expected, 10))
})

// Laws.

test('the probabilities sum to one and their mean is the expectation', () => {
  fc.assert(
    fc.property(anyFit, anyCustomer, anyHorizon, (fitted, customer, horizon) => {
      const window = { horizon, coverage: 1 - 1e-10, maximum: 100_000 }
      const { r, alpha } = fitted.parameters
      // Beyond, one such table has a hundred thousand entries.
      fc.pre(((r + customer.repeatPurchases + 10) * horizon) / (alpha + customer.age) < 500)
      const expected = whileActive.expectedPurchases(fitted, customer, horizon)
      const table = whileActive.purchaseProbabilities(fitted, customer, window)
      expect(Math.abs(sum(table) - 1)).toBeLessThan(2e-10)
      const mean = sum(table.map((probability, n) => n * probability))
      expect(Math.abs(mean - expected)).toBeLessThan(1e-6 * (1 + expected))
    }),
  )
})

test('a table ends where the coverage is reached, and not before', () => {
  fc.assert(
    fc.property(
      anyCustomer,
      anyHorizon,
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (customer, horizon, coverage) => {
        const window = { horizon, coverage, maximum: 100_000 }
        const table = whileActive.purchaseProbabilities(walkthrough, customer, window)
        expect(sum(table)).toBeGreaterThanOrEqual(coverage)
        expect(sum(table.subarray(0, -1))).toBeLessThan(coverage)
      },
    ),
  )
})

test('a table goes no further than it is asked to', () => {
  const customer = { repeatPurchases: 26, lastPurchaseAge: 31, age: 31 }
  const table = whileActive.purchaseProbabilities(walkthrough, customer, {
    horizon: 52,
    coverage: 0.999,
    maximum: 3,
  })
  expect(table).toHaveLength(4)
})

test('nobody buys in no time', () => {
  const customer = { repeatPurchases: 7, lastPurchaseAge: 39, age: 39 }
  const table = whileActive.purchaseProbabilities(walkthrough, customer, {
    horizon: 0,
    coverage: 1,
    maximum: 10,
  })
  expect([...table]).toEqual([1])
  expect(whileActive.expectedPurchases(walkthrough, customer, 0)).toBe(0)
  expect(
    whileActive.discountedExpectedPurchases(walkthrough, customer, { horizon: 0, discountRate: 0.1 }),
  ).toBe(0)
})

test('a discount of next to nothing changes next to nothing', () => {
  fc.assert(
    fc.property(anyFit, anyCustomer, anyHorizon, (fitted, customer, horizon) => {
      const plain = whileActive.expectedPurchases(fitted, customer, horizon)
      const discounted = (discountRate: number) =>
        whileActive.discountedExpectedPurchases(fitted, customer, { horizon, discountRate })
      expect(discounted(0)).toBe(plain)
      expect(Math.abs(discounted(1e-14) / plain - 1)).toBeLessThan(1e-10)
    }),
  )
})

test('discounted purchases of two adjoining spans add up to those of both', () => {
  fc.assert(
    fc.property(anyFit, anyCustomer, anyHorizon, (fitted, customer, horizon) => {
      const discounted = (end: number) =>
        whileActive.discountedExpectedPurchases(fitted, customer, { horizon: end, discountRate: 0.01 })
      const near = discounted(horizon)
      const all = discounted(Infinity)
      expect(near).toBeLessThanOrEqual(all * (1 + 1e-12))
      // What comes after the horizon: survivors, of the same shapes, whose scales have grown by it.
      const { r, alpha, s, beta } = fitted.parameters
      const later = paretoNbd.withParameters(
        {
          r: r + customer.repeatPurchases,
          alpha: alpha + customer.age,
          s,
          beta: beta + customer.age + horizon,
        },
        'week',
      )
      const survival =
        ((beta + customer.age) / (beta + customer.age + horizon)) ** s * Math.exp(-0.01 * horizon)
      const rest = whileActive.discountedExpectedPurchases(
        later,
        { repeatPurchases: 0, lastPurchaseAge: 0, age: 0 },
        { horizon: Infinity, discountRate: 0.01 },
      )
      expect(Math.abs((near + survival * rest) / all - 1)).toBeLessThan(1e-11)
    }),
  )
})

test('for ever and without a discount a customer buys finitely often only where lifetimes have a mean', () => {
  const customer = { repeatPurchases: 2, lastPurchaseAge: 30, age: 30 }
  const forever = (s: number) =>
    whileActive.expectedPurchases(
      paretoNbd.withParameters({ r: 0.55, alpha: 10, s, beta: 20 }, 'week'),
      customer,
      Infinity,
    )
  expect(forever(3)).toBeCloseTo(((2.55 / 40) * 50) / 2, 12)
  expect(forever(1)).toBe(Infinity)
  expect(forever(0.5)).toBe(Infinity)
})

// Size.

test('a customer of a hundred thousand purchases has a table that sums to one', () => {
  const customer = { repeatPurchases: 100_000, lastPurchaseAge: 500, age: 500 }
  const window = { horizon: 50, coverage: 1 - 1e-9, maximum: 1_000_000 }
  const table = whileActive.purchaseProbabilities(walkthrough, customer, window)
  expect(table.length).toBeGreaterThan(9000)
  expect(sum(table)).toBeCloseTo(1, 8)
})

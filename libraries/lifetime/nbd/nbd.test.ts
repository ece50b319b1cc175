import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { bgNbd } from '../bg-nbd/bg-nbd.ts'
import { purchaseHistories } from '../histories.ts'
import { paretoNbd } from '../pareto-nbd/pareto-nbd.ts'
import { fitNbd } from './fit.ts'
import { nbd } from './nbd.ts'

const typical = nbd.withParameters({ r: 0.385, alpha: 12.07 }, 'week')
const anyCustomer = fc
  .record({ repeatPurchases: fc.nat(100), age: fc.double({ min: 10, max: 500, noNaN: true }) })
  .map((customer) => ({ ...customer, lastPurchaseAge: customer.repeatPurchases === 0 ? 0 : customer.age }))

// Published numbers: the fit to CDNOW stands in `cdnow-fits.test.ts`.

test('the future is that of a gamma rate that never ends', () => {
  fc.assert(
    fc.property(anyCustomer, fc.double({ min: 0.01, max: 100, noNaN: true }), (customer, horizon) => {
      const rate = (0.385 + customer.repeatPurchases) / (12.07 + customer.age)
      const { whileActive } = nbd
      expect(whileActive.expectedPurchases(typical, customer, horizon)).toBeCloseTo(rate * horizon, 9)
      const discounted = (end: number) =>
        whileActive.discountedExpectedPurchases(typical, customer, { horizon: end, discountRate: 0.01 })
      expect(discounted(Infinity) / (rate / 0.01)).toBeCloseTo(1, 12)
      expect(discounted(horizon) / ((rate / 0.01) * -Math.expm1(-0.01 * horizon))).toBeCloseTo(1, 12)
      const table = whileActive.purchaseProbabilities(typical, customer, {
        horizon,
        coverage: 1 - 1e-10,
        maximum: 100_000,
      })
      const silence = (0.385 + customer.repeatPurchases) * Math.log1p(horizon / (12.07 + customer.age))
      expect(table[0]).toBeCloseTo(Math.exp(-silence), 12)
    }),
    { numRuns: 20 },
  )
})

// Laws.

test('models with a dropout become it as the dropout vanishes', () => {
  const histories = purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: [0, 2, 26],
    lastPurchaseAge: [0, 30.43, 30.86],
    age: [38.86, 38.86, 31],
  })
  const own = nbd.logLikelihood(typical, histories)
  const pareto = paretoNbd.withParameters({ r: 0.385, alpha: 12.07, s: 1e-13, beta: 10 }, 'week')
  const beta = bgNbd.withParameters({ r: 0.385, alpha: 12.07, a: 1e-13, b: 2 }, 'week')
  own.forEach((value, row) => {
    expect(paretoNbd.logLikelihood(pareto, histories)[row]).toBeCloseTo(value, 10)
    expect(bgNbd.logLikelihood(beta, histories)[row]).toBeCloseTo(value, 10)
  })
})

test('only how many purchases there were counts, not when', () => {
  const rows = (lastPurchaseAge: number[]) =>
    purchaseHistories({ timeUnit: 'week', repeatPurchases: [2, 5, 0], lastPurchaseAge, age: [30, 40, 35] })
  const [early, late] = [fitNbd(rows([1, 2, 0])), fitNbd(rows([30, 39, 0]))]
  expect(early.parameters).toEqual(late.parameters)
})

test('nobody is ever told to have left', () => {
  const { histories } = nbd.simulate(typical, {
    ages: new Float64Array(50).fill(52),
    horizon: 0,
    random: seededRandom(1),
  })
  expect(new Set(nbd.probabilityActive(typical, histories))).toEqual(new Set([1]))
  expect(nbd.tellsActivityFrom).toBe(Infinity)
})

// Size.

test('ages up to a million and counts up to a hundred thousand stay finite', () => {
  const customer = { repeatPurchases: 100_000, lastPurchaseAge: 1e6, age: 1e6 }
  const table = nbd.whileActive.purchaseProbabilities(typical, customer, {
    horizon: 52,
    coverage: 1 - 1e-9,
    maximum: 1e6,
  })
  expect(table.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 8)
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { readCdnow } from '../../../tests/cdnow.ts'
import { testWithDataset } from '../../../tests/datasets.ts'
import { codeOf } from '../conformance-measures.ts'
import { gammaGammaWithParameters } from '../gamma-gamma/fit.ts'
import { simulateGammaGamma } from '../gamma-gamma/simulate.ts'
import { spendHistories } from '../histories.ts'
import { spendDependence } from './dependence.ts'
import { marginPerPurchase, refundShareOf } from './margin.ts'
import { netPurchases, paidShareOf, spendObservationsOf } from './net-spend.ts'

const typical = gammaGammaWithParameters({ p: 6.25, q: 3.74, gamma: 15.44 })

/** Mean spends of a few hundred customers, most with few purchases. */
function independentSpend(seed: number) {
  const observations = Float64Array.from({ length: 600 }, (_, i) => Math.ceil(12 / (1 + (i % 12))))
  return simulateGammaGamma(typical, { observations, random: seededRandom(seed) }).spend
}

// Fader & Hardie (2005) and later replications on the 946 repeat customers: a correlation of .11.
testWithDataset('the CDNOW sample shows the published correlation', 'cdnow/CDNOW_sample.txt', (path) => {
  const answer = spendDependence(readCdnow(path).spend)
  expect(answer.customers).toBe(946)
  expect(answer.correlation).toBeCloseTo(0.11, 2)
})

test('independence is believed where it holds, for spends as skewed as they are', () => {
  const seeds = Array.from({ length: 200 }, (_, i) => i + 1)
  const answers = seeds.map((seed) => spendDependence(independentSpend(seed)))
  const doubted = answers.filter((answer) => answer.verdict === 'dependent').length
  // Ten in two hundred, within four standard errors.
  expect(Math.abs(doubted - 10)).toBeLessThan(12.5)
})

test('dependence is found and measured where it is', () => {
  const spend = independentSpend(1)
  const meanSpend = spend.meanSpend.map((mean, i) => mean * spend.observations[i] ** 0.4)
  const answer = spendDependence(spendHistories({ ...spend, meanSpend }))
  expect(answer.verdict).toBe('dependent')
  expect(answer.warnings).toEqual(['LIFETIME_SPEND_DEPENDS_ON_FREQUENCY'])
  expect(answer.perDoubling).toBeGreaterThan(0.15)
  expect(spendDependence(spendHistories({ ...spend, meanSpend }), { significance: 0 }).verdict).toBe(
    'independent',
  )
})

test('a row of weight two is two rows, and the unit of the frequency does not matter', () => {
  const spend = independentSpend(2)
  const twice = (column: Float64Array) => [...column, ...column]
  const doubled = spendDependence(
    spendHistories({ observations: twice(spend.observations), meanSpend: twice(spend.meanSpend) }),
  )
  const weighted = spendDependence(spendHistories({ ...spend, weight: spend.observations.map(() => 2) }))
  expect(weighted.pValue).toBeCloseTo(doubled.pValue ?? NaN, 10)
  const yearly = spendDependence(spend, { frequency: spend.observations.map((n) => n / 3) })
  expect(yearly.pValue).toBeCloseTo(spendDependence(spend).pValue ?? NaN, 10)
})

test('too few customers, equal frequencies and equal spends say nothing', () => {
  const few = spendHistories({ observations: [1, 2, 3], meanSpend: [5, 6, 7] })
  const alike = spendHistories({
    observations: Array(20).fill(2),
    meanSpend: Array.from({ length: 20 }, (_, i) => 1 + i),
  })
  const flat = spendHistories({
    observations: Array.from({ length: 20 }, (_, i) => 1 + i),
    meanSpend: Array(20).fill(9),
  })
  for (const spend of [few, alike, flat]) {
    const answer = spendDependence(spend)
    expect(answer.verdict).toBe('cannot-tell')
    expect(answer.pValue).toBeNull()
  }
})

test('one huge customer alone at the end of the line proves nothing', () => {
  const observations = Float64Array.from({ length: 12 }, (_, i) => (i < 11 ? 1 : 400))
  const meanSpend = Float64Array.from({ length: 12 }, (_, i) => (i < 11 ? 20 + i : 500))
  expect(spendDependence(spendHistories({ observations, meanSpend })).verdict).toBe('cannot-tell')
})

const line = fc.record({
  customer: fc.integer({ min: 0, max: 4 }),
  day: fc.integer({ min: 0, max: 9 }),
  cents: fc.integer({ min: -5000, max: 5000 }),
})

test('no amount is lost or made up, and a refund is never a purchase', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), (lines) => {
      const amounts = lines.map(({ cents }) => cents / 100)
      const net = netPurchases({
        customer: lines.map(({ customer }) => customer),
        day: lines.map(({ day }) => day),
        amount: amounts,
      })
      const all = amounts.reduce((sum, amount) => sum + amount, 0)
      expect(net.spend.reduce((sum, spend) => sum + spend, 0) + net.unmatchedRefunds).toBeCloseTo(all, 8)
      expect(net.spend.every((spend) => spend >= 0)).toBe(true)
      expect(net.refundsMatched + net.refundsUnmatched).toBe(amounts.filter((amount) => amount < 0).length)
      const days = new Set(
        lines.filter(({ cents }) => cents >= 0).map(({ customer, day }) => `${customer} ${day}`),
      )
      expect(net.spend.length).toBe(days.size)
    }),
  )
})

test('a refund is taken off the latest purchase with as much left, never off a later one', () => {
  const net = netPurchases({
    customer: [0, 0, 0, 0, 0, 1],
    day: [1, 5, 6, 9, 7, 7],
    amount: [80, 50, 20, 90, -45, -10],
  })
  expect([...net.spend]).toEqual([80, 5, 20, 90])
  expect(net.unmatchedRefunds).toBe(-10)
  expect([net.refundsMatched, net.refundsUnmatched]).toEqual([1, 1])
})

test('a purchase refunded in full, even one summed from cents, stays a purchase without spend', () => {
  const net = netPurchases({
    customer: [0, 0, 0, 0, 0],
    day: [1, 4, 4, 8, 5],
    amount: [9, 0.7, 0.1, 12, -0.8],
  })
  expect([...net.spend]).toEqual([9, 0, 12])
  const observed = spendObservationsOf(net)
  expect(observed.spend?.observations).toEqual(Float64Array.of(1))
  expect(observed.spend?.meanSpend).toEqual(Float64Array.of(12))
  expect([observed.repeatPurchases, observed.paidPurchases]).toEqual([2, 1])
  expect([...observed.amounts.amount]).toEqual([12])
})

test('zeros are purchases that tell nothing of spend; the first purchase of each is left out', () => {
  const net = netPurchases({ customer: [1, 0, 0, 1, 1], day: [3, 1, 2, 9, 9], amount: [5, 7, 0, 0, 4] })
  const observed = spendObservationsOf(net)
  expect([...observed.customer]).toEqual([1])
  expect([observed.repeatPurchases, observed.paidPurchases]).toEqual([2, 1])
  expect(spendObservationsOf(netPurchases({ customer: [0], day: [1], amount: [7] })).spend).toBeNull()
})

test('lines that cannot be read are refused with their code', () => {
  const one = { customer: [0], day: [1], amount: [5] }
  expect(codeOf(() => netPurchases({ ...one, amount: [] }))).toBe('LIFETIME_LENGTHS_DIFFER')
  expect(codeOf(() => netPurchases({ customer: [], day: [], amount: [] }))).toBe('LIFETIME_NO_CUSTOMERS')
  expect(codeOf(() => netPurchases({ ...one, amount: [NaN] }))).toBe('LIFETIME_VALUE_NOT_FINITE')
  expect(codeOf(() => netPurchases({ ...one, day: [1.5] }))).toBe('LIFETIME_COUNT_NOT_WHOLE')
  expect(codeOf(() => netPurchases({ ...one, customer: [-1] }))).toBe('LIFETIME_COUNT_NOT_WHOLE')
})

test('what a purchase leaves: paid, kept, earned, less its cost, and below zero where it is', () => {
  const spend = Float64Array.of(100, 10)
  const rule = { paidShare: 0.9, refundShare: 0.1, marginShare: 0.4, costPerPurchase: 5 }
  const [large, small] = marginPerPurchase(spend, rule)
  expect(large).toBeCloseTo(27.4, 12)
  expect(small).toBeCloseTo(-1.76, 12)
  expect([...marginPerPurchase(spend, {})]).toEqual([100, 10])
})

test('shares of what was paid and of what came back', () => {
  expect(paidShareOf({ repeatPurchases: 99, paidPurchases: 89 }).share).toBeCloseTo(0.895, 12)
  expect(paidShareOf({ repeatPurchases: 0, paidPurchases: 0 })).toEqual({
    share: 0.5,
    standardError: Math.sqrt(0.125),
  })
  expect(refundShareOf({ spend: 200, unmatchedRefunds: -10 })).toBe(0.05)
  expect(refundShareOf({ spend: 200, unmatchedRefunds: -300 })).toBe(1)
})

test('rules that cannot be are refused with their code', () => {
  const spend = Float64Array.of(10)
  const refusals = [
    () => marginPerPurchase(spend, { paidShare: 1.1 }),
    () => marginPerPurchase(spend, { refundShare: -0.1 }),
    () => marginPerPurchase(spend, { marginShare: 1.5 }),
    () => marginPerPurchase(spend, { costPerPurchase: NaN }),
    () => paidShareOf({ repeatPurchases: 3, paidPurchases: 4 }),
    () => refundShareOf({ spend: 0, unmatchedRefunds: -1 }),
    () => refundShareOf({ spend: 10, unmatchedRefunds: 1 }),
  ]
  for (const refusal of refusals) expect(codeOf(refusal)).toBe('LIFETIME_OPTION_INVALID')
  expect(codeOf(() => marginPerPurchase(Float64Array.of(NaN), {}))).toBe('LIFETIME_VALUE_NOT_FINITE')
})

import { unitHypergeometric } from '#numerics/hypergeometric.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { breakEvenPlace, cumulativeCash, lowestPoint, paybackPlace } from './cash-curve.ts'

const margin = 25
const retention = 0.8
const cost = 69
const periods = (count: number) => Array.from({ length: count }, (_, place) => place)
/** Paid at the end of each period by whoever is still there. */
const marginsOf = (count: number) => periods(count).map((place) => margin * retention ** place)

describe('published numbers', () => {
  // Cost 69, margin 25 a period, retention .8, 10 % a period: the toy business of one customer.
  test('one customer at a cost of 69 is paid back in period 6', () => {
    const cumulative = cumulativeCash([-cost, ...marginsOf(6)], { ratePerPeriod: 0.1 })
    const printed = [-46.27, -29.74, -17.72, -8.98, -2.62, 2.0]
    expect(Array.from(cumulative.slice(1), (sum) => Math.round(100 * sum) / 100)).toEqual(printed)
    expect(paybackPlace(cumulative)).toBe(6)
  })

  test('100 customers won each period need 7,600 by period 3 and break even in period 8', () => {
    const earned = cumulativeCash(marginsOf(12).map((each) => 100 * each))
    const cash = periods(12).map((place) => (earned[place] ?? 0) - 100 * cost)
    const cumulative = cumulativeCash(cash)
    const lowest = lowestPoint(cumulative)
    expect(lowest?.amount).toBeCloseTo(-7600, 8)
    expect((lowest?.place ?? 0) + 1).toBe(3)
    expect(breakEvenPlace(cumulative) + 1).toBe(8)
  })

  // Fader & Hardie, note 024, "Reconciling and Clarifying CLV Formulas": m = 100, r = .833, d = .10.
  test.each([
    ['a new customer, cash at the start of each period', 411.985, 0, 0],
    ['what is left just after a payment', 311.985, 1, 1],
    ['a new customer, cash at the end of each period', 374.532, 0, 1],
  ])('%s is worth %d', (_, value, renewals, delay) => {
    const cash = periods(2000).map((place) => 100 * 0.833 ** (place + renewals))
    const cumulative = cumulativeCash(cash, { ratePerPeriod: 0.1, timing: (place) => place + delay })
    expect(cumulative.at(-1)).toBeCloseTo(value, 3)
  })

  test('what is left at the end of a period, before renewal, is 343 and not 312', () => {
    const cash = periods(2000).map((place) => 100 * 0.833 ** (place + 1))
    expect(cumulativeCash(cash, { ratePerPeriod: 0.1 }).at(-1)).toBeCloseTo(343.1835, 3)
  })

  // Fader, Hardie & Sen (2015), with γ = .764, δ = 1.296: residual value at the end of period n, before renewal.
  test.each([
    [1, 288.2211],
    [2, 393.9422],
    [3, 467.5303],
    [4, 523.4922],
    [5, 568.2489],
    [10, 707.9411],
  ])('customers of unlike retention are worth, at the end of period %d, %d each', (n, value) => {
    const [gamma, delta] = [0.764, 1.296]
    let survival = 1
    const cash = periods(60_000).map((place) => {
      survival *= (delta + n - 1 + place) / (gamma + delta + n - 1 + place)
      return 100 * survival
    })
    const worth = cumulativeCash(cash, { ratePerPeriod: 0.1 }).at(-1)
    expect(worth).toBeCloseTo(value, 3)
    const closed =
      ((100 * (delta + n - 1)) / (gamma + delta + n - 1)) *
      (unitHypergeometric({ a: delta + n, e: gamma, z: 1 / 1.1 }) ?? 0)
    expect(worth).toBeCloseTo(closed, 6)
  })
})

describe('laws', () => {
  const cash = fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 30 })

  test('before payback the sum is below zero, and after breaking even it never is again', () => {
    fc.assert(
      fc.property(cash, (amounts) => {
        const cumulative = [...cumulativeCash(amounts)]
        const back = paybackPlace(cumulative)
        const before = back === -1 ? cumulative : cumulative.slice(0, back)
        expect(before.every((sum) => sum < 0)).toBe(true)
        const even = breakEvenPlace(cumulative)
        if (even >= 0) expect(cumulative.slice(even).every((sum) => sum >= 0)).toBe(true)
        if (even > 0) expect(cumulative[even - 1]).toBeLessThan(0)
        expect(lowestPoint(cumulative)?.amount ?? 0).toBe(Math.min(0, ...cumulative))
      }),
    )
  })

  test('without cash nothing is back and nothing was needed', () => {
    expect(paybackPlace([])).toBe(-1)
    expect(breakEvenPlace([])).toBe(-1)
    expect(lowestPoint([])).toBeNull()
  })
})

import { expect, test } from 'vitest'
import { isPerennialError } from '#kernel/errors.ts'
import { days, weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { bgNbd } from './bg-nbd/bg-nbd.ts'
import { purchaseHistories } from './histories.ts'
import { purchaseModel, purchaseModels } from './models.ts'
import {
  discountedExpectedPurchases,
  expectedPurchases,
  probabilityActive,
  simulateCustomers,
} from './predict.ts'
import { akaike, bayesianInformation, confidenceIntervals, describe, standardErrors } from './summary.ts'

const fitted = bgNbd.withParameters({ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }, 'week')
const customer = purchaseHistories({
  timeUnit: 'week',
  repeatPurchases: [2],
  lastPurchaseAge: [30.43],
  age: [38.86],
})

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return isPerennialError(error) ? error.code : 'another error'
  }
  return 'accepted'
}

test('a horizon means the same in days and in weeks', () => {
  const [inWeeks] = expectedPurchases(fitted, customer, { horizon: weeks(39) })
  const [inDays] = expectedPurchases(fitted, customer, { horizon: days(273) })
  expect(inWeeks).toBeCloseTo(1.22602817476714, 12)
  expect(inDays).toBe(inWeeks)
  expect(probabilityActive(fitted, customer)[0]).toBeCloseTo(0.726578570080673, 12)
})

test('purchases in a year count 1 / 1.1 at ten per cent', () => {
  const window = { horizon: weeks(520), discountRatePerYear: 0.1 }
  const [discounted] = discountedExpectedPurchases(fitted, customer, window)
  const [plain] = expectedPurchases(fitted, customer, { horizon: weeks(520) })
  const [endless] = discountedExpectedPurchases(fitted, customer, { ...window, horizon: days(Infinity) })
  expect(discounted).toBeLessThan(plain)
  expect(endless).toBeGreaterThan(discounted)
  const [inADay] = discountedExpectedPurchases(fitted, customer, {
    horizon: days(1e-6),
    discountRatePerYear: 0.1,
  })
  expect(inADay / expectedPurchases(fitted, customer, { horizon: days(1e-6) })[0]).toBeCloseTo(1, 8)
})

test('what makes no sense is refused with its code', () => {
  const inDays = purchaseHistories({ timeUnit: 'day', repeatPurchases: [0], lastPurchaseAge: [0], age: [9] })
  const horizon = weeks(1)
  expect(codeOf(() => probabilityActive(fitted, inDays))).toBe('LIFETIME_TIME_UNIT_MISMATCH')
  expect(codeOf(() => expectedPurchases(fitted, customer, { horizon: days(-1) }))).toBe(
    'LIFETIME_HORIZON_INVALID',
  )
  expect(codeOf(() => expectedPurchases(fitted, customer, { horizon: days(Infinity) }))).toBe(
    'LIFETIME_HORIZON_INVALID',
  )
  const discounted = (discountRatePerYear: number) =>
    codeOf(() => discountedExpectedPurchases(fitted, customer, { horizon, discountRatePerYear }))
  expect(discounted(-0.1)).toBe('LIFETIME_OPTION_INVALID')
  expect(discounted(0)).toBe('accepted')
  expect(codeOf(() => purchaseModel({ model: 'bg-nbd', version: 2 }))).toBe('LIFETIME_MODEL_UNKNOWN')
  expect(codeOf(() => purchaseModel('weibull' as 'bg-nbd'))).toBe('LIFETIME_MODEL_UNKNOWN')
  expect(codeOf(() => bgNbd.withParameters({ r: 0, alpha: 1, a: 1, b: 1 }, 'day'))).toBe(
    'LIFETIME_PARAMETER_NOT_POSITIVE',
  )
})

test('every model is found by its name and by its fit', () => {
  for (const model of purchaseModels) expect(purchaseModel(model.name)).toBe(model)
  expect(purchaseModel(fitted).name).toBe('bg-nbd')
})

test('a regularity means nothing to a model of random purchases', () => {
  expect(purchaseModel({ model: 'bg-nbd', version: 1, regularity: 3 })).toBe(purchaseModel('bg-nbd'))
})

test('the same seed simulates the same customers', () => {
  const options = () => ({ customers: 50, age: weeks(39), horizon: weeks(26), random: seededRandom(7) })
  const simulated = simulateCustomers(fitted, options())
  expect(simulated).toEqual(simulateCustomers(fitted, options()))
  expect(simulated.histories.age).toEqual(new Float64Array(50).fill(39))
  const without = simulateCustomers(fitted, { customers: 50, age: weeks(39), random: seededRandom(7) })
  expect(without.futurePurchases).toEqual(new Float64Array(50))
})

test('criteria and intervals follow from the log-likelihood and the covariance', () => {
  const fit = {
    ...fitted,
    covariance: [1, 4, 9, 16].map((variance, i) =>
      [0, 1, 2, 3].map((j) => (i === j ? variance / 10_000 : 0)),
    ),
    logLikelihood: -9582.4292,
    customerCount: 2357,
  }
  expect(standardErrors(fit)).toEqual({ r: 0.01, alpha: 0.02, a: 0.03, b: 0.04 })
  expect(akaike(fit)).toBeCloseTo(19_172.8584, 4)
  expect(bayesianInformation(fit)).toBeCloseTo(19_164.8584 + 4 * Math.log(2357), 4)
  const interval = confidenceIntervals(fit)?.r
  expect(interval?.upper).toBeCloseTo(0.243 * Math.exp((1.959963984540054 * 0.01) / 0.243), 12)
  expect((interval?.lower ?? 0) * (interval?.upper ?? 0)).toBeCloseTo(0.243 ** 2, 12)
  expect(describe(fit)).toMatchObject({
    model: 'bg-nbd',
    customers: 2357,
    standardErrors: standardErrors(fit),
  })
})

test('where the parameters are not identified, no errors and no intervals are given', () => {
  expect(standardErrors(fitted)).toBeNull()
  expect(confidenceIntervals(fitted, 0.8)).toBeNull()
  expect(describe(fitted).standardErrors).toBeNull()
})

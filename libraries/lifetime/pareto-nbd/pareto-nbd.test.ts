import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '#numerics/random.ts'
import { readCdnow } from '../../../tests/cdnow.ts'
import { testWithDataset } from '../../../tests/datasets.ts'
import { goldenTable } from '../../../tests/golden-table.ts'
import { purchaseHistories } from '../histories.ts'
import type { FittedParetoNbd, PurchaseHistories } from '../model.ts'
import { paretoNbd } from './pareto-nbd.ts'

const walkthrough = paretoNbd.withParameters({ r: 0.5534, alpha: 10.5802, s: 0.6061, beta: 11.6562 }, 'week')

/** One customer, in weeks. */
function oneHistory(x: number, lastPurchaseAge: number, age: number): PurchaseHistories {
  return purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: [x],
    lastPurchaseAge: [lastPurchaseAge],
    age: [age],
  })
}

function sum(column: Float64Array): number {
  return column.reduce((total, value) => total + value, 0)
}

function relativeError(actual: number, expected: number): number {
  return expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1)
}

// Published numbers.

for (const row of goldenTable('pareto-nbd')) {
  const { repeatPurchases, lastPurchaseAge, age } = row
  test(`the history (${repeatPurchases}, ${lastPurchaseAge}, ${age}) has its published likelihood and future`, () => {
    const history = oneHistory(Number(repeatPurchases), Number(lastPurchaseAge), Number(age))
    const actual = {
      logLikelihood: paretoNbd.logLikelihood(walkthrough, history)[0],
      probabilityActive: paretoNbd.probabilityActive(walkthrough, history)[0],
      purchases39: paretoNbd.expectedPurchases(walkthrough, history, 39)[0],
      purchases52: paretoNbd.expectedPurchases(walkthrough, history, 52)[0],
      discounted: paretoNbd.discountedExpectedPurchases(walkthrough, history, Infinity, 0.0027)[0],
    }
    for (const [name, value] of Object.entries(actual)) {
      expect(relativeError(value, Number(row[name])), name).toBeLessThan(1e-12)
    }
  })
}

test('a new customer makes 1.473 repeat purchases in a year', () => {
  const [in39, in52] = paretoNbd.expectedRepeatPurchases(walkthrough, Float64Array.of(39, 52))
  expect(relativeError(in39, 1.21311771186151)).toBeLessThan(1e-13)
  expect(relativeError(in52, 1.47306699190199)).toBeLessThan(1e-13)
})

// The tests of lifetimes ask for a hundredth.
testWithDataset(
  'new customers buy again as lifetimes expects, in nought to nine weeks',
  'cdnow/CDNOW_sample.txt',
  (path) => {
    const fitted = paretoNbd.fit(readCdnow(path).histories)
    const published = [
      0, 0.05077821, 0.09916088, 0.14542507, 0.1897993, 0.23247466, 0.27361274, 0.31335159, 0.35181024,
      0.38909211,
    ]
    const expected = paretoNbd.expectedRepeatPurchases(fitted, Float64Array.from(published.keys()))
    published.forEach((value, weeks) => expect(Math.abs(expected[weeks] - value)).toBeLessThan(0.01))
  },
)

test('customer 1516 of the walkthrough is active with .9979 and buys 25.46 times in a year', () => {
  const customer = oneHistory(26, 30.86, 31)
  expect(paretoNbd.probabilityActive(walkthrough, customer)[0]).toBeCloseTo(0.9979, 4)
  expect(Math.abs(paretoNbd.expectedPurchases(walkthrough, customer, 52)[0] - 25.46)).toBeLessThan(0.01)
})

test('a more frequent customer who has been silent for long is expected to buy less', () => {
  // Fader, Hardie & Lee (2005), "RFM and CLV": the increasing frequency paradox.
  const published = [
    0.7059, 0.5327, 0.3933, 0.2853, 0.204, 0.1442, 0.1009, 0.07, 0.0482, 0.033, 0.0225, 0.0152, 0.0103,
    0.0069, 0.0046, 0.0031,
  ]
  published.forEach((expected, i) => {
    const actual = paretoNbd.expectedPurchases(walkthrough, oneHistory(10 + i, 20, 39), 52)[0]
    expect(actual).toBeCloseTo(expected, 4)
  })
})

testWithDataset('CDNOW sample: the published fit to all digits known', 'cdnow/CDNOW_sample.txt', (path) => {
  const { histories } = readCdnow(path)
  const fitted = paretoNbd.fit(histories)
  expectFit(fitted, {
    parameters: [0.553277, 10.5776835, 0.60624, 11.6687353],
    errors: [0.047628, 0.8427227, 0.1872817, 6.2111281],
    logLikelihood: -9594.97617894,
  })
  expect(fitted.covariance?.[0][1]).toBeCloseTo(0.03298, 4)
  expect(fitted.convergence.starts).toBe(1)
})

testWithDataset(
  'CDNOW sample: sums of predictions as CLVTools gives them',
  'cdnow/CDNOW_sample.txt',
  (path) => {
    const { histories, holdoutPurchases } = readCdnow(path)
    const fitted = paretoNbd.fit(histories)
    const discounted = (rate: number) =>
      sum(paretoNbd.discountedExpectedPurchases(fitted, histories, Infinity, rate))
    expect(sum(holdoutPurchases)).toBe(1882)
    // Its optimum stops at the fifth digit; so do these.
    expect(relativeError(sum(paretoNbd.expectedPurchases(fitted, histories, 39)), 1665.5289)).toBeLessThan(
      2e-5,
    )
    expect(relativeError(sum(paretoNbd.probabilityActive(fitted, histories)), 1051.9093)).toBeLessThan(5e-5)
    // Its continuous.discount.factor of 0.1 is an effective rate of 10 % a week: δ = ln 1.1.
    expect(relativeError(discounted(Math.log(1.1)), 490.8513)).toBeLessThan(2e-5)
    expect(relativeError(discounted(Math.log(1.15) / 52), 7205.5944)).toBeLessThan(2e-5)
  },
)

testWithDataset(
  'CDNOW sample: cumulative repeat purchases by week as published',
  'cdnow/CDNOW_sample.txt',
  (path) => {
    const { histories } = readCdnow(path)
    const week39 = Math.max(...histories.age)
    const cumulative = (week: number) => {
      const ages = histories.age.map((age) => Math.max(0, age - week39 + week))
      return Math.round(sum(paretoNbd.expectedRepeatPurchases(walkthrough, ages)))
    }
    expect([20, 21, 22, 23, 24, 25].map(cumulative)).toEqual([1309, 1385, 1460, 1533, 1604, 1674])
  },
)

testWithDataset('CDNOW sample: frequencies as CLVTools expects them', 'cdnow/CDNOW_sample.txt', (path) => {
  const { histories } = readCdnow(path)
  const fitted = paretoNbd.fit(histories)
  const expected = new Float64Array(11)
  const probabilities = new Float64Array(11)
  for (const age of histories.age) {
    paretoNbd.repeatPurchaseProbabilities(fitted, age, probabilities)
    probabilities.forEach((probability, n) => (expected[n] += probability))
  }
  const published = [
    1434.066, 396.862, 193.485, 111.809, 69.989, 45.856, 30.933, 21.291, 14.871, 10.503, 7.484,
  ]
  published.forEach((customers, n) => expect(Math.abs(expected[n] - customers)).toBeLessThan(0.02))
})

/** Parameters to 1e-6 relative (the golden figures carry so much), standard errors to 1e-5, log-likelihood to 1e-6. */
function expectFit(
  fitted: FittedParetoNbd,
  golden: { parameters: readonly number[]; errors: readonly number[]; logLikelihood: number },
): void {
  Object.values(fitted.parameters).forEach((parameter, i) => {
    expect(relativeError(parameter, golden.parameters[i])).toBeLessThan(1e-6)
    expect(relativeError(Math.sqrt(fitted.covariance?.[i][i] ?? NaN), golden.errors[i])).toBeLessThan(1e-5)
  })
  expect(Math.abs(fitted.logLikelihood - golden.logLikelihood)).toBeLessThan(1e-6)
  expect(fitted.convergence.converged).toBe(true)
  expect(fitted.warnings).toEqual([])
}

// What went wrong elsewhere.

test('at s = 1, where lifetimes, BTYD and CLVTools give NaN, the limits are met', () => {
  const fitted = paretoNbd.withParameters({ r: 0.55, alpha: 10.58, s: 1, beta: 11.66 }, 'week')
  const history = oneHistory(2, 30.43, 38.86)
  const discounted = paretoNbd.discountedExpectedPurchases(fitted, history, Infinity, 0.0027)[0]
  expect(relativeError(paretoNbd.probabilityActive(fitted, history)[0], 0.79464853306157)).toBeLessThan(1e-13)
  expect(relativeError(paretoNbd.expectedPurchases(fitted, history, 52)[0], 1.46535330580352)).toBeLessThan(
    1e-13,
  )
  expect(relativeError(discounted, 3.67093082125568)).toBeLessThan(1e-13)
})

test('alpha = beta needs no case of its own', () => {
  const fitted = paretoNbd.withParameters({ r: 0.55, alpha: 11, s: 0.6, beta: 11 }, 'week')
  const history = oneHistory(2, 30.43, 38.86)
  expect(relativeError(paretoNbd.logLikelihood(fitted, history)[0], -9.57550853847574)).toBeLessThan(1e-13)
  expect(relativeError(paretoNbd.probabilityActive(fitted, history)[0], 0.868894066741672)).toBeLessThan(
    1e-13,
  )
  expect(relativeError(paretoNbd.expectedPurchases(fitted, history, 52)[0], 1.83215961461866)).toBeLessThan(
    1e-13,
  )
})

test('200 purchases and more are no reason for NaN, as they are in BTYD', () => {
  for (const x of [200, 1000, 5000, 100_000]) {
    const history = oneHistory(x, 364, 365)
    expect(Number.isFinite(paretoNbd.logLikelihood(walkthrough, history)[0])).toBe(true)
    expect(Number.isFinite(paretoNbd.expectedPurchases(walkthrough, history, 39)[0])).toBe(true)
  }
})

test('two frequent customers of lifetimes issue 25 and 117 are told apart', () => {
  const fitted = paretoNbd.withParameters({ r: 0.55, alpha: 10.58, s: 0.61, beta: 11.67 }, 'week')
  const in10 = (x: number) => paretoNbd.expectedPurchases(fitted, oneHistory(x, 200, 200), 10)[0]
  expect(relativeError(in10(132), 6.206051788963242)).toBeLessThan(1e-12)
  expect(relativeError(in10(133), 6.252872247574811)).toBeLessThan(1e-12)
})

testWithDataset(
  'CDNOW master: alpha exceeds beta, where lifetimes refuses to predict; fit and predictions are right',
  'cdnow/CDNOW_master.txt.gz',
  (path) => {
    const { histories, holdoutPurchases } = readCdnow(path)
    const fitted = paretoNbd.fit(histories)
    expect(fitted.parameters.alpha).toBeGreaterThan(fitted.parameters.beta)
    expectFit(fitted, {
      parameters: [0.59741997, 11.5856578, 0.52218561, 8.82775915],
      errors: [0.01737266, 0.29676481, 0.04634124, 1.47423056],
      logLikelihood: -95415.11861747,
    })
    expect(relativeError(sum(paretoNbd.expectedPurchases(fitted, histories, 39)), 17_153)).toBeLessThan(2e-5)
    expect(sum(holdoutPurchases)).toBe(19_684)
  },
)

test('the same histories give the same fit bit for bit: lifetimes starts at random', () => {
  const random = seededRandom(5)
  const ages = Float64Array.from({ length: 500 }, () => 20 + 19 * random())
  const { histories } = paretoNbd.simulate(walkthrough, { ages, horizon: 0, random })
  expect(paretoNbd.fit(histories)).toEqual(paretoNbd.fit(histories))
})

// Laws.

const time = fc.double({ min: 0, max: 3000, noNaN: true })
const parameter = fc.double({ min: -4, max: 4, noNaN: true }).map((power) => 10 ** power)
const anyFit = fc
  .tuple(parameter, parameter, parameter, parameter)
  .map(([r, alpha, s, beta]) => paretoNbd.withParameters({ r, alpha, s, beta }, 'week'))
const anyHistory = fc
  .tuple(fc.nat(100_000), time, time)
  .map(([x, some, other]) => oneHistory(x, x === 0 ? 0 : Math.min(some, other), Math.max(some, other)))

test('every prediction is finite and in range for every history and every parameter', () => {
  fc.assert(
    fc.property(anyFit, anyHistory, time, (fitted, history, horizon) => {
      expect(paretoNbd.logLikelihood(fitted, history)[0]).not.toBeNaN()
      const active = paretoNbd.probabilityActive(fitted, history)[0]
      expect(active).toBeGreaterThanOrEqual(0)
      expect(active).toBeLessThanOrEqual(1)
      const purchases = paretoNbd.expectedPurchases(fitted, history, horizon)[0]
      const discounted = paretoNbd.discountedExpectedPurchases(fitted, history, horizon, 0.002)[0]
      expect(purchases).toBeLessThan(Infinity)
      expect(discounted).toBeGreaterThanOrEqual(0)
      expect(discounted).toBeLessThanOrEqual(purchases * (1 + 1e-12) + 1e-300)
    }),
  )
})

test('a customer who bought at the very end is active', () => {
  fc.assert(
    fc.property(anyFit, fc.nat(1000), time, (fitted, x, age) => {
      const history = oneHistory(x, x === 0 ? 0 : age, x === 0 ? 0 : age)
      expect(paretoNbd.probabilityActive(fitted, history)[0]).toBe(1)
    }),
  )
})

test('longer silence makes it less likely that a customer is active', () => {
  fc.assert(
    fc.property(fc.nat(50), time, time, (x, quiet, more) => {
      const at = (age: number) =>
        paretoNbd.probabilityActive(walkthrough, oneHistory(x, x === 0 ? 0 : 10, 10 + age))[0]
      expect(at(quiet + more)).toBeLessThanOrEqual(at(quiet) * (1 + 1e-13))
    }),
  )
})

test('simulated customers are as often active, and buy as much, as the model says of their histories', () => {
  const random = seededRandom(11)
  const ages = Float64Array.from({ length: 20_000 }, () => 10 + 30 * random())
  const { histories, futurePurchases, active } = paretoNbd.simulate(walkthrough, {
    ages,
    horizon: 39,
    random,
  })
  const expectedActive = sum(paretoNbd.probabilityActive(walkthrough, histories))
  const actualActive = active.reduce((total, one) => total + one, 0)
  // Four standard errors of a sum of independent yes and no.
  expect(Math.abs(actualActive - expectedActive)).toBeLessThan(4 * Math.sqrt(20_000 / 4))
  const expectedPurchases = sum(paretoNbd.expectedPurchases(walkthrough, histories, 39))
  expect(relativeError(sum(futurePurchases), expectedPurchases)).toBeLessThan(0.04)
  const repeats = sum(paretoNbd.expectedRepeatPurchases(walkthrough, ages))
  expect(relativeError(sum(histories.repeatPurchases), repeats)).toBeLessThan(0.04)
})

// Size.

test('a hundred thousand distinct histories fit within seconds', () => {
  const random = seededRandom(2)
  const ages = Float64Array.from({ length: 100_000 }, () => Math.ceil(189 + 84 * random()) / 7)
  const { histories } = paretoNbd.simulate(walkthrough, { ages, horizon: 0, random })
  const started = performance.now()
  const fitted = paretoNbd.fit(histories)
  expect(performance.now() - started).toBeLessThan(15_000)
  expect(relativeError(fitted.parameters.r, 0.5534)).toBeLessThan(0.05)
})

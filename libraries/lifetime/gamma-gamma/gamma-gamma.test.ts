import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPerennialError } from '#kernel/errors.ts'
import { hessianByDifferences } from '#numerics/optimise.ts'
import { seededRandom } from '#numerics/random.ts'
import { readPurchaseLines } from '../../../tests/cdnow.ts'
import { testWithDataset } from '../../../tests/datasets.ts'
import { spendHistories } from '../histories.ts'
import { expectedSpend } from '../outlook/expected-spend.ts'
import { purchaseLog, summariseLog } from '../purchase-log.ts'
import { confidenceIntervals, standardErrors } from '../summary.ts'
import { fitGammaGamma, gammaGammaProfileIntervals, gammaGammaWithParameters } from './fit.ts'
import { spendLogLikelihood } from './likelihood.ts'
import { prepareObjective } from './objective.ts'
import { expectedMeanSpend, expectedMeanSpendOfNewCustomer } from './predict.ts'
import { simulateGammaGamma } from './simulate.ts'

const published = gammaGammaWithParameters({ p: 6.25, q: 3.74, gamma: 15.44 })

/** Thousands of customers with one to ten spends each. */
function simulatedSpend(customers: number) {
  const observations = Float64Array.from({ length: customers }, (_, i) => 1 + (i % 10))
  return simulateGammaGamma(published, { observations, random: seededRandom(3) })
}

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return isPerennialError(error) ? error.code : 'another error'
  }
  return 'accepted'
}

// Fader & Hardie (2013), note 025, and the same computed with 40 digits.
test('likelihoods and expectations at the published parameters are the published ones', () => {
  const spend = spendHistories({ observations: [2, 1, 7, 3], meanSpend: [22.35, 11.77, 73.74, 35] })
  const likelihoods = spendLogLikelihood(published, spend)
  const goldLikelihoods = [-3.5513167597317, -3.73770967874084, -6.05486731072223]
  goldLikelihoods.forEach((value, i) => expect(likelihoods[i]).toBeCloseTo(value, 11))
  const expectations = expectedMeanSpend(published, spend)
  const goldExpectations = [24.6637139107612, 18.916852057842, 71.4696708969671, 35.0279199627734]
  goldExpectations.forEach((value, i) => expect(expectations[i]).toBeCloseTo(value, 11))
  expect(expectedMeanSpendOfNewCustomer(published)).toBeCloseTo(35.2189781021898, 11)
})

// Fader & Hardie (2013), note 025, and the tests of lifetimes: the first ten customers of the CDNOW sample, to a tenth.
testWithDataset(
  'the first customers of CDNOW are expected to spend as published',
  'cdnow/CDNOW_sample.txt',
  (path) => {
    const lines = readPurchaseLines(path)
    const log = purchaseLog({
      customer: lines.map(({ customer }) => customer),
      day: lines.map(({ day }) => day),
      amount: lines.map(({ amount }) => amount),
    })
    const base = summariseLog(log, { until: '1997-09-30' })
    const gold = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    gold.forEach((value, row) => {
      const customer = { observations: base.spendObservations[row], meanSpend: base.meanSpend[row] }
      expect(
        Math.abs(expectedSpend({ kind: 'gamma-gamma', fitted: published }, customer) - value),
      ).toBeLessThan(0.1)
    })
  },
)

test('the parameters that made simulated spends are found again, within four standard errors', () => {
  const fitted = fitGammaGamma(simulatedSpend(5000).spend)
  const errors = standardErrors(fitted)
  for (const name of ['p', 'q', 'gamma'] as const) {
    const distance = Math.abs(fitted.parameters[name] - published.parameters[name])
    expect(distance / (errors?.[name] ?? 0)).toBeLessThan(4)
  }
})

test('expected spends are right on average', () => {
  const { spend, trueMeanSpend } = simulatedSpend(50_000)
  const expected = expectedMeanSpend(published, spend)
  const differences = expected.map((value, i) => trueMeanSpend[i] - value)
  const sum = differences.reduce((total, value) => total + value, 0)
  expect(Math.abs(sum) / Math.hypot(...differences)).toBeLessThan(4)
})

test('the currency does not matter: a hundred times the spend has a hundred times the scale', () => {
  const { spend } = simulatedSpend(500)
  const inCents = spendHistories({ ...spend, meanSpend: spend.meanSpend.map((mean) => 100 * mean) })
  const [inUnits, inHundredths] = [fitGammaGamma(spend), fitGammaGamma(inCents)]
  expect(inHundredths.parameters.p).toBeCloseTo(inUnits.parameters.p, 8)
  expect(inHundredths.parameters.gamma / 100).toBeCloseTo(inUnits.parameters.gamma, 8)
  expect(inHundredths.logLikelihood + 500 * Math.log(100)).toBeCloseTo(inUnits.logLikelihood, 7)
})

test('a row of weight two is two rows, in any order', () => {
  const { observations, meanSpend } = simulatedSpend(300).spend
  const twice = (column: Float64Array) => [...column, ...column.toReversed()]
  const doubled = fitGammaGamma(
    spendHistories({ observations: twice(observations), meanSpend: twice(meanSpend) }),
  )
  const weighted = fitGammaGamma(
    spendHistories({ observations, meanSpend, weight: observations.map(() => 2) }),
  )
  expect(weighted.parameters.q).toBeCloseTo(doubled.parameters.q, 9)
  expect(weighted.logLikelihood).toBeCloseTo(doubled.logLikelihood, 8)
  expect(weighted.customerCount).toBe(600)
})

test('gradient and Hessian are those of the value, away from the summit too', () => {
  const objective = prepareObjective(simulatedSpend(200).spend)
  for (const point of [
    [1.8, 1.3, 2.7],
    [-1, 0.2, 4],
  ]) {
    const { gradient, hessian } = objective(point)
    const differences = hessianByDifferences((at) => objective(at).gradient, point)
    gradient.forEach((slope, i) => {
      const along = (step: number) => objective(point.with(i, point[i] + step)).value
      expect((along(1e-4) - along(-1e-4)) / 2e-4).toBeCloseTo(slope, 6)
      hessian[i].forEach((curve, j) => expect(differences[i][j]).toBeCloseTo(curve, 7))
    })
  }
})

test('the density of a mean spend integrates to one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.double({ min: 0.5, max: 20, noNaN: true }), (n, p) => {
      const fitted = gammaGammaWithParameters({ p, q: 3, gamma: 10 })
      const steps = Float64Array.from({ length: 12_000 }, (_, i) => (i - 6000) / 100)
      const meanSpend = steps.map(Math.exp)
      const spend = spendHistories({ observations: steps.map(() => n), meanSpend })
      const densities = spendLogLikelihood(fitted, spend).map((value, i) => Math.exp(value + steps[i]))
      expect(densities.reduce((sum, value) => sum + value, 0) / 100).toBeCloseTo(1, 8)
    }),
    { numRuns: 20 },
  )
})

test('a fit is plain frozen data that survives JSON', () => {
  const fitted = fitGammaGamma(simulatedSpend(100).spend)
  expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted)
  expect(Object.isFrozen(fitted) && Object.isFrozen(fitted.parameters)).toBe(true)
})

// lifetimes 0.11.3 expects −30 of a customer without repeats.
test('where spends have no mean, none is made up', () => {
  const heavy = gammaGammaWithParameters({ p: 0.3, q: 0.6, gamma: 15 })
  const spend = spendHistories({ observations: [1, 5], meanSpend: [20, 20] })
  expect(codeOf(() => expectedMeanSpendOfNewCustomer(heavy))).toBe('LIFETIME_SPEND_MEAN_UNDEFINED')
  expect(codeOf(() => expectedMeanSpend(heavy, spend))).toBe('LIFETIME_SPEND_MEAN_UNDEFINED')
  const [known] = expectedMeanSpend(heavy, spendHistories({ observations: [5], meanSpend: [20] }))
  expect(known).toBeGreaterThan(0)
})

test('spends that are all equal are refused, one customer alone among them', () => {
  const equal = spendHistories({ observations: [1, 4, 2], meanSpend: [9.99, 9.99, 9.99] })
  expect(codeOf(() => fitGammaGamma(equal))).toBe('LIFETIME_SPEND_ALL_EQUAL')
  const alone = spendHistories({ observations: [4], meanSpend: [9.99] })
  expect(codeOf(() => fitGammaGamma(alone))).toBe('LIFETIME_SPEND_ALL_EQUAL')
  expect(codeOf(() => gammaGammaWithParameters({ p: 1, q: -1, gamma: 1 }))).toBe(
    'LIFETIME_PARAMETER_NOT_POSITIVE',
  )
})

test('profile intervals lie about those of the covariance, and at their ends the likelihood has fallen as it must', () => {
  const { spend } = simulatedSpend(2000)
  const fitted = fitGammaGamma(spend)
  const profile = gammaGammaProfileIntervals(fitted, spend, { level: 0.8 })
  const square = confidenceIntervals(fitted, 0.8)
  for (const name of ['p', 'q', 'gamma'] as const) {
    expect(profile[name].lower / (square?.[name].lower ?? NaN)).toBeCloseTo(1, 1)
    expect(profile[name].upper / (square?.[name].upper ?? NaN)).toBeCloseTo(1, 1)
    expect(profile[name].lower).toBeLessThan(fitted.parameters[name])
    expect(profile[name].upper).toBeGreaterThan(fitted.parameters[name])
    // With one parameter at an end and the others left where they were the fall can only be deeper.
    const there = gammaGammaWithParameters({ ...fitted.parameters, [name]: profile[name].upper })
    const total = spendLogLikelihood(there, spend).reduce((sum, value) => sum + value, 0)
    expect(fitted.logLikelihood - total).toBeGreaterThan(1.2815515655446004 ** 2 / 2)
  }
})

// p ran to a thousand million there, and every table of sums of spends grew with its square root.
test('customers who always spend the same, each their own price, are worth what they spend', () => {
  const prices = [10, 10, 25, 40, 10, 60, 25, 10]
  const spend = spendHistories({
    observations: prices.map((_, i) => 1 + (i % 4)),
    meanSpend: prices,
  })
  const fitted = fitGammaGamma(spend)
  expect(fitted.parameters.p).toBe(10_000)
  expect(fitted.covariance).toBeNull()
  expect(fitted.warnings).toEqual(['LIFETIME_PARAMETER_AT_BOUNDARY'])
  expectedMeanSpend(fitted, spend).forEach((expected, i) =>
    expect(Math.abs(expected / prices[i] - 1)).toBeLessThan(0.01),
  )
})

test('two customers are too few to tell the parameters, and the fit says so', () => {
  const fitted = fitGammaGamma(spendHistories({ observations: [1, 3], meanSpend: [10, 12] }), {
    allowUnconverged: true,
  })
  expect(fitted.covariance).toBeNull()
  expect(fitted.warnings.length).toBeGreaterThan(0)
  expect(Number.isFinite(fitted.logLikelihood)).toBe(true)
})

test('two hundred thousand different spends are fitted in seconds on a busy machine', () => {
  const { spend } = simulatedSpend(200_000)
  const started = performance.now()
  expect(fitGammaGamma(spend).convergence.converged).toBe(true)
  expect(performance.now() - started).toBeLessThan(10_000)
})

import { expect, test } from 'vitest'
import { hessianByDifferences } from '#numerics/optimise.ts'
import { gaussLegendre } from '#numerics/quadrature.ts'
import { seededRandom } from '#numerics/random.ts'
import { codeOf } from '../conformance-measures.ts'
import { likelihoodRatio } from '../likelihood-ratio.ts'
import { confidenceIntervals } from '../summary.ts'
import {
  fitLognormalByFrequency,
  fitLognormalSpend,
  lognormalByFrequencyWithParameters,
  lognormalSpendWithParameters,
} from './fit.ts'
import { afterSpend, logSpendHistories, logSpendHistoriesOf, type LogSpendColumns } from './histories.ts'
import { logSpendLikelihood } from './likelihood.ts'
import { lognormalProfileIntervals, readFittedLognormalSpend } from './profile.ts'
import { prepareObjective } from './objective.ts'
import { expectedLognormalSpend, expectedLognormalSpendOfNewCustomer, nextSpendIntervals } from './predict.ts'
import { simulateLognormalSpend } from './simulate.ts'

const typical = lognormalSpendWithParameters({ median: 28, between: 0.6, within: 0.5 })
const byFrequency = lognormalByFrequencyWithParameters({
  median: 28,
  between: 0.6,
  within: 0.5,
  perDoubling: 1.15,
})

/** One to ten spends of each customer, who buys as often as that. */
function simulated(fitted: typeof typical | typeof byFrequency, customers = 3000, seed = 4) {
  const observations = Float64Array.from({ length: customers }, (_, i) => 1 + (i % 10))
  return simulateLognormalSpend(fitted, { observations, frequency: observations, random: seededRandom(seed) })
}

// The definition: given m, spends are lognormal; over customers m is normal. Integrated over m.
test('density, expectation and variance are those of the definition, integrated over the customer', () => {
  const amounts = [12.5, 40, 31]
  const spend = logSpendHistoriesOf({ customer: [0, 0, 0], amount: amounts, customers: 1 })
  const { nodes, weights } = gaussLegendre(200)
  const density = (y: number, mean: number, spread: number) =>
    Math.exp(-0.5 * ((y - mean) / spread) ** 2) / (spread * Math.sqrt(2 * Math.PI))
  const [centre, wide] = [Math.log(28), 0.6 * 12]
  let [total, mean] = [0, 0]
  nodes.forEach((node, i) => {
    const m = centre + wide * (2 * node - 1)
    const joint = amounts.reduce(
      (product, z) => (product * density(Math.log(z), m, 0.5)) / z,
      density(m, centre, 0.6),
    )
    total += weights[i] * 2 * wide * joint
    mean += weights[i] * 2 * wide * joint * Math.exp(m + 0.125)
  })
  expect(logSpendLikelihood(typical, spend)[0]).toBeCloseTo(Math.log(total), 11)
  expect(expectedLognormalSpend(typical, spend)[0]).toBeCloseTo(mean / total, 9)
})

// Balanced data have their maximum in closed form: Searle, Casella & McCulloch (1992), section 3.7.
test('with as many spends of everybody the maximum is the closed one', () => {
  const observations = new Float64Array(500).fill(4)
  const { amounts } = simulateLognormalSpend(typical, { observations, random: seededRandom(2) })
  const spend = logSpendHistoriesOf(amounts)
  const means = [...spend.meanLogSpend]
  const centre = means.reduce((sum, value) => sum + value, 0) / 500
  const within = spend.squaredDeviations.reduce((sum, value) => sum + value, 0) / (500 * 3)
  const between = means.reduce((sum, value) => sum + (value - centre) ** 2, 0) / 500 - within / 4
  const { parameters } = fitLognormalSpend(spend)
  expect(parameters.median / Math.exp(centre)).toBeCloseTo(1, 9)
  expect(parameters.within / Math.sqrt(within)).toBeCloseTo(1, 9)
  expect(parameters.between / Math.sqrt(between)).toBeCloseTo(1, 9)
})

test('gradient and Hessian are those of the value, away from the summit too', () => {
  for (const spend of [simulated(byFrequency, 200), simulated(byFrequency, 3)].map(({ amounts }) =>
    logSpendHistoriesOf(amounts),
  )) {
    const objective = prepareObjective(spend, 3, 4)
    for (const point of [
      [0.3, -0.5, -0.7, 0.1],
      [-1, 1, 0.4, -0.6],
    ]) {
      const { gradient, hessian } = objective(point)
      const differences = hessianByDifferences((at) => objective(at).gradient, point)
      gradient.forEach((slope, i) => {
        const along = (step: number) => objective(point.with(i, point[i] + step)).value
        expect(Math.abs((along(1e-4) - along(-1e-4)) / 2e-4 - slope)).toBeLessThan(
          1e-5 * (1 + Math.abs(slope)),
        )
        hessian[i].forEach((curve, j) =>
          expect(Math.abs(differences[i][j] - curve)).toBeLessThan(1e-7 * (1 + Math.abs(curve))),
        )
      })
    }
  }
})

test('without dependence the wider model is the narrower one', () => {
  const narrow = lognormalByFrequencyWithParameters({ ...typical.parameters, perDoubling: 1 })
  const spend = logSpendHistoriesOf(simulated(typical, 50).amounts)
  expect([...logSpendLikelihood(narrow, spend)]).toEqual([...logSpendLikelihood(typical, spend)])
  expect([...expectedLognormalSpend(narrow, spend)]).toEqual([...expectedLognormalSpend(typical, spend)])
})

test('dependence on the frequency is found where it is, and not believed where it is not', () => {
  const pValueOf = (fitted: typeof typical | typeof byFrequency, customers: number, seed: number) => {
    const spend = logSpendHistoriesOf(simulated(fitted, customers, seed).amounts)
    return likelihoodRatio(fitLognormalSpend(spend), fitLognormalByFrequency(spend)).pValue
  }
  expect(pValueOf(byFrequency, 2000, 1)).toBeLessThan(1e-6)
  const seeds = Array.from({ length: 100 }, (_, i) => i + 1)
  const believed = seeds.filter((seed) => pValueOf(typical, 500, seed) < 0.1).length
  // Ten in a hundred, within four standard errors.
  expect(Math.abs(believed - 10)).toBeLessThan(12)
})

test('where those who buy often spend more, the correction removes the bias of their value', () => {
  const { amounts, trueMeanSpend } = simulated(byFrequency, 20_000)
  const spend = logSpendHistoriesOf(amounts)
  const once = [...spend.observations.keys()].filter((place) => spend.observations[place] === 1)
  const bias = (expected: Float64Array) =>
    once.reduce((sum, place) => sum + expected[place], 0) /
      once.reduce((sum, place) => sum + trueMeanSpend[place], 0) -
    1
  expect(bias(expectedLognormalSpend(fitLognormalSpend(spend), spend))).toBeGreaterThan(0.08)
  expect(Math.abs(bias(expectedLognormalSpend(fitLognormalByFrequency(spend), spend)))).toBeLessThan(0.04)
})

test('intervals hold the next spend in eighty per cent of cases', () => {
  const { amounts } = simulated(typical, 1500)
  const places = Array.from(amounts.customer)
  // The last spend of each customer with two or more is held back.
  const isLast = places.map((place, row) => places[row + 1] !== place && places[row - 1] === place)
  const seen = [...places.keys()].filter((row) => !isLast[row])
  const spend = logSpendHistoriesOf({
    customer: seen.map((row) => places[row]),
    amount: seen.map((row) => amounts.amount[row]),
    customers: amounts.customers,
  })
  const intervals = nextSpendIntervals(fitLognormalSpend(spend), spend)
  const held = [...places.keys()].filter((row) => isLast[row])
  const inside = held.filter(
    (row) =>
      amounts.amount[row] >= intervals.lower[places[row]] &&
      amounts.amount[row] <= intervals.upper[places[row]],
  )
  expect(intervals.parameterUncertainty).toBe('integrated')
  expect(Math.abs(inside.length / held.length - 0.8)).toBeLessThan(0.045)
  const certain = nextSpendIntervals(byFrequency, logSpendHistoriesOf(simulated(byFrequency, 5).amounts))
  expect(certain.parameterUncertainty).toBe('unknown')
  const wide = nextSpendIntervals(
    fitLognormalByFrequency(logSpendHistoriesOf(simulated(byFrequency, 40).amounts)),
    logSpendHistoriesOf(simulated(byFrequency, 5).amounts),
  )
  expect(wide.upper[0] / wide.lower[0]).toBeGreaterThan(certain.upper[0] / certain.lower[0])
})

test('one more spend moves a history as summing them all would', () => {
  const all = logSpendHistoriesOf({ customer: [0, 0, 0], amount: [10, 25, 7], customers: 1 })
  const two = logSpendHistoriesOf({ customer: [0, 0], amount: [10, 25], customers: 1 })
  const three = afterSpend(
    { observations: 2, meanLogSpend: two.meanLogSpend[0], squaredDeviations: two.squaredDeviations[0] },
    7,
  )
  expect(three.meanLogSpend).toBeCloseTo(all.meanLogSpend[0], 14)
  expect(three.squaredDeviations).toBeCloseTo(all.squaredDeviations[0], 14)
  expect(codeOf(() => afterSpend({ observations: 0, meanLogSpend: 0, squaredDeviations: 0 }, 0))).toBe(
    'LIFETIME_SPEND_NOT_POSITIVE',
  )
})

test('who never spent is expected to spend as all do, and changes no fit', () => {
  const { amounts } = simulated(typical, 300)
  const spend = logSpendHistoriesOf({ ...amounts, customers: 301, frequency: undefined })
  const fitted = fitLognormalSpend(spend)
  expect(fitted.customerCount).toBe(300)
  expect(expectedLognormalSpend(fitted, spend)[300]).toBeCloseTo(
    expectedLognormalSpendOfNewCustomer(fitted),
    10,
  )
  expect(logSpendLikelihood(fitted, spend)[300]).toBe(0)
})

const sound: LogSpendColumns = {
  observations: [2],
  meanLogSpend: [3],
  squaredDeviations: [0.1],
  frequency: [4],
}

test.for([
  ['LIFETIME_NO_CUSTOMERS', { observations: [], meanLogSpend: [], squaredDeviations: [] }],
  ['LIFETIME_LENGTHS_DIFFER', { ...sound, meanLogSpend: [3, 3] }],
  ['LIFETIME_LENGTHS_DIFFER', { ...sound, frequency: [] }],
  ['LIFETIME_VALUE_NOT_FINITE', { ...sound, meanLogSpend: [NaN] }],
  ['LIFETIME_COUNT_NOT_WHOLE', { ...sound, observations: [1.5] }],
  ['LIFETIME_COUNT_NOT_WHOLE', { ...sound, observations: [-1] }],
  ['LIFETIME_SCATTER_INVALID', { ...sound, squaredDeviations: [-0.1] }],
  ['LIFETIME_SCATTER_INVALID', { ...sound, observations: [1] }],
  ['LIFETIME_FREQUENCY_NOT_POSITIVE', { ...sound, frequency: [0] }],
  ['LIFETIME_WEIGHT_NOT_POSITIVE', { ...sound, weight: [0] }],
] as const)('%s refuses its histories', ([code, columns]) => {
  expect(codeOf(() => logSpendHistories(columns))).toBe(code)
})

test('what cannot be fitted or answered is refused with its code', () => {
  const of = (customer: number[], amount: number[], frequency?: number[]) =>
    logSpendHistoriesOf({ customer, amount, customers: 2, frequency })
  const fit = (spend: ReturnType<typeof of>) => codeOf(() => fitLognormalSpend(spend))
  expect(codeOf(() => of([0, 1], [10, 0]))).toBe('LIFETIME_SPEND_NOT_POSITIVE')
  expect(codeOf(() => of([0, 1], [10, NaN]))).toBe('LIFETIME_VALUE_NOT_FINITE')
  expect(codeOf(() => of([0, 2], [10, 10]))).toBe('LIFETIME_COUNT_NOT_WHOLE')
  expect(fit(of([0, 0, 1, 1], [10, 10, 30, 30]))).toBe('LIFETIME_SPEND_ALL_EQUAL')
  expect(fit(of([0, 1], [10, 10]))).toBe('LIFETIME_SPEND_ALL_EQUAL')
  expect(fit(of([0], [10]))).toBe('LIFETIME_SPEND_ALL_EQUAL')
  const nobody = logSpendHistories({ observations: [0], meanLogSpend: [0], squaredDeviations: [0] })
  expect(fit(nobody)).toBe('LIFETIME_NO_CUSTOMERS')
  const wide = (spend: ReturnType<typeof of>) => codeOf(() => fitLognormalByFrequency(spend))
  expect(wide(of([0, 1], [10, 20]))).toBe('LIFETIME_OPTION_INVALID')
  expect(wide(of([0, 1], [10, 20], [3, 3]))).toBe('LIFETIME_OPTION_INVALID')
  expect(codeOf(() => expectedLognormalSpend(byFrequency, of([0, 1], [10, 20])))).toBe(
    'LIFETIME_OPTION_INVALID',
  )
  expect(codeOf(() => expectedLognormalSpendOfNewCustomer(byFrequency, 0))).toBe(
    'LIFETIME_FREQUENCY_NOT_POSITIVE',
  )
  expect(codeOf(() => nextSpendIntervals(typical, of([0, 1], [10, 20]), 2))).toBe('LIFETIME_OPTION_INVALID')
})

test('where customers do not differ, the spread over them falls to nothing, and the fit says so', () => {
  const spend = logSpendHistoriesOf({ customer: [0, 0, 1, 1], amount: [10, 20, 20, 10], customers: 2 })
  const fitted = fitLognormalSpend(spend, { allowUnconverged: true })
  expect(fitted.parameters.between).toBeLessThan(0.01)
  expect(fitted.covariance).toBeNull()
  expect(fitted.warnings).toContain('LIFETIME_PARAMETER_AT_BOUNDARY')
})

test('with one spend each, over and within customers cannot be told apart, and the fit says so', () => {
  const spend = logSpendHistoriesOf({ customer: [0, 1, 2, 3], amount: [10, 25, 7, 60], customers: 4 })
  const fitted = fitLognormalSpend(spend, { allowUnconverged: true })
  expect(fitted.covariance).toBeNull()
  expect(fitted.warnings).not.toEqual([])
})

test('profile intervals lie about those of the covariance, and a fit is read back to the last digit', () => {
  const spend = logSpendHistoriesOf(simulated(byFrequency, 800).amounts)
  for (const fitted of [fitLognormalSpend(spend), fitLognormalByFrequency(spend)]) {
    const [profile, square] = [lognormalProfileIntervals(fitted, spend), confidenceIntervals<string>(fitted)]
    for (const [name, { lower, upper }] of Object.entries(profile)) {
      expect(Math.abs(lower / (square?.[name].lower ?? NaN) - 1)).toBeLessThan(0.01)
      expect(Math.abs(upper / (square?.[name].upper ?? NaN) - 1)).toBeLessThan(0.01)
    }
    expect(readFittedLognormalSpend(JSON.stringify(fitted))).toEqual(fitted)
    expect(codeOf(() => readFittedLognormalSpend({ ...fitted, version: 2 }))).toBe('LIFETIME_MODEL_UNKNOWN')
  }
})

test('a million customers are fitted in seconds on a busy machine', () => {
  const observations = Float64Array.from({ length: 1_000_000 }, (_, i) => 1 + (i % 7))
  const meanLogSpend = observations.map((n, i) => 3 + 0.1 * (i % 11) - 0.02 * n)
  const squaredDeviations = observations.map((n, i) => (n - 1) * (0.1 + 0.01 * (i % 5)))
  const spend = logSpendHistories({ observations, meanLogSpend, squaredDeviations })
  const started = performance.now()
  expect(fitLognormalSpend(spend).convergence.converged).toBe(true)
  expect(performance.now() - started).toBeLessThan(20_000)
})

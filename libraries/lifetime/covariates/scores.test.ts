import { expect, test } from 'vitest'
import { days, weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { normalVariate } from '#numerics/variates.ts'
import { exampleSpend } from '../outlook/example-fits.ts'
import { selectRows } from '../history-rows.ts'
import { logProbabilities } from '../judgement/choice.ts'
import { judgeHoldout } from '../judgement/holdout.ts'
import { probabilityOf } from '../judgement/predicted-rows.ts'
import { expectedFrequencies, expectedTracking } from '../judgement/tracking.ts'
import type { ScoreRows, Scores } from '../outlook/outlook.ts'
import { scoreRows } from '../outlook/score-rows.ts'
import { totalsOf } from '../outlook/totals.ts'
import { type CustomerCovariates, customerCovariates } from './covariates.ts'
import { type CovariateModelName, covariateModelNames } from './effects.ts'
import { chosen } from './example-fits.ts'
import type { FittedWithCovariates } from './fit.ts'
import { expectedFrequenciesGiven, expectedTrackingGiven, judgeHoldoutGiven } from './judge.ts'
import { customerKinds } from './kinds.ts'
import { scoreRowsGiven, totalsGiven } from './scores.ts'
import { plainFitFor } from './profile.ts'
import { simulateWithCovariates } from './simulate.ts'

const spend = { kind: 'gamma-gamma', fitted: exampleSpend } as const
const asked = { spend, horizon: weeks(52), discountRatePerYear: 0.1 }

function customersOf(model: CovariateModelName, values: Float64Array, coefficients = [0.5, 0.3]) {
  const covariates = customerCovariates({ purchase: { z: values }, dropout: { z: values } })
  const fitted = chosen(model, covariates, { coefficients, error: 0.2 })
  const ages = Float64Array.from(values, (_, i) => 20 + (i % 30))
  const { histories, futurePurchases } = simulateWithCovariates(fitted, covariates, {
    ages,
    horizon: 52,
    random: seededRandom(41),
  })
  const rows: ScoreRows = { histories, spendObservations: histories.repeatPurchases }
  return { fitted, covariates, rows, futurePurchases }
}

const halves = (customers: number) => Float64Array.from({ length: customers }, (_, i) => i % 2)

function spendSumsOf({ spendObservations }: ScoreRows) {
  const meanSpend = spendObservations.map((m) => (m > 0 ? 40 : 0))
  return { meanSpend, meanSpendSquare: meanSpend.map((mean) => mean * mean) }
}

function totalsAndScores(fitted: FittedWithCovariates, covariates: CustomerCovariates, rows: ScoreRows) {
  const options = { ...asked, fitted, covariates, rows }
  const scores = scoreRowsGiven(options)
  return { scores, totals: totalsGiven({ ...options, scores, spendSums: spendSumsOf(rows) }) }
}

function plainTotals(fitted: ReturnType<typeof plainFitFor>, rows: ScoreRows) {
  const options = { ...asked, fitted, rows }
  const scores = scoreRows(options)
  return { scores, totals: totalsOf({ ...options, scores, spendSums: spendSumsOf(rows) }) }
}

function expectSameColumns(left: Scores, right: Scores): void {
  for (const [name, column] of Object.entries(left)) {
    if (!(column instanceof Float64Array)) continue
    const other = right[name as keyof Scores] as Float64Array
    column.forEach((value, row) => expect(value, `${name} of row ${row}`).toBeCloseTo(other[row], 9))
  }
}

test.each(covariateModelNames)('coefficients of 0 that are sure change nothing: %s', (model) => {
  const { covariates, rows } = customersOf(model, halves(60))
  const fitted = chosen(model, covariates, { coefficients: [0, 0], error: 0 })
  const plain = plainFitFor(fitted, { purchase: { z: 0 }, dropout: { z: 0 } })
  const [given, alone] = [totalsAndScores(fitted, covariates, rows), plainTotals(plain, rows)]
  expectSameColumns(given.scores, alone.scores)
  for (const name of ['expectedPurchases', 'value'] as const) {
    expect(given.totals[name].mean).toBeCloseTo(alone.totals[name].mean, 8)
    expect(given.totals[name].logSpread).toBeCloseTo(alone.totals[name].logSpread, 10)
  }
})

test.each(covariateModelNames)('one kind of customer is the plain base of that kind: %s', (model) => {
  const { rows } = customersOf(model, halves(60))
  const covariates = customerCovariates({
    purchase: { z: new Float64Array(60).fill(1) },
    dropout: { z: new Float64Array(60).fill(1) },
  })
  const fitted = chosen(model, covariates, { coefficients: [0.5, 0.3], error: 0.2 })
  const plain = plainFitFor(fitted, { purchase: { z: 1 }, dropout: { z: 1 } })
  const [given, alone] = [totalsAndScores(fitted, covariates, rows), plainTotals(plain, rows)]
  expectSameColumns(given.scores, alone.scores)
  expect(given.totals.value.mean).toBeCloseTo(alone.totals.value.mean, 8)
  expect(given.totals.value.logSpread).toBeCloseTo(alone.totals.value.logSpread, 9)
})

test('the doubt of parameters that all kinds share does not even out between kinds', () => {
  const { covariates, rows: drawn } = customersOf('pareto-nbd', halves(400))
  const fitted = chosen('pareto-nbd', covariates, { coefficients: [0.5, 0.3], error: 0.02 })
  // So many of each that chance evens out, and only the doubt about the parameters is left.
  const weightOf = (length: number) => new Float64Array(length).fill(1000)
  const rows = { ...drawn, histories: { ...drawn.histories, weight: weightOf(400) } }
  const { value } = totalsAndScores(fitted, covariates, rows).totals
  const spreadOf = ({ mean, logSpread }: typeof value) => mean * Math.sqrt(Math.expm1(logSpread ** 2))
  const kinds = customerKinds(fitted, covariates).map(({ plain, rows: members }) => {
    const histories = { ...selectRows(drawn.histories, members), weight: weightOf(members.length) }
    return plainTotals(plain, { histories, spendObservations: histories.repeatPurchases }).totals.value
  })
  const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0)
  expect(kinds).toHaveLength(2)
  expect(value.mean / sum(kinds.map(({ mean }) => mean))).toBeCloseTo(1, 9)
  expect(spreadOf(value) / sum(kinds.map(spreadOf))).toBeGreaterThan(0.97)
  expect(spreadOf(value) / sum(kinds.map(spreadOf))).toBeLessThanOrEqual(1.001)
})

test('neither the unit nor the origin of a covariate changes the doubt of a total', () => {
  const random = seededRandom(5)
  const values = Float64Array.from({ length: 300 }, () => normalVariate(random))
  const { fitted, covariates, rows } = customersOf('pareto-nbd', values, [0.4, 0.2])
  const own = totalsAndScores(fitted, covariates, rows).totals
  // z = (w − 30) / 10: α₀·e^(−γ z) = α₀·e^(3γ)·e^(−γ/10·w), and the covariance follows.
  const moved = values.map((value) => 30 + 10 * value)
  const others = customerCovariates({ purchase: { z: moved }, dropout: { z: moved } })
  const { alpha, beta } = fitted.parameters
  const [g, d] = [fitted.parameters['purchase.z'], fitted.parameters['dropout.z']]
  const parameters = {
    ...fitted.parameters,
    alpha: alpha * Math.exp(3 * g),
    beta: beta * Math.exp(3 * d),
    'purchase.z': g / 10,
    'dropout.z': d / 10,
  }
  const jacobian = [
    [1, 0, 0, 0, 0, 0],
    [0, Math.exp(3 * g), 0, 0, 3 * alpha * Math.exp(3 * g), 0],
    [0, 0, 1, 0, 0, 0],
    [0, 0, 0, Math.exp(3 * d), 0, 3 * beta * Math.exp(3 * d)],
    [0, 0, 0, 0, 0.1, 0],
    [0, 0, 0, 0, 0, 0.1],
  ]
  const covariance = jacobian.map((left) =>
    jacobian.map((right) =>
      left.reduce((sum, a, i) => sum + a * (fitted.covariance?.[i][i] ?? NaN) * right[i], 0),
    ),
  )
  const same = totalsAndScores({ ...fitted, parameters, covariance }, others, rows).totals
  expect(same.value.mean / own.value.mean).toBeCloseTo(1, 9)
  expect(same.value.logSpread / own.value.logSpread).toBeCloseTo(1, 6)
})

test('where covariates tell all customers apart, kinds that are the same for all purposes serve', () => {
  const random = seededRandom(5)
  const values = Float64Array.from({ length: 300 }, () => normalVariate(random))
  const { fitted, covariates, rows } = customersOf('pareto-nbd', values, [0.4, 0.2])
  const options = { ...asked, fitted, covariates, rows }
  const exact = scoreRowsGiven(options)
  const joined = scoreRowsGiven({ ...options, most: 10 })
  expect(customerKinds(fitted, covariates, { most: 10 }).length).toBeLessThan(150)
  expect(customerKinds(fitted, covariates)).toHaveLength(300)
  joined.valueMeanUnit.forEach((value, row) => {
    expect(Math.abs(value / exact.valueMeanUnit[row] - 1)).toBeLessThan(0.02)
  })
  const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0)
  expect(sum(joined.valueMeanUnit) / sum(exact.valueMeanUnit)).toBeCloseTo(1, 3)
})

test('a doubt that is not known is said to be unknown, and the intervals then hold chance alone', () => {
  const { fitted, covariates, rows } = customersOf('pareto-nbd', halves(60))
  const scores = scoreRowsGiven({ ...asked, fitted: { ...fitted, covariance: null }, covariates, rows })
  expect(scores.parameterUncertainty).toBe('unknown')
  expect(scores.parameterEffect).toBeNull()
  const options = { ...asked, fitted: { ...fitted, covariance: null }, covariates, rows, scores }
  const chance = totalsGiven({ ...options, spendSums: spendSumsOf(rows) }).expectedPurchases.logSpread
  expect(chance).toBeLessThan(totalsAndScores(fitted, covariates, rows).totals.expectedPurchases.logSpread)
  const sure = {
    ...fitted,
    covariance: (fitted.covariance ?? []).map((row) => row.map((entry) => entry * 1e-8)),
  }
  expect(scoreRowsGiven({ ...asked, fitted: sure, covariates, rows }).parameterUncertainty).toBe('negligible')
})

test('with coefficients of 0 every judgement is that of the plain fit', () => {
  const { covariates, rows, futurePurchases } = customersOf('mbg-nbd', halves(80))
  const fitted = chosen('mbg-nbd', covariates, { coefficients: [0, 0], error: 0 })
  const plain = plainFitFor(fitted, { purchase: { z: 0 }, dropout: { z: 0 } })
  const judged = {
    rows: { histories: rows.histories, futurePurchases, recentPurchases: rows.histories.repeatPurchases },
    horizon: weeks(52),
    recentWindow: days(140),
  }
  const own = new Float64Array(80)
  const [given, alone] = [
    judgeHoldoutGiven({
      ...judged,
      fitted,
      covariates,
      alongside: (predicted) => {
        own[predicted.row] = Math.log(probabilityOf(predicted, futurePurchases[predicted.row]))
      },
    }),
    judgeHoldout({ ...judged, fitted: plain }),
  ]
  expect(given.expectedPurchases).toBeCloseTo(alone.expectedPurchases, 9)
  expect(given.meanLogProbability).toBeCloseTo(alone.meanLogProbability, 9)
  expect(given.coverage).toBeCloseTo(alone.coverage, 9)
  const without = logProbabilities(plain, judged.rows, judged.horizon)
  own.forEach((logarithm, row) => expect(logarithm).toBeCloseTo(without[row], 9))
  const counts = {
    at: Float64Array.from({ length: 80 }, (_, i) => i % 9),
    weights: new Float64Array(80).fill(1),
    covariates,
  }
  const firstPurchases = Float64Array.from(
    { length: 9 },
    (_, day) => counts.at.filter((at) => at === day).length,
  )
  expect(expectedTrackingGiven(fitted, counts, 3)[3], 'who comes later is not tracked yet').toBeCloseTo(
    expectedTracking(plain, { firstPurchases, days: 40 })[3],
    8,
  )
  expectedTrackingGiven(fitted, counts, 40).forEach((total, day) => {
    expect(total).toBeCloseTo(expectedTracking(plain, { firstPurchases, days: 40 })[day], 8)
  })
  const ages = { ages: counts.at, weights: counts.weights, classes: 8 }
  expectedFrequenciesGiven(fitted, counts, 8).forEach((customers, n) => {
    expect(customers).toBeCloseTo(expectedFrequencies(plain, ages)[n], 8)
  })
})

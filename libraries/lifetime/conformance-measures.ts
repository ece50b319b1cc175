/** How far a model is from the laws of `conformance.ts`. */
import type { PerennialError } from '#kernel/errors.ts'
import { daysPer } from '#kernel/time.ts'
import { multiply } from '#numerics/linear-algebra.ts'
import { fitWith, simulated } from './conformance-cases.ts'
import { purchaseHistories } from './histories.ts'
import type { AnyFittedPurchaseModel, Fitted, PurchaseHistories, PurchaseModel } from './model.ts'

/** Parameters by name, whatever the model. */
export function parametersOf(fitted: AnyFittedPurchaseModel): Readonly<Record<string, number>> {
  return fitted.parameters
}

/** The gradient per standard error, and how far the covariance is from the inverse of the curvature. */
export function summitDeparture(model: PurchaseModel): number {
  const histories = rowsOf(simulated(model).histories, [...Array(1000).keys()])
  return summitDepartureOf(model.fit(histories), (parameters) =>
    model.logLikelihood(fitWith(model, parameters), histories).reduce((sum, value) => sum + value, 0),
  )
}

/** The same for a fit of any kind, given its log-likelihood as a function of its parameters. */
export function summitDepartureOf(
  { parameters, covariance }: Fitted<string, string>,
  valueAt: (parameters: Readonly<Record<string, number>>) => number,
): number {
  if (covariance === null) return Infinity
  const names = Object.keys(parameters)
  const values = Object.values(parameters)
  const errors = values.map((_, i) => Math.sqrt(covariance[i][i]))
  // Moved by shares of a standard error, all parameters look alike.
  const logLikelihoodAt = (steps: readonly number[]) =>
    valueAt(Object.fromEntries(names.map((name, i) => [name, values[i] + steps[i] * errors[i]])))
  const level = values.map(() => 0)
  const slopes = values.map((_, i) => derivative((step) => logLikelihoodAt(level.with(i, step))))
  const curvature = curvatureOf(logLikelihoodAt, level)
  const correlations = values.map((_, i) => values.map((__, j) => covariance[i][j] / (errors[i] * errors[j])))
  // The curvature in standard errors is the inverse of the correlations: their product is the identity.
  const distances = curvature.map((row, i) =>
    largest(multiply(correlations, row), (entry, j) => Math.abs(entry - Number(i === j))),
  )
  return Math.max(largest(slopes, Math.abs), ...distances)
}

/** Step of the differences, in standard errors: the error is of the fourth order, and rounding about 1e-7. */
const width = 0.02

/** Abramowitz & Stegun (1964), 25.3.6. */
function derivative(valueAt: (step: number) => number): number {
  return (8 * (valueAt(width) - valueAt(-width)) - (valueAt(2 * width) - valueAt(-2 * width))) / (12 * width)
}

/** Minus the matrix of second derivatives, each by differences of differences. */
function curvatureOf(valueAt: (steps: readonly number[]) => number, level: readonly number[]): number[][] {
  const entry = (i: number, j: number) => {
    const along = (first: number, second: number) => {
      const moved = level.with(i, first)
      return valueAt(moved.with(j, moved[j] + second))
    }
    return -derivative((first) => derivative((second) => along(first, second)))
  }
  const lower = level.map((_, i) => level.slice(0, i + 1).map((__, j) => entry(i, j)))
  return level.map((_, i) => level.map((__, j) => lower[Math.max(i, j)][Math.min(i, j)]))
}

/** Departures of active customers' tables of counts, from one purchase in prospect to some hundreds. */
export function activeCountDepartures(model: PurchaseModel, fitted: AnyFittedPurchaseModel): number[] {
  return [0, 1, 26, 500].map((repeatPurchases) => {
    const customer = { repeatPurchases, lastPurchaseAge: repeatPurchases === 0 ? 0 : 36, age: 38 }
    const window = { horizon: 52, coverage: 1, maximum: 20_000 }
    const table = model.whileActive.purchaseProbabilities(fitted, customer, window)
    return distributionDeparture(table, model.whileActive.expectedPurchases(fitted, customer, 52))
  })
}

/** How far the probabilities are from summing to 1, and their mean, relatively, from `expected`. */
export function distributionDeparture(probabilities: Float64Array, expected: number): number {
  const sum = probabilities.reduce((total, value) => total + value, 0)
  const mean = probabilities.reduce((total, value, n) => total + n * value, 0)
  return Math.max(Math.abs(sum - 1), Math.abs(mean / expected - 1))
}

/** Difference between what happened and what was expected, in standard errors. */
export function biasInErrors(actual: ArrayLike<number>, expected: Float64Array): number {
  const differences = expected.map((value, i) => actual[i] - value)
  const sum = differences.reduce((total, value) => total + value, 0)
  // Where everything is certain, nothing may differ.
  return sum === 0 ? 0 : Math.abs(sum) / Math.hypot(...differences)
}

/** Distance of two fits of the same data. */
export function fitDistance(left: Fitted<string, string>, right: Fitted<string, string>): number {
  const values = (fitted: Fitted<string, string>) =>
    Float64Array.of(...Object.values(fitted.parameters), fitted.logLikelihood)
  return relativeDistance(values(left), values(right))
}

/** Largest relative distance of two columns. */
export function relativeDistance(left: Float64Array, right: Float64Array): number {
  return largest(left, (value, i) => (value === right[i] ? 0 : Math.abs(value / right[i] - 1)))
}

/** The histories at some rows, one customer each. */
export function rowsOf(histories: PurchaseHistories, rows: readonly number[]): PurchaseHistories {
  const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row])
  return purchaseHistories({
    timeUnit: histories.timeUnit,
    repeatPurchases: pick(histories.repeatPurchases),
    lastPurchaseAge: pick(histories.lastPurchaseAge),
    age: pick(histories.age),
    sumLogIntervals: histories.sumLogIntervals && pick(histories.sumLogIntervals),
  })
}

/** Histories in weeks, measured in days. */
export function inDaysOf(histories: PurchaseHistories): PurchaseHistories {
  const week = daysPer('week')
  const { repeatPurchases, lastPurchaseAge, age, sumLogIntervals } = histories
  return purchaseHistories({
    ...histories,
    timeUnit: 'day',
    lastPurchaseAge: lastPurchaseAge.map((time) => time * week),
    age: age.map((time) => time * week),
    sumLogIntervals: sumLogIntervals?.map((sum, row) => sum + repeatPurchases[row] * Math.log(week)),
  })
}

/** The code with which `run` was refused; empty where it was accepted, undefined where it broke. */
export function codeOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    return (error as PerennialError).code
  }
  return ''
}

/** Largest size among the values; 0 where there are none. */
export function largest<Value>(
  values: Iterable<Value>,
  sizeOf: (value: Value, place: number) => number,
): number {
  return [...values].reduce((size, value, place) => Math.max(size, sizeOf(value, place)), 0)
}

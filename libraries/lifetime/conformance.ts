/**
 * What every purchase model must hold to, whatever its formulas. Each law says how far a model departs from it, and how
 * far it may: a new model is tried by all of them as soon as it is registered.
 */
import type { PerennialError } from '#kernel/errors.ts'
import { daysPer } from '#kernel/time.ts'
import { multiply } from '#numerics/linear-algebra.ts'
import { seededRandom } from '#numerics/random.ts'
import { type PurchaseColumns, purchaseHistories } from './histories.ts'
import type {
  AnyFittedPurchaseModel,
  PurchaseHistories,
  PurchaseModel,
  PurchaseModelName,
  SimulatedCustomers,
} from './model.ts'
import { standardErrors } from './summary.ts'

/** One law. */
export interface Law {
  readonly name: string
  /** The model's largest departure from the law; NaN where it has no number to show. */
  readonly departure: (model: PurchaseModel) => number
  /** What rounding, or chance under its fixed seed, explains. */
  readonly allowed: number
}

/** The laws; the first are the easiest to meet. */
export const purchaseModelLaws: readonly Law[] = [
  {
    name: 'probabilities of being active lie between 0 and 1',
    departure: (model) => {
      const active = model.probabilityActive(typicalFit(model), edgeHistories)
      return largest(active, (value) => Math.max(-value, value - 1, 0))
    },
    allowed: 0,
  },
  {
    name: 'every answer is a finite number, also at the edges',
    departure: (model) => {
      const fitted = typicalFit(model)
      const answers = [
        model.logLikelihood(fitted, edgeHistories),
        model.probabilityActive(fitted, edgeHistories),
        model.expectedPurchases(fitted, edgeHistories, 52),
        model.discountedExpectedPurchases(fitted, edgeHistories, Infinity, 0.002),
        model.expectedRepeatPurchases(fitted, Float64Array.of(0, 1e-6, 1, 1e6)),
      ]
      return largest(answers, (column) => largest(column, (value) => (Number.isFinite(value) ? 0 : 1)))
    },
    allowed: 0,
  },
  {
    name: 'more is expected of a longer horizon, nothing of none',
    departure: (model) => {
      const fitted = typicalFit(model)
      const columns = [0, 1e-3, 1, 13, 52, 520].map((horizon) =>
        model.expectedPurchases(fitted, edgeHistories, horizon),
      )
      const falls = columns
        .slice(1)
        .map((column, i) => largest(column, (value, row) => columns[i][row] - value))
      return Math.max(largest(columns[0], Math.abs), ...falls)
    },
    allowed: 1e-12,
  },
  {
    name: 'a discount of nothing takes nothing, and a higher one takes more',
    departure: (model) => {
      const fitted = typicalFit(model)
      const plain = model.expectedPurchases(fitted, edgeHistories, 52)
      const columns = [0, 1e-4, 0.002, 0.1].map((rate) =>
        model.discountedExpectedPurchases(fitted, edgeHistories, 52, rate),
      )
      const rises = columns
        .slice(1)
        .map((column, i) => largest(column, (value, row) => value - columns[i][row]))
      return Math.max(relativeDistance(columns[0], plain), ...rises)
    },
    allowed: 1e-12,
  },
  {
    name: 'the expectation given a history is P(active) times that of an active customer',
    departure: (model) => {
      const fitted = typicalFit(model)
      const active = model.probabilityActive(fitted, edgeHistories)
      const window = { horizon: 52, discountRate: 0.002 }
      const product = active.map((share, row) => {
        const customer = customerAt(edgeHistories, row)
        return share * model.whileActive.discountedExpectedPurchases(fitted, customer, window)
      })
      return relativeDistance(model.discountedExpectedPurchases(fitted, edgeHistories, 52, 0.002), product)
    },
    allowed: 1e-12,
  },
  {
    name: 'probabilities of numbers of purchases sum to one, and their mean is the expectation',
    departure: (model) => {
      const fitted = typicalFit(model)
      const counts = new Float64Array(20_000)
      model.repeatPurchaseProbabilities(fitted, 39, counts)
      const [expected] = model.expectedRepeatPurchases(fitted, Float64Array.of(39))
      return Math.max(distributionDeparture(counts, expected), ...activeCountDepartures(model, fitted))
    },
    allowed: 1e-9,
  },
  {
    name: 'a table of counts ends where enough is covered, or where it must',
    departure: (model) => {
      const fitted = typicalFit(model)
      const customer = { repeatPurchases: 5, age: 30 }
      const table = (coverage: number, maximum: number) =>
        model.whileActive.purchaseProbabilities(fitted, customer, { horizon: 52, coverage, maximum })
      const [short, long] = [table(0.9, 1000), table(1, 7)]
      const sum = (entries: Float64Array) => entries.reduce((total, entry) => total + entry, 0)
      const tooLittle = 0.9 - sum(short)
      const tooMuch = sum(short.subarray(0, -1)) - 0.9
      const difference = largest(short.subarray(0, 8), (entry, n) => Math.abs(entry - long[n]))
      return Math.max(tooLittle, tooMuch, Math.abs(long.length - 8), difference)
    },
    allowed: 1e-12,
  },
  {
    name: 'a customer is told the same alone as in a crowd',
    departure: (model) => {
      const fitted = typicalFit(model)
      const crowd = model.expectedPurchases(fitted, edgeHistories, 39)
      const alone = crowd.map(
        (_, row) => model.expectedPurchases(fitted, rowsOf(edgeHistories, [row]), 39)[0],
      )
      return relativeDistance(crowd, alone)
    },
    allowed: 0,
  },
  {
    name: 'without dropout every model is the negative binomial',
    departure: (model) => {
      const { r, alpha, ...dropout } = typicalParameters[model.name]
      const [first, second] = Object.keys(dropout)
      const fitted = fitWith(model, { r, alpha, [first]: 1e-12, [second]: dropout[second] })
      const { repeatPurchases, age } = commonHistories
      const expected = repeatPurchases.map((x, row) => (39 * (r + x)) / (alpha + age[row]))
      return relativeDistance(model.expectedPurchases(fitted, commonHistories, 39), expected)
    },
    allowed: 1e-8,
  },
  {
    name: 'the order of the rows does not matter',
    departure: (model) => {
      const { histories } = simulated(model)
      const reversed = rowsOf(histories, [...histories.age.keys()].toReversed())
      return fitDistance(model.fit(histories), model.fit(reversed))
    },
    allowed: 1e-9,
  },
  {
    name: 'a row of weight two is two rows',
    departure: (model) => {
      const { histories } = simulated(model)
      const places = [...histories.age.keys()]
      const twice = model.fit(rowsOf(histories, [...places, ...places]))
      return fitDistance(model.fit({ ...histories, weight: histories.age.map(() => 2) }), twice)
    },
    allowed: 1e-9,
  },
  {
    name: 'weeks and days of the same data lead to the same expectations',
    departure: (model) => {
      const { histories } = simulated(model)
      const inDays = purchaseHistories({
        ...histories,
        timeUnit: 'day',
        lastPurchaseAge: histories.lastPurchaseAge.map((age) => age * daysPer('week')),
        age: histories.age.map((age) => age * daysPer('week')),
      })
      const expectedByDays = model.expectedPurchases(model.fit(inDays), inDays, 39 * daysPer('week'))
      return relativeDistance(model.expectedPurchases(model.fit(histories), histories, 39), expectedByDays)
    },
    allowed: 1e-9,
  },
  {
    name: 'the fit is a summit: its log-likelihood is level there and curved as the covariance says',
    departure: summitDeparture,
    allowed: 1e-4,
  },
  {
    name: 'the parameters that made simulated customers are found again, within four standard errors',
    departure: (model) => {
      const fitted = model.fit(simulated(model).histories)
      const errors = standardErrors<string>(fitted)
      if (errors === null) return Infinity
      const truth = typicalParameters[model.name]
      return largest(
        model.parameterNames,
        (name) => Math.abs(parametersOf(fitted)[name] - truth[name]) / errors[name],
      )
    },
    allowed: 4,
  },
  {
    name: 'simulated customers are active, and buy, as often as the model expects',
    departure: (model) => {
      const { histories, active, futurePurchases } = simulated(model)
      const fitted = typicalFit(model)
      const expected = model.expectedPurchases(fitted, histories, simulatedHorizon)
      const probability = model.probabilityActive(fitted, histories)
      return Math.max(biasInErrors(active, probability), biasInErrors(futurePurchases, expected))
    },
    allowed: 4,
  },
  {
    name: 'a fit survives being written as JSON',
    departure: (model) => {
      const { histories } = simulated(model)
      const fitted = model.fit(histories)
      const text = JSON.stringify(fitted)
      const read = JSON.parse(text) as AnyFittedPurchaseModel
      const changed = Number(JSON.stringify(read) !== text)
      const expected = model.expectedPurchases(fitted, histories, 39)
      return changed + relativeDistance(model.expectedPurchases(read, histories, 39), expected)
    },
    allowed: 0,
  },
  {
    name: 'what cannot be fitted is refused with its code',
    departure: (model) =>
      largest(refusedFits, ([code, columns]) => {
        const answer = codeOf(() => model.fit(purchaseHistories(columns)))
        return answer === code ? 0 : 1
      }),
    allowed: 0,
  },
]

/** Parameters such as real customers have, per week. */
const typicalParameters: Readonly<Record<PurchaseModelName, Readonly<Record<string, number>>>> = {
  'bg-nbd': { r: 0.4, alpha: 4.4, a: 0.8, b: 2.4 },
  'mbg-nbd': { r: 0.6, alpha: 6, a: 0.9, b: 1.8 },
  'pareto-nbd': { r: 0.6, alpha: 10, s: 0.6, beta: 12 },
}

/** Everyday customers. */
const commonHistories = purchaseHistories({
  timeUnit: 'week',
  repeatPurchases: [0, 0, 1, 2, 7, 26],
  lastPurchaseAge: [0, 0, 1.71, 30.43, 35, 30.86],
  age: [0, 38.86, 38.86, 38.86, 39, 31],
})

/** Everyday customers, and such as break formulas that divide by small numbers or raise to large powers. */
const edgeHistories = purchaseHistories({
  timeUnit: 'week',
  repeatPurchases: [...commonHistories.repeatPurchases, 3, 200, 1000, 5000, 1e5, 0, 1, 1],
  lastPurchaseAge: [...commonHistories.lastPurchaseAge, 39, 38, 10, 364, 999, 0, 1e6, 1e-9],
  age: [...commonHistories.age, 39, 40, 100, 365, 1000, 1e6, 1e6, 1e-9],
})

const oneRow: PurchaseColumns = { timeUnit: 'week', repeatPurchases: [2], lastPurchaseAge: [30], age: [38] }

/** Data that no model may accept, with the code of each refusal. */
const refusedFits: readonly (readonly [string, PurchaseColumns])[] = [
  ['LIFETIME_NO_CUSTOMERS', { ...oneRow, repeatPurchases: [], lastPurchaseAge: [], age: [] }],
  ['LIFETIME_LENGTHS_DIFFER', { ...oneRow, age: [38, 38] }],
  ['LIFETIME_VALUE_NOT_FINITE', { ...oneRow, age: [NaN] }],
  ['LIFETIME_COUNT_NOT_WHOLE', { ...oneRow, repeatPurchases: [0.5] }],
  ['LIFETIME_AGE_NEGATIVE', { ...oneRow, lastPurchaseAge: [-1] }],
  ['LIFETIME_LAST_PURCHASE_AFTER_END', { ...oneRow, age: [29] }],
  ['LIFETIME_LAST_PURCHASE_WITHOUT_REPEAT', { ...oneRow, repeatPurchases: [0] }],
  ['LIFETIME_WEIGHT_NOT_POSITIVE', { ...oneRow, weight: [0] }],
  ['LIFETIME_NO_REPEAT_PURCHASES', { ...oneRow, repeatPurchases: [0], lastPurchaseAge: [0] }],
]

const simulatedHorizon = 39

/** Four thousand customers of the typical parameters, acquired over half a year. */
function simulated(model: PurchaseModel): SimulatedCustomers {
  const ages = Float64Array.from({ length: 4000 }, (_, i) => 26 + (i % 182) / 7)
  return model.simulate(typicalFit(model), { ages, horizon: simulatedHorizon, random: seededRandom(20_260) })
}

function typicalFit(model: PurchaseModel): AnyFittedPurchaseModel {
  return fitWith(model, typicalParameters[model.name])
}

function fitWith(model: PurchaseModel, parameters: Readonly<Record<string, number>>): AnyFittedPurchaseModel {
  return model.withParameters(parameters, 'week')
}

function parametersOf(fitted: AnyFittedPurchaseModel): Readonly<Record<string, number>> {
  return fitted.parameters
}

/** The gradient per standard error, and how far the covariance is from the inverse of the curvature. */
function summitDeparture(model: PurchaseModel): number {
  const histories = rowsOf(simulated(model).histories, [...Array(1000).keys()])
  const fitted = model.fit(histories)
  const { covariance } = fitted
  if (covariance === null) return Infinity
  const values = model.parameterNames.map((name) => parametersOf(fitted)[name])
  const errors = values.map((_, i) => Math.sqrt(covariance[i][i]))
  // Moved by shares of a standard error, all parameters look alike.
  const logLikelihoodAt = (steps: readonly number[]) => {
    const moved = values.map((value, i) => value + steps[i] * errors[i])
    const at = fitWith(model, Object.fromEntries(model.parameterNames.map((name, i) => [name, moved[i]])))
    return model.logLikelihood(at, histories).reduce((sum, value) => sum + value, 0)
  }
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
function activeCountDepartures(model: PurchaseModel, fitted: AnyFittedPurchaseModel): number[] {
  return [0, 1, 26, 500].map((repeatPurchases) => {
    const customer = { repeatPurchases, age: 38 }
    const window = { horizon: 52, coverage: 1, maximum: 20_000 }
    const table = model.whileActive.purchaseProbabilities(fitted, customer, window)
    return distributionDeparture(table, model.whileActive.expectedPurchases(fitted, customer, 52))
  })
}

/** How far the probabilities are from summing to 1, and their mean, relatively, from `expected`. */
function distributionDeparture(probabilities: Float64Array, expected: number): number {
  const sum = probabilities.reduce((total, value) => total + value, 0)
  const mean = probabilities.reduce((total, value, n) => total + n * value, 0)
  return Math.max(Math.abs(sum - 1), Math.abs(mean / expected - 1))
}

/** Difference between what happened and what was expected, in standard errors. */
function biasInErrors(actual: ArrayLike<number>, expected: Float64Array): number {
  const differences = expected.map((value, i) => actual[i] - value)
  const sum = differences.reduce((total, value) => total + value, 0)
  return Math.abs(sum) / Math.hypot(...differences)
}

/** Distance of two fits of the same data. */
function fitDistance(left: AnyFittedPurchaseModel, right: AnyFittedPurchaseModel): number {
  const values = (fitted: AnyFittedPurchaseModel) =>
    Float64Array.of(...Object.values(parametersOf(fitted)), fitted.logLikelihood)
  return relativeDistance(values(left), values(right))
}

function relativeDistance(left: Float64Array, right: Float64Array): number {
  return largest(left, (value, i) => (value === right[i] ? 0 : Math.abs(value / right[i] - 1)))
}

function rowsOf(histories: PurchaseHistories, rows: readonly number[]): PurchaseHistories {
  const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row])
  return purchaseHistories({
    timeUnit: histories.timeUnit,
    repeatPurchases: pick(histories.repeatPurchases),
    lastPurchaseAge: pick(histories.lastPurchaseAge),
    age: pick(histories.age),
  })
}

function customerAt(histories: PurchaseHistories, row: number) {
  return { repeatPurchases: histories.repeatPurchases[row], age: histories.age[row] }
}

/** The code with which `run` was refused; empty where it was accepted, undefined where it broke. */
function codeOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    return (error as PerennialError).code
  }
  return ''
}

function largest<Value>(values: Iterable<Value>, sizeOf: (value: Value, place: number) => number): number {
  return [...values].reduce((size, value, place) => Math.max(size, sizeOf(value, place)), 0)
}

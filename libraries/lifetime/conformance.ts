/**
 * What every purchase model must hold to, whatever its formulas. Each law says how far a model departs from it, and how
 * far it may: a new model is tried by all of them as soon as it is registered.
 */
import { daysPer } from '#kernel/time.ts'
import {
  commonHistories,
  edgeHistories,
  fitWith,
  refusedFits,
  simulated,
  simulatedHorizon,
  typicalFit,
} from './conformance-cases.ts'
import {
  activeCountDepartures,
  biasInErrors,
  codeOf,
  distributionDeparture,
  fitDistance,
  inDaysOf,
  largest,
  parametersOf,
  relativeDistance,
  rowsOf,
  summitDeparture,
} from './conformance-measures.ts'
import { purchaseHistories } from './histories.ts'
import { customerOf } from './history-rows.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories, PurchaseModel } from './model.ts'
import { standardErrors } from './summary.ts'

/** One law for models of one kind. */
export interface Law<Model = PurchaseModel> {
  readonly name: string
  /** The model's largest departure from the law; NaN where it has no number to show. */
  readonly departure: (model: Model) => number
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
        const customer = customerOf(edgeHistories, row)
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
      const customer = { repeatPurchases: 5, lastPurchaseAge: 27, age: 30 }
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
    name: 'without dropout a model that has one is the negative binomial',
    departure: (model) => {
      if (model.withoutDropout === undefined) return 0
      const { r, alpha } = model.typicalParameters
      const fitted = fitWith(model, { ...model.typicalParameters, ...model.withoutDropout })
      const { repeatPurchases, age } = commonHistories
      const expected = repeatPurchases.map((x, row) => (39 * (r + x)) / (alpha + age[row]))
      return relativeDistance(model.expectedPurchases(fitted, commonHistories, 39), expected)
    },
    allowed: 1e-8,
  },
  {
    name: 'the order of the rows does not matter',
    departure: (model) => {
      const histories = fewOf(model)
      const reversed = rowsOf(histories, [...histories.age.keys()].toReversed())
      return fitDistance(model.fit(histories), model.fit(reversed))
    },
    allowed: 1e-9,
  },
  {
    name: 'a row of weight two is two rows',
    departure: (model) => {
      const histories = fewOf(model)
      const places = [...histories.age.keys()]
      const twice = model.fit(rowsOf(histories, [...places, ...places]))
      return fitDistance(model.fit({ ...histories, weight: histories.age.map(() => 2) }), twice)
    },
    allowed: 1e-9,
  },
  {
    name: 'weeks and days of the same data lead to the same expectations',
    departure: (model) => {
      const histories = fewOf(model)
      const inDays = inDaysOf(histories)
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
      const truth = model.typicalParameters
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
      const histories = fewOf(model)
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

/** As many simulated customers as a fit needs: fits of some models are dear. */
function fewOf(model: PurchaseModel): PurchaseHistories {
  return rowsOf(simulated(model).histories, [...Array(700).keys()])
}

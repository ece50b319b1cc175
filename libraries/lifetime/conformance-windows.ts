/** Laws of what is said of later times, of new customers and of the edges of what parameters and histories may be. */
import { weeks } from '#kernel/time.ts'
import { commonHistories, edgeHistories, fitWith, simulated, typicalFit } from './conformance-cases.ts'
import type { Law } from './conformance.ts'
import { biasInErrors, largest, relativeDistance, rowsOf } from './conformance-measures.ts'
import { purchaseHistories } from './histories.ts'
import { customerOf } from './history-rows.ts'
import { judgeHoldout } from './judgement/holdout.ts'
import type { AnyFittedPurchaseModel, PurchaseModel } from './model.ts'

/** Somebody on the day of the first purchase. */
const newcomer = purchaseHistories({
  timeUnit: 'week',
  repeatPurchases: [0],
  lastPurchaseAge: [0],
  age: [0],
})

/** Laws of later times, new customers, intervals and edges. */
export const windowLaws: readonly Law[] = [
  {
    name: 'the chance of still being active begins at one and only falls',
    departure: (model) => {
      const fitted = typicalFit(model)
      return largest(edgeHistories.age.keys(), (row) => {
        const customer = customerOf(edgeHistories, row)
        const path = [0, 1e-3, 1, 13, 52, 520].map((ahead) =>
          model.whileActive.probabilityActive(fitted, customer, ahead),
        )
        const rises = path.slice(1).map((later, i) => later - path[i])
        return Math.max(Math.abs(path[0] - 1), ...rises, -Math.min(...path))
      })
    },
    allowed: 1e-12,
  },
  {
    name: 'as many new customers are still active as the chance says',
    departure: (model) => {
      const { histories, active } = simulated(model)
      const fitted = typicalFit(model)
      const [atOnce] = model.probabilityActive(fitted, newcomer)
      const chances = histories.age.map(
        (age) => atOnce * model.whileActive.probabilityActive(fitted, customerOf(newcomer, 0), age),
      )
      return biasInErrors(active, chances)
    },
    allowed: 4,
  },
  {
    name: 'purchases of a later window are those until its end less those until its beginning',
    departure: (model) => {
      const fitted = typicalFit(model)
      return largest([0, 1, 3, 4, 5], (row) => {
        const customer = customerOf(commonHistories, row)
        const window = { from: 13, horizon: 39, coverage: 1, maximum: 5000 }
        const table = model.whileActive.purchaseProbabilities(fitted, customer, window)
        const until = (horizon: number) => model.whileActive.expectedPurchases(fitted, customer, horizon)
        const sum = table.reduce((total, probability) => total + probability, 0)
        const mean = table.reduce((total, probability, n) => total + n * probability, 0)
        return Math.max(Math.abs(sum - 1), Math.abs(mean / (until(39) - until(13)) - 1))
      })
    },
    allowed: 1e-8,
  },
  {
    name: 'a window that begins at once is no window, and one that never begins is empty',
    departure: (model) => {
      const fitted = typicalFit(model)
      const customer = customerOf(commonHistories, 4)
      const tableOf = (from: number, horizon: number) =>
        model.whileActive.purchaseProbabilities(fitted, customer, { from, horizon, coverage: 1, maximum: 40 })
      const plain = model.whileActive.purchaseProbabilities(fitted, customer, {
        horizon: 26,
        coverage: 1,
        maximum: 40,
      })
      return Math.max(relativeDistance(tableOf(0, 26), plain), Math.abs(tableOf(26, 26)[0] - 1))
    },
    allowed: 1e-12,
  },
  {
    name: 'a new customer is one with an empty history',
    departure: (model) => {
      const fitted = typicalFit(model)
      const [atOnce] = model.probabilityActive(fitted, newcomer)
      const counts = new Float64Array(30)
      model.repeatPurchaseProbabilities(fitted, 39, counts)
      const window = { horizon: 39, coverage: 1, maximum: 29 }
      const table = model.whileActive.purchaseProbabilities(fitted, customerOf(newcomer, 0), window)
      const own = table.map((probability, n) => atOnce * probability + (n === 0 ? 1 - atOnce : 0))
      const expected = model.expectedRepeatPurchases(fitted, Float64Array.of(39))
      return Math.max(
        relativeDistance(counts, own),
        relativeDistance(model.expectedPurchases(fitted, newcomer, 39), expected),
      )
    },
    allowed: 1e-9,
  },
  {
    name: 'intervals hold what comes to simulated customers as often as they state, within four errors',
    departure: (model) => {
      const { histories, futurePurchases } = simulated(model)
      const places = [...Array(1200).keys()]
      const judged = judgeHoldout({
        fitted: typicalFit(model),
        rows: {
          histories: rowsOf(histories, places),
          futurePurchases: futurePurchases.slice(0, places.length),
          recentPurchases: new Float64Array(places.length),
        },
        horizon: weeks(39),
        recentWindow: weeks(52),
      })
      const error = (share: number) => Math.sqrt((share * (1 - share)) / places.length)
      return Math.max(
        Math.abs(judged.coverage - judged.statedCoverage) / error(judged.statedCoverage),
        Math.abs(judged.pitInside80 - 0.8) / error(0.8),
      )
    },
    allowed: 4,
  },
  {
    name: 'where a parameter is one, or two times are alike, nothing jumps',
    departure: (model) =>
      largest(criticalParameters(model), (critical) => {
        const answersAt = (factor: number) =>
          answersOf(
            model,
            fitWith(model, Object.fromEntries(critical.map(([name, value]) => [name, value * factor]))),
          )
        const at = answersAt(1)
        return Math.max(
          largest(at, (value) => (Number.isFinite(value) ? 0 : Infinity)),
          // A logarithm of one is nothing but rounding.
          largest(answersAt(1 + 1e-9), (value, i) => Math.abs(value - at[i]) / (1e-6 + Math.abs(at[i]))),
        )
      }),
    allowed: 1e-5,
  },
  {
    name: 'ten thousand counts are probabilities to the last',
    departure: (model) => {
      const counts = new Float64Array(10_001)
      model.repeatPurchaseProbabilities(typicalFit(model), 20_000, counts)
      const sound = counts.every((probability) => probability >= 0 && probability <= 1)
      const sum = counts.reduce((total, probability) => total + probability, 0)
      const end = counts.subarray(9000)
      const rises = largest(end.subarray(1), (probability, n) => probability / end[n] - 1)
      return sound && sum <= 1 + 1e-9 && end[0] > 0 ? Math.max(0, rises) : Infinity
    },
    allowed: 1e-9,
  },
]

/** Parameters at which published formulas divide by zero: each at one, and all times alike. */
function criticalParameters(model: PurchaseModel): readonly (readonly [string, number])[][] {
  const typical = Object.entries(model.typicalParameters)
  const { timeParameters } = model.likelihood(typicalFit(model))
  const atOne = typical.map(([name], i) => typical.with(i, [name, 1]))
  const alike = typical.map(([name, value]): [string, number] => [
    name,
    timeParameters.includes(name) ? 10 : value,
  ])
  return [...atOne, alike]
}

/** What a model answers of everyday and of extreme customers, as one column. */
function answersOf(model: PurchaseModel, fitted: AnyFittedPurchaseModel): Float64Array {
  return Float64Array.from([
    ...model.logLikelihood(fitted, edgeHistories),
    ...model.probabilityActive(fitted, commonHistories),
    ...model.expectedPurchases(fitted, commonHistories, 39),
    ...model.discountedExpectedPurchases(fitted, commonHistories, Infinity, 0.002),
    ...model.expectedRepeatPurchases(fitted, Float64Array.of(1, 39, 520)),
  ])
}

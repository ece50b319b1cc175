/** Laws of a purchase model's likelihood and of its fits, besides those of `fit-conformance.ts`. */
import { weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { collapse } from './collapse.ts'
import { commonHistories, fitWith, simulated, typicalFit } from './conformance-cases.ts'
import type { Law } from './conformance.ts'
import { largest, parametersOf, rowsOf } from './conformance-measures.ts'
import type { FitSample, FitTrial } from './fit-conformance.ts'
import { purchaseHistories } from './histories.ts'
import { certify } from './inference/certificate.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories, PurchaseModel } from './model.ts'
import { purchaseModel } from './models.ts'
import { expectedPurchases } from './predict.ts'

/**
 * A purchase model as the laws of fitting see it.
 *
 * @param most - Customers of a sample at most: fits of some models are dear.
 */
export function purchaseTrial(model: PurchaseModel, most = 1000): FitTrial {
  const drawn = new Map<string, FitSample>()
  return {
    name: model.name,
    truth: model.typicalParameters,
    sample: (seed, wanted = most) => {
      const customers = Math.min(wanted, most)
      const key = `${seed}/${customers}`
      const sample = drawn.get(key) ?? purchaseSample(model, seed, customers)
      drawn.set(key, sample)
      return sample
    },
  }
}

function purchaseSample(model: PurchaseModel, seed: number, customers: number): FitSample {
  const ages = Float64Array.from({ length: customers }, (_, i) => 26 + (i % 182) / 7)
  const random = seededRandom(seed)
  const truth = typicalFit(model)
  const { histories } = model.simulate(truth, { ages, horizon: 0, random })
  // What a fit chooses before it estimates is given here: choosing is no part of these laws.
  const chosen = 'regularity' in truth ? { regularity: truth.regularity } : {}
  return {
    customers,
    fitRows: (rows, weight, options) =>
      model.fit(
        { ...rowsOf(histories, rows), weight: new Float64Array(rows.length).fill(weight) },
        { ...options, ...chosen },
      ),
    logLikelihoodAt: (parameters) => sumOfLogs(model, fitWith(model, parameters), histories),
    predict: (fitted) =>
      expectedPurchases(fitted as AnyFittedPurchaseModel, histories, { horizon: weeks(39) }),
  }
}

function sumOfLogs(
  model: PurchaseModel,
  fitted: AnyFittedPurchaseModel,
  histories: PurchaseHistories,
): number {
  return model.logLikelihood(fitted, histories).reduce((sum, value) => sum + value, 0)
}

/** Laws of the likelihood, of nested models and of data that tell little. */
export const likelihoodLaws: readonly Law[] = [
  {
    name: 'the objective is the log-likelihood of the customers',
    departure: (model) => {
      const { histories, objective, point } = objectiveOf(model)
      const expected = sumOfLogs(model, typicalFit(model), histories) / histories.age.length
      return Math.abs(objective.slopeAt(point).value / -expected - 1)
    },
    allowed: 1e-11,
  },
  {
    name: 'the gradient is that of differences, and so is the Hessian',
    departure: (model) => {
      const { objective, point } = objectiveOf(model)
      const { slopeAt, curvatureAt } = objective
      const off = point.map((value, i) => value + 0.1 * (i - 1))
      const byDifferences = (valueAt: (at: readonly number[]) => number, place: number) => {
        const moved = (by: number) => valueAt(off.with(place, off[place] + by))
        // Abramowitz & Stegun (1964), 25.3.6.
        return (8 * (moved(1e-3) - moved(-1e-3)) - (moved(2e-3) - moved(-2e-3))) / 12e-3
      }
      const { gradient } = slopeAt(off)
      const slopes = largest(gradient, (slope, i) =>
        Math.abs(slope - byDifferences((at) => slopeAt(at).value, i)),
      )
      if (curvatureAt === undefined) return slopes
      const bends = largest(curvatureAt(off).hessian, (row, i) =>
        largest(row, (entry, j) => Math.abs(entry - byDifferences((at) => slopeAt(at).gradient[i], j))),
      )
      return Math.max(slopes, bends)
    },
    allowed: 1e-8,
  },
  {
    name: 'a fit is no less likely than any model within it, and is certified',
    departure: (model) => {
      const histories = rowsOf(simulated(model).histories, [...Array(600).keys()])
      return Number(!certify(model.fit(histories), histories).holds)
    },
    allowed: 0,
  },
  {
    name: 'without dropout it is as likely as the model without dropout within it',
    departure: (model) => {
      if (model.withoutDropout === undefined || !model.contains.includes('nbd')) return 0
      const { r, alpha } = model.typicalParameters
      const inner = purchaseModel('nbd')
      const outer = fitWith(model, { ...model.typicalParameters, ...model.withoutDropout })
      const logs = inner.logLikelihood(fitWith(inner, { r, alpha }), commonHistories)
      const own = model.logLikelihood(outer, commonHistories)
      return largest(own, (value, row) => Math.abs(value - logs[row]))
    },
    allowed: 1e-8,
  },
  {
    name: 'ages of a million are as good as others',
    departure: (model) => {
      const histories = rowsOf(simulated(model).histories, [...Array(600).keys()])
      const unit = 1e6 / 52
      const { repeatPurchases, sumLogIntervals } = histories
      const large = purchaseHistories({
        ...histories,
        lastPurchaseAge: histories.lastPurchaseAge.map((time) => time * unit),
        age: histories.age.map((time) => time * unit),
        sumLogIntervals: sumLogIntervals?.map((sum, row) => sum + repeatPurchases[row] * Math.log(unit)),
      })
      const [plain, stretched] = [model.fit(histories), model.fit(large)]
      const { timeParameters, rateParameters = [] } = model.likelihood(plain)
      const parameters = largest(model.parameterNames, (name) => {
        const factor = timeParameters.includes(name) ? unit : rateParameters.includes(name) ? 1 / unit : 1
        return Math.abs(parametersOf(stretched)[name] / (factor * parametersOf(plain)[name]) - 1)
      })
      const repeats = repeatPurchases.reduce((sum, count) => sum + count, 0)
      const shifted = plain.logLikelihood - repeats * Math.log(unit)
      return Math.max(parameters, Math.abs(stretched.logLikelihood / shifted - 1))
    },
    allowed: 1e-6,
  },
  {
    name: 'one history, however often, tells no parameters: it is refused, or fitted without standard errors',
    departure: (model) => {
      const same = purchaseHistories({
        timeUnit: 'week',
        repeatPurchases: [2],
        lastPurchaseAge: [30],
        age: [38],
        sumLogIntervals: [2 * Math.log(15)],
        weight: [200],
      })
      const fitted = model.fit(same, { allowUnconverged: true })
      const { logLikelihood, covariance, warnings } = fitted
      return Number(!(Number.isFinite(logLikelihood) && covariance === null && warnings.length > 0))
    },
    allowed: 0,
  },
]

/** A model's objective on a few simulated customers, and the place of the typical parameters. */
function objectiveOf(model: PurchaseModel) {
  const histories = rowsOf(simulated(model).histories, [...Array(200).keys()])
  const fitted = typicalFit(model)
  const objective = model.likelihood(fitted).prepare(collapse(histories).rows)
  return {
    histories,
    objective,
    point: model.parameterNames.map((name) => Math.log(model.typicalParameters[name])),
  }
}

/** What every spend model must hold to, besides the laws of `fit-conformance.ts`. */
import { seededRandom } from '#numerics/random.ts'
import type { Law } from '../conformance.ts'
import { biasInErrors, codeOf, largest, relativeDistance } from '../conformance-measures.ts'
import type { AnyFit, FitTrial } from '../fit-conformance.ts'
import { simulateGammaGammaAmounts } from '../gamma-gamma/simulate.ts'
import { simulateLognormalSpend } from '../lognormal-spend/simulate.ts'
import type { AnyFittedLognormalSpend } from '../lognormal-spend/likelihood.ts'
import type { FittedGammaGamma } from '../model.ts'
import type { SpendModel, Spends } from './spend-model.ts'

function typicalFit(model: SpendModel): AnyFit {
  return model.withParameters(model.typicalParameters)
}

/** Customers with one to eight spends each, who buy as often as they have spends. */
function simulated(model: SpendModel, seed = 20_260, customers = 4000) {
  const observations = Float64Array.from({ length: customers }, (_, i) => 1 + (i % 8))
  const options = { observations, frequency: observations, random: seededRandom(seed) }
  const fitted = typicalFit(model)
  const drawn =
    fitted.model === 'gamma-gamma'
      ? simulateGammaGammaAmounts(fitted as FittedGammaGamma, options)
      : simulateLognormalSpend(fitted as AnyFittedLognormalSpend, options)
  return { ...drawn, observations }
}

/** The spends of the customers at some places, each counted `weight` times. */
function placesOf(spends: Spends, places: readonly number[], weight = 1): Spends {
  const amounts = Array.from({ length: spends.customers }, () => Array<number>())
  Array.from(spends.customer).forEach((place, row) => amounts[place].push(spends.amount[row]))
  const { frequency } = spends
  return {
    customer: places.flatMap((place, at) => amounts[place].map(() => at)),
    amount: places.flatMap((place) => amounts[place]),
    customers: places.length,
    ...(frequency && { frequency: places.map((place) => frequency[place]) }),
    weight: new Float64Array(places.length).fill(weight),
  }
}

/** The model as the laws of fitting see it. */
export function spendTrial(model: SpendModel): FitTrial {
  return {
    name: model.name,
    truth: model.typicalParameters,
    sample: (seed, customers) => {
      const { amounts } = simulated(model, seed, customers)
      return {
        customers: amounts.customers,
        fitRows: (rows, weight, options) => model.fit(placesOf(amounts, rows, weight), options),
        logLikelihoodAt: (parameters) =>
          model
            .logLikelihood(model.withParameters(parameters), amounts)
            .reduce((sum, value) => sum + value, 0),
        predict: (fitted) => model.expectedSpend(fitted, amounts),
      }
    },
  }
}

const two: Spends = { customer: [0, 0, 1, 1], amount: [10, 12, 30, 20], customers: 2, frequency: [1, 2] }

/** Data that no model may accept, with the code of each refusal. */
const refusedFits: readonly (readonly [string, Spends])[] = [
  ['LIFETIME_NO_CUSTOMERS', { ...two, customer: [], amount: [], customers: 0, frequency: [] }],
  ['LIFETIME_WEIGHT_NOT_POSITIVE', { ...two, weight: Float64Array.of(1, 0) }],
  ['LIFETIME_LENGTHS_DIFFER', { ...two, weight: Float64Array.of(1) }],
  ['LIFETIME_SPEND_ALL_EQUAL', { ...two, amount: [9.99, 9.99, 9.99, 9.99] }],
]

/** The laws. */
export const spendModelLaws: readonly Law<SpendModel>[] = [
  {
    name: 'every expectation is finite, and above zero: of one cent, of a million, of a thousand spends',
    departure: (model) => {
      const spends: Spends = {
        customer: [0, 1, ...Array<number>(1000).fill(2), 3, 3],
        amount: [0.01, 1e6, ...Array.from({ length: 1000 }, (_, i) => 1 + (i % 7)), 1e-6, 1e6],
        customers: 4,
        frequency: [1, 1, 1000, 2],
      }
      const expected = model.expectedSpend(typicalFit(model), spends)
      return largest(expected, (value) => Number(!(value > 0 && value < Infinity)))
    },
    allowed: 0,
  },
  {
    name: 'who spent more is expected to spend more',
    departure: (model) => {
      const spends = [1, 5, 20, 21, 400].map((amount) => ({ ...two, amount: [amount, 2 * amount, 30, 20] }))
      const expected = spends.map((each) => model.expectedSpend(typicalFit(model), each)[0])
      return largest(expected.slice(1), (value, i) => Number(!(value > expected[i])))
    },
    allowed: 0,
  },
  {
    name: 'the more spends are known, the less do the others matter',
    departure: (model) => {
      const fitted = typicalFit(model)
      const distances = [1, 10, 100, 1000].map((count) => {
        // Amounts that scatter as the model says, so that their mean is the customer's own.
        const spends: Spends = {
          customer: Array<number>(count).fill(0),
          amount: Array<number>(count).fill(90),
          customers: 1,
          frequency: [1],
        }
        const [expected] = model.expectedSpend(fitted, spends)
        const [anchored] = model.expectedSpend(fitted, { ...spends, amount: Array<number>(count).fill(99) })
        return Math.abs(anchored / expected - 1.1)
      })
      const grows = largest(distances.slice(1), (value, i) => Number(value >= distances[i]))
      return grows + distances[3]
    },
    allowed: 2e-3,
  },
  {
    name: 'the currency does not matter: a hundred times the spend has a hundred times the scale',
    departure: (model) => {
      const { amounts, observations } = simulated(model)
      const fitted = model.fit(amounts)
      const inCents = { ...amounts, amount: Array.from(amounts.amount, (amount) => 100 * amount) }
      const cents = model.fit(inCents)
      const rescaled = Object.entries(cents.parameters).map(([name, value]) =>
        name === model.currencyParameter ? value / 100 : value,
      )
      const powers = observations.reduce((sum, n) => sum + model.densityPower(n), 0)
      return Math.max(
        relativeDistance(Float64Array.from(rescaled), Float64Array.from(Object.values(fitted.parameters))),
        Math.abs((cents.logLikelihood - powers * Math.log(100)) / fitted.logLikelihood - 1),
      )
    },
    allowed: 1e-8,
  },
  {
    name: 'expected spends are right on average, and those of new customers too',
    departure: (model) => {
      const { amounts, trueMeanSpend } = simulated(model, 7, 20_000)
      const fitted = typicalFit(model)
      const known = biasInErrors(trueMeanSpend, model.expectedSpend(fitted, amounts))
      const rare = [...trueMeanSpend.keys()].filter((place) => amounts.frequency?.[place] === 1)
      const anew = Float64Array.from(rare, () => model.expectedSpendOfNewCustomer(fitted))
      return Math.max(
        known,
        biasInErrors(
          rare.map((place) => trueMeanSpend[place]),
          anew,
        ),
      )
    },
    allowed: 4,
  },
  {
    name: 'what cannot be fitted is refused with its code',
    departure: (model) =>
      largest(refusedFits, ([code, spends]) => Number(codeOf(() => model.fit(spends)) !== code)),
    allowed: 0,
  },
]

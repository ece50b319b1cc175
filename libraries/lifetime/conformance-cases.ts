/** Customers and parameters on which the laws of `conformance.ts` are tried. */
import { seededRandom } from '#numerics/random.ts'
import { type PurchaseColumns, purchaseHistories } from './histories.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories, PurchaseModel, SimulatedCustomers } from './model.ts'

/** Everyday customers. */
export const commonHistories = withEvenGaps({
  timeUnit: 'week',
  repeatPurchases: [0, 0, 1, 2, 7, 26],
  lastPurchaseAge: [0, 0, 1.71, 30.43, 35, 30.86],
  age: [0, 38.86, 38.86, 38.86, 39, 31],
})

/** Everyday customers, and such as break formulas that divide by small numbers or raise to large powers. */
export const edgeHistories = withEvenGaps({
  timeUnit: 'week',
  repeatPurchases: [...commonHistories.repeatPurchases, 3, 200, 1000, 5000, 1e5, 0, 1, 1],
  lastPurchaseAge: [...commonHistories.lastPurchaseAge, 39, 38, 10, 364, 999, 0, 1e6, 1e-9],
  age: [...commonHistories.age, 39, 40, 100, 365, 1000, 1e6, 1e6, 1e-9],
})

/** Histories of customers whose purchases came at even intervals. */
function withEvenGaps(columns: PurchaseColumns): PurchaseHistories {
  const sumLogIntervals = Float64Array.from(columns.repeatPurchases, (x, row) =>
    x === 0 ? 0 : x * Math.log(columns.lastPurchaseAge[row] / x),
  )
  return purchaseHistories({ ...columns, sumLogIntervals })
}

const oneRow: PurchaseColumns = { timeUnit: 'week', repeatPurchases: [2], lastPurchaseAge: [30], age: [38] }

/** Data that no model may accept, with the code of each refusal. */
export const refusedFits: readonly (readonly [string, PurchaseColumns])[] = [
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

/** For how long simulated customers are followed after the end of observation. */
export const simulatedHorizon = 39

/** Four thousand customers of the typical parameters, acquired over half a year. */
export function simulated(model: PurchaseModel): SimulatedCustomers {
  const known = drawn.get(model)
  if (known !== undefined) return known
  const ages = Float64Array.from({ length: 4000 }, (_, i) => 26 + (i % 182) / 7)
  const random = seededRandom(20_260)
  const customers = model.simulate(typicalFit(model), { ages, horizon: simulatedHorizon, random })
  drawn.set(model, customers)
  return customers
}

/** Drawn once a model: many laws look at the same customers. */
const drawn = new WeakMap<PurchaseModel, SimulatedCustomers>()

/** The model at its typical parameters. */
export function typicalFit(model: PurchaseModel): AnyFittedPurchaseModel {
  return fitWith(model, model.typicalParameters)
}

/** The model at any parameters, per week. */
export function fitWith(
  model: PurchaseModel,
  parameters: Readonly<Record<string, number>>,
): AnyFittedPurchaseModel {
  return model.withParameters(parameters, 'week')
}

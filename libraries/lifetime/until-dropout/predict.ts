/** What a model says of customers who buy at a gamma rate until a dropout that no purchase decides. */
import { distinctRows } from '../collapse.ts'
import type { ActiveCustomer, FittedPurchaseModel, PurchaseHistories, PurchaseModel } from '../model.ts'
import type { ActiveBeliefs } from './active-beliefs.ts'
import {
  expectedPurchasesUntilDropout,
  probabilityStillActive,
  type FutureWindow,
} from './expected-purchases.ts'
import { fillPurchaseProbabilities, purchaseProbabilitiesInWindow } from './purchase-counts.ts'

/** An active customer whose future does not depend on when they last bought. */
export type AgedCustomer = Omit<ActiveCustomer, 'lastPurchaseAge'>

/** What sets one such model apart. */
export interface DropoutModel<F extends FittedPurchaseModel> {
  /** P(active) of each customer. */
  readonly probabilityActive: (fitted: F, histories: PurchaseHistories) => Float64Array
  readonly beliefsAbout: (fitted: F, customer: AgedCustomer) => ActiveBeliefs
  readonly ageScale: (fitted: F) => number
}

/** The predictors of a purchase model. */
export type Predictors<F extends FittedPurchaseModel> = Pick<
  PurchaseModel<F>,
  | 'probabilityActive'
  | 'expectedPurchases'
  | 'discountedExpectedPurchases'
  | 'whileActive'
  | 'expectedRepeatPurchases'
  | 'repeatPurchaseProbabilities'
>

/** Everybody is active at the first purchase. */
const newCustomer: AgedCustomer = { repeatPurchases: 0, age: 0 }

/** Every predictor of such a model. */
export function predictorsUntilDropout<F extends FittedPurchaseModel>(model: DropoutModel<F>): Predictors<F> {
  const { probabilityActive, beliefsAbout, ageScale } = model
  return {
    probabilityActive,
    expectedPurchases: (fitted, histories, horizon) =>
      expectedPurchasesOf(model, fitted, { histories, window: { horizon, discountRate: 0 } }),
    discountedExpectedPurchases: (fitted, histories, horizon, discountRate) =>
      expectedPurchasesOf(model, fitted, { histories, window: { horizon, discountRate } }),
    whileActive: {
      dependsOnLastPurchase: false,
      ageScale,
      probabilityActive: (fitted, customer, ahead) =>
        probabilityStillActive(beliefsAbout(fitted, customer), ahead),
      expectedPurchases: (fitted, customer, horizon) =>
        expectedPurchasesUntilDropout(beliefsAbout(fitted, customer), { horizon, discountRate: 0 }),
      discountedExpectedPurchases: (fitted, customer, window) =>
        expectedPurchasesUntilDropout(beliefsAbout(fitted, customer), window),
      purchaseProbabilities: (fitted, customer, window) =>
        purchaseProbabilitiesInWindow(beliefsAbout(fitted, customer), window),
    },
    expectedRepeatPurchases: (fitted, ages) => {
      const beliefs = beliefsAbout(fitted, newCustomer)
      return ages.map((age) => expectedPurchasesUntilDropout(beliefs, { horizon: age, discountRate: 0 }))
    },
    repeatPurchaseProbabilities: (fitted, age, out) =>
      fillPurchaseProbabilities(beliefsAbout(fitted, newCustomer), age, out),
  }
}

/** P(active) of each customer times what an active one is expected to buy, computed once for all who share x and T. */
function expectedPurchasesOf<F extends FittedPurchaseModel>(
  { probabilityActive, beliefsAbout }: DropoutModel<F>,
  fitted: F,
  { histories, window }: { readonly histories: PurchaseHistories; readonly window: FutureWindow },
): Float64Array {
  const { repeatPurchases, age } = histories
  const { places, firsts } = distinctRows([repeatPurchases, age])
  const futures = Float64Array.from(firsts, (row) => {
    const beliefs = beliefsAbout(fitted, { repeatPurchases: repeatPurchases[row], age: age[row] })
    return expectedPurchasesUntilDropout(beliefs, window)
  })
  return probabilityActive(fitted, histories).map((active, i) => active * futures[places[i]])
}

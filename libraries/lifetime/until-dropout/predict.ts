/** What a model says of customers who buy at a gamma rate until a dropout that no purchase decides. */
import type { ActiveCustomer, FittedPurchaseModel } from '../model.ts'
import { predictorsOf, type ActiveLaw, type Predictors } from '../predictors.ts'
import type { ActiveBeliefs } from './active-beliefs.ts'
import { expectedPurchasesUntilDropout, probabilityStillActive } from './expected-purchases.ts'
import { fillPurchaseProbabilities, purchaseProbabilitiesInWindow } from './purchase-counts.ts'

/** An active customer whose future does not depend on when they last bought. */
export type AgedCustomer = Omit<ActiveCustomer, 'lastPurchaseAge'>

/** What sets one such model apart. */
export interface DropoutModel<F extends FittedPurchaseModel> extends Pick<
  ActiveLaw<F, ActiveBeliefs>,
  'probabilityActive' | 'ageScale'
> {
  readonly beliefsAbout: (fitted: F, customer: AgedCustomer) => ActiveBeliefs
}

const newCustomer: AgedCustomer = { repeatPurchases: 0, age: 0 }

/** Every predictor of such a model. */
export function predictorsUntilDropout<F extends FittedPurchaseModel>(model: DropoutModel<F>): Predictors<F> {
  const predictors = predictorsOf({
    ...model,
    // Everybody is active at the first purchase.
    probabilityActiveAtFirst: () => 1,
    dependsOnLastPurchase: false,
    probabilityStillActive,
    purchasesWhileActive: expectedPurchasesUntilDropout,
    purchaseProbabilities: purchaseProbabilitiesInWindow,
  })
  return {
    ...predictors,
    repeatPurchaseProbabilities: (fitted, age, out) =>
      fillPurchaseProbabilities(model.beliefsAbout(fitted, newCustomer), age, out),
  }
}

/** Every predictor of a model from what it says of active customers: whoever has dropped out buys no more. */
import { distinctRows } from './collapse.ts'
import { customerOf } from './history-rows.ts'
import type {
  ActiveCustomer,
  CountWindow,
  FittedPurchaseModel,
  FutureWindow,
  PurchaseHistories,
  PurchaseModel,
  WhileActive,
} from './model.ts'

/** A model as its active customers see it. */
export interface ActiveLaw<F extends FittedPurchaseModel, Beliefs> extends Pick<
  WhileActive<F>,
  'dependsOnLastPurchase' | 'ageScale'
> {
  /** P(active at the end of observation) of each row. */
  readonly probabilityActive: (fitted: F, histories: PurchaseHistories) => Float64Array
  /** P(a new customer survives the first purchase). */
  readonly probabilityActiveAtFirst: (fitted: F) => number
  /** What is believed of a customer who is known to be active. */
  readonly beliefsAbout: (fitted: F, customer: ActiveCustomer) => Beliefs
  /** P(still active after `ahead`). */
  readonly probabilityStillActive: (beliefs: Beliefs, ahead: number) => number
  readonly purchasesWhileActive: (beliefs: Beliefs, window: FutureWindow) => number
  /** P(N = 0), P(N = 1), … of the purchases in the window; see {@link WhileActive}. */
  readonly purchaseProbabilities: (beliefs: Beliefs, window: CountWindow) => Float64Array
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

const newCustomer: ActiveCustomer = { repeatPurchases: 0, lastPurchaseAge: 0, age: 0 }

/** The predictors that follow from P(active) and the future of an active customer. */
export function predictorsOf<F extends FittedPurchaseModel, Beliefs>(
  law: ActiveLaw<F, Beliefs>,
): Predictors<F> {
  const { probabilityActive, probabilityActiveAtFirst, dependsOnLastPurchase, ageScale } = law
  const { beliefsAbout, probabilityStillActive, purchasesWhileActive, purchaseProbabilities } = law
  return {
    probabilityActive,
    expectedPurchases: (fitted, histories, horizon) =>
      expectedPurchasesOf(law, fitted, { histories, window: { horizon, discountRate: 0 } }),
    discountedExpectedPurchases: (fitted, histories, horizon, discountRate) =>
      expectedPurchasesOf(law, fitted, { histories, window: { horizon, discountRate } }),
    whileActive: {
      dependsOnLastPurchase,
      ageScale,
      probabilityActive: (fitted, customer, ahead) =>
        probabilityStillActive(beliefsAbout(fitted, customer), ahead),
      expectedPurchases: (fitted, customer, horizon) =>
        purchasesWhileActive(beliefsAbout(fitted, customer), { horizon, discountRate: 0 }),
      discountedExpectedPurchases: (fitted, customer, window) =>
        purchasesWhileActive(beliefsAbout(fitted, customer), window),
      purchaseProbabilities: (fitted, customer, window) =>
        purchaseProbabilities(beliefsAbout(fitted, customer), window),
    },
    expectedRepeatPurchases: (fitted, ages) => {
      const share = probabilityActiveAtFirst(fitted)
      const beliefs = beliefsAbout(fitted, newCustomer)
      return ages.map((age) => share * purchasesWhileActive(beliefs, { horizon: age, discountRate: 0 }))
    },
    repeatPurchaseProbabilities: (fitted, age, out) => {
      const share = probabilityActiveAtFirst(fitted)
      const window = { horizon: age, coverage: Infinity, maximum: out.length - 1 }
      const table = purchaseProbabilities(beliefsAbout(fitted, newCustomer), window)
      out.fill(0)
      for (let n = 0; n < table.length; n++) out[n] = share * table[n]
      out[0] += 1 - share
    },
  }
}

/** P(active) of each customer times what an active one is expected to buy, computed once for all who share that future. */
function expectedPurchasesOf<F extends FittedPurchaseModel, Beliefs>(
  { probabilityActive, dependsOnLastPurchase, beliefsAbout, purchasesWhileActive }: ActiveLaw<F, Beliefs>,
  fitted: F,
  { histories, window }: { readonly histories: PurchaseHistories; readonly window: FutureWindow },
): Float64Array {
  const { repeatPurchases, lastPurchaseAge, age } = histories
  const columns = [repeatPurchases, age]
  const { places, firsts } = distinctRows(dependsOnLastPurchase ? [...columns, lastPurchaseAge] : columns)
  const futures = Float64Array.from(firsts, (row) =>
    purchasesWhileActive(beliefsAbout(fitted, customerOf(histories, row)), window),
  )
  return probabilityActive(fitted, histories).map((active, i) => active * futures[places[i]])
}

/** What a Pareto/NBD fit says of the future of each customer, and of a new one. */
import { distinctRows } from '../collapse.ts'
import type { ActiveCustomer, FittedParetoNbd, PurchaseHistories, WhileActive } from '../model.ts'
import { mapHistories, silenceOf } from './likelihood.ts'
import {
  discountedPurchasesWhileActive,
  fillPurchaseProbabilities,
  probabilityStillActive,
  purchaseProbabilitiesInWindow,
  purchasesWhileActive,
  type ActiveBeliefs,
} from './while-active.ts'

/**
 * Probability that each customer is still active at the end of observation.
 *
 * @returns n probabilities in [0, 1], in the order given; 1 where the last purchase is at the end of observation.
 * @see Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model", P(alive).
 */
export function probabilityActive(fitted: FittedParetoNbd, histories: PurchaseHistories): Float64Array {
  return mapHistories(histories, (history) => {
    const { untouched, silent } = silenceOf(fitted.parameters, history)
    return Math.min(1, untouched / silent)
  })
}

/**
 * E[purchases in (T, T + horizon]] of each customer.
 *
 * @param horizon - In the unit of the fit.
 */
export function expectedPurchases(
  fitted: FittedParetoNbd,
  histories: PurchaseHistories,
  horizon: number,
): Float64Array {
  return timesProbabilityActive(fitted, histories, (beliefs) => purchasesWhileActive(beliefs, horizon))
}

/**
 * E[Σ exp(−rate·time since T)] over the purchases in (T, T + horizon] of each customer; with an infinite horizon the
 * discounted expected residual transactions (DERT) of the literature.
 *
 * @param horizon - In the unit of the fit; may be Infinity when `discountRate` > 0.
 * @param discountRate - Continuous, per unit of the fit.
 */
export function discountedExpectedPurchases(
  fitted: FittedParetoNbd,
  histories: PurchaseHistories,
  horizon: number,
  discountRate: number,
): Float64Array {
  const window = { horizon, discountRate }
  return timesProbabilityActive(fitted, histories, (beliefs) =>
    discountedPurchasesWhileActive(beliefs, window),
  )
}

/** The future of a customer known to be active. */
export const whileActive: WhileActive<FittedParetoNbd> = {
  dependsOnLastPurchase: false,
  ageScale: ({ parameters: { alpha, beta } }) => Math.min(alpha, beta),
  probabilityActive: (fitted, customer, ahead) =>
    probabilityStillActive(beliefsAbout(fitted, customer), ahead),
  expectedPurchases: (fitted, customer, horizon) =>
    purchasesWhileActive(beliefsAbout(fitted, customer), horizon),
  discountedExpectedPurchases: (fitted, customer, window) =>
    discountedPurchasesWhileActive(beliefsAbout(fitted, customer), window),
  purchaseProbabilities: (fitted, customer, window) =>
    purchaseProbabilitiesInWindow(beliefsAbout(fitted, customer), window),
}

/**
 * E[X(t)]: repeat purchases of a new customer until each age.
 *
 * @see Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model", E[X(t)].
 */
export function expectedRepeatPurchases(fitted: FittedParetoNbd, ages: Float64Array): Float64Array {
  const beliefs = beliefsAbout(fitted, newCustomer)
  return ages.map((age) => purchasesWhileActive(beliefs, age))
}

/** P(X(t) = n) of a new customer at `age`, n = 0 … out.length − 1, written into `out`. */
export function repeatPurchaseProbabilities(fitted: FittedParetoNbd, age: number, out: Float64Array): void {
  fillPurchaseProbabilities(beliefsAbout(fitted, newCustomer), age, out)
}

/** Everybody is active at the first purchase. */
const newCustomer: AgedCustomer = { repeatPurchases: 0, age: 0 }

/** When an active customer last bought tells nothing of what comes. */
type AgedCustomer = Omit<ActiveCustomer, 'lastPurchaseAge'>

function beliefsAbout(
  { parameters: { r, alpha, s, beta } }: FittedParetoNbd,
  { repeatPurchases, age }: AgedCustomer,
): ActiveBeliefs {
  return {
    purchaseShape: r + repeatPurchases,
    purchaseScale: alpha + age,
    dropoutShape: s,
    dropoutScale: beta + age,
  }
}

/** P(active) of each customer times a number that is computed once for all who share x and T. */
function timesProbabilityActive(
  fitted: FittedParetoNbd,
  histories: PurchaseHistories,
  numberOf: (beliefs: ActiveBeliefs) => number,
): Float64Array {
  const { repeatPurchases, age } = histories
  const { places, firsts } = distinctRows([repeatPurchases, age])
  const futures = Float64Array.from(firsts, (row) =>
    numberOf(beliefsAbout(fitted, { repeatPurchases: repeatPurchases[row], age: age[row] })),
  )
  return probabilityActive(fitted, histories).map((active, i) => active * futures[places[i]])
}

/** What BG/NBD and MBG/NBD expect of customers, one by one. */
import { distinctRows } from '../collapse.ts'
import type { ActiveCustomer, PurchaseHistories } from '../model.ts'
import type { ActiveBeliefs } from './activity-series.ts'
import { type BetaGeometricVariant, type FittedBetaGeometric, probabilitiesActive } from './likelihood.ts'
import { probabilitiesWhileActive } from './purchase-probabilities.ts'
import { purchasesWhileActive } from './while-active.ts'

/** A time to come, and the rate at which purchases in it are discounted. */
export interface FutureWindow {
  readonly horizon: number
  readonly discountRate: number
}

/** When an active customer last bought tells nothing of what comes. */
type AgedCustomer = Omit<ActiveCustomer, 'lastPurchaseAge'>

/** What is believed of a customer who is known to be active. */
export function beliefsAbout(
  { parameters: { r, alpha, a, b } }: FittedBetaGeometric,
  { earlyDropouts }: BetaGeometricVariant,
  { repeatPurchases, age }: AgedCustomer,
): ActiveBeliefs {
  return { shape: r + repeatPurchases, scale: alpha + age, a, b: b + repeatPurchases + earlyDropouts }
}

/**
 * Expected discounted purchases of each customer: P(active) times those of an active one, which are computed once for
 * all who share x and T.
 *
 * @returns n numbers in the order of `histories`.
 */
export function expectedPurchasesOf(
  fitted: FittedBetaGeometric,
  variant: BetaGeometricVariant,
  { histories, window }: { readonly histories: PurchaseHistories; readonly window: FutureWindow },
): Float64Array {
  const { places, firsts } = distinctRows([histories.repeatPurchases, histories.age])
  const futures = Float64Array.from(firsts, (row) => {
    const customer = { repeatPurchases: histories.repeatPurchases[row], age: histories.age[row] }
    return purchasesWhileActive(beliefsAbout(fitted, variant, customer), window)
  })
  return probabilitiesActive(fitted, variant, histories).map((active, i) => active * futures[places[i]])
}

/** Probability that a new customer survives the first purchase. */
export function probabilityActiveAtFirst(
  { parameters: { a, b } }: FittedBetaGeometric,
  { earlyDropouts }: BetaGeometricVariant,
): number {
  return earlyDropouts === 0 ? 1 : b / (a + b)
}

/**
 * Unconditional expectation of a new customer's repeat purchases up to each age.
 *
 * @see Fader, Hardie & Lee (2005), equation 9, in a form without a singularity at a = 1.
 */
export function expectedRepeatPurchasesAt(
  fitted: FittedBetaGeometric,
  variant: BetaGeometricVariant,
  ages: Float64Array,
): Float64Array {
  const share = probabilityActiveAtFirst(fitted, variant)
  const beliefs = beliefsAbout(fitted, variant, newCustomer)
  return ages.map((age) => share * purchasesWhileActive(beliefs, { horizon: age, discountRate: 0 }))
}

/** Unconditional probabilities of a new customer's repeat purchases up to `age`, written into `out`. */
export function writeRepeatPurchaseProbabilities(
  fitted: FittedBetaGeometric,
  variant: BetaGeometricVariant,
  { age, out }: { readonly age: number; readonly out: Float64Array },
): void {
  const share = probabilityActiveAtFirst(fitted, variant)
  const window = { horizon: age, coverage: Infinity, maximum: out.length - 1 }
  const table = probabilitiesWhileActive(beliefsAbout(fitted, variant, newCustomer), window)
  out.fill(0)
  for (let n = 0; n < table.length; n++) out[n] = share * table[n]
  out[0] += 1 - share
}

const newCustomer: AgedCustomer = { repeatPurchases: 0, age: 0 }

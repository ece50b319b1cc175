/** What BG/CNBD-k and MBG/CNBD-k expect of customers, one by one. */
import { distinctRows } from '../collapse.ts'
import type { ActiveCustomer, PurchaseHistories } from '../model.ts'
import { beliefsAbout } from './active-beliefs.ts'
import { probabilitiesActive, type CnbdVariant, type FittedCnbd } from './likelihood.ts'
import { purchaseProbabilities } from './purchase-counts.ts'
import { purchasesWhileActive, type FutureWindow } from './while-active.ts'

/**
 * Expected discounted purchases of each customer: P(active) times those of an active one, which are computed once for
 * all who share x, t_x and T.
 *
 * @returns n numbers in the order of `histories`.
 */
export function expectedPurchasesOf(
  fitted: FittedCnbd,
  variant: CnbdVariant,
  { histories, window }: { readonly histories: PurchaseHistories; readonly window: FutureWindow },
): Float64Array {
  const { repeatPurchases, lastPurchaseAge, age } = histories
  const { places, firsts } = distinctRows([repeatPurchases, lastPurchaseAge, age])
  const futures = Float64Array.from(firsts, (row) => {
    const customer = {
      repeatPurchases: repeatPurchases[row],
      lastPurchaseAge: lastPurchaseAge[row],
      age: age[row],
    }
    return purchasesWhileActive(beliefsAbout(fitted, variant, customer), window)
  })
  return probabilitiesActive(fitted, variant, histories).map((active, i) => active * futures[places[i]])
}

/** Probability that a new customer survives the first purchase. */
function probabilityActiveAtFirst(
  { parameters: { a, b } }: FittedCnbd,
  { earlyDropouts }: CnbdVariant,
): number {
  return earlyDropouts === 0 ? 1 : b / (a + b)
}

/** Unconditional expectation of a new customer's repeat purchases up to each age. */
export function expectedRepeatPurchasesAt(
  fitted: FittedCnbd,
  variant: CnbdVariant,
  ages: Float64Array,
): Float64Array {
  const share = probabilityActiveAtFirst(fitted, variant)
  const beliefs = beliefsAbout(fitted, variant, newCustomer)
  return ages.map((age) => share * purchasesWhileActive(beliefs, { horizon: age, discountRate: 0 }))
}

/** Unconditional probabilities of a new customer's repeat purchases up to `age`, written into `out`. */
export function writeRepeatPurchaseProbabilities(
  fitted: FittedCnbd,
  variant: CnbdVariant,
  { age, out }: { readonly age: number; readonly out: Float64Array },
): void {
  const share = probabilityActiveAtFirst(fitted, variant)
  const window = { horizon: age, coverage: Infinity, maximum: out.length - 1 }
  const table = purchaseProbabilities(beliefsAbout(fitted, variant, newCustomer), window)
  out.fill(0)
  for (let n = 0; n < table.length; n++) out[n] = share * table[n]
  out[0] += 1 - share
}

const newCustomer: ActiveCustomer = { repeatPurchases: 0, lastPurchaseAge: 0, age: 0 }

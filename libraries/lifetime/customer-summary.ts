/** One customer's summary, kept up to date purchase by purchase, without the log and without a refit. */
import { lifetimeError } from './errors.ts'
import { purchaseHistories } from './histories.ts'
import type { AnyFittedPurchaseModel, PurchaseHistories } from './model.ts'

/** What the models need to know of one customer; ages are times since the first purchase, in one unit throughout. */
export interface CustomerSummary {
  /** x: purchase days after the first. */
  readonly repeatPurchases: number
  /** t_x: age at the last purchase. */
  readonly lastPurchaseAge: number
  /** T: age up to which the customer has been observed. */
  readonly age: number
  /** m: spends that were observed. */
  readonly spendObservations: number
  /** z̄: their mean; 0 where there are none. */
  readonly meanSpend: number
  /** Spend so far of the last purchase day, which a second purchase on that day adds to. */
  readonly lastSpend: number
}

/** A purchase as it happens. */
export interface NewPurchase {
  /** Time since the customer's first purchase; no earlier than the last one that is known. */
  readonly age: number
  /** Its spend, negative for money given back; a day that comes to zero or less is no spend observation. */
  readonly spend?: number
}

/** A customer on the day of the first purchase, whose spend is no observation of what repeat purchases bring. */
export const firstPurchase: CustomerSummary = Object.freeze({
  repeatPurchases: 0,
  lastPurchaseAge: 0,
  age: 0,
  spendObservations: 0,
  meanSpend: 0,
  lastSpend: 0,
})

/**
 * The summary after one more purchase. A second purchase on the same day, at the same age, is no further purchase: it
 * adds to that day's spend.
 *
 * @returns The summary that the whole log up to this purchase would give.
 * @throws LIFETIME_PURCHASE_OUT_OF_ORDER where it lies before what the summary holds: count again from the log then.
 */
export function afterPurchase(summary: CustomerSummary, { age, spend = 0 }: NewPurchase): CustomerSummary {
  refuseEarlier(summary.lastPurchaseAge, age, 'a purchase')
  const sameDay = age === summary.lastPurchaseAge
  const before = sameDay ? withoutLastSpend(summary) : summary
  const lastSpend = sameDay ? summary.lastSpend + spend : spend
  const repeatPurchases = summary.repeatPurchases + (sameDay ? 0 : 1)
  const observed = repeatPurchases > 0 && lastSpend > 0 ? 1 : 0
  const spendObservations = before.spendObservations + observed
  const total = before.spendObservations * before.meanSpend + observed * lastSpend
  return {
    repeatPurchases,
    lastPurchaseAge: age,
    age: Math.max(summary.age, age),
    spendObservations,
    meanSpend: spendObservations === 0 ? 0 : total / spendObservations,
    lastSpend,
  }
}

/** Spends observed before the last purchase day. */
function withoutLastSpend(
  summary: CustomerSummary,
): Pick<CustomerSummary, 'spendObservations' | 'meanSpend'> {
  const { repeatPurchases, spendObservations: count, meanSpend, lastSpend } = summary
  if (repeatPurchases === 0 || !(lastSpend > 0)) return summary
  const left = count - 1
  return { spendObservations: left, meanSpend: left === 0 ? 0 : (count * meanSpend - lastSpend) / left }
}

/**
 * The summary after time has passed without a purchase.
 *
 * @param age - Up to which the customer has now been observed.
 * @throws LIFETIME_PURCHASE_OUT_OF_ORDER where that is earlier than before.
 */
export function asOfAge(summary: CustomerSummary, age: number): CustomerSummary {
  refuseEarlier(summary.age, age, 'an observation')
  return { ...summary, age }
}

/**
 * Summaries as columns, for predictions by a fit.
 *
 * @throws as `purchaseHistories`
 */
export function historiesOf(
  { timeUnit }: Pick<AnyFittedPurchaseModel, 'timeUnit'>,
  summaries: readonly CustomerSummary[],
): PurchaseHistories {
  return purchaseHistories({
    timeUnit,
    repeatPurchases: summaries.map(({ repeatPurchases }) => repeatPurchases),
    lastPurchaseAge: summaries.map(({ lastPurchaseAge }) => lastPurchaseAge),
    age: summaries.map(({ age }) => age),
  })
}

function refuseEarlier(known: number, age: number, what: string): void {
  if (age >= known && age < Infinity) return
  const message = `The summary reaches age ${known}; ${what} at age ${age} cannot be added to it.`
  throw lifetimeError('LIFETIME_PURCHASE_OUT_OF_ORDER', message, { known, age })
}

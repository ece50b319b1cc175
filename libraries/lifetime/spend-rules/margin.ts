/** From spend to what a purchase leaves: shares that are paid, kept and earned, less what each purchase costs. */
import { lifetimeError } from '../errors.ts'

/** What becomes of the spend of a purchase. */
export interface MarginRule {
  /** Share of purchases that are paid for; 1 where left out. A spend model knows paid ones only, purchases count all. */
  readonly paidShare?: number
  /** Share of spend that is given back later without a purchase to take it from; 0 where left out. */
  readonly refundShare?: number
  /** Margin as a share of spend; 1, revenue, where left out; below 0 where goods sell under cost. */
  readonly marginShare?: number
  /** What every purchase costs, paid for or not: packing, delivery, a seat; 0 where left out. */
  readonly costPerPurchase?: number
}

/**
 * Expected margin a purchase: spend · paidShare · (1 − refundShare) · marginShare − costPerPurchase. It may be below
 * zero, and is then worth as much: customers who cost more than they bring are not rounded up to nothing.
 *
 * @param expectedSpend - Per customer, as a spend model expects it of a paid purchase; at least 0.
 * @returns In the same order and currency.
 * @throws LIFETIME_OPTION_INVALID where a share is out of range, LIFETIME_VALUE_NOT_FINITE.
 */
export function marginPerPurchase(expectedSpend: Float64Array, rule: MarginRule): Float64Array {
  const { paidShare = 1, refundShare = 0, marginShare = 1, costPerPurchase = 0 } = rule
  checkShare('paid share', paidShare)
  checkShare('refund share', refundShare)
  if (!(Number.isFinite(marginShare) && marginShare <= 1 && Number.isFinite(costPerPurchase))) {
    const message = `The margin share is ${marginShare}, the cost ${costPerPurchase} a purchase.`
    throw lifetimeError(
      'LIFETIME_OPTION_INVALID',
      message,
      { marginShare, costPerPurchase },
      {
        hint: 'Give the margin as a share of spend, at most 1, and the cost in the currency of the spend.',
      },
    )
  }
  const kept = paidShare * (1 - refundShare) * marginShare
  return expectedSpend.map((spend, row) => {
    if (Number.isFinite(spend)) return spend * kept - costPerPurchase
    throw lifetimeError('LIFETIME_VALUE_NOT_FINITE', `Row ${row} has ${spend} as expected spend.`, { row })
  })
}

/**
 * Share of the gross spend that was refunded without a purchase to take it from.
 *
 * @param spend - Σ of the purchases' spend, net of matched refunds; above 0.
 * @param unmatchedRefunds - As {@link netPurchases} sums them: at or below 0.
 * @returns At most 1: refunds of purchases from before the log may exceed what the log holds.
 * @throws LIFETIME_OPTION_INVALID.
 */
export function refundShareOf({
  spend,
  unmatchedRefunds,
}: {
  readonly spend: number
  readonly unmatchedRefunds: number
}): number {
  if (spend > 0 && spend < Infinity && unmatchedRefunds <= 0) return Math.min(1, -unmatchedRefunds / spend)
  const message = `Refunds of ${unmatchedRefunds} are said to come back from a spend of ${spend}.`
  throw lifetimeError(
    'LIFETIME_OPTION_INVALID',
    message,
    { spend, unmatchedRefunds },
    {
      hint: 'Give the spend as above zero and the refunds as zero or below.',
    },
  )
}

function checkShare(name: string, share: number): void {
  if (share >= 0 && share <= 1) return
  throw lifetimeError(
    'LIFETIME_OPTION_INVALID',
    `The ${name} is ${share}.`,
    { share },
    {
      hint: 'Give shares between 0 and 1.',
    },
  )
}

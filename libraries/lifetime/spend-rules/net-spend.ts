/** From signed amounts to purchases: what is a purchase, what a refund takes from, and what is a spend observation. */
import { lifetimeError } from '../errors.ts'
import { doubles, notWhole, refuseDifferentLengths, refuseNonFinite, spendHistories } from '../histories.ts'
import type { SpendHistories } from '../model.ts'

/** Signed amounts of n lines, in the order in which they came within a day. */
export interface SignedAmounts {
  /** Place of the customer, 0, 1, … */
  readonly customer: ArrayLike<number>
  /** Day number, whole. */
  readonly day: ArrayLike<number>
  /** Above zero a purchase, zero a purchase that tells nothing of spend, below zero a refund. */
  readonly amount: ArrayLike<number>
}

/** Purchase days in the order of customer and day, and what of the refunds fitted none. */
export interface NetPurchases {
  readonly customer: Float64Array
  readonly day: Float64Array
  /** Net of the refunds that belong to the day; at or below zero it is no spend observation. */
  readonly spend: Float64Array
  /** Σ of the refunds that belong to no purchase, below zero or zero. */
  readonly unmatchedRefunds: number
  readonly refundsMatched: number
  readonly refundsUnmatched: number
}

/**
 * Nets refunds by these rules, none of which loses an amount:
 *
 * 1. Amounts above zero and zeros are purchases; those of one customer and day are one purchase.
 * 2. A refund is never a purchase. It is taken off the customer's latest purchase day, its own day included, that has at
 *    least as much left; days after it are never touched.
 * 3. A refund larger than any of them belongs to none: it is counted and summed beside the purchases.
 * 4. A purchase that was refunded in full stays a purchase (the customer came), with a spend of zero.
 *
 * @returns Σ spend + unmatched refunds = Σ amounts.
 * @throws LIFETIME_LENGTHS_DIFFER, LIFETIME_NO_CUSTOMERS, LIFETIME_VALUE_NOT_FINITE, LIFETIME_COUNT_NOT_WHOLE.
 */
export function netPurchases(lines: SignedAmounts): NetPurchases {
  const { customer, day, amount } = checkedLines(lines)
  const order = [...amount.keys()].toSorted(
    (left, right) => customer[left] - customer[right] || day[left] - day[right] || left - right,
  )
  const days: PurchaseDay[] = []
  const refunds = order.filter((row) => amount[row] < 0)
  for (const row of order) {
    if (amount[row] >= 0) addPurchase(days, { customer: customer[row], day: day[row], spend: amount[row] })
  }
  const firstOf = firstDays(days)
  let unmatchedRefunds = 0
  let refundsUnmatched = 0
  for (const row of refunds) {
    const match = latestWith(days, firstOf.get(customer[row]) ?? days.length, {
      customer: customer[row],
      day: day[row],
      spend: -amount[row],
    })
    if (match !== undefined) match.spend = lessRefund(match.spend, -amount[row])
    else {
      unmatchedRefunds += amount[row]
      refundsUnmatched++
    }
  }
  return {
    customer: Float64Array.from(days, (purchase) => purchase.customer),
    day: Float64Array.from(days, (purchase) => purchase.day),
    spend: Float64Array.from(days, (purchase) => purchase.spend),
    unmatchedRefunds,
    refundsMatched: refunds.length - refundsUnmatched,
    refundsUnmatched,
  }
}

/** Spend observations of the customers who have any, and the purchases that are none. */
export interface SpendObservations {
  /** Null where nobody has a spend observation. */
  readonly spend: SpendHistories | null
  /** Place of the customer of each row of `spend`. */
  readonly customer: Float64Array
  /** The observations one by one: for the lognormal model. */
  readonly amounts: { readonly customer: Float64Array; readonly amount: Float64Array }
  /** Repeat purchases, and those of them that were paid for. */
  readonly repeatPurchases: number
  readonly paidPurchases: number
}

/**
 * The spend observations: repeat purchase days with a net spend above zero. The first purchase is left out, as in the
 * count of repeat purchases, because it often differs from those that follow.
 *
 * @param purchases - What {@link netPurchases} returned.
 */
export function spendObservationsOf(purchases: NetPurchases): SpendObservations {
  const repeats = [...purchases.day.keys()].filter(
    (row) => row > 0 && purchases.customer[row] === purchases.customer[row - 1],
  )
  const paid = repeats.filter((row) => purchases.spend[row] > 0)
  const sums = new Map<number, { count: number; sum: number }>()
  for (const row of paid) {
    const { count, sum } = sums.get(purchases.customer[row]) ?? { count: 0, sum: 0 }
    sums.set(purchases.customer[row], { count: count + 1, sum: sum + purchases.spend[row] })
  }
  const rows = [...sums.values()]
  const columns = {
    observations: Float64Array.from(rows, ({ count }) => count),
    meanSpend: Float64Array.from(rows, ({ count, sum }) => sum / count),
  }
  return {
    spend: rows.length === 0 ? null : spendHistories(columns),
    customer: Float64Array.from(sums.keys()),
    amounts: {
      customer: Float64Array.from(paid, (row) => purchases.customer[row]),
      amount: Float64Array.from(paid, (row) => purchases.spend[row]),
    },
    repeatPurchases: repeats.length,
    paidPurchases: paid.length,
  }
}

interface PurchaseDay {
  readonly customer: number
  readonly day: number
  spend: number
}

/** Lines come by customer and day, so that a day already there is the last. */
function addPurchase(days: PurchaseDay[], line: PurchaseDay): void {
  const last = days.at(-1)
  if (last?.customer === line.customer && last.day === line.day) last.spend += line.spend
  else days.push({ ...line })
}

/** Where each customer's days begin. */
function firstDays(days: readonly PurchaseDay[]): ReadonlyMap<number, number> {
  const firsts = new Map<number, number>()
  days.forEach(({ customer }, place) => {
    if (!firsts.has(customer)) firsts.set(customer, place)
  })
  return firsts
}

/** Sums of cents miss their total by no more than this share. */
const rounding = 1e-12

/** What a refund leaves: exactly zero where only rounding would be left, which is no spend. */
function lessRefund(spend: number, refund: number): number {
  return Math.abs(spend - refund) <= rounding * refund ? 0 : spend - refund
}

/** The customer's latest day, up to that of the refund, with as much left. */
function latestWith(
  days: readonly PurchaseDay[],
  first: number,
  refund: PurchaseDay,
): PurchaseDay | undefined {
  let match: PurchaseDay | undefined
  for (let place = first; place < days.length && days[place].customer === refund.customer; place++) {
    if (days[place].day <= refund.day && days[place].spend * (1 + rounding) >= refund.spend) {
      match = days[place]
    }
  }
  return match
}

function checkedLines(lines: SignedAmounts): {
  readonly customer: Float64Array
  readonly day: Float64Array
  readonly amount: Float64Array
} {
  const columns = {
    customer: doubles(lines.customer),
    day: doubles(lines.day),
    amount: doubles(lines.amount),
  }
  refuseDifferentLengths(columns)
  columns.amount.forEach((amount, row) => {
    refuseNonFinite(row, { customer: columns.customer[row], day: columns.day[row], amount })
    if (!(Number.isSafeInteger(columns.customer[row]) && columns.customer[row] >= 0)) {
      throw notWhole(row, 'as its customer', columns.customer[row])
    }
    if (!Number.isSafeInteger(columns.day[row])) throw notWhole(row, 'as its day', columns.day[row])
  })
  return columns
}

/**
 * Share of purchases that are paid for, with its standard error: how often a purchase tells of spend.
 *
 * @returns With the half purchase of Jeffreys' prior on either side, so that a few purchases do not make it certain.
 * @throws LIFETIME_OPTION_INVALID where the counts do not fit.
 * @see Brown, Cai & DasGupta (2001), "Interval Estimation for a Binomial Proportion", Statistical Science 16(2).
 */
export function paidShareOf({
  repeatPurchases,
  paidPurchases,
}: {
  readonly repeatPurchases: number
  readonly paidPurchases: number
}): { readonly share: number; readonly standardError: number } {
  if (!(paidPurchases >= 0 && paidPurchases <= repeatPurchases && repeatPurchases < Infinity)) {
    const message = `${paidPurchases} of ${repeatPurchases} purchases are said to be paid.`
    throw lifetimeError(
      'LIFETIME_OPTION_INVALID',
      message,
      { repeatPurchases, paidPurchases },
      {
        hint: 'Count the paid purchases among all purchases.',
      },
    )
  }
  const share = (paidPurchases + 0.5) / (repeatPurchases + 1)
  return { share, standardError: Math.sqrt((share * (1 - share)) / (repeatPurchases + 2)) }
}

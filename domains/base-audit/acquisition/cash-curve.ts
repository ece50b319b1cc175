/** What a curve of cash says: when it is back, how deep it went, from when on it stays above. */

/** Running sums of cash by period, each discounted by so much a period; a payment of period p counts (1 + rate)^(−timing(p)). */
export function cumulativeCash(
  cash: ArrayLike<number>,
  { ratePerPeriod = 0, timing = (place: number) => place }: DiscountOptions = {},
): Float64Array {
  let sum = 0
  return Float64Array.from(cash, (amount, place) => (sum += amount * (1 + ratePerPeriod) ** -timing(place)))
}

/** How later cash is discounted. */
export interface DiscountOptions {
  readonly ratePerPeriod?: number
  /** When, in periods, the cash of a place comes; the place itself where left out. */
  readonly timing?: (place: number) => number
}

/** The first place at which the running sum is at zero or above, or -1. @see platform definitions, "payback" */
export function paybackPlace(cumulative: ArrayLike<number>): number {
  return Array.from(cumulative).findIndex((sum) => sum >= 0)
}

/** The lowest point below zero, the first of equals; null where the sum never is below. */
export function lowestPoint(
  cumulative: ArrayLike<number>,
): { readonly place: number; readonly amount: number } | null {
  let lowest: { readonly place: number; readonly amount: number } | null = null
  for (const [place, amount] of Array.from(cumulative).entries()) {
    if (amount < (lowest?.amount ?? 0)) lowest = { place, amount }
  }
  return lowest
}

/** The first place from which on the sum stays at zero or above, or -1 where it ends below. */
export function breakEvenPlace(cumulative: ArrayLike<number>): number {
  const lastBelow = Array.from(cumulative).findLastIndex((sum) => sum < 0)
  return lastBelow + 1 < cumulative.length ? lastBelow + 1 : -1
}

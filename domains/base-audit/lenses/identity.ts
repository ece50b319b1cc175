/** Profit = customers × order frequency × order value × margin, all ratios of totals. */

/** Totals of some customers in some period. */
export interface Totals {
  /** Active ones. */
  readonly customers: number
  readonly purchases: number
  readonly spend: number
  readonly profit: number
}

/** The totals with the factors whose product is the profit. */
export interface Identity extends Totals {
  readonly orderFrequency: number | null
  readonly orderValue: number | null
  readonly margin: number | null
  readonly profitPerCustomer: number | null
}

/** @see Fader, Hardie & Ross (2022), "The Customer-Base Audit", ch. 3. */
export function identityOf({ customers, purchases, spend, profit }: Totals): Identity {
  return {
    customers,
    purchases,
    spend,
    profit,
    orderFrequency: ratio(purchases, customers),
    orderValue: ratio(spend, purchases),
    margin: ratio(profit, spend),
    profitPerCustomer: ratio(profit, customers),
  }
}

/** `part` of `whole`; null where the whole is nothing. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** The factors of the identity, in their order. */
export const factors = ['customers', 'orderFrequency', 'orderValue', 'margin'] as const
export type Factor = (typeof factors)[number]

/** What one factor adds to the change of profit. */
export interface Contribution {
  readonly factor: Factor
  readonly before: number
  readonly after: number
  readonly contribution: number
}

/**
 * What each factor adds to the change of profit; the contributions sum to it, whatever their order. Empty where a factor is
 * not above zero in both periods, for then no share of the change can be told.
 *
 * @see Ang (2005), "The LMDI approach to decomposition analysis", additive form: L(after, before) · ln(x after / x before).
 */
export function contributions(before: Identity, after: Identity): readonly Contribution[] {
  const pairs = factors.map((factor) => ({
    factor,
    before: before[factor] ?? 0,
    after: after[factor] ?? 0,
  }))
  if (pairs.some((pair) => !(pair.before > 0 && pair.after > 0))) return []
  const weight = logarithmicMean(before.profit, after.profit)
  return pairs.map((pair) => ({ ...pair, contribution: weight * Math.log(pair.after / pair.before) }))
}

function logarithmicMean(a: number, b: number): number {
  const step = Math.log(b / a)
  // Near equality the quotient loses its digits; its series is a (1 + step / 2 + step² / 6).
  return Math.abs(step) < 1e-5 ? a * (1 + step / 2 + (step * step) / 6) : (b - a) / step
}

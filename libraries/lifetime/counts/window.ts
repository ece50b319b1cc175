/** Which future opportunities or renewals are counted, and what later ones are worth now. */
import { lifetimeError } from '../errors.ts'

/**
 * Half-open: with `from` 0 and `to` 5 the next five, with `from` 5 and `to` 10 the five after them.
 */
export interface CountWindow {
  /** How many to pass over before counting; 0 where left out. */
  readonly from?: number
  /** The first that is no longer counted; Infinity only for discounted expectations. */
  readonly to: number
}

/** What a later payment is worth now. */
export interface PeriodDiscount {
  /** Effective a period: with 0.1 a payment in one period is worth 1 / 1.1 of one now. */
  readonly discountRate: number
  /**
   * Periods until the next opportunity or renewal: 1 where one has just passed, 0 where one is due now. Each model says
   * which it takes where left out.
   */
  readonly timeToNext?: number
}

/**
 * The window with its first place filled in.
 *
 * @param endless - Whether `to` may be Infinity.
 * @throws LIFETIME_HORIZON_INVALID.
 */
export function checkedWindow({ from = 0, to }: CountWindow, endless = false): Required<CountWindow> {
  const sound = Number.isSafeInteger(from) && from >= 0 && to >= from
  if (sound && (Number.isSafeInteger(to) || (endless && to === Infinity))) return { from, to }
  const message = `The window reaches from ${from} to ${to}.`
  throw lifetimeError(
    'LIFETIME_HORIZON_INVALID',
    message,
    { from, to },
    {
      hint: 'Give whole numbers, 0 or more, the end not before the start; without end only where a discount rate above zero applies.',
    },
  )
}

/**
 * The discount as a continuous rate a period.
 *
 * @throws LIFETIME_OPTION_INVALID, LIFETIME_HORIZON_INVALID where the window is endless and the rate zero.
 */
export function checkedDiscount(
  { discountRate, timeToNext }: PeriodDiscount,
  window: CountWindow,
  usualTimeToNext: number,
): { readonly rate: number; readonly timeToNext: number } {
  const wait = timeToNext ?? usualTimeToNext
  if (!(discountRate >= 0 && discountRate < Infinity && wait >= 0 && wait < Infinity)) {
    const message = `The discount rate is ${discountRate} a period, the time to the next ${wait} periods.`
    throw lifetimeError(
      'LIFETIME_OPTION_INVALID',
      message,
      { discountRate, timeToNext: wait },
      {
        hint: 'Give both as 0 or more: a rate of 0.1 means 10 % a period, a time of 0 that the next is due now.',
      },
    )
  }
  checkedWindow(window, discountRate > 0)
  return { rate: Math.log1p(discountRate), timeToNext: wait }
}

/**
 * The effective rate a period that makes `ratePerYear` a year.
 *
 * @param periodsPerYear - For instance 12; compounding, not division: 12 periods of the result make one year's rate.
 */
export function discountRatePerPeriod(ratePerYear: number, periodsPerYear: number): number {
  return Math.expm1(Math.log1p(ratePerYear) / periodsPerYear)
}

/** How far ahead is looked, in the unit of a fit. */
import { type Duration, inUnit, type TimeUnit } from '#kernel/time.ts'
import { lifetimeError } from './errors.ts'

/**
 * The horizon in the unit of a fit; without end only where later purchases are discounted.
 *
 * @throws LIFETIME_HORIZON_INVALID.
 */
export function horizonIn(
  { timeUnit }: { readonly timeUnit: TimeUnit },
  horizon: Duration,
  discountRatePerYear: number,
): number {
  const endless = horizon.days === Infinity && discountRatePerYear > 0
  if (endless || (horizon.days >= 0 && horizon.days < Infinity)) return inUnit(horizon, timeUnit)
  throw lifetimeError('LIFETIME_HORIZON_INVALID', `The horizon is ${horizon.days} days.`, {
    days: horizon.days,
  })
}

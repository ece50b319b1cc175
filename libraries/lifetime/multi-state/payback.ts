/** When an early loss is repaid: the balance of a relationship, and the day on which it is back at zero. */
import { type Day, dayOfNumber } from '#kernel/time.ts'
import { expectedPath } from './path.ts'
import type { StageDynamics } from './stage-law.ts'
import type { StageSpace } from './stage-space.ts'
import { type StageStart, type StageValueOptions, valuePlan } from './value.ts'

/** Which margins a balance counts, and what it begins with. */
export interface BalanceOptions extends StageValueOptions {
  readonly periods: number
  /** What was in it before the first margin, below zero for what winning the customer cost; 0 unless told. */
  readonly openingBalance?: number
}

/**
 * The balance of a relationship: what was in it before, and the discounted margins expected since.
 *
 * @returns periods + 1 sums; the kth after k margins.
 * @throws as {@link expectedPath}, and LIFETIME_OPTION_INVALID
 */
export function expectedBalance(
  law: StageDynamics,
  start: StageStart,
  options: BalanceOptions,
): Float64Array {
  const { openingBalance = 0, periods } = options
  const { discount, delay, skipsThis } = valuePlan(law.space, options)
  const { margins } = expectedPath(law, start, periods + (skipsThis ? 1 : 0))
  const balance = new Float64Array(periods + 1).fill(openingBalance)
  for (let period = 0; period < periods; period++) {
    const margin = margins[period + (skipsThis ? 1 : 0)]
    balance[period + 1] = balance[period] + discount ** (period + delay) * margin
  }
  return balance
}

/**
 * After how many margins an early loss is repaid: the first balance of zero or more after one below zero.
 *
 * @param balance - As {@link expectedBalance} gives it.
 * @returns 0 where there never was a loss; null where it is not repaid by the end.
 */
export function paybackPeriod(balance: Float64Array): number | null {
  const loss = balance.findIndex((sum) => sum < 0)
  if (loss === -1) return 0
  const repaid = balance.findIndex((sum, period) => period > loss && sum >= 0)
  return repaid === -1 ? null : repaid
}

/**
 * The day of the kth margin that counts.
 *
 * @param asOf - The day that value is as of.
 * @param margins - k, for instance a {@link paybackPeriod}; 0 is `asOf` itself.
 */
export function dayOfMargin(
  { monthsPerPeriod }: StageSpace,
  asOf: Day,
  { margins, firstMarginAfter = 0 }: { readonly margins: number; readonly firstMarginAfter?: number },
): Day {
  if (margins === 0) return asOf
  return addMonths(asOf, Math.round((margins - 1 + firstMarginAfter) * monthsPerPeriod))
}

/** The same day of a later month, or that month's last. */
function addMonths(day: Day, months: number): Day {
  const [year, month, date] = day.split('-').map(Number)
  const first = Date.UTC(year, month - 1 + months, 1) / 86_400_000
  const last = Date.UTC(year, month + months, 0) / 86_400_000
  return dayOfNumber(Math.min(first + date - 1, last))
}

/** The simple rule that every model must beat: "they buy as last year". */
import type { Comparison } from './mean-errors.ts'

/** The rule in words. */
export const baselineRule =
  'Each customer repeats the repeat purchases of their last 365 days, or of the whole log where it is shorter, day for day.'

/** What the rule is told of each customer, and how far it is to look ahead. */
export interface BaselineInput {
  /** Repeat purchase days within the window. The first purchase is no repeat: counting it makes the rule far worse. */
  readonly recentPurchases: Float64Array
  readonly windowDays: number
  readonly horizonDays: number
}

/**
 * What the rule expects of each customer.
 *
 * @returns The counts carried forward, and what its nought is read as where a logarithm of it is taken: half a
 *   purchase in the window.
 */
export function buysAsLastYear({
  recentPurchases,
  windowDays,
  horizonDays,
}: BaselineInput): Required<Pick<Comparison, 'expected' | 'insteadOfZero'>> {
  const forward = horizonDays / windowDays
  return { expected: recentPurchases.map((count) => count * forward), insteadOfZero: forward / 2 }
}

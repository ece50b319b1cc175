/** What a purchase later is worth today. */
import { daysPer } from '#kernel/time.ts'
import type { TimeUnit } from '#kernel/time.ts'

const daysPerYear = 365.25

/**
 * The continuous rate δ per `unit` at which a purchase t later counts e^(−δ·t).
 *
 * @param ratePerYear - Effective: .1 makes a purchase one year ahead count 1 / 1.1.
 */
export function discountRateIn(unit: TimeUnit, ratePerYear: number): number {
  return (Math.log1p(ratePerYear) * daysPer(unit)) / daysPerYear
}

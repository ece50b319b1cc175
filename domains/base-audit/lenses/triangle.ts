/** Cohorts in the periods after their acquisition. */
import type { Totals } from './identity.ts'
import type { AuditPeriod } from '../period.ts'

/** One cohort in one period, both by their places in the view. */
export interface CohortPeriod extends Totals {
  /** Null for those acquired before the tables begin, and those who gave back without ever having bought. */
  readonly cohort: number | null
  readonly period: number
  /** Of the active ones, those active in the period before. */
  readonly again: number
  readonly lines: number
  readonly profitContinuing: number
  /** Customers who only gave back in the period. */
  readonly refunded: number
  /** Parts of spend and profit that come from customers without a purchase in the period. */
  readonly refundsSpend: number
  readonly refundsProfit: number
}

/** All cohorts of a view. */
export interface Triangle {
  readonly periods: readonly AuditPeriod[]
  /** In the order of cohorts and periods; those without a purchase or refund are not in it. */
  readonly cells: readonly CohortPeriod[]
  /** Size of each cohort. */
  readonly acquired: readonly number[]
  /** Whether the first cohort holds everyone who bought before the facts began. */
  readonly firstIsMixed: boolean
}

/** The cells by cohort and period. */
export function cellAt({ cells }: Triangle): (cohort: number, period: number) => CohortPeriod | undefined {
  const found = new Map(cells.map((cell) => [`${cell.cohort} ${cell.period}`, cell]))
  return (cohort, period) => found.get(`${cohort} ${period}`)
}

/** Places of the periods that are whole: neither the log begins within them nor are they still under way. */
export function wholePlaces(periods: readonly AuditPeriod[]): readonly number[] {
  return periods.flatMap(({ partial }, place) => (partial === null ? [place] : []))
}

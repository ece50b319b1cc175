/** What an audit says: one document a lens. Findings and limits are codes with values; words stand in the locales. */
import type { Day } from '#kernel/time.ts'
import type { AcquisitionDocument } from './acquisition.contract.ts'
import type { EquityDocument } from './equity.contract.ts'
import type { Lens, TablesOf } from './tables/audit-tables.ts'
import type { AuditNotice, Finding, Limit } from './audit-findings.ts'
import type { AuditPeriod, PeriodLength } from './period.ts'

/** Profit where a margin is known, else revenue, which is then written everywhere. */
export type AuditMeasure = 'profit' | 'revenue'

/** Where profit comes from. */
export interface MarginRule {
  /**
   * `column`: a margin column of the log; `cost`: unit costs of the log; `rate`: one share of spend; `given`: the profit of
   * period tables; `none`: revenue.
   */
  readonly kind: 'column' | 'cost' | 'rate' | 'given' | 'none'
  /** The share of spend that is margin: as stated, or as it comes out of column or costs over the whole log. */
  readonly rate: number | null
  /** Share of spend whose lines tell their margin; the rest is reckoned with `rate`. 1 where there is nothing to reckon. */
  readonly covered: number
}

/** What a dimension tells: the values of purchases, or of the first purchase of a customer. */
export const dimensions = ['channel', 'country', 'family', 'product'] as const
export type Dimension = (typeof dimensions)[number]

/** A dimension that the log has, with its values, the greatest spend first; at most 100. */
export interface DimensionValues {
  readonly dimension: Dimension
  /** Number of values, which may be more than are listed. */
  readonly count: number
  readonly values: readonly { readonly value: string; readonly customers: number; readonly spend: number }[]
}

/** Purchases (`channel`, …) or customers (`firstChannel`, …: of their first purchase) that are looked at. */
export interface AuditFilter {
  readonly channel?: string | undefined
  readonly country?: string | undefined
  readonly family?: string | undefined
  readonly product?: string | undefined
  readonly firstChannel?: string | undefined
  readonly firstCountry?: string | undefined
  readonly firstFamily?: string | undefined
  readonly firstProduct?: string | undefined
}

/** What every figure of an audit is stated with. */
export interface AuditStated {
  /** The as-of day: later facts are not looked at. */
  readonly asOf: Day
  readonly firstDay: Day
  readonly currency: string | null
  /** A log of purchases, or tables of periods. */
  readonly source: 'log' | 'periods'
  readonly measure: AuditMeasure
  readonly marginRule: MarginRule
  readonly length: PeriodLength
  /** Month in which the fiscal year begins, 1 to 12. */
  readonly fiscalStart: number
  readonly periods: readonly AuditPeriod[]
}

/** What is looked at: the choices of the address, defaults filled in; periods that a lens does not ask for are NULL. */
export interface AuditView {
  readonly filter: AuditFilter
  /** The period looked at (lens 1), the later one (lens 2). */
  readonly period: string | null
  /** The earlier period (lens 2). */
  readonly before: string | null
  readonly cohort: string | null
  /** Order of the splits of the up-down table (lens 2). */
  readonly splits: readonly Split[] | null
  readonly by: Dimension | null
}

export const splits = ['frequency', 'orderValue', 'margin'] as const
export type Split = (typeof splits)[number]

/** One lens on one group of purchases or customers. */
export interface LensView<L extends Lens> {
  readonly view: AuditView
  /** The first is the sentence to open with; its values are the evidence. */
  readonly findings: readonly Finding[]
  readonly tables: TablesOf<L>
  /** What must be known of these data: partial periods, ties, small cohorts, and what to do. */
  readonly notices: readonly AuditNotice[]
  /** What this does not say. */
  readonly limits: readonly Limit[]
}

/** Answer of a lens: what was asked for, and beside it what it is compared with. */
export interface LensDocument<L extends Lens> {
  readonly lens: L
  readonly stated: AuditStated
  readonly shown: LensView<L>
  readonly compared: LensView<L> | null
}

/** What can be asked for. */
export interface AuditPlan {
  readonly stated: AuditStated
  /** Customers with a purchase up to the as-of day. */
  readonly customers: number
  /** Lengths of periods that can be chosen. */
  readonly lengths: readonly PeriodLength[]
  readonly dimensions: readonly DimensionValues[]
}

/** The whole audit in the default view: `perennial audit --json`. */
export interface AuditDocument {
  readonly perennial: string
  /** Name of the file or files. */
  readonly sources: readonly string[]
  readonly plan: AuditPlan
  readonly lenses: { readonly [L in Lens]: LensDocument<L> }
  /** Null of tables of periods, which no model can be fitted to, and where they were not asked for. */
  readonly equity: EquityDocument | null
  readonly acquisition: AcquisitionDocument | null
  readonly timingsMs: { readonly read: number; readonly compute: number; readonly total: number }
}

/** What a snapshot's audit tables are about, kept beside them; and a hold on them for queries. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { LogKind } from '#history/log-kind.ts'
import type { Day } from '#kernel/time.ts'
import type { AuditMeasure, Dimension, MarginRule } from '../audit-document.ts'
import type { PeriodLength } from '../period.ts'

/** How the tables of the audit lie: who reads those of another version would read them wrongly. */
export const auditVersion = 4

/** What holds for every view. */
export interface AuditFacts {
  readonly version: typeof auditVersion
  readonly source: 'log' | 'periods'
  /** Of a log of contracts: what counts as a purchase is a payment; absent in tables of an earlier version. */
  readonly log?: LogKind
  readonly asOf: Day
  readonly firstDay: Day
  readonly currency: string | null
  readonly measure: AuditMeasure
  readonly marginRule: MarginRule
  /** Customers with a purchase up to the as-of day. */
  readonly customers: number
  /** Dimensions that the log has. */
  readonly dimensions: readonly Dimension[]
  /** Length of the periods that were read; of a log, months. */
  readonly shortest: PeriodLength
  /** Month in which the years begin of which the ready tables are made. */
  readonly fiscalStart: number
  /** Months of the periods whose rows stand ready, in rising order. */
  readonly ready: readonly number[]
  /** Whether the tables read tell the numbers of purchases, and the cohorts. */
  readonly hasPurchases: boolean
  readonly hasCohorts: boolean
  /** Whether everyone stands ready ranked, with all that they bought to date. */
  readonly hasMembers: boolean
  /** Periods of the shortest length in which nobody bought, in a row and the longest such run; null where there is none. */
  readonly silence: { readonly from: Day; readonly to: Day; readonly months: number } | null
}

/** A hold on the audit tables. */
export interface AuditTables {
  readonly db: ColumnarDatabase
  /** What stands before the names of tables: nothing in a snapshot that is read, `snapshot.` in one that is made. */
  readonly prefix: '' | 'snapshot.'
  readonly facts: AuditFacts
}

/** Lengths whose rows stand ready, by their months. */
export const readyMonths = [1, 3, 6, 12] as const

/** From so many months on, ready rows of a period lie ranked: within a month customers are few enough to be ranked when asked. */
export const rankedFromMonths = 3

/** Values of a dimension that are told apart in tables; those beyond share a row. */
export const toldValues = 50

/** Whether the first cohort holds everyone who bought before the facts began. */
export function isFirstCohortMixed({ source, hasCohorts }: AuditFacts): boolean {
  return source === 'log' || !hasCohorts
}

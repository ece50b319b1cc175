/** What routes are given of the businesses: an app opens and keeps them, routes only ask. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { SnapshotReaders } from '#columnar/snapshot-readers.ts'
import type { Day } from '#kernel/time.ts'
import type { ImportOptions } from './import-options.contract.ts'
import type { LogKind } from './log-kind.ts'
import type { WorkDesk } from './work-desk.ts'

/** A business whose folder this program owns. */
export interface OpenBusiness {
  readonly id: string
  readonly name: string
  readonly demo: boolean
  readonly createdAt: string
  /** How it is valued until that is said otherwise. */
  readonly options: ImportOptions
  /** A connection to the history; work takes a further one. */
  readonly history: ColumnarDatabase
  readonly snapshots: SnapshotReaders
  readonly work: WorkDesk
}

/** All businesses of a data folder. */
export interface Businesses {
  list(): readonly OpenBusiness[]
  /** @throws BUSINESS_NOT_FOUND */
  get(id: string): OpenBusiness
  /** As `get`, but also one whose first import failed, so that it can be told why. */
  workOf(id: string): WorkDesk
  /** @throws BUSINESS_NOT_FOUND, BUSINESS_DEMO_FIXED */
  rename(id: string, name: string): Promise<OpenBusiness>
  /** @throws BUSINESS_NOT_FOUND, BUSINESS_DEMO_FIXED, BUSINESS_WORK_IN_PROGRESS */
  remove(id: string): Promise<void>
}

/** What the current snapshot says of a business as a whole. */
export interface SnapshotFacts {
  readonly snapshot: string
  readonly customers: number
  readonly currency: string | null
  readonly timeZone: string
  readonly asOf: Day
  readonly valueOf: 'revenue' | 'margin'
  readonly log: LogKind
  /** Ids of the imports that it was made from, and of the file of covariates. */
  readonly imports: readonly string[]
}

/** How the rows of one file are read. */
import type { Dialect, Mapping } from './mapping.ts'
import type { RejectReason } from './row-fates.ts'

export interface Reading {
  readonly dialect: Dialect
  readonly mapping: Mapping
  readonly timeZone: string
  /** Rows in another currency are refused. */
  readonly currency?: string
}

/** SQL that holds for a bad row, the reason, and the text to show. */
export type Check = readonly [holds: string, reason: RejectReason, text: string]

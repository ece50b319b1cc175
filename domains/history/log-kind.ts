/** What the rows of a history are. */
import type { RenewalPeriod } from './renewal-period.ts'

/** The kinds. */
export const logKinds = ['purchases', 'contracts'] as const

/** Purchases, of which nobody says when they stop; or contracts, whose end is seen. */
export type LogKind = (typeof logKinds)[number]

/** A log, and of contracts the period in which they are renewed. */
export interface LogOfPeriod {
  readonly log: LogKind
  /** Null of purchases. */
  readonly period: RenewalPeriod | null
}

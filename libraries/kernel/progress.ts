/** How long work tells what it is doing, and how it is asked to stop. */

/** One report of a long-running piece of work. */
export interface Progress {
  /** Machine name of the step, for instance `read` or `fit`. */
  readonly step: string
  /** Units done so far. */
  readonly done: number
  /** Units in all, where known. */
  readonly total?: number
  /** What a unit is. */
  readonly unit: 'bytes' | 'rows' | 'customers' | 'steps'
}

/** Receives reports; must be quick and must not throw. */
export type ReportProgress = (progress: Progress) => void

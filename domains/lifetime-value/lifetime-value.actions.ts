/** What other parts do with values: value a history. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { refresh, type RefreshStep } from '#columnar/refresh.ts'
import type { SnapshotReaders } from '#columnar/snapshot-readers.ts'
import {
  covariatesInUse,
  historyFigures,
  listImports,
  type HistoryFigures,
} from '#history/history.actions.ts'
import { stopsForNow } from '#history/work-desk.ts'
import type { ReportProgress } from '#kernel/progress.ts'
import { startModelWorkers, type ModelWorkers } from './refresh/model-workers.ts'
import { contractSteps } from './contracts/contract-steps.ts'
import {
  contractOptions,
  purchaseOptions,
  valueOptions,
  type ValueOptions,
  type WrittenValueOptions,
} from './value-options.ts'
import type { ValueRun, ValueSource } from './refresh/value-run.ts'
import { valueSteps } from './refresh/value-steps.ts'

/** How a history is valued. */
export interface ValueHistoryOptions {
  /** Folder of the snapshots. */
  readonly folder: string
  readonly options: WrittenValueOptions
  /** Id of the snapshot to be. */
  readonly snapshot: string
  /** Readers of this folder's snapshots, where there are any: what they read is not removed. */
  readonly snapshots?: Pick<SnapshotReaders, 'isInUse'>
  /** Version of the program. */
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly report?: ReportProgress
  readonly signal?: AbortSignal
  /** Threads that are running already; others are started and ended. */
  readonly workers?: ModelWorkers
  /** How long it took to read the files, where that was part of the same work. */
  readonly readMs?: number
  /** Leave the quality reports of the imports out of the snapshot: they take a pass of their own over all lines. */
  readonly withoutQuality?: boolean
  /** The folder does not outlive the program: nothing is kept for a later call to go on with. */
  readonly temporary?: boolean
  /** Steps of other slices that belong to the same refresh; they may need those of a valuation. */
  readonly furtherSteps?: (of: RefreshedWith) => readonly RefreshStep[]
}

/** What further steps are made of. */
export interface RefreshedWith {
  readonly options: ValueOptions
  /** Of the history; null where it tells none. */
  readonly currency: string | null
}

/** What came of it. */
export interface ValuedHistory {
  readonly snapshot: string
  /** How long each step took. */
  readonly milliseconds: Readonly<Record<string, number>>
  /** How long it took to bring the finished snapshot into place. */
  readonly publicationMs: number
}

/**
 * Values every customer of a history and publishes the snapshot. After a crash, or a stop for a while, the same call
 * goes on behind the last finished step.
 *
 * @throws VALUE_* for options that do not fit and a history without purchases; REFRESH_CANCELLED; COLUMNAR_DISK_FULL.
 */
export async function valueHistory(
  history: ColumnarDatabase,
  given: ValueHistoryOptions,
): Promise<ValuedHistory> {
  const { folder, snapshot, snapshots, version, now, report, signal } = given
  const options = valueOptions(given.options)
  const figures = await historyFigures(history)
  const stepsOf = stepsFor(options, figures)
  const source = sourceOf(history, figures, given.withoutQuality ?? false)
  const further = given.furtherSteps?.({ options, currency: figures.currency }) ?? []
  const workers = given.workers ?? startModelWorkers()
  const run = { source, workers, version, elapsed: now, readMs: given.readMs ?? 0, peakMemoryMb }
  try {
    return await refresh(history, {
      folder,
      snapshot,
      now,
      steps: [...stepsOf(run), ...further],
      inputs: {
        version,
        options,
        imports: figures.imports,
        covariates: (await covariatesInUse(history))?.covariates ?? null,
        further: further.map(({ name }) => name),
      },
      scratchInMemory: given.temporary ?? false,
      goesOnAfter: (reason) => reason === stopsForNow,
      ...(snapshots !== undefined && { isInUse: (id: string) => snapshots.isInUse(id) }),
      ...(report !== undefined && { report }),
      ...(signal !== undefined && { signal }),
    })
  } finally {
    if (given.workers === undefined) await workers.close()
  }
}

/** The steps for what the history holds. @throws VALUE_MODEL_OF_CONTRACTS, VALUE_MODEL_OF_PURCHASES */
function stepsFor(options: ValueOptions, { log, period }: HistoryFigures) {
  if (log === 'contracts' && period !== null) {
    const chosen = contractOptions(options)
    return (run: Omit<ValueRun, 'options'>) => contractSteps({ ...run, options: chosen, period })
  }
  const chosen = purchaseOptions(options)
  return (run: Omit<ValueRun, 'options'>) => valueSteps({ ...run, options: chosen })
}

/** Largest memory of the whole process so far, in MiB. */
export function peakMemoryMb(): number {
  return process.resourceUsage().maxRSS / 1024
}

function sourceOf(history: ColumnarDatabase, figures: HistoryFigures, withoutQuality: boolean): ValueSource {
  const { rowsRead: read, rowsAccepted: accepted, rowsRefused: refused } = figures
  const { customersHeard, timeZone, currency, notices } = figures
  const standing = async () =>
    (await listImports(history)).flatMap(({ undoneAt, report }) => (undoneAt === null ? [report] : []))
  return {
    rows: { read, accepted, refused },
    lines: figures.lines,
    customersHeard,
    timeZone,
    currency,
    warnings: notices,
    quality: withoutQuality ? async () => null : standing,
  }
}

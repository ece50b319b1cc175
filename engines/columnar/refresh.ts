/** One refresh: its steps in order, into a file that becomes the current snapshot when all are done. */
import { setTimeout } from 'node:timers/promises'
import { assert } from '#kernel/assert.ts'
import { isPerennialError } from '#kernel/errors.ts'
import type { Progress, ReportProgress } from '#kernel/progress.ts'
import { columnarError } from './columnar-error.ts'
import type { ColumnarDatabase } from './engine.ts'
import { publishSnapshot, pruneSnapshots, type SnapshotId } from './snapshot-folder.ts'
import { closeWork, discardWork, leaveWork, openWork, type Work } from './work-files.ts'

/** What a step works with. */
export interface StepContext {
  /**
   * The history is its default database; the step writes its tables as `snapshot.name`, and what only later steps need
   * as `scratch.name`.
   */
  readonly database: ColumnarDatabase
  readonly report: (progress: Omit<Progress, 'step'>) => void
  /** How long each earlier step took, those done before a crash included. */
  readonly milliseconds: Readonly<Record<string, number>>
  /** Raised when the refresh is to stop; statements of `database` are interrupted by it of themselves. */
  readonly signal: AbortSignal
}

/** A part of the refresh, owner of the tables that it writes. */
export interface RefreshStep {
  readonly name: string
  /** Steps that come earlier and whose tables this one reads. */
  readonly needs: readonly string[]
  /** Tables of the snapshot that this step, and no other, writes. */
  readonly tables: readonly string[]
  /** Its tables that are not published. */
  readonly scratch: readonly string[]
  readonly run: (context: StepContext) => Promise<void>
}

/** What a refresh is told. */
export interface RefreshOptions {
  /** Folder of the snapshots of this business. */
  readonly folder: string
  readonly steps: readonly RefreshStep[]
  /** Everything that the result depends on: state of the history, options, version. Equal inputs may be resumed. */
  readonly inputs: Readonly<Record<string, unknown>>
  /** Id of the snapshot, unless broken-off work under another id is gone on with. */
  readonly snapshot: SnapshotId
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly report?: ReportProgress
  readonly signal?: AbortSignal
  /**
   * Keep what only later steps need in memory, where the engine can put it aside when memory runs short: quicker, but
   * nothing can be gone on with. For folders that do not outlive the program.
   */
  readonly scratchInMemory?: boolean
  /** Whether a stop for this reason leaves the work to be gone on with, as a crash would. */
  readonly goesOnAfter?: (reason: unknown) => boolean
  /** Whether a snapshot is being read and must not be removed. */
  readonly isInUse?: (snapshot: SnapshotId) => boolean
}

/** What came of a refresh. */
export interface Refreshed {
  readonly snapshot: SnapshotId
  /** How long each step took, those done before a crash included. */
  readonly milliseconds: Readonly<Record<string, number>>
  /** How long it took to bring the finished file into place. */
  readonly publicationMs: number
  /** Steps that had been finished before. */
  readonly resumed: readonly string[]
  /** Snapshots that were removed because newer ones took their place. */
  readonly removed: readonly SnapshotId[]
}

/**
 * Runs the steps and publishes the snapshot. It ends in a published snapshot or in nothing at all; after a crash the
 * next call with the same inputs goes on behind the last finished step.
 *
 * @throws REFRESH_CANCELLED when `signal` was raised; REFRESH_IN_PROGRESS when one is running on this history;
 * COLUMNAR_DISK_FULL; whatever a step throws.
 */
export async function refresh(history: ColumnarDatabase, options: RefreshOptions): Promise<Refreshed> {
  assertOrder(options.steps)
  const database = await history.connect()
  try {
    const work = await begin(database, options)
    try {
      await runSteps(database, work, options)
      const milliseconds = await timings(database)
      const began = options.now()
      await publish(database, work, options)
      const publicationMs = options.now() - began
      const removed = await pruneSnapshots(options.folder, options.isInUse ?? (() => false))
      return { snapshot: work.snapshot, milliseconds, publicationMs, resumed: [...work.finished], removed }
    } catch (error) {
      if (goesOn(options)) await leaveWork(database)
      else await discardWork(database, options.folder, work)
      throw error
    }
  } finally {
    await database.close()
  }
}

function goesOn({ signal, goesOnAfter = () => false }: RefreshOptions): boolean {
  return signal?.aborted === true && goesOnAfter(signal.reason)
}

async function begin(database: ColumnarDatabase, options: RefreshOptions): Promise<Work> {
  const inputs = JSON.stringify(options.inputs)
  try {
    const { folder, snapshot, scratchInMemory = false } = options
    return await openWork(database, folder, { inputs, snapshot, scratchInMemory })
  } catch (error) {
    if (!isPerennialError(error, 'COLUMNAR_FILE_LOCKED')) throw error
    throw columnarError(
      'REFRESH_IN_PROGRESS',
      'A refresh of this business is already running.',
      {},
      { cause: error },
    )
  }
}

async function runSteps(database: ColumnarDatabase, work: Work, options: RefreshOptions): Promise<void> {
  const { steps, now, report = () => {}, signal = new AbortController().signal } = options
  for (const [place, step] of steps.entries()) {
    if (work.finished.has(step.name)) continue
    throwIfCancelled(signal)
    report({ step: step.name, done: place, total: steps.length, unit: 'steps' })
    const began = now()
    await dropTables(database, step)
    const context: StepContext = {
      database,
      signal,
      milliseconds: await timings(database),
      report: (progress) => report({ step: step.name, ...progress }),
    }
    await interruptible(database, signal, () => step.run(context))
    await database.run('INSERT INTO scratch.refresh_step VALUES ($name, $milliseconds)', {
      name: step.name,
      milliseconds: now() - began,
    })
  }
}

/** A step that a crash broke off may have left some of its tables. */
async function dropTables(database: ColumnarDatabase, step: RefreshStep): Promise<void> {
  for (const table of step.tables) await database.run(`DROP TABLE IF EXISTS snapshot.${table}`)
  for (const table of step.scratch) await database.run(`DROP TABLE IF EXISTS scratch.${table}`)
}

/** Runs `work` and, once `signal` is raised, interrupts its statements until it has stopped. */
async function interruptible(
  database: ColumnarDatabase,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const done = new AbortController()
  const stopping = interruptOnceRaised(database, signal, done.signal)
  try {
    await work()
    throwIfCancelled(signal)
  } catch (error) {
    throwIfCancelled(signal, error)
    throw error
  } finally {
    done.abort()
    await stopping
  }
}

/** An interrupt that falls between two statements is lost, hence again and again. */
async function interruptOnceRaised(
  database: ColumnarDatabase,
  signal: AbortSignal,
  done: AbortSignal,
): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted || done.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
    done.addEventListener('abort', () => resolve(), { once: true })
  })
  while (!done.aborted) {
    database.interrupt()
    await setTimeout(20)
  }
}

function throwIfCancelled(signal: AbortSignal, cause?: unknown): void {
  if (signal.aborted) throw columnarError('REFRESH_CANCELLED', 'The refresh was cancelled.', {}, { cause })
}

async function publish(database: ColumnarDatabase, work: Work, options: RefreshOptions): Promise<void> {
  const publishedAt = new Date(options.now()).toISOString()
  await database.run(
    'CREATE TABLE snapshot.refresh AS SELECT $snapshot AS snapshot, $inputs AS inputs, $publishedAt AS published_at',
    {
      snapshot: work.snapshot,
      inputs: JSON.stringify(options.inputs),
      publishedAt,
    },
  )
  const file = await closeWork(database, options.folder, work)
  await publishSnapshot(options.folder, { file, snapshot: work.snapshot, publishedAt })
}

async function timings(database: ColumnarDatabase): Promise<Readonly<Record<string, number>>> {
  const rows = await database.rows('SELECT name, milliseconds FROM scratch.refresh_step')
  return Object.fromEntries(rows.map(({ name, milliseconds }) => [String(name), Number(milliseconds)]))
}

function assertOrder(steps: readonly RefreshStep[]): void {
  const before = new Set<string>()
  const owned = new Set<string>()
  for (const { name, needs, tables } of steps) {
    assert(
      needs.every((need) => before.has(need)),
      `step ${name} comes after the steps it needs`,
    )
    assert(!before.has(name), `step ${name} is listed once`)
    for (const table of tables) assert(!owned.has(table), `table ${table} has one owner`)
    before.add(name)
    for (const table of tables) owned.add(table)
  }
}

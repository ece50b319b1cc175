/** The two files of a refresh in progress: the snapshot to be, and scratch tables that are never published. */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isPerennialError } from '#kernel/errors.ts'
import type { ColumnarDatabase } from './engine.ts'
import { isSnapshotId, type SnapshotId } from './snapshot-folder.ts'

/** Names under which a refresh finds its two files. */
const snapshotCatalog = 'snapshot'
const scratchCatalog = 'scratch'

/** A refresh in progress, its files attached. */
export interface Work {
  readonly snapshot: SnapshotId
  /** Steps that were finished before a crash. */
  readonly finished: ReadonlySet<string>
}

/** What decides whether the work of a broken-off refresh can be gone on with. */
export interface WorkKey {
  /** Everything that the result depends on, as one text. */
  readonly inputs: string
  /** Id of the snapshot if the work begins afresh. */
  readonly snapshot: SnapshotId
  readonly scratchInMemory: boolean
}

/**
 * Attaches the work that a crash left behind where its inputs are the same, else new files. Every other left-over is
 * removed. The caller holds the history, so nobody else is at work in `folder`.
 */
export async function openWork(database: ColumnarDatabase, folder: string, key: WorkKey): Promise<Work> {
  await mkdir(folder, { recursive: true })
  for (const snapshot of await leftOver(folder)) {
    const work = await resumed(database, folder, { ...key, snapshot })
    if (work !== undefined) return work
    await removeWork(folder, snapshot)
  }
  await database.attach(workFile(folder, key.snapshot), snapshotCatalog)
  await database.attach(key.scratchInMemory ? ':memory:' : scratchFile(folder, key.snapshot), scratchCatalog)
  await database.run(
    `
    CREATE TABLE scratch.refresh_step (name VARCHAR, milliseconds DOUBLE);
    CREATE TABLE scratch.refresh_inputs AS SELECT $inputs AS inputs`,
    { inputs: key.inputs },
  )
  return { snapshot: key.snapshot, finished: new Set() }
}

/** Lets both files go and removes them. */
export async function discardWork(database: ColumnarDatabase, folder: string, work: Work): Promise<void> {
  await leaveWork(database)
  await removeWork(folder, work.snapshot)
}

/** Lets both files go as they are, for a later refresh to go on with. */
export async function leaveWork(database: ColumnarDatabase): Promise<void> {
  for (const catalog of [snapshotCatalog, scratchCatalog]) await database.forget(catalog)
}

/** Lets both files go and removes the scratch one; returns the path of the finished snapshot. */
export async function closeWork(database: ColumnarDatabase, folder: string, work: Work): Promise<string> {
  await database.detach(snapshotCatalog)
  await database.forget(scratchCatalog)
  await removeFile(scratchFile(folder, work.snapshot))
  return workFile(folder, work.snapshot)
}

async function resumed(database: ColumnarDatabase, folder: string, key: WorkKey): Promise<Work | undefined> {
  try {
    await database.attach(workFile(folder, key.snapshot), snapshotCatalog)
    await database.attach(scratchFile(folder, key.snapshot), scratchCatalog)
    const same = await database.rows('SELECT inputs FROM scratch.refresh_inputs WHERE inputs = $inputs', {
      inputs: key.inputs,
    })
    if (same.length === 1) return { snapshot: key.snapshot, finished: await finishedSteps(database) }
  } catch (error) {
    if (isPerennialError(error, 'COLUMNAR_FILE_LOCKED')) throw error
    // Half a file, or one of another version: what it held is computed again.
  }
  await leaveWork(database)
  return undefined
}

async function finishedSteps(database: ColumnarDatabase): Promise<ReadonlySet<string>> {
  const rows = await database.rows('SELECT name FROM scratch.refresh_step')
  return new Set(rows.map(({ name }) => String(name)))
}

async function leftOver(folder: string): Promise<readonly SnapshotId[]> {
  const names = await readdir(folder)
  const ids = names.map((name) => /^\.(?:work|scratch)-(\w+)\.duckdb/.exec(name)?.[1] ?? '')
  return [...new Set(ids.filter(isSnapshotId))]
}

function workFile(folder: string, snapshot: SnapshotId): string {
  return join(folder, `.work-${snapshot}.duckdb`)
}

function scratchFile(folder: string, snapshot: SnapshotId): string {
  return join(folder, `.scratch-${snapshot}.duckdb`)
}

async function removeWork(folder: string, snapshot: SnapshotId): Promise<void> {
  await removeFile(workFile(folder, snapshot))
  await removeFile(scratchFile(folder, snapshot))
}

/** A database file with its write-ahead log. */
async function removeFile(file: string): Promise<void> {
  await rm(file, { force: true })
  await rm(`${file}.wal`, { force: true })
}

/** The folder of snapshots: immutable files, one a refresh, and a pointer to the current one. */
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { assert } from '#kernel/assert.ts'

/** Id of a snapshot, `snp_` and 26 characters; ids made later sort later. */
export type SnapshotId = string

const idPattern = /^snp_[0-7][0-9a-hjkmnp-tv-z]{25}$/
const filePattern = /^(snp_[0-7][0-9a-hjkmnp-tv-z]{25})\.duckdb$/
const pointer = 'current.json'

/** Snapshots kept beside the current one and those in use. */
const kept = 8

/** Whether `text` has the form of a snapshot's id. */
export function isSnapshotId(text: string): boolean {
  return idPattern.test(text)
}

/** Where the file of a snapshot is. */
export function snapshotFile(folder: string, snapshot: SnapshotId): string {
  assert(isSnapshotId(snapshot), 'a snapshot is named by its id')
  return join(folder, `${snapshot}.duckdb`)
}

/** The current snapshot, or undefined where none is published yet. */
export async function currentSnapshot(folder: string): Promise<SnapshotId | undefined> {
  const text = await readIfThere(join(folder, pointer))
  if (text === undefined) return undefined
  const { snapshot } = JSON.parse(text) as { readonly snapshot?: unknown }
  return typeof snapshot === 'string' && isSnapshotId(snapshot) ? snapshot : undefined
}

/** All snapshots of the folder, oldest first. */
export async function listSnapshots(folder: string): Promise<readonly SnapshotId[]> {
  const names = await readdir(folder)
  return names.flatMap((name) => filePattern.exec(name)?.[1] ?? []).toSorted()
}

/**
 * Makes a finished file the current snapshot: renamed once to its own name, which is never used again, then pointed to.
 * A crash in between leaves the former snapshot current.
 */
export async function publishSnapshot(
  folder: string,
  finished: { readonly file: string; readonly snapshot: SnapshotId; readonly publishedAt: string },
): Promise<void> {
  const { file, snapshot, publishedAt } = finished
  await rename(file, snapshotFile(folder, snapshot))
  await flushFolder(folder)
  const draft = join(folder, `.${pointer}`)
  await writeDurably(draft, `${JSON.stringify({ snapshot, publishedAt })}\n`)
  await rename(draft, join(folder, pointer))
  await flushFolder(folder)
}

/** Takes the current snapshot back, as when the history it was made from is empty again; its file stays a while. */
export async function withdrawSnapshot(folder: string): Promise<void> {
  await rm(join(folder, pointer), { force: true })
  await flushFolder(folder)
}

/** Removes the files that are not current, not in use and beyond the last eight; returns their ids. */
export async function pruneSnapshots(
  folder: string,
  isInUse: (snapshot: SnapshotId) => boolean,
): Promise<readonly SnapshotId[]> {
  const current = await currentSnapshot(folder)
  const old = (await listSnapshots(folder)).slice(0, -kept)
  const gone = old.filter((snapshot) => snapshot !== current && !isInUse(snapshot))
  await Promise.all(gone.map((snapshot) => rm(snapshotFile(folder, snapshot), { force: true })))
  return gone
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A rename is on disk only once its folder is; systems that cannot flush a folder need not. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

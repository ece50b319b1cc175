/** Readers of published snapshots: a request pins one id, and the file stays open and in place as long as it does. */
import { columnarError } from './columnar-error.ts'
import type { ColumnarDatabase, OpenOptions } from './engine.ts'
import {
  currentSnapshot,
  isSnapshotId,
  listSnapshots,
  snapshotFile,
  type SnapshotId,
} from './snapshot-folder.ts'

/** A snapshot as a reader sees it: its tables are in the default database, read-only. */
export interface Snapshot {
  readonly id: SnapshotId
  readonly database: ColumnarDatabase
}

/** Opens a database file of the engine in use. */
export type OpenDatabase = (file: string, options: OpenOptions) => Promise<ColumnarDatabase>

interface OpenSnapshot {
  readonly first: Promise<ColumnarDatabase>
  /** Connections that nobody uses at the moment. */
  readonly idle: ColumnarDatabase[]
  users: number
}

/** Snapshots that stay open without a reader, for the next request. */
const openWithoutReader = 2

/** Opens each snapshot once, lends connections to it, and closes it when it is no longer asked for. */
export class SnapshotReaders {
  readonly #folder: string
  readonly #openDatabase: OpenDatabase
  readonly #options: OpenOptions
  readonly #open = new Map<SnapshotId, OpenSnapshot>()

  constructor(folder: string, openDatabase: OpenDatabase, options: OpenOptions = {}) {
    this.#folder = folder
    this.#openDatabase = openDatabase
    this.#options = { ...options, readOnly: true }
  }

  /** Id of the current snapshot, or undefined where none is published yet. */
  current(): Promise<SnapshotId | undefined> {
    return currentSnapshot(this.#folder)
  }

  /** Whether this snapshot is still there to be read. */
  async has(id: string): Promise<boolean> {
    return isSnapshotId(id) && (await listSnapshots(this.#folder)).includes(id)
  }

  /** All snapshots that are there, oldest first. */
  list(): Promise<readonly SnapshotId[]> {
    return listSnapshots(this.#folder)
  }

  /** Whether a reader is at work on this snapshot; `pruneSnapshots` then leaves it in place. */
  isInUse(id: SnapshotId): boolean {
    return (this.#open.get(id)?.users ?? 0) > 0
  }

  /**
   * Runs `work` on one snapshot; it is neither closed nor removed meanwhile.
   *
   * @throws COLUMNAR_FILE_MISSING when it is not there any more.
   */
  async read<T>(id: SnapshotId, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const opened = this.#opened(id)
    opened.users += 1
    try {
      const database = opened.idle.pop() ?? (await (await opened.first).connect())
      try {
        return await work({ id, database })
      } finally {
        opened.idle.push(database)
      }
    } catch (error) {
      await this.#forgetIfBroken(id, opened)
      throw error
    } finally {
      opened.users -= 1
      await this.#closeUnused()
    }
  }

  /** Closes every snapshot; readers at work must have ended. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.#close(id)))
  }

  /** The snapshot's entry, moved to the end of the map, which is the order of last use. */
  #opened(id: SnapshotId): OpenSnapshot {
    if (!isSnapshotId(id)) throw columnarError('COLUMNAR_FILE_MISSING', `There is no snapshot ${id}.`)
    const opened = this.#open.get(id) ?? {
      first: this.#openDatabase(snapshotFile(this.#folder, id), this.#options),
      idle: [],
      users: 0,
    }
    this.#open.delete(id)
    this.#open.set(id, opened)
    return opened
  }

  /** A snapshot that could not be opened is tried afresh by the next reader. */
  async #forgetIfBroken(id: SnapshotId, opened: OpenSnapshot): Promise<void> {
    await opened.first.catch(() => this.#open.delete(id))
  }

  async #closeUnused(): Promise<void> {
    const unused = [...this.#open].filter(([, { users }]) => users === 0).map(([id]) => id)
    await Promise.all(unused.slice(0, -openWithoutReader).map((id) => this.#close(id)))
  }

  async #close(id: SnapshotId): Promise<void> {
    const opened = this.#open.get(id)
    if (opened === undefined) return
    this.#open.delete(id)
    for (const database of opened.idle) await database.close()
    await opened.first.then(
      (first) => first.close(),
      () => {},
    )
  }
}

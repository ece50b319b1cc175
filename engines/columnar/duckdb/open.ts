/** The only place where DuckDB instances are made: one an open file, in one process. */
import { DuckDBInstance } from '@duckdb/node-api'
import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { columnarError } from '#columnar/columnar-error.ts'
import type { ColumnarDatabase, OpenOptions } from '#columnar/engine.ts'
import { DuckDbConnection, type Owner } from './connection.ts'
import { translateError } from './translate-error.ts'

/**
 * Files open in this process. DuckDB's own lock is of the operating system and does not stop a second instance in the
 * same process, which would then write over the first.
 */
const openFiles = new Set<string>()

/**
 * Opens a database file, or a database in memory (`:memory:`), and gives its first connection; `connect` on it gives
 * further ones. The file is closed with the last of them.
 *
 * @throws COLUMNAR_FILE_LOCKED when it is open already, here or in another process.
 * @throws COLUMNAR_FILE_MISSING when it is opened to read and is not there.
 * @throws COLUMNAR_FILE_UNREADABLE when it is not a DuckDB file, or may not be read.
 */
export async function openDuckDb(path: string, options: OpenOptions = {}): Promise<ColumnarDatabase> {
  if (path === ':memory:') return new Instance(await created(path, options), () => {}).connect()
  const file = await claimFile(path)
  try {
    return await new Instance(await created(path, options), () => openFiles.delete(file)).connect()
  } catch (error) {
    openFiles.delete(file)
    throw error
  }
}

async function claimFile(path: string): Promise<string> {
  const file = await canonical(path)
  if (openFiles.has(file)) {
    throw columnarError('COLUMNAR_FILE_LOCKED', `${basename(path)} is already open in this program.`)
  }
  openFiles.add(file)
  return file
}

/** One DuckDB instance, kept open as long as a connection of it is. */
class Instance implements Owner {
  readonly #instance: DuckDBInstance
  readonly #closed: () => void
  readonly #attached = new Map<string, string>()
  #connections = 0

  constructor(instance: DuckDBInstance, closed: () => void) {
    this.#instance = instance
    this.#closed = closed
  }

  async connect(): Promise<ColumnarDatabase> {
    this.#connections += 1
    try {
      const connection = await this.#instance.connect()
      await connection.run('SET enable_progress_bar = true; SET enable_progress_bar_print = false')
      return new DuckDbConnection(connection, this)
    } catch (error) {
      this.released()
      throw translateError(error)
    }
  }

  async claim(path: string, name: string): Promise<void> {
    if (this.#attached.has(name)) {
      throw columnarError('COLUMNAR_FILE_LOCKED', `A file is already attached as ${name}.`)
    }
    this.#attached.set(name, '')
    if (path === ':memory:') return
    try {
      this.#attached.set(name, await claimFile(path))
    } catch (error) {
      this.#attached.delete(name)
      throw error
    }
  }

  unclaim(name: string): void {
    openFiles.delete(this.#attached.get(name) ?? '')
    this.#attached.delete(name)
  }

  released(): void {
    this.#connections -= 1
    if (this.#connections > 0) return
    this.#instance.closeSync()
    for (const name of this.#attached.keys()) this.unclaim(name)
    this.#closed()
  }
}

async function created(path: string, options: OpenOptions): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, settings(options))
  } catch (error) {
    throw translateError(error)
  }
}

/** Nothing is fetched from the network at run time: what we use is linked into the library. */
function settings(options: OpenOptions): Record<string, string> {
  const { readOnly, memoryLimitBytes, threads, temporaryFolder } = options
  return {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    access_mode: readOnly === true ? 'READ_ONLY' : 'AUTOMATIC',
    ...(memoryLimitBytes !== undefined && { memory_limit: `${Math.round(memoryLimitBytes / 2 ** 20)}MiB` }),
    ...(threads !== undefined && { threads: String(threads) }),
    ...(temporaryFolder !== undefined && { temp_directory: temporaryFolder }),
  }
}

/** The file's one true path, so that two ways of writing it are one file; the file itself need not exist yet. */
async function canonical(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    try {
      return join(await realpath(dirname(path)), basename(path))
    } catch (error) {
      throw columnarError(
        'COLUMNAR_FILE_MISSING',
        `The folder of ${path} does not exist.`,
        {},
        { cause: error },
      )
    }
  }
}

import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api'
import { BIGINT } from '@duckdb/node-api'
import { assert } from '#kernel/assert.ts'
import type { ColumnarDatabase, Columns, Parameters, Row } from '#columnar/engine.ts'
import { appendColumns } from './append-columns.ts'
import { allColumnsOf, chunksOf } from './read-columns.ts'
import { rowsOf } from './row-values.ts'
import { translateError } from './translate-error.ts'

/** What a connection needs of the instance it belongs to. */
export interface Owner {
  /** A further connection of the same instance. */
  connect(): Promise<ColumnarDatabase>
  /** Told once when a connection has closed. */
  released(): void
  /** Takes the place of `file` among the files open in this process. */
  claim(file: string, name: string): Promise<void>
  /** Gives up the place that was taken under `name`. */
  unclaim(name: string): void
}

/** The port over one DuckDB connection. */
export class DuckDbConnection implements ColumnarDatabase {
  readonly #connection: DuckDBConnection
  readonly #owner: Owner
  #open = true
  #inTransaction = false
  /** Settles with the last statement that was asked for. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(connection: DuckDBConnection, owner: Owner) {
    this.#connection = connection
    this.#owner = owner
  }

  async run(sql: string, parameters?: Parameters): Promise<void> {
    await this.#attempt(() => this.#result(sql, parameters))
  }

  async rows(sql: string, parameters?: Parameters): Promise<readonly Row[]> {
    return this.#attempt(async () => rowsOf(await this.#result(sql, parameters)))
  }

  async columns(sql: string, parameters?: Parameters): Promise<Columns> {
    return this.#attempt(async () => allColumnsOf(await this.#result(sql, parameters)))
  }

  async *stream(sql: string, parameters?: Parameters): AsyncGenerator<Columns> {
    try {
      const { values, types } = bound(parameters)
      yield* chunksOf(await this.#connection.stream(sql, values, types))
    } catch (error) {
      throw translateError(error)
    }
  }

  async append(table: string, columns: Columns): Promise<void> {
    const work = () => this.#attempt(() => appendColumns(this.#connection, table, columns))
    await (this.#inTransaction ? work() : this.transaction(work))
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    assert(!this.#inTransaction, 'transactions are not nested')
    this.#inTransaction = true
    try {
      await this.run('BEGIN TRANSACTION')
      const result = await work()
      await this.run('COMMIT')
      return result
    } catch (error) {
      await this.#rollback()
      throw error
    } finally {
      this.#inTransaction = false
    }
  }

  interrupt(): void {
    if (this.#open) this.#connection.interrupt()
  }

  async attach(file: string, name: string): Promise<void> {
    await this.#owner.claim(file, name)
    try {
      await this.run(`ATTACH '${file.replaceAll("'", "''")}' AS ${quoted(name)}`)
    } catch (error) {
      this.#owner.unclaim(name)
      throw error
    }
  }

  async detach(name: string): Promise<void> {
    await this.run(`CHECKPOINT ${quoted(name)}`)
    await this.forget(name)
  }

  async forget(name: string): Promise<void> {
    await this.run(`DETACH DATABASE IF EXISTS ${quoted(name)}`)
    this.#owner.unclaim(name)
  }

  progress(): number | undefined {
    const { percentage } = this.#connection.progress
    return percentage >= 0 && percentage <= 100 ? percentage / 100 : undefined
  }

  connect(): Promise<ColumnarDatabase> {
    return this.#owner.connect()
  }

  async close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    // To close it under a running statement corrupts the memory of the process.
    await this.#last
    this.#connection.closeSync()
    this.#owner.released()
  }

  async #result(sql: string, parameters?: Parameters): Promise<DuckDBResult> {
    const { values, types } = bound(parameters)
    return this.#connection.run(sql, values, types)
  }

  /** After some errors (a full disk at COMMIT) DuckDB has rolled back by itself and refuses to do it again. */
  async #rollback(): Promise<void> {
    try {
      await this.#attempt(async () => this.#connection.run('ROLLBACK'))
    } catch {
      // Nothing is left to roll back; the first error is the one to tell.
    }
  }

  /** One statement after the other, whoever asks: a file is let go only when nothing reads it any more. */
  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    assert(this.#open, 'a closed connection is not used')
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => {})
    try {
      return await turn
    } catch (error) {
      throw translateError(error)
    }
  }
}

/** A name as SQL writes it; these names come from programs, never from data. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** BIGINT rather than DuckDB's guess HUGEINT, which keeps comparisons from being pushed into the scan. */
function bound(parameters: Parameters | undefined) {
  if (parameters === undefined) return { values: undefined, types: undefined }
  const types = Object.entries(parameters).flatMap(([name, value]) =>
    typeof value === 'bigint' ? [[name, BIGINT] as const] : [],
  )
  return { values: { ...parameters }, types: Object.fromEntries(types) }
}

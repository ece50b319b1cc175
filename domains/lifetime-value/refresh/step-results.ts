/** What one step tells a later one, kept with the work so that a crash does not lose it. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { assert } from '#kernel/assert.ts'

/** Keeps a step's result in a scratch table of its own. */
export async function keepResult(db: ColumnarDatabase, table: string, result: unknown): Promise<void> {
  await db.run(`CREATE TABLE scratch.${table} AS SELECT $body AS body`, { body: JSON.stringify(result) })
}

/** What an earlier step kept. */
export async function readResult<T>(db: ColumnarDatabase, table: string): Promise<T> {
  const [row] = await db.rows(`SELECT body FROM scratch.${table}`)
  assert(typeof row?.['body'] === 'string', `${table} was kept by an earlier step`)
  return JSON.parse(row['body']) as T
}

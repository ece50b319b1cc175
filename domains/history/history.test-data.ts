/** A history in memory and files to import into it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { ColumnarDatabase, Row } from '#columnar/engine.ts'
import { instant } from '#kernel/time.ts'
import {
  importFile,
  listImports,
  prepareHistory,
  undoImport,
  type ImportFileOptions,
} from './history.actions.ts'

/** The moment at which test files are imported. */
export const now = instant(Date.UTC(2026, 0, 15, 12))

/** A folder that is gone after the tests of a file. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'perennial-history-'))
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A history in memory, closed after the tests of a file. */
export async function aHistory(): Promise<ColumnarDatabase> {
  const db = await openDuckDb(':memory:', { threads: 2 })
  await prepareHistory(db)
  await db.run(`ATTACH ':memory:' AS work`)
  afterAll(() => db.close())
  return db
}

let ids = 0

/** Takes back every import that stands, so that the next test begins with nothing. */
export async function takeBackAll(db: ColumnarDatabase): Promise<void> {
  for (const entry of await listImports(db))
    if (entry.undoneAt === null) await undoImport(db, entry.import, { now })
}

/** A history and a folder for all tests of a file, each of which begins with nothing imported. */
export async function anEmptyHistory(): Promise<{ readonly db: ColumnarDatabase; readonly folder: string }> {
  const db = await aHistory()
  beforeEach(() => takeBackAll(db))
  return { db, folder: await aFolder() }
}

/** Options of an import into `folder`, with ids that count up. */
export function importing(folder: string, more: Partial<ImportFileOptions> = {}): ImportFileOptions {
  return {
    temporaryFolder: folder,
    now,
    newId: (prefix) => `${prefix}_${(ids += 1)}`,
    random: () => 0.5,
    ...more,
  }
}

/** Imports text or bytes as a file of the given name. */
export async function importText(
  db: ColumnarDatabase,
  content: string | Uint8Array,
  { folder, name = 'log.csv', ...options }: Partial<ImportFileOptions> & { folder: string; name?: string },
) {
  const path = join(folder, name)
  await writeFile(path, content)
  return importFile(db, { path, fileName: name }, importing(folder, options))
}

/** All facts with the names of their customers, in the order of their lines. */
export async function factsOf(db: ColumnarDatabase): Promise<readonly Row[]> {
  return db.rows(`
    SELECT name, day, amount FROM (
      SELECT * FROM purchase_line UNION ALL SELECT * FROM refund_line UNION ALL SELECT * FROM giveaway_line) l
      JOIN identity i ON i.number = l.identity ORDER BY import, line`)
}

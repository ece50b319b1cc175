/** Describes a file on disk, whatever its kind, with the help of the engine where it is not text. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { isPerennialError } from '#kernel/errors.ts'
import { describeTable, sampleText, type FileDescription, type SampleTable } from './describe-file.ts'
import { historyError } from '../history.errors.ts'
import { findMapping } from '../facts/import-registry.query.ts'
import type { Encoding, MappingOverrides } from './mapping.ts'
import type { SourceHead } from './source-head.source.ts'
import { plainPath } from './stage-sql.ts'
import { momentSql } from './value-sql.ts'

export interface Source {
  readonly path: string
  readonly head: SourceHead
  readonly overrides: MappingOverrides
  /** Where it is known better than the first bytes tell. */
  readonly encoding?: Encoding
}

/** @throws the refusals of `sampleText`, HISTORY_DATE_FORMAT_UNKNOWN, HISTORY_FILE_DAMAGED for an unreadable Parquet file */
export async function describeSource(
  db: ColumnarDatabase,
  { path, head, overrides, encoding }: Source,
): Promise<FileDescription> {
  const table = await sampleSource(db, { path, head, overrides, ...(encoding !== undefined && { encoding }) })
  await checkDateFormat(db, overrides.dateFormat)
  const description = describeTable(table, overrides)
  const earlier = await findMapping(db, description.fingerprint)
  return earlier === undefined ? description : describeTable(table, overrides, earlier)
}

/** The first rows of a file of any kind. @throws as `describeSource`, but for dates */
export async function sampleSource(
  db: ColumnarDatabase,
  { path, head, overrides, encoding }: Source,
): Promise<SampleTable> {
  return head.kind === 'parquet' ? sampleParquet(db, path) : sampleText(head, overrides, encoding)
}

/** Whether the engine understands a format is its own to say. */
async function checkDateFormat(db: ColumnarDatabase, format: string | undefined): Promise<void> {
  if (format === undefined) return
  try {
    await db.rows(`SELECT ${momentSql(`'x'`, format, 'UTC')} AS moment`)
  } catch (error) {
    const message = `"${format}" is no way of writing dates.`
    throw historyError('HISTORY_DATE_FORMAT_UNKNOWN', message, { format }, { cause: error })
  }
}

async function sampleParquet(db: ColumnarDatabase, path: string): Promise<SampleTable> {
  try {
    const file = { path: plainPath(path) }
    const columns = await db.rows('DESCRIBE SELECT * FROM read_parquet($path)', file)
    const names = columns.map((column) => String(column['column_name']))
    const texts = names.map((_, place) => `CAST(c${place + 1} AS VARCHAR) AS c${place + 1}`)
    const list = names.map((_, place) => `c${place + 1}`)
    const rows = await db.rows(
      `SELECT ${texts.join(', ')} FROM read_parquet($path) AS source(${list.join(', ')}) LIMIT 2000`,
      file,
    )
    if (rows.length === 0) throw historyError('HISTORY_FILE_HEADER_ONLY', 'The Parquet file has no rows.')
    return {
      dialect: { kind: 'parquet', compression: 'none', delimiter: '', header: false, encoding: 'utf-8' },
      names,
      rows: rows.map((row) => list.map((name) => (row[name] === null ? null : String(row[name])))),
    }
  } catch (error) {
    if (isPerennialError(error, 'HISTORY_FILE_HEADER_ONLY')) throw error
    throw historyError('HISTORY_FILE_DAMAGED', 'The Parquet file cannot be read.', {}, { cause: error })
  }
}

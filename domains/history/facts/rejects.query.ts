/** Rows that an import refused, with the place in the file and the reason. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { requireImport } from './import-registry.query.ts'
import type { Mapping } from '../reading/mapping.ts'
import { rejectReasons, type RejectReason } from '../reading/row-fates.ts'
import { columnOfReason } from '../reading/stage-sql.ts'

/** A refused row. */
export interface RejectedRow {
  readonly row: number
  readonly column: string | null
  readonly value: string | null
  readonly code: string
  readonly reason: string
}

export interface RejectsPage {
  readonly import: string
  readonly page: number
  readonly pageSize: number
}

/** One page of the rows that an import refused. @throws HISTORY_IMPORT_NOT_FOUND */
export async function listRejects(db: ColumnarDatabase, { import: id, page, pageSize }: RejectsPage) {
  const { number, figures } = await requireImport(db, id)
  const [counted] = await db.rows('SELECT count(*) AS n FROM reject WHERE import = $number', { number })
  const rows = await db.rows(
    'SELECT "row", value, reason FROM reject WHERE import = $number ORDER BY "row" LIMIT $limit OFFSET $offset',
    { number, limit: pageSize, offset: (page - 1) * pageSize },
  )
  const rejects = rows.map((row) =>
    rejectedRow(figures.mapping, Number(row['row']), row['value'] as string | null, String(row['reason'])),
  )
  return { total: Number(counted?.['n']), page, pageSize, rejects }
}

/** All refused rows of an import as CSV with a header, in parts. @throws HISTORY_IMPORT_NOT_FOUND */
export async function* streamRejects(db: ColumnarDatabase, id: string): AsyncGenerator<string> {
  const { number, figures } = await requireImport(db, id)
  yield 'row,column,value,code,reason\n'
  const rows = db.stream(`SELECT "row", value, reason FROM reject WHERE import = $number ORDER BY "row"`, {
    number,
  })
  for await (const chunk of rows) {
    const { row, value, reason } = chunk as unknown as {
      readonly row: Float64Array
      readonly value: readonly (string | null)[]
      readonly reason: readonly string[]
    }
    yield Array.from(row, (place, at) => {
      const rejected = rejectedRow(figures.mapping, place, value[at] ?? null, reason[at] ?? '')
      return `${[rejected.row, rejected.column, rejected.value, rejected.code, rejected.reason].map(csvField).join(',')}\n`
    }).join('')
  }
}

function csvField(value: string | number | null): string {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function rejectedRow(mapping: Mapping, row: number, value: string | null, code: string): RejectedRow {
  const reason = code as RejectReason
  return { row, column: columnOfReason(reason, mapping), value, code, reason: rejectReasons[reason] }
}

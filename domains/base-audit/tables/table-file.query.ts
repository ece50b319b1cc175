/** A table of the audit as a file of its own. */
import type { ColumnarDatabase, Columns } from '#columnar/engine.ts'
import type { AnyRow } from './audit-cell.ts'
import { unitOf, type ColumnUnit, type TableColumns } from './audit-tables.ts'

/** What a column is in the file. */
const types: Readonly<Record<ColumnUnit, 'VARCHAR' | 'BOOLEAN' | 'BIGINT' | 'DOUBLE'>> = {
  code: 'VARCHAR',
  text: 'VARCHAR',
  period: 'VARCHAR',
  flag: 'BOOLEAN',
  count: 'BIGINT',
  place: 'BIGINT',
  money: 'DOUBLE',
  ratio: 'DOUBLE',
  share: 'DOUBLE',
  probability: 'DOUBLE',
  number: 'DOUBLE',
}

/** Writes rows as Parquet into `file`, columns by the names that the JSON has; `blank` is a database of its own. */
export async function writeTableFile(
  blank: ColumnarDatabase,
  { columns, rows }: { readonly columns: TableColumns; readonly rows: readonly AnyRow[] },
  file: string,
): Promise<void> {
  const typed = Object.entries(columns).map(([name, written]) => ({ name, type: types[unitOf(written)] }))
  const staged = typed.map(({ name, type }) => `"${name}" ${type === 'VARCHAR' ? type : 'DOUBLE'}`)
  await blank.run(`CREATE TABLE audit_table (${staged.join(', ')})`)
  await blank.append(
    'audit_table',
    Object.fromEntries(typed.map((column) => [column.name, columnOf(column, rows)])),
  )
  const cast = typed.map(({ name, type }) => `"${name}"::${type} AS "${name}"`)
  await blank.run(
    `COPY (SELECT ${cast.join(', ')} FROM audit_table) TO $file (FORMAT parquet, COMPRESSION zstd)`,
    {
      file,
    },
  )
}

function columnOf(
  { name, type }: { readonly name: string; readonly type: string },
  rows: readonly AnyRow[],
): Columns[string] {
  const cells = rows.map((row) => row[name] ?? null)
  if (type === 'VARCHAR') return cells.map((cell) => (cell === null ? null : String(cell)))
  // NaN is NULL on its way into the engine.
  return Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell)))
}

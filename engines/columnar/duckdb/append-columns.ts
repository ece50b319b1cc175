import type { DuckDBAppender, DuckDBConnection, DuckDBType } from '@duckdb/node-api'
import { DuckDBDataChunk, DuckDBTypeId } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { setImmediate } from 'node:timers/promises'
import { assert } from '#kernel/assert.ts'
import type { Columns } from '#columnar/engine.ts'

type Column = Columns[string]

/** Appended between two turns of the event loop: the appender works on the calling thread. */
const rowsPerTurn = 16_384

/** Appends whole columns to `table`, in the table's column order; the caller holds the transaction. */
export async function appendColumns(
  connection: DuckDBConnection,
  table: string,
  columns: Columns,
): Promise<void> {
  const data = Object.values(columns)
  const rows = data[0]?.length ?? 0
  assert(
    data.every((column) => column.length === rows),
    `columns of ${table} are of one length`,
  )
  const appender = await appenderFor(connection, table)
  assert(
    appender.columnCount === data.length,
    `${table} has ${appender.columnCount} columns, ${data.length} given`,
  )
  const types = data.map((_, place) => appender.columnType(place))
  const chunkRows = duckdb.vector_size()
  try {
    for (let from = 0; from < rows; from += chunkRows) {
      if (from > 0 && from % rowsPerTurn === 0) {
        // Else all is flushed at once after 200,000 rows, which holds the thread for long.
        appender.flushSync()
        await setImmediate()
      }
      appender.appendDataChunk(chunkOf(data, types, { from, to: Math.min(from + chunkRows, rows) }))
    }
  } finally {
    appender.closeSync()
  }
}

async function appenderFor(connection: DuckDBConnection, table: string): Promise<DuckDBAppender> {
  const [name, catalog] = table.split('.').toReversed()
  return connection.createAppender(name ?? table, null, catalog ?? null)
}

interface Range {
  readonly from: number
  readonly to: number
}

function chunkOf(data: readonly Column[], types: readonly DuckDBType[], range: Range): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(types, range.to - range.from)
  data.forEach((column, place) => {
    const type = types[place] as DuckDBType
    if (Array.isArray(column)) chunk.setColumnValues(place, column.slice(range.from, range.to))
    else writeNumbers(chunk, place, converted(column as NumberColumn, type, range))
  })
  return chunk
}

type NumberColumn = Float64Array | Int32Array | BigInt64Array
/** Numbers in the very layout that the table keeps them in. */
type Stored = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>

interface Converted {
  readonly values: Stored
  /** Rows whose number was NaN. */
  readonly missing: readonly number[]
}

/** The numbers of `range`, copied out (the source may be shared memory) into the layout of `type`. */
function converted(column: NumberColumn, type: DuckDBType, { from, to }: Range): Converted {
  const part = column.subarray(from, to)
  const missing: number[] = []
  if (part instanceof Float64Array) {
    for (let row = 0; row < part.length; row++) if (Number.isNaN(part[row])) missing.push(row)
  }
  return { values: stored(part, type), missing }
}

function stored(part: NumberColumn, type: DuckDBType): Stored {
  switch (type.typeId) {
    case DuckDBTypeId.DOUBLE:
      return part instanceof BigInt64Array ? Float64Array.from(part, Number) : new Float64Array(part)
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.DATE:
      return part instanceof BigInt64Array ? Int32Array.from(part, Number) : new Int32Array(part)
    case DuckDBTypeId.BIGINT:
      return part instanceof BigInt64Array
        ? new BigInt64Array(part)
        : BigInt64Array.from(part, (value) => BigInt(Number.isNaN(value) ? 0 : value))
    default:
      throw new Error(
        `Broken invariant: columns of numbers are appended to INTEGER, BIGINT, DOUBLE or DATE, not ${type.toString()}`,
      )
  }
}

function writeNumbers(chunk: DuckDBDataChunk, place: number, { values, missing }: Converted): void {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, place)
  duckdb.copy_data_to_vector(vector, 0, values.buffer, values.byteOffset, values.byteLength)
  if (missing.length === 0) return
  const valid = new Uint8Array(Math.ceil(values.length / 64) * 8).fill(0xff)
  for (const row of missing) valid[row >> 3] = (valid[row >> 3] ?? 0) & ~(1 << (row & 7))
  duckdb.vector_ensure_validity_writable(vector)
  duckdb.copy_data_to_vector_validity(vector, 0, valid.buffer, 0, valid.byteLength)
}

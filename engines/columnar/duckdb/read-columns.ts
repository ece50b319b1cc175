import type { DuckDBDataChunk, DuckDBDecimalType, DuckDBResult, DuckDBType } from '@duckdb/node-api'
import { DuckDBTypeId } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { columnarError } from '#columnar/columnar-error.ts'
import type { Columns } from '#columnar/engine.ts'

type Column = Columns[string]
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Name and type of each column of a result, asked of DuckDB once a result. */
interface Heading {
  readonly name: string
  readonly type: DuckDBType
}

/** A result, chunk by chunk (about 2,000 rows). */
export async function* chunksOf(result: DuckDBResult): AsyncGenerator<Columns> {
  const headings = headingsOf(result)
  for await (const chunk of result) yield columnsOf(chunk, headings)
}

/** A whole result; an empty one has columns of the right kinds and no rows. */
export async function allColumnsOf(result: DuckDBResult): Promise<Columns> {
  const headings = headingsOf(result)
  const chunks: Columns[] = []
  for await (const chunk of result) chunks.push(columnsOf(chunk, headings))
  const whole: Mutable<Columns> = {}
  for (const { name, type } of headings)
    whole[name] = joined(
      chunks.map((chunk) => columnOf(chunk, name)),
      type,
    )
  return whole
}

function headingsOf(result: DuckDBResult): readonly Heading[] {
  const types = result.columnTypes()
  return result.deduplicatedColumnNames().map((name, place) => ({ name, type: types[place] as DuckDBType }))
}

function columnOf(chunk: Columns, name: string): Column {
  return chunk[name] as Column
}

function joined(parts: readonly Column[], type: DuckDBType): Column {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (kindOf(type) === 'text') return (parts as readonly (readonly (string | null)[])[]).flat()
  const whole = kindOf(type) === 'whole' ? new Int32Array(length) : new Float64Array(length)
  let offset = 0
  for (const part of parts as readonly (Int32Array | Float64Array)[]) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

function columnsOf(chunk: DuckDBDataChunk, headings: readonly Heading[]): Columns {
  const columns: Mutable<Columns> = {}
  headings.forEach(({ name, type }, place) => {
    if (kindOf(type) === 'text') {
      columns[name] = chunk
        .getColumnVector(place)
        .toArray()
        .map((value) => (value === null ? null : String(value)))
      return
    }
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, place)
    const values = numbersOf(vector, type, chunk.rowCount)
    columns[name] = markNulls(values, vector, name)
  })
  return columns
}

/** Which kind of column a type is read into. */
function kindOf(type: DuckDBType): 'whole' | 'number' | 'text' {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.DATE:
      return 'whole'
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.DECIMAL:
      return 'number'
    default:
      return 'text'
  }
}

function numbersOf(vector: duckdb.Vector, type: DuckDBType, count: number): Int32Array | Float64Array {
  const read = <T>(make: ArrayOver<T>) => arrayOver(vector, make, count)
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.UTINYINT:
      return new Int32Array(read(Uint8Array))
    case DuckDBTypeId.TINYINT:
      return new Int32Array(read(Int8Array))
    case DuckDBTypeId.SMALLINT:
      return new Int32Array(read(Int16Array))
    case DuckDBTypeId.USMALLINT:
      return new Int32Array(read(Uint16Array))
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.DATE:
      return read(Int32Array).slice()
    case DuckDBTypeId.UINTEGER:
      return new Float64Array(read(Uint32Array))
    case DuckDBTypeId.FLOAT:
      return new Float64Array(read(Float32Array))
    case DuckDBTypeId.DOUBLE:
      return read(Float64Array).slice()
    case DuckDBTypeId.DECIMAL:
      return decimalsOf(vector, type, count)
    default:
      return longsOf(vector, count, type.typeId === DuckDBTypeId.HUGEINT ? 4 : 2)
  }
}

/** Decimals are whole numbers of 2, 4, 8 or 16 bytes by their width, to be divided by a power of ten. */
function decimalsOf(vector: duckdb.Vector, type: DuckDBDecimalType, count: number): Float64Array {
  const whole =
    type.width <= 4
      ? new Float64Array(arrayOver(vector, Int16Array, count))
      : type.width <= 9
        ? new Float64Array(arrayOver(vector, Int32Array, count))
        : longsOf(vector, count, type.width <= 18 ? 2 : 4)
  const divisor = 10 ** type.scale
  return whole.map((value) => value / divisor)
}

/** Integers of `words` 32-bit words each, little end first; exact up to 2^53 and never through a BigInt. */
function longsOf(vector: duckdb.Vector, count: number, words: 2 | 4): Float64Array {
  const low = arrayOver(vector, Uint32Array, count * words)
  const values = new Float64Array(count)
  const signed = new Int32Array(low.buffer, low.byteOffset, low.length)
  for (let row = 0; row < count; row++) {
    let value = signed[row * words + words - 1] ?? 0
    for (let word = words - 2; word >= 0; word--)
      value = value * 4_294_967_296 + (low[row * words + word] ?? 0)
    values[row] = value
  }
  return values
}

interface ArrayOver<T> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T
  readonly BYTES_PER_ELEMENT: number
}

function arrayOver<T>(vector: duckdb.Vector, make: ArrayOver<T>, length: number): T {
  const bytes = duckdb.vector_get_data(vector, length * make.BYTES_PER_ELEMENT)
  return new make(bytes.buffer, bytes.byteOffset, length)
}

/** NULL is NaN in a column of numbers; a column of whole numbers has no place for it. */
function markNulls(
  values: Int32Array | Float64Array,
  vector: duckdb.Vector,
  name: string,
): Int32Array | Float64Array {
  const bytes: Uint8Array | null = duckdb.vector_get_validity(vector, Math.ceil(values.length / 64) * 8)
  if (bytes === null) return values
  for (let row = 0; row < values.length; row++) {
    if (((bytes[row >> 3] ?? 0) >> (row & 7)) & 1) continue
    if (values instanceof Int32Array) {
      throw columnarError('COLUMNAR_QUERY_FAILED', `Column ${name} is of whole numbers and holds a NULL.`)
    }
    values[row] = Number.NaN
  }
  return values
}

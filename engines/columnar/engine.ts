/** The port to a columnar engine: parameters in, columns or rows out, one writer a file. */

/** A value that may be bound to a parameter or read from a row. DECIMAL and dates come as text, BIGINT as bigint. */
export type ColumnarValue = string | number | bigint | boolean | null

/** One row, keyed by column name. */
export type Row = Readonly<Record<string, ColumnarValue>>

/** Parameters by name, bound as `$name`; SQL text is never built from data. */
export type Parameters = Readonly<Record<string, ColumnarValue>>

/** Columns as typed arrays; strings as plain arrays. All of one length. */
export type Columns = Readonly<
  Record<string, Float64Array | Int32Array | BigInt64Array | readonly (string | null)[]>
>

/** A connection to one database file, or to memory. */
export interface ColumnarDatabase {
  /** Runs one or more statements; the last one may take parameters. */
  run(sql: string, parameters?: Parameters): Promise<void>
  /** All rows of a query; for results that fit a screen. */
  rows(sql: string, parameters?: Parameters): Promise<readonly Row[]>
  /** All of a query in columns: numbers as Float64Array (or Int32Array for 32-bit integers). */
  columns(sql: string, parameters?: Parameters): Promise<Columns>
  /** A query in chunks, so that memory stays bounded. */
  stream(sql: string, parameters?: Parameters): AsyncIterable<Columns>
  /** Appends columns to an existing table, in the table's column order. */
  append(table: string, columns: Columns): Promise<void>
  /** Runs `work` in one transaction; rolls back when it throws. */
  transaction<T>(work: () => Promise<T>): Promise<T>
  /** Asks the running statement to stop; it then rejects with COLUMNAR_QUERY_CANCELLED. */
  interrupt(): void
  /** Another connection to the same database, for reading beside a writer. */
  connect(): Promise<ColumnarDatabase>
  close(): Promise<void>
}

/** How a database is opened. */
export interface OpenOptions {
  readonly readOnly?: boolean
  /** Upper limit of the engine's own memory in bytes. */
  readonly memoryLimitBytes?: number
  readonly threads?: number
  /** Where the engine may spill. */
  readonly temporaryFolder?: string
}

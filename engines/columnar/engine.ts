/** The port to a columnar engine: parameters in, columns or rows out, one writer a file. */

/** A value that may be bound to a parameter or read from a row. DECIMAL and dates come as text, BIGINT as bigint. */
export type ColumnarValue = string | number | bigint | boolean | null

/** One row, keyed by column name. */
export type Row = Readonly<Record<string, ColumnarValue>>

/** Parameters by name, bound as `$name`; SQL text is never built from data. */
export type Parameters = Readonly<Record<string, ColumnarValue>>

/**
 * Columns as typed arrays; texts as plain arrays. All of one length.
 *
 * Read: whole numbers of up to 32 bits and booleans as Int32Array (they may hold no NULL), dates as Int32Array of days
 * since 1970-01-01, every other number (BIGINT, DECIMAL, DOUBLE) as Float64Array with NaN for NULL. Cast big DECIMAL
 * columns to DOUBLE in the query: it is faster there. Appended: NaN in a Float64Array becomes NULL, so that a column
 * survives the way there and back; BigInt64Array is for BIGINT columns.
 */
export type Columns = Readonly<
  Record<string, Float64Array | Int32Array | BigInt64Array | readonly (string | null)[]>
>

/**
 * A connection to one database file, or to memory. Statements of one connection run one after another; `connect` gives
 * another one to work beside it. While a `stream` is being read its connection must do nothing else.
 */
export interface ColumnarDatabase {
  /** Runs one or more statements; the last one may take parameters. @throws COLUMNAR_QUERY_FAILED and its kin. */
  run(sql: string, parameters?: Parameters): Promise<void>
  /** All rows of a query; for results that fit a screen. */
  rows(sql: string, parameters?: Parameters): Promise<readonly Row[]>
  /** All of a query in columns. */
  columns(sql: string, parameters?: Parameters): Promise<Columns>
  /** A query in chunks, so that memory stays bounded. */
  stream(sql: string, parameters?: Parameters): AsyncIterable<Columns>
  /**
   * Appends columns to an existing table (`table`, or `catalog.table` of an attached file), all of them, in the table's
   * column order. All rows or none.
   */
  append(table: string, columns: Columns): Promise<void>
  /** Runs `work`, which uses this same connection, in one transaction; rolls back when it throws. No nesting. */
  transaction<T>(work: () => Promise<T>): Promise<T>
  /** Asks the running statement to stop; it then rejects with COLUMNAR_QUERY_CANCELLED. */
  interrupt(): void
  /** Share of the running statement that is done, 0 to 1; undefined where the engine cannot tell. */
  progress(): number | undefined
  /**
   * Attaches a further database file, made if it is not there (or `:memory:`), whose tables are then `name.table` for every connection
   * of this database. @throws COLUMNAR_FILE_LOCKED, COLUMNAR_FILE_UNREADABLE, …
   */
  attach(file: string, name: string): Promise<void>
  /** Brings an attached file into its final form on disk and lets it go. */
  detach(name: string): Promise<void>
  /** Lets an attached file go as it is, whatever state it is in; nothing where it is not attached. */
  forget(name: string): Promise<void>
  /** Another connection to the same database, for reading beside a writer; closed by its own `close`. */
  connect(): Promise<ColumnarDatabase>
  /** Closes this connection; the file is let go with the last one. */
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

import type { DuckDBResult, DuckDBValue } from '@duckdb/node-api'
import type { ColumnarValue, Row } from '#columnar/engine.ts'

/** All rows of a result, keyed by column name. */
export async function rowsOf(result: DuckDBResult): Promise<readonly Row[]> {
  const names = result.deduplicatedColumnNames()
  const rows: Row[] = []
  for await (const chunk of result.yieldRows()) {
    for (const values of chunk) {
      rows.push(Object.fromEntries(names.map((name, place) => [name, columnarValue(values[place] ?? null)])))
    }
  }
  return rows
}

/** Decimals, dates and everything else that JavaScript has no value for are text, as DuckDB writes them. */
function columnarValue(value: DuckDBValue): ColumnarValue {
  return typeof value === 'object' && value !== null ? String(value) : value
}

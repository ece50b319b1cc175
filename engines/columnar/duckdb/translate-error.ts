import { columnarError } from '#columnar/columnar-error.ts'
import { PerennialError } from '#kernel/errors.ts'

type Code = keyof typeof columnarError.catalogue

/** Patterns of DuckDB's messages, the most telling first; it gives no codes of its own. */
const causes: readonly (readonly [RegExp, Code])[] = [
  [/^INTERRUPT Error/, 'COLUMNAR_QUERY_CANCELLED'],
  [
    /No space left on device|not enough space|max_temp_directory_size|ENOSPC|Disk quota exceeded|File too large/i,
    'COLUMNAR_DISK_FULL',
  ],
  [/Could not set lock on file|Conflicting lock is held/i, 'COLUMNAR_FILE_LOCKED'],
  [/^Out of Memory Error/, 'COLUMNAR_MEMORY_EXCEEDED'],
  [
    /not a valid DuckDB database file|corrupt|Permission denied|older version of DuckDB|newer version of DuckDB/i,
    'COLUMNAR_FILE_UNREADABLE',
  ],
  [/No such file or directory|database does not exist|in read-only mode: database/i, 'COLUMNAR_FILE_MISSING'],
  [
    /^(Conversion|Invalid Input|Out of Range|Constraint) Error|constraint violation|duplicate key/,
    'COLUMNAR_VALUE_INVALID',
  ],
]

/** DuckDB's error as one of ours; ours as they are. */
export function translateError(error: unknown): PerennialError {
  if (error instanceof PerennialError) return error
  const message = error instanceof Error ? error.message : String(error)
  const code = causes.find(([pattern]) => pattern.test(message))?.[1] ?? 'COLUMNAR_QUERY_FAILED'
  return columnarError(code, firstParagraph(message), {}, { cause: error })
}

/** DuckDB repeats the statement under its message; the first paragraph says what happened. */
function firstParagraph(message: string): string {
  return message.split('\n\n')[0] ?? message
}

/** How a command ends: what went wrong on standard error, and the exit code. */
import { isPerennialError } from '#kernel/errors.ts'
import { CommanderError } from 'commander'

/** Exit codes: 1 refused, 2 misused, 3 failed, 130 stopped by the person who started it. */
export type ExitCode = 0 | 1 | 2 | 3 | 130

/** Code that a command which was stopped with Ctrl-C ends with. */
export const stoppedCode = 130

const cancelled = new Set([
  'BUSINESS_WORK_CANCELLED',
  'HISTORY_IMPORT_CANCELLED',
  'REFRESH_CANCELLED',
  'COLUMNAR_QUERY_CANCELLED',
])

/** Says what went wrong through `write`, and gives the exit code. */
export function reportError(error: unknown, write: (text: string) => void): ExitCode {
  // Commander has printed its own words already: help and version end with 0, misuse with 1.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (isPerennialError(error)) {
    if (cancelled.has(error.code)) {
      write('Cancelled; nothing was changed.\n')
      return stoppedCode
    }
    write(`error[${error.code}] ${error.message}\nhint: ${error.hint}\n`)
    return error.status < 500 ? 1 : 3
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  write(`error[PROGRAM_FAILED] ${what}\nhint: This is a fault in the program; please report these lines.\n`)
  return 3
}

/** Starts the command line `perennial`, and ends it with its exit code. */
import { enableCompileCache } from 'node:module'

// Compiled once for all starts: half of the time that a short command takes.
enableCompileCache()
const { commandLine } = await import('./command-line.ts')
const { reportError } = await import('./report-error.ts')

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  await commandLine().parseAsync()
} catch (error) {
  process.exitCode = reportError(error, (text) => process.stderr.write(text))
}

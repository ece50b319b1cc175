/** Ctrl-C and its kin as a signal that work can heed. */
import { stoppedCode } from './report-error.ts'

/** The terminal and the program that started us may both hand on the same Ctrl-C. */
const oneAndTheSameMs = 300

/** Raised by the first Ctrl-C (or SIGTERM); the second one ends the program at once. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController()
  let first = 0
  const stop = () => {
    if (!controller.signal.aborted) first = performance.now()
    else if (performance.now() - first > oneAndTheSameMs) process.exit(stoppedCode)
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return controller.signal
}

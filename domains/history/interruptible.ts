/** Work on a database that can be cancelled and that tells how far it is. */
import { setTimeout } from 'node:timers/promises'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { historyError } from './history.errors.ts'

/** Runs `work`; once `signal` is raised its statements are interrupted until it has stopped. @throws HISTORY_IMPORT_CANCELLED */
export async function interruptible<T>(
  db: ColumnarDatabase,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const finished = new AbortController()
  const stopping = interruptOnceRaised(db, signal, finished.signal)
  try {
    return await work()
  } catch (error) {
    if (!signal.aborted) throw error
    throw historyError('HISTORY_IMPORT_CANCELLED', 'The import was cancelled.', {}, { cause: error })
  } finally {
    finished.abort()
    await stopping
  }
}

/** An interrupt that falls between two statements is lost, hence again and again. */
async function interruptOnceRaised(
  db: ColumnarDatabase,
  signal: AbortSignal,
  finished: AbortSignal,
): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted || finished.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
    finished.addEventListener('abort', () => resolve(), { once: true })
  })
  while (!finished.aborted) {
    db.interrupt()
    await setTimeout(20)
  }
}

/** Reports the progress of each long statement of `work` to `tell`, as a share of the whole. */
export async function watched<T>(
  db: ColumnarDatabase,
  { from, to, tell }: { readonly from: number; readonly to: number; readonly tell: (share: number) => void },
  work: () => Promise<T>,
): Promise<T> {
  const timer = setInterval(() => tell(from + (to - from) * (db.progress() ?? 0)), 100)
  try {
    const result = await work()
    tell(to)
    return result
  } finally {
    clearInterval(timer)
  }
}

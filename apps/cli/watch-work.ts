/** Follows work of a business to its end, and asks it to stop on Ctrl-C. */
import { setTimeout } from 'node:timers/promises'
import { businessError, cancelWork, readWork, type Work } from '#history/business.contract.ts'
import { AnsweredProblem } from '#wire/problem.ts'
import type { Connection } from './connection.ts'
import type { ProgressLine } from './progress-line.ts'

/** What following takes. */
export interface WatchOptions {
  readonly connection: Connection
  readonly business: string
  readonly line: ProgressLine
  readonly stop: AbortSignal
}

const everyMs = 100

/**
 * Follows `begun` until it is done.
 *
 * @throws BUSINESS_WORK_CANCELLED when it was stopped; what it failed with, as it came.
 */
export async function watchWork(
  begun: Work,
  { connection, business, line, stop }: WatchOptions,
): Promise<Work> {
  let work = begun
  let asked = false
  try {
    while (work.state === 'running') {
      line.show(work)
      if (stop.aborted && !asked) {
        asked = true
        await connection.ask(cancelWork, { business }).catch(ignoreEnded)
      }
      await setTimeout(everyMs)
      const { work: latest } = await connection.ask(readWork, { business })
      if (latest?.work === begun.work) work = latest
    }
  } finally {
    line.clear()
  }
  if (work.error) throw new AnsweredProblem(work.error)
  if (work.state === 'cancelled') throw businessError('BUSINESS_WORK_CANCELLED', 'The work was cancelled.')
  return work
}

/** It may have ended by itself in the meantime. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof AnsweredProblem)) throw error
}

/** The inside of a worker: waits for requests and answers them, one after another. */
import { parentPort, type Transferable } from 'node:worker_threads'
import { isPerennialError } from '#kernel/errors.ts'
import type { Answer, Request, SentError, Tasks } from './worker-pool.ts'

/** Makes this thread answer requests for `tasks`. Called once, by the module that a pool runs. */
export function serveTasks(tasks: Tasks): void {
  parentPort?.postMessage('ready' satisfies Answer, [])
  parentPort?.on('message', (request: Request) => void respond(tasks, request))
}

async function respond(tasks: Tasks, request: Request): Promise<void> {
  const answer = await answerTo(tasks, request)
  parentPort?.postMessage(answer, 'result' in answer ? buffersIn(answer.result) : [])
}

async function answerTo(tasks: Tasks, { call, task, input }: Request): Promise<Exclude<Answer, 'ready'>> {
  try {
    const run = tasks[task]
    if (run === undefined) throw new Error(`Broken invariant: workers know no task ${task}`)
    return { call, result: await run(input as never) }
  } catch (error) {
    return { call, error: sent(error) }
  }
}

function sent(error: unknown): SentError {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined, coded: null }
  const coded = isPerennialError(error)
    ? { code: error.code, hint: error.hint, status: error.status, details: error.details }
    : null
  return { message: error.message, stack: error.stack, coded }
}

/** Buffers of the typed arrays in a result: they are handed over instead of copied. */
function buffersIn(value: unknown, found = new Set<Transferable>()): Transferable[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer)
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) buffersIn(part, found)
  }
  return [...found]
}

/** Threads that compute while the event loop stays free. They are given columns and plain values, never paths. */
import { Worker } from 'node:worker_threads'
import { PerennialError, type ErrorDetails } from '#kernel/errors.ts'

/**
 * Functions that a worker offers, by name; arguments and results are plain data and typed arrays. (A parameter that every
 * function takes is one of `never`.)
 */
export type Tasks = Readonly<Record<string, (input: never) => unknown>>

/** What is asked of a worker. */
export interface Request {
  readonly call: number
  readonly task: string
  readonly input: unknown
}

/** What a worker says: once that it is ready, then what came of each request. */
export type Answer =
  | 'ready'
  | { readonly call: number; readonly result: unknown }
  | { readonly call: number; readonly error: SentError }

/** An error as it crosses from one thread to another. */
export interface SentError {
  readonly message: string
  readonly stack: string | undefined
  /** Present where the error was one of ours. */
  readonly coded: {
    readonly code: string
    readonly hint: string
    readonly status: number
    readonly details: ErrorDetails
  } | null
}

/** How a pool is made. */
export interface WorkerPoolOptions {
  /** The module that every thread runs; it calls `serveTasks`. */
  readonly module: URL
  readonly threads: number
}

interface Call {
  readonly request: Request
  readonly signal: AbortSignal | undefined
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

interface Thread {
  readonly worker: Worker
  /** Settles once the thread has loaded its module, or has ended. */
  readonly loaded: Promise<void>
  call: Call | null
  /** It has given way to another, or its pool was closed. */
  retired: boolean
}

/** A few threads that run tasks, one each at a time, in the order in which they were asked for. */
export class WorkerPool<T extends Tasks> {
  readonly #module: URL
  readonly #threads: Thread[]
  readonly #waiting: Call[] = []
  #calls = 0
  #closed = false

  constructor({ module, threads }: WorkerPoolOptions) {
    this.#module = module
    this.#threads = Array.from({ length: threads }, () => this.#thread())
  }

  /**
   * Runs `task` in a thread. Raising `signal` ends it at once, in the middle of whatever it does.
   *
   * @throws Whatever the task throws, with its code; the signal's reason.
   */
  run<Name extends keyof T & string>(
    task: Name,
    input: Parameters<T[Name]>[0],
    signal?: AbortSignal,
  ): Promise<Awaited<ReturnType<T[Name]>>> {
    if (this.#closed) return Promise.reject(new Error('Broken invariant: a closed pool is not used'))
    const request: Request = { call: ++this.#calls, task, input }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const call: Call = { request, signal, resolve, reject }
    signal?.addEventListener('abort', () => this.#abandon(call), { once: true })
    this.#waiting.push(call)
    if (signal?.aborted === true) this.#abandon(call)
    this.#dispatch()
    return promise as Promise<Awaited<ReturnType<T[Name]>>>
  }

  /** Ends every thread; what still runs is rejected. */
  async close(): Promise<void> {
    this.#closed = true
    const open = [...this.#waiting.splice(0), ...this.#threads.flatMap(({ call }) => call ?? [])]
    for (const call of open) call.reject(new Error('The pool of workers was closed.'))
    await Promise.all(this.#threads.map(retire))
  }

  #thread(): Thread {
    const worker = new Worker(this.#module)
    const { promise: loaded, resolve: markLoaded } = Promise.withResolvers<void>()
    const thread: Thread = { worker, loaded, call: null, retired: false }
    const broken = (error: unknown) => {
      markLoaded()
      this.#replace(thread, error)
    }
    worker.unref()
    worker.on('message', (answer: Answer) =>
      answer === 'ready' ? markLoaded() : this.#settle(thread, answer),
    )
    worker.on('error', broken)
    worker.on('exit', () => broken(new Error('A worker thread ended before its task.')))
    return thread
  }

  #dispatch(): void {
    for (const thread of this.#threads) {
      if (thread.call !== null) continue
      const next = this.#waiting.shift()
      if (next === undefined) return
      thread.call = next
      thread.worker.ref()
      thread.worker.postMessage(next.request, [])
    }
  }

  #settle(thread: Thread, answer: Exclude<Answer, 'ready'>): void {
    const { call } = thread
    if (call?.request.call !== answer.call) return
    thread.call = null
    thread.worker.unref()
    if ('error' in answer) call.reject(received(answer.error))
    else call.resolve(answer.result)
    this.#dispatch()
  }

  #abandon(call: Call): void {
    const place = this.#waiting.indexOf(call)
    if (place >= 0) this.#waiting.splice(place, 1)
    const thread = this.#threads.find((thread) => thread.call === call)
    if (place < 0 && thread === undefined) return
    call.reject(call.signal?.reason)
    if (thread !== undefined) this.#replace(thread)
  }

  /** A thread that was stopped or broke down gives way to a fresh one. */
  #replace(thread: Thread, error?: unknown): void {
    if (thread.retired) return
    void retire(thread)
    thread.call?.reject(error)
    if (this.#closed) return
    this.#threads[this.#threads.indexOf(thread)] = this.#thread()
    this.#dispatch()
  }
}

/** Ends a thread. Node can abort the whole process when a thread is ended that still loads its modules. */
async function retire(thread: Thread): Promise<void> {
  thread.retired = true
  thread.worker.ref()
  await thread.loaded
  await thread.worker.terminate()
}

function received({ message, stack, coded }: SentError): Error {
  const error = coded === null ? new Error(message) : new PerennialError(coded.code, message, coded)
  if (stack !== undefined) error.stack = stack
  return error
}

/** Asks an endpoint over HTTP, in a browser or in Node: the input goes into path, query and body as declared. */
import { defineErrors } from '#kernel/errors.ts'
import { metaOf, type AnyEndpoint, type InputOf, type OutputOf } from './endpoint.ts'
import { AnsweredProblem, problem } from './problem.ts'

/** What a caller may meet instead of an answer. */
export const wireError = defineErrors({
  WIRE_SERVER_UNREACHABLE: { status: 503, hint: 'Check that perennial serve is running, and try again.' },
  WIRE_ANSWER_UNREADABLE: {
    status: 502,
    hint: 'Something between here and the server answered in its place; ask again, or look at the address.',
  },
})

/** What a caller is made of. */
export interface CallerOptions {
  /** Root of the API without a slash at its end: `http://localhost:4400/api`, or `${location.origin}/api` in a page. */
  readonly root: string
  readonly fetch: (request: Request) => Promise<Response>
  /** A fresh `Idempotency-Key` for each write. */
  readonly newKey: () => string
}

/** What may accompany one question. */
export interface AskOptions {
  readonly signal?: AbortSignal
  /** Ask again with the same key to be sure that a write happens once. */
  readonly key?: string
}

/**
 * Asks an endpoint.
 *
 * @throws AnsweredProblem with the code, hint and request id of the server's refusal.
 * @throws WIRE_SERVER_UNREACHABLE when there is no answer; an abort is thrown as it came.
 * @throws WIRE_ANSWER_UNREADABLE when the answer is not of this API.
 */
export type Ask = <E extends AnyEndpoint>(
  endpoint: E,
  input: InputOf<E>,
  options?: AskOptions,
) => Promise<OutputOf<E>>

/** Makes the function that asks. */
export function createCaller(options: CallerOptions): Ask {
  return async <E extends AnyEndpoint>(endpoint: E, input: InputOf<E>, asked: AskOptions = {}) => {
    const request = requestOf(endpoint, input, { ...options, ...asked })
    const response = await answered(request, options)
    const text = await response.text()
    if (!response.ok) throw refusalOf(text, response.status)
    return parsed(text, response.status) as OutputOf<E>
  }
}

type Input = Readonly<Record<string, unknown>>

function requestOf(endpoint: AnyEndpoint, input: Input, options: CallerOptions & AskOptions): Request {
  const { method, path, write } = metaOf(endpoint)
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name)
    rest.delete(name)
    return encodeURIComponent(String(value))
  })
  const headers = new Headers({ accept: 'application/json' })
  if (write) headers.set('idempotency-key', options.key ?? options.newKey())
  const inBody = method !== 'GET' && rest.size > 0
  if (inBody) headers.set('content-type', 'application/json')
  const query = inBody ? '' : queryOf(rest)
  return new Request(`${options.root}${filled}${query}`, {
    method,
    headers,
    ...(inBody && { body: JSON.stringify(Object.fromEntries(rest)) }),
    ...(options.signal && { signal: options.signal }),
  })
}

function queryOf(values: ReadonlyMap<string, unknown>): string {
  const query = new URLSearchParams([...values].map(([name, value]) => [name, String(value)])).toString()
  return query === '' ? '' : `?${query}`
}

async function answered(request: Request, options: CallerOptions): Promise<Response> {
  try {
    return await options.fetch(request)
  } catch (error) {
    if (request.signal.aborted) throw error
    const { origin } = new URL(request.url)
    throw wireError('WIRE_SERVER_UNREACHABLE', `${origin} does not answer.`, {}, { cause: error })
  }
}

function refusalOf(text: string, status: number): Error {
  const read = problem.safeParse(parsed(text, status))
  return read.success ? new AnsweredProblem(read.data) : unreadable(status)
}

function parsed(text: string, status: number): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw unreadable(status, error)
  }
}

function unreadable(status: number, cause?: unknown): Error {
  return wireError(
    'WIRE_ANSWER_UNREADABLE',
    `The answer with status ${status} is not of this API.`,
    { status },
    { cause },
  )
}

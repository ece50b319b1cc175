/** Makes a write happen once, however often it is sent with the same `Idempotency-Key`. */
import { createHash } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { isRead } from './guard.ts'
import { requestError } from './request-error.ts'

interface Remembered {
  readonly fingerprint: string
  readonly answer: Promise<Kept | undefined>
}

/** An answer that can be given again. */
interface Kept {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** How long and how much is remembered. */
export interface IdempotencyOptions {
  /** Answers remembered, oldest forgotten first; they last as long as the program runs. */
  readonly capacity?: number
}

/**
 * Same key and same request: the same answer, and the work is done once, also when both arrive together. Only successes
 * are remembered: a refusal changed nothing and may be tried again.
 *
 * @throws REQUEST_KEY_REUSED when the key came with another method, path or body.
 * @throws REQUEST_KEY_INVALID when the key is not 1 to 255 visible ASCII characters.
 * @see IETF draft-ietf-httpapi-idempotency-key-header
 */
export function onceByKey({ capacity = 1000 }: IdempotencyOptions = {}): MiddlewareHandler {
  const remembered = new Map<string, Remembered>()
  return async (context, next) => {
    const key = context.req.header('idempotency-key')
    if (key === undefined || isRead(context.req.method)) return next()
    if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw requestError('REQUEST_KEY_INVALID', 'The Idempotency-Key of this request cannot be used.')
    }
    const fingerprint = await fingerprintOf(context.req.method, context.req.path, context.req.text())
    const before = remembered.get(key)
    if (before) {
      if (before.fingerprint !== fingerprint) {
        throw requestError('REQUEST_KEY_REUSED', 'This Idempotency-Key was used for another request.')
      }
      const kept = await before.answer
      if (kept) return again(kept)
    }
    const { promise, resolve } = Promise.withResolvers<Kept | undefined>()
    remembered.set(key, { fingerprint, answer: promise })
    forgetBeyond(remembered, capacity)
    let kept: Kept | undefined
    try {
      await next()
      if (context.error === undefined && context.res.ok) kept = await keep(context.res.clone())
    } finally {
      if (!kept) remembered.delete(key)
      resolve(kept)
    }
    return undefined
  }
}

async function fingerprintOf(method: string, path: string, body: Promise<string>): Promise<string> {
  return createHash('sha256')
    .update(`${method} ${path}\n`)
    .update(await body)
    .digest('base64')
}

async function keep(response: Response): Promise<Kept> {
  return { status: response.status, headers: [...response.headers], body: await response.text() }
}

function again({ status, headers, body }: Kept): Response {
  const answer = new Response(body, { status, headers: headers.map(([name, value]) => [name, value]) })
  answer.headers.set('idempotency-replayed', 'true')
  return answer
}

function forgetBeyond(remembered: Map<string, Remembered>, capacity: number): void {
  for (const key of remembered.keys()) {
    if (remembered.size <= capacity) return
    remembered.delete(key)
  }
}

/** The way in: one Hono app with the guards, the contract's routes, and one shape for every failure. */
import { isPerennialError, type PerennialError } from '#kernel/errors.ts'
import type { Answers, Contract } from '#wire/endpoint.ts'
import { problemMediaType, problemOf } from '#wire/problem.ts'
import { Hono, type Context, type HonoRequest, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import type { StatusCode } from 'hono/utils/http-status'
import { contractRoutes, methodsAt } from './contract-routes.ts'
import { isRead, onlyOwnHosts, onlyOwnWrites, type OwnHosts } from './guard.ts'
import { onceByKey } from './idempotency.ts'
import { openApiDocument, type OpenApiOptions } from './openapi.ts'
import { requestError } from './request-error.ts'
import { securityHeaders } from './security-headers.ts'

/** What is said of a request when it is done; never its query or its body, which may hold personal data. */
export interface RequestRecord {
  readonly requestId: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly milliseconds: number
  /** Code of the refusal or failure. */
  readonly code?: string
  /** What lies behind a failure of the program itself. */
  readonly error?: unknown
}

/** What the app is made of. */
export interface HttpAppOptions<C extends Contract> {
  readonly contract: C
  readonly answers: Answers<C>
  readonly openApi: Omit<OpenApiOptions, 'root'>
  readonly ownHosts: OwnHosts
  readonly newRequestId: () => string
  /** Milliseconds that only grow. */
  readonly elapsed: () => number
  readonly record: (request: RequestRecord) => void
  /** Routes beside the contract, mounted before it; paths outside the API included. */
  readonly raw?: (app: HttpApp) => void
}

/** What a route may read of its request. */
export interface HttpEnvironment {
  Variables: { requestId: string }
}

/** The app; `app.fetch` serves, `app.request` asks in a test. */
export type HttpApp = Hono<HttpEnvironment>

const root = '/api'
const jsonBodyLimit = 1 << 20

/** Makes the app. Routes of `raw` come behind the guards and before the contract. */
export function createHttpApp<C extends Contract>(options: HttpAppOptions<C>): HttpApp {
  const app: HttpApp = new Hono()
  app.use(recorded(options))
  app.use(securityHeaders())
  app.use(onlyOwnHosts(options.ownHosts))
  app.use(onlyOwnWrites(options.ownHosts))
  app.use(compress())
  app.use(`${root}/*`, async (context, next) => {
    await next()
    if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store')
  })
  options.raw?.(app)
  app.use(`${root}/*`, onlyJson)
  app.use(`${root}/*`, bodyLimit({ maxSize: jsonBodyLimit, onError: tooLarge }))
  app.use(`${root}/*`, onceByKey())
  mountContract(app, options)
  app.notFound(({ req }) => {
    throw requestError('REQUEST_NOT_FOUND', `There is nothing at ${req.method} ${req.path}.`)
  })
  app.onError((error, context) => {
    const failure = isPerennialError(error) ? error : failed(error)
    return answerOf(failure, context)
  })
  return app
}

function mountContract<C extends Contract>(app: HttpApp, options: HttpAppOptions<C>): void {
  const { contract, answers, openApi } = options
  const routes = contractRoutes(contract, answers, root)
  const document = once(() => openApiDocument(contract, { ...openApi, root }))
  app.get(`${root}/openapi.json`, async (context) => context.json(await document()))
  app.all(`${root}/*`, async (context) => {
    const { req } = context
    const asked = { requestId: context.get('requestId'), signal: req.raw.signal }
    const request = await asAsked(req)
    const response = await routes(request, asked)
    if (response) return response
    const allowed = methodsAt(contract, req.path.slice(root.length))
    if (allowed.length === 0) return context.notFound()
    context.header('allow', allowed.join(', '))
    throw requestError('REQUEST_METHOD_WRONG', `${req.path} does not know the method ${req.method}.`)
  })
}

/** The request as the contract knows it: HEAD is a GET, and a body that was read for its key is given again. */
async function asAsked(req: HonoRequest): Promise<Request> {
  const { raw } = req
  const { url, headers, signal } = raw
  if (raw.method === 'HEAD') return new Request(url, { headers, signal })
  if (!raw.bodyUsed) return raw
  return new Request(url, { method: raw.method, headers, signal, body: await req.text() })
}

/** Names the request, and says what came of it. */
function recorded(
  options: Pick<HttpAppOptions<Contract>, 'newRequestId' | 'elapsed' | 'record'>,
): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    const began = options.elapsed()
    const requestId = options.newRequestId()
    context.set('requestId', requestId)
    await next()
    context.res.headers.set('x-request-id', requestId)
    const failure = context.error
    options.record({
      requestId,
      method: context.req.method,
      path: context.req.path,
      status: context.res.status,
      milliseconds: options.elapsed() - began,
      ...(isPerennialError(failure) && { code: failure.code }),
      ...(failure &&
        context.res.status >= 500 && {
          error: isPerennialError(failure, 'SERVER_FAILED') ? failure.cause : failure,
        }),
    })
  }
}

/** A form of another site can send text or form fields without asking first, but not JSON. */
const onlyJson: MiddlewareHandler = async (context, next) => {
  const type = context.req.header('content-type')
  if (!isRead(context.req.method) && type !== undefined && !/^application\/json\s*(;|$)/i.test(type)) {
    throw requestError('REQUEST_TYPE_UNSUPPORTED', `A body of type ${type.slice(0, 80)} is not read here.`)
  }
  await next()
}

function tooLarge(): never {
  throw requestError('REQUEST_TOO_LARGE', `The body of this request is larger than ${jsonBodyLimit} bytes.`)
}

function failed(cause: unknown): PerennialError {
  return requestError('SERVER_FAILED', 'The program failed while it answered this request.', {}, { cause })
}

function answerOf(error: PerennialError, context: Context<HttpEnvironment>): Response {
  context.header('content-type', problemMediaType)
  return context.newResponse(JSON.stringify(problemOf(error, context.get('requestId'))), {
    status: error.status as StatusCode,
  })
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

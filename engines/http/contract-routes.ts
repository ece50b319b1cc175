/** A contract and its answers as routes: checks what comes in and what goes out against the contract's shapes. */
import { isPerennialError } from '#kernel/errors.ts'
import { metaOf, type Answers, type Asked, type Contract } from '#wire/endpoint.ts'
import { ValidationError } from '@orpc/contract'
import { SmartCoercionPlugin } from '@orpc/json-schema'
import { OpenAPIHandler } from '@orpc/openapi/fetch'
import { implement, ORPCError, type AnyRouter } from '@orpc/server'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { requestError } from './request-error.ts'

/** What a request brings along; `failure` is how a refusal leaves oRPC, which would word it in its own way. */
interface Carried extends Asked, Record<PropertyKey, unknown> {
  failure?: Error
}

/** Answers a request that one of the contract's paths matches, else gives undefined. */
export type ContractRoutes = (request: Request, asked: Asked) => Promise<Response | undefined>

/**
 * Makes the routes of a contract below `prefix`.
 *
 * @throws (the routes) REQUEST_INVALID, REQUEST_MALFORMED, SERVER_FAILED, and whatever the answers refuse with.
 */
export function contractRoutes<C extends Contract>(
  contract: C,
  answers: Answers<C>,
  prefix: `/${string}`,
): ContractRoutes {
  const handler = new OpenAPIHandler<Carried>(routerOf(contract, answers), {
    plugins: [new SmartCoercionPlugin({ schemaConverters: [new ZodToJsonSchemaConverter()] })],
    interceptors: [
      async (handling) => {
        try {
          return await handling.next()
        } catch (error) {
          handling.context.failure = refusalOf(error)
          return { matched: true, response: { status: 500, headers: {}, body: undefined } }
        }
      },
    ],
    clientInterceptors: [
      async (answering) => {
        try {
          return await answering.next()
        } catch (error) {
          throw error instanceof ORPCError || isPerennialError(error) ? error : failed(error)
        }
      },
    ],
  })
  return async (request, asked) => {
    const context: Carried = { ...asked }
    const { matched, response } = await handler.handle(request, { prefix, context })
    if (context.failure) throw context.failure
    return matched ? response : undefined
  }
}

/** Methods that the contract has for `path` (without the prefix), empty where it has none. */
export function methodsAt(contract: Contract, path: string): readonly string[] {
  return Object.values(contract)
    .map(metaOf)
    .filter((meta) => patternOf(meta.path).test(path))
    .map((meta) => meta.method)
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`)
}

function routerOf<C extends Contract>(contract: C, answers: Answers<C>): AnyRouter {
  const named = Object.entries(contract).map(([name, declared]) => {
    const answer = answers[name]
    const procedure = implement(declared)
      .$context<Carried>()
      .handler(({ input, context: { requestId, signal } }) => answer?.(input as never, { requestId, signal }))
    return [name, procedure]
  })
  return Object.fromEntries(named)
}

function refusalOf(error: unknown): Error {
  if (isPerennialError(error)) return error
  if (!(error instanceof ORPCError)) {
    return requestError('REQUEST_MALFORMED', 'The body of this request cannot be read.', {}, { cause: error })
  }
  const { cause } = error
  if (!(cause instanceof ValidationError)) return failed(error)
  if (error.status >= 500)
    return failed(new Error(`The answer breaks its contract: ${worded(cause).join('; ')}`))
  const issues = cause.issues.map((issue) => ({ path: placeOf(issue), message: issue.message }))
  return requestError('REQUEST_INVALID', `The request does not fit: ${worded(cause).join('; ')}.`, { issues })
}

function failed(cause: unknown): Error {
  return requestError('SERVER_FAILED', 'The program failed while it answered this request.', {}, { cause })
}

type Issue = ValidationError['issues'][number]

function worded({ issues }: ValidationError): readonly string[] {
  return issues.slice(0, 5).map((issue) => `${placeOf(issue) || 'the input'}: ${issue.message}`)
}

function placeOf({ path = [] }: Issue): string {
  return path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
}

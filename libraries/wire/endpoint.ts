/** One declaration of an endpoint makes its route, its caller, its page's types and its documentation. */
import { oc, type ContractProcedure, type ErrorMap } from '@orpc/contract'
import type { z } from 'zod'

/** What an endpoint says of itself beside its shapes. */
export interface EndpointMeta {
  /** Codes it may refuse with, in the order in which they are looked at. */
  readonly refusals: readonly string[]
  /** Whether it changes anything; such a request may carry an `Idempotency-Key`. */
  readonly write: boolean
  readonly method: EndpointMethod
  readonly path: EndpointPath
}

/** Methods in use. A GET or a DELETE carries its input in path and query, the others in path and JSON body. */
export type EndpointMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** A path below the root of the API, with parameters in braces: `/businesses/{business}`. */
export type EndpointPath = `/${string}`

/** What is declared of an endpoint. */
export interface EndpointDeclaration<Input extends z.ZodType, Output extends z.ZodType> {
  readonly method: EndpointMethod
  readonly path: EndpointPath
  /** One sentence for the reference. */
  readonly summary: string
  /** Path parameters, query and body in one object; unknown keys are refused where the object is strict. */
  readonly input: Input
  readonly output: Output
  readonly refusals: readonly string[]
  readonly write: boolean
  /** Status of success; 200 where absent. */
  readonly status?: 200 | 201 | 202
}

/** A declared endpoint. Its refusals are in the meta; oRPC's own map of errors stays empty. */
export type Endpoint<Input extends z.ZodType, Output extends z.ZodType> = ContractProcedure<
  Input,
  Output,
  ErrorMap,
  EndpointMeta
>

/** Any endpoint, where its shapes do not matter. */
export type AnyEndpoint = Endpoint<z.ZodType, z.ZodType>

/** Endpoints of a slice by name; the name is the operation's id. */
export type Contract = Readonly<Record<string, AnyEndpoint>>

/** What a caller of the endpoint gives. */
export type InputOf<E> = E extends { '~orpc': { inputSchema?: infer I } }
  ? z.input<Extract<I, z.ZodType>>
  : never

/** What the endpoint answers. */
export type OutputOf<E> = E extends { '~orpc': { outputSchema?: infer O } }
  ? z.output<Extract<O, z.ZodType>>
  : never

/** What the one who answers is given, beside the input. */
export interface Asked {
  readonly requestId: string
  /** Aborts when the asker has gone. */
  readonly signal: AbortSignal
}

/** One function for each endpoint of a contract, from checked input to answer. */
export type Answers<C extends Contract> = {
  readonly [Name in keyof C]: (input: CheckedInput<C[Name]>, asked: Asked) => Promise<Answer<C[Name]>>
}

type CheckedInput<E> = E extends { '~orpc': { inputSchema?: infer I } }
  ? z.output<Extract<I, z.ZodType>>
  : never
type Answer<E> = E extends { '~orpc': { outputSchema?: infer O } } ? z.input<Extract<O, z.ZodType>> : never

/**
 * Declares an endpoint.
 *
 * @example
 * export const readBusiness = endpoint({
 *   method: 'GET', path: '/businesses/{business}', summary: 'One business.',
 *   input: z.strictObject({ business: businessId() }), output: business, refusals: ['BUSINESS_NOT_FOUND'], write: false,
 * })
 */
export function endpoint<Input extends z.ZodType, Output extends z.ZodType>(
  declaration: EndpointDeclaration<Input, Output>,
): Endpoint<Input, Output> {
  const { method, path, summary, input, output, refusals, write, status } = declaration
  return oc
    .$meta<EndpointMeta>({ refusals, write, method, path })
    .route({ method, path, summary, successStatus: status ?? 200 })
    .input(input)
    .output(output)
}

/** What `declared` says of itself beside its shapes. */
export function metaOf(declared: AnyEndpoint): EndpointMeta {
  return declared['~orpc'].meta
}

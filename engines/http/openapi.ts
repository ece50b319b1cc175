/** The contract as an OpenAPI 3.1 document. */
import { metaOf, type Contract } from '#wire/endpoint.ts'
import { problem, problemMediaType } from '#wire/problem.ts'
import type { OpenAPI } from '@orpc/contract'
import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { z } from 'zod'

/** What the document says of the API as a whole. */
export interface OpenApiOptions {
  readonly title: string
  readonly version: string
  readonly description: string
  /** Root of the API, `/api`. */
  readonly root: string
  /** Paths that are served beside the contract, such as uploads of raw bytes. */
  readonly rawPaths?: OpenAPI.PathsObject
}

/** Makes the document: every endpoint with its refusals, and `problem+json` as the answer to all of them. */
export async function openApiDocument(
  contract: Contract,
  options: OpenApiOptions,
): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const { title, version, description, root, rawPaths } = options
  const document = await generator.generate(contract, {
    info: { title, version, description },
    servers: [{ url: root }],
  })
  for (const [name, declared] of Object.entries(contract)) {
    const { method, path, refusals, write } = metaOf(declared)
    const operation = document.paths?.[path]?.[method.toLowerCase() as 'get']
    if (!operation) throw new Error(`The document lacks the operation ${name}.`)
    operation.responses = { ...operation.responses, default: { $ref: '#/components/responses/Problem' } }
    if (refusals.length > 0) operation.description = `Refuses, in this order: ${refusals.join(', ')}.`
    if (write) operation.parameters = [...(operation.parameters ?? []), idempotencyKey]
  }
  document.paths = { ...document.paths, ...rawPaths }
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema() },
    responses: { Problem: problemResponse },
  }
  return document
}

const idempotencyKey: OpenAPI.ParameterObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key and body give the same answer, and the work is done once.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

const problemResponse: OpenAPI.ResponseObject = {
  description: 'A refusal or a failure (RFC 9457).',
  content: { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } },
}

function problemSchema(): OpenAPI.SchemaObject {
  const { $schema: _, ...schema } = z.toJSONSchema(problem)
  return schema as OpenAPI.SchemaObject
}

/** Routes of the API that carry bytes rather than JSON: files sent, and lists and tables taken away. */
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { tableFile, type TableFileOptions } from '#base-audit/table-file.routes.ts'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { HttpApp } from '#http/app.ts'
import type { OpenApiOptions } from '#http/openapi.ts'
import { streamRejects } from '#history/history.actions.ts'
import { uploadError, uploadPath } from '#history/history.contract.ts'
import type { Businesses } from '#history/open-business.ts'
import type { Uploads } from './uploads.ts'

/** Mounts `POST /api/uploads`: the raw body of a file, with its percent-encoded name in `X-File-Name`. */
export function mountUploads(app: HttpApp, uploads: Uploads): void {
  app.post(`/api${uploadPath}`, async (context) => {
    const { req } = context
    const fileName = decoded(req.header('x-file-name') ?? '')
    const announced = req.header('content-length')
    const {
      upload,
      bytes,
      fileName: kept,
    } = await uploads.receive({
      fileName,
      body: (req.raw.body ?? new Blob([]).stream()) as NodeStream<Uint8Array>,
      ...(announced !== undefined && { bytes: Number(announced) }),
    })
    return context.json({ upload, fileName: kept, bytes }, 201)
  })
}

/** Mounts `GET /api/businesses/{business}/imports/{import}/rejects.csv`: all rows that an import refused. */
export function mountRejects(app: HttpApp, businesses: Businesses): void {
  app.get('/api/businesses/:business/imports/:import/rejects.csv', async (context) => {
    const { business, import: importId } = context.req.param()
    const history = await businesses.get(business).history.connect()
    const parts = streamRejects(history, importId)
    try {
      // The first part tells whether there is such an import, while it can still be refused.
      const first = await parts.next()
      const body = ReadableStream.from(closing(history, first.value ?? '', parts))
      return context.body(body.pipeThrough(new TextEncoderStream()), 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="rejects-${importId}.csv"`,
      })
    } catch (error) {
      await history.close()
      throw error
    }
  })
}

/** Mounts `GET /api/businesses/{business}/base/audit/{lens}/{table}.parquet`: a table of the audit, with the choices of its lens. */
export function mountAuditTables(app: HttpApp, options: TableFileOptions): void {
  app.get('/api/businesses/:business/base/audit/:lens/:file{[^/]+\\.parquet}', async (context) => {
    const { req } = context
    const { business, lens, file } = req.param()
    const table = file.replace(/\.parquet$/, '')
    const asked = { requestId: context.get('requestId'), signal: req.raw.signal }
    const body = await tableFile(options, { business, lens, table, query: req.query() }, asked)
    return context.body(body, 200, {
      'content-type': 'application/vnd.apache.parquet',
      'content-disposition': `attachment; filename="${lens}-${table}.parquet"`,
    })
  })
}

async function* closing(history: ColumnarDatabase, first: string, rest: AsyncIterable<string>) {
  try {
    yield first
    yield* rest
  } finally {
    await history.close()
  }
}

/** How the document of the API describes them. */
export const rawPaths: NonNullable<OpenApiOptions['rawPaths']> = {
  '/businesses/{business}/imports/{import}/rejects.csv': {
    get: {
      operationId: 'downloadRejects',
      summary: 'All rows that an import refused, as CSV.',
      parameters: ['business', 'import'].map((name) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      responses: {
        200: { description: 'OK', content: { 'text/csv': {} } },
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  },
  '/businesses/{business}/base/audit/{lens}/{table}.parquet': {
    get: {
      operationId: 'downloadAuditTable',
      summary: 'A table of a lens of the audit, as Parquet.',
      description:
        'The rows of the same table in the document of the lens; every choice of the lens may stand in the query.',
      parameters: [
        ...['business', 'lens', 'table'].map((name) => ({
          name,
          in: 'path' as const,
          required: true,
          schema: { type: 'string' as const },
        })),
        {
          name: 'compared',
          in: 'query',
          description: 'The table of what the view is compared with.',
          schema: { type: 'boolean' },
        },
      ],
      responses: {
        200: { description: 'OK', content: { 'application/vnd.apache.parquet': {} } },
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  },
  [uploadPath]: {
    post: {
      operationId: 'upload',
      summary: 'Takes in a file of any size, as a raw body; it is kept for a day.',
      parameters: [
        {
          name: 'X-File-Name',
          in: 'header',
          required: true,
          description: 'Name of the file, percent-encoded.',
          schema: { type: 'string' },
        },
      ],
      requestBody: { required: true, content: { 'application/octet-stream': {} } },
      responses: {
        201: {
          description: 'OK',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: {
                  upload: { type: 'string' },
                  fileName: { type: 'string' },
                  bytes: { type: 'integer' },
                },
                required: ['upload', 'fileName', 'bytes'],
              },
            },
          },
        },
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  },
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    throw uploadError('UPLOAD_NAME_MISSING', 'The name of the file is not percent-encoded.')
  }
}

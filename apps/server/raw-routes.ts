/** Routes of the API that carry bytes rather than JSON: files sent, and lists of refused rows taken away. */
import type { ReadableStream } from 'node:stream/web'
import type { HttpApp } from '#http/app.ts'
import { uploadError, uploadPath } from '#history/history.contract.ts'
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
      body: (req.raw.body ?? new Blob([]).stream()) as ReadableStream<Uint8Array>,
      ...(announced !== undefined && { bytes: Number(announced) }),
    })
    return context.json({ upload, fileName: kept, bytes }, 201)
  })
}

/** How the document of the API describes them. */
export const rawPaths = {
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
} as const

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    throw uploadError('UPLOAD_NAME_MISSING', 'The name of the file is not percent-encoded.')
  }
}

/** The one shape in which every failure crosses the wire: RFC 9457 problem details, with a code and a next step. */
import { PerennialError } from '#kernel/errors.ts'
import { z } from 'zod'

/** Media type of {@link Problem}. */
export const problemMediaType = 'application/problem+json'

/** A refusal or a failure as JSON. @see RFC 9457 (2023), section 3. */
export const problem = z.object({
  type: z.string().describe('Address of the page that documents the code'),
  title: z.string().describe('Name of the HTTP status'),
  status: z.int(),
  detail: z.string().describe('What happened, with its values'),
  code: z.string().describe('SLICE_NOUN_PROBLEM; never reused or renamed'),
  hint: z.string().describe('The next thing to do'),
  details: z.record(z.string(), z.unknown()).describe('Facts that go with the error; no personal data'),
  requestId: z.string().describe('Name of the request in the log of the server'),
})

/** A refusal or a failure as JSON. */
export type Problem = z.infer<typeof problem>

const statusTitles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  423: 'Locked',
  429: 'Too Many Requests',
  499: 'Client Closed Request',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
}

/** Where the code of a problem is documented, relative to the project's documentation. */
export function problemType(code: string): string {
  return `/docs/reference/errors.md#${code.toLowerCase()}`
}

/**
 * `error` as it crosses the wire.
 *
 * @param error - What was thrown.
 * @param requestId - Name of the request that met it.
 */
export function problemOf(error: PerennialError, requestId: string): Problem {
  return {
    type: problemType(error.code),
    title: statusTitles[error.status] ?? 'Error',
    status: error.status,
    detail: error.message,
    code: error.code,
    hint: error.hint,
    details: { ...error.details },
    requestId,
  }
}

/** A problem read from the wire, as an error again; keeps the id of the request that failed. */
export class AnsweredProblem extends PerennialError {
  readonly requestId: string

  constructor(answer: Problem) {
    super(answer.code, answer.detail, { hint: answer.hint, status: answer.status, details: answer.details })
    this.requestId = answer.requestId
  }
}

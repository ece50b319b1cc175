/** What every API of ours may refuse a request with, before any slice is asked. */
import { defineErrors } from '#kernel/errors.ts'

/** Makes the errors of the way in. */
export const requestError = defineErrors({
  REQUEST_HOST_FOREIGN: {
    status: 421,
    hint: 'Open the address that perennial serve printed; add other names with --allow-host NAME:PORT.',
  },
  REQUEST_ORIGIN_FOREIGN: {
    status: 403,
    hint: 'Changes are accepted from our own pages and from programs that send no Origin.',
  },
  REQUEST_NOT_FOUND: { status: 404, hint: 'GET /api/openapi.json lists every path there is.' },
  REQUEST_METHOD_WRONG: { status: 405, hint: 'Use one of the methods that the header Allow names.' },
  REQUEST_TYPE_UNSUPPORTED: {
    status: 415,
    hint: 'Send the body as application/json, and say so in Content-Type.',
  },
  REQUEST_TOO_LARGE: { status: 413, hint: 'Send files to POST /api/uploads; other bodies are small.' },
  REQUEST_MALFORMED: { status: 400, hint: 'Send a body that is valid JSON, in UTF-8.' },
  REQUEST_INVALID: { status: 422, hint: 'Correct the fields that `details.issues` names.' },
  REQUEST_KEY_INVALID: {
    status: 400,
    hint: 'An Idempotency-Key is 1 to 255 visible ASCII characters, a fresh one for each intention.',
  },
  REQUEST_KEY_REUSED: {
    status: 409,
    hint: 'Send the same body to get the same answer, or a fresh Idempotency-Key for a new request.',
  },
  SERVER_FAILED: {
    status: 500,
    hint: 'This is a fault in the program: look for the request id in its log and report both.',
  },
})

/** What the program as a whole may refuse with: its address and its web app. */
import { defineErrors } from '#kernel/errors.ts'

/** Makes those errors. */
export const serverError = defineErrors({
  SERVER_PORT_TAKEN: { status: 409, hint: 'Stop the other program, or choose another port with --port.' },
  SERVER_ADDRESS_UNUSABLE: {
    status: 400,
    hint: 'Use --host 127.0.0.1, or a name or address of this machine, and a port above 1023.',
  },
  WEB_APP_NOT_BUILT: { status: 503, hint: 'Run npm run build, then reload this page.' },
})

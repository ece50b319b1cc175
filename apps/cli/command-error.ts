/** What commands refuse before anyone is asked. */
import { defineErrors } from '#kernel/errors.ts'

/** Makes those errors. */
export const commandError = defineErrors({
  COMMAND_BUSINESS_UNCLEAR: { status: 400, hint: 'Name one with --business; a name or an id will do.' },
  COMMAND_BUSINESS_NONE: { status: 404, hint: 'Make one with perennial import FILE.' },
  COMMAND_FILE_UNREADABLE: { status: 400, hint: 'Check the path, and that it is a file that may be read.' },
})

/** What a columnar engine refuses, whichever engine it is. */
import { defineErrors } from '#kernel/errors.ts'

/** Makes the errors of the columnar port and of the refresh. */
export const columnarError = defineErrors({
  COLUMNAR_FILE_LOCKED: {
    status: 409,
    hint: 'Close the program that has this file open, or work through it.',
  },
  COLUMNAR_FILE_MISSING: { status: 404, hint: 'Check the path; the file may have been moved or removed.' },
  COLUMNAR_FILE_UNREADABLE: {
    status: 422,
    hint: 'Check that the file is a database of this program and that it may be read.',
  },
  COLUMNAR_DISK_FULL: { status: 507, hint: 'Free some disk space and run the same command again.' },
  COLUMNAR_MEMORY_EXCEEDED: {
    status: 507,
    hint: 'Give the engine more memory, or a temporary folder with free space to spill to.',
  },
  COLUMNAR_QUERY_CANCELLED: { status: 499, hint: 'Run it again when you want the result.' },
  COLUMNAR_VALUE_INVALID: {
    status: 422,
    hint: 'Correct the value that the message names and run it again.',
  },
  REFRESH_CANCELLED: { status: 499, hint: 'Nothing was changed. Start it again when you wish.' },
  REFRESH_IN_PROGRESS: { status: 409, hint: 'Wait until the refresh that is running is done, or cancel it.' },
  COLUMNAR_QUERY_FAILED: { status: 500, hint: 'This is a fault in the program; please report the message.' },
})

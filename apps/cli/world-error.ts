/** What the making of a world refuses. */
import { defineErrors } from '#kernel/errors.ts'

export const worldError = defineErrors({
  WORLD_OPTION_INVALID: { status: 400, hint: 'See perennial world --help for what it takes.' },
  WORLD_FILE_EXISTS: { status: 409, hint: 'Name another file, or add --force to replace this one.' },
  WORLD_FILE_UNWRITABLE: {
    status: 422,
    hint: 'Name a file in a folder that exists, may be written to and has room.',
  },
})

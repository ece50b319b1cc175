/** Writes docs/reference/errors.md from the catalogues of errors in the code. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentedErrors, errorsPage, programSources } from './error-catalogues.ts'

const errors = await documentedErrors(await programSources())
writeFileSync(join(import.meta.dirname, '../docs/reference/errors.md'), errorsPage(errors))
console.log(`${errors.length} codes in docs/reference/errors.md`)

/** Holds every file of the tree against the house rules; prints the breaches, and the outliers for a look. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  exportsAreDocumented,
  fileIsWellNamed,
  nothingIsSilenced,
  nothingIsUnfinished,
  onlyAppsTouchTheWorld,
  outliersOf,
  synonymsOf,
  wordsKeepToTheGlossary,
} from './tidy-rules.ts'

const root = join(import.meta.dirname, '..')
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
const files = listed
  .split('\n')
  .filter(
    (path) =>
      /\.(ts|tsx|mjs|md|json)$/.test(path) && path !== 'package-lock.json' && existsSync(join(root, path)),
  )
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const glossary = files.find((file) => file.path === 'docs/reference/glossary.md')?.text ?? ''
const rules = [
  fileIsWellNamed,
  nothingIsSilenced,
  nothingIsUnfinished,
  onlyAppsTouchTheWorld,
  exportsAreDocumented,
  wordsKeepToTheGlossary(synonymsOf(glossary)),
]
const breaches = files.flatMap((file) => rules.flatMap((rule) => rule(file)))
const outliers = files.flatMap(outliersOf)

for (const { path, line, rule, message } of breaches) console.error(`${path}:${line} ${rule}: ${message}`)
if (outliers.length > 0)
  console.log(`Larger than the marks to aim for (not an error):\n  ${outliers.join('\n  ')}`)
console.log(`${files.length} files, ${breaches.length} breaches`)
process.exit(breaches.length === 0 ? 0 : 1)

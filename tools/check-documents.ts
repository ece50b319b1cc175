/** Checks that every relative link and anchor in the documents leads somewhere, and every script they name exists. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brokenLinks, unknownScripts } from './documents.ts'

const root = join(import.meta.dirname, '..')
const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
const documents = list.split('\n').filter((path) => path !== '' && existsSync(join(root, path)))
const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path)) : undefined)
const packageFile: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const scripts = Object.keys((packageFile as { scripts: Record<string, string> }).scripts)

const problems = documents.flatMap((path) => {
  const text = readFileSync(join(root, path), 'utf8')
  return [...brokenLinks({ path, text }, read), ...unknownScripts({ path, text }, scripts)]
})
for (const problem of problems) console.error(problem)
console.log(`${documents.length} documents, ${problems.length} problems`)
process.exit(problems.length === 0 ? 0 : 1)

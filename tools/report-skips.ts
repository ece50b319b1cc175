/** Says which tests were skipped and why; in CI, a skip that `tests/skips.txt` does not explain is a failure. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { allowedSkips, explainSkips, summaryOf } from './skips.ts'

const root = join(import.meta.dirname, '..')
const run = summaryOf(JSON.parse(readFileSync(join(root, '.cache/tests.json'), 'utf8')))
const allowed = allowedSkips(readFileSync(join(root, 'tests/skips.txt'), 'utf8'))
const { explained, unexplained } = explainSkips(run.skipped, allowed)

for (const skip of explained) console.log(`skipped: ${skip.name} — ${skip.reason}`)
for (const name of unexplained) console.log(`skipped: ${name}`)
console.log(`tests: ${run.passed} passed, ${run.failed} failed, ${run.skipped.length} skipped`)

if (process.env['CI'] !== undefined && unexplained.length > 0) {
  console.error(`error[TESTS_SKIPPED] ${unexplained.length} skipped tests have no reason in tests/skips.txt.`)
  console.error('hint: Make them run, or add a line "name | reason" to tests/skips.txt.')
  process.exit(1)
}

/** Runs every benchmark, one after the other, keeps what each printed in `results/`, and writes the page on speed. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './measure.ts'

const benches = [
  'fits',
  'covariates',
  'bootstrap',
  'threads',
  'coverage',
  'stages',
  'pipeline',
  'ten-million',
  'audit',
  'audit-pages',
  'customers-page',
  'lifetimes',
  'pymc-marketing',
]
const results = join(root, 'bench/results')
mkdirSync(results, { recursive: true })
for (const bench of benches) {
  const run = spawnSync(process.execPath, [join(root, `bench/${bench}.ts`)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.stdout.write(run.stdout)
  if (run.status === 0 || run.stdout.trim().startsWith('{')) {
    writeFileSync(join(results, `${bench}.json`), run.stdout)
  }
  if (run.status !== 0) process.exitCode = 1
}
spawnSync(process.execPath, [join(root, 'bench/speed-page.ts')], { stdio: 'inherit' })
spawnSync(join(root, 'node_modules/.bin/oxfmt'), ['docs/models/speed.md'], { cwd: root, stdio: 'inherit' })

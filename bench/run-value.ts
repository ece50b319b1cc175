/** `perennial value` as people call it, in a process of its own whose time and memory the operating system counts. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ValueDocument } from '#lifetime-value/value-document.ts'
import { root } from './measure.ts'

/** A finished run. */
export interface ValueRun {
  readonly wallSeconds: number
  /** Of all its threads. */
  readonly cpuSeconds: number
  /** Largest resident set of the process. */
  readonly peakMb: number
  readonly document: ValueDocument
}

/** Values a log. @throws Error with what the command said, where it refuses. */
export function runValue(log: string, options: readonly string[]): ValueRun {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-run-'))
  const rusage = join(folder, 'rusage')
  const command = [join(root, 'bin/perennial'), 'value', log, '--json', ...options]
  const start = performance.now()
  const run = spawnSync('/usr/bin/time', ['-f', '%M %U %S', '-o', rusage, process.execPath, ...command], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  const wallSeconds = (performance.now() - start) / 1000
  if (run.status !== 0) throw new Error(`perennial value failed: ${run.error?.message ?? run.stderr}`)
  const [kilobytes = Number.NaN, user = 0, system = 0] = readFileSync(rusage, 'utf8')
    .trim()
    .split(/\s+/)
    .map(Number)
  rmSync(folder, { recursive: true, force: true })
  return {
    wallSeconds,
    cpuSeconds: user + system,
    peakMb: kilobytes / 1024,
    document: JSON.parse(run.stdout) as ValueDocument,
  }
}

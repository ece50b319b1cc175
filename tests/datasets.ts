/** Where the public data sets are, and tests that need one. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'vitest'

const folder = process.env['PERENNIAL_DATASETS'] ?? resolve(import.meta.dirname, '../../shared/data')

/** Path of a file of the data sets, or undefined where it is not on this machine. */
export function datasetPath(file: string): string | undefined {
  const path = resolve(folder, file)
  return existsSync(path) ? path : undefined
}

/** A test on one public file; skipped with the file's name where that file is absent. */
export function testWithDataset(
  name: string,
  file: string,
  run: (path: string) => Promise<void> | void,
  timeoutMs?: number,
): void {
  const path = datasetPath(file)
  if (path === undefined) test.skip(`${name} (data set ${file} is not on this machine)`, () => {})
  else test(name, { timeout: timeoutMs ?? 30_000 }, () => run(path))
}

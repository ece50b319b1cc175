/** Logs of purchases for the tests of this slice. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { addDays, days, type Day } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { exponentialVariate, gammaVariate } from '#numerics/variates.ts'
import { startModelWorkers, type ModelWorkers } from './refresh/model-workers.ts'
import { valueFile, type ValuedFile, type ValueFileOptions } from './value-file.actions.ts'

/** One line of a log. */
export type Line = readonly [
  customer: string,
  day: string,
  amount: number | string,
  ...more: (number | string)[],
]

/** Customers of a shop who come over 200 days, buy at their own rate, and leave for good at their own (Pareto/NBD). */
export function aShop(customers: number, amount: (random: () => number) => number | string): readonly Line[] {
  const random = seededRandom(11)
  const lines: Line[] = []
  for (let number = 0; number < customers; number++) {
    const rate = gammaVariate(random, { shape: 0.8, rate: 20 })
    const leaves = exponentialVariate(random, gammaVariate(random, { shape: 0.7, rate: 90 }))
    for (
      let at = random() * 200, began = at;
      at < 500 && at - began < leaves;
      at += exponentialVariate(random, rate)
    ) {
      lines.push([`c${number}`, dayOf(at), amount(random)])
    }
  }
  return lines
}

/** The day that lies `at` days after the beginning of 2024. */
export function dayOf(at: number): string {
  return addDays('2024-01-01' as Day, days(Math.floor(at)))
}

/** A folder of its own for one test file. */
export async function aFolder(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'perennial-value-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** Writes a log as CSV and values it. */
export async function valueLines(
  folder: string,
  lines: readonly Line[],
  more: Partial<ValueFileOptions> & { readonly head?: string } = {},
): Promise<ValuedFile> {
  const { head = 'customer,date,amount', ...options } = more
  const path = join(folder, 'log.csv')
  await writeFile(path, `${[head, ...lines.map((line) => line.join(','))].join('\n')}\n`)
  return valuePath(folder, path, options)
}

let workers: ModelWorkers | undefined

/** Threads for all tests that value something: to start them takes longer than a small base. */
export function sharedWorkers(): ModelWorkers {
  workers ??= startModelWorkers()
  return workers
}

/** Values a file. */
export function valuePath(
  folder: string,
  path: string,
  more: Partial<ValueFileOptions> = {},
): Promise<ValuedFile> {
  let id = 0
  return valueFile({
    path,
    fileName: 'log.csv',
    overrides: {},
    options: {},
    temporaryFolder: folder,
    openDatabase: openDuckDb,
    version: '0.0.0',
    now: Date.now,
    newId: (prefix) => `${prefix}_${String(++id).padStart(26, '0')}`,
    random: seededRandom(3),
    workers: sharedWorkers(),
    ...more,
  })
}

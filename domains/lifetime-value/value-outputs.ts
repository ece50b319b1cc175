/** The five files of `value --out`: customers twice, the snapshot, the models, and the report. */
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Snapshot } from '#columnar/snapshot-readers.ts'
import { isPerennialError } from '#kernel/errors.ts'
import { readDocument } from './lifetime-value.query.ts'
import type { ValueDocument } from './value-document.ts'
import { valueError } from './value-error.ts'

/** Names of the files, in the order in which they are written. */
export const outputFiles = [
  'customers.parquet',
  'customers.csv',
  'snapshot.duckdb',
  'model.json',
  'report.html',
] as const

/** Where the files go. */
export interface OutputFolder {
  readonly folder: string
  /** Replace the files of an earlier run. */
  readonly force: boolean
}

/**
 * Refuses before any work is done what could not be written at its end.
 *
 * @throws VALUE_FOLDER_NOT_EMPTY, VALUE_FOLDER_NOT_WRITABLE
 */
export async function checkOutputFolder({ folder, force }: OutputFolder): Promise<void> {
  await coded(folder, async () => {
    await mkdir(folder, { recursive: true })
    const there = await readdir(folder)
    const taken = outputFiles.filter((file) => there.includes(file))
    if (taken.length > 0 && !force) {
      throw valueError('VALUE_FOLDER_NOT_EMPTY', `${folder} has ${taken.join(', ')} already.`)
    }
    await rm(await mkdtemp(join(folder, '.value-')), { recursive: true })
  })
}

/** What is written. */
export interface Outputs {
  readonly snapshot: Snapshot
  readonly snapshotFile: string
  readonly document: ValueDocument
  readonly report: string
}

/**
 * Writes all five under other names, then gives each its own: a run that fails leaves none half written.
 *
 * @throws VALUE_DISK_FULL, VALUE_FOLDER_NOT_WRITABLE
 */
export async function writeOutputs({ folder }: OutputFolder, outputs: Outputs): Promise<void> {
  await coded(folder, async () => {
    const draft = await mkdtemp(join(folder, '.value-'))
    try {
      await writeAll(draft, outputs)
      for (const file of outputFiles) await rename(join(draft, file), join(folder, file))
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
  })
}

async function writeAll(
  folder: string,
  { snapshot, snapshotFile, document, report }: Outputs,
): Promise<void> {
  const at = (file: (typeof outputFiles)[number]) => join(folder, file)
  const { database } = snapshot
  await database.run(`COPY (${exported}) TO $file (FORMAT parquet, COMPRESSION zstd)`, {
    file: at('customers.parquet'),
  })
  await database.run(`COPY (${exported}) TO $file (FORMAT csv, HEADER)`, { file: at('customers.csv') })
  await copyFile(snapshotFile, at('snapshot.duckdb'))
  await writeFile(at('model.json'), `${JSON.stringify(await modelFile(snapshot, document), undefined, 2)}\n`)
  await writeFile(at('report.html'), report)
}

/** Customers as the file named them: their numbers mean nothing outside the snapshot. */
const exported = 'SELECT name AS customer, * EXCLUDE (customer, name) FROM customer'

async function modelFile({ database }: Snapshot, document: ValueDocument): Promise<Record<string, unknown>> {
  const { perennial, asOf, currency, valueOf, horizonDays, discountRatePerYear, margin } = document
  const models = await readDocument<Record<string, unknown>>(database, 'models')
  return { perennial, asOf, currency, valueOf, horizonDays, discountRatePerYear, margin, ...models }
}

async function coded(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (
      isPerennialError(error, 'COLUMNAR_DISK_FULL') ||
      isSystemError(error, ['ENOSPC', 'EDQUOT', 'EFBIG'])
    ) {
      throw valueError(
        'VALUE_DISK_FULL',
        `The disk of ${folder} is full; nothing was written there.`,
        {},
        { cause: error },
      )
    }
    if (isSystemError(error, ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'])) {
      throw valueError(
        'VALUE_FOLDER_NOT_WRITABLE',
        `Nothing can be written into ${folder}.`,
        {},
        { cause: error },
      )
    }
    throw error
  }
}

function isSystemError(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

/** What `import`, `imports`, `undo` and `refresh` do: ask the API, whoever answers it, and tell what came of it. */
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { createContext } from '#apps/server/context.ts'
import { listBusinesses, type Business } from '#history/business.contract.ts'
import { listCovariates, undoCovariates } from '#history/covariates.contract.ts'
import { businessNameOf } from '#history/reading/corrections.ts'
import {
  importUpload,
  listImports,
  previewUpload,
  refreshBusiness,
  undoImport,
  type Overrides,
} from '#history/history.contract.ts'
import type { GivenCovariates, ImportOptions } from '#history/import-options.contract.ts'
import { readValue } from '#lifetime-value/lifetime-value.contract.ts'
import {
  columnsInWords,
  covariatesInWords,
  importInWords,
  importsInWords,
  valueInWords,
} from './business-words.ts'
import { commandError } from './command-error.ts'
import { connect, type Connection } from './connection.ts'
import { partsOf, type CovariateFlags } from './file-flags.ts'
import { progressLine, type ProgressLine } from './progress-line.ts'
import { stopSignal } from './stop-signal.ts'
import { watchWork } from './watch-work.ts'

/** Options of every command on one business. */
export interface BusinessFlags {
  readonly data: string
  readonly business?: string
  readonly json?: boolean
}

/** Options of `refresh`. */
export type RefreshFlags = BusinessFlags &
  CovariateFlags &
  Omit<ImportOptions, 'currency' | 'dropDuplicates' | 'timeZone'>

/** Options of `import`. */
export type ImportFlags = BusinessFlags &
  Overrides &
  ImportOptions &
  CovariateFlags & { readonly name?: string }

interface Desk {
  readonly connection: Connection
  readonly line: ProgressLine
  readonly stop: AbortSignal
}

/** Takes a file in and values it. */
export async function importCommand(file: string, flags: ImportFlags): Promise<void> {
  await refuseUnreadable(file)
  if (flags.covariates !== undefined) await refuseUnreadable(flags.covariates)
  await withDesk(flags, async (desk) => {
    const { ask } = desk.connection
    const { overrides, options } = partsOf(flags)
    const known = isIntoOne(desk.connection, flags) ? await chosen(desk.connection, flags) : null
    const { upload } = await desk.connection.upload(file)
    const preview = await ask(previewUpload, {
      upload,
      overrides,
      ...(known && { business: known.business }),
    })
    if (!flags.json) process.stderr.write(columnsInWords(preview))
    const into = known?.business ?? { name: flags.name ?? businessNameOf(basename(file)) }
    const also = await sentCovariates(desk, flags)
    const asked = { upload, business: into, overrides, options, ...also }
    const { business, work } = await ask(importUpload, asked)
    const done = await watchWork(work, { ...desk, business: business.business })
    const { imports } = await ask(listImports, { business: business.business })
    const entry = imports.find((one) => one.import === done.import)
    const value = await ask(readValue, { business: business.business })
    const { address } = desk.connection
    print(flags, { business: business.business, name: business.name, import: entry, value }, () =>
      [
        ...(entry ? [importInWords(business, entry)] : []),
        valueInWords(value),
        seeIt(business, address),
      ].join('\n'),
    )
  })
}

/** Lists what was taken in. */
export async function importsCommand(flags: BusinessFlags): Promise<void> {
  await withDesk(flags, async ({ connection }) => {
    const { business } = await chosen(connection, flags)
    const { imports } = await connection.ask(listImports, { business })
    const { files } = await connection.ask(listCovariates, { business })
    print(flags, imports, () => importsInWords(imports) + covariatesInWords(files))
  })
}

/** Takes an import back. */
export async function undoCommand(importId: string, flags: BusinessFlags): Promise<void> {
  await withDesk(flags, async (desk) => {
    const business = await chosen(desk.connection, flags)
    const { ask } = desk.connection
    const { work } = importId.startsWith('cov_')
      ? await ask(undoCovariates, { business: business.business, covariates: importId })
      : await ask(undoImport, { business: business.business, import: importId })
    await watchWork(work, { ...desk, business: business.business })
    print(flags, { undone: importId }, () => `${importId} is taken back from ${business.name}.\n`)
  })
}

/** Values the whole history again. */
export async function refreshCommand({
  data,
  business: wanted,
  json,
  covariates,
  covariatesCustomer,
  ...options
}: RefreshFlags): Promise<void> {
  const flags: BusinessFlags = { data, ...(wanted && { business: wanted }), ...(json && { json }) }
  const file = {
    ...(covariates !== undefined && { covariates }),
    ...(covariatesCustomer !== undefined && { covariatesCustomer }),
  }
  if (covariates !== undefined) await refuseUnreadable(covariates)
  await withDesk(flags, async (desk) => {
    const { ask } = desk.connection
    const { business } = await chosen(desk.connection, flags)
    const { work } = await ask(refreshBusiness, { business, options, ...(await sentCovariates(desk, file)) })
    await watchWork(work, { ...desk, business })
    const value = await ask(readValue, { business })
    print(flags, value, () => valueInWords(value))
  })
}

/** The file of covariates as it was sent, where there is one. */
async function sentCovariates(
  { connection }: Desk,
  { covariates, covariatesCustomer: customer }: CovariateFlags,
): Promise<{ readonly covariates?: GivenCovariates }> {
  if (covariates === undefined) return {}
  const { upload } = await connection.upload(covariates)
  return { covariates: { upload, ...(customer !== undefined && { customer }) } }
}

async function withDesk(flags: BusinessFlags, work: (desk: Desk) => Promise<void>): Promise<void> {
  const context = createContext({ logLevel: 'error' })
  const stop = stopSignal()
  const line = progressLine(process.stderr, context.elapsed)
  const connection = await connect(flags.data, context)
  try {
    await work({ connection, line, stop })
  } finally {
    await connection.close()
  }
}

function isIntoOne({ only }: Connection, { business, name }: ImportFlags): boolean {
  return business !== undefined || (only !== null && name === undefined)
}

/** The business that is meant: by id or name, the one whose folder was given, or the only one there is. */
async function chosen({ ask, only }: Connection, flags: BusinessFlags): Promise<Business> {
  const { businesses } = await ask(listBusinesses, {})
  const wanted = flags.business ?? only
  const own = businesses.filter(({ demo }) => !demo)
  const fitting =
    wanted === null ? own : businesses.filter((one) => one.business === wanted || one.name === wanted)
  const [first, ...more] = fitting
  if (first && more.length === 0) return first
  if (first) {
    const names = fitting.map(({ business, name }) => `${name} (${business})`).join(', ')
    throw commandError('COMMAND_BUSINESS_UNCLEAR', `There are several: ${names}.`)
  }
  const what =
    wanted === null ? `There is no business in ${flags.data} yet.` : `There is no business ${wanted}.`
  throw commandError('COMMAND_BUSINESS_NONE', what)
}

async function refuseUnreadable(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile())
    throw commandError('COMMAND_FILE_UNREADABLE', `${file} is not a file that can be read.`)
}

function seeIt({ business }: Business, address: string | null): string {
  return address === null
    ? 'See it with perennial serve.\n'
    : `See it at ${address.replace('127.0.0.1', 'localhost')}/${business}\n`
}

function print({ json }: BusinessFlags, value: unknown, words: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(value, undefined, 2)}\n` : words())
}

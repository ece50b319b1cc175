/** Takes in what is known of customers beside their purchases: one file at a time, all of it or nothing, and once. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { Instant } from '#kernel/time.ts'
import { readingOf } from './covariates/covariate-reading.query.ts'
import type { CovariateFile, CovariatesPreview } from './covariates.contract.ts'
import {
  columnFigures,
  covariatesInUse,
  exampleNames,
  firstContradiction,
  firstUnreadable,
  registeredCovariates,
  removeCovariates,
  rowFigures,
  stageCovariates,
  storeCovariates,
  type CovariateReading,
} from './covariates/covariates.query.ts'
import type { SampleTable } from './reading/describe-file.ts'
import { sampleSource } from './reading/describe-source.ts'
import { historyFigures } from './facts/history-figures.query.ts'
import { historyError } from './history.errors.ts'
import { notice, type Notice } from './history-notices.ts'
import { prepareHistory } from './facts/history-tables.query.ts'
import type { NamedFile } from './import-file.actions.ts'
import { interruptible } from './interruptible.ts'
import { rewriteText } from './reading/rewrite-text.source.ts'
import { readHead, type SourceHead } from './reading/source-head.source.ts'
import { needsPlainLineEnds } from './reading/stage-lines.query.ts'
import { takeIn, type TakenIn } from './reading/take-in-source.source.ts'
import type { Encoding } from './reading/mapping.ts'

/** How a file of covariates is read. */
export interface ReadCovariatesOptions {
  /** The column that names the customer, by its name or its number from 1; guessed where left out. */
  readonly customer?: string | undefined
}

/** What the world outside gives. */
export interface ImportCovariatesOptions extends ReadCovariatesOptions {
  readonly temporaryFolder: string
  readonly now: Instant
  readonly newId: (prefix: string) => string
  readonly signal?: AbortSignal
}

/** Without names of its columns a file says nothing of customers, so that the first line is taken for them. */
const withHeader = { header: true } as const

/** Rows that a preview shows. */
const previewRows = 20

/**
 * What a file of covariates is taken for, on its first rows.
 *
 * @throws HISTORY_COLUMN_UNKNOWN, HISTORY_COVARIATES_CUSTOMER_MISSING, HISTORY_COVARIATES_MANY, and what keeps a file
 *   from being cut into columns at all
 */
export async function previewCovariates(
  db: ColumnarDatabase,
  file: NamedFile,
  { customer }: ReadCovariatesOptions,
): Promise<CovariatesPreview> {
  await prepareHistory(db)
  const head = await readHead(file.path)
  const table = await sampleSource(db, { path: file.path, head, overrides: withHeader })
  const { reading, columns } = await readingOf(db, table, customer)
  const kindOf = (place: number) => {
    if (place === reading.customer) return 'customer' as const
    const covariate = reading.covariates.find((one) => one.place === place)
    return covariate?.numbers === undefined ? ('category' as const) : ('number' as const)
  }
  const named = table.rows.map((row) => row[reading.customer]?.trim() ?? '')
  return {
    fileName: file.fileName,
    columns: columns.map(({ name, profile }, place) => ({
      number: place + 1,
      name,
      role: kindOf(place),
      samples: [...new Set(profile.texts)].slice(0, 5),
      distinct: profile.distinct,
    })),
    rows: table.rows.slice(0, previewRows).map((row) => [...row]),
    looked: new Set(named).size,
    known: columns[reading.customer]?.known ?? 0,
  }
}

/**
 * Takes a file of covariates in; from then on customers are valued with it.
 *
 * @returns `added: false` where the same content is in use already.
 * @throws HISTORY_COVARIATES_*, HISTORY_COLUMN_UNKNOWN, HISTORY_IMPORT_CANCELLED, and what keeps a file from being read
 */
export async function importCovariates(
  db: ColumnarDatabase,
  file: NamedFile,
  options: ImportCovariatesOptions,
): Promise<{ readonly covariates: string; readonly added: boolean }> {
  const signal = options.signal ?? new AbortController().signal
  const folder = await mkdtemp(join(options.temporaryFolder, 'import-'))
  const work = await db.connect()
  try {
    return await interruptible(work, signal, () => taken(work, { file, options, folder, signal }))
  } finally {
    await work.close()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Given {
  readonly file: NamedFile
  readonly options: ImportCovariatesOptions
  readonly folder: string
  readonly signal: AbortSignal
}

async function taken(
  db: ColumnarDatabase,
  given: Given,
): Promise<{ readonly covariates: string; readonly added: boolean }> {
  const { file, options, folder, signal } = given
  await refuseContracts(db)
  const head = await readHead(file.path)
  const inflated = join(folder, 'inflated')
  const content = await takeIn(file.path, head, { inflated, report: () => {}, signal })
  const encoding: Encoding | undefined = content.isUtf8 ? undefined : 'latin-1'
  const table = await sampledIn(db, { path: file.path, head, encoding })
  const { reading } = await readingOf(db, table, options.customer)
  const inUse = await covariatesInUse(db)
  const customer = reading.names[reading.customer] ?? ''
  if (inUse?.sha256 === content.sha256 && inUse.figures.customer === customer) {
    return { covariates: inUse.covariates, added: false }
  }
  await staged(db, { reading, content, plainPath: join(folder, 'plain.csv'), signal })
  const figures = { customer, ...(await judged(db, reading)) }
  const id = options.newId('cov')
  signal.throwIfAborted()
  await storeCovariates(db, {
    id,
    fileName: file.fileName,
    bytes: head.bytes,
    sha256: content.sha256,
    recordedAt: options.now,
    figures,
    reading,
  })
  return { covariates: id, added: true }
}

/** How contracts end is not yet told apart by what else is known. */
async function refuseContracts(db: ColumnarDatabase): Promise<void> {
  const { log } = await historyFigures(db)
  if (log !== 'contracts') return
  throw historyError('HISTORY_COVARIATES_OF_CONTRACTS', 'Contracts are valued without covariates.')
}

/** The first bytes may be plain ASCII where later ones are not UTF-8. */
async function sampledIn(
  db: ColumnarDatabase,
  {
    path,
    head,
    encoding,
  }: { readonly path: string; readonly head: SourceHead; readonly encoding: Encoding | undefined },
): Promise<SampleTable> {
  const table = await sampleSource(db, { path, head, overrides: withHeader })
  if (encoding === undefined || table.dialect.encoding !== 'utf-8') return table
  return sampleSource(db, { path, head, overrides: withHeader, encoding })
}

/** Stages the file, rewritten where the engine cannot read it as it is. */
async function staged(
  db: ColumnarDatabase,
  of: {
    readonly reading: CovariateReading
    readonly content: TakenIn
    readonly plainPath: string
    readonly signal: AbortSignal
  },
): Promise<void> {
  const { reading, content, plainPath, signal } = of
  const { kind, encoding, delimiter } = reading.dialect
  const spaces = delimiter === 'spaces'
  const rewritten = async () => {
    await rewriteText({ from: content.path, to: plainPath, encoding, spaces, signal })
    await stageCovariates(db, plainPath, reading)
  }
  if (kind !== 'parquet' && (encoding !== 'utf-8' || spaces)) return rewritten()
  try {
    await stageCovariates(db, content.path, reading)
  } catch (error) {
    if (!needsPlainLineEnds(error)) throw error
    await rewritten()
  }
}

/** @throws HISTORY_COVARIATES_CUSTOMERS_UNKNOWN, HISTORY_COVARIATES_CUSTOMER_TWICE */
async function judged(db: ColumnarDatabase, reading: CovariateReading) {
  const figures = await rowFigures(db)
  if (figures.known === 0) {
    const examples = await exampleNames(db)
    const message = `The file names customers such as ${examples.file.join(', ') || 'none'}; the purchases know none of them, but ${examples.history.join(', ')}.`
    throw historyError('HISTORY_COVARIATES_CUSTOMERS_UNKNOWN', message, { ...figures })
  }
  const twice = await firstContradiction(db, reading)
  if (twice !== undefined) {
    const message = `Customer ${twice.name} has different values in rows ${twice.rows.join(' and ')}.`
    throw historyError('HISTORY_COVARIATES_CUSTOMER_TWICE', message, twice)
  }
  const columns = [...(await columnFigures(db, reading))]
  return { ...figures, columns, notices: await noticesOf(db, { reading, figures, columns }) }
}

async function noticesOf(
  db: ColumnarDatabase,
  of: {
    readonly reading: CovariateReading
    readonly figures: Awaited<ReturnType<typeof rowFigures>>
    readonly columns: Awaited<ReturnType<typeof columnFigures>>
  },
): Promise<readonly Notice[]> {
  const { reading, figures, columns } = of
  const notices: Notice[] = []
  const unknown = figures.customers - figures.known
  if (unknown > 0) notices.push(notice('HISTORY_COVARIATES_STRANGERS', { count: unknown }))
  if (figures.withoutCustomer > 0) {
    notices.push(notice('HISTORY_COVARIATES_NAMELESS', { count: figures.withoutCustomer }))
  }
  if (figures.repeated > 0) notices.push(notice('HISTORY_COVARIATES_REPEATED', { count: figures.repeated }))
  for (const { name, unreadable } of columns) {
    if (unreadable === 0) continue
    const example = await firstUnreadable(db, reading, name)
    notices.push(notice('HISTORY_COVARIATES_UNREADABLE', { count: unreadable, column: name, ...example }))
  }
  return notices
}

/** All files, newest first; those taken back are tombstones. */
export async function listCovariates(db: ColumnarDatabase): Promise<CovariateFile[]> {
  const files = await registeredCovariates(db)
  const inUse = files.find(({ undoneAt }) => undoneAt === null)
  return files.map(({ number, sha256: _sha256, figures, ...file }) => {
    const { notices, ...counted } = figures
    return { ...file, inUse: number === inUse?.number, figures: counted, notices: [...notices] }
  })
}

/**
 * Takes a file back; where an older one stands, customers are valued with that again.
 *
 * @throws HISTORY_COVARIATES_NOT_FOUND, HISTORY_COVARIATES_UNDONE
 */
export async function undoCovariates(
  db: ColumnarDatabase,
  id: string,
  { now }: { readonly now: Instant },
): Promise<void> {
  await removeCovariates(db, await standingCovariates(db, id), now)
}

/** The number of a file that stands. @throws HISTORY_COVARIATES_NOT_FOUND, HISTORY_COVARIATES_UNDONE */
export async function standingCovariates(db: ColumnarDatabase, id: string): Promise<number> {
  const found = (await registeredCovariates(db)).find(({ covariates }) => covariates === id)
  if (found === undefined) {
    throw historyError('HISTORY_COVARIATES_NOT_FOUND', `There is no file of covariates ${id.slice(0, 40)}.`)
  }
  if (found.undoneAt !== null) {
    const message = `${found.fileName} was taken back on ${found.undoneAt.slice(0, 10)}.`
    throw historyError('HISTORY_COVARIATES_UNDONE', message)
  }
  return found.number
}

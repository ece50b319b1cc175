/** Takes a file into the history: all of it or nothing, and once. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { assert } from '#kernel/assert.ts'
import type { ReportProgress } from '#kernel/progress.ts'
import { addDays, dayOfNumber, days, type Day, type Instant } from '#kernel/time.ts'
import type { FileDescription } from './reading/describe-file.ts'
import { describeSource, type Source } from './reading/describe-source.ts'
import { historyError } from './history.errors.ts'
import { inEnglish } from './history-english.ts'
import { notice, type Notice } from './history-notices.ts'
import { nameStaged } from './facts/identities.query.ts'
import {
  findContent,
  historyCurrency,
  standingLog,
  type ImportFigures,
} from './facts/import-registry.query.ts'
import { interruptible, watched } from './interruptible.ts'
import {
  countRows,
  noticesOfRows,
  refuseOtherLog,
  refuseUnreadable,
  settleCurrency,
} from './reading/judge-import.ts'
import {
  contractFiguresOf,
  layStaged,
  logOf,
  noticesOfContracts,
  paymentsOf,
  refuseKnown,
} from './contracts/contracts-of-import.ts'
import { contractsKnown } from './contracts/lay-contracts.query.ts'
import { isEventLog, isRenewalLog, type MappingOverrides } from './reading/mapping.ts'
import { readHead } from './reading/source-head.source.ts'
import { stageFile, type StagedFile } from './reading/stage-file.ts'
import {
  countDuplicates,
  dropDuplicates,
  firstAndLastDay,
  stagedCurrencies,
  tallyStaged,
} from './reading/stage-lines.query.ts'
import type { Reading } from './reading/reading.ts'
import { columnOfReason } from './reading/stage-sql.ts'
import { firstRefused, storeImport } from './facts/store-import.query.ts'
import { takeIn, type TakenIn } from './reading/take-in-source.source.ts'

/** A file on this machine, and what it is called. */
export interface NamedFile {
  readonly path: string
  readonly fileName: string
}

export interface ImportFileOptions {
  readonly overrides?: MappingOverrides
  /** Selects the rows of one currency. */
  readonly currency?: string | undefined
  readonly dropDuplicates?: boolean | undefined
  /** IANA name of the zone in which days begin; UTC where it is not given. */
  readonly timeZone?: string | undefined
  /** Files named `import-…` come and go here; what a crash leaves of them may be deleted. */
  readonly temporaryFolder: string
  readonly now: Instant
  readonly newId: (prefix: string) => string
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly report?: ReportProgress
  readonly signal?: AbortSignal
}

export interface ImportOutcome {
  /** Id of the import, `imp_…`. */
  readonly import: string
  /** False where the same content stands already: nothing was added. */
  readonly added: boolean
  readonly figures: ImportFigures
}

/** @throws the codes of history.errors.ts, and COLUMNAR_DISK_FULL */
export async function importFile(
  db: ColumnarDatabase,
  file: NamedFile,
  options: ImportFileOptions,
): Promise<ImportOutcome> {
  checkTimeZone(options.timeZone ?? 'UTC')
  const signal = options.signal ?? new AbortController().signal
  const folder = await mkdtemp(join(options.temporaryFolder, 'import-'))
  const work = await db.connect()
  try {
    return await interruptible(work, signal, () =>
      new FileImport(work, { file, options, folder, signal }).run(),
    )
  } finally {
    await work.close()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Given {
  readonly file: NamedFile
  readonly options: ImportFileOptions
  readonly folder: string
  readonly signal: AbortSignal
}

/** Shares of the whole work, for progress, at the end of each part. */
const partEnds = { takenIn: 0.12, staged: 0.6, judged: 0.7, stored: 1 }

/** One file on its way in. */
class FileImport {
  readonly #db: ColumnarDatabase
  readonly #given: Given
  #bytes = 0
  #told = 0

  constructor(db: ColumnarDatabase, given: Given) {
    this.#db = db
    this.#given = given
  }

  async run(): Promise<ImportOutcome> {
    const { file, options, signal } = this.#given
    const head = await readHead(file.path)
    this.#bytes = head.bytes
    const source: Source = { path: file.path, head, overrides: options.overrides ?? {} }
    // Looked at before the long pass, so that a hopeless file is refused at once.
    const first = await describeSource(this.#db, source)
    refuse(first)
    const taken = await takeIn(file.path, head, {
      inflated: join(this.#given.folder, 'inflated'),
      report: (bytes) => this.#tell((partEnds.takenIn * bytes) / head.bytes),
      signal,
    })
    const known = await findContent(this.#db, taken.sha256)
    if (known !== undefined) return { import: known.id, added: false, figures: known.figures }
    const description = await this.#inItsEncoding(first, taken, source)
    const reading = this.#readingOf(description)
    refuseOtherLog(logOf(reading), await standingLog(this.#db))
    const staged = await watched(this.#db, this.#part('takenIn', 'staged'), () =>
      stageFile(this.#db, {
        reading,
        path: taken.path,
        plainPath: join(this.#given.folder, 'plain.csv'),
        latest: this.#latest(),
        dateAlternative: description.dateAlternative,
        signal,
      }),
    )
    return this.#store(staged, description, taken)
  }

  /** The first bytes may be plain ASCII where later ones are not UTF-8. */
  async #inItsEncoding(first: FileDescription, taken: TakenIn, source: Source): Promise<FileDescription> {
    if (taken.isUtf8 || first.dialect.encoding !== 'utf-8') return first
    if (source.overrides.encoding === 'utf-8') {
      throw historyError('HISTORY_ENCODING_WRONG', 'The file is not UTF-8 throughout.')
    }
    const again = await describeSource(this.#db, { ...source, encoding: 'latin-1' })
    refuse(again)
    return again
  }

  #readingOf({ dialect, mapping }: FileDescription): Reading {
    const { currency, timeZone } = this.#given.options
    return { dialect, mapping, timeZone: timeZone ?? 'UTC', ...(currency !== undefined && { currency }) }
  }

  async #store(
    { reading, tallies, dateSettled }: StagedFile,
    description: FileDescription,
    taken: TakenIn,
  ): Promise<ImportOutcome> {
    const { file, options } = this.#given
    const duplicates = {
      rows: await countDuplicates(this.#db, reading),
      // An event happens once, however often it is written.
      dropped: options.dropDuplicates === true || isEventLog(reading.mapping),
    }
    const dropping = duplicates.dropped && duplicates.rows > 0
    if (dropping) await dropDuplicates(this.#db, reading)
    const isContracts = isRenewalLog(reading.mapping)
    const laid = await layStaged(this.#db, reading, this.#latest())
    const finalTallies = dropping || isContracts ? await tallyStaged(this.#db) : tallies
    const counted = { ...countRows(finalTallies), ...paymentsOf(laid) }
    const currencies = await stagedCurrencies(this.#db, reading)
    await this.#judge(counted, reading)
    const currency = settleCurrency(currencies, options.currency, await historyCurrency(this.#db))
    const identities = await nameStaged(this.#db)
    if (laid !== null) refuseKnown(await contractsKnown(this.#db))
    this.#tell(partEnds.judged)
    const figures: ImportFigures = {
      ...counted,
      ...(laid === null ? firstAndLastDay(finalTallies) : { firstDay: laid.firstDay, lastDay: laid.lastDay }),
      duplicates: duplicates.rows,
      duplicatesDropped: duplicates.dropped,
      customersHeard: identities.heard,
      largest: identities.largest,
      currency,
      timeZone: reading.timeZone,
      notices: [
        ...noticesOf(description, dateSettled, reading),
        ...noticesOfRows(counted, duplicates),
        ...noticesOfContracts(laid),
      ],
      mapping: reading.mapping,
      ...contractFiguresOf(laid, reading, counted.rowsAccepted),
    }
    const id = options.newId('imp')
    this.#given.signal.throwIfAborted()
    await watched(this.#db, this.#part('judged', 'stored'), () =>
      storeImport(this.#db, {
        id,
        fileName: file.fileName,
        bytes: this.#bytes,
        sha256: taken.sha256,
        recordedAt: options.now,
        identitySalt: saltFrom(options.random),
        identities,
        figures,
        fingerprint: description.fingerprint,
        reading,
      }),
    )
    return { import: id, added: true, figures }
  }

  async #judge(counted: ReturnType<typeof countRows>, reading: Reading): Promise<void> {
    const { currency } = this.#given.options
    const elsewhere = counted.refused['currency-other'] ?? 0
    if (currency !== undefined && counted.rowsAccepted === 0 && elsewhere > 0) {
      throw historyError('HISTORY_CURRENCY_ABSENT', `No row of the file is in ${currency}.`, { currency })
    }
    const examples = counted.rowsRefused === 0 ? [] : await firstRefused(this.#db, reading)
    refuseUnreadable(
      counted,
      examples.map((example) => ({
        ...example,
        column: example.reason === null ? null : columnOfReason(example.reason, reading.mapping),
      })),
      reading.mapping.dateFormat,
    )
  }

  /** The last day that does not lie in the future, wherever on earth it is now. */
  #latest(): Day {
    return addDays(dayOfNumber(Math.floor(this.#given.options.now / 86_400_000)), days(1))
  }

  #part(from: keyof typeof partEnds, to: keyof typeof partEnds) {
    return { from: partEnds[from], to: partEnds[to], tell: (share: number) => this.#tell(share) }
  }

  /** Progress is told in bytes of the file, and never goes back. */
  #tell(share: number): void {
    this.#told = Math.max(this.#told, Math.min(share, 1))
    const done = Math.round(this.#told * this.#bytes)
    this.#given.options.report?.({ step: 'read', done, total: this.#bytes, unit: 'bytes' })
  }
}

/** The name goes into a statement, so it must look like one and be one. */
function checkTimeZone(timeZone: string): void {
  try {
    assert(/^[\w+/-]+$/.test(timeZone), 'a time zone is an IANA name')
    Intl.DateTimeFormat('en', { timeZone })
  } catch (error) {
    throw historyError(
      'HISTORY_TIME_ZONE_UNKNOWN',
      `There is no time zone "${timeZone}".`,
      { timeZone },
      { cause: error },
    )
  }
}

/** Stops at the first finding that does not allow the file to be read. */
function refuse({ findings }: FileDescription): void {
  for (const { code, values, stops } of findings) {
    if (stops) throw historyError(code, inEnglish({ code, values }, 'text'), values)
  }
}

function noticesOf(
  { findings }: FileDescription,
  dateSettled: boolean,
  { mapping }: Reading,
): readonly Notice[] {
  return findings.flatMap((finding) => {
    // Rows that are not in the format are counted when they are refused.
    if (finding.stops || finding.code === 'HISTORY_DATES_STRAY') return []
    if (finding.code !== 'HISTORY_DATE_AMBIGUOUS') return [notice(finding.code, finding.values)]
    // The whole file may have told what its first rows could not.
    if (dateSettled) return []
    const values = { example: { code: 'HISTORY_DATE_EVERYWHERE' }, format: mapping.dateFormat }
    return [notice(finding.code, values)]
  })
}

/** 74 random bits in hex. */
function saltFrom(random: () => number): string {
  const part = (bits: number) => BigInt(Math.floor(random() * 2 ** bits))
  return ((part(37) << 37n) | part(37)).toString(16)
}

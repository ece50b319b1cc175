/** What a file is, told from its first rows: dialect, columns, and how to read them. */
import { createHash } from 'node:crypto'
import { profileColumn, type ColumnProfile } from './column-profile.ts'
import { speaksOfDate } from './column-words.ts'
import { guessColumns, type ColumnGuess } from './guess-columns.ts'
import { guessDelimiter } from './guess-delimiter.ts'
import { columnNames, hasHeader } from './guess-header.ts'
import { historyError } from '../history.errors.ts'
import type { ColumnRole, Dialect, Encoding, Mapping, MappingOverrides } from './mapping.ts'
import type { Finding } from './finding.ts'
import { readMeanings, type Meanings } from './read-meanings.ts'
import { separatorLine } from './separator-line.ts'
import type { SourceHead } from './source-head.source.ts'
import { splitRows } from '../split-rows.ts'
import { decodeText, guessEncoding } from './text-encoding.ts'

/** A sample of a file cut into columns. */
export interface SampleTable {
  readonly dialect: Dialect
  readonly names: readonly string[]
  readonly rows: readonly (readonly (string | null)[])[]
}

export interface FileDescription extends SampleTable, Meanings {
  readonly guesses: readonly ColumnGuess[]
  /** The same for files of the same shape. */
  readonly fingerprint: string
  readonly findings: readonly Finding[]
}

const sampleRows = 2000

/**
 * Cuts the first bytes of a text file into columns.
 *
 * @throws HISTORY_FILE_BINARY, HISTORY_FILE_EMPTY, HISTORY_FILE_HEADER_ONLY, HISTORY_DELIMITER_UNCLEAR
 */
export function sampleText(source: SourceHead, overrides: MappingOverrides, known?: Encoding): SampleTable {
  const guessed = guessEncoding(source.head)
  if (guessed === undefined) throw historyError('HISTORY_FILE_BINARY', 'The file is not text.')
  const encoding = overrides.encoding ?? known ?? guessed
  const separator = separatorLine(source.head)
  const text = decodeText(source.head.subarray(separator?.bytes ?? 0), encoding)
  if (text.trim() === '') throw historyError('HISTORY_FILE_EMPTY', 'The file has nothing but blanks in it.')
  const { complete } = source
  if (!complete && !/[\n\r]/.test(text)) {
    throw historyError('HISTORY_LINE_TOO_LONG', 'The first line is longer than a megabyte.', { row: 1 })
  }
  const delimiter = delimiterOf(overrides.delimiter) ?? separator?.delimiter ?? guessDelimiter(text, complete)
  if (delimiter === undefined) throw delimiterUnclear(text)
  const rows = splitRows(text, delimiter, { complete, limit: sampleRows })
  const header = overrides.header ?? hasHeader(rows)
  const body = header ? rows.slice(1) : rows
  if (body.length === 0) {
    const columns = rows[0]?.length ?? 0
    const message = `The file has a header of ${columns} columns and no rows.`
    throw historyError('HISTORY_FILE_HEADER_ONLY', message, { columns })
  }
  const width = mostFrequent((header ? rows.slice(0, 1) : rows).map((row) => row.length))
  if (width < 2) throw delimiterUnclear(text)
  return {
    dialect: { kind: 'text', compression: source.compression, delimiter, header, encoding },
    names: columnNames(header ? rows[0] : undefined, width),
    rows: body.filter((row) => row.length === width),
  }
}

/**
 * What the columns of a sample mean.
 *
 * @param earlier - The mapping of a file with the same fingerprint.
 */
export function describeTable(
  table: SampleTable,
  overrides: MappingOverrides,
  earlier?: Mapping,
): FileDescription {
  const profiles = table.names.map((name, place) =>
    profileColumn(
      table.rows.map((row) => row[place] ?? ''),
      speaksOfDate(name) ||
        [overrides.date, overrides.contractStart, overrides.contractEnd].some(
          (given) => placeOf(given, table.names) === place,
        ),
    ),
  )
  const { given, none, findings } = givenRoles(overrides, table.names)
  const columns = table.names.map((name, place) => ({ name, profile: profiles[place] as ColumnProfile }))
  const guesses = guessColumns(columns, { given, none, earlier: earlier?.roles ?? {} })
  const { rows } = table
  const meanings = readMeanings({
    columns,
    guesses,
    overrides,
    rows,
    ...(earlier !== undefined && { earlier }),
  })
  return {
    ...table,
    ...meanings,
    guesses,
    fingerprint: fingerprintOf(table, profiles),
    findings: [...findings, ...meanings.findings],
  }
}

function delimiterOf(given: string | undefined): string | undefined {
  if (given === undefined || given === 'spaces') return given
  const delimiter = given === 'tab' || given === '\\t' ? '\t' : given
  if (delimiter.length === 1 && !'"\n\r'.includes(delimiter)) return delimiter
  throw historyError('HISTORY_DELIMITER_UNCLEAR', `"${given}" cannot stand between columns.`, {
    value: given,
  })
}

function delimiterUnclear(text: string) {
  const line = text.split(/\r?\n|\r/, 1)[0] ?? ''
  return historyError(
    'HISTORY_DELIMITER_UNCLEAR',
    `The rows fall into no columns; the first line is "${line.slice(0, 80)}".`,
    { row: 1, value: line.slice(0, 200) },
  )
}

function mostFrequent(numbers: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}

/** A header tells one shape from another; without one the kinds of the columns do. */
function fingerprintOf({ dialect, names }: SampleTable, profiles: readonly ColumnProfile[]): string {
  const kinds = profiles.map(({ dates, numbers }) =>
    dates !== undefined && dates.share > 0.5 ? 'date' : numbers === undefined ? 'text' : 'number',
  )
  const shape = [dialect.kind, ...(dialect.header || dialect.kind === 'parquet' ? names : kinds)].join(
    '\u001f',
  )
  return createHash('sha256').update(shape).digest('hex')
}

/** Place of the column that is named, or numbered from 1. */
export function placeOf(given: string | undefined, names: readonly string[]): number | undefined {
  if (given === undefined) return undefined
  const plain = (name: string) => name.trim().toLowerCase()
  const named = names.findIndex((name) => plain(name) === plain(given))
  if (named >= 0) return named
  const place = /^\d+$/.test(given) ? Number(given) - 1 : -1
  return place >= 0 && place < names.length ? place : undefined
}

function givenRoles(overrides: MappingOverrides, names: readonly string[]) {
  const wanted: readonly (readonly [ColumnRole, string | undefined])[] = [
    ['customer', overrides.customer],
    ['date', overrides.date],
    ['amount', overrides.amount],
    ['quantity', overrides.quantity],
    ['unit-price', overrides.unitPrice],
    ['currency', overrides.currencyColumn],
    ['order', overrides.order],
    ['product', overrides.product],
    ['channel', overrides.channel],
    ['country', overrides.country],
    ['family', overrides.family],
    ['refund', overrides.refund],
    ['margin', overrides.marginColumn],
    ['unit-cost', overrides.unitCost],
    ['contract-start', overrides.contractStart],
    ['contract-end', overrides.contractEnd],
    ['renewals', overrides.renewals],
    ['period', overrides.periodColumn],
    ['event', overrides.event],
    ['contract', overrides.contract],
  ]
  const given: Partial<Record<ColumnRole, number>> = {}
  const none = wanted.flatMap(([role, name]) => (name === '' ? [role] : []))
  const findings: Finding[] = []
  for (const [role, name] of wanted) {
    if (name === undefined || name === '') continue
    const place = placeOf(name, names)
    if (place !== undefined) given[role] = place
    else {
      const values = { column: name, columns: names.join(', ') }
      findings.push({ code: 'HISTORY_COLUMN_UNKNOWN', values, stops: true })
    }
  }
  return { given, none, findings }
}

/** From guessed columns to a mapping: formats of dates and numbers, marks of refunds, and what is missing or unclear. */
import type { Saying } from '#kernel/saying.ts'
import type { ColumnProfile } from './column-profile.ts'
import { nameFits } from './column-words.ts'
import { guessDateFormat, swapped } from './date-format.ts'
import type { Finding, RefusalCode } from './finding.ts'
import type { ColumnGuess, NamedColumn } from './guess-columns.ts'
import {
  dayColumn,
  isRenewalLog,
  plainNumbers,
  type ColumnRole,
  type Mapping,
  type MappingOverrides,
  type NumberFormat,
} from './mapping.ts'
import { guessNumberFormat } from './number-format.ts'
import { meaningOfPeriod } from '../contracts/meaning-of-period.ts'

export interface Meanings {
  readonly mapping: Mapping
  /** Another date format that reads the sample as well. */
  readonly dateAlternative?: string
  readonly findings: readonly Finding[]
}

interface Given {
  readonly columns: readonly NamedColumn[]
  readonly guesses: readonly ColumnGuess[]
  readonly overrides: MappingOverrides
  /** What stands in the columns, row by row. */
  readonly rows: readonly (readonly (string | null)[])[]
  /** The mapping of an earlier file of the same shape. */
  readonly earlier?: Mapping
}

export function readMeanings({ columns, guesses, overrides, rows, earlier }: Given): Meanings {
  const roles: Partial<Record<ColumnRole, number>> = {}
  guesses.forEach(({ role }, place) => {
    if (role !== null) roles[role] = place
  })
  const column = (role: ColumnRole) => {
    const place = roles[role]
    return place === undefined ? undefined : columns[place]
  }
  const dates = meaningOfDates(datesOf(roles, columns), overrides, earlier)
  const numbers = meaningOfNumbers(
    [column('amount'), column('unit-price'), column('margin'), column('unit-cost'), column('quantity')],
    overrides,
  )
  const period = isRenewalLog({ roles })
    ? meaningOfPeriod({ roles, rows, dateFormat: dates.format, numbers: numbers.format, overrides, earlier })
    : { findings: [] }
  return {
    mapping: {
      columns: columns.map(({ name }) => name),
      roles,
      dateFormat: dates.format,
      numbers: numbers.format,
      cancelledOrders: hasCancellations(column('order')?.profile),
      customersWithPointZero: column('customer')?.profile.pointZero === 1,
      ...(period.period !== undefined && { period: period.period }),
    },
    ...(dates.alternative !== undefined && { dateAlternative: dates.alternative }),
    findings: [
      ...missingRoles(roles, columns),
      ...dates.findings,
      ...numbers.findings,
      ...period.findings,
      ...twins(roles, columns, guesses),
    ],
  }
}

/** The column of days; of contracts their ends too, which may tell day from month where their starts do not. */
function datesOf(roles: Mapping['roles'], columns: readonly NamedColumn[]): NamedColumn | undefined {
  const place = dayColumn({ roles })
  const days = place === undefined ? undefined : columns[place]
  const ends = roles['contract-end'] === undefined ? undefined : columns[roles['contract-end']]
  if (days === undefined || ends === undefined || !isRenewalLog({ roles })) return days
  const texts = [...days.profile.texts, ...ends.profile.texts]
  return { ...days, profile: { ...days.profile, dates: guessDateFormat(texts, true) } }
}

/** Where an earlier file of the same shape told day from month, so does this one. */
function meaningOfDates(
  column: NamedColumn | undefined,
  overrides: MappingOverrides,
  earlier: Mapping | undefined,
) {
  const guess = column?.profile.dates
  if (overrides.dateFormat !== undefined) return { format: overrides.dateFormat, findings: [] }
  if (column === undefined) return { format: '', findings: [] }
  if (guess === undefined) return { format: '', findings: [unreadableDates(column)] }
  const findings: Finding[] = []
  if (guess.stray !== undefined) {
    const values = { format: guess.format, stray: guess.stray }
    findings.push({ code: 'HISTORY_DATES_STRAY', values, stops: false })
  }
  const { alternative } = guess
  if (alternative === undefined) return { format: guess.format, findings }
  if (earlier?.dateFormat === swapped(guess.format)) return { format: earlier.dateFormat, findings }
  if (earlier?.dateFormat === guess.format) return { format: guess.format, findings }
  const example: Saying = {
    code: 'HISTORY_DATE_EXAMPLE',
    values: { text: column.profile.texts[0] ?? '', format: guess.format, alternative },
  }
  findings.push({ code: 'HISTORY_DATE_AMBIGUOUS', values: { example, format: guess.format }, stops: false })
  return { format: guess.format, alternative, findings }
}

function unreadableDates({ name, profile }: NamedColumn): Finding {
  const values = { text: profile.texts[0] ?? '', column: name }
  return { code: 'HISTORY_DATE_FORMAT_UNKNOWN', values, stops: true }
}

function meaningOfNumbers(columns: readonly (NamedColumn | undefined)[], overrides: MappingOverrides) {
  const texts = columns.flatMap((column) => column?.profile.texts ?? [])
  const { decimal } = overrides
  if (decimal !== undefined) {
    const format: NumberFormat = { decimal, grouping: decimal === '.' ? ',' : '.', decorated: true }
    return { format, findings: [] }
  }
  const guess = guessNumberFormat(texts)
  const findings: Finding[] = []
  if (guess?.ambiguous !== undefined) {
    const { decimal: mark } = guess.format
    const code = guess.ambiguous.includes(mark) ? 'HISTORY_MARK_DECIMAL' : 'HISTORY_MARK_THOUSANDS'
    const values = { text: guess.ambiguous, place: { code } }
    findings.push({ code: 'HISTORY_NUMBERS_AMBIGUOUS', values, stops: false })
  }
  return { format: guess?.format ?? plainNumbers, findings }
}

/** Orders such as C536379 among such as 536365. */
function hasCancellations(profile: ColumnProfile | undefined): boolean {
  if (profile === undefined) return false
  const cancelled = profile.texts.filter((text) => /^C\d/.test(text)).length
  const plain = profile.texts.filter((text) => /^\d/.test(text)).length
  return plain > 0 && plain >= cancelled && plain + cancelled >= 0.9 * profile.texts.length
}

function missingRoles(roles: Mapping['roles'], columns: readonly NamedColumn[]): readonly Finding[] {
  const findings: Finding[] = []
  const missing = (code: RefusalCode, role: ColumnRole) => {
    const called = columns
      .filter(({ name }) => nameFits(name, role) >= 0.9)
      .map(({ name, profile }) => `${name} ("${profile.texts[0] ?? ''}")`)
    const why: Saying =
      called.length > 0
        ? { code: 'HISTORY_COLUMNS_UNLIKE', values: { columns: called.join(', ') } }
        : { code: 'HISTORY_COLUMNS_ARE', values: { columns: columns.map(({ name }) => name).join(', ') } }
    findings.push({ code, values: { why }, stops: true })
  }
  if (roles.customer === undefined) missing('HISTORY_CUSTOMER_COLUMN_MISSING', 'customer')
  if (dayColumn({ roles }) === undefined) missing('HISTORY_DATE_COLUMN_MISSING', 'date')
  const computed = roles.quantity !== undefined && roles['unit-price'] !== undefined
  if (roles.amount === undefined && !computed) missing('HISTORY_AMOUNT_COLUMN_MISSING', 'amount')
  return findings
}

/** Says which of two columns was taken where both tell the customers apart alike. */
function twins(
  roles: Mapping['roles'],
  columns: readonly NamedColumn[],
  guesses: readonly ColumnGuess[],
): readonly Finding[] {
  const place = roles.customer
  const chosen = place === undefined ? undefined : columns[place]
  if (chosen === undefined) return []
  const twin = columns.find(
    (other, at) => guesses[at]?.role === null && tellApartAlike(chosen.profile, other.profile),
  )
  if (twin === undefined) return []
  const values = { chosen: chosen.name, twin: twin.name }
  return [{ code: 'HISTORY_CUSTOMER_CHOSEN', values, stops: false }]
}

function tellApartAlike(a: ColumnProfile, b: ColumnProfile): boolean {
  if (a.texts.length !== b.texts.length || a.distinct !== b.distinct) return false
  if (a.distinct < 2 || a.distinct === a.texts.length) return false
  return new Set(a.texts.map((text, row) => `${text}\u001f${b.texts[row]}`)).size === a.distinct
}

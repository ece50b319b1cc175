/** How often contracts come up for renewal: as said, as a column has it, or guessed from the days on which they ended. */
import { isMissing } from '../reading/column-profile.ts'
import { dayIn } from '../reading/date-format.ts'
import type { Mapping, MappingOverrides, NumberFormat } from '../reading/mapping.ts'
import { parseNumber } from '../reading/number-format.ts'
import type { Finding } from '../reading/finding.ts'
import { guessPeriod, periodOf, type EndedContract, type RenewalPeriod } from '../renewal-period.ts'

interface Given {
  readonly roles: Mapping['roles']
  readonly rows: readonly (readonly (string | null)[])[]
  readonly dateFormat: string
  readonly numbers: NumberFormat
  readonly overrides: MappingOverrides
  readonly earlier: Mapping | undefined
}

/** The period, or what is to be said where there is none. */
export function meaningOfPeriod(given: Given): {
  readonly period?: RenewalPeriod | undefined
  readonly findings: readonly Finding[]
} {
  const { roles, overrides, earlier } = given
  if (overrides.period !== undefined) return { period: overrides.period, findings: [] }
  if (roles.period !== undefined) return periodOfColumn(given, roles.period)
  if (earlier?.period !== undefined) return { period: earlier.period, findings: [] }
  const ended = endedContracts(given)
  const guess = guessPeriod(ended)
  if (guess === undefined) {
    const why = { code: ended.length === 0 ? 'HISTORY_CONTRACTS_NONE_ENDED' : 'HISTORY_ENDS_OUT_OF_STEP' }
    return { findings: [{ code: 'HISTORY_PERIOD_UNCLEAR', values: { why }, stops: true }] }
  }
  const { period, count, of } = guess
  const values = { period: saidOf[period], count: of, fitting: count }
  return { period, findings: [{ code: 'HISTORY_PERIOD_GUESSED', values, stops: false }] }
}

/** Contracts of one period make a business: a month and a year are not renewed alike. */
function periodOfColumn({ rows }: Given, place: number): ReturnType<typeof meaningOfPeriod> {
  const found = rows.flatMap((row) => periodOf(row[place] ?? '') ?? [])
  const [period] = found
  const other = found.find((one) => one !== period)
  if (period === undefined) {
    const text = rows.map((row) => row[place] ?? '').find((one) => !isMissing(one)) ?? ''
    const why = { code: 'HISTORY_PERIODS_UNREADABLE', values: { text } }
    return { findings: [{ code: 'HISTORY_PERIOD_UNCLEAR', values: { why }, stops: true }] }
  }
  if (other === undefined) return { period, findings: [] }
  const values = { period: saidOf[period], other: saidOf[other] }
  return { findings: [{ code: 'HISTORY_PERIODS_MIXED', values, stops: true }] }
}

/** Names of the periods as sentences of the language file. */
export const saidOf = {
  month: { code: 'HISTORY_EVERY_MONTH' },
  quarter: { code: 'HISTORY_EVERY_QUARTER' },
  year: { code: 'HISTORY_EVERY_YEAR' },
} as const satisfies Record<RenewalPeriod, { readonly code: string }>

function endedContracts({ roles, rows, dateFormat, numbers }: Given): readonly EndedContract[] {
  const textOf = (row: Given['rows'][number], role: 'contract-start' | 'contract-end' | 'renewals') => {
    const place = roles[role]
    return place === undefined ? '' : (row[place] ?? '')
  }
  return rows.flatMap((row) => {
    const start = dayIn(textOf(row, 'contract-start'), dateFormat)
    const end = dayIn(textOf(row, 'contract-end'), dateFormat)
    if (start === undefined || end === undefined || end < start || end >= neverEnds) return []
    const written = textOf(row, 'renewals')
    return [{ start, end, renewals: isMissing(written) ? undefined : parseNumber(written, numbers) }]
  })
}

/** A day that says: without end. */
const neverEnds = '2100-01-01'

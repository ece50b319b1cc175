/** How often contracts come up for renewal: as said, as a column has it, or guessed from ends, and from renewals where rows are events. */
import { isMissing } from '../reading/column-profile.ts'
import { dayIn } from '../reading/date-format.ts'
import { isEventLog, type Mapping, type MappingOverrides, type NumberFormat } from '../reading/mapping.ts'
import { parseNumber } from '../reading/number-format.ts'
import type { Finding } from '../reading/finding.ts'
import type { NoticeCode } from '../history-notices.ts'
import {
  guessPeriod,
  periodOf,
  type EndedContract,
  type PeriodGuess,
  type RenewalPeriod,
} from '../renewal-period.ts'
import { guessPeriodOfGaps, sampledContracts } from './event-gaps.ts'

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
  return isEventLog(given)
    ? periodOfEvents(given)
    : periodOfEnds(endedContracts(given), 'HISTORY_CONTRACTS_NONE_ENDED')
}

/** Contracts that were renewed tell their pace better than those that have ended. */
function periodOfEvents(given: Given): ReturnType<typeof meaningOfPeriod> {
  const { gaps, ended } = sampledContracts(given)
  if (gaps.length === 0) return periodOfEnds(ended, 'HISTORY_CONTRACTS_NONE_RENEWED')
  const guess = guessPeriodOfGaps(gaps)
  return guess === undefined
    ? unclear('HISTORY_EVENTS_OUT_OF_STEP')
    : guessed(guess, 'HISTORY_PERIOD_OF_EVENTS')
}

function periodOfEnds(
  ended: readonly EndedContract[],
  none: 'HISTORY_CONTRACTS_NONE_ENDED' | 'HISTORY_CONTRACTS_NONE_RENEWED',
): ReturnType<typeof meaningOfPeriod> {
  const guess = guessPeriod(ended)
  if (guess === undefined) return unclear(ended.length === 0 ? none : 'HISTORY_ENDS_OUT_OF_STEP')
  return guessed(guess, 'HISTORY_PERIOD_GUESSED')
}

function unclear(code: NoticeCode): ReturnType<typeof meaningOfPeriod> {
  return { findings: [{ code: 'HISTORY_PERIOD_UNCLEAR', values: { why: { code } }, stops: true }] }
}

function guessed({ period, count, of }: PeriodGuess, code: NoticeCode): ReturnType<typeof meaningOfPeriod> {
  const values = { period: saidOf[period], count: of, fitting: count }
  return { period, findings: [{ code, values, stops: false }] }
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

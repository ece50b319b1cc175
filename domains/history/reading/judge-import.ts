/** Whether what was read of a file may become history, and what is to be said of it. */
import { historyError } from '../history.errors.ts'
import { notice, type Notice, type NoticeCode } from '../history-notices.ts'
import type { LogOfPeriod } from '../log-kind.ts'
import type { Tally } from './stage-lines.query.ts'
import { isUnreadable, lineKinds, rejectReasons, type RejectReason } from './row-fates.ts'

export interface CountedRows {
  readonly rowsRead: number
  readonly rowsAccepted: number
  readonly rowsRefused: number
  readonly refused: Readonly<Partial<Record<RejectReason, number>>>
  readonly purchaseLines: number
  readonly refundLines: number
  readonly giveawayLines: number
  readonly spend: number
}

export function countRows(tallies: readonly Tally[]): CountedRows {
  const accepted = tallies.filter(({ reason }) => reason === null)
  const refused: Partial<Record<RejectReason, number>> = {}
  for (const { reason, rows } of tallies) if (reason !== null) refused[reason] = (refused[reason] ?? 0) + rows
  const rowsOf = (some: readonly Tally[]) => some.reduce((sum, { rows }) => sum + rows, 0)
  const linesOf = (kind: number) => rowsOf(accepted.filter((tally) => tally.kind === kind))
  return {
    rowsRead: rowsOf(tallies),
    rowsAccepted: rowsOf(accepted),
    rowsRefused: rowsOf(tallies) - rowsOf(accepted),
    refused,
    purchaseLines: linesOf(lineKinds.purchase),
    refundLines: linesOf(lineKinds.refund),
    giveawayLines: linesOf(lineKinds.giveaway),
    spend: Number(accepted.reduce((sum, { amount }) => sum + amount, 0).toFixed(4)),
  }
}

/** A refused row, to be named in an error. */
export interface RefusedExample {
  readonly row: number
  readonly column: string | null
  readonly value: string | null
  readonly reason: RejectReason | null
}

/** A file in which more than a fifth of the rows cannot be read is wrongly described or broken. */
const unreadableShare = 0.2

/** @throws HISTORY_DATES_MIXED, HISTORY_ROWS_UNREADABLE, HISTORY_ROWS_NONE */
export function refuseUnreadable(
  counted: CountedRows,
  examples: readonly RefusedExample[],
  dateFormat: string,
): void {
  const { rowsRead, refused, rowsAccepted } = counted
  const reasons = (Object.keys(refused) as RejectReason[]).filter(isUnreadable)
  const unreadable = reasons.reduce((sum, reason) => sum + (refused[reason] ?? 0), 0)
  const named = examples.filter(({ reason }) => reason !== null && isUnreadable(reason)).slice(0, 3)
  const [one] = named
  const count = rowsRead
  const first = { row: one?.row ?? 0, value: one?.value ?? '' }
  const details = { rows: named, refused, unreadable, count, format: dateFormat, ...first }
  const places = named.map(placeOf).join('; ')
  if (unreadable > rowsRead * unreadableShare && unreadable >= 3) {
    const share = `${unreadable.toLocaleString('en')} of ${rowsRead.toLocaleString('en')} rows cannot be read`
    const dates = refused['date-unreadable'] ?? 0
    if (dates > unreadable / 2) {
      const message = `Dates are written as ${dateFormat} and in other ways too; ${share}: ${places}.`
      throw historyError('HISTORY_DATES_MIXED', message, details)
    }
    throw historyError('HISTORY_ROWS_UNREADABLE', `${share}: ${places}.`, details)
  }
  if (rowsAccepted > 0) return
  const some = examples.slice(0, 3)
  const message = `None of ${rowsRead.toLocaleString('en')} rows can be used: ${some.map(placeOf).join('; ')}.`
  throw historyError('HISTORY_ROWS_NONE', message, { rows: some, refused, count, row: some[0]?.row ?? 0 })
}

function placeOf({ row, column, value, reason }: RefusedExample): string {
  const said = reason === null ? '' : rejectReasons[reason].replace(/\.$/, '')
  const shown = value === null ? '' : ` ("${value}")`
  return `row ${row}${column === null ? '' : `, column ${column}`}${shown}: ${said}`
}

interface CurrencyCount {
  readonly currency: string
  readonly rows: number
}

/**
 * The currency of a file.
 *
 * @throws HISTORY_CURRENCIES_MIXED, HISTORY_CURRENCY_ABSENT, HISTORY_CURRENCY_DIFFERS
 */
export function settleCurrency(
  found: readonly CurrencyCount[],
  chosen: string | undefined,
  ofHistory: string | null,
): string | null {
  const list = found.map(({ currency, rows }) => `${currency} (${rows.toLocaleString('en')} rows)`).join(', ')
  if (chosen === undefined && found.length > 1) {
    throw historyError('HISTORY_CURRENCIES_MIXED', `The file has several currencies: ${list}.`, {
      currencies: found,
      list: found.map(({ currency }) => currency).join(', '),
    })
  }
  const currency = chosen ?? found[0]?.currency ?? null
  if (currency !== null && ofHistory !== null && currency !== ofHistory) {
    const message = `The file is in ${currency}, the business in ${ofHistory}.`
    throw historyError('HISTORY_CURRENCY_DIFFERS', message, { currency, ofHistory })
  }
  return currency
}

/**
 * A business has purchases, or contracts of one period: nothing else can be valued together.
 *
 * @throws HISTORY_LOGS_MIXED, HISTORY_PERIOD_DIFFERS
 */
export function refuseOtherLog(found: LogOfPeriod, standing: LogOfPeriod | undefined): void {
  if (standing === undefined) return
  if (found.log !== standing.log) {
    const message = `The file is a log of ${found.log}, the business has ${standing.log}.`
    throw historyError('HISTORY_LOGS_MIXED', message, { log: found.log, standing: standing.log })
  }
  if (found.period !== standing.period) {
    const message = `The contracts of the file are renewed every ${found.period}, those of the business every ${standing.period}.`
    const values = { period: found.period ?? '', standing: standing.period ?? '' }
    throw historyError('HISTORY_PERIOD_DIFFERS', message, values)
  }
}

/** What is to be said of the rows that were refused or doubled. */
export function noticesOfRows(
  { refused, rowsRead, spend }: CountedRows,
  duplicates: { readonly rows: number; readonly dropped: boolean },
): readonly Notice[] {
  const notices: Notice[] = []
  const ofRows = (code: NoticeCode, rows: number) => {
    if (rows > 0) notices.push(notice(code, { rows, count: rowsRead }))
  }
  ofRows('HISTORY_CUSTOMERS_MISSING', refused['customer-missing'] ?? 0)
  ofRows('HISTORY_DATES_FUTURE', refused['date-future'] ?? 0)
  ofRows('HISTORY_PERIODS_OTHER', refused['period-other'] ?? 0)
  ofRows('HISTORY_DATES_EARLY', refused['date-early'] ?? 0)
  const others = (Object.keys(refused) as RejectReason[])
    .filter((reason) => isUnreadable(reason) && reason !== 'date-early')
    .reduce((sum, reason) => sum + (refused[reason] ?? 0), 0)
  ofRows('HISTORY_ROWS_REFUSED', others)
  if (!duplicates.dropped) ofRows('HISTORY_DUPLICATES_KEPT', duplicates.rows)
  if (spend < 0) notices.push(notice('HISTORY_TOTAL_NEGATIVE', { spend }))
  return notices
}

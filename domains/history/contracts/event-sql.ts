/** SQL of what a row has where it is an event of a contract: which one, of which contract, and its period. */
import type { ColumnRole } from '../reading/mapping.ts'
import type { Check, Reading } from '../reading/reading.ts'
import { missingSql, quoted, trimmedSql } from '../reading/value-sql.ts'
import { periodChecks, periodColumnsSql, type SqlColumns } from './contract-sql.ts'
import { eventKinds, eventNumber, eventWords, wordPatterns, type EventKind } from './event-words.ts'

/**
 * `read` are columns beside the texts of a row: event_text, event (the number of its kind, NULL where it is none),
 * contract, and months where the file has them. `kept` are those of `staged`.
 */
export function eventColumnsSql(reading: Reading, source: (role: ColumnRole) => string): SqlColumns {
  const { roles } = reading.mapping
  const period = periodColumnsSql(reading, source)
  const contract = roles.contract === undefined ? `''` : `coalesce(${trimmedSql(source('contract'))}, '')`
  return {
    read: `, ${source('event')} AS event_text, ${eventSql(source('event'))} AS event, ${contract} AS contract ${period.read}`,
    kept: `, event_text, event, contract ${period.kept}`,
  }
}

/** Whether a row is an event of that kind. */
export function isEventSql(kind: EventKind): string {
  return `event = ${eventNumber(kind)}`
}

/** The kind of an event that a text names; the dear way is gone only where the plain word is not known. */
function eventSql(text: string): string {
  const plain = `trim(regexp_replace(lower(${text}), ${quoted(wordPatterns.between)}, ' ', 'g'))`
  const bare = `trim(regexp_replace(' ' || ${plain} || ' ', ${quoted(wordPatterns.beside)}, ' ', 'g'))`
  return `coalesce(${kindSql(`lower(${text})`)}, ${kindSql(plain)}, ${kindSql(bare)})`
}

function kindSql(word: string): string {
  const cases = eventKinds.map(
    (kind) => `WHEN (${word}) IN (${eventWords[kind].map(quoted).join(', ')}) THEN ${eventNumber(kind)}`,
  )
  return `CASE ${cases.join(' ')} END::UTINYINT`
}

/** What can be wrong with an event by itself; what is wrong with its place among others is told later. */
export function eventChecks(reading: Reading): readonly Check[] {
  const { roles } = reading.mapping
  const checks: Check[] = [
    [
      `is_refund AND NOT ${isEventSql('end')}`,
      'amount-negative',
      roles.amount === undefined ? '"unit-price_text"' : 'amount_text',
    ],
  ]
  // The period of a contract is that of its start.
  const silent = `NOT ${isEventSql('start')} AND ${missingSql('trim(period_text)')}`
  return [
    ...checks,
    ...periodChecks(reading).map(([holds, reason, text]): Check => [
      `${holds} AND NOT (${silent})`,
      reason,
      text,
    ]),
  ]
}

/** The one statement that reads a file: each row becomes a line with its facts, or with the reason why it is refused. */
import { isDayFormat } from './date-format.ts'
import { refundWords } from './content-fits.ts'
import { contractChecks, contractColumnsSql, type SqlColumns } from '../contracts/contract-sql.ts'
import { eventChecks, eventColumnsSql, isEventSql } from '../contracts/event-sql.ts'
import {
  dayColumn,
  isEventLog,
  isRenewalLog,
  type ColumnRole,
  type Dialect,
  type Mapping,
} from './mapping.ts'
import type { Check, Reading } from './reading.ts'
import { firstRefusal, lineKinds, refusal, type RejectReason } from './row-fates.ts'
import { longestLineBytes } from './take-in-source.source.ts'
import {
  currencySql,
  customerSql,
  daySql,
  missingSql,
  momentSql,
  numberSql,
  quoted,
  signSql,
  trimmedSql,
} from './value-sql.ts'

/**
 * Rows of `$path` as columns c1, c2, … Names never enter the statement. Rows that do not fall into the columns go to
 * the engine's list of errors instead.
 */
export function sourceSql(dialect: Dialect, columns: readonly string[]): string {
  const names = columns.map((_, place) => `c${place + 1}`)
  if (dialect.kind === 'parquet') return `read_parquet($path) AS source(${names.join(', ')})`
  const delimiter = dialect.delimiter === 'spaces' ? ',' : dialect.delimiter
  return `read_csv($path, auto_detect = false, header = ${dialect.header}, delim = ${quoted(delimiter)},
    quote = '"', escape = '"', columns = {${names.map((name) => `${name}: 'VARCHAR'`).join(', ')}},
    store_rejects = true, max_line_size = ${longestLineBytes + 2 ** 16})`
}

/** A path that the engine takes as it stands, not as a pattern. */
export function plainPath(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]')
}

/** Facts that a line has only where the file tells them. */
export type OptionalFact =
  | 'moment'
  | 'quantity'
  | 'order'
  | 'product'
  | 'channel'
  | 'country'
  | 'family'
  | 'currency'
  | 'margin'

/** The optional facts of a file; a moment is one where it is more than the day. */
export function optionalFacts(reading: Reading): readonly OptionalFact[] {
  const { roles, dateFormat } = reading.mapping
  const named = (['quantity', 'order', 'product', 'channel', 'country', 'family', 'margin'] as const).filter(
    (role) => roles[role] !== undefined || (role === 'margin' && roles['unit-cost'] !== undefined),
  )
  // A payment falls on a day: the time at which a contract was signed says nothing of its renewals.
  const hasMoment = !isRenewalLog(reading.mapping) && (reading.timeZone !== 'UTC' || !isDayFormat(dateFormat))
  return [
    ...named,
    ...(hasMoment ? ['moment' as const] : []),
    ...(currencyOfRow(reading) === undefined ? [] : ['currency' as const]),
  ]
}

/**
 * Makes the temporary table `staged`, rows in the order of the file: line_hash, customer, day, amount (refunds below
 * zero), fate, the text that was refused, and the optional facts. Parameters: `$path`, `$latest` (the last day that is
 * not in the future).
 */
export function stageSql(reading: Reading): string {
  const { mapping, timeZone } = reading
  const source = (role: ColumnRole) => columnSql(mapping.roles[role], reading)
  const dateText = columnSql(dayColumn(mapping), reading)
  const contract = columnsOfLog(reading, source)
  const number = (role: ColumnRole) => numberSql(source(role), mapping.numbers)
  const has = (role: ColumnRole) => mapping.roles[role] !== undefined
  const facts = optionalFacts(reading)
  const numbers = (['amount', 'quantity', 'unit-price', 'margin', 'unit-cost'] as const).filter(has)
  const texts = (['order', 'product', 'channel', 'country', 'family'] as const).filter(has)
  const byCost = has('unit-cost') && !has('margin')
  const signed = (fact: string) => `(CASE WHEN is_refund THEN -abs(${fact}) ELSE ${fact} END)::DECIMAL(18,4)`
  return `
    CREATE TEMP TABLE staged AS
    SELECT line_hash, customer, day, ${signed('given')} AS amount, fate, ${refusedTextSql(reading)} AS value
           ${contract.kept}
           ${facts.map((fact) => `, ${fact === 'margin' ? (byCost ? leftSql : signed('margin')) : `"${fact}"`} AS "${fact}"`).join('')}
      FROM (SELECT *, ${fateSql(reading)} AS fate
      FROM (SELECT *, coalesce(${refundSql(mapping)}, FALSE) AS is_refund
                   ${byCost ? `, ${costSql(has('quantity'))} AS cost` : ''}
      FROM (SELECT *, ${daySql('moment', timeZone)} AS day,
                   ${has('amount') ? 'amount' : 'TRY_CAST(quantity * "unit-price" AS DECIMAL(18,4))'} AS given
      FROM (SELECT hash(${mapping.columns.map((_, place) => `c${place + 1}`).join(', ')}) AS line_hash,
                   ${customerSql(trimmedSql(source('customer')), mapping.customersWithPointZero)} AS customer,
                   ${dateText} AS date_text, ${momentSql(dateText, mapping.dateFormat, timeZone)} AS moment
                   ${contract.read}
                   ${numbers.map((role) => `, ${source(role)} AS "${role}_text", ${number(role)} AS "${role}"`).join('')}
                   ${texts.map((role) => `, nullif(${trimmedSql(source(role))}, '') AS "${role}"`).join('')}
                   ${has('refund') ? `, ${source('refund')} AS refund_text` : ''}
                   , ${currencyOfRow(reading) ?? 'NULL'} AS currency
              FROM ${sourceSql(reading.dialect, mapping.columns)}))))`
}

/** What rows have beside a purchase's columns where they are contracts or their events. */
function columnsOfLog(reading: Reading, source: (role: ColumnRole) => string): SqlColumns {
  if (isEventLog(reading.mapping)) return eventColumnsSql(reading, source)
  return isRenewalLog(reading.mapping) ? contractColumnsSql(reading, source) : { read: '', kept: '' }
}

/** What is left of an amount after its cost; of a refund, what is lost again. */
const leftSql = `((CASE WHEN is_refund THEN -1 ELSE 1 END) * TRY_CAST(abs(given) - cost AS DECIMAL(18,4)))::DECIMAL(18,4)`

/** The cost of a line; where no quantity is told, of one piece. */
function costSql(hasQuantity: boolean): string {
  return `${hasQuantity ? 'abs(coalesce(quantity, 1))' : '1'} * "unit-cost"`
}

export function columnSql(place: number | undefined, { dialect }: Pick<Reading, 'dialect'>): string {
  if (place === undefined) return 'NULL'
  return dialect.kind === 'parquet' ? `CAST(c${place + 1} AS VARCHAR)` : `c${place + 1}`
}

/** A contract is never a refund, whatever a column says of its cancellation; below nothing it cannot cost. */
function refundSql(mapping: Mapping): string {
  const { roles, cancelledOrders } = mapping
  if (isRenewalLog(mapping)) return 'given < 0'
  const marks = [
    'given < 0',
    ...(roles.quantity === undefined ? [] : ['quantity < 0']),
    ...(roles.order !== undefined && cancelledOrders ? [`regexp_matches("order", '^C\\d')`] : []),
    ...(roles.refund === undefined
      ? []
      : [`lower(trim(refund_text)) IN (${refundWords.map(quoted).join(', ')})`]),
  ]
  return marks.join(' OR ')
}

/** The currency of a row, from its column or from the sign beside an amount; undefined where the file tells none. */
function currencyOfRow(reading: Reading): string | undefined {
  const { roles, numbers } = reading.mapping
  if (roles.currency !== undefined) return currencySql(`trim(${columnSql(roles.currency, reading)})`)
  return numbers.decorated ? signSql(columnSql(roles.amount ?? roles['unit-price'], reading)) : undefined
}

/** What can be wrong with a row, first things first. Texts are looked at only where no value came of them. */
function checksOf(reading: Reading): readonly Check[] {
  const { mapping, currency } = reading
  const { roles } = mapping
  const unreadable = (role: 'quantity' | 'margin' | 'unit-cost') =>
    `"${role}" IS NULL AND NOT ${missingSql(`trim("${role}_text")`)}`
  const isEvent = isEventLog(mapping)
  // An end may be known before it comes, and nothing is paid at it.
  const notEnding = isEvent ? ` AND NOT coalesce(${isEventSql('end')}, FALSE)` : ''
  const checks: Check[] = [
    ['day IS NULL', 'date-unreadable', 'date_text'],
    [`day < DATE '1971-01-01'`, 'date-early', 'date_text'],
    [`day > $latest::DATE${notEnding}`, 'date-future', 'date_text'],
  ]
  if (isEvent) checks.push(['event IS NULL', 'event-unreadable', 'event_text'])
  if (roles.amount === undefined) {
    checks.push([`quantity IS NULL${notEnding}`, 'quantity-unreadable', 'quantity_text'])
    checks.push([`"unit-price" IS NULL${notEnding}`, 'price-unreadable', '"unit-price_text"'])
    checks.push([`given IS NULL${notEnding}`, 'amount-large', `quantity_text || ' × ' || "unit-price_text"`])
  } else {
    checks.push([`amount IS NULL${notEnding}`, 'amount-unreadable', 'amount_text'])
    if (roles.quantity !== undefined)
      checks.push([unreadable('quantity'), 'quantity-unreadable', 'quantity_text'])
  }
  if (roles.margin !== undefined) checks.push([unreadable('margin'), 'margin-unreadable', 'margin_text'])
  else if (roles['unit-cost'] !== undefined)
    checks.push([unreadable('unit-cost'), 'margin-unreadable', '"unit-cost_text"'])
  if (currency !== undefined) checks.push([`currency <> ${quoted(currency)}`, 'currency-other', 'currency'])
  if (isEvent) return [...checks, ...eventChecks(reading)]
  return isRenewalLog(mapping) ? [...checks, ...contractChecks(reading)] : checks
}

/**
 * Refused rows of `staged` with row_id, fate and value. Whether a text that could not be read is missing altogether is
 * told only here, for it would cost as much as reading the text if it were asked of every row.
 */
export const refusedRows = `(
  SELECT rowid AS row_id, value,
         CASE WHEN ${missingSql('trim(value)')} THEN CASE fate
           ${(['date', 'event', 'amount', 'quantity', 'price'] as const)
             .map((what) => `WHEN ${refusal(`${what}-unreadable`)} THEN ${refusal(`${what}-missing`)}`)
             .join(' ')} ELSE fate END ELSE fate END AS fate
    FROM staged WHERE fate >= ${firstRefusal})`

/** Only a price that was multiplied can be zero because nothing was charged; a given zero may be a coupon's work. */
function fateSql(reading: Reading): string {
  const checks = checksOf(reading).map(([holds, reason]) => `WHEN ${holds} THEN ${refusal(reason)}`)
  const { roles } = reading.mapping
  const isMultiplied = roles.amount === undefined && !isRenewalLog(reading.mapping)
  const giveaway = isMultiplied ? `WHEN given = 0 THEN ${lineKinds.giveaway}` : ''
  const ending = isEventLog(reading.mapping) ? `WHEN ${isEventSql('end')} THEN ${lineKinds.ending}` : ''
  return `(CASE WHEN ${missingSql('customer')} THEN ${refusal('customer-missing')}
    ${checks.join('\n')} ${ending} WHEN is_refund THEN ${lineKinds.refund} ${giveaway} ELSE ${lineKinds.purchase} END)::UTINYINT`
}

function refusedTextSql(reading: Reading): string {
  const shown = checksOf(reading).map(([, reason, text]) => `WHEN ${refusal(reason)} THEN ${text}`)
  return `CASE fate ${shown.join('\n')} END`
}

/** The column that a reason speaks of. */
export function columnOfReason(reason: RejectReason, mapping: Mapping): string | null {
  const { roles, columns } = mapping
  const subjects: Readonly<Record<string, ColumnRole>> = {
    customer: 'customer',
    date: 'date',
    amount: 'amount',
    quantity: 'quantity',
    price: 'unit-price',
    margin: 'margin',
    currency: 'currency',
    end: 'contract-end',
    renewals: 'renewals',
    period: 'period',
    event: 'event',
  }
  const subject = subjects[reason.split('-')[0] ?? '']
  // The renewals of a log of events are its rows.
  const role = subject === 'renewals' && isEventLog(mapping) ? 'event' : subject
  const costs = role === 'margin' ? roles['unit-cost'] : undefined
  const start = role === 'date' ? dayColumn(mapping) : undefined
  const place = role === undefined ? undefined : (start ?? roles[role] ?? costs)
  return place === undefined ? null : (columns[place] ?? null)
}

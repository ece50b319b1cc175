/** Costs as people write them: rows of a small file or a form, checked before any is kept. */
import { splitRows } from '#history/split-rows.ts'
import { parseDay } from '#kernel/time.ts'
import { acquisitionError, type Cost, type CostPurpose } from '../acquisition.contract.ts'

/** Costs that belong together, in one currency. */
export interface GivenCosts {
  readonly costs: readonly Cost[]
  /** Null where none was named. */
  readonly currency: string | null
}

/** A row as it was written; absent where the file has no such column. */
interface WrittenCost {
  /** Row of the file, the header being 1; place in a form, from 1. */
  readonly row: number
  readonly month: string
  readonly channel: string
  readonly amount: string
  readonly purpose: string
  readonly currency: string
}

/** Costs that no channel bears alone. */
export const allChannels = 'all'

/** A file of costs has a row a month and channel. */
export const mostRows = 5000
export const mostBytes = 1_000_000

const columnWords: Readonly<Record<Exclude<keyof WrittenCost, 'row'>, readonly string[]>> = {
  month: ['month', 'date', 'day', 'period'],
  channel: ['channel', 'source', 'medium'],
  amount: ['cost', 'costs', 'amount', 'spend', 'budget'],
  purpose: ['purpose', 'kind', 'for'],
  currency: ['currency'],
}

const purposeWords: Readonly<Record<string, CostPurpose>> = {
  '': 'winning',
  winning: 'winning',
  acquisition: 'winning',
  keeping: 'keeping',
  retention: 'keeping',
}

/**
 * Reads a CSV with a header; columns stand apart by commas, semicolons or tabs.
 *
 * @throws ACQUISITION_FILE_TOO_LARGE, ACQUISITION_FILE_UNREADABLE, and as `checkedCosts`
 */
export function costsOfFile(text: string): GivenCosts {
  const header = text.split(/\r\n|\n|\r/, 1)[0] ?? ''
  const delimiter = [';', '\t', ','].find((one) => header.includes(one)) ?? ','
  const rows = splitRows(text, delimiter, { complete: true, limit: mostRows + 2 })
  if (rows.length > mostRows + 1) {
    throw acquisitionError('ACQUISITION_FILE_TOO_LARGE', `The file has more than ${mostRows} rows of costs.`)
  }
  const names = (rows[0] ?? []).map((name) => name.trim().toLowerCase())
  const placeOf = (column: keyof typeof columnWords) =>
    names.findIndex((name) => columnWords[column].includes(name))
  for (const column of ['month', 'channel', 'amount'] as const) {
    if (placeOf(column) >= 0) continue
    const wanted = column === 'amount' ? 'cost' : column
    throw acquisitionError(
      'ACQUISITION_FILE_UNREADABLE',
      `The file has no column ${wanted}: its header is ${shown(header)}.`,
    )
  }
  const written = rows.slice(1).map((fields, place): WrittenCost => {
    const field = (column: keyof typeof columnWords) => (fields[placeOf(column)] ?? '').trim()
    return {
      row: place + 2,
      month: field('month'),
      channel: field('channel'),
      amount: field('amount'),
      purpose: field('purpose'),
      currency: field('currency'),
    }
  })
  return checkedCosts(written)
}

/** Costs of a form. @throws as `checkedCosts` */
export function costsOfForm(costs: readonly Cost[], currency: string | null): GivenCosts {
  return checkedCosts(
    costs.map(({ month, channel, amount, purpose }, place) => ({
      row: place + 1,
      month,
      channel: channel.trim(),
      amount: String(amount),
      purpose,
      currency: currency ?? '',
    })),
  )
}

/**
 * All rows or none: the first reason in order of precedence, with every row that has it.
 *
 * @throws ACQUISITION_COSTS_NONE, ACQUISITION_MONTH_INVALID, ACQUISITION_CHANNEL_MISSING, ACQUISITION_COST_INVALID,
 * ACQUISITION_COST_NEGATIVE, ACQUISITION_PURPOSE_UNKNOWN, ACQUISITION_CURRENCIES_MIXED
 */
function checkedCosts(written: readonly WrittenCost[]): GivenCosts {
  if (written.length === 0) throw acquisitionError('ACQUISITION_COSTS_NONE', 'There is no row of costs.')
  refuseRows(
    'ACQUISITION_MONTH_INVALID',
    written.filter(({ month }) => monthOfText(month) === null),
    'month',
  )
  refuseRows(
    'ACQUISITION_CHANNEL_MISSING',
    written.filter(({ channel }) => channel === ''),
    'channel',
  )
  refuseRows(
    'ACQUISITION_COST_INVALID',
    written.filter(({ amount }) => !plain.test(amount)),
    'amount',
  )
  refuseRows(
    'ACQUISITION_COST_NEGATIVE',
    written.filter(({ amount }) => Number(amount) < 0),
    'amount',
  )
  const unknown = written.filter(({ purpose }) => !(purpose.toLowerCase() in purposeWords))
  refuseRows('ACQUISITION_PURPOSE_UNKNOWN', unknown, 'purpose')
  const currencies = [
    ...new Set(written.map(({ currency }) => currency.toUpperCase()).filter((one) => one !== '')),
  ]
  if (currencies.length > 1) {
    throw acquisitionError(
      'ACQUISITION_CURRENCIES_MIXED',
      `The costs are in ${currencies.toSorted().join(' and ')}.`,
    )
  }
  const costs = written.map(({ month, channel, amount, purpose }) => ({
    month: monthOfText(month) ?? '',
    channel: channel.toLowerCase() === allChannels ? allChannels : channel,
    amount: Number(amount),
    purpose: purposeWords[purpose.toLowerCase()] ?? 'winning',
  }))
  return { costs, currency: currencies[0] ?? null }
}

/** Up to fourteen digits and four decimals fit a DECIMAL(18,4). */
const plain = /^-?\d{1,14}(\.\d{1,4})?$/

const fieldWords = { month: 'month', channel: 'channel', amount: 'cost', purpose: 'purpose' } as const

function refuseRows(
  code:
    | 'ACQUISITION_MONTH_INVALID'
    | 'ACQUISITION_CHANNEL_MISSING'
    | 'ACQUISITION_COST_INVALID'
    | 'ACQUISITION_COST_NEGATIVE'
    | 'ACQUISITION_PURPOSE_UNKNOWN',
  rows: readonly WrittenCost[],
  field: keyof typeof fieldWords,
): void {
  const [first] = rows
  if (first === undefined) return
  const more = rows.length > 1 ? `, and so do ${rows.length - 1} more` : ''
  const message = `Row ${first.row} has ${shown(first[field])} as its ${fieldWords[field]}${more}.`
  throw acquisitionError(code, message, { row: first.row, rows: rows.slice(0, 20).map(({ row }) => row) })
}

function shown(text: string): string {
  return text === '' ? 'nothing' : `"${text.slice(0, 60)}"`
}

/** `2025-03` of itself, or of any day of it. */
function monthOfText(text: string): string | null {
  const day = parseDay(/^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text)
  return day === undefined ? null : day.slice(0, 7)
}

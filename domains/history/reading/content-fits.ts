/** What stands in a column, and how well that fits each role. */
import { eventOf } from '../contracts/event-words.ts'
import type { GuessReason } from '../import-page/guess-reasons.ts'
import { periodOf } from '../renewal-period.ts'
import type { ColumnProfile } from './column-profile.ts'
import type { ColumnRole } from './mapping.ts'
import { isCurrency } from './number-format.ts'

/** How much the content alone, without a telling name, says of a role. */
export const contentAlone: Readonly<Record<ColumnRole, number>> = {
  date: 1,
  amount: 0.8,
  customer: 0.7,
  quantity: 0.6,
  currency: 0.9,
  'unit-price': 0,
  order: 0,
  product: 0,
  channel: 0,
  country: 0,
  family: 0,
  refund: 0,
  margin: 0,
  'unit-cost': 0,
  'contract-start': 0,
  'contract-end': 0,
  renewals: 0,
  period: 0,
  event: 0.5,
  contract: 0,
}

/** Only the name can tell what is not here. */
export const contentReasons: Readonly<Record<ColumnRole, GuessReason>> = {
  date: 'dates',
  amount: 'amounts',
  customer: 'ids',
  quantity: 'quantities',
  currency: 'currencies',
  'unit-price': 'name-part',
  order: 'name-part',
  product: 'name-part',
  channel: 'name-part',
  country: 'name-part',
  family: 'name-part',
  refund: 'name-part',
  margin: 'name-part',
  'unit-cost': 'name-part',
  'contract-start': 'name-part',
  'contract-end': 'name-part',
  renewals: 'name-part',
  period: 'name-part',
  event: 'events',
  contract: 'name-part',
}

/** How well what stands in a column fits a role, 0 to 1; 0 rules it out. */
export const contentFits: Readonly<Record<ColumnRole, (profile: ColumnProfile) => number>> = {
  customer: (profile) =>
    isDate(profile) || profile.fractional > 0.02 || profile.negative > 0
      ? 0
      : idLikeness(profile) * profile.filled,
  date: (profile) => (isDate(profile) ? (profile.dates?.share ?? 0) : 0),
  amount: (profile) => amountLikeness(profile),
  quantity: (profile) => (isNumber(profile) ? (isSmallWhole(profile) ? 1 : 0.4) : 0),
  'unit-price': (profile) => amountLikeness(profile),
  currency: (profile) => (profile.distinct <= 30 && profile.texts.every(isCurrency) ? 1 : 0),
  order: (profile) => (isDate(profile) || profile.fractional > 0 ? 0 : 1),
  product: (profile) => (isDate(profile) || profile.fractional > 0.02 ? 0 : 1),
  channel: (profile) => (isDate(profile) || profile.fractional > 0 ? 0 : 1),
  country: (profile) => (isDate(profile) || profile.fractional > 0 ? 0 : 1),
  family: (profile) => (isDate(profile) || profile.fractional > 0 ? 0 : 1),
  refund: (profile) => (profile.texts.every(isRefundWord) ? 1 : 0),
  margin: (profile) => (isNumber(profile) ? 0.8 : 0),
  'unit-cost': (profile) => (isNumber(profile) && profile.negative === 0 ? 0.8 : 0),
  'contract-start': (profile) => (isDate(profile) ? (profile.dates?.share ?? 0) : 0),
  'contract-end': (profile) => (isDate(profile) ? (profile.dates?.share ?? 0) : 0),
  renewals: (profile) => (isNumber(profile) && !isDate(profile) ? 1 : 0),
  period: (profile) => (profile.texts.every((text) => periodOf(text) !== undefined) ? 1 : 0),
  event: (profile) => eventLikeness(profile),
  contract: (profile) => (isDate(profile) || profile.fractional > 0 ? 0 : 1),
}

/** Words by which a column marks refunds, and those by which it says that a row is none. */
export const refundWords = [
  '1',
  'true',
  't',
  'yes',
  'y',
  'refund',
  'refunded',
  'return',
  'returned',
  'r',
  'cancelled',
  'canceled',
  'storno',
]
const otherWords = new Set(['0', 'false', 'f', 'no', 'n', 'sale', 'sold', 'purchase', 's', 'p'])

function isRefundWord(text: string): boolean {
  const word = text.toLowerCase()
  return refundWords.includes(word) || otherWords.has(word)
}

/**
 * Nearly all texts are events, and some of them are of contracts alone; starts by themselves need a column that is called
 * so, for the first rows of a long log may have nothing else.
 */
function eventLikeness({ texts }: ColumnProfile): number {
  const events = texts.flatMap((text) => eventOf(text) ?? [])
  if (events.length < 0.95 * texts.length || !events.some(({ isTelling }) => isTelling)) return 0
  const kinds = new Set(events.map(({ kind }) => kind))
  return kinds.has('start') && kinds.size > 1 ? 1 : kinds.has('start') ? 0.4 : 0
}

/** Whether most of what stands in a column are days. */
export function isDate({ dates }: ColumnProfile): boolean {
  return dates !== undefined && dates.share >= 0.5
}

function isNumber({ numbers }: ColumnProfile): boolean {
  return numbers !== undefined && numbers.share >= 0.5
}

function isSmallWhole(profile: ColumnProfile): boolean {
  return (
    profile.fractional === 0 &&
    profile.leadingZero === 0 &&
    Math.abs(profile.median) <= 50 &&
    profile.pointZero < 1
  )
}

/** Dates of eight digits and ids of customers are numbers too, but no amounts. */
function amountLikeness(profile: ColumnProfile): number {
  if (!isNumber(profile) || isDate(profile) || profile.leadingZero > 0) return 0
  return profile.fractional > 0 || profile.numbers?.format.decorated === true ? 1 : 0.5
}

/** Ids are filled, come again, and are of one length or begin with zeros more often than quantities are. */
function idLikeness(profile: ColumnProfile): number {
  const comesAgain = profile.distinct < profile.texts.length ? 1 : 0.9
  const returning = profile.distinct === 1 && profile.texts.length > 1 ? 0.8 : comesAgain
  const written = profile.leadingZero > 0 || profile.pointZero === 1 || !isNumber(profile) ? 1 : 0.8
  return (isNumber(profile) && isSmallWhole(profile) ? 0.6 : 1) * returning * written
}

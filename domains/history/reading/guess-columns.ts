/** Which column means what, by its name and by what stands in it. */
import { eventOf } from '../contracts/event-words.ts'
import type { ColumnProfile } from './column-profile.ts'
import { nameFits } from './column-words.ts'
import type { GuessReason } from '../import-page/guess-reasons.ts'
import { columnRoles, type ColumnRole } from './mapping.ts'
import { isCurrency } from './number-format.ts'
import { periodOf } from '../renewal-period.ts'

export interface ColumnGuess {
  readonly role: ColumnRole | null
  /** 0 to 1. */
  readonly confidence: number
  /** Why: sentences of the language file, by their codes. */
  readonly because: readonly GuessReason[]
}

export interface NamedColumn {
  readonly name: string
  readonly profile: ColumnProfile
}

interface Candidate {
  readonly role: ColumnRole
  readonly place: number
  readonly confidence: number
  readonly because: GuessReason
}

type Places = Readonly<Partial<Record<ColumnRole, number>>>

/** What is known before anything is guessed; what is given goes before what an earlier file had. */
export interface KnownRoles {
  readonly given?: Places
  /** Roles that no column has. */
  readonly none?: readonly ColumnRole[]
  readonly earlier?: Places
}

/** A guess for each column, in their order; a role goes to one column, a column has one role. */
export function guessColumns(
  columns: readonly NamedColumn[],
  { given = {}, none = [], earlier = {} }: KnownRoles = {},
): readonly ColumnGuess[] {
  const taken = new Map<number, ColumnGuess>()
  const filled = new Set<ColumnRole>(none)
  const take = ({ role, place, confidence, because }: Candidate) => {
    if (taken.has(place) || filled.has(role)) return
    taken.set(place, { role, confidence, because: [because] })
    filled.add(role)
  }
  const takeAll = (places: Places, because: GuessReason) => {
    for (const [role, place] of Object.entries(places))
      take({ role: role as ColumnRole, place, confidence: 1, because })
  }
  takeAll(given, 'given')
  // Who names a price wants it multiplied.
  if (given['unit-price'] !== undefined && given.amount === undefined) filled.add('amount')
  takeAll(earlier, 'earlier')
  const isEvents = isLogOfEvents(columns, { given, none, earlier })
  const others = isEvents ? rowRoles : eventRoles
  const candidates = columnRoles
    .filter((role) => !others.includes(role))
    .flatMap((role) => columns.flatMap((column, place) => candidateFor(role, column, place)))
  const best = candidates.toSorted((a, b) => b.confidence - a.confidence)
  // What the rows are goes first: a column of events may be called as others are.
  best.filter(({ role }) => role === 'event').forEach(take)
  best.forEach(take)
  const found = columns.map((_, place) => taken.get(place) ?? unused)
  const guesses = isEvents ? settleEvents(found) : settleLog(found, { ...earlier, ...given })
  return given.amount === undefined && given['unit-price'] === undefined ? settleAmount(guesses) : guesses
}

const unused: ColumnGuess = { role: null, confidence: 0, because: ['unneeded'] }

/** Roles that only rows have that are contracts, each with all that became of it. */
const rowRoles: readonly ColumnRole[] = ['contract-start', 'contract-end', 'renewals']

/** Roles that only events of contracts have. */
const eventRoles: readonly ColumnRole[] = ['event', 'contract']

/** Roles that only contracts have. */
const contractRoles: readonly ColumnRole[] = [...rowRoles, 'period', ...eventRoles]

/** Whether each row says that a contract starts, is renewed or ends: as said, as an earlier file did, or by its words. */
function isLogOfEvents(
  columns: readonly NamedColumn[],
  { given = {}, none = [], earlier = {} }: KnownRoles,
): boolean {
  if (none.includes('event')) return false
  if (given.event !== undefined) return true
  if (given['contract-start'] !== undefined) return false
  if (Object.keys(earlier).length > 0) return earlier.event !== undefined
  const named = (role: ColumnRole) =>
    columns.some(({ name, profile }) => isDate(profile) && nameFits(name, role) >= 0.9)
  if (named('contract-start') && named('contract-end') && !named('date')) return false
  const takenElsewhere = new Set(Object.values(given))
  return (
    columns.some(({ profile }) => isDate(profile)) &&
    columns.some(
      (column, place) => !takenElsewhere.has(place) && candidateFor('event', column, place).length > 0,
    )
  )
}

/** What a column is beside an event: a contract of which no customer is told is its own. */
function settleEvents(guesses: readonly ColumnGuess[]): readonly ColumnGuess[] {
  const has = (role: ColumnRole) => guesses.some((guess) => guess.role === role)
  const isNamed = has('customer')
  return guesses.map((guess) => {
    if (guess.role === 'contract' && !isNamed) return { ...guess, role: 'customer' }
    if (guess.role !== null && rowRoles.includes(guess.role)) return unused
    const hasAmount = has('amount') || has('unit-price')
    return guess.role === 'date' ? guess : contractGuess(guess, { hasAmount })
  })
}

/**
 * Rows are contracts where a start and an end are told, unless a column is the date by its own name or because somebody
 * said so; else a start is a date as any other.
 */
function settleLog(guesses: readonly ColumnGuess[], known: Places): readonly ColumnGuess[] {
  const has = (role: ColumnRole) => guesses.some((guess) => guess.role === role)
  const dated = guesses.some(
    ({ role, because }) => role === 'date' && because.some((why) => namedSo.has(why)),
  )
  const told = has('contract-start') && has('contract-end') && !dated
  if (known['contract-start'] !== undefined || told) {
    const hasAmount = has('amount') || has('unit-price')
    return guesses.map((guess) =>
      guess.role !== null && eventRoles.includes(guess.role) ? unused : contractGuess(guess, { hasAmount }),
    )
  }
  const asDate = has('date') ? undefined : contractRoles.find(has)
  return guesses.map((guess) => {
    if (asDate !== undefined && guess.role === asDate && ofDays.has(asDate)) return { ...guess, role: 'date' }
    return guess.role !== null && contractRoles.includes(guess.role) ? unused : guess
  })
}

/** What a column is beside the start and the end of a contract: no other day counts, and small whole numbers may be its fee. */
function contractGuess(guess: ColumnGuess, { hasAmount }: { readonly hasAmount: boolean }): ColumnGuess {
  if (guess.role === 'date' || guess.role === 'refund') return unused
  if (guess.role !== 'quantity' || !guess.because.includes('quantities')) return guess
  return hasAmount ? unused : { ...guess, role: 'amount', because: ['amounts'] }
}

/** Roles of contracts that a column of days may have. */
const ofDays: ReadonlySet<ColumnRole> = new Set(['contract-start', 'contract-end'] as const)

/** Reasons that leave no doubt of what a column is. */
const namedSo: ReadonlySet<GuessReason> = new Set(['given', 'earlier', 'name'] as const)

/** A price without a quantity is an amount; a price beside an amount is not needed. */
function settleAmount(guesses: readonly ColumnGuess[]): readonly ColumnGuess[] {
  const has = (role: ColumnRole) => guesses.some((guess) => guess.role === role)
  return guesses.map((guess) => {
    if (guess.role !== 'unit-price') return guess
    if (has('amount')) return { ...unused, because: ['amount-given'] }
    if (has('quantity')) return guess
    return { ...guess, role: 'amount', because: [...guess.because, 'quantity-none'] }
  })
}

function candidateFor(role: ColumnRole, column: NamedColumn, place: number): readonly Candidate[] {
  if (column.profile.texts.length === 0) return emptyCandidate(role, column.name, place)
  const byContent = contentFits[role](column.profile)
  if (byContent === 0) return []
  const byName = nameFits(column.name, role)
  // Earlier columns win where nothing else tells two apart: keys come first in a log.
  const order = place * 1e-4
  if (byName >= 0.9) {
    return [{ role, place, confidence: 0.6 * byName + 0.39 * byContent - order, because: 'name' }]
  }
  if (byName > 0) {
    return [{ role, place, confidence: 0.3 + 0.3 * byContent - order, because: 'name-part' }]
  }
  const confidence = 0.55 * byContent * contentAlone[role] - order
  return confidence > 0.15 ? [{ role, place, confidence, because: contentReasons[role] }] : []
}

/** Of an empty column only the name can tell. */
function emptyCandidate(role: ColumnRole, name: string, place: number): readonly Candidate[] {
  if (nameFits(name, role) < 0.9) return []
  return [{ role, place, confidence: 0.5, because: 'name-empty' }]
}

/** How much the content alone, without a telling name, says of a role. */
const contentAlone: Readonly<Record<ColumnRole, number>> = {
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
const contentReasons: Readonly<Record<ColumnRole, GuessReason>> = {
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
const contentFits: Readonly<Record<ColumnRole, (profile: ColumnProfile) => number>> = {
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

function isDate({ dates }: ColumnProfile): boolean {
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

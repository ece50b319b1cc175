/** Which column means what, by its name and by what stands in it. */
import type { ColumnProfile } from './column-profile.ts'
import { nameFits } from './column-words.ts'
import { contentAlone, contentFits, contentReasons, isDate } from './content-fits.ts'
import type { GuessReason } from '../import-page/guess-reasons.ts'
import { columnRoles, type ColumnRole } from './mapping.ts'

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

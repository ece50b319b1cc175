/** What becomes of a row of a file: a line of some kind, or nothing, for a reason. */
import english from '../locales/en.json' with { type: 'json' }

/** Kinds of lines, as they are numbered in tables; an ending says that a contract ended, and is paid nothing for. */
export const lineKinds = { purchase: 0, refund: 1, giveaway: 2, ending: 3 } as const

/** Why a row is refused, in the order in which it is looked at: a row has the first reason that holds. */
export const rejectCodes = [
  'columns-missing',
  'columns-extra',
  'quote-misplaced',
  'text-unreadable',
  'customer-missing',
  'date-missing',
  'date-unreadable',
  'date-early',
  'date-future',
  'event-missing',
  'event-unreadable',
  'amount-missing',
  'amount-unreadable',
  'quantity-missing',
  'quantity-unreadable',
  'price-missing',
  'price-unreadable',
  'amount-large',
  'margin-unreadable',
  'currency-other',
  'amount-negative',
  'end-unreadable',
  'end-early',
  'renewals-unreadable',
  'renewals-negative',
  'renewals-unfit',
  'period-unreadable',
  'period-other',
  'event-orphaned',
  'event-late',
  'event-repeated',
  'duplicate',
] as const

export type RejectReason = (typeof rejectCodes)[number]

/** The reasons as English sentences. */
export const rejectReasons = Object.fromEntries(
  rejectCodes.map((code) => [code, english.reject[code]]),
) as Readonly<Record<RejectReason, string>>

/** Fates from here on are refusals. */
export const firstRefusal = 10

/** The fate of a row that is refused. */
export function refusal(reason: RejectReason): number {
  return firstRefusal + rejectCodes.indexOf(reason)
}

/** Why a row of this fate is refused; null where it is accepted. */
export function reasonOf(fate: number): RejectReason | null {
  return rejectCodes[fate - firstRefusal] ?? null
}

/** Whether a reason speaks of a wrong mapping or a broken file, not of what the till did not know. */
export function isUnreadable(reason: RejectReason): boolean {
  return ![
    'customer-missing',
    'date-future',
    'currency-other',
    'period-other',
    'event-repeated',
    'duplicate',
  ].includes(reason)
}

/** What becomes of a row of a file: a line of some kind, or nothing, for a reason. */

/** Kinds of lines, as they are numbered in tables. */
export const lineKinds = { purchase: 0, refund: 1, giveaway: 2 } as const

/** Why a row is refused. A row has the first reason that holds. */
export const rejectReasons = {
  'columns-missing': 'The row has fewer columns than the others.',
  'columns-extra': 'The row has more columns than the others.',
  'quote-misplaced': 'A quote is not closed, or text stands behind it.',
  'text-unreadable': 'The row is not in the encoding of the file.',
  'customer-missing': 'There is no customer.',
  'date-missing': 'There is no date.',
  'date-unreadable': 'The date cannot be read.',
  'date-early': 'The date lies before 1971.',
  'date-future': 'The date lies in the future.',
  'amount-missing': 'There is no amount.',
  'amount-unreadable': 'The amount cannot be read.',
  'quantity-missing': 'There is no quantity.',
  'quantity-unreadable': 'The quantity cannot be read.',
  'price-missing': 'There is no unit price.',
  'price-unreadable': 'The unit price cannot be read.',
  'amount-large': 'The amount is too large.',
  'margin-unreadable': 'The margin cannot be read.',
  'currency-other': 'The row is in another currency than the one chosen.',
  duplicate: 'The row is an exact duplicate of an earlier one.',
} as const satisfies Record<string, string>

export type RejectReason = keyof typeof rejectReasons

const reasons = Object.keys(rejectReasons) as readonly RejectReason[]

/** Fates from here on are refusals. */
export const firstRefusal = 10

/** The fate of a row that is refused. */
export function refusal(reason: RejectReason): number {
  return firstRefusal + reasons.indexOf(reason)
}

/** Why a row of this fate is refused; null where it is accepted. */
export function reasonOf(fate: number): RejectReason | null {
  return reasons[fate - firstRefusal] ?? null
}

/** Whether a reason speaks of a wrong mapping or a broken file, not of what the till did not know. */
export function isUnreadable(reason: RejectReason): boolean {
  return !['customer-missing', 'date-future', 'currency-other', 'duplicate'].includes(reason)
}

/** Why a column was taken for what it was taken for; the sentences are in the language file. */
import english from '../locales/en.json' with { type: 'json' }

export const guessReasons = [
  'given',
  'earlier',
  'unneeded',
  'amount-given',
  'quantity-none',
  'name',
  'name-part',
  'name-empty',
  'dates',
  'amounts',
  'ids',
  'quantities',
  'currencies',
  'events',
] as const

export type GuessReason = (typeof guessReasons)[number]

/** The reasons in English. */
export function guessInEnglish(because: readonly GuessReason[]): string {
  return because.map((reason) => english.because[reason]).join(' ')
}

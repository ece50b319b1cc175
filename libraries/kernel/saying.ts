/** A sentence before it is put into words: which one it is, and what stands in it. */

/** What stands in a sentence: a name, a day, a figure, or another sentence. */
export type SayingValues = Readonly<Record<string, string | number | Saying>>

/** A sentence of the language files, found there by its code. */
export interface Saying {
  /** Which sentence; never reused for another meaning. */
  readonly code: string
  /** By the names that the sentence has for them; `count` chooses the plural. */
  readonly values?: SayingValues | undefined
}

/**
 * What of `facts`, for instance the details of an error, may stand in a sentence: texts, numbers and sentences.
 *
 * @param facts - Anything by name.
 */
export function sayingValues(facts: Readonly<Record<string, unknown>>): SayingValues {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => isValue(value))) as SayingValues
}

function isValue(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'number') return true
  return typeof value === 'object' && value !== null && 'code' in value
}

/** Results that nobody changes by mistake. */

/** Freezes a plain document and everything in it. */
export function seal<T extends object>(document: T): Readonly<T> {
  for (const value of Object.values(document)) {
    if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) seal(value)
  }
  return Object.freeze(document)
}

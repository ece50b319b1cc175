/** What the address of the Import page says: which uploaded file is being looked at. */

/** An uploaded file, or nothing. */
export interface ImportSearch {
  readonly upload?: string
}

/** Reads an address; what it says wrongly is left out. */
export function importSearchOf(query: Readonly<Record<string, unknown>>): ImportSearch {
  const { upload } = query
  return typeof upload === 'string' && /^upl_[0-9a-z]{26}$/.test(upload) ? { upload } : {}
}

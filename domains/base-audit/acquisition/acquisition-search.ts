/** What the address of the page of acquisition says: which channel is looked at. */

/** The business as a whole where it is absent. */
export interface AcquisitionSearch {
  readonly channel?: string
}

/** Reads an address; a channel that looks like a number is read from it as one. */
export function acquisitionSearchOf(query: Readonly<Record<string, unknown>>): AcquisitionSearch {
  const { channel } = query
  const written = typeof channel === 'number' ? String(channel) : channel
  return typeof written === 'string' && written !== '' ? { channel: written.slice(0, 400) } : {}
}

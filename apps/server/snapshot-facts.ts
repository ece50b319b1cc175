/** What the current snapshot of a business says of it as a whole. */
import type { OpenBusiness, SnapshotFacts } from '#history/open-business.ts'
import { isPerennialError } from '#kernel/errors.ts'
import { readImportsOf, readValueDocument } from '#lifetime-value/lifetime-value.query.ts'

/** Reads it once a snapshot, which never changes. */
export class SnapshotFactsReader {
  readonly #known = new Map<string, SnapshotFacts>()

  /** The facts; null where nothing is published, or where what was published cannot be read any more. */
  async read({ id: business, snapshots }: OpenBusiness): Promise<SnapshotFacts | null> {
    const snapshot = await snapshots.current()
    if (snapshot === undefined) return null
    const known = this.#known.get(business)
    if (known?.snapshot === snapshot) return known
    try {
      const facts = await snapshots.read(snapshot, async (read) => {
        const document = await readValueDocument(read)
        const { customers, currency, timeZone, asOf, valueOf, log = 'purchases' } = document
        const imports = await readImportsOf(read)
        return { snapshot, customers, currency, timeZone, asOf, valueOf, log, imports }
      })
      this.#known.set(business, facts)
      return facts
    } catch (error) {
      if (isPerennialError(error, 'COLUMNAR_FILE_MISSING')) return null
      if (isPerennialError(error, 'COLUMNAR_FILE_UNREADABLE')) return null
      throw error
    }
  }
}

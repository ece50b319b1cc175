/** Equity over HTTP. */
import type { Businesses, OpenBusiness } from '#history/open-business.ts'
import { readSnapshot } from '#lifetime-value/read-snapshot.ts'
import type { Answers } from '#wire/endpoint.ts'
import { bridgeOf, comparableSnapshots, type AskedBridge } from './equity.actions.ts'
import type { EquityBridge, equityContract } from './equity.contract.ts'
import { readEquityDocument } from './equity/equity-documents.query.ts'

/** What the routes are given. */
export interface EquityRoutesOptions {
  readonly businesses: Businesses
}

/** Bridges kept: a snapshot never changes, so that neither do they. */
const keptBridges = 50

/** Answers of the contract of equity. */
export function equityRoutes({ businesses }: EquityRoutesOptions): Answers<typeof equityContract> {
  const bridges = new KeptBridges()
  return {
    readEquity: ({ business, snapshot }) =>
      readSnapshot(businesses.get(business), snapshot, ({ database }) =>
        readEquityDocument(database, 'equity'),
      ),
    readEquityBridge: ({ business, ...asked }) => bridges.read(businesses.get(business), asked),
    listComparableSnapshots: ({ business, snapshot }) =>
      comparableSnapshots(businesses.get(business), snapshot),
  }
}

/** Bridges by what they were asked with: who asks for one that is being computed waits for it. */
class KeptBridges {
  readonly #kept = new Map<string, Promise<EquityBridge>>()

  async read(business: OpenBusiness, asked: AskedBridge): Promise<EquityBridge> {
    const snapshot = asked.snapshot ?? (await business.snapshots.current())
    const key = JSON.stringify([business.id, snapshot, asked.against, asked.from, asked.to])
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    const bridge = bridgeOf(business, { ...asked, snapshot })
    if (this.#kept.size >= keptBridges) this.#kept.delete(this.#kept.keys().next().value ?? '')
    this.#kept.set(key, bridge)
    // A refusal may end, as when a refresh is done: it is not kept.
    bridge.catch(() => this.#kept.delete(key))
    return bridge
  }
}

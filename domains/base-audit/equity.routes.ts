/** Equity and acquisition over HTTP. */
import { businessError } from '#history/business.contract.ts'
import type { NamedFile } from '#history/history.actions.ts'
import type { Businesses, OpenBusiness } from '#history/open-business.ts'
import { instant } from '#kernel/time.ts'
import { readSnapshot } from '#lifetime-value/read-snapshot.ts'
import type { Answers } from '#wire/endpoint.ts'
import {
  addCostsFile,
  addCostsForm,
  listCosts,
  standingCosts,
  undoCosts,
} from './acquisition-costs.actions.ts'
import { acquisitionDocument } from './acquisition-document.query.ts'
import { bridgeOf, comparableSnapshots, type AskedBridge } from './equity.actions.ts'
import type { EquityBridge, equityContract } from './equity.contract.ts'
import { readEquityDocument } from './equity-documents.query.ts'

/** What the routes are given. */
export interface EquityRoutesOptions {
  readonly businesses: Businesses
  readonly uploads: { find(upload: string): Promise<NamedFile> }
  readonly now: () => number
  readonly newId: (prefix: string) => string
}

/** Bridges kept: a snapshot never changes, so that neither do they. */
const keptBridges = 50

/** Answers of the contract of equity. */
export function equityRoutes(options: EquityRoutesOptions): Answers<typeof equityContract> {
  const { businesses, uploads, now, newId } = options
  const bridges = new KeptBridges()
  const world = (onTop: boolean) => ({ now: instant(now()), newId, onTop })
  const changeable = (id: string): OpenBusiness => {
    const business = businesses.get(id)
    if (business.demo) throw businessError('BUSINESS_DEMO_FIXED', 'The demo is not changed.')
    return business
  }
  return {
    readEquity: ({ business, snapshot }) =>
      readSnapshot(businesses.get(business), snapshot, ({ database }) =>
        readEquityDocument(database, 'equity'),
      ),
    readEquityBridge: ({ business, ...asked }) => bridges.read(businesses.get(business), asked),
    listComparableSnapshots: ({ business, snapshot }) =>
      comparableSnapshots(businesses.get(business), snapshot),
    readAcquisition: async ({ business, snapshot }) => {
      const open = businesses.get(business)
      const costs = await standingCosts(open.history)
      return readSnapshot(open, snapshot, ({ database: db }) =>
        acquisitionDocument({ db, prefix: '' }, costs),
      )
    },
    listAcquisitionCosts: ({ business }) => listCosts(businesses.get(business).history),
    addAcquisitionCosts: ({ business, costs, currency, onTop }) =>
      addCostsForm(changeable(business).history, { costs, currency: currency ?? null }, world(onTop)),
    importAcquisitionCosts: async ({ business, upload, onTop }) => {
      const file = await uploads.find(upload)
      return addCostsFile(changeable(business).history, file, world(onTop))
    },
    undoAcquisitionCosts: ({ business, entry }) =>
      undoCosts(changeable(business).history, entry, world(false)),
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

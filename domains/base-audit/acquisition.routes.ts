/** Acquisition over HTTP: costs in, and what stands against them. */
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
import { acquisitionDocument } from './acquisition/acquisition-document.query.ts'
import type { acquisitionContract } from './acquisition.contract.ts'

/** What the routes are given. */
export interface AcquisitionRoutesOptions {
  readonly businesses: Businesses
  readonly uploads: { find(upload: string): Promise<NamedFile> }
  readonly now: () => number
  readonly newId: (prefix: string) => string
}

/** Answers of the contract of acquisition. */
export function acquisitionRoutes(options: AcquisitionRoutesOptions): Answers<typeof acquisitionContract> {
  const { businesses, uploads, now, newId } = options
  const world = (onTop: boolean) => ({ now: instant(now()), newId, onTop })
  const changeable = (id: string): OpenBusiness => {
    const business = businesses.get(id)
    if (business.demo) throw businessError('BUSINESS_DEMO_FIXED', 'The demo is not changed.')
    return business
  }
  return {
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
      const { history } = changeable(business)
      return addCostsFile(history, await uploads.find(upload), world(onTop))
    },
    undoAcquisitionCosts: ({ business, entry }) =>
      undoCosts(changeable(business).history, entry, world(false)),
  }
}

/** Businesses and their work over HTTP. */
import type { Answers } from '#wire/endpoint.ts'
import type { Business, businessContract } from './business.contract.ts'
import { covariatesInUse, standingImports } from './history.actions.ts'
import type { Businesses, OpenBusiness, SnapshotFacts } from './open-business.ts'

/** What the routes are given. */
export interface BusinessRoutesOptions {
  readonly businesses: Businesses
  /** What the current snapshot says; null where none is published. */
  readonly snapshotFacts: (business: OpenBusiness) => Promise<SnapshotFacts | null>
}

/** Answers of the business contract. */
export function businessRoutes(options: BusinessRoutesOptions): Answers<typeof businessContract> {
  const { businesses } = options
  const shown = (business: OpenBusiness) => describeBusiness(business, options)
  return {
    listBusinesses: async () => ({ businesses: await Promise.all(businesses.list().map(shown)) }),
    readBusiness: async ({ business }) => shown(businesses.get(business)),
    renameBusiness: async ({ business, name }) => shown(await businesses.rename(business, name)),
    deleteBusiness: async ({ business }) => {
      await businesses.remove(business)
      return { deleted: business }
    },
    readWork: async ({ business }) => ({ work: businesses.workOf(business).latest }),
    cancelWork: async ({ business }) => ({ work: businesses.get(business).work.cancel() }),
  }
}

/** A business as it crosses the wire. */
export async function describeBusiness(
  business: OpenBusiness,
  { snapshotFacts }: Pick<BusinessRoutesOptions, 'snapshotFacts'>,
): Promise<Business> {
  const { id, name, demo, createdAt, options, work } = business
  const facts = await snapshotFacts(business)
  const about = { business: id, name, demo, createdAt, options, work: work.latest }
  if (facts === null) return { ...about, ...noFacts, outdated: false }
  const { imports, ...stated } = facts
  const covariates = await covariatesInUse(business.history)
  const standing = [
    ...(await standingImports(business.history)),
    ...(covariates === undefined ? [] : [covariates.covariates]),
  ]
  const outdated = imports.length !== standing.length || standing.some((one) => !imports.includes(one))
  return { ...about, ...stated, outdated }
}

const noFacts = {
  snapshot: null,
  customers: null,
  currency: null,
  timeZone: null,
  asOf: null,
  valueOf: null,
  log: null,
}

/** The valued base over HTTP. */
import type { Snapshot } from '#columnar/snapshot-readers.ts'
import type { Businesses, OpenBusiness } from '#history/open-business.ts'
import type { Answers } from '#wire/endpoint.ts'
import type { lifetimeValueContract } from './lifetime-value.contract.ts'
import {
  baseAnswer,
  customerAnswer,
  customersAnswer,
  readValueDocument,
  trustAnswer,
  type CustomerIds,
} from './lifetime-value.query.ts'
import { readSnapshot } from './read-snapshot.ts'

/** What the routes are given. */
export interface LifetimeValueRoutesOptions {
  readonly businesses: Businesses
  /** Public ids of a business's customers. */
  readonly customerIds: (business: OpenBusiness) => CustomerIds
}

/** What every read says of where it reads. */
interface Where {
  readonly business: string
  readonly snapshot?: string | undefined
}

/** Answers of the lifetime-value contract. */
export function lifetimeValueRoutes(
  options: LifetimeValueRoutesOptions,
): Answers<typeof lifetimeValueContract> {
  const { businesses, customerIds } = options
  const read = <T>(where: Where, work: (snapshot: Snapshot, ids: CustomerIds) => Promise<T>): Promise<T> => {
    const business = businesses.get(where.business)
    return readSnapshot(business, where.snapshot, (snapshot) => work(snapshot, customerIds(business)))
  }
  return {
    readBase: (where) => read(where, baseAnswer),
    listCustomers: (asked) => read(asked, (snapshot, ids) => customersAnswer(snapshot, asked, ids)),
    readCustomer: ({ customer, ...where }) =>
      read(where, (snapshot, ids) => customerAnswer(snapshot, customer, ids)),
    readTrust: (where) => read(where, trustAnswer),
    readValue: (where) => read(where, readValueDocument),
  }
}

/** What the pages of the valued base are made of: the answers of their endpoints. */
import type { OutputOf } from '#wire/endpoint.ts'
import type { listCustomers, readBase, readCustomer, readTrust } from './lifetime-value.contract.ts'
import type { Totals } from './value-document.ts'

export type BaseAnswer = OutputOf<typeof readBase>
export type CustomersAnswer = OutputOf<typeof listCustomers>
export type CustomerAnswer = OutputOf<typeof readCustomer>
export type TrustAnswer = OutputOf<typeof readTrust>

/** A base for which a model could be fitted. */
export interface ValuedBase {
  readonly base: BaseAnswer
  readonly totals: Totals
}

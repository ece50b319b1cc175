/** The business whose page is shown, for the screens below its frame. */
import type { Business } from '#history/business.contract.ts'
import { createContext, use } from 'react'

export const BusinessContext = createContext<Business | undefined>(undefined)

/** The business whose page is shown. */
export function useBusiness(): Business {
  const business = use(BusinessContext)
  if (business === undefined) throw new Error('BusinessContext is missing above this component.')
  return business
}

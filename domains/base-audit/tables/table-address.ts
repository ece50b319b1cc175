/** Where a table is to be had as a file. */
import { askedOfLens, type AuditSearch } from '../audit-search.ts'
import type { Lens } from './audit-tables.ts'

/** Which table, of which view. */
export interface WantedTable {
  readonly table: string
  readonly search: AuditSearch
  /** The table of what it is compared with. */
  readonly isCompared: boolean
}

/** Address of a table as Parquet, of the very snapshot that is shown. */
export function tableAddress(
  business: string,
  { lens, snapshot }: { readonly lens: Lens; readonly snapshot: string },
  { table, search, isCompared }: WantedTable,
): string {
  const asked = { snapshot, ...askedOfLens(lens, search), ...(isCompared && { compared: 'true' }) }
  const query = new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)]))
  return `/api/businesses/${business}/base/audit/${lens}/${table}.parquet?${query.toString()}`
}

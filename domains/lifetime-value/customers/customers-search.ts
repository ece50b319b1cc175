/** What the address of the Customers page says: search, filters, order and page. */
import { parseDay, type Day } from '#kernel/time.ts'

/** Columns by which the list can be ordered, in the order in which they are shown. */
export const customerColumns = [
  'name',
  'value',
  'probabilityActive',
  'expectedPurchases',
  'purchases',
  'spend',
  'lastPurchase',
  'firstPurchase',
] as const

/** A column of the list. */
export type CustomerColumn = (typeof customerColumns)[number]

/** Everything that chooses which customers are shown, and in which order; what is absent has its usual value. */
export interface CustomersSearch {
  readonly search?: string
  readonly sort?: CustomerColumn
  readonly direction?: 'up' | 'down'
  readonly page?: number
  readonly valueFrom?: number
  readonly valueTo?: number
  /** Shares of one. */
  readonly activeFrom?: number
  readonly activeTo?: number
  readonly firstFrom?: Day
  readonly firstTo?: Day
}

/** Puts another search into the address; `replace` while a person types. */
export type OnSearch = (search: CustomersSearch, options?: { readonly replace: boolean }) => void

/** Reads an address; what it says wrongly is left out. */
export function customersSearchOf(query: Readonly<Record<string, unknown>>): CustomersSearch {
  return withoutAbsent({
    search: text(query['search']),
    sort: customerColumns.find((column) => column === query['sort']),
    direction: query['direction'] === 'up' ? 'up' : query['direction'] === 'down' ? 'down' : undefined,
    page: numberWithin(query['page'], 2, 1e9, true),
    valueFrom: numberWithin(query['valueFrom'], -1e15, 1e15),
    valueTo: numberWithin(query['valueTo'], -1e15, 1e15),
    activeFrom: numberWithin(query['activeFrom'], 0, 1),
    activeTo: numberWithin(query['activeTo'], 0, 1),
    firstFrom: day(query['firstFrom']),
    firstTo: day(query['firstTo']),
  })
}

/** `search` with `changes`, from its first page on unless the change names a page. */
export function changedSearch(
  search: CustomersSearch,
  changes: { readonly [Key in keyof CustomersSearch]?: CustomersSearch[Key] | undefined },
): CustomersSearch {
  return withoutAbsent({ ...search, page: undefined, ...changes })
}

/** Whether anything beside the order and the page is chosen. */
export function isFiltered(search: CustomersSearch): boolean {
  const { sort: _sort, direction: _direction, page: _page, ...filters } = search
  return Object.keys(filters).length > 0
}

function withoutAbsent<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>
  }
}

/** A search for digits alone is read from the address as a number. */
function text(value: unknown): string | undefined {
  const written = typeof value === 'number' ? String(value) : value
  return typeof written === 'string' && written.trim() !== '' ? written.slice(0, 200) : undefined
}

function numberWithin(value: unknown, low: number, high: number, whole = false): number | undefined {
  const fits = typeof value === 'number' && value >= low && value <= high
  return fits && (!whole || Number.isInteger(value)) ? value : undefined
}

function day(value: unknown): Day | undefined {
  return typeof value === 'string' ? parseDay(value) : undefined
}

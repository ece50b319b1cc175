/** What the address of the page of equity says: what is compared, and of which customers. */
import { parseDay, type Day } from '#kernel/time.ts'

/** Choices of the address; what is absent has its usual value: a year back, everybody, by cohort. */
export interface EquitySearch {
  /** An earlier snapshot to begin from. */
  readonly against?: string
  /** Two days of one history. */
  readonly from?: Day
  readonly to?: Day
  /** `cohort`, or a dimension of the log. */
  readonly by?: string
  /** One of its groups. */
  readonly group?: string
}

/** Changes of an address; undefined takes a choice back. */
export type EquityChange = { readonly [Key in keyof EquitySearch]?: EquitySearch[Key] | undefined }

/** Reads an address; what it says wrongly is left out. */
export function equitySearchOf(query: Readonly<Record<string, unknown>>): EquitySearch {
  const against = text(query['against'])
  const isBetweenDays = against === undefined
  return withoutAbsent({
    against,
    from: isBetweenDays ? parseDay(text(query['from']) ?? '') : undefined,
    to: isBetweenDays ? parseDay(text(query['to']) ?? '') : undefined,
    by: text(query['by']),
    group: text(query['group']),
  })
}

/** `search` with `changes`: a snapshot and two days exclude each other, and a group belongs to what it is a group by. */
export function changedEquity(search: EquitySearch, changes: EquityChange): EquitySearch {
  const isOther = 'by' in changes && changes.by !== search.by
  return withoutAbsent({
    ...search,
    ...(isOther ? { group: undefined } : {}),
    ...('against' in changes ? { from: undefined, to: undefined } : {}),
    ...('from' in changes ? { against: undefined } : {}),
    ...changes,
  })
}

/** Whether the address asks for another bridge than the usual one. */
export function asksForBridge({ against, from, to }: EquitySearch): boolean {
  return against !== undefined || from !== undefined || to !== undefined
}

function withoutAbsent(values: EquityChange): EquitySearch {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as EquitySearch
}

/** A value that looks like a number is read from the address as one. */
function text(value: unknown): string | undefined {
  const written = typeof value === 'number' ? String(value) : value
  return typeof written === 'string' && written !== '' ? written.slice(0, 400) : undefined
}

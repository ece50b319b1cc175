/** What the address of an audit page says: how time is cut, what is looked at, and what it stands beside. */
import { dimensions, type AuditFilter, type Dimension } from './audit-document.ts'
import type { Lens } from './tables/audit-tables.ts'
import { periodLengths, type PeriodLength } from './period.ts'

/** Choices of the address; what is absent has its usual value. */
export interface AuditSearch extends AuditFilter {
  readonly length?: PeriodLength
  /** Month in which the fiscal year begins. */
  readonly fiscalStart?: number
  readonly period?: string
  readonly before?: string
  readonly cohort?: string
  /** Three names separated by commas. */
  readonly splits?: string
  readonly by?: Dimension
  /** `channel:Store`, `period:2024-Q1`, `cohort:2024-Q1`. */
  readonly against?: string
}

/** Changes of an address; undefined takes a choice back. */
export type AuditChange = { readonly [Key in keyof AuditSearch]?: AuditSearch[Key] | undefined }

/** Filters by purchases, and by the first purchase of a customer. */
export const filterNames = [
  'channel',
  'country',
  'family',
  'product',
  'firstChannel',
  'firstCountry',
  'firstFamily',
  'firstProduct',
] as const satisfies readonly (keyof AuditFilter)[]

/** Reads an address; what it says wrongly is left out. */
export function auditSearchOf(query: Readonly<Record<string, unknown>>): AuditSearch {
  const { fiscalStart } = query
  const filters = filterNames.map((name) => [name, text(query[name])] as const)
  return withoutAbsent({
    length: periodLengths.find((length) => length === query['length']),
    fiscalStart: typeof fiscalStart === 'number' && isMonth(fiscalStart) ? fiscalStart : undefined,
    period: text(query['period']),
    before: text(query['before']),
    cohort: text(query['cohort']),
    splits: text(query['splits']),
    by: dimensions.find((dimension) => dimension === query['by']),
    against: text(query['against']),
    ...Object.fromEntries(filters),
  })
}

/** `search` with `changes`. Periods have other names once time is cut otherwise, so they go back to the usual ones. */
export function changedAudit(search: AuditSearch, changes: AuditChange): AuditSearch {
  const isCut = 'length' in changes || 'fiscalStart' in changes
  const periods = isCut
    ? { period: undefined, before: undefined, cohort: undefined, against: keptAgainst(search) }
    : {}
  return withoutAbsent({ ...search, ...periods, ...changes })
}

/** Only a comparison with a value outlives another cut of time. */
function keptAgainst({ against }: AuditSearch): string | undefined {
  return against !== undefined && !/^(?:period|cohort):/.test(against) ? against : undefined
}

/** What another lens is asked too: everything but what is this lens's own. */
export function sharedChoices({
  period: _p,
  before: _b,
  cohort: _c,
  splits: _s,
  by: _by,
  against,
  ...shared
}: AuditSearch): AuditSearch {
  const kept = against === undefined ? undefined : keptAgainst({ against })
  return kept === undefined ? shared : { ...shared, against: kept }
}

/** What a lens has to itself. */
const own = ['period', 'before', 'cohort', 'splits', 'by'] as const
const ownOf: Readonly<Record<Lens, readonly (typeof own)[number][]>> = {
  differ: ['period', 'by'],
  change: ['period', 'before', 'splits'],
  cohort: ['cohort'],
  cohorts: [],
  whole: [],
}

/** What a lens is asked: what only others know is left out. */
export function askedOfLens(lens: Lens, search: AuditSearch): AuditSearch {
  const others = own.filter((name) => !ownOf[lens].includes(name))
  return withoutAbsent({ ...search, ...Object.fromEntries(others.map((name) => [name, undefined])) })
}

/** What is asked of the plan of an audit: how time is cut. */
export function askedOfPlan({
  length,
  fiscalStart,
}: AuditSearch): Pick<AuditSearch, 'length' | 'fiscalStart'> {
  return withoutAbsent({ length, fiscalStart })
}

/** Whether purchases or customers are filtered. */
export function isFiltered(search: AuditSearch): boolean {
  return filterNames.some((name) => search[name] !== undefined)
}

function withoutAbsent(values: AuditChange): AuditSearch {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as AuditSearch
}

/** A year is read from the address as a number. */
function text(value: unknown): string | undefined {
  const written = typeof value === 'number' ? String(value) : value
  return typeof written === 'string' && written !== '' ? written.slice(0, 400) : undefined
}

function isMonth(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 12
}

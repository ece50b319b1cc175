/** A lens as it is asked for: choices checked and filled in, its document, and beside it what it is compared with. */
import {
  dimensions,
  splits as allSplits,
  type AuditFilter,
  type AuditPlan,
  type Dimension,
  type LensDocument,
  type LensView,
  type Split,
} from '../audit-document.ts'
import { isFirstCohortMixed, type AuditTables } from '../tables/audit-facts.ts'
import type { Lens } from '../tables/audit-tables.ts'
import { auditError } from '../base-audit.errors.ts'
import { change } from './change.query.ts'
import {
  gridOf,
  lengthsOf,
  monthsOf,
  statedOf,
  withView,
  type AskedGrid,
  type ChosenView,
  type PlannedView,
  type WantedRows,
} from './chosen-view.ts'
import { triangleOf } from './cohort-periods.query.ts'
import { cohort } from './cohort.query.ts'
import { cohortsFindings, cohortsLimits, cohortsNotices, cohortsTablesOf } from './cohorts-lens.ts'
import { differ } from './differ.query.ts'
import { partialNotices, viewNotices } from './notices.ts'
import { monthsIn, type PeriodGrid } from '../period.ts'
import { numberIn } from '../tables/table-rows.ts'
import type { Triangle } from './triangle.ts'
import { wholeFindings, wholeLimits, wholeNotices, wholeTablesOf } from './whole-lens.ts'

/** What a lens may be asked; each heeds what is its own. */
export interface AskedLens extends AskedGrid, AuditFilter {
  readonly against?: string | undefined
  readonly period?: string | undefined
  readonly before?: string | undefined
  readonly cohort?: string | undefined
  readonly splits?: string | undefined
  readonly by?: Dimension | undefined
}

type Views = { readonly [L in Lens]: (view: ChosenView, asked: AskedLens) => Promise<LensView<L>> }

/** Which rows each lens reads; see {@link WantedRows}. */
const wantedBy: { readonly [L in Lens]: (view: PlannedView, asked: AskedLens) => WantedRows | null } = {
  differ: (view, asked) => ({
    holds: withinPeriods(view, [placeOf(view, asked.period, lastWholePlace(view))]),
    reads: 'ranks',
  }),
  change: (view, asked) => ({
    holds: withinPeriods(view, view.periods.length < 2 ? [] : changedPlaces(view, asked)),
    reads: 'amounts',
  }),
  // Customers of a cohort, and every cohort in every period, are counted without making a row a customer and period.
  cohort: () => null,
  cohorts: () => null,
  whole: () => null,
}

function withinPeriods(view: PlannedView, places: readonly number[]): string {
  const within = places.map((place) => {
    const [from, to] = monthsOf(view, view.firstPeriod + place)
    return `month >= ${from} AND month < ${to}`
  })
  return within.length === 0 ? 'FALSE' : `(${within.join(' OR ')})`
}

const views: Views = {
  differ: (view, asked) =>
    differ(view, { place: placeOf(view, asked.period, lastWholePlace(view)), by: asked.by ?? null }),
  change: changeView,
  cohort: async (view, asked) => cohort(view, placeOf(view, asked.cohort, await defaultCohort(view))),
  cohorts: cohortsView,
  whole: wholeView,
}

/**
 * The document of a lens.
 *
 * @throws AUDIT_LENGTH_TOO_SHORT, AUDIT_FISCAL_START_UNFIT, AUDIT_DIMENSION_MISSING, AUDIT_VALUE_UNKNOWN, AUDIT_PERIOD_UNKNOWN,
 * AUDIT_PERIODS_ORDER, AUDIT_SPLITS_INVALID, AUDIT_COMPARISON_INVALID
 */
export async function lensDocument<L extends Lens>(
  tables: AuditTables,
  lens: L,
  asked: AskedLens,
): Promise<LensDocument<L>> {
  const grid = gridOf(tables.facts, asked)
  const look = (of: AskedLens) =>
    withView(tables, { grid, filter: filterOf(of), wanted: (view) => wantedBy[lens](view, of) }, (view) =>
      views[lens](view, of),
    )
  const other = asked.against === undefined ? undefined : comparedWith(asked, asked.against, lens)
  return {
    lens,
    stated: statedOf(tables.facts, grid),
    shown: await look(asked),
    compared: other === undefined ? null : await look(other),
  }
}

/** What can be asked for. */
export async function auditPlan(tables: AuditTables, asked: AskedGrid): Promise<AuditPlan> {
  const { db, prefix, facts } = tables
  const listed: AuditPlan['dimensions'][number][] = []
  for (const dimension of facts.dimensions) {
    const rows = await db.rows(
      `SELECT value, customers, spend::DOUBLE AS spend, count(*) OVER () AS all FROM ${prefix}audit_value
        WHERE dimension = $dimension ORDER BY code LIMIT 100`,
      { dimension },
    )
    listed.push({
      dimension,
      count: numberIn(rows[0], 'all'),
      values: rows.map((row) => ({
        value: String(row['value']),
        customers: numberIn(row, 'customers'),
        spend: numberIn(row, 'spend'),
      })),
    })
  }
  return {
    stated: statedOf(facts, gridOf(facts, asked)),
    customers: facts.customers,
    lengths: lengthsOf(facts),
    dimensions: listed,
  }
}

const filterNames = dimensions.flatMap(
  (dimension) => [dimension, `first${dimension.charAt(0).toUpperCase()}${dimension.slice(1)}`] as const,
) as readonly (keyof AuditFilter)[]

function filterOf(asked: AskedLens): AuditFilter {
  return Object.fromEntries(
    filterNames.flatMap((name) => (asked[name] === undefined ? [] : [[name, asked[name]]])),
  )
}

/** The same question with one thing changed. */
function comparedWith(asked: AskedLens, against: string, lens: Lens): AskedLens {
  const [, name = '', value = ''] = /^([a-zA-Z]+):(.+)$/s.exec(against) ?? []
  const isPeriod = (name === 'period' && lens === 'differ') || (name === 'cohort' && lens === 'cohort')
  if (isPeriod || filterNames.some((filter) => filter === name)) {
    return { ...asked, against: undefined, [name]: value }
  }
  throw auditError(
    'AUDIT_COMPARISON_INVALID',
    `"${against.slice(0, 80)}" is nothing that this lens can be set beside.`,
  )
}

function placeOf({ periods }: PlannedView, key: string | undefined, otherwise: number): number {
  if (key === undefined) return otherwise
  const place = periods.findIndex((period) => period.key === key)
  if (place >= 0) return place
  const [first, last] = [periods[0]?.key, periods.at(-1)?.key]
  throw auditError('AUDIT_PERIOD_UNKNOWN', `"${key.slice(0, 40)}" is no period from ${first} to ${last}.`)
}

/** The last whole period; the last of all where none is. */
function lastWholePlace({ periods }: PlannedView): number {
  const place = periods.findLastIndex(({ partial }) => partial === null)
  return place < 0 ? periods.length - 1 : place
}

/** The first cohort that the log knows from its beginning: the very first holds customers of before. */
async function defaultCohort(view: PlannedView): Promise<number> {
  const { acquired } = await sizesOf(view)
  const from = isFirstCohortMixed(view.tables.facts) ? 1 : 0
  const place = acquired.findIndex((customers, at) => at >= from && customers > 0)
  return place < 0
    ? Math.max(
        0,
        acquired.findIndex((customers) => customers > 0),
      )
    : place
}

async function sizesOf(view: PlannedView) {
  const rows = await view.tables.db.rows(
    `SELECT first, count(*) AS customers FROM ${view.customers} WHERE first IS NOT NULL GROUP BY first`,
  )
  const acquired = view.periods.map(() => 0)
  const months = monthsIn[view.grid.length]
  for (const row of rows) {
    const place =
      Math.floor((numberIn(row, 'first') - (view.grid.fiscalStart - 1)) / months) - view.firstPeriod
    acquired[place] = (acquired[place] ?? 0) + numberIn(row, 'customers')
  }
  return { acquired }
}

async function changeView(view: ChosenView, asked: AskedLens): Promise<LensView<'change'>> {
  const splits = splitsOf(asked.splits)
  if (view.periods.length < 2) return onePeriod(view, splits)
  const [before, after] = changedPlaces(view, asked)
  if (before >= after) {
    const keys = [view.periods[before]?.key, view.periods[after]?.key]
    throw auditError('AUDIT_PERIODS_ORDER', `${keys[0]} does not lie before ${keys[1]}.`)
  }
  return change(view, { before, after, splits })
}

/** Places of the earlier and the later period. */
function changedPlaces(view: PlannedView, asked: AskedLens): readonly [before: number, after: number] {
  const after = placeOf(view, asked.period, Math.max(1, lastWholePlace(view)))
  return [placeOf(view, asked.before, Math.max(0, after - 1)), after]
}

/** With one period there is nothing to compare: the page says so and what to do. */
function onePeriod(view: ChosenView, splits: readonly Split[]): LensView<'change'> {
  const key = view.periods[0]?.key ?? ''
  return {
    view: { filter: view.filter, period: key, before: null, cohort: null, splits, by: null },
    findings: [{ code: 'nothing', values: { period: key } }],
    tables: {
      summary: [],
      factors: [],
      flow: [],
      stayed: [],
      upDown: [],
      leftOut: [],
      migration: [],
      thresholds: [],
    },
    notices: [{ code: 'periodsOne', values: { period: key } }, ...partialNotices(view, [0])],
    limits: [],
  }
}

function splitsOf(written: string | undefined): readonly Split[] {
  if (written === undefined) return allSplits
  const named = written.split(',').map((name) => name.trim())
  const known = named.filter((name): name is Split => allSplits.some((split) => split === name))
  if (
    known.length === allSplits.length &&
    new Set(known).size === known.length &&
    named.length === known.length
  )
    return known
  throw auditError(
    'AUDIT_SPLITS_INVALID',
    `"${written.slice(0, 80)}" is no order of ${allSplits.join(', ')}.`,
  )
}

/** Customers acquired in the view; none where no purchase is looked at. */
function lookedAt({ cells, acquired }: Triangle): number {
  return cells.some(({ customers }) => customers > 0) ? acquired.reduce((sum, size) => sum + size, 0) : 0
}

/** Periods of the grid in a year; null where it has no years. */
function periodsAYear({ length }: PeriodGrid): number | null {
  return length === 'all' ? null : 12 / monthsIn[length]
}

const wholeBase = { period: null, before: null, cohort: null, splits: null, by: null } as const

function everyPeriod({ periods }: ChosenView): readonly number[] {
  return periods.map((_, place) => place)
}

async function cohortsView(view: ChosenView): Promise<LensView<'cohorts'>> {
  const triangle = await triangleOf(view)
  const { facts } = view.tables
  const tables = cohortsTablesOf(triangle, periodsAYear(view.grid) ?? 1)
  const customers = lookedAt(triangle)
  return {
    view: { filter: view.filter, ...wholeBase },
    findings: cohortsFindings(tables),
    tables,
    notices: [
      ...viewNotices(view, customers),
      ...partialNotices(view, everyPeriod(view)),
      ...cohortsNotices(tables, triangle),
    ],
    limits: [...cohortsLimits, ...(facts.measure === 'revenue' ? (['revenueOnly'] as const) : [])],
  }
}

async function wholeView(view: ChosenView): Promise<LensView<'whole'>> {
  const triangle = await triangleOf(view)
  const year = periodsAYear(view.grid)
  const tables = wholeTablesOf(triangle, year)
  const customers = lookedAt(triangle)
  return {
    view: { filter: view.filter, ...wholeBase },
    findings: wholeFindings(tables, triangle, year),
    tables,
    notices: [
      ...viewNotices(view, customers),
      ...partialNotices(view, everyPeriod(view)),
      ...wholeNotices(triangle),
    ],
    limits: [...wholeLimits, ...(view.tables.facts.measure === 'revenue' ? (['revenueOnly'] as const) : [])],
  }
}

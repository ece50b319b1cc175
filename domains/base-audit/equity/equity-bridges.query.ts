/** Bridges of a snapshot's history, or from another snapshot: reads what they need and has threads compute them. */
import { isPerennialError } from '#kernel/errors.ts'
import { addDays, days, daysBetween, type Day } from '#kernel/time.ts'
import type { PurchaseModelName } from '#lifetime/model.ts'
import type { Totals } from '#lifetime-value/value-document.ts'
import type { ModelOrWish } from './equity-fit.ts'
import { cohortGroups, cohortLengthFor, valueGroups } from './equity-groups.ts'
import { backtestReachOf, bridgeDocument, groupingsOf, type BaseGroups } from './equity-report.ts'
import type { EndTotal } from './equity-tasks.ts'
import type { EquityWorkers } from './equity-workers.ts'
import { equityError, type EquityBridge, type EquityFinding } from '../equity.contract.ts'
import {
  closingCustomers,
  customersOn,
  firstValues,
  marginShareOn,
  type EquityGround,
  type EquityTables,
  type MoneyRule,
} from './equity.query.ts'
import type { CustomerStates } from './equity-values.ts'

/** A snapshot to read from, and what its values are made of. */
export interface EquitySource {
  readonly tables: EquityTables
  readonly ground: EquityGround
  /** Null while the snapshot is being made. */
  readonly snapshot: string | null
}

/** Who computes, and when to stop. */
export interface Computing {
  readonly workers: EquityWorkers
  readonly signal?: AbortSignal | undefined
}

/** The longest time that a bridge looks back by itself. */
const year = days(365)

/** Models that are fitted to what was known on an earlier day, where that of the later day does not fit. */
const fallbacks: readonly PurchaseModelName[] = ['pareto-nbd', 'mbg-nbd', 'bg-nbd']

/** Where a bridge begins if nothing else is said: a year earlier, or the middle of a log shorter than two years; null of one too short. */
export function usualOpening({ firstDay, asOf }: { readonly firstDay: Day; readonly asOf: Day }): Day | null {
  const half = Math.floor(daysBetween(firstDay, asOf) / 2)
  if (half < 1) return null
  return addDays(asOf, days(-Math.min(year.days, half)))
}

/**
 * The bridge between two days of one history, each with a model of what was known by then.
 *
 * @throws EQUITY_DATES_INVALID, EQUITY_MODEL_ABSENT
 */
export async function bridgeBetweenDates(
  source: EquitySource,
  span: { readonly from: Day; readonly to: Day },
  computing: Computing,
): Promise<EquityBridge> {
  const { tables, ground } = source
  const { document } = ground
  const { from, to } = span
  if (!(document.firstDay < from && from < to && to <= document.asOf)) {
    throw equityError(
      'EQUITY_DATES_INVALID',
      `A bridge from ${from} to ${to} does not lie within ${document.firstDay} and ${document.asOf}.`,
    )
  }
  const opening = await endOn(source, from)
  const closing = to === document.asOf ? currentEnd(source) : await endOn(source, to)
  const findings: EquityFinding[] = ground.refunds ? [{ code: 'bridge-refunds-dated', values: {} }] : []
  return compute(
    { between: 'dates', opening: { ...opening, tables }, closing: { ...closing, source }, findings },
    computing,
  )
}

/**
 * The bridge from an earlier snapshot to a later one, each with its own model and its own facts.
 *
 * @throws EQUITY_SNAPSHOTS_NOT_COMPARABLE
 */
export async function bridgeBetweenSnapshots(
  earlier: EquitySource,
  later: EquitySource,
  computing: Computing,
): Promise<EquityBridge> {
  const problem = comparisonProblem(earlier.ground, later.ground)
  if (problem !== null) {
    const { from, to } = problem.values
    const detail = from === undefined ? '' : `: ${from} and ${to}`
    throw equityError(
      'EQUITY_SNAPSHOTS_NOT_COMPARABLE',
      `The two snapshots cannot be compared (${problem.code}${detail}).`,
      { problem },
    )
  }
  const opening = { ...currentEnd(earlier), tables: earlier.tables }
  const closing = { ...currentEnd(later), source: later }
  return compute({ between: 'snapshots', opening, closing, findings: [] }, computing)
}

/** What is in the way of a bridge between two snapshots; null where nothing is. */
export function comparisonProblem(earlier: EquityGround, later: EquityGround): EquityFinding | null {
  const [a, b] = [earlier.document, later.document]
  const differs = (code: EquityFinding['code'], of: (document: typeof a) => string | number | null) => {
    const [from, to] = [of(a), of(b)]
    return from === to ? null : { code, values: { from: from ?? '', to: to ?? '' } }
  }
  if (earlier.purchases === null || later.purchases === null)
    return { code: 'snapshot-model-absent', values: {} }
  if (a.asOf >= b.asOf) return { code: 'snapshot-not-earlier', values: { from: a.asOf, to: b.asOf } }
  // The earlier model says nothing of the later customers where what it knows of them is known no more.
  const unknown = earlier.given?.effects.find(({ covariate }) => !b.covariates?.columns.includes(covariate))
  if (unknown !== undefined) {
    return { code: 'snapshot-covariates-differ', values: { covariate: unknown.covariate } }
  }
  return (
    differs('snapshot-currency-differs', ({ currency }) => currency) ??
    differs('snapshot-value-differs', ({ valueOf }) => valueOf) ??
    differs('snapshot-horizon-differs', ({ horizonDays }) => horizonDays) ??
    differs('snapshot-discount-differs', ({ discountRatePerYear }) => discountRatePerYear)
  )
}

/** Groups of customers as of a day of the snapshot. */
export async function groupsOn(
  { tables, ground }: EquitySource,
  states: CustomerStates,
  day: Day,
): Promise<BaseGroups> {
  const { firstDay } = ground.document
  const length = cohortLengthFor(firstDay, day)
  const dimensions = await firstValues(tables)
  return {
    cohortLength: length,
    cohorts: cohortGroups(states, { firstDay, day, length }),
    dimensions: dimensions.map((first) => ({
      dimension: first.dimension,
      groups: valueGroups(states.customer, first),
    })),
  }
}

/** One end: its day, its model, and its total where the snapshot has one. */
interface End {
  readonly snapshot: string | null
  readonly day: Day
  readonly model: ModelOrWish
  readonly money: MoneyRule
  readonly totals: Totals | null
}

/** The as-of day of a snapshot, with the model that its customers were scored with. */
function currentEnd({ ground, snapshot }: EquitySource): End {
  const { document, purchases, given, spend, marginColumn } = ground
  if (purchases === null) throw modelAbsent(document.asOf)
  const share = document.margin ?? 1
  const model = { purchases, given, spend, margin: share }
  return { snapshot, day: document.asOf, model, money: { share, marginColumn }, totals: document.totals }
}

/** A day of the history, with a model still to be fitted. */
async function endOn({ tables, ground }: EquitySource, day: Day): Promise<End> {
  const { document, purchases, given, marginColumn } = ground
  if (purchases === null) throw modelAbsent(day)
  const told = marginColumn ? await marginShareOn(tables, day) : null
  const share = told ?? document.margin ?? 1
  const families = [...new Set([purchases.model, ...fallbacks])]
  const model = { families, unit: purchases.timeUnit, margin: share, withCovariates: given !== null }
  return { snapshot: null, day, model, money: { share, marginColumn }, totals: null }
}

async function compute(
  of: {
    readonly between: 'dates' | 'snapshots'
    readonly opening: End & { readonly tables: EquityTables }
    readonly closing: End & { readonly source: EquitySource }
    readonly findings: readonly EquityFinding[]
  },
  { workers, signal }: Computing,
): Promise<EquityBridge> {
  const { opening, closing } = of
  const { source } = closing
  const { document } = source.ground
  const { horizonDays, discountRatePerYear } = document
  const before = await customersOn(opening.tables, { day: opening.day, money: opening.money })
  // Payments count alike on both days: by the margin of the opening model, as everything but the change of the model.
  const now = await closingCustomers(source.tables, {
    day: closing.day,
    since: opening.day,
    money: opening.money,
    discountRatePerYear,
  })
  const groups = await groupsOn(source, now, closing.day)
  const backtestReach = backtestReachOf(document.totals)
  const length = daysBetween(opening.day, closing.day)
  const task = {
    opening: { model: opening.model, customers: before, total: totalOf(opening.totals) },
    closing: { model: closing.model, customers: now, total: totalOf(closing.totals) },
    days: length,
    horizonDays,
    discountRatePerYear,
    groupings: groupingsOf(groups),
    backtestReach,
  }
  const computed = await workers.run('bridge', task, signal).catch((error: unknown) => {
    throw isPerennialError(error) && error.code.startsWith('LIFETIME_')
      ? modelAbsent(opening.day, error)
      : error
  })
  const end = ({ snapshot, day, totals }: End, customers: number) => ({ snapshot, day, totals, customers })
  return bridgeDocument(computed, {
    between: of.between,
    document,
    days: length,
    from: end(opening, before.customer.length),
    to: end(closing, now.customer.length),
    groups,
    backtestReach,
    findings: of.findings,
  })
}

function totalOf(totals: Totals | null): EndTotal | null {
  return totals === null ? null : { value: totals.value, low: totals.valueLow, high: totals.valueHigh }
}

function modelAbsent(day: Day, cause?: unknown): Error {
  const why = isPerennialError(cause) ? ` ${cause.message}` : ''
  return equityError(
    'EQUITY_MODEL_ABSENT',
    `No model fits what was known of customers by ${day}.${why}`,
    { day },
    { cause },
  )
}

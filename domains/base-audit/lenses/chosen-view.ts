/** From the choices of an address to what a lens reads: the periods, the purchases that count, the customers. */
import { assert } from '#kernel/assert.ts'
import { dimensions, type AuditFilter, type AuditStated, type Dimension } from '../audit-document.ts'
import {
  rankedFromMonths,
  readyMonths,
  sliceOf,
  slicedValues,
  type AuditFacts,
  type AuditTables,
} from '../tables/audit-facts.ts'
import { auditError } from '../base-audit.errors.ts'
import {
  firstMonthOf,
  monthOf,
  monthsIn,
  periodLengths,
  periodOf,
  periodsBetween,
  type AuditPeriod,
  type PeriodGrid,
  type PeriodLength,
} from '../period.ts'
import { monthRowsSql, monthSql, periodRowsSql } from './period-rows.query.ts'

/** How time is cut, as asked for. */
export interface AskedGrid {
  readonly length?: PeriodLength | undefined
  readonly fiscalStart: number
}

/** Rows of `audit_period` of one length and slice. */
export interface ReadyRows {
  readonly holds: string
  /** Whether they lie period by period in falling order of profit. */
  readonly isRanked: boolean
  /** What is added to the number of a period of the view. */
  readonly shift: number
}

/** A view that queries can be asked of. */
export interface ChosenView {
  readonly tables: AuditTables
  readonly grid: PeriodGrid
  readonly periods: readonly AuditPeriod[]
  /** Number of the first of them. */
  readonly firstPeriod: number
  readonly filter: AuditFilter
  /**
   * A relation with a row a customer and period: period, customer, first (month of the first purchase ever; NULL where there is
   * none), previous (number of the last period before with a purchase), purchases, lines, spend, profit.
   */
  readonly rows: string
  /** Where these rows stand ready; null where they were made for this view. */
  readonly ready: ReadyRows | null
  /**
   * The same by months (month, and previous the last month before with a purchase), from which rows are made that do not stand ready; null
   * where they do.
   */
  readonly months: string | null
  /** A relation with a row a customer: customer, first_day, first, second_after. */
  readonly customers: string
}

/** Periods that can be asked for. @throws AUDIT_LENGTH_TOO_SHORT, AUDIT_FISCAL_START_UNFIT */
export function gridOf(facts: AuditFacts, { length, fiscalStart }: AskedGrid): PeriodGrid {
  const lengths = lengthsOf(facts)
  const chosen = length ?? defaultLength(facts)
  if (!lengths.includes(chosen)) {
    throw auditError(
      'AUDIT_LENGTH_TOO_SHORT',
      `The tables have a row a ${facts.shortest}, so nothing can be said of each ${chosen}.`,
    )
  }
  const unit = monthsIn[facts.shortest]
  if ((fiscalStart - facts.fiscalStart) % unit !== 0) {
    throw auditError(
      'AUDIT_FISCAL_START_UNFIT',
      `No ${facts.shortest} of the tables begins in month ${fiscalStart} of the year.`,
    )
  }
  return { length: chosen, fiscalStart }
}

/** Lengths of periods that the facts allow. */
export function lengthsOf({ shortest }: AuditFacts): readonly PeriodLength[] {
  return periodLengths.filter((length) => monthsIn[length] >= monthsIn[shortest])
}

/** Quarters, or months where the log has fewer than six quarters; never shorter than the tables are. */
function defaultLength({ firstDay, asOf, shortest }: AuditFacts): PeriodLength {
  const months = monthOf(asOf) - monthOf(firstDay) + 1
  const length = months >= 18 ? 'quarter' : 'month'
  return monthsIn[length] >= monthsIn[shortest] ? length : shortest
}

/** What every figure is stated with. */
export function statedOf(facts: AuditFacts, grid: PeriodGrid): AuditStated {
  const { asOf, firstDay, currency, source, measure, marginRule } = facts
  return {
    asOf,
    firstDay,
    currency,
    source,
    measure,
    marginRule,
    ...grid,
    periods: periodsBetween(grid, facts),
  }
}

/** A view whose rows are not there yet. */
export type PlannedView = Omit<ChosenView, 'rows' | 'ready' | 'months'>

/** What is viewed. */
export interface WantedView {
  readonly grid: PeriodGrid
  readonly filter: AuditFilter
  /**
   * SQL for a condition on the months and the first months of the rows that will be read, so that no others are made; null where none will
   * be, because `months` will be read.
   */
  readonly wanted: (view: PlannedView) => Promise<string | null>
}

/**
 * Runs `work` on a view; what is made for it alone goes afterwards.
 *
 * @throws AUDIT_DIMENSION_MISSING, AUDIT_VALUE_UNKNOWN
 */
export async function withView<T>(
  tables: AuditTables,
  { grid, filter, wanted }: WantedView,
  work: (view: ChosenView) => Promise<T>,
): Promise<T> {
  const { facts } = tables
  const bought = await codesOf(tables, filter, (dimension) => dimension)
  const came = await codesOf(tables, filter, (dimension) => firstName(dimension))
  const customers = customersSql(tables, came)
  const planned: PlannedView = {
    tables,
    grid,
    periods: periodsBetween(grid, facts),
    firstPeriod: periodOf(monthOf(facts.firstDay), grid),
    filter,
    customers,
  }
  try {
    return await work({ ...planned, ...(await rowsOf(planned, { bought, came, customers }, wanted)) })
  } finally {
    await tables.db.run('DROP TABLE IF EXISTS temp.audit_view; DROP TABLE IF EXISTS temp.audit_month')
  }
}

/** Name of the filter on the first purchase of a customer. */
function firstName(dimension: Dimension): keyof AuditFilter {
  return `first${dimension.charAt(0).toUpperCase()}${dimension.slice(1)}` as keyof AuditFilter
}

type Codes = readonly { readonly dimension: Dimension; readonly code: number }[]

async function codesOf(
  { db, prefix, facts }: AuditTables,
  filter: AuditFilter,
  nameOf: (dimension: Dimension) => keyof AuditFilter,
): Promise<Codes> {
  const codes: { dimension: Dimension; code: number }[] = []
  for (const dimension of dimensions) {
    const value = filter[nameOf(dimension)]
    if (value === undefined) continue
    if (!facts.dimensions.includes(dimension)) {
      throw auditError('AUDIT_DIMENSION_MISSING', `The log does not tell the ${dimension} of a purchase.`)
    }
    const [row] = await db.rows(
      `SELECT code FROM ${prefix}audit_value WHERE dimension = $dimension AND value = $value`,
      { dimension, value },
    )
    if (row === undefined) {
      throw auditError('AUDIT_VALUE_UNKNOWN', `No purchase has the ${dimension} "${value.slice(0, 80)}".`)
    }
    codes.push({ dimension, code: Number(row['code']) })
  }
  return codes
}

function customersSql({ prefix }: AuditTables, came: Codes): string {
  if (came.length === 0) return `${prefix}audit_customer`
  const holds = came.map(({ dimension, code }) => `first_${dimension} = ${code}`)
  return `(FROM ${prefix}audit_customer WHERE ${holds.join(' AND ')})`
}

interface Chosen {
  readonly bought: Codes
  readonly came: Codes
  readonly customers: string
}

/** Rows that stand ready where there are such, else rows made for this view. */
async function rowsOf(
  view: PlannedView,
  chosen: Chosen,
  wanted: WantedView['wanted'],
): Promise<Pick<ChosenView, 'rows' | 'ready' | 'months'>> {
  const { tables, grid } = view
  const { db, prefix, facts } = tables
  const slice = sliceFor(chosen.bought)
  const months = monthsIn[grid.length]
  const isReady = readyMonths.some((length) => length === months)
  const isAligned = (grid.fiscalStart - facts.fiscalStart) % months === 0
  const shift = (grid.fiscalStart - facts.fiscalStart) / months
  if (slice !== undefined && isReady && isAligned) {
    const holds = `length = ${months} AND slice = ${slice}`
    return {
      rows: rowsSql(`${prefix}audit_period WHERE ${holds}`, chosen, shift),
      ready: chosen.came.length === 0 ? { holds, isRanked: months >= rankedFromMonths, shift } : null,
      months: null,
    }
  }
  if (slice === undefined)
    await db.run(`CREATE OR REPLACE TEMP TABLE audit_month AS FROM ${lineMonths(tables, chosen.bought)}`)
  const source = slice === undefined ? 'temp.audit_month' : readyMonthsSql(tables, slice, grid)
  const condition = await wanted(view)
  if (condition !== null) {
    await db.run(`
      CREATE OR REPLACE TEMP TABLE audit_view AS
      ${periodRowsSql(`(FROM ${source} WHERE ${condition})`, { months, fiscalStart: grid.fiscalStart, sliced: false })}`)
  }
  return {
    rows: rowsSql('temp.audit_view', chosen, 0),
    ready: null,
    months: `(FROM ${source} ${cameSql(chosen)})`,
  }
}

function cameSql({ came, customers }: Chosen): string {
  return came.length === 0 ? '' : `WHERE customer IN (SELECT customer FROM ${customers})`
}

/** Periods of a grid that begins elsewhere by whole periods are those of the ready one under other numbers. */
function rowsSql(source: string, chosen: Chosen, shift: number): string {
  const moved = (column: string) => (shift === 0 ? column : `(${column} - ${shift})::SMALLINT AS ${column}`)
  const rows = `SELECT ${moved('period')}, customer, first, ${moved('previous')}, purchases, lines, spend, profit FROM ${source}`
  return `(FROM (${rows}) ${cameSql(chosen)})`
}

/** The slice in which the purchases stand; undefined where they must be gathered. */
function sliceFor(bought: Codes): number | undefined {
  const [first] = bought
  if (first === undefined) return 0
  if (bought.length > 1 || first.code > slicedValues) return undefined
  return sliceOf(dimensions.indexOf(first.dimension), first.code)
}

/** Ready rows of the shortest length as if they were months; for the whole log those of years do. */
function readyMonthsSql({ prefix, facts }: AuditTables, slice: number, { length }: PeriodGrid): string {
  const months = length === 'all' ? 12 : monthsIn[facts.shortest] === 1 ? 1 : monthsIn[facts.shortest]
  const first = (period: string) => `(${period} * ${months} + ${facts.fiscalStart - 1})`
  return `(SELECT slice, customer, ${first('period')} AS month, first, ${first('previous')} AS previous, purchases, lines, spend, profit
             FROM ${prefix}audit_period WHERE length = ${months} AND slice = ${slice})`
}

/** Months of the purchases that have all of the values. */
function lineMonths({ prefix }: AuditTables, bought: Codes): string {
  assert(bought.length > 0, 'purchases of some value are gathered')
  const holds = bought.map(({ dimension, code }) => `${dimension} = ${code}`).join(' AND ')
  const facts = `(
    SELECT 0::USMALLINT AS slice, customer, ${monthSql('day')} AS month,
           (count(*) FILTER (lines > 0))::INTEGER AS purchases, sum(lines)::INTEGER AS lines,
           sum(spend)::DECIMAL(18,4) AS spend, sum(profit)::DECIMAL(18,4) AS profit
      FROM (SELECT customer, day, sum(lines) AS lines, sum(spend) AS spend, sum(profit) AS profit
              FROM ${prefix}audit_line WHERE ${holds} GROUP BY customer, day)
     GROUP BY customer, month)`
  return `(${monthRowsSql(facts, `${prefix}audit_customer`, { sliced: false })})`
}

/** First and last month of a period, the last not included. */
export function monthsOf(
  view: Pick<ChosenView, 'grid'>,
  period: number,
): readonly [from: number, to: number] {
  return [firstMonthOf(period, view.grid), firstMonthOf(period + 1, view.grid)]
}

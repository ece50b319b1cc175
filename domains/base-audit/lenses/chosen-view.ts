/** From the choices of an address to what a lens reads: the periods, the purchases that count, the customers. */
import { dimensions, type AuditFilter, type AuditStated, type Dimension } from '../audit-document.ts'
import { rankedFromMonths, type AuditFacts, type AuditTables } from '../tables/audit-facts.ts'
import { chosenLinesSql, firstColumn } from '../tables/audit-lines.query.ts'
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
import { amountRowsSql, periodRowsSql, rankSql } from './period-rows.query.ts'

/** How time is cut, as asked for. */
export interface AskedGrid {
  readonly length?: PeriodLength | undefined
  readonly fiscalStart: number
}

/** Rows of everyone in the view as they lie in a table. */
export interface ReadyRows {
  readonly table: string
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
   * A relation with a row a customer and period, or of those that are wanted what is read of them: period, customer, first (month of the first purchase ever; NULL where there is
   * none), previous (number of the last period before with a purchase), purchases, lines, spend, profit.
   */
  readonly rows: string
  /** Where these rows lie as they are; null where they must be picked out. */
  readonly ready: ReadyRows | null
  /**
   * The same by months, or shorter (month, and previous the last month before with a purchase), from which rows are made that do not
   * stand ready; null where they do.
   */
  readonly months: string | null
  /** A relation with a row a customer: customer, first_day, first, second_after. */
  readonly customers: string
  /** SQL for conditions on where customers came from, of rows that tell it. */
  readonly came: readonly string[]
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
  /** The rows that will be read, so that no others are made; null where none will be, because `months` will be read. */
  readonly wanted: (view: PlannedView) => WantedRows | null
}

/** Rows that will be read. */
export interface WantedRows {
  /** SQL for a condition on their months. */
  readonly holds: string
  /** What will be read of them: amounts of one period in falling order of profit, amounts with the month of the first purchase, or all. */
  readonly reads: 'ranks' | 'amounts' | 'all'
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
  const came = cameSql(await codesOf(tables, filter, (dimension) => firstName(dimension)))
  const planned: PlannedView = {
    tables,
    grid,
    periods: periodsBetween(grid, facts),
    firstPeriod: periodOf(monthOf(facts.firstDay), grid),
    filter,
    customers: customersSql(tables, came),
    came,
  }
  try {
    return await work({ ...planned, ...(await rowsOf(planned, bought, wanted(planned))) })
  } finally {
    await tables.db.run('DROP TABLE IF EXISTS temp.audit_view')
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

/** Where customers came from stands with all rows but lines. */
function cameSql(came: Codes): readonly string[] {
  return came.map(({ dimension, code }) => `${firstColumn(dimension)} = ${code}`)
}

function customersSql({ prefix }: AuditTables, came: readonly string[]): string {
  return came.length === 0
    ? `${prefix}audit_customer`
    : `(FROM ${prefix}audit_customer WHERE ${came.join(' AND ')})`
}

/** Rows that stand ready where there are such, else rows made for this view. */
async function rowsOf(
  view: PlannedView,
  bought: Codes,
  wanted: WantedRows | null,
): Promise<Pick<ChosenView, 'rows' | 'ready' | 'months'>> {
  const { tables, grid, came } = view
  const { db, prefix, facts } = tables
  const months = monthsIn[grid.length]
  const isAligned = (grid.fiscalStart - facts.fiscalStart) % months === 0
  if (bought.length === 0 && facts.ready.includes(months) && isAligned) {
    const shift = (grid.fiscalStart - facts.fiscalStart) / months
    const holds = [`length = ${months}`, ...came].join(' AND ')
    const ready = { table: `${prefix}audit_period`, holds, shift, isRanked: months >= rankedFromMonths }
    return { rows: rowsSql(ready), ready: came.length === 0 ? ready : null, months: null }
  }
  const source = bought.length === 0 ? readyMonthsSql(view) : boughtSql(view, bought)
  if (wanted === null) return { rows: '', ready: null, months: source }
  const { holds, reads } = wanted
  const cut = { months, fiscalStart: grid.fiscalStart }
  // Of lines outside those months nothing is read, unless what was bought before is asked for.
  const read =
    bought.length === 0 || reads === 'all'
      ? `(FROM ${source} WHERE ${holds})`
      : boughtSql(view, bought, holds)
  const made = {
    ranks: () => `FROM (${amountRowsSql(read, cut, [])}) ORDER BY ${rankSql}`,
    amounts: () => amountRowsSql(read, cut, ['first']),
    all: () => periodRowsSql(read, cut, ['first']),
  }[reads]()
  await db.run(`CREATE OR REPLACE TEMP TABLE audit_view AS ${made}`)
  const ready = { table: 'temp.audit_view', holds: 'TRUE', shift: 0, isRanked: reads === 'ranks' }
  return { rows: ready.table, ready, months: source }
}

/** Periods of a grid that begins elsewhere by whole periods are those of the ready one under other numbers. */
function rowsSql({ table, holds, shift }: ReadyRows): string {
  const moved = (column: string) => (shift === 0 ? column : `(${column} - ${shift})::SMALLINT AS ${column}`)
  return `(SELECT ${moved('period')}, customer, first, ${moved('previous')}, purchases, lines, spend, profit FROM ${table} WHERE ${holds})`
}

/** Rows of the longest ready length of which the periods are made as if they were months. */
function readyMonthsSql({ tables: { prefix, facts }, grid, came }: PlannedView): string {
  const shift = grid.length === 'all' ? 0 : grid.fiscalStart - facts.fiscalStart
  const isPart = (length: number) => monthsIn[grid.length] % length === 0 && shift % length === 0
  const months = facts.ready.findLast(isPart) ?? monthsIn[facts.shortest]
  const first = (period: string) => `(${period} * ${months} + ${facts.fiscalStart - 1})::SMALLINT`
  return `(SELECT customer, ${first('period')} AS month, first, ${first('previous')} AS previous, purchases, lines, spend, profit
             FROM ${prefix}audit_period WHERE ${[`length = ${months}`, ...came].join(' AND ')})`
}

/** Lines that have all of the values. Customers are picked out of them afterwards: what they bought before is told by the order of lines. */
function boughtSql(view: PlannedView, bought: Codes, within = 'TRUE'): string {
  const { prefix, facts } = view.tables
  const holds = `${valuesSql(bought)} AND ${within}`
  return cameOf(view, chosenLinesSql({ prefix, holds, customers: facts.customers }))
}

function valuesSql(bought: Codes): string {
  return bought.map(({ dimension, code }) => `${dimension} = ${code}`).join(' AND ')
}

function cameOf({ customers, came }: PlannedView, rows: string): string {
  return came.length === 0 ? rows : `(FROM ${rows} WHERE customer IN (SELECT customer FROM ${customers}))`
}

/** First and last month of a period, the last not included. */
export function monthsOf(
  view: Pick<ChosenView, 'grid'>,
  period: number,
): readonly [from: number, to: number] {
  return [firstMonthOf(period, view.grid), firstMonthOf(period + 1, view.grid)]
}

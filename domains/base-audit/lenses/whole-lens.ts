/** Lens 5: the whole base over time. */
import type { AuditNotice, Finding, Limit } from '../audit-findings.ts'
import type { TablesOf } from '../tables/audit-tables.ts'
import { identityOf, ratio } from './identity.ts'
import { lastWhole, nextYear, periodsNeeded, type NextYear } from './next-year.ts'
import type { AuditPeriod } from '../period.ts'
import { cellAt, type CohortPeriod, type Triangle } from './triangle.ts'

type Tables = TablesOf<'whole'>

/** Tables of the lens; `year` is the number of periods in one, or null where a view has no years. */
export function wholeTablesOf(triangle: Triangle, year: number | null): Tables {
  return {
    periods: periodRows(triangle),
    cohortPeriods: cohortPeriodRows(triangle),
    repeatByCohort: repeatRows(triangle),
    nextYear: year === null ? [] : nextYearRows(triangle, year),
  }
}

function periodRows(triangle: Triangle): Tables['periods'] {
  const { periods, cells } = triangle
  const at = Map.groupBy(cells, ({ period }) => period)
  const rows = periods.map(({ key, partial }, place) => {
    const here = at.get(place) ?? []
    const next = at.get(place + 1) ?? []
    const sum = (of: readonly CohortPeriod[], pick: (cell: CohortPeriod) => number) =>
      of.reduce((total, cell) => total + pick(cell), 0)
    const fresh = here.filter(({ cohort }) => cohort === place)
    const [refundsSpend, refundsProfit] = [
      sum(here, (cell) => cell.refundsSpend),
      sum(here, (cell) => cell.refundsProfit),
    ]
    const totals = {
      customers: sum(here, ({ customers }) => customers),
      purchases: sum(here, ({ purchases }) => purchases),
      spend: sum(here, ({ spend }) => spend) - refundsSpend,
      profit: sum(here, ({ profit }) => profit) - refundsProfit,
    }
    const newCustomers = sum(fresh, ({ customers }) => customers)
    const continuing = sum(here, ({ again }) => again)
    const profitNew = sum(fresh, (cell) => cell.profit - cell.refundsProfit)
    const profitContinuing = sum(here, (cell) => cell.profitContinuing)
    const again = isWhole(periods[place + 1]) ? sum(next, (cell) => cell.again) : null
    return {
      period: key,
      partial: partial !== null,
      lines: sum(here, ({ lines }) => lines),
      ...identityOf(totals),
      newCustomers,
      continuing,
      returned: totals.customers - newCustomers - continuing,
      newShare: ratio(newCustomers, totals.customers),
      profitNew,
      profitContinuing,
      profitReturned: totals.profit - profitNew - profitContinuing,
      refundsSpend,
      refundsProfit,
      again,
      repeatRate: again === null ? null : ratio(again, totals.customers),
    }
  })
  return rows
}

/** Of a period under way it cannot be told yet who comes again. */
function isWhole(period: AuditPeriod | undefined): boolean {
  return period !== undefined && period.partial === null
}

function cohortPeriodRows({ periods, cells }: Triangle): Tables['cohortPeriods'] {
  return cells.map(({ cohort, period, customers, purchases, spend, profit }) => ({
    cohort: cohort === null ? null : (periods[cohort]?.key ?? null),
    period: periods[period]?.key ?? '',
    customers,
    purchases,
    spend,
    profit,
  }))
}

function repeatRows(triangle: Triangle): Tables['repeatByCohort'] {
  const { periods, cells } = triangle
  const at = cellAt(triangle)
  return cells.flatMap(({ cohort, period, customers }) => {
    if (cohort === null || customers === 0 || !isWhole(periods[period + 1])) return []
    const again = at(cohort, period + 1)?.again ?? 0
    return [
      {
        cohort: periods[cohort]?.key ?? '',
        period: periods[period]?.key ?? '',
        customers,
        again,
        repeatRate: again / customers,
      },
    ]
  })
}

function nextYearRows(triangle: Triangle, year: number): Tables['nextYear'] {
  const spend = nextYear(triangle, { year, what: 'spend' })
  const profit = nextYear(triangle, { year, what: 'profit' })
  if (spend === undefined || profit === undefined) return []
  return (['existing', 'new', 'all'] as const).map((part) => {
    const bounds = (of: NextYear) =>
      part === 'all' ? { low: of.low, high: of.high } : { low: null, high: null }
    return {
      part,
      lastYearSpend: spend.lastYear[part],
      spend: spend.next[part],
      spendLow: bounds(spend).low,
      spendHigh: bounds(spend).high,
      lastYearProfit: profit.lastYear[part],
      profit: profit.next[part],
      profitLow: bounds(profit).low,
      profitHigh: bounds(profit).high,
    }
  })
}

/** The sentence to open with, and what follows it. */
export function wholeFindings(tables: Tables, triangle: Triangle, year: number | null): readonly Finding[] {
  const place = lastWhole(triangle) ?? tables.periods.length - 1
  const period = tables.periods[place]
  const before = tables.periods[place - 1]
  if (period === undefined || tables.periods.every(({ customers }) => customers === 0)) {
    return [{ code: 'nothing', values: { period: null } }]
  }
  const opening: Finding = {
    code: 'wholeNew',
    values: {
      period: period.period,
      profit: period.profit,
      newProfitShare: period.profit > 0 ? period.profitNew / period.profit : null,
      newCustomersShare: period.newShare ?? 0,
      returned: period.returned,
    },
  }
  return [
    opening,
    ...repeatFinding(before, tables.periods[place - 2]),
    ...nextFinding(tables, triangle, year),
  ]
}

function repeatFinding(
  last: Tables['periods'][number] | undefined,
  before: Tables['periods'][number] | undefined,
): readonly Finding[] {
  if (last === undefined || last.repeatRate === null) return []
  const { period, repeatRate } = last
  const repeatRateBefore = before?.repeatRate ?? null
  if (repeatRateBefore === null) return [{ code: 'wholeRepeatOnce', values: { period, repeatRate } }]
  return [{ code: 'wholeRepeat', values: { period, repeatRate, repeatRateBefore } }]
}

function nextFinding(
  { nextYear: rows }: Tables,
  triangle: Triangle,
  year: number | null,
): readonly Finding[] {
  const last = lastWhole(triangle)
  const all = rows.find(({ part }) => part === 'all')
  const fresh = rows.find(({ part }) => part === 'new')
  if (all === undefined || last === undefined || year === null) {
    const periods = triangle.periods.filter(({ partial }) => partial === null).length
    if (year === null) return []
    const code = triangle.firstIsMixed ? 'wholeNewUntold' : 'wholeShort'
    return [{ code, values: { periods, needed: periodsNeeded(triangle, year) } }]
  }
  const { profit, profitLow: low, profitHigh: high, lastYearProfit: lastYear } = all
  const values = {
    from: triangle.periods[last]?.to ?? '',
    to: yearLater(triangle.periods[last]?.to ?? ''),
    profit,
    lastYear,
    newShare: profit > 0 && fresh !== undefined ? fresh.profit / profit : null,
  }
  if (low !== null && high !== null) return [{ code: 'wholeNext', values: { ...values, low, high } }]
  const unsure = nextYear(triangle, { year, what: 'profit' })?.unsure
  return [{ code: unsure === 'astray' ? 'wholeNextAstray' : 'wholeNextShort', values }]
}

/** First days of months only, so that no day is missing in the later year. */
function yearLater(day: string): string {
  return `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`
}

/** What must be known of the periods. */
export function wholeNotices({ periods, cells }: Triangle): readonly AuditNotice[] {
  const customers = cells.reduce((sum, { refunded }) => sum + refunded, 0)
  const spend = cells.reduce((sum, { refundsSpend }) => sum + refundsSpend, 0)
  const [only] = periods
  return [
    ...(periods.length === 1 && only !== undefined
      ? [{ code: 'periodsOne', values: { period: only.key } } as const]
      : []),
    ...(customers > 0 ? [{ code: 'refundsOnly', values: { customers, spend } } as const] : []),
  ]
}

/** What the lens does not say. */
export const wholeLimits: readonly Limit[] = ['wholeRates', 'wholeShock', 'wholeActiveIsNotKept']

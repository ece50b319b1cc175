/** What lenses 4 and 5 are made of: every cohort in every period, counted once. */
import type { Row } from '#columnar/engine.ts'
import { isFirstCohortMixed } from '../tables/audit-facts.ts'
import type { ChosenView } from './chosen-view.ts'
import { periodSql } from './period-rows.query.ts'
import { monthsIn } from '../period.ts'
import { numberIn, numberOrNull, totalsIn } from '../tables/table-rows.ts'
import type { CohortPeriod, Triangle } from './triangle.ts'

/** Cohorts by periods, with the customers of each; places count from the first period of the view. */
export async function triangleOf(view: ChosenView): Promise<Triangle> {
  const { tables, customers, firstPeriod, periods } = view
  const found = view.months === null ? await countedRows(view) : await countedMonths(view, view.months)
  const sizes = await tables.db.rows(
    `SELECT ${periodSql('first', cutOf(view))} AS cohort, count(*) AS customers FROM ${customers} WHERE first IS NOT NULL GROUP BY ALL`,
  )
  const acquired = new Map(
    sizes.map((row) => [numberIn(row, 'cohort') - firstPeriod, numberIn(row, 'customers')]),
  )
  return {
    periods,
    cells: found.map((row) => cellOf(row, firstPeriod)),
    acquired: periods.map((_, place) => acquired.get(place) ?? 0),
    firstIsMixed: isFirstCohortMixed(tables.facts),
  }
}

function cutOf({ grid }: ChosenView) {
  return { months: monthsIn[grid.length], fiscalStart: grid.fiscalStart }
}

function cellOf(row: Row, firstPeriod: number): CohortPeriod {
  const cohort = numberOrNull(row, 'cohort')
  return {
    cohort: cohort === null ? null : cohort - firstPeriod,
    period: numberIn(row, 'period') - firstPeriod,
    ...totalsIn(row),
    again: numberIn(row, 'again'),
    lines: numberIn(row, 'lines'),
    profitContinuing: numberIn(row, 'profit_continuing'),
    refunded: numberIn(row, 'refunded'),
    refundsSpend: numberIn(row, 'refunds_spend'),
    refundsProfit: numberIn(row, 'refunds_profit'),
  }
}

/** From rows a customer and period. */
function countedRows(view: ChosenView): Promise<readonly Row[]> {
  return view.tables.db.rows(`
    SELECT ${periodSql('first', cutOf(view))} AS cohort, period, count(*) FILTER (purchases > 0) AS customers,
           count(*) FILTER (purchases > 0 AND previous = period - 1) AS again,
           sum(lines)::DOUBLE AS lines, sum(purchases)::DOUBLE AS purchases, sum(spend)::DOUBLE AS spend,
           sum(profit)::DOUBLE AS profit,
           coalesce(sum(profit) FILTER (purchases > 0 AND previous = period - 1), 0)::DOUBLE AS profit_continuing,
           count(*) FILTER (purchases = 0) AS refunded,
           coalesce(sum(spend) FILTER (purchases = 0), 0)::DOUBLE AS refunds_spend,
           coalesce(sum(profit) FILTER (purchases = 0), 0)::DOUBLE AS refunds_profit
      FROM ${view.rows} GROUP BY ALL ORDER BY cohort NULLS LAST, period`)
}

const isFirst = 'lines > 0 AND before IS DISTINCT FROM period'
const isContinuing = 'lines > 0 AND before = period - 1'

/** Rows with months as rows with the numbers of their periods. */
function inPeriods(view: ChosenView, months: string): string {
  const cut = cutOf(view)
  return `(SELECT * EXCLUDE (first, month, previous), ${periodSql('first', cut)} AS cohort, ${periodSql('month', cut)} AS period,
                  ${periodSql('previous', cut)} AS before FROM ${months})`
}

/**
 * SQL for the customers and sums of every cohort in every period. A customer's first purchase in a period is the one that has none in it
 * before. Months are counted first, for these are few.
 */
export function countedSql(view: ChosenView, months: string): string {
  const counted = `(SELECT first, month, previous, count(*) AS n, sum(lines) AS lines, sum(purchases) AS purchases, sum(spend) AS spend,
                           sum(profit) AS profit FROM ${months} GROUP BY first, month, previous, lines > 0)`
  const customers = (holds: string) => `coalesce(sum(n) FILTER (${holds}), 0)::DOUBLE`
  return `
    SELECT cohort, period, ${customers(isFirst)} AS customers, ${customers(isContinuing)} AS again,
           sum(lines)::DOUBLE AS lines, sum(purchases)::DOUBLE AS purchases, sum(spend)::DOUBLE AS spend, sum(profit)::DOUBLE AS profit,
           coalesce(sum(profit) FILTER (${isContinuing}), 0) AS continuing, ${customers('lines = 0')} AS given_back
      FROM ${inPeriods(view, counted)} GROUP BY cohort, period`
}

/**
 * From rows a customer and month, without making rows a customer and period of them. Only what belongs to a customer's first purchase in
 * a period and lies in later months of it, and months in which customers only gave back, must be looked up.
 */
async function countedMonths(view: ChosenView, months: string): Promise<readonly Row[]> {
  const period = inPeriods(view, months)
  const found = await view.tables.db.rows(`
    WITH counted AS (${countedSql(view, months)}), further AS (
      SELECT cohort, period, sum(profit) AS further
        FROM (FROM ${period} WHERE lines = 0 OR before = period) SEMI JOIN (FROM ${period} WHERE ${isContinuing}) USING (customer, period)
       GROUP BY ALL
    )
    SELECT c.*, (continuing + coalesce(further, 0))::DOUBLE AS profit_continuing, 0 AS refunded, 0 AS refunds_spend, 0 AS refunds_profit
      FROM counted c LEFT JOIN further f ON f.period = c.period AND f.cohort IS NOT DISTINCT FROM c.cohort
     ORDER BY c.cohort NULLS LAST, c.period`)
  if (found.every((row) => numberIn(row, 'given_back') === 0)) return found
  const refunds = await view.tables.db.rows(`
    SELECT cohort, period, count(DISTINCT customer) AS refunded, sum(spend)::DOUBLE AS refunds_spend, sum(profit)::DOUBLE AS refunds_profit
      FROM (FROM ${period} WHERE lines = 0) ANTI JOIN (FROM ${period} WHERE ${isFirst}) USING (customer, period)
     GROUP BY ALL`)
  const keyOf = (row: Row) => `${numberOrNull(row, 'cohort')} ${numberIn(row, 'period')}`
  const at = new Map(refunds.map((row) => [keyOf(row), row]))
  return found.map((row) => ({ ...row, ...at.get(keyOf(row)) }))
}

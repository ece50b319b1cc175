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

/**
 * From rows a customer and month, without making rows a customer and period of them: a customer's first purchase in a period is the one
 * that has none in it before. Only what belongs to that purchase and lies in later months of the period, and months in which customers only
 * gave back, must be looked up.
 */
async function countedMonths(view: ChosenView, months: string): Promise<readonly Row[]> {
  const cut = cutOf(view)
  const period = `(SELECT ${periodSql('first', cut)} AS cohort, ${periodSql('month', cut)} AS period, ${periodSql('previous', cut)} AS before,
                          customer, purchases, lines, spend, profit FROM ${months})`
  const isFirst = 'purchases > 0 AND before IS DISTINCT FROM period'
  const isContinuing = 'purchases > 0 AND before = period - 1'
  return view.tables.db.rows(`
    WITH counted AS (
      SELECT cohort, period, count(*) FILTER (${isFirst}) AS customers, count(*) FILTER (${isContinuing}) AS again,
             sum(lines)::DOUBLE AS lines, sum(purchases)::DOUBLE AS purchases, sum(spend) AS spend, sum(profit) AS profit,
             coalesce(sum(profit) FILTER (${isContinuing}), 0) AS continuing
        FROM ${period} GROUP BY ALL
    ), further AS (
      SELECT cohort, period, sum(profit) AS further
        FROM (FROM ${period} WHERE NOT (${isFirst})) SEMI JOIN (FROM ${period} WHERE ${isContinuing}) USING (customer, period)
       GROUP BY ALL
    ), refunds AS (
      SELECT cohort, period, count(DISTINCT customer) AS refunded, sum(spend) AS refunds_spend, sum(profit) AS refunds_profit
        FROM (FROM ${period} WHERE purchases = 0) ANTI JOIN (FROM ${period} WHERE ${isFirst}) USING (customer, period)
       GROUP BY ALL
    )
    SELECT c.cohort, c.period, customers, again, lines, purchases, spend::DOUBLE AS spend, profit::DOUBLE AS profit,
           (continuing + coalesce(further, 0))::DOUBLE AS profit_continuing, coalesce(refunded, 0) AS refunded,
           coalesce(refunds_spend, 0)::DOUBLE AS refunds_spend, coalesce(refunds_profit, 0)::DOUBLE AS refunds_profit
      FROM counted c
      LEFT JOIN further f ON f.period = c.period AND f.cohort IS NOT DISTINCT FROM c.cohort
      LEFT JOIN refunds r ON r.period = c.period AND r.cohort IS NOT DISTINCT FROM c.cohort
     ORDER BY c.cohort NULLS LAST, c.period`)
}

/** What lenses 4 and 5 are made of: every cohort in every period, counted once. */
import { isFirstCohortMixed } from './audit-facts.ts'
import type { ChosenView } from './chosen-view.ts'
import { periodSql } from './period-rows.query.ts'
import { monthsIn } from './period.ts'
import { numberIn, numberOrNull, totalsIn } from './table-rows.ts'
import type { CohortPeriod, Triangle } from './triangle.ts'

/** Cohorts by periods, with the customers of each; places count from the first period of the view. */
export async function triangleOf(view: ChosenView): Promise<Triangle> {
  const { tables, rows, customers, grid, firstPeriod, periods } = view
  const cut = { months: monthsIn[grid.length], fiscalStart: grid.fiscalStart }
  const found = await tables.db.rows(`
    SELECT ${periodSql('first', cut)} AS cohort, period, count(*) FILTER (purchases > 0) AS customers,
           count(*) FILTER (purchases > 0 AND previous = period - 1) AS again,
           sum(lines)::DOUBLE AS lines, sum(purchases)::DOUBLE AS purchases, sum(spend)::DOUBLE AS spend,
           sum(profit)::DOUBLE AS profit,
           coalesce(sum(profit) FILTER (purchases > 0 AND previous = period - 1), 0)::DOUBLE AS profit_continuing,
           count(*) FILTER (purchases = 0) AS refunded,
           coalesce(sum(spend) FILTER (purchases = 0), 0)::DOUBLE AS refunds_spend,
           coalesce(sum(profit) FILTER (purchases = 0), 0)::DOUBLE AS refunds_profit
      FROM ${rows} GROUP BY ALL ORDER BY cohort NULLS LAST, period`)
  const sizes = await tables.db.rows(
    `SELECT ${periodSql('first', cut)} AS cohort, count(*) AS customers FROM ${customers} WHERE first IS NOT NULL GROUP BY ALL`,
  )
  const acquired = new Map(
    sizes.map((row) => [numberIn(row, 'cohort') - firstPeriod, numberIn(row, 'customers')]),
  )
  const cells = found.map((row): CohortPeriod => {
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
  })
  return {
    periods,
    cells,
    acquired: periods.map((_, place) => acquired.get(place) ?? 0),
    firstIsMixed: isFirstCohortMixed(tables.facts),
  }
}

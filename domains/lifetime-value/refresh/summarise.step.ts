/** First step: from purchases to one row a customer. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { RefreshStep } from '#columnar/refresh.ts'
import { purchaseDays } from '#history/history.actions.ts'
import type { Day } from '#kernel/time.ts'
import { keepResult } from './step-results.ts'
import { createSummary } from './summary.query.ts'
import { valueCalendar } from './value-calendar.ts'
import { valueError } from '../value-error.ts'
import type { ValueOptions } from '../value-options.ts'
import type { Summarised, ValueRun } from './value-run.ts'

/** Writes `purchase_day` and `refund_day`, which the history defines, and summarises each customer as of the day. */
export function summariseStep({ options }: ValueRun): RefreshStep {
  return {
    name: 'summarise',
    needs: [],
    tables: ['purchase_day', 'refund_day'],
    scratch: ['summary', 'summarised'],
    run: async ({ database }) => {
      const { until } = options
      const { purchaseDays: bought } = await purchaseDays(database, {
        into: 'snapshot',
        ...(until !== null && { asOf: until }),
      })
      const { firstDay, lastDay } = await span(database)
      const calendar = valueCalendar({
        ...options,
        firstDay,
        lastDay,
        horizonDays: options.horizon.days,
        comparesAll: options.model === 'all',
      })
      await createSummary(database, calendar.asOf)
      const facts = await factsOf(database, calendar.asOf)
      const margin = await marginOf(database, options, calendar.asOf)
      const summarised: Summarised = { purchaseDays: bought, calendar, lastDay, ...facts, margin }
      await keepResult(database, 'summarised', summarised)
    },
  }
}

async function span(database: ColumnarDatabase): Promise<{ readonly firstDay: Day; readonly lastDay: Day }> {
  const [row] = await database.rows('SELECT min(day) AS first, max(day) AS last FROM snapshot.purchase_day')
  if (typeof row?.['first'] !== 'string' || typeof row['last'] !== 'string') {
    throw valueError('VALUE_PURCHASES_NONE', 'There is no purchase of any customer to value.')
  }
  return { firstDay: row['first'] as Day, lastDay: row['last'] as Day }
}

async function factsOf(
  database: ColumnarDatabase,
  asOf: Day,
): Promise<Omit<Summarised, 'purchaseDays' | 'calendar' | 'lastDay' | 'margin'>> {
  const [row] = await database.rows(
    `SELECT count(*) AS customers, count(*) FILTER (x > 0) AS repeaters,
            count(*) FILTER (x > 0 AND m = 0) AS without_spend,
            sum(observed) / nullif(sum(m), 0) AS repeat_mean,
            corr(m, observed / m) FILTER (m > 0) AS correlation,
            (SELECT avg(spend::DOUBLE) FROM snapshot.purchase_day WHERE spend > 0 AND day <= $asOf::DATE) AS any_mean,
            (SELECT sum(spend) FROM (FROM snapshot.purchase_day SELECT day, spend UNION ALL
                                     FROM snapshot.refund_day SELECT day, spend) WHERE day <= $asOf::DATE)::DOUBLE AS spend
       FROM scratch.summary`,
    { asOf },
  )
  const number = (name: string) => Number(row?.[name] ?? 0)
  const correlation = row?.['correlation']
  return {
    customers: number('customers'),
    repeaters: number('repeaters'),
    withoutSpend: number('without_spend'),
    spend: number('spend'),
    meanSpend: number('repeat_mean') || number('any_mean'),
    frequencySpendCorrelation:
      typeof correlation === 'number' && Number.isFinite(correlation) ? correlation : null,
  }
}

/**
 * The margin as stated, else the share that the margin column makes of the spend it goes with. One share serves all
 * customers: to let each have their own would call the few purchases of most of them a habit.
 */
export async function marginOf(
  database: ColumnarDatabase,
  { margin }: Pick<ValueOptions, 'margin'>,
  asOf: Day,
): Promise<number | null> {
  if (margin !== null) return margin
  const [row] = await database.rows(
    `SELECT sum(margin)::DOUBLE AS margin, sum(spend)::DOUBLE AS spend
       FROM (FROM snapshot.purchase_day SELECT day, spend, margin UNION ALL
             FROM snapshot.refund_day SELECT day, spend, margin)
      WHERE margin IS NOT NULL AND day <= $asOf::DATE`,
    { asOf },
  )
  if (typeof row?.['margin'] !== 'number' || typeof row['spend'] !== 'number') return null
  const share = row['margin'] / row['spend']
  if (share > 0 && Number.isFinite(share)) return share
  throw valueError(
    'VALUE_MARGIN_NOT_POSITIVE',
    `The margin column sums to ${row['margin']} of a spend of ${row['spend']}, so that nothing is earned to value.`,
  )
}

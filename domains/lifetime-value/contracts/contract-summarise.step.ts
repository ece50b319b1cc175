/** First step where rows are contracts: their payments by day, and what is known of them on the as-of day. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { RefreshStep } from '#columnar/refresh.ts'
import { purchaseDays } from '#history/history.actions.ts'
import { addMonths, daysBetween, type Day } from '#kernel/time.ts'
import type { ContractRun, SummarisedContracts } from './contract-run.ts'
import { contractFacts, contractSpan } from './contract-rows.query.ts'
import { keepResult } from '../refresh/step-results.ts'
import { marginOf } from '../refresh/summarise.step.ts'
import { createSummary } from '../refresh/summary.query.ts'
import { valueCalendar } from '../refresh/value-calendar.ts'
import { valueError } from '../value-error.ts'
import type { ContractOptions } from '../value-options.ts'

/** Writes the payments as `purchase_day`, as a log of purchases would have them. */
export function summariseContractsStep({ options }: ContractRun): RefreshStep {
  return {
    name: 'summarise',
    needs: [],
    tables: ['purchase_day', 'refund_day'],
    scratch: ['summary', 'summarised'],
    run: async ({ database }) => {
      const { until } = options
      const paid = await purchaseDays(database, { into: 'snapshot', ...(until !== null && { asOf: until }) })
      const span = await contractSpan(database)
      if (span === null)
        throw valueError('VALUE_PURCHASES_NONE', 'There is no contract of any customer to value.')
      const horizonDays = horizonOf(options, until ?? span.lastDay)
      const calendar = valueCalendar({ ...options, ...span, horizonDays })
      await createSummary(database, calendar.asOf)
      const summarised: SummarisedContracts = {
        purchaseDays: paid.purchaseDays,
        calendar,
        lastDay: span.lastDay,
        horizonDays,
        ...(await contractFacts(database, calendar.asOf)),
        spend: await spendUpTo(database, calendar.asOf),
        margin: await marginOf(database, options, calendar.asOf),
      }
      await keepResult(database, 'summarised', summarised)
    },
  }
}

/**
 * A calendar year unless another time is named: then every contract has as many renewals ahead as a year has periods, while
 * of a yearly one that was renewed yesterday 52 weeks hold none.
 */
function horizonOf({ horizon, isHorizonNamed }: ContractOptions, asOf: Day): number {
  return isHorizonNamed ? horizon.days : daysBetween(asOf, addMonths(asOf, 12))
}

/** What contracts have paid up to a day. */
async function spendUpTo(database: ColumnarDatabase, day: Day): Promise<number> {
  const [row] = await database.rows(
    'SELECT sum(spend)::DOUBLE AS spend FROM snapshot.purchase_day WHERE day <= $day::DATE',
    { day },
  )
  return Number(row?.['spend'] ?? 0)
}

/** Fifth step: the future of every distinct history, and of the base as a whole. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import { canTellActive } from '#lifetime/outlook/can-tell-active.ts'
import type { Scores } from '#lifetime/outlook/outlook.ts'
import { keepResult, readResult } from './step-results.ts'
import { scoredRows, type ScoredRows } from './summary.query.ts'
import type { FittedModels, Scored, Summarised, ValueRun } from './value-run.ts'

/** Scores distinct rows in a thread; customers get theirs by a join when they are published. */
export function scoreStep(run: ValueRun): RefreshStep {
  return {
    name: 'score',
    needs: ['summarise', 'fit'],
    tables: [],
    scratch: ['score_row', 'score', 'scored'],
    run: async (context) => {
      const { purchases, spend } = await readResult<FittedModels>(context.database, 'fitted')
      const scored = purchases === null ? null : await scoreAll(run, context, { fitted: purchases, spend })
      await keepResult(context.database, 'scored', scored)
    },
  }
}

async function scoreAll(
  { workers, options }: ValueRun,
  { database, signal, report }: StepContext,
  { fitted, spend }: { readonly fitted: AnyFittedPurchaseModel; readonly spend: FittedModels['spend'] },
): Promise<Scored> {
  const { calendar, customers } = await readResult<Summarised>(database, 'summarised')
  report({ done: 0, total: customers, unit: 'customers' })
  const rows = await scoredRows(database, calendar.asOf)
  const { discountRatePerYear } = options
  const task = { fitted, spend, rows, horizonDays: options.horizon.days, discountRatePerYear }
  const { scores, totals } = await workers.run('score', task, signal)
  await writeScores(database, scores, { rows, fitted })
  report({ done: customers, total: customers, unit: 'customers' })
  return { totals, parameterUncertainty: scores.parameterUncertainty }
}

/** Money is in units of a customer's own scale, which the join multiplies in. */
async function writeScores(
  database: ColumnarDatabase,
  scores: Scores,
  { rows, fitted }: { readonly rows: ScoredRows; readonly fitted: AnyFittedPurchaseModel },
): Promise<void> {
  await database.run(`
    CREATE TABLE scratch.score (
      "row" INTEGER, probability_active DOUBLE, probability_buys DOUBLE,
      expected_purchases DOUBLE, expected_purchases_low INTEGER, expected_purchases_high INTEGER,
      expected_purchases_probability DOUBLE,
      value_unit DOUBLE, value_low_unit DOUBLE, value_high_unit DOUBLE, value_probability DOUBLE,
      value_infinite_unit DOUBLE)`)
  await database.append('scratch.score', {
    row: Int32Array.from(rows.x, (_, row) => row),
    probabilityActive: scores.probabilityActive.map((probability, row) =>
      canTellActive(fitted.model, rows.x[row] ?? 0) ? probability : Number.NaN,
    ),
    probabilityBuys: scores.probabilityBuys,
    expectedPurchases: scores.expectedPurchases,
    expectedPurchasesLow: scores.purchasesLower,
    expectedPurchasesHigh: scores.purchasesUpper,
    expectedPurchasesProbability: scores.purchasesProbability,
    value: scores.valueMeanUnit,
    valueLow: scores.valueLowerUnit,
    valueHigh: scores.valueUpperUnit,
    valueProbability: scores.valueProbability,
    valueInfinite: scores.valueInfiniteUnit ?? new Float64Array(rows.x.length).fill(Number.NaN),
  })
}

/** Fifth step: the future of every distinct history, and of the base as a whole. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import { canTellActive } from '#lifetime/outlook/can-tell-active.ts'
import type { Scores } from '#lifetime/outlook/outlook.ts'
import type { BaseTotals } from '#lifetime/outlook/totals.ts'
import type { Ahead } from './ahead.ts'
import { usedCovariates } from '../covariates/covariates.step.ts'
import { keepResult, readResult } from './step-results.ts'
import { readScoredRows, scoredRows, type ScoredRows } from './summary.query.ts'
import type { FittedModels, Scored, Summarised, ValueRun } from './value-run.ts'

/** Scores distinct rows in a thread; customers get theirs by a join when they are published. */
export function scoreStep(run: ValueRun, ahead: Ahead): RefreshStep {
  return {
    name: 'score',
    needs: ['summarise', 'fit'],
    tables: [],
    scratch: ['score', 'scored'],
    run: async (context) => {
      const fitted = await readResult<FittedModels>(context.database, 'fitted')
      await keepResult(context.database, 'scored', await scored(run, context, { ahead, fitted }))
    },
  }
}

interface Scoring {
  readonly rows: ScoredRows
  readonly scores: Scores
  readonly totals: BaseTotals
  readonly areFuturesShared: boolean
}

/** Begins to score while the model is validated. */
export async function beginScoring(
  run: ValueRun,
  context: StepContext,
  { ahead, fitted }: { readonly ahead: Ahead; readonly fitted: FittedModels },
): Promise<void> {
  const { purchases, given } = fitted
  if (purchases === null) return
  const { calendar } = await readResult<Summarised>(context.database, 'summarised')
  const rows = await scoredRows(context.database, calendar.asOf, { profiles: given !== null })
  ahead.begin('score', () => scoring(run, context, { rows, purchases, given, spend: fitted.spend }))
}

async function scored(
  run: ValueRun,
  context: StepContext,
  { ahead, fitted }: { readonly ahead: Ahead; readonly fitted: FittedModels },
): Promise<Scored | null> {
  const { database, report } = context
  const { purchases, given, spend } = fitted
  if (purchases === null) return null
  const { customers } = await readResult<Summarised>(database, 'summarised')
  report({ done: 0, total: customers, unit: 'customers' })
  const { result, milliseconds } = await ahead.take('score', async () =>
    scoring(run, context, {
      rows: await readScoredRows(database, { profiles: given !== null }),
      purchases,
      given,
      spend,
    }),
  )
  const began = run.elapsed()
  await writeScores(database, result.scores, { rows: result.rows, fitted: purchases })
  report({ done: customers, total: customers, unit: 'customers' })
  const { totals, areFuturesShared, scores } = result
  const { parameterUncertainty } = scores
  return {
    totals,
    parameterUncertainty,
    areFuturesShared,
    milliseconds: milliseconds + run.elapsed() - began,
  }
}

async function scoring(
  { workers, options }: ValueRun,
  { database, signal }: StepContext,
  of: { readonly rows: ScoredRows } & Pick<FittedModels, 'given' | 'spend'> & {
      readonly purchases: AnyFittedPurchaseModel
    },
): Promise<Scoring> {
  const { rows, purchases: fitted, given, spend } = of
  const { horizon, discountRatePerYear } = options
  const covariates = given === null ? null : await usedCovariates(database)
  if (given !== null && covariates !== null) {
    const { profiles } = covariates
    const task = { fitted: given, profiles, spend, rows, days: horizon.days, discountRatePerYear }
    return { rows, ...(await workers.run('scoreGiven', task, signal)) }
  }
  const task = { fitted, spend, rows, horizonDays: horizon.days, discountRatePerYear }
  return { rows, ...(await workers.run('score', task, signal)), areFuturesShared: false }
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
    row: rows.x.map((_, row) => row),
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

/** Fifth step where rows are contracts: the future of every distinct contract, of each customer, and of all together. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import { monthsOf } from '#history/renewal-period.ts'
import { addDays, days } from '#kernel/time.ts'
import type { AnyFittedContractModel } from '#lifetime/contractual/contract-model.ts'
import type { ContractOutlook } from '#lifetime/contractual/contract-outlook.ts'
import { discountRatePerPeriod } from '#lifetime/counts/window.ts'
import { discountRateIn } from '#lifetime/outlook/discount.ts'
import { createContractStates, runningRows, severalContracts } from './contract-rows.query.ts'
import type {
  ContractRun,
  FittedContracts,
  ScoredContractsTotals,
  SummarisedContracts,
} from './contract-run.ts'
import type { ScoredContracts } from './contract-tasks.ts'
import { keepResult, readResult } from '../refresh/step-results.ts'

/** Scores distinct rows in a thread; customers of one contract get theirs by a join when they are published. */
export function scoreContractsStep(run: ContractRun): RefreshStep {
  return {
    name: 'score',
    needs: ['summarise', 'fit'],
    tables: [],
    scratch: ['contract_state', 'contract_row', 'contract_score', 'contract_several', 'scored'],
    run: async (context) => {
      const { database } = context
      const summarised = await readResult<SummarisedContracts>(database, 'summarised')
      const { contracts } = await readResult<FittedContracts>(database, 'fitted')
      await createStates(run, database, summarised)
      const scored = contracts === null ? null : await scoredBy(run, context, { contracts, summarised })
      await keepResult(database, 'scored', scored)
    },
  }
}

/** A payment falls due on the day of its renewal, and is discounted from that day. */
async function createStates(
  { options }: ContractRun,
  database: ColumnarDatabase,
  { calendar, horizonDays, margin }: SummarisedContracts,
): Promise<void> {
  await createContractStates(database, {
    asOf: calendar.asOf,
    until: addDays(calendar.asOf, days(horizonDays)),
    ratePerDay: discountRateIn('day', options.discountRatePerYear),
    margin: margin ?? 1,
  })
}

async function scoredBy(
  { workers, options, period, elapsed }: ContractRun,
  { database, report, signal }: StepContext,
  of: { readonly contracts: AnyFittedContractModel; readonly summarised: SummarisedContracts },
): Promise<ScoredContractsTotals> {
  const began = elapsed()
  const { contracts: fitted, summarised } = of
  const { customers } = summarised
  report({ done: 0, total: customers, unit: 'customers' })
  const rows = await runningRows(database)
  const several = await severalContracts(database)
  const discountRate = discountRatePerPeriod(options.discountRatePerYear, 12 / monthsOf(period))
  const scores = await workers.run('scoreContracts', { fitted, rows, several, discountRate }, signal)
  await writeScores(database, scores)
  report({ done: customers, total: customers, unit: 'customers' })
  return {
    totals: scores.totals,
    parameterUncertainty: fitted.covariance === null ? 'unknown' : 'integrated',
    milliseconds: elapsed() - began,
  }
}

const outlookColumns = `
  probability_active DOUBLE, probability_buys DOUBLE, expected_purchases DOUBLE, expected_purchases_low INTEGER,
  expected_purchases_high INTEGER, expected_purchases_probability DOUBLE, value DOUBLE, value_low DOUBLE,
  value_high DOUBLE, value_probability DOUBLE, value_infinite DOUBLE`

/** Of distinct rows money is for a worth of 1, which the join multiplies in. */
async function writeScores(database: ColumnarDatabase, scores: ScoredContracts): Promise<void> {
  const { single, several, next, identities } = scores
  await database.run(`CREATE TABLE scratch.contract_score ("row" INTEGER, next DOUBLE, ${outlookColumns})`)
  await database.run(`CREATE TABLE scratch.contract_several (identity INTEGER, ${outlookColumns})`)
  if (single !== null) {
    const row = Int32Array.from(next, (_, place) => place)
    await database.append('scratch.contract_score', { row, next, ...columnsOf(single) })
  }
  if (several !== null) {
    await database.append('scratch.contract_several', { identity: identities, ...columnsOf(several) })
  }
}

function columnsOf(outlook: ContractOutlook) {
  return {
    probabilityActive: outlook.probabilityRunning,
    probabilityBuys: outlook.probabilityRenews,
    expectedPurchases: outlook.expectedRenewals,
    expectedPurchasesLow: new Int32Array(outlook.renewalsLower),
    expectedPurchasesHigh: new Int32Array(outlook.renewalsUpper),
    expectedPurchasesProbability: outlook.renewalsProbability,
    value: outlook.value,
    valueLow: outlook.valueLower,
    valueHigh: outlook.valueUpper,
    valueProbability: outlook.valueProbability,
    valueInfinite: outlook.valueInfinite ?? new Float64Array(outlook.value.length).fill(Number.NaN),
  }
}

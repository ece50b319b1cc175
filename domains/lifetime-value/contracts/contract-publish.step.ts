/** Last step where rows are contracts: the tables and documents that pages and report read. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import { addDays, days, type Day } from '#kernel/time.ts'
import type { AnyFittedContractModel } from '#lifetime/contractual/contract-model.ts'
import type { ChartDocuments } from '../charts/chart-data.ts'
import {
  mostRenewalsDue,
  renewalCounts,
  renewalsDue,
  renewalTracking,
  survivalData,
} from './contract-charts.query.ts'
import { activeCustomers, createContractCustomers, createContractTable } from './contract-customers.query.ts'
import { contractDocument } from './contract-report.ts'
import { contractRows, type ContractRows } from './contract-rows.query.ts'
import type {
  ChosenContractModel,
  ContractFindings,
  ContractRun,
  FittedContracts,
  ScoredContractsTotals,
  SummarisedContracts,
  ValidatedContracts,
} from './contract-run.ts'
import {
  concentrationData,
  createMonthTable,
  purchasesByMonthData,
  valueDistributionData,
} from '../refresh/documents.query.ts'
import { calibration, reliability, timings, writeDocuments } from '../refresh/publish.step.ts'
import { readResult } from '../refresh/step-results.ts'
import { endOf } from '../refresh/summary.query.ts'

/** Writes one row a customer, one a contract, the months, and every document by its name. */
export function publishContractsStep(run: ContractRun): RefreshStep {
  return {
    name: 'publish',
    needs: ['summarise', 'choose', 'fit', 'validate', 'score'],
    tables: ['customer', 'contract', 'month', 'document'],
    scratch: ['survival'],
    run: async (context) => {
      const began = run.elapsed()
      const { database } = context
      const found = await findings(database)
      const { asOf } = found.summarised.calendar
      const isScored = found.scored !== null
      await createContractCustomers(database, { asOf, isScored })
      await createContractTable(database, isScored)
      await createMonthTable(database, asOf)
      const rows = await contractRows(database, asOf)
      const charts = await chartDocuments(run, context, { found, rows })
      const measured = {
        timingsMs: timings(run, context, { began, found }),
        peakMemoryMb: run.peakMemoryMb(),
      }
      await writeDocuments(database, {
        ...charts,
        value: contractDocument(run, found, { ...measured, rows, active: await activeCustomers(database) }),
        models: modelsOf(found),
        quality: await run.source.quality(),
      })
    },
  }
}

/** Purchases have no model here; a renewal is worth the amount of its contract. */
function modelsOf({ fitted, summarised, validated }: ContractFindings): Record<string, unknown> {
  return {
    purchases: null,
    contracts: fitted.contracts,
    spend: { kind: 'mean-spend', meanSpend: summarised.meanAmount },
    holdout: validated.holdout?.fitted ?? null,
  }
}

async function findings(database: ColumnarDatabase): Promise<ContractFindings> {
  return {
    summarised: await readResult<SummarisedContracts>(database, 'summarised'),
    chosen: await readResult<ChosenContractModel>(database, 'chosen'),
    fitted: await readResult<FittedContracts>(database, 'fitted'),
    validated: await readResult<ValidatedContracts>(database, 'validated'),
    scored: await readResult<ScoredContractsTotals | null>(database, 'scored'),
  }
}

async function chartDocuments(
  run: ContractRun,
  context: StepContext,
  { found, rows }: { readonly found: ContractFindings; readonly rows: ContractRows },
): Promise<ChartDocuments> {
  const { database } = context
  const { summarised, fitted, scored } = found
  const { firstDay, asOf } = summarised.calendar
  const judged = fitted.contracts === null ? none : await ofModel(run, context, { found, rows })
  return {
    ...judged,
    calibration: calibration(found),
    reliability: reliability(found),
    // Of contracts it is known who runs: how long ago the last payment was tells nothing.
    'recency-frequency': null,
    'value-distribution': scored === null ? null : await valueDistributionData(database),
    concentration: scored === null ? null : await concentrationData(database),
    'purchases-by-month': await purchasesByMonthData(database, { firstDay, asOf }),
  }
}

const none = { tracking: null, 'frequency-fit': null, survival: null } as const

/** The charts of the fit: as of the origin of the hold-out where there is one, so that the rest is unseen. */
async function ofModel(
  run: ContractRun,
  { database, signal }: StepContext,
  { found, rows }: { readonly found: ContractFindings; readonly rows: ContractRows },
): Promise<Pick<ChartDocuments, keyof typeof none>> {
  const { summarised, fitted, validated } = found
  const { firstDay, asOf, holdout } = summarised.calendar
  const window = validated.holdout === null ? null : holdout
  const drawn = validated.holdout?.fitted ?? fitted.contracts
  const curve = async (of: AnyFittedContractModel | null, until: Day) => {
    const renewals = Math.max(1, await mostRenewalsDue(database, until))
    return of === null ? [1] : Array.from(await run.workers.run('survival', { fitted: of, renewals }, signal))
  }
  const end = window === null ? asOf : endOf(window)
  const ahead = addDays(asOf, days(summarised.horizonDays))
  const current = await curve(fitted.contracts, ahead)
  return {
    tracking: await renewalTracking(database, {
      firstDay,
      origin: window?.origin ?? null,
      known: window?.origin ?? asOf,
      end,
      survival: await curve(drawn, end),
    }),
    'frequency-fit': renewalCounts(rows, await renewalsDue(database, asOf), current),
    survival: survivalData(rows, { survival: current, origin: null }),
  }
}

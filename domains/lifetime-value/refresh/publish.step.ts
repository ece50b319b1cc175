/** Last step: the tables and documents that pages and report read. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import type { CalibrationData, ChartDocuments, ReliabilityData } from '../charts/chart-data.ts'
import { createCustomerTable } from './customer-table.query.ts'
import {
  concentrationData,
  createMonthTable,
  frequencyFitData,
  purchasesByMonthData,
  recencyFrequencyData,
  trackingData,
  valueDistributionData,
} from './documents.query.ts'
import type { HoldoutJudgement } from '#lifetime/judgement/holdout.ts'
import type { SeasonsReport } from '../seasons/seasons-report.ts'
import type { Covariates } from '../covariates/covariate-design.ts'
import { readResult } from './step-results.ts'
import type { ValueCalendar } from './value-calendar.ts'
import type { ValueDocument } from '../value-document.ts'
import { valueDocument } from './value-report.ts'
import type { Chosen, Findings, FittedModels, Scored, Summarised, Validated, ValueRun } from './value-run.ts'

/** Writes one row a customer, the months, and every document by its name. */
export function publishStep(run: ValueRun): RefreshStep {
  return {
    name: 'publish',
    needs: ['summarise', 'covariates', 'choose', 'fit', 'validate', 'score', 'seasons'],
    tables: ['customer', 'month', 'document'],
    scratch: [],
    run: async (context) => {
      const began = run.elapsed()
      const { database } = context
      const found = await findings(database)
      const { summarised, fitted, scored } = found
      await createCustomerTable(database, {
        asOf: summarised.calendar.asOf,
        spend: fitted.spend,
        margin: summarised.margin ?? 1,
        isScored: scored !== null,
        isByProfile: fitted.given !== null,
      })
      await createMonthTable(database, summarised.calendar.asOf)
      const charts = await chartDocuments(database, found)
      const measured = {
        timingsMs: timings(run, context, { began, found }),
        peakMemoryMb: run.peakMemoryMb(),
      }
      await writeDocuments(database, {
        ...charts,
        value: valueDocument(run, found, measured),
        models: {
          purchases: fitted.purchases,
          given: fitted.given,
          spend: fitted.spend,
          holdout: found.validated.holdout?.fitted ?? null,
        },
        quality: await run.source.quality(),
      })
    },
  }
}

async function findings(database: ColumnarDatabase): Promise<Findings> {
  return {
    summarised: await readResult<Summarised>(database, 'summarised'),
    covariates: await readResult<Covariates | null>(database, 'covariates'),
    chosen: await readResult<Chosen>(database, 'chosen'),
    fitted: await readResult<FittedModels>(database, 'fitted'),
    validated: await readResult<Validated>(database, 'validated'),
    scored: await readResult<Scored | null>(database, 'scored'),
    seasons: await readResult<SeasonsReport>(database, 'seasons'),
  }
}

/** What the hold-out told, of purchases or of contracts. */
interface Judged {
  readonly summarised: { readonly calendar: Pick<ValueCalendar, 'holdout'> }
  readonly validated: { readonly holdout: { readonly judgement: HoldoutJudgement } | null }
}

async function chartDocuments(database: ColumnarDatabase, found: Findings): Promise<ChartDocuments> {
  const { summarised, validated, scored } = found
  const { firstDay, asOf, holdout } = summarised.calendar
  const origin = validated.holdout === null ? null : (holdout?.origin ?? null)
  const { tracking: expected, frequencies } = validated
  return {
    tracking:
      expected === null
        ? null
        : await trackingData(database, { firstDay, origin, known: origin ?? asOf, expected }),
    'frequency-fit': frequencies === null ? null : await frequencyFitData(database, frequencies),
    calibration: calibration(found),
    reliability: reliability(found),
    'recency-frequency': scored === null ? null : await recencyFrequencyData(database),
    'value-distribution': scored === null ? null : await valueDistributionData(database),
    concentration: scored === null ? null : await concentrationData(database),
    'purchases-by-month': await purchasesByMonthData(database, { firstDay, asOf }),
    survival: null,
  }
}

export function calibration({ summarised, validated }: Judged): CalibrationData | null {
  const { holdout } = summarised.calendar
  if (validated.holdout === null || holdout === null) return null
  return { ...holdout, groups: validated.holdout.judgement.byPastPurchases }
}

export function reliability({ summarised, validated }: Judged): ReliabilityData | null {
  const { holdout } = summarised.calendar
  if (validated.holdout === null || holdout === null) return null
  const { buysAgain, pit, customers } = validated.holdout.judgement
  return { ...holdout, buysAgain, pit, customers }
}

/** The parts that are timed by themselves, wherever they ran. */
interface Timed {
  readonly fitted: { readonly milliseconds: number }
  readonly scored: { readonly milliseconds: number } | null
}

/** Parts run side by side where they can, so that together they are more than the total. */
export function timings(
  run: Pick<ValueRun, 'elapsed' | 'readMs'>,
  { milliseconds }: StepContext,
  { began, found }: { readonly began: number; readonly found: Timed },
): ValueDocument['timingsMs'] {
  const took = (step: string) => milliseconds[step] ?? 0
  const publish = run.elapsed() - began
  const steps = Object.values(milliseconds).reduce((sum, step) => sum + step, 0)
  return {
    read: run.readMs,
    summarise: took('summarise'),
    fit: found.fitted.milliseconds,
    validate: took('choose') + took('validate'),
    score: found.scored?.milliseconds ?? 0,
    seasons: took('seasons'),
    publish,
    total: run.readMs + steps + publish,
  }
}

export async function writeDocuments(
  database: ColumnarDatabase,
  documents: Readonly<Record<string, unknown>>,
): Promise<void> {
  await database.run('CREATE TABLE snapshot.document (name VARCHAR, body VARCHAR)')
  await database.append('snapshot.document', {
    name: Object.keys(documents),
    body: Object.values(documents).map((body) => JSON.stringify(body)),
  })
}

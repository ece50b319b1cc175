/** Puts together the one document in which a valued base is reported. */
import type { FittedWithCovariates } from '#lifetime/covariates/fit.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import type { HoldoutJudgement } from '#lifetime/judgement/holdout.ts'
import { widenByBacktest } from '#lifetime/judgement/backtest.ts'
import type { BaseTotals, TotalEstimate } from '#lifetime/outlook/totals.ts'
import { akaike, bayesianInformation, standardErrors } from '#lifetime/summary.ts'
import type { ValueCalendar } from './value-calendar.ts'
import { covariatesReport } from '../covariates/covariates-report.ts'
import type { HoldoutReport, ModelReport, Totals, ValueDocument } from '../value-document.ts'
import type { Findings, Summarised, Validated, ValueRun, ValueSource } from './value-run.ts'
import { modelAbsentBecause, warningsOf } from './value-warnings.ts'

/** What is measured while the work is done. */
export type Measured = Pick<ValueDocument, 'timingsMs' | 'peakMemoryMb'>

/** The document. */
export function valueDocument(run: ValueRun, found: Findings, measured: Measured): ValueDocument {
  const { summarised, chosen, fitted, validated, scored } = found
  const { options, source } = run
  return {
    perennial: run.version,
    log: 'purchases',
    ...logFacts(source, summarised),
    horizonDays: options.horizon.days,
    discountRatePerYear: options.discountRatePerYear,
    model:
      fitted.purchases === null
        ? { name: 'none', ...modelAbsentBecause(fitted) }
        : modelReport(fitted.purchases, fitted.given),
    spendModel: fitted.spendReport,
    holdout: holdoutReport(found),
    choice: chosen.report,
    covariates: covariatesReport(found),
    totals: scored === null ? null : totalsReport(scored.totals, validated, summarised.margin ?? 1),
    seasons: found.seasons,
    warnings: [...source.warnings, ...warningsOf(found)],
    ...measured,
  }
}

/** What a document says of the log, be its rows purchases or contracts. */
export function logFacts(
  source: ValueSource,
  summarised: Pick<Summarised, 'purchaseDays' | 'customers' | 'calendar' | 'lastDay' | 'spend' | 'margin'>,
) {
  return {
    rows: { ...source.rows, merged: source.lines - summarised.purchaseDays },
    customers: summarised.customers,
    customersHeard: source.customersHeard,
    firstDay: summarised.calendar.firstDay,
    lastDay: summarised.lastDay,
    asOf: summarised.calendar.asOf,
    timeZone: source.timeZone,
    currency: source.currency,
    spend: summarised.spend,
    valueOf: summarised.margin === null ? 'revenue' : 'margin',
    margin: summarised.margin,
  } satisfies Partial<ValueDocument>
}

/** Of the fit with covariates where customers are valued by it; its name is that of the model that they change. */
function modelReport(plain: AnyFittedPurchaseModel, given: FittedWithCovariates | null): ModelReport {
  const fitted = given ?? plain
  return {
    name: plain.model,
    unit: fitted.timeUnit,
    parameters: fitted.parameters,
    ...('regularity' in fitted && { regularity: fitted.regularity }),
    standardErrors: standardErrors<string>(fitted),
    logLikelihood: fitted.logLikelihood,
    aic: akaike(fitted),
    bic: bayesianInformation(fitted),
    customers: fitted.customerCount,
    distinctRows: fitted.distinctRows,
    convergence: fitted.convergence,
  }
}

/** What the hold-out told, or null where there is none. */
export function holdoutReport(found: {
  readonly summarised: { readonly calendar: Pick<ValueCalendar, 'holdout'> }
  readonly validated: {
    readonly holdout: {
      readonly fitted: Pick<HoldoutReport, 'model' | 'parameters'>
      /** The same with covariates, which then is what was judged. */
      readonly given?: Pick<HoldoutReport, 'parameters'> | null
      readonly judgement: HoldoutJudgement
    } | null
  }
}): HoldoutReport | null {
  const { summarised, validated } = found
  const { holdout: window } = summarised.calendar
  if (validated.holdout === null || window === null) return null
  const { fitted, given, judgement } = validated.holdout
  return {
    origin: window.origin,
    days: window.days,
    model: fitted.model,
    parameters: (given ?? fitted).parameters,
    customers: judgement.customers,
    actualPurchases: judgement.actualPurchases,
    expectedPurchases: judgement.expectedPurchases,
    poissonDeviance: judgement.poissonDeviance,
    meanAbsoluteError: judgement.meanAbsoluteError,
    meanLogProbability: judgement.meanLogProbability,
    coverage: judgement.coverage,
    statedCoverage: judgement.statedCoverage,
    pitInside80: judgement.pitInside80,
    baseline: judgement.baseline,
  }
}

export function totalsReport(
  totals: BaseTotals,
  { origins }: Pick<Validated, 'origins'>,
  margin: number,
): Totals {
  const purchases = widened(totals.expectedPurchases, origins)
  const total = times(totals.value, margin)
  const value = widened(total, origins)
  return {
    active: totals.active,
    activeCannotTell: totals.activeCannotTell,
    expectedPurchases: totals.expectedPurchases.mean,
    expectedPurchasesLow: totals.expectedPurchases.low,
    expectedPurchasesHigh: totals.expectedPurchases.high,
    expectedPurchasesBacktestLow: purchases.low,
    expectedPurchasesBacktestHigh: purchases.high,
    value: total.mean,
    valueLow: total.low,
    valueHigh: total.high,
    valueBacktestLow: value.low,
    valueBacktestHigh: value.high,
    valueInfiniteHorizon: totals.valueInfinite === null ? null : totals.valueInfinite * margin,
    backtest: {
      origins,
      absent: purchases.absent,
      ...(purchases.because !== undefined && { because: purchases.because }),
    },
  }
}

function times(total: TotalEstimate, factor: number): TotalEstimate {
  return { ...total, mean: total.mean * factor, low: total.low * factor, high: total.high * factor }
}

function widened(total: TotalEstimate, origins: Validated['origins']) {
  const interval = widenByBacktest(total, origins)
  return 'absent' in interval
    ? { low: null, high: null, ...interval }
    : { ...interval, absent: null, because: undefined }
}

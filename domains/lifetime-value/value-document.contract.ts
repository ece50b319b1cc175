/** The value document on the wire; its types are those of `value-document.ts`. */
import { logKinds } from '#history/log-kind.ts'
import { renewalPeriods } from '#history/renewal-period.ts'
import { contractModelNames } from '#lifetime/contractual/contract-model.ts'
import { purchaseModelNames } from '#lifetime/model.ts'
import { day, notice, saying } from '#wire/words.ts'
import { z } from 'zod'
import { covariatesReport } from './covariates-document.contract.ts'
import { seasonsReport } from './seasons-report.contract.ts'
import type { ChoiceReport, Totals, ValueDocument } from './value-document.ts'

const modelName = z.enum([...purchaseModelNames, ...contractModelNames])
const because = { reason: z.string(), because: saying.optional() }
const numbers = z.record(z.string(), z.number())

const convergence = z.object({
  iterations: z.int(),
  gradientNorm: z.number(),
  starts: z.int(),
  conditionNumber: z.number(),
  converged: z.boolean(),
})

const fittedModel = z.object({
  name: modelName,
  unit: z.enum(['day', 'week', ...renewalPeriods]),
  parameters: numbers,
  regularity: z.int().optional(),
  standardErrors: numbers.nullable(),
  logLikelihood: z.number(),
  aic: z.number(),
  bic: z.number(),
  customers: z.int(),
  distinctRows: z.int(),
  convergence,
})

/** The purchase model with what certifies its fit, or why there is none. */
export const modelReport = z.discriminatedUnion('name', [
  fittedModel,
  z.object({ name: z.literal('none'), ...because }),
])

const gammaGamma = z.object({ p: z.number(), q: z.number(), gamma: z.number() })

/** The spend model, or the mean that stands in for it. */
export const spendModelReport = z.discriminatedUnion('name', [
  z.object({
    name: z.literal('gamma-gamma'),
    parameters: gammaGamma,
    standardErrors: gammaGamma.nullable(),
    logLikelihood: z.number(),
    customers: z.int(),
    droppedZeroSpend: z.int(),
    frequencySpendCorrelation: z.number().nullable(),
    convergence,
  }),
  z.object({ name: z.literal('mean-spend'), meanSpend: z.number(), ...because }),
  z.object({ name: z.literal('contract-amount'), meanAmount: z.number() }),
])

/** How the model did on data it had not seen. */
export const holdoutReport = z.object({
  origin: day(),
  days: z.int(),
  model: modelName,
  parameters: numbers,
  customers: z.int(),
  actualPurchases: z.number(),
  expectedPurchases: z.number(),
  poissonDeviance: z.number(),
  meanAbsoluteError: z.number(),
  meanLogProbability: z.number(),
  coverage: z.number(),
  statedCoverage: z.number(),
  pitInside80: z.number(),
  baseline: z.object({
    rule: z.string(),
    expectedPurchases: z.number(),
    poissonDeviance: z.number(),
    meanAbsoluteError: z.number(),
  }),
})

const againstChosen = z.object({ difference: z.number(), standardError: z.number(), isNoise: z.boolean() })

const candidateJudgement = z.object({
  actualPurchases: z.number(),
  expectedPurchases: z.number(),
  poissonDeviance: z.number(),
  meanAbsoluteError: z.number(),
  gini: z.number().nullable(),
  topDecileLift: z.number(),
})

/** How the model was chosen. */
export const choiceReport: z.ZodType<ChoiceReport> = z.object({
  how: z.enum(['named', 'chosen', 'default']),
  origin: day().nullable(),
  days: z.int().nullable(),
  origins: z.array(day()).optional(),
  candidates: z.array(
    z.object({
      model: modelName,
      meanLogProbability: z.number(),
      differenceToBest: z.number(),
      standardError: z.number(),
      atBoundary: z.boolean().optional(),
      againstChosen: againstChosen.optional(),
      judged: candidateJudgement.optional(),
    }),
  ),
  ...because,
  note: z.object(because).optional(),
  leftOut: z.array(z.object({ model: modelName, ...because })).optional(),
})

/** Totals of the base with their intervals. */
export const totals: z.ZodType<Totals> = z.object({
  active: z.number(),
  activeCannotTell: z.int(),
  expectedPurchases: z.number(),
  expectedPurchasesLow: z.number(),
  expectedPurchasesHigh: z.number(),
  expectedPurchasesBacktestLow: z.number().nullable(),
  expectedPurchasesBacktestHigh: z.number().nullable(),
  value: z.number(),
  valueLow: z.number(),
  valueHigh: z.number(),
  valueBacktestLow: z.number().nullable(),
  valueBacktestHigh: z.number().nullable(),
  valueInfiniteHorizon: z.number().nullable(),
  backtest: z.object({
    origins: z.array(
      z.object({
        origin: day(),
        days: z.int(),
        actualPurchases: z.number(),
        expectedPurchases: z.number(),
      }),
    ),
    absent: z.string().nullable(),
    because: saying.optional(),
  }),
})

/** The contracts of a base. */
export const contractsReport = z.object({
  period: z.enum(renewalPeriods),
  contracts: z.int(),
  running: z.int(),
  ended: z.int(),
  renewalsDue: z.int(),
  renewalsMade: z.int(),
})

/** The whole document, as `perennial value --json` prints it. */
export const valueDocument: z.ZodType<ValueDocument> = z.object({
  perennial: z.string(),
  log: z.enum(logKinds).optional(),
  contracts: contractsReport.optional(),
  rows: z.object({ read: z.int(), accepted: z.int(), merged: z.int(), refused: z.int() }),
  customers: z.int(),
  customersHeard: z.int(),
  firstDay: day(),
  lastDay: day(),
  asOf: day(),
  timeZone: z.string(),
  currency: z.string().nullable(),
  spend: z.number(),
  valueOf: z.enum(['revenue', 'margin']),
  margin: z.number().nullable(),
  horizonDays: z.number(),
  discountRatePerYear: z.number(),
  model: modelReport,
  spendModel: spendModelReport,
  holdout: holdoutReport.nullable(),
  choice: choiceReport,
  covariates: covariatesReport.nullable().optional(),
  totals: totals.nullable(),
  seasons: seasonsReport.optional(),
  warnings: z.array(notice),
  timingsMs: z.object({
    read: z.number(),
    summarise: z.number(),
    fit: z.number(),
    validate: z.number(),
    score: z.number(),
    seasons: z.number().optional(),
    publish: z.number(),
    total: z.number(),
  }),
  peakMemoryMb: z.number(),
})

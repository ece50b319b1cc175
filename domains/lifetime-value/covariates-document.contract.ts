/** Covariates in the value document on the wire; the types are those of `covariates-document.ts`. */
import { saying } from '#wire/words.ts'
import { z } from 'zod'
import type { CovariatesReport } from './covariates/covariates-document.ts'

const because = { reason: z.string(), because: saying.optional() }

const coefficientReport = z.object({
  name: z.string(),
  covariate: z.string(),
  category: z.string().nullable(),
  against: z.string().nullable(),
  process: z.enum(['purchase', 'dropout']),
  coefficient: z.number(),
  standardError: z.number().nullable(),
  customers: z.int(),
  step: z.number(),
  factor: z.number(),
  factorLow: z.number().nullable(),
  factorHigh: z.number().nullable(),
})

/** What customers are told apart by beside their purchases, and whether it helped. */
export const covariatesReport: z.ZodType<CovariatesReport> = z.object({
  fileName: z.string(),
  names: z.array(z.string()),
  columns: z.array(z.string()),
  customers: z.int(),
  coefficients: z.array(coefficientReport),
  leftOut: z.array(z.object({ covariate: z.string(), ...because })),
  absent: z.object(because).nullable(),
  likelihoodRatio: z.object({ statistic: z.number(), degrees: z.int(), pValue: z.number() }).nullable(),
  holdout: z
    .object({
      meanLogProbability: z.number(),
      withoutCovariates: z.number(),
      difference: z.number(),
      standardError: z.number(),
      isNoise: z.boolean(),
    })
    .nullable(),
})

/** What is reported of seasons, on the wire; its types are those of `seasons-report.ts`. */
import { covariateModelNames } from '#lifetime/covariates/effects.ts'
import { day, saying } from '#wire/words.ts'
import { z } from 'zod'
import type { SeasonsReport } from './seasons/seasons-report.ts'

const because = { reason: z.string(), because: saying.optional() }

const month = z.object({
  month: z.string().regex(/^\d{4}-\d{2}$/),
  days: z.int(),
  withSeasons: z.number(),
  withoutSeasons: z.number(),
})

const errors = z.object({ poissonDeviance: z.number(), meanAbsoluteError: z.number() })

const judged = z.object({
  finding: z.enum(['found', 'none']),
  ...because,
  appliedToValues: z.literal(false),
  model: z.enum(covariateModelNames),
  standIn: z.object(because).nullable(),
  by: z.enum(['month', 'quarter']),
  customers: z.int(),
  seasons: z.array(
    z.object({
      months: z.array(z.int().min(1).max(12)),
      purchases: z.number(),
      multiplier: z.number(),
      low: z.number().nullable(),
      high: z.number().nullable(),
    }),
  ),
  likelihoodRatio: z.object({ statistic: z.number(), degrees: z.int(), pValue: z.number() }),
  trial: z.object({
    origin: day(),
    days: z.int(),
    months: z.array(z.object({ ...month.shape, actual: z.number() })),
    withSeasons: errors,
    withoutSeasons: errors,
  }),
  outlook: z
    .object({
      days: z.int(),
      withSeasons: z.number(),
      withoutSeasons: z.number(),
      months: z.array(month),
      movedBy: z.number(),
      movedUp: z.int(),
      movedDown: z.int(),
    })
    .nullable(),
})

/** Whether customers buy more at some times of the year, or why that cannot be told. */
export const seasonsReport: z.ZodType<SeasonsReport> = z.union([
  judged,
  z.object({ finding: z.literal('untold'), ...because }),
])

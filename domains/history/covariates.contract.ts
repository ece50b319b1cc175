/** Files of what is known of customers beside their purchases: previews, the list, taking back. */
import { endpoint } from '#wire/endpoint.ts'
import { moment, notice } from '#wire/words.ts'
import { z } from 'zod'
import { businessId, work } from './business.contract.ts'
import { givenCovariates } from './import-options.contract.ts'

/** A covariate of a file. */
export const covariateColumn = z.object({
  name: z.string(),
  kind: z.enum(['number', 'category']),
  /** Customers of whom it is stated. */
  stated: z.int(),
  /** Different values. */
  distinct: z.int(),
  /** Cells that are stated, but do not read as numbers: they count as not stated. */
  unreadable: z.int(),
})
/** A covariate of a file. */
export type CovariateColumn = z.infer<typeof covariateColumn>

/** What was found in a file of covariates. */
export const covariateFigures = z.object({
  /** Name of the column that names the customer. */
  customer: z.string(),
  columns: z.array(covariateColumn),
  rows: z.int(),
  /** Different customers named. */
  customers: z.int(),
  /** Those of them who stood in the history by then. */
  known: z.int(),
  /** Rows that name no customer. */
  withoutCustomer: z.int(),
  /** Rows that repeat another one. */
  repeated: z.int(),
})
/** What was found in a file of covariates. */
export type CovariateFigures = z.infer<typeof covariateFigures>

/** A file of covariates that is, or was, part of the history. */
export const covariateFile = z.object({
  covariates: z.string(),
  fileName: z.string(),
  bytes: z.number(),
  addedAt: moment(),
  /** Null where it stands; else when it was taken back. */
  undoneAt: moment().nullable(),
  /** Whether customers are valued with it: the newest that stands is used. */
  inUse: z.boolean(),
  figures: covariateFigures,
  notices: z.array(notice),
})
/** A file of covariates that is, or was, part of the history. */
export type CovariateFile = z.infer<typeof covariateFile>

/** A file of covariates as it would be read, on its first rows. */
export const covariatesPreview = z.object({
  fileName: z.string(),
  columns: z.array(
    z.object({
      /** From 1. */
      number: z.int(),
      name: z.string(),
      role: z.enum(['customer', 'number', 'category']),
      samples: z.array(z.string()),
      /** Different values in the rows looked at. */
      distinct: z.int(),
    }),
  ),
  /** The first rows as they stand in the file, in the order of `columns`. */
  rows: z.array(z.array(z.string().nullable())),
  /** Rows that were looked at, and those of them that name a customer of the history. */
  looked: z.int(),
  known: z.int(),
})
/** A file of covariates as it would be read. */
export type CovariatesPreview = z.infer<typeof covariatesPreview>

export const previewCovariates = endpoint({
  method: 'POST',
  path: '/businesses/{business}/covariates/preview',
  summary: 'What is guessed of an uploaded file of covariates, with its first rows.',
  input: z.strictObject({ business: businessId(), ...givenCovariates.shape }),
  output: covariatesPreview,
  refusals: [
    'UPLOAD_NOT_FOUND',
    'BUSINESS_NOT_FOUND',
    'HISTORY_COLUMN_UNKNOWN',
    'HISTORY_COVARIATES_CUSTOMER_MISSING',
  ],
  write: false,
})

export const listCovariates = endpoint({
  method: 'GET',
  path: '/businesses/{business}/covariates',
  summary: 'Files of what is known of customers beside their purchases, newest first.',
  input: z.strictObject({ business: businessId() }),
  output: z.object({ files: z.array(covariateFile) }),
  refusals: ['BUSINESS_NOT_FOUND'],
  write: false,
})

export const undoCovariates = endpoint({
  method: 'POST',
  path: '/businesses/{business}/covariates/{covariates}/undo',
  summary: 'Takes a file of covariates back and values the history without it.',
  input: z.strictObject({ business: businessId(), covariates: z.string() }),
  output: z.object({ work }),
  refusals: [
    'BUSINESS_NOT_FOUND',
    'BUSINESS_DEMO_FIXED',
    'BUSINESS_WORK_IN_PROGRESS',
    'HISTORY_COVARIATES_NOT_FOUND',
    'HISTORY_COVARIATES_UNDONE',
  ],
  write: true,
  status: 202,
})

/** Endpoints of covariates; a file is taken in by an import or a refresh that names its upload. */
export const covariatesContract = { previewCovariates, listCovariates, undoCovariates }

/** Files that become history: uploads, what is guessed of them, imports and their quality reports. */
import { defineErrors } from '#kernel/errors.ts'
import { endpoint } from '#wire/endpoint.ts'
import { day, moment, notice, typeId } from '#wire/words.ts'
import { z } from 'zod'
import { guessReasons } from './import-page/guess-reasons.ts'
import { logKinds } from './log-kind.ts'
import { columnRoles } from './reading/mapping.ts'
import { renewalPeriods } from './renewal-period.ts'
import { rejectCodes } from './reading/row-fates.ts'
import { business, businessId, businessName, work } from './business.contract.ts'
import { givenCovariates, importOptions, refreshOptions } from './import-options.contract.ts'

/** What an upload may be refused with. */
export const uploadError = defineErrors({
  UPLOAD_NOT_FOUND: {
    status: 404,
    hint: 'Upload the file again; uploads are kept for a day, and only while the program runs.',
  },
  UPLOAD_EMPTY: { status: 400, hint: 'Choose a file with rows in it.' },
  UPLOAD_NAME_MISSING: {
    status: 400,
    hint: 'Send the name of the file, percent-encoded, in the header X-File-Name.',
  },
  UPLOAD_INCOMPLETE: { status: 400, hint: 'Upload the file again; nothing of it was kept.' },
  UPLOAD_DISK_FULL: { status: 507, hint: 'Free some space on the disk of the data folder and upload again.' },
})

/** What a column is taken for. */
export const columnRole = z.enum(columnRoles)

/**
 * Corrections of what was guessed. A column is given by its name, or by its number from 1; an empty text says that no
 * column has the role.
 */
export const overrides = z.strictObject({
  customer: z.string().optional(),
  date: z.string().optional(),
  amount: z.string().optional(),
  quantity: z.string().optional(),
  unitPrice: z.string().optional(),
  currencyColumn: z.string().optional(),
  order: z.string().optional(),
  product: z.string().optional(),
  channel: z.string().optional(),
  country: z.string().optional(),
  family: z.string().optional(),
  refund: z.string().optional(),
  marginColumn: z.string().optional(),
  unitCost: z.string().optional(),
  contractStart: z.string().optional(),
  contractEnd: z.string().optional(),
  renewals: z.string().optional(),
  periodColumn: z.string().optional(),
  event: z.string().optional().describe('Says of each row whether a contract starts, is renewed or ends'),
  contract: z.string().optional().describe('Tells contracts of a customer apart that run side by side'),
  period: z.enum(renewalPeriods).optional().describe('Between two renewals of a contract'),
  dateFormat: z.string().optional().describe('For instance `%d/%m/%Y`'),
  delimiter: z.string().min(1).max(8).optional().describe('One character, `tab`, or `spaces`'),
  header: z.boolean().optional(),
  encoding: z.enum(['utf-8', 'latin-1']).optional(),
  decimal: z.enum(['.', ',']).optional(),
})
/** Corrections of what was guessed. */
export type Overrides = z.infer<typeof overrides>

/** A column as guessed, and why. */
export const previewColumn = z.object({
  /** From 1. */
  number: z.int(),
  name: z.string(),
  role: columnRole.nullable(),
  /** 0 to 1; 1 where it was given. */
  confidence: z.number(),
  /** In English; `because` names the same sentences for those who have language files. */
  reason: z.string(),
  because: z.array(z.enum(guessReasons)),
  samples: z.array(z.string()),
})

/** A file as it would be read. */
export const preview = z.object({
  fileName: z.string(),
  format: z.object({
    kind: z.enum(['text', 'parquet']),
    compression: z.enum(['none', 'gzip']),
    delimiter: z.string().nullable(),
    header: z.boolean(),
    encoding: z.string().nullable(),
    dateFormat: z.string().nullable(),
    decimal: z.string().nullable(),
    /** Whether a row is a purchase or a contract. */
    log: z.enum(logKinds),
    /** Between two renewals; null where rows are purchases, and where it cannot be told. */
    period: z.enum(renewalPeriods).nullable(),
  }),
  columns: z.array(previewColumn),
  /** The first rows as they stand in the file, in the order of `columns`. */
  rows: z.array(z.array(z.string().nullable())),
  /** What keeps the file from being imported as it is, and what should be known. */
  problems: z.array(z.object({ ...notice.shape, stops: z.boolean() })),
})
/** A file as it would be read. */
export type Preview = z.infer<typeof preview>

/** Why a row was refused. */
const rejectCode = z.enum(rejectCodes)

/** What a log of contracts holds. */
const contractFigures = z.object({
  contracts: z.int(),
  /** Rows of which they were made, where each row is an event; absent where each is a contract. */
  events: z.int().optional(),
  ended: z.int(),
  /** Payments that the contracts come to: one at the start and one at each renewal. */
  payments: z.int(),
  period: z.enum(renewalPeriods),
  /** The last day of which the log knows who runs. */
  observedUntil: day(),
})

/** What was found in a file. */
export const qualityReport = z.object({
  rows: z.object({ read: z.int(), accepted: z.int(), merged: z.int(), refused: z.int() }),
  customersHeard: z.int(),
  customersWithPurchase: z.int(),
  firstDay: day().nullable(),
  lastDay: day().nullable(),
  timeZone: z.string(),
  currency: z.string().nullable(),
  /** Net spend of the rows accepted. */
  spend: z.number(),
  /** Rows without a customer; among the refused. */
  withoutCustomer: z.int(),
  duplicates: z.object({ rows: z.int(), dropped: z.boolean() }),
  refunds: z.object({ rows: z.int(), matched: z.int(), unmatched: z.int() }),
  /** Customer-days with net spend below zero, and at zero. */
  negativeDays: z.int(),
  zeroDays: z.int(),
  futureDates: z.int(),
  /** Longest stretches of days without any purchase. */
  gaps: z.array(z.object({ from: day(), to: day(), days: z.int() })),
  /** A customer with a suspiciously large share of the rows, as in a till's "walk-in" id. */
  largeCustomer: z.object({ name: z.string(), rows: z.int(), share: z.number() }).nullable(),
  /** Why rows were refused, most frequent first. */
  refusedBecause: z.array(z.object({ code: rejectCode, reason: z.string(), rows: z.int() })),
  /** Of a log of contracts; null of one of purchases, absent in reports of an earlier version. */
  contracts: contractFigures.nullable().optional(),
  warnings: z.array(notice),
})
/** What was found in a file. */
export type QualityReport = z.infer<typeof qualityReport>

/** An import that is part of the history. */
export const importEntry = z.object({
  import: z.string(),
  fileName: z.string(),
  bytes: z.number(),
  importedAt: moment(),
  /** Null where it stands; else when it was taken back. */
  undoneAt: moment().nullable(),
  report: qualityReport,
})
/** An import that is, or was, part of the history. */
export type ImportEntry = z.infer<typeof importEntry>

/** A file that was sent and may be imported. */
export const upload = z.object({ upload: typeId('upl'), fileName: z.string(), bytes: z.number() })
/** A file that was sent and may be imported. */
export type Upload = z.infer<typeof upload>

/** Where a file is sent, as a raw body with its percent-encoded name in `X-File-Name`; answers an {@link upload}. */
export const uploadPath = '/uploads'

export const previewUpload = endpoint({
  method: 'POST',
  path: '/uploads/{upload}/preview',
  summary: 'What is guessed of an uploaded file, with its first rows.',
  input: z.strictObject({
    upload: typeId('upl'),
    /** Where it is to go: a mapping kept from its earlier files is then used. */
    business: businessId().optional(),
    overrides: overrides.default({}),
  }),
  output: preview,
  refusals: ['UPLOAD_NOT_FOUND', 'BUSINESS_NOT_FOUND'],
  write: false,
})

export const importUpload = endpoint({
  method: 'POST',
  path: '/uploads/{upload}/import',
  summary: 'Starts the import of an uploaded file into a new or an existing business.',
  input: z.strictObject({
    upload: typeId('upl'),
    business: z.union([z.strictObject({ name: businessName }), businessId()]),
    overrides: overrides.default({}),
    options: importOptions.default({}),
    /** What is known of the customers beside their purchases. */
    covariates: givenCovariates.optional(),
  }),
  output: z.object({ business, work }),
  refusals: ['UPLOAD_NOT_FOUND', 'BUSINESS_NOT_FOUND', 'BUSINESS_DEMO_FIXED', 'BUSINESS_WORK_IN_PROGRESS'],
  write: true,
  status: 202,
})

export const refreshBusiness = endpoint({
  method: 'POST',
  path: '/businesses/{business}/refresh',
  summary: 'Values the whole history again and publishes a new snapshot.',
  input: z.strictObject({
    business: businessId(),
    options: refreshOptions.default({}),
    /** A further file of what is known of the customers, taken in before. */
    covariates: givenCovariates.optional(),
  }),
  output: z.object({ work }),
  refusals: ['UPLOAD_NOT_FOUND', 'BUSINESS_NOT_FOUND', 'BUSINESS_DEMO_FIXED', 'BUSINESS_WORK_IN_PROGRESS'],
  write: true,
  status: 202,
})

export const listImports = endpoint({
  method: 'GET',
  path: '/businesses/{business}/imports',
  summary: 'The imports of a business with their quality reports, newest first.',
  input: z.strictObject({ business: businessId() }),
  output: z.object({ imports: z.array(importEntry) }),
  refusals: ['BUSINESS_NOT_FOUND'],
  write: false,
})

/** A refused row, with the place in the file. */
export const rejectedRow = z.object({
  row: z.int(),
  column: z.string().nullable(),
  value: z.string().nullable(),
  code: z.string(),
  reason: z.string(),
})

export const listRejects = endpoint({
  method: 'GET',
  path: '/businesses/{business}/imports/{import}/rejects',
  summary: 'Rows that were refused; the same path with `.csv` gives all of them as a file.',
  input: z.strictObject({
    business: businessId(),
    import: z.string(),
    page: z.int().min(1).default(1),
    pageSize: z.int().min(1).max(200).default(50),
  }),
  output: z.object({ total: z.int(), page: z.int(), pageSize: z.int(), rejects: z.array(rejectedRow) }),
  refusals: ['BUSINESS_NOT_FOUND', 'HISTORY_IMPORT_NOT_FOUND'],
  write: false,
})

export const undoImport = endpoint({
  method: 'POST',
  path: '/businesses/{business}/imports/{import}/undo',
  summary: 'Takes an import back and values what remains.',
  input: z.strictObject({ business: businessId(), import: z.string() }),
  output: z.object({ work }),
  refusals: [
    'BUSINESS_NOT_FOUND',
    'BUSINESS_DEMO_FIXED',
    'BUSINESS_WORK_IN_PROGRESS',
    'HISTORY_IMPORT_NOT_FOUND',
  ],
  write: true,
  status: 202,
})

/** Endpoints of uploads, imports and refreshes. */
export const historyContract = {
  previewUpload,
  importUpload,
  refreshBusiness,
  listImports,
  listRejects,
  undoImport,
}

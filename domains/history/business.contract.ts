/** Businesses and the work in progress on each: wire shapes, endpoints, and what they refuse with. */
import { defineErrors } from '#kernel/errors.ts'
import { endpoint } from '#wire/endpoint.ts'
import { problem } from '#wire/problem.ts'
import { day, moment, typeId } from '#wire/words.ts'
import { z } from 'zod'
import { logKinds } from './log-kind.ts'
import { importOptions } from './import-options.contract.ts'

/** What a business, its folder and its work may be refused with. */
export const businessError = defineErrors({
  BUSINESS_NOT_FOUND: { status: 404, hint: 'Read GET /api/businesses for the businesses that are here.' },
  BUSINESS_DEMO_FIXED: {
    status: 409,
    hint: 'Import your own file into a new business; the demo stays as it is.',
  },
  BUSINESS_WORK_IN_PROGRESS: { status: 409, hint: 'Wait until the work is done, or cancel it first.' },
  BUSINESS_WORK_NONE: { status: 409, hint: 'Nothing is running that could be cancelled.' },
  BUSINESS_WORK_CANCELLED: { status: 499, hint: 'Nothing was changed. Start it again when you wish.' },
  BUSINESS_WORK_INTERRUPTED: {
    status: 500,
    hint: 'Nothing was half done: start it again, and it goes on after the last finished step.',
  },
  DATA_FOLDER_IN_USE: {
    status: 409,
    hint: 'Stop the program that has it open, or use its address.',
  },
  DATA_FOLDER_NOT_WRITABLE: {
    status: 500,
    hint: 'Give this user the right to write there, or choose another folder with --data.',
  },
  DATA_FOLDER_DAMAGED: {
    status: 500,
    hint: 'Run perennial doctor; restore the folder from a copy, or delete it and import the files again.',
  },
})

/** The demo is `demo`; every other business has an id of its own. */
export function businessId(): z.ZodString {
  return z
    .string()
    .regex(/^(demo|bus_[0-7][0-9a-hjkmnp-tv-z]{25})$/, { error: 'is not the id of a business' })
}

/** Work that takes a while: an import, a refresh, an undo, or making the demo. */
export const work = z.object({
  work: typeId('wrk'),
  kind: z.enum(['demo', 'import', 'refresh', 'undo']),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** Machine name of the step, for instance `read` or `fit`. */
  step: z.string().nullable(),
  done: z.number(),
  total: z.number().nullable(),
  unit: z.enum(['bytes', 'rows', 'customers', 'steps']).nullable(),
  ratePerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  startedAt: moment(),
  endedAt: moment().nullable(),
  /** The import that came of it, where one did. */
  import: z.string().nullable(),
  /** False where the file of that import was part of the history already; null where nothing was imported. */
  added: z.boolean().nullable(),
  /** Why it failed; null unless `failed`. */
  error: problem.nullable(),
})
/** Work that takes a while, as it stands. */
export type Work = z.infer<typeof work>

/** One business: one folder of data. */
export const business = z.object({
  business: businessId(),
  name: z.string(),
  /** Simulated, and marked as such on every page. */
  demo: z.boolean(),
  createdAt: moment(),
  /** Null until a first snapshot is published, as are the next six. */
  snapshot: z.string().nullable(),
  customers: z.int().nullable(),
  currency: z.string().nullable(),
  timeZone: z.string().nullable(),
  asOf: day().nullable(),
  valueOf: z.enum(['revenue', 'margin']).nullable(),
  /** What is valued. */
  log: z.enum(logKinds).nullable(),
  /** Whether the snapshot was made from other files than the history has now: its figures are older than the data. */
  outdated: z.boolean(),
  /** How it is valued until that is said otherwise; what is left out is chosen from the data. */
  options: importOptions,
  /** What runs now, or what ran last since the program started. */
  work: work.nullable(),
})
/** One business, as it stands. */
export type Business = z.infer<typeof business>

const ofBusiness = z.strictObject({ business: businessId() })

export const listBusinesses = endpoint({
  method: 'GET',
  path: '/businesses',
  summary: 'All businesses of this data folder, the demo last.',
  input: z.strictObject({}),
  output: z.object({ businesses: z.array(business) }),
  refusals: [],
  write: false,
})

export const readBusiness = endpoint({
  method: 'GET',
  path: '/businesses/{business}',
  summary: 'One business, with the work in progress.',
  input: ofBusiness,
  output: business,
  refusals: ['BUSINESS_NOT_FOUND'],
  write: false,
})

/** What a business may be called: one line that is not blank. */
export const businessName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^\P{Cc}+$/u, { error: 'has a character that cannot be shown' })

export const renameBusiness = endpoint({
  method: 'PATCH',
  path: '/businesses/{business}',
  summary: 'Gives a business another name.',
  input: z.strictObject({ business: businessId(), name: businessName }),
  output: business,
  refusals: ['BUSINESS_NOT_FOUND', 'BUSINESS_DEMO_FIXED'],
  write: true,
})

export const deleteBusiness = endpoint({
  method: 'DELETE',
  path: '/businesses/{business}',
  summary: 'Deletes a business with all its data.',
  input: ofBusiness,
  output: z.object({ deleted: businessId() }),
  refusals: ['BUSINESS_NOT_FOUND', 'BUSINESS_DEMO_FIXED', 'BUSINESS_WORK_IN_PROGRESS'],
  write: true,
})

export const readWork = endpoint({
  method: 'GET',
  path: '/businesses/{business}/work',
  summary: 'What runs now, or what ran last since the program started; null where nothing did.',
  input: ofBusiness,
  output: z.object({ work: work.nullable() }),
  refusals: ['BUSINESS_NOT_FOUND'],
  write: false,
})

export const cancelWork = endpoint({
  method: 'POST',
  path: '/businesses/{business}/work/cancel',
  summary: 'Asks the running work to stop; what it had begun is taken back.',
  input: ofBusiness,
  output: z.object({ work }),
  refusals: ['BUSINESS_NOT_FOUND', 'BUSINESS_WORK_NONE'],
  write: true,
})

/** Endpoints of businesses and their work. */
export const businessContract = {
  listBusinesses,
  readBusiness,
  renameBusiness,
  deleteBusiness,
  readWork,
  cancelWork,
}

/** What customers cost to win, and what they bring: documents and endpoints. */
import { businessId } from '#history/business.contract.ts'
import { defineErrors } from '#kernel/errors.ts'
import { endpoint } from '#wire/endpoint.ts'
import { day, moment, typeId } from '#wire/words.ts'
import { z } from 'zod'
import { drawnFigure, equityFinding } from './equity.contract.ts'

/** What costs of acquisition may be refused with, in order of precedence. */
export const acquisitionError = defineErrors({
  ACQUISITION_FILE_TOO_LARGE: {
    status: 413,
    hint: 'Give one row a month and channel: a file of costs has a few hundred rows, not a purchase log.',
  },
  ACQUISITION_FILE_UNREADABLE: {
    status: 422,
    hint: 'Give a CSV in UTF-8 with a header and the columns month, channel and cost; purpose and currency may stand beside them.',
  },
  ACQUISITION_COSTS_NONE: { status: 422, hint: 'Give at least one month, channel and cost.' },
  ACQUISITION_MONTH_INVALID: { status: 422, hint: 'Write months as 2025-03, or as any day of theirs.' },
  ACQUISITION_CHANNEL_MISSING: {
    status: 422,
    hint: 'Name the channel as the purchase log does; write "all" for costs that no channel bears alone.',
  },
  ACQUISITION_COST_INVALID: {
    status: 422,
    hint: 'Write costs as plain numbers with a point and up to four decimals, without signs of a currency.',
  },
  ACQUISITION_COST_NEGATIVE: {
    status: 422,
    hint: 'Take back the entry that was too high and give the right cost; a cost is never below zero.',
  },
  ACQUISITION_PURPOSE_UNKNOWN: {
    status: 422,
    hint: 'Write "winning" for what was spent to win customers and "keeping" for what was spent to keep them.',
  },
  ACQUISITION_CURRENCIES_MIXED: { status: 422, hint: 'Convert all costs to one currency.' },
  ACQUISITION_CURRENCY_DIFFERS: {
    status: 409,
    hint: 'Convert the costs to the currency of the purchases: only then can one be held against the other.',
  },
  ACQUISITION_COSTS_OVERLAP: {
    status: 409,
    hint: 'Take the earlier entry back if this one replaces it; say that the costs come on top if they do.',
  },
  ACQUISITION_ENTRY_NOT_FOUND: { status: 404, hint: 'Look at the list of entries.' },
  ACQUISITION_ENTRY_UNDONE: {
    status: 409,
    hint: 'It was taken back before; give the costs again to have them.',
  },
})

/** Months as `2025-03`. */
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'is not a month such as 2025-03' })

/** What a cost was for. */
export const costPurpose = z.enum(['winning', 'keeping'])
/** What a cost was for. */
export type CostPurpose = z.infer<typeof costPurpose>

/** A month of a channel. */
export const acquisitionMonth = z.object({
  month,
  cost: z.number(),
  /** Customers whose first purchase fell in it. */
  customers: z.int(),
  /** Null where nobody came. */
  costPerCustomer: z.number().nullable(),
  /** What they have brought so far. */
  collected: z.number(),
  /** What they are still expected to bring within the horizon. */
  value: z.number(),
})
/** A month of a channel. */
export type AcquisitionMonth = z.infer<typeof acquisitionMonth>

/** When what was spent has come back. Months are counted from 1, the month that begins with the first purchase. */
export const payback = z.object({
  /** `reached` within the months looked at, `beyond` them, or `unknown` for want of costs or customers. */
  state: z.enum(['reached', 'beyond', 'unknown']),
  month: z.int().nullable(),
  /** 80 % of paired draws; null where it lies beyond the months looked at, or cannot be told. */
  low: z.int().nullable(),
  high: z.int().nullable(),
})
/** When what was spent has come back. */
export type Payback = z.infer<typeof payback>

/** What customers of one channel cost and bring. `channel` is null for the business as a whole. */
export const acquisitionChannel = z.object({
  channel: z.string().nullable(),
  /** Months for which costs are known. */
  months: z.array(acquisitionMonth),
  /** Sums over those months. */
  cost: z.number(),
  customers: z.int(),
  costPerCustomer: z.number().nullable(),
  collected: z.number(),
  value: drawnFigure,
  /** Collected and still to come, less the cost. */
  net: drawnFigure,
  /** Money back, so far and expected, for one spent; a ratio of totals. */
  returnPerCost: drawnFigure.nullable(),
  /** What the next customer is expected to bring within the horizon, first purchase included: what they may cost. */
  allowableCost: drawnFigure.nullable(),
  /** Whether the next customer is told by the channel's own model; where few came back, by that of the base. */
  ownModel: z.boolean(),
  /** Expected money of a new customer, cumulative, by the end of each month since the first purchase; not discounted. */
  expected: z.array(z.object({ month: z.int(), amount: drawnFigure })),
  /** The same as it was observed: a ratio of totals over the customers old enough. */
  observed: z.array(z.object({ month: z.int(), amount: z.number(), customers: z.int() })),
  /** Of one customer at the mean cost, discounted; the second not discounted. */
  payback,
  paybackUndiscounted: payback,
  /** First month in which the observed money of a customer reached the cost; null where it has not. */
  paybackObserved: z.int().nullable(),
  /** Costs and money of the customers won, month by month, the expected months ahead after the known ones. */
  cash: z.array(
    z.object({
      month,
      cost: z.number(),
      collected: z.number(),
      cumulative: z.number(),
      /** Whether it is still to come. */
      expected: z.boolean(),
    }),
  ),
  /** The lowest point of the cumulative cash, below zero; null where it never is, or no costs are known. */
  peakLoss: z.object({ month, amount: z.number() }).nullable(),
  /** First month from which on the cumulative cash stays at zero or above; null where it does not within the months ahead. */
  breakEven: z.object({ month, expected: z.boolean() }).nullable(),
})
/** What customers of one channel cost and bring. */
export type AcquisitionChannel = z.infer<typeof acquisitionChannel>

/** What is spent on winning, or on keeping, and what stands against it. */
export const costSide = z.object({
  cost: z.number(),
  months: z.int(),
  /** Won in those months; or, for keeping, active in them by having bought. */
  customers: z.int(),
  costPerCustomer: z.number().nullable(),
  /** Value of those customers now. */
  value: z.number(),
})
/** What is spent on winning, or on keeping. */
export type CostSide = z.infer<typeof costSide>

/** Cost of acquisition against expected value. */
export const acquisitionDocument = z.object({
  asOf: day(),
  currency: z.string().nullable(),
  valueOf: z.enum(['revenue', 'margin']),
  horizonDays: z.number(),
  discountRatePerYear: z.number(),
  /** How many months after the first purchase, and ahead of the as-of day, are looked at. */
  monthsAhead: z.int(),
  /** The business as a whole, with costs that no channel bears alone. */
  whole: acquisitionChannel,
  /** Largest cost first, then most customers; empty where the log has no channels. */
  channels: z.array(acquisitionChannel),
  winning: costSide.nullable(),
  keeping: costSide.nullable(),
  findings: z.array(equityFinding),
})
/** Cost of acquisition against expected value. */
export type AcquisitionDocument = z.infer<typeof acquisitionDocument>

/** A cost as it was given. */
export const cost = z.object({
  month,
  /** As the log names it; `all` for what no channel bears alone. */
  channel: z.string(),
  amount: z.number(),
  purpose: costPurpose,
})
/** A cost as it was given. */
export type Cost = z.infer<typeof cost>

/** Costs that were given together, by a file or a form. */
export const costEntry = z.object({
  entry: z.string(),
  source: z.enum(['file', 'form']),
  fileName: z.string().nullable(),
  recordedAt: moment(),
  /** Null where it stands; else when it was taken back. */
  undoneAt: moment().nullable(),
  currency: z.string().nullable(),
  costs: z.array(cost),
})
/** Costs that were given together. */
export type CostEntry = z.infer<typeof costEntry>

const ofBusiness = { business: businessId() }

export const readAcquisition = endpoint({
  method: 'GET',
  path: '/businesses/{business}/acquisition',
  summary: 'Cost of acquisition against expected value, by channel and month.',
  input: z.strictObject({ ...ofBusiness, snapshot: z.string().optional() }),
  output: acquisitionDocument,
  refusals: ['BUSINESS_NOT_FOUND', 'SNAPSHOT_NOT_READY', 'SNAPSHOT_NOT_FOUND', 'AUDIT_SNAPSHOT_OLDER'],
  write: false,
})

export const listAcquisitionCosts = endpoint({
  method: 'GET',
  path: '/businesses/{business}/acquisition/costs',
  summary: 'Costs as they were given, newest first; entries taken back are tombstones.',
  input: z.strictObject(ofBusiness),
  output: z.object({
    entries: z.array(costEntry),
    /** Channels that the purchase log knows, for the form. */
    channels: z.array(z.string()),
    currency: z.string().nullable(),
  }),
  refusals: ['BUSINESS_NOT_FOUND'],
  write: false,
})

const costRefusals = [
  'ACQUISITION_FILE_TOO_LARGE',
  'ACQUISITION_FILE_UNREADABLE',
  'ACQUISITION_COSTS_NONE',
  'ACQUISITION_MONTH_INVALID',
  'ACQUISITION_CHANNEL_MISSING',
  'ACQUISITION_COST_INVALID',
  'ACQUISITION_COST_NEGATIVE',
  'ACQUISITION_PURPOSE_UNKNOWN',
  'ACQUISITION_CURRENCIES_MIXED',
  'ACQUISITION_CURRENCY_DIFFERS',
  'ACQUISITION_COSTS_OVERLAP',
]
const added = z.object({
  entry: z.string(),
  /** False where the very same costs stand already. */
  added: z.boolean(),
  costs: z.int(),
  findings: z.array(equityFinding),
})

export const addAcquisitionCosts = endpoint({
  method: 'POST',
  path: '/businesses/{business}/acquisition/costs',
  summary: 'Takes costs in from a form; the very same costs again add nothing.',
  input: z.strictObject({
    ...ofBusiness,
    costs: z.array(
      z.strictObject({
        month,
        channel: z.string(),
        amount: z.number(),
        purpose: costPurpose.default('winning'),
      }),
    ),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: 'is not a currency of three capital letters' })
      .optional(),
    /** Whether these come on top of what is known of the same months and channels. */
    onTop: z.boolean().default(false),
  }),
  output: added,
  refusals: ['BUSINESS_NOT_FOUND', 'BUSINESS_DEMO_FIXED', ...costRefusals],
  write: true,
})

export const importAcquisitionCosts = endpoint({
  method: 'POST',
  path: '/businesses/{business}/acquisition/costs/import',
  summary: 'Takes costs in from an uploaded CSV; the same file again adds nothing.',
  input: z.strictObject({ ...ofBusiness, upload: typeId('upl'), onTop: z.boolean().default(false) }),
  output: added,
  refusals: ['BUSINESS_NOT_FOUND', 'BUSINESS_DEMO_FIXED', 'UPLOAD_NOT_FOUND', ...costRefusals],
  write: true,
})

export const undoAcquisitionCosts = endpoint({
  method: 'POST',
  path: '/businesses/{business}/acquisition/costs/{entry}/undo',
  summary: 'Takes an entry of costs back; it stays as a tombstone.',
  input: z.strictObject({ ...ofBusiness, entry: typeId('cst') }),
  output: z.object({ entry: z.string(), undoneAt: moment() }),
  refusals: [
    'BUSINESS_NOT_FOUND',
    'BUSINESS_DEMO_FIXED',
    'ACQUISITION_ENTRY_NOT_FOUND',
    'ACQUISITION_ENTRY_UNDONE',
  ],
  write: true,
})

/** Endpoints of acquisition. */
export const acquisitionContract = {
  readAcquisition,
  listAcquisitionCosts,
  addAcquisitionCosts,
  importAcquisitionCosts,
  undoAcquisitionCosts,
}

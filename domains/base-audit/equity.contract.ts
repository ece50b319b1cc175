/** What the base is worth, and how that came about: documents and endpoints. */
import { businessId } from '#history/business.contract.ts'
import { defineErrors } from '#kernel/errors.ts'
import { endpoint } from '#wire/endpoint.ts'
import { day, moment } from '#wire/words.ts'
import { z } from 'zod'
import { bridgeLines } from './equity/bridge-lines.ts'
import { equityFindings } from './equity/equity-findings.ts'

/** What a bridge of the base's value may be refused with. */
export const equityError = defineErrors({
  EQUITY_SNAPSHOT_SAME: {
    status: 422,
    hint: 'Choose an earlier snapshot to begin from; the list of snapshots says which can be compared.',
  },
  EQUITY_SNAPSHOTS_NOT_COMPARABLE: {
    status: 409,
    hint: 'Refresh the base with the same horizon and discount rate, or compare two dates of one history.',
  },
  EQUITY_DATES_INVALID: {
    status: 422,
    hint: 'Choose a first day after the first purchase and a later second day, up to the as-of day.',
  },
  EQUITY_CONTRACTS_UNBRIDGED: {
    status: 409,
    hint: 'Read the value of the base and of each customer as it stands; bridges are worked out of purchases.',
  },
  EQUITY_MODEL_ABSENT: {
    status: 409,
    hint: 'Choose a later day to begin from, or import a longer log: a model needs customers who came back.',
  },
})

/** A finding with the figures that its sentence names. */
export const equityFinding = z.object({
  code: z.enum(equityFindings),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
/** A finding with the figures that its sentence names. */
export type EquityFinding = z.infer<typeof equityFinding>

/**
 * A figure with what the doubt about the models leaves open in 80 % of paired draws, and the same widened by how far the
 * model erred at earlier origins. An end is null where it cannot be told: no covariance, or no back-test.
 */
export const drawnFigure = z.object({
  mean: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  backtestLow: z.number().nullable(),
  backtestHigh: z.number().nullable(),
})
/** A figure with the intervals of paired draws. */
export type DrawnFigure = z.infer<typeof drawnFigure>

/**
 * The value of the base, with what will happen in 80 % of cases (parameters and chance) and the back-test interval, as
 * the value document has them.
 */
export const baseValue = z.object({
  value: z.number(),
  valueLow: z.number(),
  valueHigh: z.number(),
  valueBacktestLow: z.number().nullable(),
  valueBacktestHigh: z.number().nullable(),
})
/** The value of the base with both intervals. */
export type BaseValue = z.infer<typeof baseValue>

/** A line of a bridge. */
export const bridgeLine = z.enum(bridgeLines)
/** A signed part of a bridge, and the customers behind it where it is about some of them. */
export const bridgePart = z.object({
  line: bridgeLine,
  amount: drawnFigure,
  customers: z.int().nullable(),
})
/** A signed part of a bridge. */
export type BridgePart = z.infer<typeof bridgePart>

/** The bridge of some of the customers; their parts sum to those of the base. */
export const bridgeGroup = z.object({
  /** First month of a cohort as `YYYY-MM`, or the value of a dimension; null where the log has none for them. */
  group: z.string().nullable(),
  /** Whether smaller groups stand together in this one; `group` is null then. */
  rest: z.boolean(),
  customers: z.int(),
  parts: z.array(bridgePart),
})
/** The bridge of some of the customers. */
export type BridgeGroup = z.infer<typeof bridgeGroup>

/** One end of a bridge. */
export const bridgeEnd = z.object({
  /** Null where the end is a date and not a snapshot. */
  snapshot: z.string().nullable(),
  day: day(),
  /** As the value document names it. */
  model: z.string(),
  customers: z.int(),
  ...baseValue.shape,
})
/** One end of a bridge. */
export type BridgeEnd = z.infer<typeof bridgeEnd>

/** How the value of the base went from one day to a later one. */
export const equityBridge = z.object({
  /** `dates`: two days of one history; `snapshots`: two refreshes, each as it was published. */
  between: z.enum(['dates', 'snapshots']),
  currency: z.string().nullable(),
  valueOf: z.enum(['revenue', 'margin']),
  horizonDays: z.number(),
  discountRatePerYear: z.number(),
  days: z.int(),
  from: bridgeEnd,
  to: bridgeEnd,
  parts: z.array(bridgePart),
  /** Developed, shrunk and lost together: what the opening model did not expect; its mean is zero where the model is right. */
  news: drawnFigure,
  /** What the opening model expected existing customers to pay meanwhile, beside what they paid. */
  expectedCollected: z.number(),
  collected: z.number(),
  /** How draws of the two models belong together: `nested`, the later fit knows all that the earlier knew; else `independent`. */
  pairing: z.enum(['nested', 'independent']),
  draws: z.int(),
  /** Length of a cohort. */
  cohortLength: z.enum(['month', 'quarter', 'year']),
  cohorts: z.array(bridgeGroup),
  dimensions: z.array(z.object({ dimension: z.string(), groups: z.array(bridgeGroup) })),
  findings: z.array(equityFinding),
})
/** How the value of the base went from one day to a later one. */
export type EquityBridge = z.infer<typeof equityBridge>

/** What some of the customers are worth as of the snapshot. */
export const equityGroup = z.object({
  group: z.string().nullable(),
  rest: z.boolean(),
  customers: z.int(),
  /** Money that they brought so far: margin, or revenue where value is revenue. */
  collected: z.number(),
  value: drawnFigure,
})
/** What some of the customers are worth. */
export type EquityGroup = z.infer<typeof equityGroup>

/** The value of the base and its bridge, as `perennial audit --json` prints it under `equity`. */
export const equityDocument = z.object({
  asOf: day(),
  currency: z.string().nullable(),
  valueOf: z.enum(['revenue', 'margin']),
  margin: z.number().nullable(),
  horizonDays: z.number(),
  discountRatePerYear: z.number(),
  customers: z.int(),
  /** Null where no purchase model can be fitted; the findings say why. */
  value: baseValue.nullable(),
  cohortLength: z.enum(['month', 'quarter', 'year']),
  cohorts: z.array(equityGroup),
  dimensions: z.array(z.object({ dimension: z.string(), groups: z.array(equityGroup) })),
  /** From a year earlier (the middle of a shorter log) to the as-of day; null where it can't be; the findings say why. */
  bridge: equityBridge.nullable(),
  findings: z.array(equityFinding),
})
/** The value of the base and its bridge. */
export type EquityDocument = z.infer<typeof equityDocument>

/** A snapshot that a bridge may begin from, or why it may not. */
export const comparableSnapshot = z.object({
  snapshot: z.string(),
  publishedAt: moment(),
  asOf: day(),
  /** `none` where no purchase model could be fitted. */
  model: z.string(),
  customers: z.int(),
  value: z.number().nullable(),
  /** Null where a bridge may lead from it to the one asked for; else what is in the way. */
  problem: equityFinding.nullable(),
})
/** A snapshot that a bridge may begin from. */
export type ComparableSnapshot = z.infer<typeof comparableSnapshot>

const ofBusiness = { business: businessId() }
const ofSnapshot = { ...ofBusiness, snapshot: z.string().optional() }
const readRefusals = ['BUSINESS_NOT_FOUND', 'SNAPSHOT_NOT_READY', 'SNAPSHOT_NOT_FOUND']

export const readEquity = endpoint({
  method: 'GET',
  path: '/businesses/{business}/equity',
  summary: 'The value of the base by cohort and dimension, and its bridge over the last year.',
  input: z.strictObject(ofSnapshot),
  output: equityDocument,
  refusals: [...readRefusals, 'AUDIT_SNAPSHOT_OLDER'],
  write: false,
})

export const readEquityBridge = endpoint({
  method: 'GET',
  path: '/businesses/{business}/equity/bridge',
  summary: 'The bridge of the value from an earlier snapshot, or between two days of one history.',
  input: z.strictObject({
    ...ofSnapshot,
    /** The earlier snapshot to begin from; else `from` says the day, a year earlier where it is left out. */
    against: z.string().optional(),
    from: day().optional(),
    /** The as-of day where it is left out. */
    to: day().optional(),
  }),
  output: equityBridge,
  refusals: [
    ...readRefusals,
    'EQUITY_SNAPSHOT_SAME',
    'EQUITY_SNAPSHOTS_NOT_COMPARABLE',
    'EQUITY_CONTRACTS_UNBRIDGED',
    'EQUITY_DATES_INVALID',
    'EQUITY_MODEL_ABSENT',
  ],
  write: false,
})

export const listComparableSnapshots = endpoint({
  method: 'GET',
  path: '/businesses/{business}/equity/snapshots',
  summary: 'The other snapshots of the business, newest first, and which of them a bridge may begin from.',
  input: z.strictObject(ofSnapshot),
  output: z.object({
    snapshot: z.string(),
    asOf: day(),
    firstDay: day(),
    snapshots: z.array(comparableSnapshot),
    /** What to do where there is nothing to compare with; null where there is. */
    problem: equityFinding.nullable(),
  }),
  refusals: readRefusals,
  write: false,
})

/** Endpoints of equity. */
export const equityContract = { readEquity, readEquityBridge, listComparableSnapshots }

/** The audit of the base over HTTP: what can be asked for, and a document a lens. */
import { businessId } from '#history/business.contract.ts'
import { endpoint } from '#wire/endpoint.ts'
import { day } from '#wire/words.ts'
import { z } from 'zod'
import {
  dimensions,
  splits,
  type AuditPlan,
  type AuditStated,
  type AuditView,
  type LensDocument,
} from './audit-document.ts'
import type { AuditNotice, Finding, Limit } from './audit-findings.ts'
import {
  auditTables,
  lenses,
  mayBeNull,
  unitOf,
  type Lens,
  type TableColumns,
} from './tables/audit-tables.ts'
import { periodLengths } from './period.ts'

const optionalText = z.string().min(1).max(400).optional()

/** The part of an address that all lenses share. */
const asked = {
  business: businessId(),
  snapshot: z.string().optional(),
  /** Chosen by the length of the log where it is not said. */
  length: z.enum(periodLengths).optional(),
  fiscalStart: z.int().min(1).max(12).default(1),
  channel: optionalText,
  country: optionalText,
  family: optionalText,
  product: optionalText,
  firstChannel: optionalText,
  firstCountry: optionalText,
  firstFamily: optionalText,
  firstProduct: optionalText,
  /** What it is set beside: `channel:Store` or another dimension, `period:2024-Q1`, `cohort:2024-Q1`. */
  against: optionalText,
}

const refusals = [
  'BUSINESS_NOT_FOUND',
  'SNAPSHOT_NOT_READY',
  'SNAPSHOT_NOT_FOUND',
  'AUDIT_SNAPSHOT_OLDER',
  'AUDIT_LENGTH_TOO_SHORT',
  'AUDIT_FISCAL_START_UNFIT',
  'AUDIT_COMPARISON_INVALID',
  'AUDIT_DIMENSION_MISSING',
  'AUDIT_VALUE_UNKNOWN',
  'AUDIT_PERIOD_UNKNOWN',
  'AUDIT_PERIODS_ORDER',
  'AUDIT_SPLITS_INVALID',
]

const period = z.object({
  key: z.string(),
  from: day(),
  to: day(),
  partial: z.enum(['begins', 'ends', 'both']).nullable(),
})

/** What every figure is stated with. */
export const auditStated: z.ZodType<AuditStated> = z.object({
  asOf: day(),
  firstDay: day(),
  currency: z.string().nullable(),
  source: z.enum(['log', 'periods']),
  measure: z.enum(['profit', 'revenue']),
  marginRule: z.object({
    kind: z.enum(['column', 'cost', 'rate', 'given', 'none']),
    rate: z.number().nullable(),
    covered: z.number(),
  }),
  length: z.enum(periodLengths),
  fiscalStart: z.int(),
  periods: z.array(period),
})

const filter = z.object({
  channel: z.string().optional(),
  country: z.string().optional(),
  family: z.string().optional(),
  product: z.string().optional(),
  firstChannel: z.string().optional(),
  firstCountry: z.string().optional(),
  firstFamily: z.string().optional(),
  firstProduct: z.string().optional(),
})

const view: z.ZodType<AuditView> = z.object({
  filter,
  period: z.string().nullable(),
  before: z.string().nullable(),
  cohort: z.string().nullable(),
  splits: z.array(z.enum(splits)).nullable(),
  by: z.enum(dimensions).nullable(),
})

function cellOf(written: TableColumns[string]): z.ZodType {
  const unit = unitOf(written)
  const isText = unit === 'code' || unit === 'text' || unit === 'period'
  const cell = isText ? z.string() : unit === 'flag' ? z.boolean() : z.number()
  return mayBeNull(written) ? cell.nullable() : cell
}

function tableOf(columns: TableColumns): z.ZodType {
  return z.array(
    z.object(Object.fromEntries(Object.entries(columns).map(([name, of]) => [name, cellOf(of)]))),
  )
}

const said = z.object({ code: z.string(), values: z.record(z.string(), z.unknown()) })

function lensView(lens: Lens): z.ZodType {
  const tables = Object.entries(auditTables[lens]).map(([name, columns]) => [name, tableOf(columns)])
  return z.object({
    view,
    findings: z.array(said as unknown as z.ZodType<Finding>),
    tables: z.object(Object.fromEntries(tables)),
    notices: z.array(said as unknown as z.ZodType<AuditNotice>),
    limits: z.array(z.string() as unknown as z.ZodType<Limit>),
  })
}

/** The document of a lens on the wire; its rows are checked by the list of columns. */
function lensAnswer<L extends Lens>(lens: L): z.ZodType<LensAnswer<L>> {
  const shown = lensView(lens)
  const document = z.object({
    snapshot: z.string(),
    lens: z.enum(lenses),
    stated: auditStated,
    shown,
    compared: shown.nullable(),
  })
  return document as unknown as z.ZodType<LensAnswer<L>>
}

/** The document of a lens with the snapshot it was read from. */
export type LensAnswer<L extends Lens> = LensDocument<L> & { readonly snapshot: string }

const plan: z.ZodType<AuditPlan> = z.object({
  stated: auditStated,
  customers: z.int(),
  lengths: z.array(z.enum(periodLengths)),
  dimensions: z.array(
    z.object({
      dimension: z.enum(dimensions),
      count: z.int(),
      values: z.array(z.object({ value: z.string(), customers: z.int(), spend: z.number() })),
    }),
  ),
})

export const readAuditPlan = endpoint({
  method: 'GET',
  path: '/businesses/{business}/base/audit',
  summary:
    'What can be asked of the audit: periods, dimensions with their values, and where profit comes from.',
  input: z.strictObject({
    business: businessId(),
    snapshot: z.string().optional(),
    length: z.enum(periodLengths).optional(),
    fiscalStart: z.int().min(1).max(12).default(1),
  }),
  output: plan.and(z.object({ snapshot: z.string() })),
  refusals: refusals.slice(0, 6),
  write: false,
})

export const readDiffer = endpoint({
  method: 'GET',
  path: '/businesses/{business}/base/audit/differ',
  summary: 'Lens 1: how customers differ in a period.',
  input: z.strictObject({
    ...asked,
    /** The last whole period where it is not said. */
    period: optionalText,
    /** A dimension whose values stand side by side in the table `groups`. */
    by: z.enum(dimensions).optional(),
  }),
  output: lensAnswer('differ'),
  refusals,
  write: false,
})

export const readChange = endpoint({
  method: 'GET',
  path: '/businesses/{business}/base/audit/change',
  summary: 'Lens 2: one period against an earlier one.',
  input: z.strictObject({
    ...asked,
    period: optionalText,
    /** The period before it where it is not said. */
    before: optionalText,
    /** Order of the splits: the three names separated by commas. */
    splits: z.string().max(100).default('frequency,orderValue,margin'),
  }),
  output: lensAnswer('change'),
  refusals,
  write: false,
})

export const readCohort = endpoint({
  method: 'GET',
  path: '/businesses/{business}/base/audit/cohort',
  summary: 'Lens 3: one cohort over time.',
  input: z.strictObject({ ...asked, cohort: optionalText }),
  output: lensAnswer('cohort'),
  refusals,
  write: false,
})

export const readCohorts = endpoint({
  method: 'GET',
  path: '/businesses/{business}/base/audit/cohorts',
  summary: 'Lens 4: cohorts compared, aligned by age, with a test of drift.',
  input: z.strictObject(asked),
  output: lensAnswer('cohorts'),
  refusals,
  write: false,
})

export const readWhole = endpoint({
  method: 'GET',
  path: '/businesses/{business}/base/audit/whole',
  summary: 'Lens 5: the whole base over time, and next year if nothing changes.',
  input: z.strictObject(asked),
  output: lensAnswer('whole'),
  refusals,
  write: false,
})

/** The endpoint of each lens. */
export const lensEndpoints = {
  differ: readDiffer,
  change: readChange,
  cohort: readCohort,
  cohorts: readCohorts,
  whole: readWhole,
} as const

/** Endpoints of the audit. */
export const baseAuditContract = {
  readAuditPlan,
  readDiffer,
  readChange,
  readCohort,
  readCohorts,
  readWhole,
}

/** The valued base: what the Base, Customers, Customer and Trust pages ask for. */
import { logKinds } from '#history/log-kind.ts'
import { renewalPeriods } from '#history/renewal-period.ts'
import { businessId } from '#history/business.contract.ts'
import { defineErrors } from '#kernel/errors.ts'
import { endpoint } from '#wire/endpoint.ts'
import { day, estimate, notice, typeId } from '#wire/words.ts'
import { z } from 'zod'
import {
  calibrationData,
  concentrationData,
  customerTimelineData,
  frequencyFitData,
  purchasesByMonthData,
  recencyFrequencyData,
  reliabilityData,
  survivalData,
  trackingData,
  valueDistributionData,
} from './charts/chart-data.contract.ts'
import { seasonsReport } from './seasons-report.contract.ts'
import { covariatesReport } from './covariates-document.contract.ts'
import {
  choiceReport,
  contractsReport,
  holdoutReport,
  modelReport,
  spendModelReport,
  totals,
  valueDocument,
} from './value-document.contract.ts'

/** What a read of the valued base may be refused with. */
export const snapshotError = defineErrors({
  SNAPSHOT_NOT_FOUND: {
    status: 404,
    hint: 'Leave the snapshot out to read the current one; older ones go when eight newer ones are there.',
  },
  SNAPSHOT_NOT_READY: {
    status: 409,
    hint: 'Nothing is valued yet: import a file, or wait until the work in progress is done.',
  },
  CUSTOMER_NOT_FOUND: {
    status: 404,
    hint: 'Search for the customer in the list; an id belongs to one business.',
  },
})

/** Reads of one snapshot: the current one, unless a page pins the one it began with. */
const ofSnapshot = { business: businessId(), snapshot: z.string().optional() }

const readRefusals = ['BUSINESS_NOT_FOUND', 'SNAPSHOT_NOT_READY', 'SNAPSHOT_NOT_FOUND']

/** What every number on a page is stated with. */
const stated = {
  snapshot: z.string(),
  /** What was valued: where a name says purchase, of contracts it means payment, and renewal of what is to come. */
  log: z.enum(logKinds),
  asOf: day(),
  currency: z.string().nullable(),
  valueOf: z.enum(['revenue', 'margin']),
  horizonDays: z.number(),
}

export const readBase = endpoint({
  method: 'GET',
  path: '/businesses/{business}/base',
  summary: 'The base as an asset: totals with intervals, and the charts of the Base page.',
  input: z.strictObject(ofSnapshot),
  output: z.object({
    ...stated,
    customers: z.int(),
    customersHeard: z.int(),
    firstDay: day(),
    lastDay: day(),
    spend: z.number(),
    discountRatePerYear: z.number(),
    margin: z.number().nullable(),
    /** Null, as are the next three, where no purchase model can be fitted; the warnings say why. */
    totals: totals.nullable(),
    valueDistribution: valueDistributionData.nullable(),
    concentration: concentrationData.nullable(),
    recencyFrequency: recencyFrequencyData.nullable(),
    purchasesByMonth: purchasesByMonthData,
    /** Null where purchases are valued. */
    contracts: contractsReport.nullable(),
    /** Null where contracts are valued, and in snapshots of an earlier version. */
    seasons: seasonsReport.nullable(),
    warnings: z.array(notice),
  }),
  refusals: readRefusals,
  write: false,
})

/** A customer in a list. `customer` is the public id, `name` what the file calls them. */
export const customerRow = z.object({
  customer: typeId('idn'),
  name: z.string(),
  firstPurchase: day(),
  lastPurchase: day(),
  /** Purchase days, the first one counted. */
  purchases: z.int(),
  /** Net spend so far. */
  spend: z.number(),
  /** Null where it cannot be told. */
  probabilityActive: z.number().nullable(),
  /** Null, as is the value, where no purchase model can be fitted. */
  expectedPurchases: estimate.nullable(),
  value: estimate.nullable(),
})
/** A customer in a list. */
export type CustomerRow = z.infer<typeof customerRow>

/** A contract of a customer. */
export const heldContract = z.object({
  start: day(),
  /** Made so far. */
  renewals: z.int(),
  /** Null while it runs. */
  endedOn: day().nullable(),
  /** The day on which it comes up for renewal; null where it has ended. */
  nextRenewal: day().nullable(),
  /** What it pays a period. */
  amount: z.number(),
  /** That the next renewal is made, where it still runs then; null where it has ended, and without a model. */
  probabilityRenews: z.number().nullable(),
  /** Null without a model. */
  expectedRenewals: z.number().nullable(),
  value: z.number().nullable(),
})
/** A contract of a customer. */
export type HeldContract = z.infer<typeof heldContract>

/** Columns by which a list of customers can be sorted. */
export const customerSort = z.enum([
  'value',
  'name',
  'probabilityActive',
  'expectedPurchases',
  'spend',
  'purchases',
  'firstPurchase',
  'lastPurchase',
])

/** What a list of customers is asked for. */
export const customersQuery = z.strictObject({
  ...ofSnapshot,
  /** Part of the name, capital and small letters alike. */
  search: z.string().max(200).optional(),
  sort: customerSort.default('value'),
  direction: z.enum(['up', 'down']).default('down'),
  page: z.int().min(1).default(1),
  pageSize: z.int().min(1).max(200).default(50),
  /** Bounds are inclusive. */
  valueFrom: z.number().optional(),
  valueTo: z.number().optional(),
  activeFrom: z.number().min(0).max(1).optional(),
  activeTo: z.number().min(0).max(1).optional(),
  firstFrom: day().optional(),
  firstTo: day().optional(),
})
/** What a list of customers is asked for, defaults filled in. */
export type CustomersQuery = z.infer<typeof customersQuery>

export const listCustomers = endpoint({
  method: 'GET',
  path: '/businesses/{business}/customers',
  summary: 'Customers of one snapshot: searched, filtered, sorted, a page at a time.',
  input: customersQuery,
  output: z.object({
    ...stated,
    /** Customers that match. */
    total: z.int(),
    page: z.int(),
    pageSize: z.int(),
    customers: z.array(customerRow),
  }),
  refusals: readRefusals,
  write: false,
})

export const readCustomer = endpoint({
  method: 'GET',
  path: '/businesses/{business}/customers/{customer}',
  summary: 'One customer: purchases and refunds so far, and what is expected of them.',
  input: z.strictObject({ ...ofSnapshot, customer: typeId('idn') }),
  output: z.object({
    ...stated,
    ...customerRow.shape,
    /** Mean spend a purchase that is expected of them from now on. */
    expectedSpend: z.number().nullable(),
    /** Probability that they buy at least once within the horizon. */
    probabilityBuys: z.number().nullable(),
    /** Model probability of the interval of expected purchases, and of that of value. */
    expectedPurchasesProbability: z.number().nullable(),
    valueProbability: z.number().nullable(),
    /** Share of customers with a lower value. */
    valuePercentile: z.number().nullable(),
    /** Days with purchases or refunds, oldest first. */
    history: z.array(
      z.object({
        day: day(),
        kind: z.enum(['purchase', 'refund']),
        /** Net of refunds matched to it. */
        spend: z.number(),
      }),
    ),
    /** What else is known of them, in the order of the file; empty where no file of covariates is in use. */
    covariates: z.array(z.object({ name: z.string(), value: z.string().nullable() })),
    /** Oldest first; null where purchases are valued. */
    contracts: z.array(heldContract).nullable(),
    /** Null where purchases are valued. */
    period: z.enum(renewalPeriods).nullable(),
    /** Null where no model can be fitted. */
    timeline: customerTimelineData.nullable(),
  }),
  refusals: [...readRefusals, 'CUSTOMER_NOT_FOUND'],
  write: false,
})

export const readTrust = endpoint({
  method: 'GET',
  path: '/businesses/{business}/trust',
  summary: 'How the model did on data it had not seen, against a simple rule, and what certifies it.',
  input: z.strictObject(ofSnapshot),
  output: z.object({
    ...stated,
    holdout: holdoutReport.nullable(),
    choice: choiceReport,
    /** Null where nothing is known of customers but their purchases. */
    covariates: covariatesReport.nullable(),
    model: modelReport,
    spendModel: spendModelReport,
    totals: totals.nullable(),
    tracking: trackingData.nullable(),
    frequencyFit: frequencyFitData.nullable(),
    calibration: calibrationData.nullable(),
    reliability: reliabilityData.nullable(),
    /** Null where purchases are valued. */
    survival: survivalData.nullable(),
    warnings: z.array(notice),
  }),
  refusals: readRefusals,
  write: false,
})

export const readValue = endpoint({
  method: 'GET',
  path: '/businesses/{business}/value',
  summary: 'The value document, as `perennial value --json` prints it.',
  input: z.strictObject(ofSnapshot),
  output: valueDocument,
  refusals: readRefusals,
  write: false,
})

/** Endpoints of the valued base. */
export const lifetimeValueContract = { readBase, listCustomers, readCustomer, readTrust, readValue }

/** What pages, report and exports read from one snapshot. */
import type { ColumnarDatabase, ColumnarValue, Row } from '#columnar/engine.ts'
import type { Snapshot } from '#columnar/snapshot-readers.ts'
import { assert } from '#kernel/assert.ts'
import { addDays, days, type Day } from '#kernel/time.ts'
import type { OutputOf } from '#wire/endpoint.ts'
import type { FittedWithCovariates } from '#lifetime/covariates/fit.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import { activityPath } from './customers/activity-path.ts'
import type { ChartDocuments, SurvivalData } from './charts/chart-data.ts'
import { customerCovariates, fitOf, type KnownOfCustomer } from './covariates/customer-covariates.query.ts'
import { customersPage, type CustomersAsked } from './customers/customers-list.query.ts'
import { heldContracts } from './contracts/held-contracts.query.ts'
import {
  snapshotError,
  type CustomerRow,
  type listCustomers,
  type readBase,
  type readCustomer,
  type readTrust,
} from './lifetime-value.contract.ts'
import type { Estimate, ValueDocument } from './value-document.ts'

/** Dense numbers of customers to their public ids and back, as the history knows them. */
export interface CustomerIds {
  readonly idsOf: (numbers: readonly number[]) => Promise<readonly string[]>
  /** Undefined where the history knows no such id. */
  readonly numberOf: (id: string) => Promise<number | undefined>
}

/** The models that a snapshot's customers were scored with. */
export interface SnapshotModels {
  readonly purchases: AnyFittedPurchaseModel | null
  /** Absent in snapshots of an earlier version. */
  readonly given?: FittedWithCovariates | null
}

/** One document of a snapshot by its name. */
export async function readDocument<T>(database: ColumnarDatabase, name: string): Promise<T> {
  const [row] = await database.rows('SELECT body FROM document WHERE name = $name', { name })
  assert(typeof row?.['body'] === 'string', `a snapshot has the document ${name}`)
  return JSON.parse(row['body']) as T
}

/** The value document. */
export function readValueDocument({ database }: Snapshot): Promise<ValueDocument> {
  return readDocument(database, 'value')
}

/** Ids of the imports that a snapshot was made from, and of the file of covariates. */
export async function readImportsOf({ database }: Snapshot): Promise<readonly string[]> {
  const [row] = await database.rows('SELECT inputs FROM refresh')
  const { imports, covariates = null } = JSON.parse(String(row?.['inputs'])) as {
    readonly imports: readonly string[]
    /** Absent in snapshots of an earlier version. */
    readonly covariates?: string | null
  }
  return covariates === null ? imports : [...imports, covariates]
}

function chart<Name extends keyof ChartDocuments>(
  { database }: Snapshot,
  name: Name,
): Promise<ChartDocuments[Name]> {
  return readDocument(database, name)
}

/** Every document that charts are drawn from. */
export async function readChartDocuments(snapshot: Snapshot): Promise<ChartDocuments> {
  return {
    tracking: await chart(snapshot, 'tracking'),
    'frequency-fit': await chart(snapshot, 'frequency-fit'),
    calibration: await chart(snapshot, 'calibration'),
    reliability: await chart(snapshot, 'reliability'),
    'recency-frequency': await chart(snapshot, 'recency-frequency'),
    'value-distribution': await chart(snapshot, 'value-distribution'),
    concentration: await chart(snapshot, 'concentration'),
    'purchases-by-month': await chart(snapshot, 'purchases-by-month'),
    survival: await survivalOf(snapshot),
  }
}

/** Snapshots of an earlier version have none. */
async function survivalOf({ database }: Snapshot): Promise<SurvivalData | null> {
  const [row] = await database.rows("SELECT body FROM document WHERE name = 'survival'")
  return row === undefined ? null : (JSON.parse(String(row['body'])) as SurvivalData | null)
}

/** What the Base page shows. */
export async function baseAnswer(snapshot: Snapshot): Promise<OutputOf<typeof readBase>> {
  const document = await readValueDocument(snapshot)
  return {
    ...statedWith(snapshot, document),
    customers: document.customers,
    customersHeard: document.customersHeard,
    firstDay: document.firstDay,
    lastDay: document.lastDay,
    spend: document.spend,
    discountRatePerYear: document.discountRatePerYear,
    margin: document.margin,
    totals: document.totals,
    valueDistribution: await chart(snapshot, 'value-distribution'),
    concentration: await chart(snapshot, 'concentration'),
    recencyFrequency: await chart(snapshot, 'recency-frequency'),
    purchasesByMonth: await chart(snapshot, 'purchases-by-month'),
    contracts: document.contracts ?? null,
    seasons: document.seasons ?? null,
    warnings: [...document.warnings],
  }
}

/** What the Trust page shows. */
export async function trustAnswer(snapshot: Snapshot): Promise<OutputOf<typeof readTrust>> {
  const document = await readValueDocument(snapshot)
  const { holdout, choice, covariates = null, model, spendModel, totals, warnings } = document
  return {
    ...statedWith(snapshot, document),
    holdout,
    choice,
    covariates,
    model,
    spendModel,
    totals,
    tracking: await chart(snapshot, 'tracking'),
    frequencyFit: await chart(snapshot, 'frequency-fit'),
    calibration: await chart(snapshot, 'calibration'),
    reliability: await chart(snapshot, 'reliability'),
    survival: await survivalOf(snapshot),
    warnings: [...warnings],
  }
}

/** A page of the list of customers. */
export async function customersAnswer(
  snapshot: Snapshot,
  asked: CustomersAsked,
  ids: CustomerIds,
): Promise<OutputOf<typeof listCustomers>> {
  const document = await readValueDocument(snapshot)
  const { total, rows } = await customersPage(snapshot.database, asked)
  const names = await ids.idsOf(rows.map(({ customer }) => Number(customer)))
  return {
    ...statedWith(snapshot, document),
    total,
    page: asked.page,
    pageSize: asked.pageSize,
    customers: rows.map((row, place) => customerOf(row, names[place] ?? '')),
  }
}

/**
 * One customer with their past and what is expected of them.
 *
 * @throws CUSTOMER_NOT_FOUND
 */
export async function customerAnswer(
  snapshot: Snapshot,
  id: string,
  ids: CustomerIds,
): Promise<OutputOf<typeof readCustomer>> {
  const { database } = snapshot
  const number = await ids.numberOf(id)
  const [row] =
    number === undefined
      ? []
      : await database.rows('SELECT * FROM customer WHERE customer = $number', { number })
  if (row === undefined)
    throw snapshotError('CUSTOMER_NOT_FOUND', `There is no customer ${id} in this snapshot.`)
  const document = await readValueDocument(snapshot)
  const customer = customerOf(row, id)
  const history = await historyOf(database, Number(row['customer']), document.asOf)
  const known = await customerCovariates(snapshot, Number(row['customer']), document)
  return {
    ...statedWith(snapshot, document),
    ...customer,
    expectedSpend: numberOrNull(row['expected_spend']),
    probabilityBuys: numberOrNull(row['probability_buys']),
    expectedPurchasesProbability: numberOrNull(row['expected_purchases_probability']),
    valueProbability: numberOrNull(row['value_probability']),
    valuePercentile: await percentileOf(database, row['value'] ?? null),
    history,
    covariates: known?.cells ?? [],
    contracts:
      document.contracts === undefined ? null : await heldContracts(database, Number(row['customer'])),
    period: document.contracts?.period ?? null,
    timeline: await timelineOf(snapshot, { customer, history, document, known }),
  }
}

/** Whoever is active with a higher probability than this is not at risk. */
const surelyActive = 0.9

/**
 * The customers at either end: those worth most, and those of whose value most hangs on whether they are still there;
 * none where nobody is likely enough to have left.
 */
export async function notableCustomers(
  { database }: Snapshot,
  limit: number,
): Promise<{
  readonly mostValuable: readonly NotableCustomer[]
  readonly mostAtRisk: readonly NotableCustomer[]
}> {
  const { log } = await readDocument<ValueDocument>(database, 'value')
  // Of a contract it is known that it runs; what hangs in the balance is its next renewal.
  const chance = log === 'contracts' ? 'probability_buys' : 'probability_active'
  const columns = `name, last_day, purchases, spend, probability_active, probability_buys, expected_purchases, expected_purchases_low,
    expected_purchases_high, value, value_low, value_high`
  const valuable = await database.rows(
    `SELECT ${columns} FROM customer WHERE value IS NOT NULL ORDER BY value DESC, customer LIMIT $limit`,
    { limit },
  )
  const atRisk = await database.rows(
    `SELECT ${columns} FROM customer WHERE value IS NOT NULL AND ${chance} <= $surelyActive
            AND (${chance} > 0 OR $every)
      ORDER BY (1 - ${chance}) * value DESC, customer LIMIT $limit`,
    { limit, surelyActive, every: log !== 'contracts' },
  )
  return { mostValuable: valuable.map(notable), mostAtRisk: atRisk.map(notable) }
}

/** A customer as summary and report list them. */
export type NotableCustomer = Omit<CustomerRow, 'customer' | 'firstPurchase' | 'lastPurchase'> & {
  readonly lastPurchase: Day
  /** That they buy, or renew a contract, at least once within the horizon. */
  readonly probabilityBuys: number | null
}

function notable(row: Row): NotableCustomer {
  return { ...knownOf(row), probabilityBuys: numberOrNull(row['probability_buys']) }
}

function knownOf(row: Row): Omit<NotableCustomer, 'probabilityBuys'> {
  return {
    name: String(row['name']),
    lastPurchase: String(row['last_day']) as Day,
    purchases: Number(row['purchases']),
    spend: Number(row['spend']),
    probabilityActive: numberOrNull(row['probability_active']),
    expectedPurchases: estimateOf(row, 'expected_purchases'),
    value: estimateOf(row, 'value'),
  }
}

function customerOf(row: Row, id: string): CustomerRow {
  return { customer: id, firstPurchase: String(row['first_day']) as Day, ...knownOf(row) }
}

function estimateOf(row: Row, column: string): Estimate | null {
  const mean = numberOrNull(row[column])
  if (mean === null) return null
  return { mean, low: Number(row[`${column}_low`]), high: Number(row[`${column}_high`]) }
}

function numberOrNull(value: ColumnarValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}

/** What every number is stated with. */
function statedWith({ id }: Snapshot, { log = 'purchases', asOf, ...document }: ValueDocument) {
  const { currency, valueOf, horizonDays } = document
  return { snapshot: id, log, asOf, currency, valueOf, horizonDays }
}

async function percentileOf(database: ColumnarDatabase, value: ColumnarValue): Promise<number | null> {
  if (value === null) return null
  const [row] = await database.rows(
    'SELECT count(*) FILTER (value < $value) / count(*) AS below FROM customer',
    { value },
  )
  return Number(row?.['below'])
}

type Happened = OutputOf<typeof readCustomer>['history'][number]

async function historyOf(database: ColumnarDatabase, number: number, asOf: Day): Promise<Happened[]> {
  const rows = await database.rows(
    `SELECT day, 'purchase' AS kind, spend::DOUBLE AS spend FROM purchase_day WHERE identity = $number AND day <= $asOf::DATE
      UNION ALL
     SELECT day, 'refund', spend::DOUBLE FROM refund_day WHERE identity = $number AND day <= $asOf::DATE
      ORDER BY day`,
    { number, asOf },
  )
  return rows.map(({ day, kind, spend }) => ({
    day: String(day) as Day,
    kind: kind === 'refund' ? 'refund' : 'purchase',
    spend: Number(spend),
  }))
}

async function timelineOf(
  { database }: Snapshot,
  of: {
    readonly customer: CustomerRow
    readonly history: readonly Happened[]
    readonly document: ValueDocument
    readonly known: KnownOfCustomer | null
  },
): Promise<OutputOf<typeof readCustomer>['timeline']> {
  const { customer, history, document, known } = of
  const fitted = fitOf(await readDocument<SnapshotModels>(database, 'models'), known)
  if (customer.expectedPurchases === null || customer.value === null) return null
  const purchases = history
    .filter(({ kind }) => kind === 'purchase')
    .map(({ day, spend }) => ({ day, spend }))
  return {
    firstDay: customer.firstPurchase,
    asOf: document.asOf,
    until: addDays(document.asOf, days(document.horizonDays)),
    purchases,
    expectedPurchases: customer.expectedPurchases,
    value: customer.value,
    // Of contracts it is known on which days they ran; there is nothing to tell day by day.
    probabilityActive:
      fitted === null
        ? []
        : activityPath(fitted, { purchases: purchases.map(({ day }) => day), asOf: document.asOf }),
  }
}

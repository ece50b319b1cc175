/** What equity reads of a snapshot: its documents, and every customer as of a day. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { assert } from '#kernel/assert.ts'
import type { Day } from '#kernel/time.ts'
import type { FittedWithCovariates } from '#lifetime/covariates/fit.ts'
import type { AnyFittedPurchaseModel } from '#lifetime/model.ts'
import { discountRateIn } from '#lifetime/outlook/discount.ts'
import type { SpendModel } from '#lifetime/outlook/outlook.ts'
import type { ValueDocument } from '#lifetime-value/value-document.ts'
import { dimensions } from '../audit-document.ts'
import type { ClosingCustomers, PayingCustomers } from './equity-union.ts'
import type { CustomerStates } from './equity-values.ts'

/** A snapshot's tables: in a refresh that makes it they stand behind `snapshot.`, else they are those of the database. */
export interface EquityTables {
  readonly db: ColumnarDatabase
  readonly prefix: '' | 'snapshot.'
}

/** What values of a snapshot are made of. */
export interface EquityGround {
  readonly document: ValueDocument
  readonly purchases: AnyFittedPurchaseModel | null
  /** The same with covariates, by which customers are valued where it is there. */
  readonly given: FittedWithCovariates | null
  readonly spend: SpendModel
  /** Whether a margin column tells what was earned, where it is not stated as one share. */
  readonly marginColumn: boolean
  /** Whether refunds may have been matched to earlier purchases. */
  readonly refunds: boolean
}

/** How a payment becomes money that counts: margin where value is margin. */
export interface MoneyRule {
  readonly share: number
  readonly marginColumn: boolean
}

/** The documents of a snapshot, and whether its margin was stated. */
export async function readGround(
  tables: EquityTables,
  of: { readonly marginStated: boolean },
): Promise<EquityGround> {
  const document = await readDocument<ValueDocument>(tables, 'value')
  const models = await readDocument<
    Pick<EquityGround, 'purchases' | 'spend'> & Partial<Pick<EquityGround, 'given'>>
  >(tables, 'models')
  const quality = await readDocument<readonly Quality[] | null>(tables, 'quality')
  return {
    document,
    purchases: models.purchases,
    given: models.given ?? null,
    spend: models.spend,
    marginColumn: document.margin !== null && !of.marginStated,
    refunds: quality === null || quality.some(({ refunds }) => (refunds?.rows ?? 0) > 0),
  }
}

interface Quality {
  readonly refunds?: { readonly rows: number }
}

/** Whether the margin of a published snapshot was stated as a share, and when it was published. */
export async function readRefresh(
  db: ColumnarDatabase,
): Promise<{ readonly marginStated: boolean; readonly publishedAt: string }> {
  const [row] = await db.rows('SELECT inputs, published_at FROM refresh')
  const inputs = JSON.parse(String(row?.['inputs'] ?? '{}')) as {
    readonly options?: { readonly margin?: number | null }
  }
  return {
    marginStated: typeof inputs.options?.margin === 'number',
    publishedAt: String(row?.['published_at']),
  }
}

/** Every customer who had bought by the end of the day, ascending by number. */
export async function customersOn(
  tables: EquityTables,
  of: { readonly day: Day; readonly money: MoneyRule },
): Promise<PayingCustomers> {
  const columns = await tables.db.columns(statesSql(tables, { money: of.money, forgone: '0::DOUBLE' }), {
    day: of.day,
    share: of.money.share,
  })
  return withCovariates(tables, columns as unknown as PayingCustomers)
}

/** The same on the closing day, with the interest that payments since the opening day do not earn any more. */
export async function closingCustomers(
  tables: EquityTables,
  of: {
    readonly day: Day
    readonly since: Day
    readonly money: MoneyRule
    readonly discountRatePerYear: number
  },
): Promise<ClosingCustomers> {
  const forgone = 'sum(money * (exp($rate * ($day::DATE - day)) - 1)) FILTER (day > $since::DATE)'
  const columns = await tables.db.columns(statesSql(tables, { money: of.money, forgone }), {
    day: of.day,
    since: of.since,
    share: of.money.share,
    rate: discountRateIn('day', of.discountRatePerYear),
  })
  return withCovariates(tables, columns as unknown as ClosingCustomers)
}

/** Customers with what else is known of them, where customers are valued with it. */
async function withCovariates<Customers extends CustomerStates>(
  tables: EquityTables,
  customers: Customers,
): Promise<Customers> {
  const { covariates } = await readDocument<ValueDocument>(tables, 'value')
  if (covariates === null || covariates === undefined || covariates.absent !== null) return customers
  const names = covariates.columns
  const columns = (await tables.db.columns(
    `SELECT customer, ${names.map((_, place) => `"values"[${place + 1}] AS v${place + 1}`).join(', ')}
       FROM ${tables.prefix}customer_covariate ORDER BY customer`,
  )) as unknown as Readonly<Record<string, Float64Array>> & { readonly customer: Int32Array }
  const rows = placesOf(customers.customer, columns.customer)
  const known = names.map((name, place) => ({
    name,
    values: Float64Array.from(rows, (row) => columns[`v${place + 1}`]?.[row] ?? 0),
  }))
  return { ...customers, covariates: { customers: rows.length, purchase: known, dropout: known } }
}

/** Where each of `some` stands in `all`, both ascending. */
function placesOf(some: Int32Array, all: Int32Array): Int32Array {
  let row = 0
  return some.map((customer) => {
    while (row < all.length - 1 && (all[row] ?? 0) < customer) row++
    return row
  })
}

/** The share that a margin column makes of the spend it goes with, up to a day; null where it tells nothing or none is earned. */
export async function marginShareOn({ db, prefix }: EquityTables, day: Day): Promise<number | null> {
  const [row] = await db.rows(
    `SELECT sum(margin)::DOUBLE / nullif(sum(spend)::DOUBLE, 0) AS share
       FROM (FROM ${prefix}purchase_day SELECT day, spend, margin UNION ALL
             FROM ${prefix}refund_day SELECT day, spend, margin)
      WHERE margin IS NOT NULL AND day <= $day::DATE`,
    { day },
  )
  const share = row?.['share']
  return typeof share === 'number' && share > 0 ? share : null
}

/** The values by which customers were won, for each dimension of the log that the audit knows. */
export interface FirstValues {
  readonly dimension: string
  /** Ascending, with the code of each customer's first purchase. */
  readonly customer: Int32Array
  readonly code: Int32Array
  readonly nameOf: ReadonlyMap<number, string>
}

/** Dimensions of first purchases; none where the snapshot has no audit tables. */
export async function firstValues({ db, prefix }: EquityTables): Promise<readonly FirstValues[]> {
  const columns = await db.rows(
    "SELECT column_name AS name FROM duckdb_columns() WHERE table_name = 'audit_customer'",
  )
  const known = new Set(columns.map(({ name }) => name))
  const found: FirstValues[] = []
  // A product is too fine a value to sum customers by.
  for (const dimension of dimensions.filter((one) => one !== 'product' && known.has(`first_${one}`))) {
    const first = await db.columns(
      `SELECT customer, coalesce(first_${dimension}, 0)::INTEGER AS code FROM ${prefix}audit_customer ORDER BY customer`,
    )
    const { customer, code } = first as unknown as Pick<FirstValues, 'customer' | 'code'>
    const names = await db.rows(`SELECT code, value FROM ${prefix}audit_value WHERE dimension = $dimension`, {
      dimension,
    })
    const nameOf = new Map(names.map((row) => [Number(row['code']), String(row['value'])]))
    if (nameOf.size > 0) found.push({ dimension, customer, code, nameOf })
  }
  return found
}

async function readDocument<T>({ db, prefix }: EquityTables, name: string): Promise<T> {
  const [row] = await db.rows(`SELECT body FROM ${prefix}document WHERE name = $name`, { name })
  assert(typeof row?.['body'] === 'string', `a snapshot has the document ${name}`)
  return JSON.parse(row['body']) as T
}

/** As `scratch.summary` has it; the payments are net of refunds. */
function statesSql(
  { prefix }: EquityTables,
  { money, forgone }: { readonly money: MoneyRule; readonly forgone: string },
): string {
  const earned = money.marginColumn
    ? 'coalesce(margin::DOUBLE, spend::DOUBLE * $share)'
    : 'spend::DOUBLE * $share'
  return `
    WITH bought AS (
      SELECT identity, min(day) AS first_day, max(day) AS last_day, (count(*) - 1)::INTEGER AS x,
             arg_min(spend, day)::DOUBLE AS first_spend, count(*) FILTER (spend > 0) AS positive,
             sum(greatest(spend::DOUBLE, 0)) AS spent
        FROM ${prefix}purchase_day WHERE day <= $day::DATE GROUP BY identity
    ), paid AS (
      SELECT identity, sum(money) AS paid, coalesce(${forgone}, 0) AS forgone
        FROM (FROM ${prefix}purchase_day SELECT identity, day, ${earned} AS money UNION ALL
              FROM ${prefix}refund_day SELECT identity, day, ${earned} AS money)
       WHERE day <= $day::DATE GROUP BY identity
    ), known AS (
      SELECT *, (positive - (first_spend > 0)::INTEGER)::INTEGER AS m,
             round(spent - greatest(first_spend, 0), 4) AS observed
        FROM bought
    )
    SELECT identity AS customer, x, (last_day - first_day)::INTEGER AS last, ($day::DATE - first_day)::INTEGER AS age,
           m, if(m > 0, observed / m, NULL)::DOUBLE AS "meanSpend", paid::DOUBLE AS paid,
           forgone::DOUBLE AS "interestForgone"
      FROM known JOIN paid USING (identity) ORDER BY identity`
}

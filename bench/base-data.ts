/** Histories of a layout's customers, as a model takes them. */
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { purchaseHistories, spendHistories } from '#lifetime/histories.ts'
import type { PurchaseHistories, SpendHistories } from '#lifetime/model.ts'
import type { KnownCustomers } from '#lifetime/outlook/customer-outlook.ts'
import { type Layout, logOf } from './layouts.ts'

/** What the models are fitted to, and the customers whose future they tell. */
export interface BaseData {
  readonly histories: PurchaseHistories
  readonly spends: SpendHistories
  readonly base: KnownCustomers
}

/** A file `customer,date,amount`, and the last day that counts. */
export interface LogFile {
  readonly path: string
  readonly until: string
}

/** The layout's log in memory as `purchase(customer, day, amount)`. */
export function openLog(layout: Layout, customers?: number): Promise<ColumnarDatabase> {
  return openLogFile(logOf(layout, customers))
}

/** Any log in memory, likewise. */
export async function openLogFile(path: string): Promise<ColumnarDatabase> {
  const database = await openDuckDb(':memory:')
  await database.run(
    `CREATE TABLE purchase AS
       SELECT customer, date AS day, amount
         FROM read_csv($path, columns = {'customer': 'INTEGER', 'date': 'DATE', 'amount': 'DECIMAL(18, 4)'})`,
    { path },
  )
  return database
}

/** The grouping that every such analysis begins with: customer-day, then customer. */
export const twoLevelGrouping = `
  SELECT customer, count(*) - 1 AS x, min(day) AS first_day, max(day) AS last_day,
         (sum(spend) - arg_min(spend, day)) / nullif(count(*) - 1, 0) AS mean_spend
    FROM (SELECT customer, day, sum(amount)::DOUBLE AS spend FROM purchase WHERE day <= $until::DATE GROUP BY ALL)
   GROUP BY customer`

/** Sums of the logarithms of the weeks between a customer's purchases. */
const logGaps = `
  SELECT customer, coalesce(sum(ln((day - before) / 7)), 0)::DOUBLE AS log_gaps
    FROM (SELECT customer, day, lag(day) OVER (PARTITION BY customer ORDER BY day) AS before
            FROM (SELECT DISTINCT customer, day FROM purchase WHERE day <= $until::DATE))
   GROUP BY customer`

/** Histories in weeks up to the layout's `fitUntil`. */
export function baseData(layout: Layout, customers?: number): Promise<BaseData> {
  return logData({ path: logOf(layout, customers), until: layout.fitUntil })
}

/** Histories in weeks up to the last day that counts. */
export async function logData({ path, until }: LogFile): Promise<BaseData> {
  const database = await openLogFile(path)
  const columns = await database.columns(
    `SELECT x::DOUBLE AS x, (last_day - first_day) / 7 AS last_age, ($until::DATE - first_day) / 7 AS age,
            coalesce(mean_spend, 0) AS mean_spend, log_gaps
       FROM (${twoLevelGrouping}) JOIN (${logGaps}) USING (customer) ORDER BY customer`,
    { until },
  )
  await database.close()
  const [x, lastAge, age, mean, gaps] = ['x', 'last_age', 'age', 'mean_spend', 'log_gaps'].map(
    (name) => columns[name] as Float64Array,
  )
  if (
    x === undefined ||
    lastAge === undefined ||
    age === undefined ||
    mean === undefined ||
    gaps === undefined
  )
    throw new Error('The grouping has five columns')
  const spenders = x.map((_, place) => place).filter((place) => (mean[place] ?? 0) > 0)
  const ofSpenders = (column: Float64Array) => spenders.map((place) => column[place] ?? 0)
  const histories = purchaseHistories({
    timeUnit: 'week',
    repeatPurchases: x,
    lastPurchaseAge: lastAge,
    age,
    sumLogIntervals: gaps,
  })
  return {
    histories,
    spends: spendHistories({ observations: ofSpenders(x), meanSpend: ofSpenders(mean) }),
    base: {
      histories,
      spendObservations: x.map((count, place) => ((mean[place] ?? 0) > 0 ? count : 0)),
      meanSpend: mean,
    },
  }
}

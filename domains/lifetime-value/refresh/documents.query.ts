/** What the charts show, read from the tables of a snapshot that is about to be published. */
import type { ColumnarDatabase, Row } from '#columnar/engine.ts'
import { addDays, days, daysBetween, type Day } from '#kernel/time.ts'
import type {
  Bin,
  ConcentrationData,
  FrequencyFitData,
  PurchasesByMonthData,
  RecencyFrequencyData,
  TrackingData,
  ValueDistributionData,
} from '../charts/chart-data.ts'

/** Repeat purchases a week of the customers first seen up to `known`, beside the expected running totals. */
export async function trackingData(
  db: ColumnarDatabase,
  of: {
    readonly firstDay: Day
    readonly origin: Day | null
    readonly known: Day
    readonly expected: readonly number[]
  },
): Promise<TrackingData> {
  const { firstDay, origin, known, expected } = of
  // A week begins with the first day that the model had not seen; without one the last week ends with the log.
  const begins = origin === null ? expected.length : daysBetween(firstDay, origin) + 1
  const shift = (7 - (begins % 7)) % 7
  const rows = await db.rows(
    `SELECT ((day - $firstDay::DATE + $shift) // 7)::INTEGER AS week, sum(n) AS repeats FROM (
       SELECT day, count(*) AS n FROM snapshot.purchase_day WHERE day <= $known::DATE GROUP BY day UNION ALL
       SELECT first_day, -count(*) FROM scratch.summary WHERE first_day <= $known::DATE GROUP BY first_day UNION ALL
       SELECT day, count(*) FROM snapshot.purchase_day SEMI JOIN
              (SELECT identity FROM scratch.past WHERE first_day <= $known::DATE) USING (identity)
        WHERE day > $known::DATE GROUP BY day)
      GROUP BY ALL`,
    { firstDay, known, shift },
  )
  const actual = new Map(rows.map(({ week, repeats }) => [Number(week), Number(repeats)]))
  const before = (day: number) => (day < 1 ? 0 : (expected[day - 1] ?? 0))
  return {
    origin,
    weeks: Array.from({ length: Math.ceil((expected.length + shift) / 7) }, (_, week) => {
      const from = Math.max(0, 7 * week - shift)
      const to = Math.min(expected.length, 7 * week - shift + 7)
      return {
        start: addDays(firstDay, days(from)),
        days: to - from,
        actual: actual.get(week) ?? 0,
        expected: before(to) - before(from),
      }
    }),
  }
}

/** Customers by number of repeat purchases, beside those expected; the last class takes all that have more. */
export async function frequencyFitData(
  db: ColumnarDatabase,
  expected: readonly number[],
): Promise<FrequencyFitData> {
  const last = expected.length - 1
  const rows = await db.rows(
    'SELECT least(x, $last)::INTEGER AS x, count(*) AS customers FROM scratch.summary GROUP BY ALL',
    { last },
  )
  const actual = new Map(rows.map(({ x, customers }) => [Number(x), Number(customers)]))
  return {
    counts: expected.map((customers, repeatPurchases) => ({
      repeatPurchases,
      orMore: repeatPurchases === last,
      actual: actual.get(repeatPurchases) ?? 0,
      expected: customers,
    })),
  }
}

const recencyEdges = [0, 7, 14, 30, 60, 90, 180, 365, 730, 1095]
const frequencyEdges = [1, 2, 3, 4, 5, 7, 10, 15, 25]

/** Means of customers by days since the last purchase and by number of purchases. */
export async function recencyFrequencyData(db: ColumnarDatabase): Promise<RecencyFrequencyData> {
  const [most] = await db.rows(
    'SELECT max(age_days - last_purchase_age_days) AS recency, max(purchases) AS frequency FROM snapshot.customer',
  )
  const daysSinceLast = binsUpTo(recencyEdges, Number(most?.['recency']))
  const purchases = binsUpTo(frequencyEdges, Number(most?.['frequency']))
  const rows = await db.rows(
    `SELECT ${placeIn(daysSinceLast, 'age_days - last_purchase_age_days')} AS recency,
            ${placeIn(purchases, 'purchases')} AS frequency, count(*) AS customers,
            avg(probability_active) AS active, avg(expected_purchases) AS expected, avg(value) AS value
       FROM snapshot.customer GROUP BY ALL ORDER BY ALL`,
  )
  return { daysSinceLast, purchases, cells: rows.map(cellOf) }
}

function cellOf(row: Row): RecencyFrequencyData['cells'][number] {
  return {
    recency: Number(row['recency']),
    frequency: Number(row['frequency']),
    customers: Number(row['customers']),
    probabilityActive: row['active'] === null ? null : Number(row['active']),
    expectedPurchases: Number(row['expected']),
    value: Number(row['value']),
  }
}

/** Customers by value, in bins of growing width: 1, 2, 5, 10, … */
export async function valueDistributionData(db: ColumnarDatabase): Promise<ValueDistributionData> {
  // Customers stand in falling order of value, so that each quantile is a place; those worth nothing have a bin anyway.
  const [row] = await db.rows(
    `WITH n AS (SELECT count(*) AS n, count(*) FILTER (value > 0) AS worth, avg(value) AS mean FROM snapshot.customer)
     SELECT mean, (SELECT avg(value) FROM snapshot.customer WHERE rowid IN ((n - 1) // 2, n // 2)) AS median,
            (SELECT value FROM snapshot.customer WHERE rowid = floor(.98 * (worth - 1))::BIGINT) AS low,
            (SELECT value FROM snapshot.customer WHERE rowid = floor(.002 * (n - 1))::BIGINT) AS high
       FROM n`,
  )
  const number = (name: string) => Number(row?.[name] ?? 0)
  const bins = binsOf([0, ...roundEdges(number('low'), number('high'))])
  const counted = await db.rows(
    `SELECT ${placeIn(bins, 'value')} AS bin, count(*) AS customers, sum(value) AS value FROM snapshot.customer GROUP BY ALL`,
  )
  const inBin = new Map(counted.map((bin) => [Number(bin['bin']), bin]))
  return {
    bins: bins.map((bin, place) => ({
      ...bin,
      customers: Number(inBin.get(place)?.['customers'] ?? 0),
      value: Number(inBin.get(place)?.['value'] ?? 0),
    })),
    mean: number('mean'),
    median: number('median'),
  }
}

const mostEdges = 14

/** Round numbers from about `low` to about `high`: 1, 2, 5 a decade, or fewer where that makes too many. */
function roundEdges(low: number, high: number): readonly number[] {
  if (!(high > 0)) return [1]
  const from = Math.floor(Math.log10(Math.max(low, high / 1e6)))
  const decades = Array.from({ length: Math.ceil(Math.log10(high)) - from + 1 }, (_, place) => from + place)
  for (const steps of [[1, 2, 5], [1, 3], [1]]) {
    const edges = decades.flatMap((decade) => steps.map((step) => Number(`${step}e${decade}`)))
    const useful = edges.filter((edge, place) => (edges[place + 1] ?? edge) > low && edge <= high)
    if (useful.length <= mostEdges && useful.length > 0) return useful
  }
  return [Number(`1e${Math.floor(Math.log10(high))}`)]
}

function binsUpTo(edges: readonly number[], most: number): readonly Bin[] {
  return binsOf(edges.filter((edge, place) => place === 0 || edge <= most))
}

function binsOf(edges: readonly number[]): readonly Bin[] {
  return edges.map((from, place) => ({ from, to: edges[place + 1] ?? null }))
}

/** SQL for the place of the bin that `column` falls into; edges are numbers of this program. */
function placeIn(bins: readonly Bin[], column: string): string {
  const cases = bins.slice(0, -1).map(({ to }, place) => `WHEN ${column} < ${to} THEN ${place}`)
  return cases.length === 0 ? '0' : `CASE ${cases.join(' ')} ELSE ${bins.length - 1} END`
}

/** Slices per unit of the logarithm into which amounts are sorted: each is a thousandth of its amount wide. */
const slices = 1000

/** Lorenz curves of value and of spend, each from its own falling order. */
export async function concentrationData(db: ColumnarDatabase): Promise<ConcentrationData> {
  const value = await lorenz(db, 'value')
  const spend = await lorenz(db, 'spend')
  return {
    points: value.shares.map((share, place) => ({
      customers: place / 100,
      value: share,
      spend: spend.shares[place] ?? 0,
    })),
    giniValue: value.gini,
    giniSpend: spend.gini,
  }
}

/**
 * Customers need not be sorted one by one: within a slice of amounts that differ by a thousandth the curve is as good
 * as straight.
 */
async function lorenz(
  db: ColumnarDatabase,
  column: 'value' | 'spend',
): Promise<{ readonly shares: readonly number[]; readonly gini: number }> {
  const { customers, amount } = (await db.columns(
    `SELECT count(*) AS customers, sum(${column}) AS amount FROM snapshot.customer
      GROUP BY if(${column} > 0, floor(ln(${column}) * ${slices}), -1e9), if(${column} > 0, 0, ${column})
      ORDER BY sum(${column}) / count(*) DESC`,
  )) as { readonly customers: Float64Array; readonly amount: Float64Array }
  const all = customers.reduce((sum, count) => sum + count, 0)
  const total = amount.reduce((sum, part) => sum + part, 0)
  if (!(total > 0)) return { shares: Array.from({ length: 101 }, (_, place) => place / 100), gini: 0 }
  const shares: number[] = [0]
  let [seen, held, area] = [0, 0, 0]
  customers.forEach((count, slice) => {
    const part = amount[slice] ?? 0
    while (shares.length <= 100 && (shares.length * all) / 100 <= seen + count) {
      shares.push((held + (part * ((shares.length * all) / 100 - seen)) / count) / total)
    }
    area += (count / all) * ((held + part / 2) / total)
    seen += count
    held += part
  })
  while (shares.length <= 100) shares.push(1)
  return { shares, gini: 2 * area - 1 }
}

/** Purchases and spend by month up to the as-of day. */
export async function createMonthTable(db: ColumnarDatabase, asOf: Day): Promise<void> {
  await db.run(
    `CREATE TABLE snapshot.month AS
     WITH moved AS (
       SELECT day, sum(spend) AS spend, count(*) AS bought FROM snapshot.purchase_day GROUP BY day UNION ALL
       SELECT day, sum(spend), 0 FROM snapshot.refund_day GROUP BY day
     ), by_month AS (
       SELECT date_trunc('month', day)::DATE AS month, sum(bought) AS purchases, sum(spend) AS spend
         FROM moved WHERE day <= $asOf::DATE GROUP BY ALL
     ), began AS (
       SELECT date_trunc('month', first_day)::DATE AS month, sum(customers) AS purchases
         FROM (SELECT first_day, count(*) AS customers FROM scratch.summary GROUP BY first_day) GROUP BY ALL
     ), every_month AS (
       SELECT unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH))::DATE AS month FROM by_month
     )
     SELECT month, coalesce(f.purchases, 0)::BIGINT AS first_purchases,
            (coalesce(m.purchases, 0) - coalesce(f.purchases, 0))::BIGINT AS repeat_purchases,
            coalesce(m.spend, 0)::DECIMAL(18,4) AS spend
       FROM every_month LEFT JOIN by_month m USING (month) LEFT JOIN began f USING (month) ORDER BY month`,
    { asOf },
  )
}

/** The months as the chart shows them. */
export async function purchasesByMonthData(
  db: ColumnarDatabase,
  { firstDay, asOf }: { readonly firstDay: Day; readonly asOf: Day },
): Promise<PurchasesByMonthData> {
  const rows = await db.rows(
    'SELECT month, first_purchases, repeat_purchases, spend FROM snapshot.month ORDER BY month',
  )
  const isPartial = (month: string) =>
    (month === firstDay.slice(0, 7) && !firstDay.endsWith('-01')) ||
    (month === asOf.slice(0, 7) && addDays(asOf, days(1)).slice(0, 7) === month)
  return {
    months: rows.map((row) => {
      const month = String(row['month']).slice(0, 7)
      return {
        month,
        firstPurchases: Number(row['first_purchases']),
        repeatPurchases: Number(row['repeat_purchases']),
        spend: Number(row['spend']),
        partial: isPartial(month),
      }
    }),
  }
}

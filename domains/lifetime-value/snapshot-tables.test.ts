import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { addDays, days, type Day } from '#kernel/time.ts'
import { gammaGammaWithParameters } from '#lifetime/gamma-gamma/fit.ts'
import { expectedSpend, valueScale } from '#lifetime/outlook/expected-spend.ts'
import type { SpendModel } from '#lifetime/outlook/outlook.ts'
import { createCustomerTable } from './refresh/customer-table.query.ts'
import {
  concentrationData,
  createMonthTable,
  purchasesByMonthData,
  recencyFrequencyData,
  trackingData,
  valueDistributionData,
} from './refresh/documents.query.ts'
import {
  createPast,
  createSummary,
  currentHistories,
  judgedHistories,
  pastHistories,
  purchasesWithin,
  scoredRows,
  type HistoryRows,
} from './refresh/summary.query.ts'
import { valueCalendar } from './refresh/value-calendar.ts'

let folder = ''
let database: ColumnarDatabase
const lastDay = '2024-06-29' as Day

/** 3,000 customers with a random past; some days are worth nothing or less, some refunds stand alone. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perennial-tables-'))
  database = await openDuckDb(':memory:', { threads: 2 })
  await database.attach(join(folder, 'snapshot.duckdb'), 'snapshot')
  await database.attach(join(folder, 'scratch.duckdb'), 'scratch')
  await database.run(`
    CREATE TABLE identity AS SELECT range::INTEGER AS number, 'Customer ' || range AS name FROM range(1, 3001);
    CREATE TABLE snapshot.purchase_day AS
      SELECT DISTINCT ON (identity, day) * FROM (
        SELECT (1 + hash(range) % 3000)::INTEGER AS identity, DATE '2023-01-01' + (hash(range, 1) % 546)::INTEGER AS day,
               ((hash(range, 2) % 20000)::INTEGER / 100 - 5)::DECIMAL(18,4) AS spend, NULL::DECIMAL(18,4) AS margin,
               1 AS lines
          FROM range(12000)) ORDER BY identity, day, spend;
    CREATE TABLE snapshot.refund_day AS
      SELECT identity, day + 1 AS day, -1::DECIMAL(18,4) AS spend, margin FROM snapshot.purchase_day WHERE identity % 50 = 0`)
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

const firstDay = '2023-01-01' as Day
const calendar = valueCalendar({ firstDay, lastDay, until: null, origin: null, horizonDays: 364 })

/** The same figures by counting every purchase for itself. */
async function plainly(day: Day): Promise<readonly Record<string, number>[]> {
  const rows = await database.rows(
    `SELECT identity, count(*) - 1 AS x, max(day) - min(day) AS last, $day::DATE - min(day) AS age,
            count(*) FILTER (spend > 0 AND day > began) AS m,
            coalesce(sum(spend) FILTER (spend > 0 AND day > began), 0)::DOUBLE AS observed,
            (sum(spend) + coalesce((SELECT sum(spend) FROM snapshot.refund_day r
                                     WHERE r.identity = p.identity AND r.day <= $day::DATE), 0))::DOUBLE AS spend
       FROM (SELECT *, min(day) OVER (PARTITION BY identity) AS began FROM snapshot.purchase_day) p
      WHERE day <= $day::DATE GROUP BY identity ORDER BY identity`,
    { day },
  )
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])),
  )
}

test('the summary in one pass is what counting every purchase gives', async () => {
  await createSummary(database, calendar.asOf)
  const rows = await database.rows(
    `SELECT identity, x, last_day - first_day AS last, $asOf::DATE - first_day AS age, m, observed, spend
       FROM scratch.summary ORDER BY identity`,
    { asOf: calendar.asOf },
  )
  const expected = await plainly(calendar.asOf)
  expect(rows.length).toBe(expected.length)
  rows.forEach((row, place) => {
    for (const [name, value] of Object.entries(expected[place] ?? {})) {
      expect(Number(row[name]), `${name} of ${row['identity']}`).toBeCloseTo(value, 6)
    }
  })
})

test('the past in one pass is, at every origin, what counting up to it gives, with what came after', async () => {
  await createPast(database, calendar, { gaps: false })
  for (const window of calendar.rolling) {
    const rows = await judgedHistories(database, calendar, { window, recent: false, gaps: false })
    const expected = await plainly(window.origin)
    const total = (column: 'x' | 'last' | 'age' | 'future') =>
      rows[column].reduce((sum, value, row) => sum + value * (rows.weight[row] ?? 0), 0)
    for (const name of ['x', 'last', 'age'] as const) {
      expect(total(name)).toBe(expected.reduce((sum, row) => sum + (row[name] ?? 0), 0))
    }
    expect(rows.weight.reduce((a, b) => a + b)).toBe(expected.length)
    const [came] = await database.rows(
      `SELECT count(*) AS n FROM snapshot.purchase_day JOIN scratch.past USING (identity)
        WHERE first_day <= $origin::DATE AND day > $origin::DATE AND day <= $origin::DATE + $days::INTEGER`,
      { ...window },
    )
    expect(total('future')).toBe(Number(came?.['n']))
    expect(await purchasesWithin(database, calendar, window)).toBe(Number(came?.['n']))
  }
})

test('the times between purchases are those of every pair of neighbours, now and at every origin', async () => {
  await database.run('DROP TABLE scratch.past; DROP TABLE scratch.once')
  await createPast(database, calendar, { gaps: true })
  const until = async (day: Day) => {
    const [row] = await database.rows(
      `SELECT sum(ln(next - day)) AS logs FROM (
         SELECT day, lead(day) OVER (PARTITION BY identity ORDER BY day) AS next
           FROM snapshot.purchase_day WHERE day <= $day::DATE)`,
      { day },
    )
    return Number(row?.['logs'])
  }
  const total = ({ logGaps, weight }: HistoryRows) =>
    logGaps?.reduce((sum, mean, row) => sum + mean * (weight[row] ?? 0), 0)
  const now = await currentHistories(database, calendar.asOf, { gaps: true })
  expect(total(now)).toBeCloseTo(await until(calendar.asOf), 6)
  for (const { origin } of calendar.rolling) {
    const rows = await pastHistories(database, calendar, { day: origin, gaps: true })
    expect(total(rows)).toBeCloseTo(await until(origin), 6)
  }
})

test('recent purchases are the repeat purchases of the time before the origin', async () => {
  const { holdout, recentDays } = calendar
  const [row] = await database.rows(
    `SELECT sum(recent) AS kept, (SELECT count(*) FROM snapshot.purchase_day p JOIN scratch.past q USING (identity)
        WHERE p.day > q.first_day AND p.day <= $origin::DATE AND p.day > $origin::DATE - $days::INTEGER) AS counted
       FROM scratch.past`,
    { origin: holdout?.origin ?? '', days: recentDays },
  )
  expect(row?.['kept']).toEqual(row?.['counted'])
})

const gammaGamma: SpendModel = {
  kind: 'gamma-gamma',
  fitted: gammaGammaWithParameters({ p: 6.25, q: 3.74, gamma: 15.44 }),
}

const meanSpend: SpendModel = { kind: 'mean-spend', meanSpend: 42 }

/** Every row is scored with its own number of observations, so that units are easy to tell. */
async function scoreRows(): Promise<void> {
  await scoredRows(database, calendar.asOf)
  await database.run(`
    CREATE TABLE scratch.score AS
    SELECT "row", 0.5 AS probability_active, 0.6 AS probability_buys, x + 0.5 AS expected_purchases,
           0 AS expected_purchases_low, x AS expected_purchases_high, 0.9 AS expected_purchases_probability,
           0.1 + x / 10 AS value_unit, 0.0 AS value_low_unit, 0.4 + x AS value_high_unit, 0.8 AS value_probability,
           0.9 AS value_infinite_unit
      FROM scratch.score_row`)
}

test.each([
  ['gamma-gamma', gammaGamma],
  ['the mean spend', meanSpend],
])('a customer has the value that the library gives their row and spend, with %s', async (_, spend) => {
  await database.run(
    'DROP TABLE IF EXISTS scratch.score; DROP TABLE IF EXISTS scratch.score_row; DROP TABLE IF EXISTS snapshot.customer',
  )
  await scoreRows()
  await createCustomerTable(database, { asOf: calendar.asOf, spend, margin: 0.25, isScored: true })
  const rows = await database.rows('SELECT * FROM snapshot.customer')
  expect(rows.length).toBe((await plainly(calendar.asOf)).length)
  for (const row of rows) {
    const known = { observations: Number(row['spend_observations']), meanSpend: Number(row['mean_spend']) }
    const scale = 0.25 * valueScale(spend, known)
    expect(Number(row['value'])).toBeCloseTo(scale * (0.1 + Number(row['repeat_purchases']) / 10), 8)
    expect(Number(row['value_high'])).toBeCloseTo(scale * (0.4 + Number(row['repeat_purchases'])), 8)
    expect(Number(row['expected_spend'])).toBeCloseTo(expectedSpend(spend, known), 8)
    expect(row['name']).toBe(`Customer ${row['customer']}`)
  }
  const values = rows.map((row) => Number(row['value']))
  expect(values).toEqual(values.toSorted((a, b) => b - a))
})

test('the Lorenz curves and Gini coefficients are those of all customers sorted one by one', async () => {
  const data = await concentrationData(database)
  for (const [column, gini] of [
    ['value', data.giniValue],
    ['spend', data.giniSpend],
  ] as const) {
    const amounts = await database.columns(
      `SELECT ${column}::DOUBLE AS a FROM snapshot.customer ORDER BY 1 DESC`,
    )
    const sorted = Array.from(amounts['a'] as Float64Array)
    const total = sorted.reduce((a, b) => a + b)
    const upTo = (share: number) => {
      const whole = Math.floor(share * sorted.length + 1e-9)
      const rest = (share * sorted.length - whole) * (sorted[whole] ?? 0)
      return (sorted.slice(0, whole).reduce((a, b) => a + b, 0) + rest) / total
    }
    data.points.forEach((point) => expect(point[column]).toBeCloseTo(upTo(point.customers), 3))
    const n = sorted.length
    const ranked = sorted.reduce((sum, amount, place) => sum + amount * (n - place - 0.5), 0)
    expect(gini).toBeCloseTo((2 * ranked) / (n * total) - 1, 3)
  }
  expect(data.points.length).toBe(101)
})

test('bins of value and cells of recency and frequency hold every customer once', async () => {
  const { customers, value } =
    (await database.rows('SELECT count(*) AS customers, sum(value) AS value FROM snapshot.customer'))[0] ?? {}
  const distribution = await valueDistributionData(database)
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
  expect(sum(distribution.bins.map((bin) => bin.customers))).toBe(Number(customers))
  expect(sum(distribution.bins.map((bin) => bin.value))).toBeCloseTo(Number(value), 4)
  const [middle] = await database.rows(
    'SELECT median(value) AS median, avg(value) AS mean FROM snapshot.customer',
  )
  expect(distribution.median).toBeCloseTo(Number(middle?.['median']), 8)
  expect(distribution.mean).toBeCloseTo(Number(middle?.['mean']), 8)
  const { cells, daysSinceLast, purchases } = await recencyFrequencyData(database)
  expect(sum(cells.map((cell) => cell.customers))).toBe(Number(customers))
  for (const cell of cells) {
    expect(daysSinceLast[cell.recency]).toBeDefined()
    expect(purchases[cell.frequency]).toBeDefined()
  }
})

test('months follow one another, and hold every purchase and the net spend', async () => {
  await createMonthTable(database, calendar.asOf)
  const { months } = await purchasesByMonthData(database, { firstDay, asOf: calendar.asOf })
  expect(months.map(({ month }) => month)).toEqual([
    ...Array.from({ length: 12 }, (_, place) => `2023-${String(place + 1).padStart(2, '0')}`),
    ...Array.from({ length: 6 }, (_, place) => `2024-0${place + 1}`),
  ])
  const [all] = await database.rows(
    `SELECT count(*) AS n, count(DISTINCT identity) AS customers, (sum(spend) + (SELECT sum(spend) FROM snapshot.refund_day
        WHERE day <= $asOf::DATE))::DOUBLE AS spend FROM snapshot.purchase_day WHERE day <= $asOf::DATE`,
    { asOf: calendar.asOf },
  )
  const sum = (column: 'firstPurchases' | 'repeatPurchases' | 'spend') =>
    months.reduce((total, month) => total + month[column], 0)
  expect(sum('firstPurchases')).toBe(Number(all?.['customers']))
  expect(sum('firstPurchases') + sum('repeatPurchases')).toBe(Number(all?.['n']))
  expect(sum('spend')).toBeCloseTo(Number(all?.['spend']), 4)
  expect(months.filter(({ partial }) => partial).map(({ month }) => month)).toEqual(['2024-06'])
})

test('tracking counts the repeat purchases of customers known at the origin, week by week', async () => {
  const known = calendar.holdout?.origin ?? lastDay
  const expected = Array.from({ length: 546 }, (_, day) => day * 2)
  const { weeks } = await trackingData(database, { firstDay, origin: known, known, expected })
  const repeats = `SELECT count(*) AS n FROM snapshot.purchase_day JOIN scratch.past USING (identity)
      WHERE first_day <= $known::DATE AND day > first_day AND day BETWEEN $from::DATE AND $to::DATE`
  for (const { start, days: length = 7, actual } of weeks) {
    const [row] = await database.rows(repeats, { known, from: start, to: addDays(start, days(length - 1)) })
    expect({ start, actual }).toEqual({ start, actual: Number(row?.['n']) })
  }
})

test.each([
  ['a week begins with the first day of the hold-out', '2023-12-30' as Day],
  ['without hold-out the last week ends with the log', null],
])('tracked weeks cover every day, and %s', async (_, origin) => {
  const expected = Array.from({ length: 546 }, (__, day) => day * 2)
  const given = { firstDay, origin, known: origin ?? lastDay, expected }
  const { weeks } = await trackingData(database, given)
  const lengths = weeks.map(({ days: length = 7 }) => length)
  expect(lengths.slice(1, -1).every((length) => length === 7)).toBe(true)
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(546)
  expect(weeks.reduce((sum, week) => sum + week.expected, 0)).toBe(2 * 545)
  weeks.slice(1).forEach(({ start }, place) => {
    expect(start).toBe(addDays(weeks[place]?.start ?? firstDay, days(lengths[place] ?? 0)))
  })
  if (origin === null) expect(lengths.at(-1)).toBe(7)
  else expect(weeks.map(({ start }) => start)).toContain(addDays(origin, days(1)))
})

/** The k-th smallest values of an expression, without sorting all of them. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { numberIn } from '../tables/table-rows.ts'

/** Rows of `from`, and an expression of double precision over them. */
export interface Measured {
  readonly db: ColumnarDatabase
  readonly from: string
  readonly expression: string
}

/** Values of about the same size: a hundredth in width. */
interface Bucket {
  readonly bucket: number
  readonly n: number
  readonly lowest: number
  readonly highest: number
  readonly sum: number
}

/** Numbers of buckets rise with the values. */
const bucketSql = `CASE WHEN x > 0 THEN 1000000 + floor(ln(x) * 100) WHEN x = 0 THEN 0
                        ELSE -1000000 - floor(ln(-x) * 100) END::INTEGER`

const valuesSql = ({ from, expression }: Measured) => `(SELECT (${expression})::DOUBLE AS x FROM ${from})`

async function bucketsOf(measured: Measured): Promise<readonly Bucket[]> {
  const rows = await measured.db.rows(`
    SELECT ${bucketSql} AS bucket, count(*) AS n, min(x) AS lowest, max(x) AS highest, sum(x) AS sum
      FROM ${valuesSql(measured)} GROUP BY bucket ORDER BY bucket`)
  return rows.map((row) => ({
    bucket: numberIn(row, 'bucket'),
    n: numberIn(row, 'n'),
    lowest: numberIn(row, 'lowest'),
    highest: numberIn(row, 'highest'),
    sum: numberIn(row, 'sum'),
  }))
}

/** The values at these ranks, 0 the smallest: exact. */
export async function valuesAt(measured: Measured, ranks: readonly number[]): Promise<readonly number[]> {
  return valuesIn(measured, await bucketsOf(measured), ranks)
}

/** Only the buckets in which a rank lies are looked into, and those not where all values are one. */
async function valuesIn(
  measured: Measured,
  buckets: readonly Bucket[],
  ranks: readonly number[],
): Promise<readonly number[]> {
  let before = 0
  const placed = buckets.map((bucket) => {
    const begins = before
    before += bucket.n
    return { ...bucket, begins, asked: ranks.filter((rank) => rank >= begins && rank < begins + bucket.n) }
  })
  const wanted = placed.filter(({ asked, lowest, highest }) => asked.length > 0 && lowest < highest)
  const found = new Map<number, number>()
  for (const { asked, lowest, highest } of placed)
    if (lowest === highest) for (const rank of asked) found.set(rank, lowest)
  if (wanted.length > 0) {
    const values = await measured.db.rows(`
      SELECT ${bucketSql} AS bucket, x, count(*) AS n FROM ${valuesSql(measured)}
       WHERE bucket IN (${wanted.map(({ bucket }) => bucket).join(', ')}) GROUP BY bucket, x ORDER BY x`)
    const reached = new Map(wanted.map(({ bucket, begins }) => [bucket, begins]))
    for (const row of values) {
      const start = reached.get(numberIn(row, 'bucket')) ?? 0
      const end = start + numberIn(row, 'n')
      for (const rank of ranks) if (rank >= start && rank < end) found.set(rank, numberIn(row, 'x'))
      reached.set(numberIn(row, 'bucket'), end)
    }
  }
  return ranks.map((rank) => found.get(rank) ?? Number.NaN)
}

const shares = { p10: 0.1, p25: 0.25, median: 0.5, p75: 0.75, p90: 0.9, p99: 0.99 } as const

/** Values that are told by their ranks, 0 the smallest. */
interface Sorted {
  readonly n: number
  readonly sum: number
  readonly valuesAt: (ranks: readonly number[]) => Promise<readonly number[]>
}

/** Mean, bounds and quantiles, these between neighbours. @see Hyndman & Fan (1996), type 7. */
async function summaryOf({ n, sum, valuesAt: told }: Sorted) {
  const places = Object.values(shares).map((share) => share * Math.max(0, n - 1))
  const ranks = [...new Set([0, n - 1, ...places.flatMap((place) => [Math.floor(place), Math.ceil(place)])])]
  const values = n === 0 ? [] : await told(ranks)
  const at = new Map(ranks.map((rank, place) => [rank, values[place] ?? Number.NaN]))
  const quantile = (share: number): number | null => {
    if (n === 0) return null
    const place = share * (n - 1)
    const low = at.get(Math.floor(place)) ?? Number.NaN
    return low + (place - Math.floor(place)) * ((at.get(Math.ceil(place)) ?? Number.NaN) - low)
  }
  return {
    mean: n === 0 ? null : sum / n,
    lowest: quantile(0),
    p10: quantile(shares.p10),
    p25: quantile(shares.p25),
    median: quantile(shares.median),
    p75: quantile(shares.p75),
    p90: quantile(shares.p90),
    p99: quantile(shares.p99),
    highest: quantile(1),
  }
}

/** The distribution of an expression over rows in any order. */
export async function distributionOf(measured: Measured) {
  const buckets = await bucketsOf(measured)
  return summaryOf({
    n: buckets.reduce((total, bucket) => total + bucket.n, 0),
    sum: buckets.reduce((total, { sum }) => total + sum, 0),
    valuesAt: (ranks) => valuesIn(measured, buckets, ranks),
  })
}

/** Values of the rows with these ids. `from` ends in a condition. */
export async function valuesOfRows(
  { db, from, expression }: Measured,
  ids: readonly number[],
): Promise<readonly number[]> {
  const rows = await db.rows(
    `SELECT rowid AS id, (${expression})::DOUBLE AS x FROM ${from} AND rowid IN (${ids.join(', ')})`,
  )
  const at = new Map(rows.map((row) => [numberIn(row, 'id'), numberIn(row, 'x')]))
  return ids.map((id) => at.get(id) ?? Number.NaN)
}

/** Rows whose ids fall in steps of one while an expression rises: the largest value has the id `first`. */
export interface FallingRows extends Measured {
  readonly first: number
  readonly n: number
  readonly sum: number
}

/** The same of rows that lie in the order of the expression, of which a few need be read. */
export function distributionInOrder({ db, from, expression, first, n, sum }: FallingRows) {
  return summaryOf({
    n,
    sum,
    valuesAt: (ranks) =>
      valuesOfRows(
        { db, from, expression },
        ranks.map((rank) => first + n - 1 - rank),
      ),
  })
}

/** The same of values with how many have each, in rising order. */
export function distributionOfCounts(counts: readonly { readonly x: number; readonly n: number }[]) {
  let reached = 0
  const ends = counts.map(({ n }) => (reached += n))
  return summaryOf({
    n: reached,
    sum: counts.reduce((total, { x, n }) => total + x * n, 0),
    valuesAt: (ranks) =>
      Promise.resolve(ranks.map((rank) => counts[ends.findIndex((end) => rank < end)]?.x ?? Number.NaN)),
  })
}

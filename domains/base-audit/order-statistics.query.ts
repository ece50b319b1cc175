/** The k-th smallest values of an expression, without sorting all of them. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { numberIn } from './table-rows.ts'

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

const sourceSql = ({ from, expression }: Measured) =>
  `(SELECT x, ${bucketSql} AS bucket FROM (SELECT (${expression})::DOUBLE AS x FROM ${from}))`

async function bucketsOf(measured: Measured): Promise<readonly Bucket[]> {
  const rows = await measured.db.rows(`
    SELECT bucket, count(*) AS n, min(x) AS lowest, max(x) AS highest, sum(x) AS sum FROM ${sourceSql(measured)}
     GROUP BY bucket ORDER BY bucket`)
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
      SELECT bucket, x, count(*) AS n FROM ${sourceSql(measured)}
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

/** Mean, bounds and quantiles, these between neighbours. @see Hyndman & Fan (1996), type 7. */
export async function distributionOf(measured: Measured) {
  const buckets = await bucketsOf(measured)
  const n = buckets.reduce((total, bucket) => total + bucket.n, 0)
  const places = Object.values(shares).map((share) => share * Math.max(0, n - 1))
  const ranks = [...new Set(places.flatMap((place) => [Math.floor(place), Math.ceil(place)]))]
  const values = await valuesIn(measured, buckets, n === 0 ? [] : ranks)
  const at = new Map(ranks.map((rank, place) => [rank, values[place] ?? Number.NaN]))
  const quantile = (share: number): number | null => {
    if (n === 0) return null
    const place = share * (n - 1)
    const low = at.get(Math.floor(place)) ?? Number.NaN
    return low + (place - Math.floor(place)) * ((at.get(Math.ceil(place)) ?? Number.NaN) - low)
  }
  return {
    mean: n === 0 ? null : buckets.reduce((total, { sum }) => total + sum, 0) / n,
    lowest: buckets[0]?.lowest ?? null,
    p10: quantile(shares.p10),
    p25: quantile(shares.p25),
    median: quantile(shares.median),
    p75: quantile(shares.p75),
    p90: quantile(shares.p90),
    p99: quantile(shares.p99),
    highest: buckets.at(-1)?.highest ?? null,
  }
}

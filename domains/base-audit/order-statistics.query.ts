/** The k-th smallest values of an expression, without sorting all of them. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { numberIn } from './table-rows.ts'

/** Rows of `from`, and an expression of double precision over them. */
export interface Measured {
  readonly db: ColumnarDatabase
  readonly from: string
  readonly expression: string
}

/** Buckets of a hundredth of the value in width, in its order. */
const bucketSql = `CASE WHEN x > 0 THEN 1000000 + floor(ln(x) * 100) WHEN x = 0 THEN 0
                        ELSE -1000000 - floor(ln(-x) * 100) END::INTEGER`

/**
 * The values at these ranks, 0 the smallest: exact. Values are counted in buckets, and only the buckets in which a rank lies are
 * looked into; a value that many share is one row there.
 */
export async function valuesAt(
  { db, from, expression }: Measured,
  ranks: readonly number[],
): Promise<readonly number[]> {
  const source = `(SELECT x, ${bucketSql} AS bucket FROM (SELECT ${expression} AS x FROM ${from}))`
  const counted = await db.rows(`SELECT bucket, count(*) AS n FROM ${source} GROUP BY bucket ORDER BY bucket`)
  const wanted = new Set<number>()
  const begins = new Map<number, number>()
  let before = 0
  for (const row of counted) {
    const [bucket, n] = [numberIn(row, 'bucket'), numberIn(row, 'n')]
    begins.set(bucket, before)
    if (ranks.some((rank) => rank >= before && rank < before + n)) wanted.add(bucket)
    before += n
  }
  if (wanted.size === 0) return ranks.map(() => Number.NaN)
  const values = await db.rows(`
    SELECT bucket, x, count(*) AS n FROM ${source} WHERE bucket IN (${[...wanted].join(', ')})
     GROUP BY bucket, x ORDER BY x`)
  const found = new Map<number, number>()
  for (const row of values) {
    const bucket = numberIn(row, 'bucket')
    const start = begins.get(bucket) ?? 0
    const end = start + numberIn(row, 'n')
    for (const rank of ranks) if (rank >= start && rank < end) found.set(rank, numberIn(row, 'x'))
    begins.set(bucket, end)
  }
  return ranks.map((rank) => found.get(rank) ?? Number.NaN)
}

/** Quantiles between neighbours. @see Hyndman & Fan (1996), type 7. */
export async function quantilesOf(
  measured: Measured,
  n: number,
  shares: readonly number[],
): Promise<readonly (number | null)[]> {
  if (n === 0) return shares.map(() => null)
  const places = shares.map((share) => share * (n - 1))
  const ranks = [...new Set(places.flatMap((place) => [Math.floor(place), Math.ceil(place)]))]
  const values = await valuesAt(measured, ranks)
  const at = new Map(ranks.map((rank, place) => [rank, values[place] ?? Number.NaN]))
  return places.map((place) => {
    const [low, high] = [at.get(Math.floor(place)) ?? Number.NaN, at.get(Math.ceil(place)) ?? Number.NaN]
    return low + (place - Math.floor(place)) * (high - low)
  })
}

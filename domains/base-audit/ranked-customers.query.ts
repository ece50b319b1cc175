/** Customers of a period in falling order of profit, and what can be read off the order. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { RowOf } from './audit-tables.ts'
import { differTables } from './audit-tables.ts'
import { identityOf, ratio, type Totals } from './identity.ts'
import { numberIn, numberOrNull, totalsIn, totalsSql } from './table-rows.ts'

/** What stands in `temp.audit_active`: its row ids are places in the order, from 0. */
export interface Ranked extends Totals {
  readonly db: ColumnarDatabase
  /** Sum of place × profit, places from 1. */
  readonly weighted: number
  readonly lowestProfit: number
  readonly mostPurchases: number
  readonly lowestSpend: number
  readonly zeroSpend: number
}

/** Ranks those active: by profit, and by number where profits are equal, so that the order is always the same. */
export async function rankActive(db: ColumnarDatabase, rows: string, period: number): Promise<Ranked> {
  await db.run(`
    CREATE OR REPLACE TEMP TABLE audit_active AS
    SELECT customer, purchases, spend, profit FROM ${rows}
     WHERE period = ${period} AND purchases > 0 ORDER BY profit DESC, customer`)
  const [row] = await db.rows(`
    SELECT ${totalsSql}, coalesce(sum((rowid + 1) * profit::DOUBLE), 0) AS weighted,
           coalesce(min(profit), 0)::DOUBLE AS lowest_profit, coalesce(max(purchases), 0) AS most_purchases,
           coalesce(min(spend), 0)::DOUBLE AS lowest_spend, count(*) FILTER (spend = 0) AS zero_spend
      FROM temp.audit_active`)
  return {
    db,
    ...totalsIn(row),
    weighted: numberIn(row, 'weighted'),
    lowestProfit: numberIn(row, 'lowest_profit'),
    mostPurchases: numberIn(row, 'most_purchases'),
    lowestSpend: numberIn(row, 'lowest_spend'),
    zeroSpend: numberIn(row, 'zero_spend'),
  }
}

/** Lets the order go. */
export function forgetRanked(db: ColumnarDatabase): Promise<void> {
  return db.run('DROP TABLE IF EXISTS temp.audit_active')
}

/** Deciles of customers: floor(10 · (rank − 1) / n) + 1. @see Fader, Hardie & Ross (2022), ch. 3. */
export async function deciles(ranked: Ranked): Promise<readonly RowOf<typeof differTables.deciles>[]> {
  const { db, customers: n, profit: total } = ranked
  if (n === 0) return []
  const rows = await db.rows(`
    SELECT 10 * rowid // ${n} + 1 AS decile, ${totalsSql}, min(profit)::DOUBLE AS lowest, max(profit)::DOUBLE AS highest
      FROM temp.audit_active GROUP BY ALL ORDER BY ALL`)
  const tied = await tiedAtEdges(
    ranked,
    rows.map((row) => [numberIn(row, 'decile'), numberIn(row, 'highest')]),
  )
  let running = 0
  return rows.map((row) => {
    const totals = totalsIn(row)
    running += totals.profit
    const decile = numberIn(row, 'decile')
    return {
      decile,
      ...identityOf(totals),
      profitShare: total > 0 ? ratio(totals.profit, total) : null,
      cumulativeShare: total > 0 ? running / total : null,
      lowestProfit: numberIn(row, 'lowest'),
      highestProfit: numberIn(row, 'highest'),
      tiedBelow: tied.get(decile) ?? 0,
    }
  })
}

/** Customers of each decile who earn what the first of the next one does. */
async function tiedAtEdges(
  { db, customers: n }: Ranked,
  highest: readonly (readonly [decile: number, highest: number])[],
): Promise<ReadonlyMap<number, number>> {
  if (highest.length < 2) return new Map()
  const rows = await db.rows(`
    WITH edge AS (SELECT 10 * rowid // ${n} AS decile, profit FROM temp.audit_active
                   WHERE rowid IN (${highest
                     .slice(1)
                     .map(([decile]) => Math.ceil(((decile - 1) * n) / 10))
                     .join(', ')}))
    SELECT e.decile, count(*) AS tied FROM temp.audit_active a JOIN edge e ON a.profit = e.profit
     WHERE 10 * a.rowid // ${n} + 1 = e.decile GROUP BY e.decile`)
  return new Map(rows.map((row) => [numberIn(row, 'decile'), numberIn(row, 'tied')]))
}

/** Profit of the first k per cent of customers, for each k at which that is a whole customer more. */
export async function whaleCurve(ranked: Ranked): Promise<readonly RowOf<typeof differTables.whaleCurve>[]> {
  const { db, customers: n, profit: total } = ranked
  if (n === 0) return []
  const rows = await db.rows(`
    SELECT (100 * (rowid + 1) + ${n - 1}) // ${n} AS point, count(*) AS customers, sum(profit)::DOUBLE AS profit
      FROM temp.audit_active GROUP BY point ORDER BY point`)
  let [seen, held] = [0, 0]
  const start = { customersShare: 0, profit: 0, profitShare: total > 0 ? 0 : null }
  return [
    start,
    ...rows.map((row) => {
      seen += numberIn(row, 'customers')
      held = rounded(held + numberIn(row, 'profit'))
      return { customersShare: seen / n, profit: held, profitShare: total > 0 ? held / total : null }
    }),
  ]
}

/** Sums of amounts with four decimals, so that running ones end where the total is. */
function rounded(amount: number): number {
  return Math.round(amount * 1e4) / 1e4
}

/** What the best 1, 10, 20, 50 % of customers bring, rounded up to whole customers. */
export async function topShares(ranked: Ranked): Promise<readonly RowOf<typeof differTables.topShares>[]> {
  const { db, customers: n, profit: total } = ranked
  if (n === 0) return []
  const tops = [0.01, 0.1, 0.2, 0.5].map((top) => ({
    top,
    customers: Math.ceil(Number((top * n).toFixed(6))),
  }))
  const [row] = await db.rows(`
    SELECT ${tops.map(({ customers }, place) => `sum(profit) FILTER (rowid < ${customers})::DOUBLE AS top_${place}`).join(', ')}
      FROM temp.audit_active`)
  return tops.map(({ top, customers }, place) => {
    const profit = numberIn(row, `top_${place}`)
    return { top, customers, profit, profitShare: total > 0 ? profit / total : null }
  })
}

/** Least number of customers, best first, who together bring each of the amounts. */
export async function customersToReach(
  ranked: Ranked,
  amounts: readonly number[],
): Promise<readonly number[]> {
  const { db, customers: n } = ranked
  const size = Math.max(1, Math.ceil(Math.sqrt(n)))
  const blocks = await db.rows(`
    SELECT rowid // ${size} AS block, sum(profit)::DOUBLE AS profit FROM temp.audit_active GROUP BY block ORDER BY block`)
  const found: number[] = []
  for (const amount of amounts) {
    let held = 0
    let block = 0
    while (block < blocks.length && held + numberIn(blocks[block], 'profit') < amount - rounding) {
      held += numberIn(blocks[block], 'profit')
      block += 1
    }
    found.push(await within(db, { from: block * size, size, held, amount, n }))
  }
  return found
}

/** A ten-thousandth is the least amount there is: less than half of it is the rounding of sums. */
const rounding = 4e-5

async function within(
  db: ColumnarDatabase,
  { from, size, held, amount, n }: { from: number; size: number; held: number; amount: number; n: number },
): Promise<number> {
  if (from >= n) return n
  const { profit } = (await db.columns(
    `SELECT profit::DOUBLE AS profit FROM temp.audit_active WHERE rowid >= ${from} AND rowid < ${from + size} ORDER BY rowid`,
  )) as { readonly profit: Float64Array }
  let sum = held
  for (const [place, one] of profit.entries()) {
    sum += one
    if (sum >= amount - rounding) return from + place + 1
  }
  return Math.min(n, from + profit.length)
}

/** Tenths of the profit: a customer belongs to the tenth that those before them have begun; losses come last. */
export async function equalProfit(
  ranked: Ranked,
): Promise<readonly RowOf<typeof differTables.equalProfit>[]> {
  const { db, customers: n, profit: total } = ranked
  if (!(total > 0)) return []
  const tenths = Array.from({ length: 9 }, (_, place) => ((place + 1) * total) / 10)
  const ends = await customersToReach(ranked, tenths)
  const cases = ends.map((end, place) => `WHEN rowid < ${end} THEN ${place + 1}`)
  const rows = await db.rows(`
    SELECT CASE ${cases.join(' ')} ELSE 10 END AS tenth, ${totalsSql}, min(profit)::DOUBLE AS lowest
      FROM temp.audit_active GROUP BY tenth ORDER BY tenth`)
  return rows.map((row) => {
    const totals = totalsIn(row)
    return {
      tenth: numberIn(row, 'tenth'),
      customersShare: totals.customers / n,
      ...identityOf(totals),
      profitShare: totals.profit / total,
      lowestProfit: numberIn(row, 'lowest'),
    }
  })
}

/** Few customers who bring half of the profit, four fifths, nine tenths. */
export async function customersFor(
  ranked: Ranked,
): Promise<readonly RowOf<typeof differTables.customersFor>[]> {
  const { customers: n, profit: total } = ranked
  if (!(total > 0)) return []
  const shares = [0.5, 0.8, 0.9]
  const counts = await customersToReach(
    ranked,
    shares.map((share) => share * total),
  )
  return shares.map((profitShare, place) => {
    const customers = counts[place] ?? n
    return { profitShare, customers, customersShare: customers / n }
  })
}

/**
 * Gini coefficient of profit: 1 + 1/n − 2 Σ rank · profit / (n Σ profit), ranks from the best; null where someone brings a loss or
 * nobody anything.
 */
export function giniOf({ customers: n, profit, weighted, lowestProfit }: Ranked): number | null {
  if (n === 0 || lowestProfit < 0 || !(profit > 0)) return null
  return (n + 1) / n - (2 * weighted) / (n * profit)
}

/** Quantiles that distributions show. */
const quantiles = { p10: 0.1, p25: 0.25, median: 0.5, p75: 0.75, p90: 0.9, p99: 0.99 } as const

/** Lowest, highest and quantiles (between neighbours: type 7 of Hyndman & Fan, 1996) of an expression over those active. */
export async function distributionOf(db: ColumnarDatabase, expression: string) {
  const list = Object.values(quantiles)
  const names = Object.keys(quantiles) as readonly (keyof typeof quantiles)[]
  const [row] = await db.rows(`
    WITH q AS (SELECT avg(${expression}) AS mean, min(${expression}) AS lowest, max(${expression}) AS highest,
                      quantile_cont(${expression}, [${list.join(', ')}]) AS q FROM temp.audit_active)
    SELECT mean, lowest, highest, ${names.map((name, place) => `q[${place + 1}] AS ${name}`).join(', ')} FROM q`)
  return {
    mean: numberOrNull(row, 'mean'),
    lowest: numberOrNull(row, 'lowest'),
    p10: numberOrNull(row, 'p10'),
    p25: numberOrNull(row, 'p25'),
    median: numberOrNull(row, 'median'),
    p75: numberOrNull(row, 'p75'),
    p90: numberOrNull(row, 'p90'),
    p99: numberOrNull(row, 'p99'),
    highest: numberOrNull(row, 'highest'),
  }
}

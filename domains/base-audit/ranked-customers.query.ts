/** Customers of a period in falling order of profit, and what can be read off the order. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { RowOf } from './audit-tables.ts'
import { differTables } from './audit-tables.ts'
import { identityOf, ratio, type Totals } from './identity.ts'
import { numberIn, totalsIn, totalsSql } from './table-rows.ts'

/** Neighbours in the order: places with the same floor(1000 · place / n). */
interface Block extends Totals {
  readonly block: number
  readonly lowest: number
  readonly highest: number
}

/** What stands in `temp.audit_active`: its row ids are places in the order, from 0. */
export interface Ranked extends Totals {
  readonly db: ColumnarDatabase
  readonly blocks: readonly Block[]
  /** Sum of rank × profit, ranks from 1. */
  readonly weighted: number
  readonly lowestProfit: number
  readonly mostPurchases: number
  readonly zeroSpend: number
}

/** Deciles, per cents and thousandths of customers are all made of these, so that one pass counts for all of them. */
const blocks = 1000

/** Ranks those active: by profit, and by number where profits are equal, so that the order is always the same. */
export async function rankActive(db: ColumnarDatabase, rows: string, period: number): Promise<Ranked> {
  await db.run(`
    CREATE OR REPLACE TEMP TABLE audit_active AS
    SELECT customer, purchases, spend, profit FROM ${rows}
     WHERE period = ${period} AND purchases > 0 ORDER BY profit DESC, customer`)
  const [counted] = await db.rows('SELECT count(*) AS n FROM temp.audit_active')
  const n = numberIn(counted, 'n')
  const found =
    n === 0
      ? []
      : await db.rows(`
          SELECT ${blocks} * rowid // ${n} AS block, ${totalsSql}, min(profit)::DOUBLE AS lowest, max(profit)::DOUBLE AS highest,
                 sum((rowid + 1) * profit::DOUBLE) AS weighted, max(purchases) AS most, count(*) FILTER (spend = 0) AS zero_spend
            FROM temp.audit_active GROUP BY block ORDER BY block`)
  const sum = (name: string) => found.reduce((total, row) => total + numberIn(row, name), 0)
  return {
    db,
    blocks: found.map((row) => ({
      block: numberIn(row, 'block'),
      ...totalsIn(row),
      lowest: numberIn(row, 'lowest'),
      highest: numberIn(row, 'highest'),
    })),
    customers: n,
    purchases: sum('purchases'),
    spend: rounded(sum('spend')),
    profit: rounded(sum('profit')),
    weighted: sum('weighted'),
    lowestProfit: numberIn(found.at(-1), 'lowest'),
    mostPurchases: found.reduce((most, row) => Math.max(most, numberIn(row, 'most')), 0),
    zeroSpend: sum('zero_spend'),
  }
}

/** Lets the order go. */
export function forgetRanked(db: ColumnarDatabase): Promise<void> {
  return db.run('DROP TABLE IF EXISTS temp.audit_active')
}

/** Sums of amounts with four decimals, so that running ones end where the total is. */
function rounded(amount: number): number {
  return Math.round(amount * 1e4) / 1e4
}

function together(of: readonly Totals[]): Totals {
  const sum = (pick: (one: Totals) => number) => of.reduce((total, one) => total + pick(one), 0)
  return {
    customers: sum(({ customers }) => customers),
    purchases: sum(({ purchases }) => purchases),
    spend: rounded(sum(({ spend }) => spend)),
    profit: rounded(sum(({ profit }) => profit)),
  }
}

/** Deciles of customers: floor(10 · (rank − 1) / n) + 1. @see Fader, Hardie & Ross (2022), ch. 3. */
export async function deciles(ranked: Ranked): Promise<readonly RowOf<typeof differTables.deciles>[]> {
  const { profit: total } = ranked
  const groups = [...Map.groupBy(ranked.blocks, ({ block }) => Math.floor((10 * block) / blocks) + 1)]
  const edges = groups.flatMap(([decile, of], place) => {
    const [edge, below] = [of.at(-1)?.lowest, groups[place + 1]?.[1][0]?.highest]
    return edge !== undefined && edge === below ? [{ decile, edge }] : []
  })
  const tied = await tiedAt(ranked, edges)
  let running = 0
  return groups.map(([decile, of]) => {
    const totals = together(of)
    running = rounded(running + totals.profit)
    return {
      decile,
      ...identityOf(totals),
      profitShare: total > 0 ? ratio(totals.profit, total) : null,
      cumulativeShare: total > 0 ? running / total : null,
      lowestProfit: of.at(-1)?.lowest ?? 0,
      highestProfit: of[0]?.highest ?? 0,
      tiedBelow: tied.get(decile) ?? 0,
    }
  })
}

/** Customers of each decile who earn what the first of the next one does. */
async function tiedAt(
  { db, customers: n }: Ranked,
  edges: readonly { readonly decile: number; readonly edge: number }[],
): Promise<ReadonlyMap<number, number>> {
  if (edges.length === 0) return new Map()
  const holds = edges.map(
    ({ decile, edge }) =>
      `count(*) FILTER (10 * rowid // ${n} + 1 = ${decile} AND profit = ${edge.toFixed(4)}::DECIMAL(18,4)) AS d${decile}`,
  )
  const [row] = await db.rows(`SELECT ${holds.join(', ')} FROM temp.audit_active`)
  return new Map(edges.map(({ decile }) => [decile, numberIn(row, `d${decile}`)]))
}

/** Running profit, the best customers first, at each per cent of them. */
export function whaleCurve({
  blocks: all,
  customers: n,
  profit: total,
}: Ranked): RowOf<typeof differTables.whaleCurve>[] {
  if (n === 0) return []
  let [seen, held] = [0, 0]
  const points = [...Map.groupBy(all, ({ block }) => Math.floor((100 * block) / blocks)).values()].map(
    (of) => {
      const { customers, profit } = together(of)
      seen += customers
      held = rounded(held + profit)
      return { customersShare: seen / n, profit: held, profitShare: total > 0 ? held / total : null }
    },
  )
  return [{ customersShare: 0, profit: 0, profitShare: total > 0 ? 0 : null }, ...points]
}

/** What the best 1, 10, 20, 50 % of customers bring, rounded up to whole customers. */
export function topShares({ blocks: all, profit: total }: Ranked): RowOf<typeof differTables.topShares>[] {
  if (all.length === 0) return []
  return [0.01, 0.1, 0.2, 0.5].map((top) => {
    const { customers, profit } = together(all.filter(({ block }) => block < top * blocks))
    return { top, customers, profit, profitShare: total > 0 ? profit / total : null }
  })
}

/** Where the running profit first reaches an amount: so many customers, and what they bring together. */
interface Reached extends Totals {
  readonly lowest: number
}

/** A ten-thousandth is the least amount there is: less than half of it is the rounding of sums. */
const rounding = 4e-5

async function reachedAt({ db, blocks: all, customers: n }: Ranked, amount: number): Promise<Reached> {
  let held: Totals = { customers: 0, purchases: 0, spend: 0, profit: 0 }
  let place = 0
  for (
    let next = all[place];
    next !== undefined && held.profit + next.profit < amount - rounding;
    next = all[place]
  ) {
    held = together([held, next])
    place += 1
  }
  const block = all[place]
  if (block === undefined) return { ...held, lowest: all.at(-1)?.lowest ?? 0 }
  const { purchases, spend, profit } = (await db.columns(
    `SELECT purchases::DOUBLE AS purchases, spend::DOUBLE AS spend, profit::DOUBLE AS profit FROM temp.audit_active
      WHERE rowid >= ${held.customers} AND rowid < ${Math.min(n, held.customers + block.customers)} ORDER BY rowid`,
  )) as { readonly purchases: Float64Array; readonly spend: Float64Array; readonly profit: Float64Array }
  let lowest = 0
  for (const [at, one] of profit.entries()) {
    held = together([
      held,
      { customers: 1, purchases: purchases[at] ?? 0, spend: spend[at] ?? 0, profit: one },
    ])
    lowest = one
    if (held.profit >= amount - rounding) break
  }
  return { ...held, lowest }
}

/** Tenths of the profit: a customer belongs to the tenth that those before them have begun; losses come last. */
export async function equalProfit(
  ranked: Ranked,
): Promise<readonly RowOf<typeof differTables.equalProfit>[]> {
  const { customers: n, profit: total } = ranked
  if (!(total > 0)) return []
  const rows: RowOf<typeof differTables.equalProfit>[] = []
  let before: Totals = { customers: 0, purchases: 0, spend: 0, profit: 0 }
  for (let tenth = 1; tenth <= 10; tenth++) {
    const end =
      tenth === 10
        ? { ...ranked, lowest: ranked.lowestProfit }
        : await reachedAt(ranked, (tenth * total) / 10)
    if (end.customers > before.customers) {
      const totals = {
        customers: end.customers - before.customers,
        purchases: end.purchases - before.purchases,
        spend: rounded(end.spend - before.spend),
        profit: rounded(end.profit - before.profit),
      }
      rows.push({
        tenth,
        customersShare: totals.customers / n,
        ...identityOf(totals),
        profitShare: totals.profit / total,
        lowestProfit: end.lowest,
      })
    }
    before = end
  }
  return rows
}

/** How few customers bring half of the profit, four fifths, nine tenths. */
export async function customersFor(
  ranked: Ranked,
): Promise<readonly RowOf<typeof differTables.customersFor>[]> {
  const { customers: n, profit: total } = ranked
  if (!(total > 0)) return []
  const rows: RowOf<typeof differTables.customersFor>[] = []
  for (const profitShare of [0.5, 0.8, 0.9]) {
    const { customers } = await reachedAt(ranked, profitShare * total)
    rows.push({ profitShare, customers, customersShare: customers / n })
  }
  return rows
}

/**
 * Gini coefficient of profit: 1 + 1/n − 2 Σ rank · profit / (n Σ profit), ranks from the best; null where someone brings a loss or
 * nobody anything.
 */
export function giniOf({ customers: n, profit, weighted, lowestProfit }: Ranked): number | null {
  if (n === 0 || lowestProfit < 0 || !(profit > 0)) return null
  return (n + 1) / n - (2 * weighted) / (n * profit)
}

/** Customers of a period in falling order of profit, and what can be read off the order. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { RowOf } from '../tables/audit-tables.ts'
import type { ChosenView } from './chosen-view.ts'
import { orderOf, rowsOf, type Order } from './ranked-order.query.ts'
import { differTables } from '../tables/audit-tables.ts'
import { identityOf, ratio, type Totals } from './identity.ts'
import { numberIn, totalsIn, totalsSql } from '../tables/table-rows.ts'

/** Neighbours in the order: places with the same floor(1000 · place / n). */
interface Block extends Totals {
  readonly block: number
  readonly lowest: number
  readonly highest: number
}

/** Columns of a few customers. */
interface Customers {
  readonly purchases: Float64Array
  readonly spend: Float64Array
  readonly profit: Float64Array
}

const nobody: Customers = {
  purchases: new Float64Array(),
  spend: new Float64Array(),
  profit: new Float64Array(),
}

/** Everyone active in the period, in their order. */
export interface Ranked extends Totals, Order {
  readonly db: ColumnarDatabase
  /** The table with the condition that makes it the period. */
  readonly from: string
  readonly blocks: readonly Block[]
  /** Customers one by one of those blocks in which an amount is reached or a decile ends amid equals. */
  readonly looked: ReadonlyMap<number, Customers>
  /** Sum of rank × profit, ranks from 1. */
  readonly weighted: number
  readonly lowestProfit: number
  readonly zeroSpend: number
}

/** Deciles, per cents and thousandths of customers are all made of these, so that one pass counts for all of them. */
const blocks = 1000

/** Ranks those active in a period of a view. */
export async function rankActive(view: ChosenView, period: number): Promise<Ranked> {
  const { db } = view.tables
  const order = await orderOf(view, period)
  const { best, customers: n } = order
  const from = rowsOf(order)
  const found =
    n === 0
      ? []
      : await db.rows(`
          SELECT ${blocks} * (rowid - ${best}) // ${n} AS block, ${totalsSql}, min(profit)::DOUBLE AS lowest, max(profit)::DOUBLE AS highest,
                 sum((rowid - ${best} + 1) * profit::DOUBLE) AS weighted, count(*) FILTER (spend = 0) AS zero_spend
            FROM ${from} GROUP BY block ORDER BY block`)
  const sum = (name: string) => found.reduce((total, row) => total + numberIn(row, name), 0)
  const all = found.map((row) => ({
    block: numberIn(row, 'block'),
    ...totalsIn(row),
    lowest: numberIn(row, 'lowest'),
    highest: numberIn(row, 'highest'),
  }))
  const profit = rounded(sum('profit'))
  return {
    ...order,
    db,
    from,
    blocks: all,
    looked: await lookInto(db, order, wantedBlocks(all, profit)),
    purchases: sum('purchases'),
    spend: rounded(sum('spend')),
    profit,
    weighted: sum('weighted'),
    lowestProfit: numberIn(found.at(-1), 'lowest'),
    zeroSpend: sum('zero_spend'),
  }
}

/** Blocks within which an amount is reached, or the last of a decile begin to be equal. */
function wantedBlocks(all: readonly Block[], profit: number): readonly number[] {
  const reached =
    profit > 0
      ? [...tenths.map((tenth) => (tenth * profit) / 10), ...fewBring.map((share) => share * profit)].map(
          (amount) => blockReaching(all, amount).block,
        )
      : []
  const tied = decilesOf(all).map(({ of, tiedEdge }) =>
    of.find(({ lowest, highest }) => lowest === tiedEdge && highest > tiedEdge),
  )
  return [...new Set([...reached, ...tied].flatMap((one) => (one === undefined ? [] : [one.block])))]
}

async function lookInto(
  db: ColumnarDatabase,
  order: Order,
  wanted: readonly number[],
): Promise<ReadonlyMap<number, Customers>> {
  if (wanted.length === 0) return new Map()
  const { best, customers: n } = order
  const { block, purchases, spend, profit } = (await db.columns(`
    SELECT (${blocks} * (rowid - ${best}) // ${n})::DOUBLE AS block, purchases::DOUBLE AS purchases, spend::DOUBLE AS spend,
           profit::DOUBLE AS profit
      FROM ${rowsOf(order)} AND ${blocks} * (rowid - ${best}) // ${n} IN (${wanted.join(', ')})
     ORDER BY rowid`)) as unknown as Customers & { readonly block: Float64Array }
  return new Map(
    wanted.map((one) => {
      const [from, to] = [block.indexOf(one), block.lastIndexOf(one) + 1]
      return [
        one,
        {
          purchases: purchases.subarray(from, to),
          spend: spend.subarray(from, to),
          profit: profit.subarray(from, to),
        },
      ]
    }),
  )
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
export function deciles(ranked: Ranked): readonly RowOf<typeof differTables.deciles>[] {
  const { profit: total } = ranked
  const groups = decilesOf(ranked.blocks)
  let running = 0
  return groups.map(({ decile, of, tiedEdge }) => {
    const totals = together(of)
    running = rounded(running + totals.profit)
    return {
      decile,
      ...identityOf(totals),
      profitShare: total > 0 ? ratio(totals.profit, total) : null,
      cumulativeShare: total > 0 ? running / total : null,
      lowestProfit: of.at(-1)?.lowest ?? 0,
      highestProfit: of[0]?.highest ?? 0,
      tiedBelow: tiedEdge === null ? 0 : tiedIn(ranked, of, tiedEdge),
    }
  })
}

/** Blocks of each decile, and the profit of its last customer where the first of the next one has the same. */
function decilesOf(all: readonly Block[]) {
  const groups = [...Map.groupBy(all, ({ block }) => Math.floor((10 * block) / blocks) + 1)]
  return groups.map(([decile, of], place) => {
    const [edge, below] = [of.at(-1)?.lowest, groups[place + 1]?.[1][0]?.highest]
    return { decile, of, tiedEdge: edge !== undefined && edge === below ? edge : null }
  })
}

/** Customers of each decile who earn what the first of the next one does: the last of it. */
function tiedIn({ looked }: Ranked, of: readonly Block[], edge: number): number {
  return of
    .filter(({ lowest }) => lowest === edge)
    .reduce((sum, { block, customers, highest }) => {
      if (highest === edge) return sum + customers
      return sum + (looked.get(block)?.profit.filter((profit) => profit === edge).length ?? 0)
    }, 0)
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

function reachedAt({ blocks: all, looked }: Ranked, amount: number): Reached {
  const { before: whole, block } = blockReaching(all, amount)
  let held = whole
  if (block === undefined) return { ...held, lowest: all.at(-1)?.lowest ?? 0 }
  const { purchases, spend, profit } = looked.get(block.block) ?? nobody
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

/** The block in which the running profit reaches an amount, and what those before it bring. */
function blockReaching(
  all: readonly Block[],
  amount: number,
): { readonly before: Totals; readonly block: Block | undefined } {
  let before: Totals = { customers: 0, purchases: 0, spend: 0, profit: 0 }
  for (const block of all) {
    if (before.profit + block.profit >= amount - rounding) return { before, block }
    before = together([before, block])
  }
  return { before, block: undefined }
}

/** Shares of the profit that are asked for: its tenths, and those that few customers bring. */
const tenths = [1, 2, 3, 4, 5, 6, 7, 8, 9]
const fewBring = [0.5, 0.8, 0.9]

/** Tenths of the profit: a customer belongs to the tenth that those before them have begun; losses come last. */
export function equalProfit(ranked: Ranked): readonly RowOf<typeof differTables.equalProfit>[] {
  const { customers: n, profit: total } = ranked
  if (!(total > 0)) return []
  const rows: RowOf<typeof differTables.equalProfit>[] = []
  let before: Totals = { customers: 0, purchases: 0, spend: 0, profit: 0 }
  for (let tenth = 1; tenth <= 10; tenth++) {
    const end =
      tenth === 10 ? { ...ranked, lowest: ranked.lowestProfit } : reachedAt(ranked, (tenth * total) / 10)
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
export function customersFor(ranked: Ranked): readonly RowOf<typeof differTables.customersFor>[] {
  const { customers: n, profit: total } = ranked
  if (!(total > 0)) return []
  const rows: RowOf<typeof differTables.customersFor>[] = []
  for (const profitShare of fewBring) {
    const { customers } = reachedAt(ranked, profitShare * total)
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

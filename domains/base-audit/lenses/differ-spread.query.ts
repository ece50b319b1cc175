/** How purchases, spend, order values and profit are spread over the customers of a period. */
import type { RowOf, TablesOf } from '../tables/audit-tables.ts'
import { differTables } from '../tables/audit-tables.ts'
import { amountBins, placeIn, purchaseBins, type Bin } from './bins.ts'
import { ratio } from './identity.ts'
import { distributionInOrder, distributionOf, distributionOfCounts } from './order-statistics.query.ts'
import type { Ranked } from './ranked-customers.query.ts'
import { numberIn } from '../tables/table-rows.ts'

type Tables = TablesOf<'differ'>

/** Distributions with their histograms; of profit only where the log tells it. */
export async function spreadOf(
  ranked: Ranked,
  hasProfit: boolean,
): Promise<Pick<Tables, 'distributions' | 'histogram'>> {
  const counts = await purchaseCounts(ranked)
  const distributions = await distributionsOf(ranked, counts, hasProfit)
  return { distributions, histogram: await histogramOf(ranked, counts, distributions) }
}

/** How many customers have made so many purchases, the fewest first. */
type PurchaseCounts = readonly { readonly x: number; readonly n: number }[]

async function purchaseCounts({ db, from }: Ranked): Promise<PurchaseCounts> {
  const rows = await db.rows(
    `SELECT purchases AS x, count(*) AS n FROM ${from} GROUP BY purchases ORDER BY purchases`,
  )
  return rows.map((row) => ({ x: numberIn(row, 'x'), n: numberIn(row, 'n') }))
}

async function distributionsOf(
  ranked: Ranked,
  counts: PurchaseCounts,
  hasProfit: boolean,
): Promise<Tables['distributions']> {
  const { db, from, best, customers, purchases, spend, profit } = ranked
  const of = (expression: string) => ({ db, from, expression })
  // Without profit the order is that of spend.
  const inOrder = (expression: string, sum: number) =>
    distributionInOrder({ ...of(expression), first: best, n: customers, sum })
  const values = { customers, meanOf: 'values' }
  return [
    {
      measure: 'purchases',
      ...values,
      ratioOfTotals: ratio(purchases, customers),
      ...(await distributionOfCounts(counts)),
    },
    {
      measure: 'spend',
      ...values,
      ratioOfTotals: ratio(spend, customers),
      ...(await (hasProfit ? distributionOf(of('spend')) : inOrder('spend', spend))),
    },
    {
      measure: 'orderValue',
      customers,
      meanOf: 'ratios',
      ratioOfTotals: ratio(spend, purchases),
      ...(await distributionOf(of(expressions.orderValue))),
    },
    ...(hasProfit
      ? [
          {
            measure: 'profit',
            ...values,
            ratioOfTotals: ratio(profit, customers),
            ...(await inOrder('profit', profit)),
          },
        ]
      : []),
  ]
}

const expressions = { spend: 'spend', orderValue: '(spend::DOUBLE / purchases)', profit: 'profit' } as const

async function histogramOf(
  ranked: Ranked,
  counts: PurchaseCounts,
  distributions: Tables['distributions'],
): Promise<Tables['histogram']> {
  if (ranked.customers === 0) return []
  const all: RowOf<typeof differTables.histogram>[] = purchaseBins(counts.at(-1)?.x ?? 0).map((bin) => {
    const within = counts.filter(({ x }) => x >= (bin.from ?? 0) && x < (bin.to ?? Infinity))
    const customers = within.reduce((sum, { n }) => sum + n, 0)
    return {
      measure: 'purchases',
      ...bin,
      customers,
      total: within.reduce((sum, { x, n }) => sum + x * n, 0),
    }
  })
  for (const measure of ['spend', 'orderValue', 'profit'] as const) {
    const distribution = distributions.find((one) => one.measure === measure)
    if (distribution === undefined) continue
    const { lowest, p10, p99 } = distribution
    const bins = amountBins({ low: p10 ?? 0, high: p99 ?? 0, lowest: lowest ?? 0 })
    all.push(...(await binned(ranked, measure, bins)))
  }
  return all
}

async function binned({ db, from }: Ranked, measure: keyof typeof expressions, bins: readonly Bin[]) {
  const column = expressions[measure]
  const rows = await db.rows(
    `SELECT ${placeIn(bins, column)} AS bin, count(*) AS customers, sum(${column})::DOUBLE AS total
       FROM ${from} GROUP BY bin`,
  )
  return bins.map((bin, place) => {
    const row = rows.find((one) => numberIn(one, 'bin') === place)
    return { measure, ...bin, customers: numberIn(row, 'customers'), total: numberIn(row, 'total') }
  })
}

/** Lens 1: how customers differ in a period. */
import type { Dimension, LensView } from '../audit-document.ts'
import { toldValues } from '../tables/audit-facts.ts'
import type { AuditNotice, Finding, Limit } from '../audit-findings.ts'
import type { TablesOf } from '../tables/audit-tables.ts'
import { monthsOf, type ChosenView } from './chosen-view.ts'
import { spreadOf } from './differ-spread.query.ts'
import { identityOf, ratio } from './identity.ts'
import { partialNotices, viewNotices } from './notices.ts'
import {
  customersFor,
  deciles,
  equalProfit,
  giniOf,
  rankActive,
  topShares,
  whaleCurve,
  type Ranked,
} from './ranked-customers.query.ts'
import { forgetOrder } from './ranked-order.query.ts'
import { numberIn, totalsIn, totalsSql } from '../tables/table-rows.ts'

type Tables = TablesOf<'differ'>

/** What is looked at: a period by its place in the view, and a dimension to tell apart. */
export interface DifferAsked {
  readonly place: number
  readonly by: Dimension | null
}

/** The lens on one period of a view. */
export async function differ(view: ChosenView, { place, by }: DifferAsked): Promise<LensView<'differ'>> {
  const { db } = view.tables
  const period = view.firstPeriod + place
  const key = view.periods[place]?.key ?? ''
  const ranked = await rankActive(view, period)
  try {
    const tables = await tablesOf(view, ranked, { period, key, by })
    return {
      view: { filter: view.filter, period: key, before: null, cohort: null, splits: null, by },
      findings: findingsOf(view, tables, key),
      tables,
      notices: noticesOf(view, ranked, { tables, place }),
      limits: limitsOf(view),
    }
  } finally {
    await forgetOrder(db)
  }
}

async function tablesOf(
  view: ChosenView,
  ranked: Ranked,
  { period, key, by }: { readonly period: number; readonly key: string; readonly by: Dimension | null },
): Promise<Tables> {
  const { facts } = view.tables
  const refunds = await refundsOnly(view, period)
  const whale = whaleCurve(ranked)
  return {
    summary: [{ period: key, ...identityOf(ranked) }],
    parts: [
      { part: 'active', ...totals(ranked) },
      { part: 'refunds', ...refunds },
      {
        part: 'all',
        customers: ranked.customers + refunds.customers,
        purchases: ranked.purchases,
        spend: ranked.spend + refunds.spend,
        profit: ranked.profit + refunds.profit,
      },
    ],
    signs: await signsOf(ranked),
    ...(await spreadOf(ranked, facts.measure === 'profit')),
    deciles: deciles(ranked),
    equalProfit: equalProfit(ranked),
    whaleCurve: whale,
    lorenz: whale
      .map(({ customersShare, profitShare }) => ({
        customersShare: 1 - customersShare,
        profitShare: profitShare === null ? null : Number((1 - profitShare).toFixed(12)),
      }))
      .toReversed(),
    topShares: topShares(ranked),
    customersFor: customersFor(ranked),
    concentration: ranked.customers === 0 ? [] : [concentrationOf(ranked, whale)],
    groups: by === null ? [] : await groupsOf(view, period, by),
  }
}

function totals({ customers, purchases, spend, profit }: Ranked) {
  return { customers, purchases, spend, profit }
}

async function refundsOnly({ tables, rows }: ChosenView, period: number) {
  const [row] = await tables.db.rows(
    `SELECT ${totalsSql} FROM ${rows} WHERE period = ${period} AND purchases = 0`,
  )
  return totalsIn(row)
}

const signs = ['gain', 'nothing', 'loss'] as const

async function signsOf(ranked: Ranked): Promise<Tables['signs']> {
  const { db, customers: n, lowestProfit } = ranked
  // Mostly nobody brings a loss, and all are of one sign.
  const rows =
    lowestProfit > 0
      ? [{ sign: 1, ...totals(ranked) }]
      : await db.rows(`SELECT sign(profit) AS sign, ${totalsSql} FROM ${ranked.from} GROUP BY sign(profit)`)
  return signs.map((sign, place) => {
    const { customers, spend, profit } = totalsIn(rows.find((row) => numberIn(row, 'sign') === 1 - place))
    return { sign, customers, customersShare: ratio(customers, n) ?? 0, spend, profit }
  })
}

function concentrationOf(ranked: Ranked, whale: Tables['whaleCurve']): Tables['concentration'][number] {
  const peak = whale.reduce<Tables['whaleCurve'][number] | undefined>(
    (best, point) => (best === undefined || point.profit > best.profit ? point : best),
    undefined,
  )
  return {
    gini: giniOf(ranked),
    peakCustomersShare: peak?.customersShare ?? null,
    peakProfit: peak?.profit ?? null,
    peakProfitShare: peak?.profitShare ?? null,
  }
}

/** The greatest values, and all others with purchases that tell none in one row. */
async function groupsOf(view: ChosenView, period: number, by: Dimension): Promise<Tables['groups']> {
  const { tables, rows, filter } = view
  const { db, prefix, facts } = tables
  if (!facts.dimensions.includes(by) || Object.values(filter).some((value) => value !== undefined)) return []
  const [from, to] = monthsOf(view, period)
  const found = await db.rows(`
    SELECT any_value(value) AS value, ${totalsSql.replace('count(*)', 'count(*) FILTER (purchases > 0)')}
      FROM (SELECT code, customer, count(*) FILTER (lines > 0) AS purchases, sum(spend) AS spend, sum(profit) AS profit
              FROM (SELECT CASE WHEN ${by} <= ${toldValues} THEN ${by} ELSE 0 END AS code, customer, day,
                           sum(lines) AS lines, sum(spend) AS spend, sum(profit) AS profit
                      FROM ${prefix}audit_line WHERE month >= ${from} AND month < ${to} GROUP BY ALL)
             GROUP BY code, customer)
      LEFT JOIN (SELECT code, value FROM ${prefix}audit_value WHERE dimension = '${by}') USING (code)
     GROUP BY code ORDER BY profit DESC, value`)
  const total = await db.rows(
    `SELECT coalesce(sum(profit), 0)::DOUBLE AS profit FROM ${rows} WHERE period = ${period}`,
  )
  const profit = numberIn(total[0], 'profit')
  return found.map((row) => {
    const of = totalsIn(row)
    const value = row['value'] ?? null
    return {
      value: value === null ? null : String(value),
      ...identityOf(of),
      profitShare: profit > 0 ? of.profit / profit : null,
    }
  })
}

function findingsOf({ tables: { facts } }: ChosenView, tables: Tables, period: string): readonly Finding[] {
  const [summary] = tables.summary
  const [, , top] = tables.topShares
  const [half] = tables.customersFor
  if (summary === undefined || summary.customers === 0) return [{ code: 'nothing', values: { period } }]
  const { customers, profit } = summary
  const opening: Finding =
    top === undefined || half === undefined || top.profitShare === null
      ? { code: 'differNoProfit', values: { period, customers, profit } }
      : {
          code: 'differConcentrated',
          values: {
            period,
            top: top.top,
            customers: top.customers,
            profitShare: top.profitShare,
            halfCustomers: half.customers,
            halfShare: half.customersShare,
          },
        }
  return [opening, ...lossFinding(tables, profit), ...decileFinding(tables, facts.measure === 'profit')]
}

/** A share of the profit that is not seen in it as it is written. */
const slight = 0.01

function lossFinding({ signs: bySign }: Tables, profit: number): readonly Finding[] {
  const losses = bySign.find(({ sign }) => sign === 'loss')
  if (losses === undefined || losses.customers === 0) return []
  const { customers, customersShare, profit: loss } = losses
  if (-loss < slight * profit) {
    return [{ code: 'differLossesSlight', values: { customers, customersShare, loss } }]
  }
  return [
    {
      code: 'differLosses',
      values: { customers, customersShare, loss, profit, profitWithout: profit - loss },
    },
  ]
}

/** The best decile against the fifth: what sets the best apart. */
function decileFinding({ deciles: all }: Tables, hasProfit: boolean): readonly Finding[] {
  const best = all.find(({ decile }) => decile === 1)
  const middle = all.find(({ decile }) => decile === 5)
  const times = (of: 'orderFrequency' | 'orderValue' | 'margin') => {
    const [high, low] = [best?.[of] ?? null, middle?.[of] ?? null]
    return high === null || low === null ? null : ratio(high, low)
  }
  const [frequencyRatio, orderValueRatio] = [times('orderFrequency'), times('orderValue')]
  if (frequencyRatio === null || orderValueRatio === null) return []
  return [
    {
      code: 'differDeciles',
      values: { frequencyRatio, orderValueRatio, marginRatio: hasProfit ? times('margin') : null },
    },
  ]
}

function noticesOf(
  view: ChosenView,
  ranked: Ranked,
  { tables, place }: { readonly tables: Tables; readonly place: number },
): readonly AuditNotice[] {
  const { customers, profit } = ranked
  const notices: AuditNotice[] = [...viewNotices(view, customers), ...partialNotices(view, [place])]
  if (customers === 0) return notices
  const edges = tables.deciles.filter(({ tiedBelow }) => tiedBelow > 0)
  const [, refunds] = tables.parts
  const [gain] = tables.signs
  if (customers < 10) notices.push({ code: 'decilesEmpty', values: { customers } })
  if (edges.length > 0) {
    const tied = edges.reduce((sum, { tiedBelow }) => sum + tiedBelow, 0)
    notices.push({ code: 'decilesTied', values: { edges: edges.length, customers: tied } })
  }
  if (ranked.zeroSpend > 0) {
    const share = ranked.zeroSpend / customers
    notices.push({ code: 'spendZero', values: { customers: ranked.zeroSpend, share } })
  }
  if (refunds !== undefined && refunds.customers > 0) {
    notices.push({ code: 'refundsOnly', values: { customers: refunds.customers, spend: refunds.spend } })
  }
  if (gain?.customers === 0 && profit < 0)
    notices.push({ code: 'profitAllNegative', values: { customers, profit } })
  else if (!(profit > 0)) notices.push({ code: 'profitNone', values: { profit, customers } })
  return notices
}

function limitsOf({ tables: { facts } }: ChosenView): readonly Limit[] {
  return [
    'differChance',
    'differCause',
    'differPast',
    ...(facts.measure === 'revenue' ? (['revenueOnly'] as const) : []),
  ]
}

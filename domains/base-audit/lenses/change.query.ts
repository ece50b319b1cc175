/** Lens 2: one period against an earlier one. */
import type { Row } from '#columnar/engine.ts'
import type { LensView, Split } from '../audit-document.ts'
import { splits as allSplits } from '../audit-document.ts'
import type { AuditNotice, Finding, Limit } from '../audit-findings.ts'
import type { RowOf, TablesOf } from '../tables/audit-tables.ts'
import { changeTables } from '../tables/audit-tables.ts'
import { firstMonthOf } from '../period.ts'
import type { ChosenView } from './chosen-view.ts'
import { contributions, identityOf, ratio } from './identity.ts'
import { partialNotices, viewNotices } from './notices.ts'
import { valuesAt, valuesOfRows } from './order-statistics.query.ts'
import { readyOrder, rowsOf } from './ranked-order.query.ts'
import { numberIn, numberOrNull, tableRows } from '../tables/table-rows.ts'

type Tables = TablesOf<'change'>
type Both = Omit<RowOf<typeof changeTables.flow>, 'status'>

/** Two periods by their places in the view, and the order of splits. */
export interface ChangeAsked {
  readonly before: number
  readonly after: number
  readonly splits: readonly Split[]
}

/** The lens on two periods of a view. */
export async function change(view: ChosenView, asked: ChangeAsked): Promise<LensView<'change'>> {
  const { db } = view.tables
  const keys = {
    before: view.periods[asked.before]?.key ?? '',
    after: view.periods[asked.after]?.key ?? '',
  }
  const thresholds = await thresholdsOf(view, asked.before)
  await createMoves(view, asked, thresholds)
  try {
    const tables = await tablesOf(view, { ...asked, thresholds }, keys)
    return {
      view: {
        filter: view.filter,
        period: keys.after,
        before: keys.before,
        cohort: null,
        splits: asked.splits,
        by: null,
      },
      findings: findingsOf(tables, keys),
      tables,
      notices: noticesOf(view, asked, { tables, keys }),
      limits: limitsOf(view),
    }
  } finally {
    await db.run('DROP TABLE IF EXISTS temp.audit_move')
  }
}

/** A customer in both periods: n, s, p are purchases, spend and profit before (0) and after (1). */
function pairsSql({ rows, firstPeriod }: ChosenView, { before, after }: ChangeAsked): string {
  const of = (place: number) =>
    `(SELECT customer, first, purchases, spend, profit FROM ${rows} WHERE period = ${firstPeriod + place})`
  return `(SELECT coalesce(a.first, b.first) AS first,
                  coalesce(a.purchases, 0) AS n0, coalesce(b.purchases, 0) AS n1,
                  coalesce(a.spend, 0)::DECIMAL(18,4) AS s0, coalesce(b.spend, 0)::DECIMAL(18,4) AS s1,
                  coalesce(a.profit, 0)::DECIMAL(18,4) AS p0, coalesce(b.profit, 0)::DECIMAL(18,4) AS p1
             FROM ${of(before)} a FULL JOIN ${of(after)} b USING (customer))`
}

/**
 * `temp.audit_move`: customers with a purchase or a refund in either period by all that they are told apart by, each kind with how many they are and
 * their sums. New is who bought for the first time after the earlier period. One pass makes every table of the lens.
 */
async function createMoves(view: ChosenView, asked: ChangeAsked, thresholds: Tables['thresholds']) {
  const firstLater = firstMonthOf(view.firstPeriod + asked.before + 1, view.grid)
  const sides = allSplits.map((split) => `CASE WHEN status = 'stayed' THEN ${ups[split]} END AS "${split}"`)
  await view.tables.db.run(`
    CREATE OR REPLACE TEMP TABLE audit_move AS
    SELECT status, p1 >= p0 AS rose, s0 > 0 AND s1 > 0 AS spent, ${sides.join(', ')},
           ${decileSql('n0', 'p0', thresholds)} AS before, ${decileSql('n1', 'p1', thresholds)} AS after, count(*) AS customers,
           sum(n0) AS n0, sum(n1) AS n1, sum(s0) AS s0, sum(s1) AS s1, sum(p0) AS p0, sum(p1) AS p1
      FROM (SELECT *, CASE WHEN n0 > 0 AND n1 > 0 THEN 'stayed' WHEN n0 > 0 THEN 'left' WHEN n1 = 0 THEN 'refunds'
                           WHEN first >= ${firstLater} THEN 'new' ELSE 'returned' END AS status
              FROM ${pairsSql(view, asked)})
     GROUP BY ALL`)
}

const bothSql = `coalesce(sum(customers), 0)::BIGINT AS customers, coalesce(sum(n0), 0)::DOUBLE AS "purchasesBefore",
  coalesce(sum(n1), 0)::DOUBLE AS "purchasesAfter", coalesce(sum(s0), 0)::DOUBLE AS "spendBefore",
  coalesce(sum(s1), 0)::DOUBLE AS "spendAfter", coalesce(sum(p0), 0)::DOUBLE AS "profitBefore",
  coalesce(sum(p1), 0)::DOUBLE AS "profitAfter", coalesce(sum(p1) - sum(p0), 0)::DOUBLE AS change`

async function tablesOf(
  view: ChosenView,
  { splits, thresholds }: ChangeAsked & Pick<Tables, 'thresholds'>,
  keys: { readonly before: string; readonly after: string },
): Promise<Tables> {
  const { db, facts } = view.tables
  const flow = await flowOf(view)
  const before = sideOf(flow, 'Before')
  const after = sideOf(flow, 'After')
  const hasMargin = facts.measure === 'profit'
  return {
    summary: [
      { period: keys.before, ...before },
      { period: keys.after, ...after },
    ],
    factors: contributions(before, after),
    flow,
    stayed: await tableRows(db, changeTables.stayed, {
      sql: `SELECT if(rose, 'up', 'down') AS direction, ${bothSql} FROM temp.audit_move WHERE status = 'stayed'
             GROUP BY rose ORDER BY rose DESC`,
    }),
    upDown: await upDownOf(
      view,
      splits.filter((split) => hasMargin || split !== 'margin'),
    ),
    leftOut: hasMargin
      ? await tableRows(db, changeTables.leftOut, {
          sql: `SELECT 'margin' AS ratio, ${bothSql} FROM temp.audit_move WHERE status = 'stayed' AND NOT spent
                HAVING count(*) > 0`,
        })
      : [],
    migration: await migrationOf(view, thresholds),
    thresholds,
  }
}

/** In the order in which they are shown. */
const statuses = ['left', 'stayed', 'new', 'returned', 'refunds'] as const

async function flowOf({ tables: { db } }: ChosenView): Promise<Tables['flow']> {
  const found = await tableRows(db, changeTables.flow, {
    sql: `SELECT status, ${bothSql} FROM temp.audit_move GROUP BY status`,
  })
  return statuses.map((status) => found.find((row) => row.status === status) ?? { status, ...nothing })
}

const nothing: Both = {
  customers: 0,
  purchasesBefore: 0,
  purchasesAfter: 0,
  spendBefore: 0,
  spendAfter: 0,
  profitBefore: 0,
  profitAfter: 0,
  change: 0,
}

/** Those active in one of the two periods; what others gave back in it is no part of the identity. */
function sideOf(flow: Tables['flow'], side: 'Before' | 'After') {
  const here = side === 'Before' ? ['left', 'stayed'] : ['new', 'returned', 'stayed']
  const of = flow.filter(({ status }) => here.includes(status))
  const sum = (pick: (row: Tables['flow'][number]) => number) =>
    of.reduce((total, row) => total + pick(row), 0)
  return identityOf({
    customers: sum(({ customers }) => customers),
    purchases: sum((row) => row[`purchases${side}`]),
    spend: sum((row) => row[`spend${side}`]),
    profit: sum((row) => row[`profit${side}`]),
  })
}

/** Equal counts as up. Products instead of quotients, so that equal ratios are equal. */
const ups: Readonly<Record<Split, string>> = {
  frequency: 'n1 >= n0',
  orderValue: 's1::DECIMAL(28,4) * n0 >= s0::DECIMAL(28,4) * n1',
  margin: 'p1 * s0 >= p0 * s1',
}

async function upDownOf({ tables: { db } }: ChosenView, splits: readonly Split[]): Promise<Tables['upDown']> {
  const hasMargin = splits.includes('margin')
  const named = (split: Split) => `"${split}"`
  const sides = splits.map((split) => `if(${named(split)}, 'up', 'down') AS ${named(split)}`)
  const absent = allSplits
    .filter((split) => !splits.includes(split))
    .map((split) => `, NULL AS ${named(split)}`)
  const depth = splits.map((split) => `(1 - grouping(${named(split)}))`).join(' + ')
  const rows = await tableRows(db, changeTables.upDown, {
    sql: `
      SELECT ${depth} AS depth, ${splits.map(named).join(', ')} ${absent.join('')}, ${bothSql}
        FROM (SELECT * REPLACE (${sides.join(', ')}) FROM temp.audit_move
               WHERE status = 'stayed' ${hasMargin ? 'AND spent' : ''})
       GROUP BY ROLLUP (${splits.map(named).join(', ')})
       ORDER BY ${splits.map((split) => `${named(split)} DESC NULLS FIRST`).join(', ')}`,
  })
  const all = rows.find(({ depth: level }) => level === 0)?.customers ?? 0
  return all === 0 ? [] : rows.map((row) => ({ ...row, customersShare: ratio(row.customers, all) }))
}

/** The least profitable customer of each decile of the earlier period. */
async function thresholdsOf(view: ChosenView, before: number): Promise<Tables['thresholds']> {
  const { db } = view.tables
  const ready = await readyOrder(view, view.firstPeriod + before)
  const from = `${view.rows} WHERE period = ${view.firstPeriod + before} AND purchases > 0`
  const n = ready?.customers ?? numberIn((await db.rows(`SELECT count(*) AS n FROM ${from}`))[0], 'n')
  if (n === 0) return []
  const last = Array.from({ length: 10 }, (_, place) => Math.ceil(((place + 1) * n) / 10) - 1)
  const lowest =
    ready === null
      ? await valuesAt(
          { db, from, expression: 'profit' },
          last.map((place) => n - 1 - place),
        )
      : await valuesOfRows(
          { db, from: rowsOf(ready), expression: 'profit' },
          last.map((place) => ready.best + place),
        )
  return last
    .map((_, decile) => ({ decile: decile + 1, lowestProfit: lowest[decile] ?? 0 }))
    .filter((_, decile) => last[decile] !== last[decile - 1])
}

/** The same thresholds in both periods, so that nobody moves because others did; NULL is not active. */
function decileSql(count: string, profit: string, thresholds: Tables['thresholds']): string {
  const bounds = thresholds.slice(0, -1)
  const lowest = thresholds.at(-1)?.decile ?? 10
  return `
    CASE WHEN ${count} = 0 THEN NULL
         ${bounds.map((bound) => `WHEN ${profit} >= ${bound.lowestProfit.toFixed(4)}::DECIMAL(18,4) THEN ${bound.decile}`).join(' ')}
         ELSE ${lowest} END`
}

async function migrationOf(
  { tables: { db } }: ChosenView,
  thresholds: Tables['thresholds'],
): Promise<Tables['migration']> {
  if (thresholds.length === 0) return []
  const rows = await db.rows(`
    SELECT before, after, sum(customers)::BIGINT AS customers, sum(p0)::DOUBLE AS profit_before, sum(p1)::DOUBLE AS profit_after
      FROM temp.audit_move WHERE status <> 'refunds' GROUP BY ALL ORDER BY before NULLS LAST, after NULLS LAST`)
  return rows.map(migrationRow)
}

function migrationRow(row: Row): Tables['migration'][number] {
  return {
    before: numberOrNull(row, 'before'),
    after: numberOrNull(row, 'after'),
    customers: numberIn(row, 'customers'),
    profitBefore: numberIn(row, 'profit_before'),
    profitAfter: numberIn(row, 'profit_after'),
  }
}

function findingsOf(
  tables: Tables,
  keys: { readonly before: string; readonly after: string },
): readonly Finding[] {
  const sum = (pick: (row: Tables['flow'][number]) => number) =>
    tables.flow.reduce((total, row) => total + pick(row), 0)
  if (sum(({ customers }) => customers) === 0) return [{ code: 'nothing', values: { period: keys.after } }]
  const [profitBefore, profitAfter] = [sum((row) => row.profitBefore), sum((row) => row.profitAfter)]
  const largest = tables.flow.reduce((best, row) =>
    Math.abs(row.change) > Math.abs(best.change) ? row : best,
  )
  const total = profitAfter - profitBefore
  const opening: Finding = {
    code: 'changeTotal',
    values: {
      ...keys,
      profitBefore,
      profitAfter,
      change: total,
      changeShare: profitBefore > 0 ? total / profitBefore : null,
      largest: largest.status,
      largestChange: largest.change,
    },
  }
  return [opening, flowFinding(tables), ...factorFinding(tables)]
}

function flowFinding({ flow }: Tables): Finding {
  const of = (status: string): Both => flow.find((row) => row.status === status) ?? nothing
  const [left, stayed] = [of('left'), of('stayed')]
  const came = [of('new'), of('returned')]
  const active = left.customers + stayed.customers
  return {
    code: 'changeFlow',
    values: {
      left: left.customers,
      leftShare: ratio(left.customers, active) ?? 0,
      leftProfit: left.profitBefore,
      came: came.reduce((sum, { customers }) => sum + customers, 0),
      cameProfit: came.reduce((sum, { profitAfter }) => sum + profitAfter, 0),
      stayed: stayed.customers,
      stayedChange: stayed.change,
    },
  }
}

function factorFinding({ factors }: Tables): readonly Finding[] {
  const [first] = factors
  if (first === undefined) return []
  const most = factors.reduce((best, one) =>
    Math.abs(one.contribution) > Math.abs(best.contribution) ? one : best,
  )
  const total = factors.reduce((sum, { contribution }) => sum + contribution, 0)
  return [
    { code: 'changeFactor', values: { factor: most.factor, contribution: most.contribution, change: total } },
  ]
}

function noticesOf(
  view: ChosenView,
  { before, after }: ChangeAsked,
  {
    tables,
    keys,
  }: { readonly tables: Tables; readonly keys: { readonly before: string; readonly after: string } },
): readonly AuditNotice[] {
  const customers = tables.flow.reduce((sum, row) => sum + row.customers, 0)
  const notices: AuditNotice[] = [
    ...viewNotices(view, customers),
    ...partialNotices(view, before === after ? [before] : [before, after]),
  ]
  if (after - before > 1) {
    notices.push({ code: 'periodsApart', values: { ...keys, between: after - before - 1 } })
  }
  const refunds = tables.flow.find(({ status }) => status === 'refunds')
  if (refunds !== undefined && refunds.customers > 0) {
    const spend = refunds.spendBefore + refunds.spendAfter
    notices.push({ code: 'refundsOnly', values: { customers: refunds.customers, spend } })
  }
  const [leftOut] = tables.leftOut
  if (leftOut !== undefined) {
    notices.push({ code: 'splitsLeftOut', values: { customers: leftOut.customers, ratio: leftOut.ratio } })
  }
  return notices
}

function limitsOf({ tables: { facts } }: ChosenView): readonly Limit[] {
  const revenue = facts.measure === 'revenue' ? (['revenueOnly'] as const) : []
  return ['changeSeason', 'changeFactorsOrder', 'changeCause', ...revenue]
}

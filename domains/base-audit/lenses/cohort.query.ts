/** Lens 3: one cohort over time. */
import { isFirstCohortMixed } from '../tables/audit-facts.ts'
import type { LensView } from '../audit-document.ts'
import type { AuditNotice, Finding, Limit } from '../audit-findings.ts'
import type { RowOf, TablesOf } from '../tables/audit-tables.ts'
import { cohortTables } from '../tables/audit-tables.ts'
import type { ChosenView } from './chosen-view.ts'
import { monthsOf } from './chosen-view.ts'
import { countedSql } from './cohort-periods.query.ts'
import { identityOf, ratio } from './identity.ts'
import { partialNotices, viewNotices } from './notices.ts'
import { monthsIn } from '../period.ts'
import { periodSql } from './period-rows.query.ts'
import { patternColumn, patternPeriods } from './ready-members.query.ts'
import { valuesAt } from './order-statistics.query.ts'
import { numberIn, tableRows, totalsIn } from '../tables/table-rows.ts'

type Tables = TablesOf<'cohort'>

/** The lens on the customers whose first purchase lies in one period of the view. */
export async function cohort(view: ChosenView, place: number): Promise<LensView<'cohort'>> {
  const { db } = view.tables
  const key = view.periods[place]?.key ?? ''
  const [from, to] = monthsOf(view, view.firstPeriod + place)
  const acquired = await acquiredIn(view, [from, to])
  const within = `first >= ${from} AND first < ${to}`
  const customers = `(FROM ${view.customers} WHERE ${within})`
  const shown = Math.min(patternPeriods, view.periods.length - place)
  const of = { within, customers, place, shown }
  const members = (await readyMembers(view, of)) ?? (await createMembers(view, of))
  try {
    const tables: Tables = {
      activity: await activityOf(view, { within, place, acquired }),
      secondPurchase: isOfPurchases(view) ? [] : await secondPurchases(view, customers),
      patterns: await patternsOf(view, { members, acquired, shown }),
      valueToDate: await valueToDate(view, { members, acquired }),
      cells: await cellsOf(view, members),
    }
    return {
      view: { filter: view.filter, period: null, before: null, cohort: key, splits: null, by: null },
      findings: findingsOf(tables, key),
      tables,
      notices: noticesOf(view, {
        customers: tables.activity.some((row) => row.customers > 0) ? acquired : 0,
        place,
        key,
      }),
      limits: limitsOf(view),
    }
  } finally {
    await db.run('DROP TABLE IF EXISTS temp.audit_member')
  }
}

/** Whether only some purchases are looked at, so that a second one means something else. */
function isOfPurchases({ filter }: ChosenView): boolean {
  return Object.entries(filter).some(([name, value]) => value !== undefined && !name.startsWith('first'))
}

async function acquiredIn({ tables, customers }: ChosenView, [from, to]: readonly [number, number]) {
  const [row] = await tables.db.rows(
    `SELECT count(*) AS customers FROM ${customers} WHERE first >= ${from} AND first < ${to}`,
  )
  return numberIn(row, 'customers')
}

/** A cohort by the condition on the month of the first purchase, its customers, its place, and the periods that patterns show. */
interface Cohort {
  readonly within: string
  readonly customers: string
  readonly place: number
  readonly shown: number
}

/**
 * A relation with everyone of the cohort in falling order of profit to date: purchases, spend, profit, last (number of the last period with
 * a purchase), and their pattern as bits, the first period highest. Null where it does not stand ready.
 */
async function readyMembers(view: ChosenView, { within, shown }: Cohort): Promise<string | null> {
  const { tables, grid, months } = view
  const { prefix, facts } = tables
  const pattern = patternColumn(monthsIn[grid.length])
  // All that they bought counts: their first purchase alone may be chosen.
  if (months !== null || isOfPurchases(view) || pattern === null || !facts.hasMembers) return null
  const last = periodSql('last', { months: monthsIn[grid.length], fiscalStart: grid.fiscalStart })
  const everyone = `SELECT purchases, spend, profit, ${last} AS last, ${pattern} >> ${patternPeriods - shown} AS pattern
                      FROM ${prefix}audit_member WHERE ${[within, ...view.came].join(' AND ')}`
  return `(${everyone})`
}

/** The same made for this view. What was given back before the first purchase is no part of it. */
async function createMembers(view: ChosenView, { within, customers, place, shown }: Cohort): Promise<string> {
  const { tables, firstPeriod, grid } = view
  // Everyone has a row of their first purchase, unless only some purchases are looked at.
  const some = isOfPurchases(view)
  const begins = firstPeriod + place
  const period = periodSql('month', { months: monthsIn[grid.length], fiscalStart: grid.fiscalStart })
  const rows =
    view.months === null
      ? `(SELECT *, period AS of_period FROM ${view.rows})`
      : `(SELECT *, ${period} AS of_period FROM ${view.months})`
  await tables.db.run(`
    CREATE OR REPLACE TEMP TABLE audit_member AS
    SELECT customer, coalesce(purchases, 0) AS purchases, coalesce(spend, 0)::DECIMAL(18,4) AS spend,
           coalesce(profit, 0)::DECIMAL(18,4) AS profit, last, coalesce(pattern, 0) AS pattern
      FROM ${some ? `(SELECT customer FROM ${customers}) LEFT JOIN` : ''}
           (SELECT customer, sum(purchases) AS purchases, sum(spend) AS spend, sum(profit) AS profit,
                        max(of_period) FILTER (lines > 0) AS last,
                        coalesce(bit_or(1 << greatest(${begins + shown - 1} - of_period, 0)::INTEGER) FILTER (lines > 0 AND of_period < ${begins + shown}), 0) AS pattern
                   FROM ${rows} WHERE ${within} AND of_period >= ${begins} GROUP BY customer) ${some ? 'USING (customer)' : ''}
     ORDER BY profit DESC, customer`)
  return 'temp.audit_member'
}

async function activityOf(
  view: ChosenView,
  { within, place, acquired }: { readonly within: string; readonly place: number; readonly acquired: number },
): Promise<Tables['activity']> {
  const { tables, firstPeriod, periods } = view
  const found = await tables.db.rows(
    view.months === null
      ? `
    SELECT period, count(*) FILTER (purchases > 0) AS customers,
           count(*) FILTER (purchases > 0 AND previous = period - 1) AS again, sum(purchases)::DOUBLE AS purchases,
           sum(spend)::DOUBLE AS spend, sum(profit)::DOUBLE AS profit FROM ${view.rows} WHERE ${within} GROUP BY period`
      : countedSql(view, `(FROM ${view.months} WHERE ${within})`),
  )
  const at = new Map(found.map((row) => [numberIn(row, 'period') - firstPeriod, row]))
  let toDate = 0
  let before = 0
  return periods.slice(place).map(({ key, partial }, age) => {
    const row = at.get(place + age)
    const totals = totalsIn(row)
    const again = age === 0 ? null : numberIn(row, 'again')
    const repeatRate = again === null ? null : ratio(again, before)
    toDate += totals.profit
    before = totals.customers
    return {
      age,
      period: key,
      partial: partial !== null,
      acquired,
      activeShare: ratio(totals.customers, acquired) ?? 0,
      ...identityOf(totals),
      again,
      repeatRate,
      profitToDate: toDate,
      profitToDatePerAcquired: ratio(toDate, acquired) ?? 0,
    }
  })
}

const dayMarks = [7, 14, 30, 60, 90, 120, 180, 270, 365, 545, 730, 1095, 1460, 1825]

/** Only those who have been there for so long can tell whether they came again by then. */
async function secondPurchases(
  { tables: { db, facts } }: ChosenView,
  customers: string,
): Promise<Tables['secondPurchase']> {
  const unit = facts.source === 'log' ? 'days' : 'months'
  const step = monthsIn[facts.shortest]
  const marks = unit === 'days' ? dayMarks : Array.from({ length: 13 }, (_, place) => place * step)
  const span = unit === 'days' ? '($asOf::DATE - first_day)' : `datediff('month', first_day, $asOf::DATE)`
  const mark = (days: string) =>
    `CASE ${marks.map((upTo, place) => `WHEN ${days} < ${upTo} THEN ${place}`).join(' ')} ELSE ${marks.length} END`
  const rows = await db.rows(
    `SELECT ${mark(span)} AS seen, CASE WHEN second_after IS NULL THEN ${marks.length} ELSE ${mark('(second_after - 1)')} END AS again,
            count(*) AS customers FROM ${customers} GROUP BY seen, again`,
    { asOf: facts.asOf },
  )
  return marks.flatMap((upTo, place) => {
    const long = rows.filter((row) => numberIn(row, 'seen') > place)
    const sum = (of: typeof rows) => of.reduce((total, row) => total + numberIn(row, 'customers'), 0)
    const observed = sum(long)
    const again = sum(long.filter((row) => numberIn(row, 'again') <= place))
    return observed === 0 ? [] : [{ upTo, unit, observed, customers: again, share: again / observed }]
  })
}

/** A cohort: the relation of {@link readyMembers}, and how many they are. */
interface Members {
  readonly members: string
  readonly acquired: number
}

async function patternsOf(
  { tables: { db } }: ChosenView,
  { members, acquired, shown }: Members & { readonly shown: number },
): Promise<Tables['patterns']> {
  const rows = await db.rows(`
    SELECT pattern, count(*) AS customers, sum(profit)::DOUBLE AS profit FROM ${members}
     GROUP BY pattern ORDER BY customers DESC, pattern DESC`)
  return rows.map((row) => {
    const customers = numberIn(row, 'customers')
    return {
      pattern: numberIn(row, 'pattern').toString(2).padStart(shown, '0'),
      customers,
      share: customers / acquired,
      profit: numberIn(row, 'profit'),
    }
  })
}

async function valueToDate(
  { tables: { db } }: ChosenView,
  { members, acquired }: Members,
): Promise<Tables['valueToDate']> {
  if (acquired === 0) return []
  const rows = await tableRows(db, cohortTables.valueToDate, {
    sql: `SELECT 10 * (place - 1) // ${acquired} + 1 AS decile, count(*) AS customers, sum(purchases)::DOUBLE AS purchases,
                 sum(spend)::DOUBLE AS spend, sum(profit)::DOUBLE AS profit, min(profit)::DOUBLE AS "lowestProfit",
                 max(profit)::DOUBLE AS "highestProfit"
            FROM (SELECT *, row_number() OVER () AS place FROM ${members}) GROUP BY decile ORDER BY decile`,
  })
  const total = rows.reduce((sum, { profit }) => sum + profit, 0)
  return rows.map((row) => ({ ...row, profitShare: total > 0 ? row.profit / total : null }))
}

const frequencyEdges = [1, 2, 3, 5, 10]

async function cellsOf(
  { tables: { db }, firstPeriod, periods }: ChosenView,
  members: string,
): Promise<Tables['cells']> {
  const last = firstPeriod + periods.length - 1
  const cases = frequencyEdges
    .slice(1)
    .map((edge, place) => `WHEN purchases < ${edge} THEN ${frequencyEdges[place]}`)
    .join(' ')
  const [counted] = await db.rows(`SELECT count(*) AS n FROM ${members} WHERE purchases > 0`)
  const n = numberIn(counted, 'n')
  if (n === 0) return []
  const spend = 'spend::DOUBLE / purchases'
  const bought = { db, from: `${members} WHERE purchases > 0`, expression: spend }
  // The lowest of the first third and of the second: who spends as much belongs to it.
  const [high = 0, middle = 0] = await valuesAt(bought, [n - Math.ceil(n / 3), n - Math.ceil((2 * n) / 3)])
  const rows = await tableRows(db, cellColumns, {
    sql: `
      SELECT ${last} - last AS recency, CASE ${cases} ELSE ${frequencyEdges.at(-1)} END AS "frequencyFrom",
             CASE WHEN ${spend} >= $high THEN 1 WHEN ${spend} >= $middle THEN 2 ELSE 3 END AS monetary,
             count(*) AS customers, sum(purchases)::DOUBLE AS purchases, sum(spend)::DOUBLE AS spend,
             sum(profit)::DOUBLE AS profit
        FROM ${members} WHERE purchases > 0 GROUP BY ALL ORDER BY recency, "frequencyFrom", monetary`,
    parameters: { high, middle },
  })
  return rows.map((row) => {
    const next = frequencyEdges[frequencyEdges.indexOf(row.frequencyFrom) + 1]
    return { ...row, frequencyTo: next === undefined ? null : next - 1 }
  })
}

const { frequencyTo: _to, ...cellColumns } = cohortTables.cells

function findingsOf(tables: Tables, key: string): readonly Finding[] {
  const [first] = tables.activity
  if (first === undefined || tables.activity.every(({ customers }) => customers === 0))
    return [{ code: 'nothing', values: { period: key } }]
  const whole = tables.activity.filter(({ partial, age }) => !partial && age > 0)
  const next = whole.find(({ age }) => age === 1)
  const last = whole.at(-1)
  const once = onceOnly(tables)
  const [top] = tables.valueToDate
  const ends: RowOf<typeof cohortTables.activity> = tables.activity.at(-1) ?? first
  return [
    {
      code: 'cohortActivity',
      values: {
        cohort: key,
        acquired: first.acquired,
        nextShare: next?.activeShare ?? null,
        lastShare: last?.activeShare ?? null,
        age: last?.age ?? 0,
      },
    },
    ...once,
    {
      code: 'cohortValue',
      values: {
        profitToDate: ends.profitToDate,
        perAcquired: ends.profitToDatePerAcquired,
        topDecileShare: top?.profitShare ?? null,
      },
    },
  ]
}

/** Those with a single purchase so far. */
function onceOnly({ cells, activity }: Tables): readonly Finding[] {
  const acquired = activity[0]?.acquired ?? 0
  const customers = cells
    .filter(({ frequencyFrom }) => frequencyFrom === 1)
    .reduce((sum, cell) => sum + cell.customers, 0)
  return acquired === 0 ? [] : [{ code: 'cohortOnce', values: { customers, share: customers / acquired } }]
}

function noticesOf(
  view: ChosenView,
  { customers, place, key }: { readonly customers: number; readonly place: number; readonly key: string },
): readonly AuditNotice[] {
  const partial = view.periods.flatMap((period, at) => (at >= place && period.partial !== null ? [at] : []))
  const notices: AuditNotice[] = [...viewNotices(view, customers), ...partialNotices(view, partial)]
  if (view.periods.length === 1) notices.push({ code: 'periodsOne', values: { period: key } })
  if (place === 0 && isFirstCohortMixed(view.tables.facts) && view.periods.length > 1) {
    notices.push({ code: 'cohortsFirst', values: { cohort: key } })
  }
  return notices
}

function limitsOf({ tables: { facts } }: ChosenView): readonly Limit[] {
  const revenue = facts.measure === 'revenue' ? (['revenueOnly'] as const) : []
  return ['cohortFuture', 'cohortSurvivors', ...revenue]
}

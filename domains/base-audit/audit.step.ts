/** The step of a refresh that makes the tables of the audit, and its documents as they open. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { RefreshStep } from '#columnar/refresh.ts'
import { dimensionDays, historyFigures, lineFacts } from '#history/history.actions.ts'
import type { Day } from '#kernel/time.ts'
import { createCustomers } from './tables/audit-customers.query.ts'
import { marginRule, profitSql, spanOf, wholeDaysSql } from './tables/audit-days.query.ts'
import type { Dimension, MarginRule } from './audit-document.ts'
import { keepFacts, keepReady } from './tables/audit-documents.query.ts'
import { auditVersion } from './tables/audit-facts.ts'
import { chosenLinesSql, createLines, firstColumn, firstValuesSql } from './tables/audit-lines.query.ts'
import { auditError } from './base-audit.errors.ts'
import { longestSilence } from './lenses/longest-silence.query.ts'
import { createPeriodRows, monthPeriodsSql, monthSql, periodRowsSql } from './lenses/period-rows.query.ts'
import { createReadyMembers } from './lenses/ready-members.query.ts'
import { numberIn } from './tables/table-rows.ts'

/** What is chosen of an audit. */
export interface AuditRun {
  /** As-of day; null for the last day with a purchase. */
  readonly until: Day | null
  /** Share of spend that is margin; null where the log decides. */
  readonly margin: number | null
  readonly currency: string | null
  /** Month in which the fiscal year begins, 1 to 12. */
  readonly fiscalStart: number
  /** Leave out the documents with which pages open, where nobody opens them. */
  readonly withoutReady?: boolean
}

/** Tables of a snapshot that the audit owns. */
export const auditTableNames = [
  'audit_customer',
  'audit_period',
  'audit_member',
  'audit_line',
  'audit_value',
  'audit_document',
] as const

/** From `purchase_day` and `refund_day`, or from lines where these tell more, to the tables of the audit. */
export function auditStep(run: AuditRun): RefreshStep {
  return {
    name: 'audit',
    needs: ['summarise'],
    tables: auditTableNames,
    scratch: ['audit_dimension_day', 'audit_won'],
    run: ({ database }) => createAudit(database, run),
  }
}

async function createAudit(db: ColumnarDatabase, run: AuditRun): Promise<void> {
  const span = await spanOf(db, run.until)
  if (span === null)
    throw auditError('AUDIT_PURCHASES_NONE', 'There is no purchase of any customer to audit.')
  const told = await lineFacts(db, span.asOf)
  const rule = marginRule(run.margin, told)
  const { dimensions } = told
  const made = {
    asOf: span.asOf,
    rule,
    dimensions,
    days: wholeDaysSql(span, rule),
    fiscalStart: run.fiscalStart,
  }
  const ready = dimensions.length > 0 ? await createLined(db, made) : await createPlain(db, made)
  const facts = {
    version: auditVersion,
    source: 'log',
    log: (await historyFigures(db)).log,
    ...span,
    currency: run.currency,
    measure: rule.kind === 'none' ? 'revenue' : 'profit',
    marginRule: rule,
    customers: await customersIn(db),
    dimensions,
    shortest: 'month',
    fiscalStart: run.fiscalStart,
    ready,
    hasPurchases: true,
    hasCohorts: true,
    hasMembers: await createReadyMembers(db, {
      fiscalStart: run.fiscalStart,
      came: dimensions.map(firstColumn),
    }),
    silence: await longestSilence(db, { months: 1, fiscalStart: run.fiscalStart }),
  } as const
  await keepFacts(db, facts)
  if (run.withoutReady !== true) await keepReady({ db, prefix: 'snapshot.', facts })
}

async function customersIn(db: ColumnarDatabase): Promise<number> {
  const [row] = await db.rows('SELECT count(*) AS customers FROM snapshot.audit_customer')
  return numberIn(row, 'customers')
}

/** What the tables of an audit are made of. */
interface Made {
  readonly asOf: Day
  readonly rule: MarginRule
  readonly dimensions: readonly Dimension[]
  /** A relation with a row a customer and day. */
  readonly days: string
  readonly fiscalStart: number
}

/** Makes the tables of a log that tells purchases apart: its months are those of all lines. */
async function createLined(db: ColumnarDatabase, made: Made): Promise<readonly number[]> {
  const { days, dimensions, fiscalStart } = made
  await createCustomers(db, { days, into: 'scratch.audit_won' })
  const source = await lineDays(db, made)
  await createLines(db, { source, present: dimensions, customers: 'scratch.audit_won' })
  await db.run(
    `CREATE TABLE snapshot.audit_customer AS FROM scratch.audit_won LEFT JOIN ${firstValuesSql(dimensions)} USING (customer)`,
  )
  await db.run('DROP TABLE scratch.audit_won; DROP TABLE scratch.audit_dimension_day')
  const lines = chosenLinesSql({ prefix: 'snapshot.', holds: 'TRUE', customers: await customersIn(db) })
  const rows = periodRowsSql(lines, { months: 1, fiscalStart }, [])
  return createPeriodRows(db, { rows, shortest: 1, fiscalStart, came: dimensions.map(firstColumn) })
}

/** Makes those of any other log. */
async function createPlain(db: ColumnarDatabase, made: Made): Promise<readonly number[]> {
  const { days, rule, fiscalStart } = made
  await createCustomers(db, { days, into: 'snapshot.audit_customer' })
  await createLines(db, { source: '', present: [], customers: '' })
  await createFacts(db, rule.covered < 1 ? await lineDays(db, made) : days, rule)
  const cut = { months: 1, fiscalStart }
  const ready = await createPeriodRows(db, {
    rows: monthPeriodsSql('temp.audit_fact', cut),
    shortest: 1,
    fiscalStart,
  })
  await db.run('DROP TABLE temp.audit_fact')
  return ready
}

/** A relation with a row a customer, day and combination of values, with the profit. */
async function lineDays(db: ColumnarDatabase, { asOf, rule, dimensions }: Made): Promise<string> {
  // Of spend alone, or by a rate, no margin need be summed.
  const margins = rule.kind === 'column' || rule.kind === 'cost'
  await dimensionDays(db, { into: 'scratch.audit_dimension_day', asOf, dimensions, margins })
  const profit = profitSql(rule, { spend: 'spend', margin: 'margin', told: 'told' })
  return `(SELECT * EXCLUDE (identity ${margins ? ', margin, told' : ''}), identity AS customer, ${profit} AS profit FROM scratch.audit_dimension_day)`
}

/** `temp.audit_fact`, a row a customer and month. */
async function createFacts(db: ColumnarDatabase, days: string, { kind }: MarginRule): Promise<void> {
  // Where spend is all that is known, the engine sums it once.
  const profit = kind === 'none' ? 'spend' : 'profit'
  await db.run(`
    CREATE OR REPLACE TEMP TABLE audit_fact AS
    SELECT customer, ${monthSql('day')} AS month, (count(*) FILTER (lines > 0))::INTEGER AS purchases,
           sum(lines)::INTEGER AS lines, sum(spend)::DECIMAL(18,4) AS spend, sum(${profit})::DECIMAL(18,4) AS profit
      FROM ${days} GROUP BY customer, ${monthSql('day')}`)
}

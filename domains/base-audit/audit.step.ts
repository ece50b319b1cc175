/** The step of a refresh that makes the tables of the audit, and its documents as they open. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { RefreshStep } from '#columnar/refresh.ts'
import { dimensionDays, historyFigures, lineFacts } from '#history/history.actions.ts'
import type { Day } from '#kernel/time.ts'
import { createCustomers } from './tables/audit-customers.query.ts'
import { marginRule, profitSql, spanOf, wholeDaysSql } from './tables/audit-days.query.ts'
import type { MarginRule } from './audit-document.ts'
import { keepFacts, keepReady } from './tables/audit-documents.query.ts'
import { auditVersion } from './tables/audit-facts.ts'
import { addFirstValues, addSlices, createLines } from './tables/audit-slices.query.ts'
import { auditError } from './base-audit.errors.ts'
import { longestSilence } from './lenses/longest-silence.query.ts'
import { createPeriodRows, monthSql } from './lenses/period-rows.query.ts'
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
    scratch: ['audit_source', 'audit_dimension_day'],
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
  const byLine = dimensions.length > 0 || rule.covered < 1
  if (byLine) await createSource(db, { asOf: span.asOf, rule })
  const days = byLine
    ? `(SELECT customer, day, sum(lines) AS lines, sum(spend) AS spend, sum(profit) AS profit FROM scratch.audit_source GROUP BY customer, day)`
    : wholeDaysSql(span, rule)
  await createCustomers(db, days)
  await createLines(db, { source: 'scratch.audit_source', present: dimensions })
  await addFirstValues(db, dimensions)
  await createFacts(db, days, rule)
  await addSlices(db, 'temp.audit_fact', dimensions)
  await createPeriodRows(db, {
    facts: 'temp.audit_fact',
    sliced: dimensions.length > 0,
    shortest: 1,
    fiscalStart: run.fiscalStart,
  })
  await db.run('DROP TABLE temp.audit_fact')
  const [counted] = await db.rows('SELECT count(*) AS customers FROM snapshot.audit_customer')
  const facts = {
    version: auditVersion,
    source: 'log',
    log: (await historyFigures(db)).log,
    ...span,
    currency: run.currency,
    measure: rule.kind === 'none' ? 'revenue' : 'profit',
    marginRule: rule,
    customers: numberIn(counted, 'customers'),
    dimensions,
    shortest: 'month',
    fiscalStart: run.fiscalStart,
    hasPurchases: true,
    hasCohorts: true,
    hasMembers: await createReadyMembers(db, run),
    silence: await longestSilence(db, { months: 1, fiscalStart: run.fiscalStart }),
  } as const
  await keepFacts(db, facts)
  if (run.withoutReady !== true) await keepReady({ db, prefix: 'snapshot.', facts })
}

async function createSource(
  db: ColumnarDatabase,
  { asOf, rule }: { readonly asOf: Day; readonly rule: MarginRule },
) {
  await dimensionDays(db, { into: 'scratch.audit_dimension_day', asOf })
  const profit = profitSql(rule, { spend: 'spend', margin: 'margin', told: 'told' })
  await db.run(`
    CREATE TABLE scratch.audit_source AS
    SELECT * EXCLUDE (identity, margin, told), identity AS customer, ${profit} AS profit FROM scratch.audit_dimension_day`)
  await db.run('DROP TABLE scratch.audit_dimension_day')
}

/** `temp.audit_fact`, a row a customer and month; slice 0 is all purchases. */
async function createFacts(db: ColumnarDatabase, days: string, { kind }: MarginRule): Promise<void> {
  // Where spend is all that is known, the engine sums it once.
  const profit = kind === 'none' ? 'spend' : 'profit'
  await db.run(`
    CREATE OR REPLACE TEMP TABLE audit_fact AS
    SELECT 0::USMALLINT AS slice, customer, ${monthSql('day')} AS month, (count(*) FILTER (lines > 0))::INTEGER AS purchases,
           sum(lines)::INTEGER AS lines, sum(spend)::DECIMAL(18,4) AS spend, sum(${profit})::DECIMAL(18,4) AS profit
      FROM ${days} GROUP BY customer, ${monthSql('day')}`)
}

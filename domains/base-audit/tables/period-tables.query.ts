/** Tables of periods read into the tables of the audit. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { previewFile } from '#history/history.actions.ts'
import { addDays, days, type Day } from '#kernel/time.ts'
import { auditVersion, type AuditFacts, type AuditTables } from './audit-facts.ts'
import { keepFacts } from './audit-documents.query.ts'
import { createLines } from './audit-lines.query.ts'
import { auditError } from '../base-audit.errors.ts'
import { longestSilence } from '../lenses/longest-silence.query.ts'
import { createPeriodRows, monthPeriodsSql } from '../lenses/period-rows.query.ts'
import { readLabel, type ReadLabel } from './period-label.ts'
import { periodTable, type Measure } from './period-table.ts'
import { firstDayOf, monthsIn, type PeriodLength } from '../period.ts'
import { createCells, forgetCells, measuresOf, type SeenTable, type TableFile } from './table-cells.query.ts'
import { numberIn } from './table-rows.ts'

/** The file as a table of periods; undefined where it is a log. */
export async function seeTable(db: ColumnarDatabase, file: TableFile): Promise<SeenTable | undefined> {
  // The first line names the periods, or the columns: without names a table cannot be told.
  const preview = await previewFile(db, file, { header: true })
  const table = periodTable(preview.columns)
  return table === undefined ? undefined : { ...file, table, preview }
}

/** What is chosen of an audit of tables. */
export interface TablesRun {
  /** Share of spend that is margin, where no table has profit. */
  readonly margin: number | null
  readonly currency: string | null
  /** Months of the periods that will be asked for; all of them where it is not said. */
  readonly lengths?: readonly number[]
}

/**
 * Reads the tables and makes those of the audit in the attached `snapshot`.
 *
 * @throws AUDIT_TABLE_MEASURE_UNKNOWN, AUDIT_TABLE_MEASURE_TWICE, AUDIT_TABLE_SPEND_MISSING, AUDIT_TABLE_PERIOD_UNREADABLE,
 * AUDIT_TABLE_PERIODS_MIXED, AUDIT_TABLE_CELL_UNREADABLE, AUDIT_TABLE_EMPTY
 */
export async function readTables(
  db: ColumnarDatabase,
  files: readonly SeenTable[],
  run: TablesRun,
): Promise<AuditTables> {
  const has = measuresOf(files)
  await createCells(db, files)
  const { shortest, first, last } = await readPeriods(db)
  const hasCohorts = files.some(({ table }) => table.cohort !== undefined)
  await createFacts(db, { has, margin: run.margin })
  await createMembers(db, { hasCohorts, step: monthsIn[shortest] })
  await createLines(db, { source: '', present: [], customers: '' })
  const cut = { months: monthsIn[shortest], fiscalStart: 1 }
  const ready = await createPeriodRows(db, {
    rows: monthPeriodsSql('temp.audit_fact', cut),
    shortest: cut.months,
    fiscalStart: cut.fiscalStart,
    ...(run.lengths !== undefined && { lengths: run.lengths }),
  })
  const facts = await factsOf(db, { has, hasCohorts, shortest, first, last, ready, run })
  await forgetCells(db, files)
  await db.run('DROP TABLE temp.audit_fact; DROP TABLE temp.audit_label')
  await keepFacts(db, facts)
  return { db, prefix: 'snapshot.', facts }
}

/** `temp.audit_label (label, month)`: labels of periods and of cohorts. */
async function readPeriods(db: ColumnarDatabase) {
  const rows = await db.rows(`
    SELECT DISTINCT label, FALSE AS is_cohort FROM audit_cell
     UNION ALL SELECT DISTINCT cohort, TRUE FROM audit_name WHERE cohort IS NOT NULL`)
  const read = rows.map((row) => ({ label: String(row['label']), isCohort: row['is_cohort'] === true }))
  if (!read.some(({ isCohort }) => !isCohort)) {
    throw auditError('AUDIT_TABLE_EMPTY', 'The tables have no cell above nothing.')
  }
  const labels = new Map<string, ReadLabel>()
  for (const { label } of read) {
    const one = readLabel(label)
    if (one === undefined) {
      throw auditError(
        'AUDIT_TABLE_PERIOD_UNREADABLE',
        `"${label.slice(0, 40)}" is no period that can be read.`,
      )
    }
    labels.set(label, one)
  }
  const of = read
    .flatMap(({ label, isCohort }) => (isCohort ? [] : [labels.get(label)]))
    .filter((one) => one !== undefined)
  const lengths = [...new Set(of.map(({ length }) => length))]
  const [shortest] = lengths
  if (shortest === undefined || lengths.length > 1) {
    throw auditError('AUDIT_TABLE_PERIODS_MIXED', `The tables have periods of ${lengths.join(' and ')}.`)
  }
  await db.run('CREATE OR REPLACE TEMP TABLE audit_label (label VARCHAR, month INTEGER)')
  await db.append('temp.audit_label', {
    label: [...labels.keys()],
    month: Int32Array.from([...labels.values()], ({ month }) => month),
  })
  const months = of.map(({ month }) => month)
  return { shortest, first: Math.min(...months), last: Math.max(...months) }
}

/** `temp.audit_fact`: a row a customer and period; where transactions are not told, a period with spend counts as one purchase. */
async function createFacts(
  db: ColumnarDatabase,
  { has, margin }: { readonly has: ReadonlySet<Measure>; readonly margin: number | null },
): Promise<void> {
  const sum = (measure: Measure) => `sum(${measure})::DECIMAL(18,4)`
  const purchases = has.has('transactions')
    ? `round(${sum('transactions')})::INTEGER`
    : `(${sum('spend')} > 0)::INTEGER`
  const profit = has.has('profit')
    ? sum('profit')
    : margin === null
      ? sum('spend')
      : `round(${sum('spend')}::DOUBLE * ${margin}, 4)::DECIMAL(18,4)`
  await db.run(`
    CREATE OR REPLACE TEMP TABLE audit_fact AS
    SELECT customer, month, ${purchases} AS purchases, ${purchases} AS lines,
           ${sum('spend')} AS spend, ${profit} AS profit
      FROM audit_cell JOIN temp.audit_label USING (label)
     GROUP BY customer, month`)
}

/** Customers with a purchase. Whose cohort lies before the tables has no month of acquisition in them. */
async function createMembers(
  db: ColumnarDatabase,
  { hasCohorts, step }: { readonly hasCohorts: boolean; readonly step: number },
): Promise<void> {
  const stated = hasCohorts ? 'coalesce(l.month, b.months[1])' : 'b.months[1]'
  await db.run(`
    CREATE TABLE snapshot.audit_customer AS
    WITH bought AS (
      SELECT customer, min(month, 2) AS months, arg_min(purchases, month) AS first_purchases
        FROM temp.audit_fact WHERE purchases > 0 GROUP BY customer
    ), told AS (
      SELECT customer, ${stated} AS cohort, b.*  EXCLUDE (customer)
        FROM bought b JOIN audit_name USING (customer) LEFT JOIN temp.audit_label l ON l.label = cohort
    )
    SELECT customer, make_date(1970 + first // 12, 1 + first % 12, 1) AS first_day, first,
           CASE WHEN first_purchases > 1 THEN months[1] - first ELSE months[2] - first END::INTEGER AS second_after
      FROM (SELECT *, CASE WHEN cohort >= (SELECT min(month) FROM temp.audit_fact)
                           THEN least(cohort - cohort % ${step}, months[1]) END::SMALLINT AS first FROM told)`)
}

async function factsOf(
  db: ColumnarDatabase,
  of: {
    readonly has: ReadonlySet<Measure>
    readonly hasCohorts: boolean
    readonly shortest: Exclude<PeriodLength, 'all'>
    readonly first: number
    readonly last: number
    readonly ready: readonly number[]
    readonly run: TablesRun
  },
): Promise<AuditFacts> {
  const { has, hasCohorts, shortest, first, last, ready, run } = of
  const [counted] = await db.rows('SELECT count(*) AS customers FROM snapshot.audit_customer')
  const rate = has.has('profit') ? await wholeMargin(db) : run.margin
  const kind = has.has('profit') ? 'given' : run.margin === null ? 'none' : 'rate'
  const months = monthsIn[shortest]
  return {
    version: auditVersion,
    source: 'periods',
    asOf: addDays(firstDayOf(last + months), days(-1)),
    firstDay: firstDayOf(first) satisfies Day,
    currency: run.currency,
    measure: kind === 'none' ? 'revenue' : 'profit',
    marginRule: { kind, rate, covered: 1 },
    customers: numberIn(counted, 'customers'),
    dimensions: [],
    shortest,
    fiscalStart: 1,
    ready,
    hasPurchases: has.has('transactions'),
    hasCohorts,
    hasMembers: false,
    silence: await longestSilence(db, { months, fiscalStart: 1 }),
  }
}

async function wholeMargin(db: ColumnarDatabase): Promise<number | null> {
  const [row] = await db.rows(
    'SELECT sum(profit)::DOUBLE / nullif(sum(spend)::DOUBLE, 0) AS rate FROM temp.audit_fact',
  )
  return typeof row?.['rate'] === 'number' ? row['rate'] : null
}

/** Tables of periods read into the tables of the audit. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { previewFile } from '#history/history.actions.ts'
import type { Preview } from '#history/history.contract.ts'
import { addDays, days, type Day } from '#kernel/time.ts'
import { auditVersion, type AuditFacts, type AuditTables } from './audit-facts.ts'
import { keepFacts } from './audit-documents.query.ts'
import { createLines } from './audit-slices.query.ts'
import { auditError } from './base-audit.errors.ts'
import { longestSilence } from './longest-silence.query.ts'
import { createPeriodRows } from './period-rows.query.ts'
import { readLabel, type ReadLabel } from './period-label.ts'
import {
  measureOf,
  measures,
  periodTable,
  type LongTable,
  type Measure,
  type WideTable,
} from './period-table.ts'
import { firstDayOf, monthsIn, type PeriodLength } from './period.ts'
import { numberIn } from './table-rows.ts'

/** A file as the person names it, and its measure where they say so. */
export interface TableFile {
  readonly path: string
  readonly fileName: string
  readonly measure?: Measure | undefined
}

/** A file that was recognised. */
export interface SeenTable extends TableFile {
  readonly table: LongTable | WideTable
  readonly preview: Preview
}

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
  for (const [place, file] of files.entries()) await readCells(db, file, place)
  await db.run(`
    CREATE OR REPLACE TEMP VIEW audit_cell AS ${files.map((_, place) => `FROM temp.audit_cell_${place}`).join(' UNION ALL ')}`)
  const { shortest, first, last } = await readPeriods(db)
  const hasCohorts = files.some(({ table }) => table.cohort !== undefined)
  await createFacts(db, { has, margin: run.margin })
  await createMembers(db, { hasCohorts, step: monthsIn[shortest] })
  await createLines(db, { source: 'temp.audit_fact', present: [] })
  await createPeriodRows(db, {
    facts: 'temp.audit_fact',
    sliced: false,
    shortest: monthsIn[shortest],
    fiscalStart: 1,
    ...(run.lengths !== undefined && { lengths: run.lengths }),
  })
  const facts = await factsOf(db, { has, hasCohorts, shortest, first, last, run })
  await db.run('DROP VIEW temp.audit_cell; DROP TABLE temp.audit_fact; DROP TABLE temp.audit_label')
  for (const place of files.keys()) await db.run(`DROP TABLE temp.audit_cell_${place}`)
  await keepFacts(db, facts)
  return { db, prefix: 'snapshot.', facts }
}

function measuresOf(files: readonly SeenTable[]): ReadonlySet<Measure> {
  const found = new Set<Measure>()
  for (const file of files) {
    for (const measure of fileMeasures(file, files.length)) {
      if (found.has(measure)) {
        throw auditError(
          'AUDIT_TABLE_MEASURE_TWICE',
          `${file.fileName} has ${measure}, which another file has too.`,
        )
      }
      found.add(measure)
    }
  }
  if (!found.has('spend')) {
    throw auditError(
      'AUDIT_TABLE_SPEND_MISSING',
      `The tables have ${[...found].join(' and ')}, but no spend.`,
    )
  }
  return found
}

/** A wide file has one measure: as it is said, as its name says, or spend where it stands alone. */
function fileMeasures({ table, measure, fileName }: SeenTable, files: number): readonly Measure[] {
  if (table.kind === 'long') return measures.filter((one) => table.measures[one] !== undefined)
  const known = measure ?? measureOf(fileName) ?? (files === 1 ? 'spend' : undefined)
  if (known !== undefined) return [known]
  throw auditError('AUDIT_TABLE_MEASURE_UNKNOWN', `What ${fileName} measures is not told by its name.`)
}

const column = (place: number) => `c${place + 1}`

/** Whether the engine reads the amounts as it reads the file, which is quicker, or texts are looked at one by one. */
type Way = 'numbers' | 'texts'

function sourceSql({ preview: { format, columns }, table }: SeenTable, way: Way): string {
  const names = columns.map((_, place) => column(place))
  if (format.kind === 'parquet') return `(SELECT * FROM read_parquet($path) AS source(${names.join(', ')}))`
  const amounts = table.kind === 'wide' ? table.periods : Object.values(table.measures)
  const types = names.map(
    (name, place) =>
      `${name}: '${way === 'numbers' && amounts.includes(place) ? 'DECIMAL(18,4)' : 'VARCHAR'}'`,
  )
  const delimiter = (format.delimiter ?? ',').replaceAll("'", "''")
  const written = format.delimiter === 'spaces' ? ' ' : delimiter
  return `read_csv($path, auto_detect = false, header = ${format.header}, delim = '${written}', quote = '"', escape = '"',
    compression = '${format.compression}', columns = {${types.join(', ')}})`
}

/** Makes `temp.audit_cell_<place>` of a file: name, cohort, label and its measures; cells without anything are left out. */
async function readCells(db: ColumnarDatabase, file: SeenTable, place: number): Promise<void> {
  const isPlain = file.preview.format.kind === 'text' && file.preview.format.decimal === '.'
  const isRead = isPlain && (await createCells(db, file, { place, way: 'numbers' }).catch(() => false))
  if (!isRead) await createCells(db, file, { place, way: 'texts' })
  const [bad] = await db.rows(
    `SELECT bad, label, count(*) OVER () AS cells FROM temp.audit_cell_${place} WHERE bad IS NOT NULL LIMIT 1`,
  )
  if (bad === undefined) return
  throw auditError(
    'AUDIT_TABLE_CELL_UNREADABLE',
    `${numberIn(bad, 'cells')} rows or cells of ${file.fileName} hold no amount; one, of ${String(bad['label'])}, holds "${String(bad['bad']).slice(0, 40)}".`,
  )
}

async function createCells(
  db: ColumnarDatabase,
  file: SeenTable,
  { place, way }: { readonly place: number; readonly way: Way },
): Promise<true> {
  const read = file.table.kind === 'long' ? longSql(file, file.table, way) : wideSql(file, file.table, way)
  const of = Object.entries(read.texts) as readonly (readonly [Measure, string])[]
  const { decimal } = file.preview.format
  const numbers = of.map(
    ([measure, text]) => `${way === 'numbers' ? text : amountSql(text, decimal ?? '.')} AS ${measure}`,
  )
  const cells = measures.map((measure) =>
    measure in read.texts ? `coalesce(${measure}, 0)` : '0::DECIMAL(18,4)',
  )
  await db.run(
    `CREATE OR REPLACE TEMP TABLE audit_cell_${place} AS
     SELECT name, cohort, label, ${measures.map((measure, at) => `${cells[at]} AS ${measure}`).join(', ')},
            coalesce(${of.map(([measure, text]) => badSql(measure, text, way)).join(', ')}) AS bad
       FROM (SELECT *, ${numbers.join(', ')} FROM (${read.sql}))
      WHERE name <> '' AND (bad IS NOT NULL OR ${of.map(([measure]) => `${measure} <> 0`).join(' OR ')})`,
    { path: file.path },
  )
  return true
}

interface ReadSql {
  /** Rows with name, cohort, label and what `texts` speaks of. */
  readonly sql: string
  readonly texts: Readonly<Partial<Record<Measure, string>>>
}

const trimmed = (place: number) => `trim(${column(place)}::VARCHAR)`

function personSql({ customer, cohort }: LongTable | WideTable): string {
  return `coalesce(${trimmed(customer)}, '') AS name, ${cohort === undefined ? 'NULL::VARCHAR' : `nullif(${trimmed(cohort)}, '')`} AS cohort`
}

function longSql(file: SeenTable, table: LongTable, way: Way): ReadSql {
  const texts = Object.entries(table.measures).map(
    ([measure, place]) =>
      [measure, `${measure}_text`, way === 'numbers' ? column(place) : trimmed(place)] as const,
  )
  return {
    sql: `SELECT ${personSql(table)}, ${trimmed(table.period)} AS label, ${texts.map(([, name, text]) => `${text} AS ${name}`).join(', ')}
            FROM ${sourceSql(file, way)}`,
    texts: Object.fromEntries(texts.map(([measure, name]) => [measure, name])),
  }
}

function wideSql(file: SeenTable, table: WideTable, way: Way): ReadSql {
  const text = way === 'numbers' ? column : trimmed
  const [measure = 'spend'] = fileMeasures(file, 1)
  const labels = table.periods.map(
    (place) => `'${(file.preview.columns[place]?.name ?? '').replaceAll("'", "''")}'`,
  )
  return {
    sql: `SELECT * FROM (
            SELECT name, cohort, unnest([${labels.join(', ')}]) AS label, unnest(cells) AS cell_text
              FROM (SELECT ${personSql(table)}, [${table.periods.map(text).join(', ')}] AS cells FROM ${sourceSql(file, way)}))
           WHERE ${way === 'numbers' ? 'cell_text IS NOT NULL' : "cell_text <> ''"}`,
    texts: { [measure]: 'cell_text' },
  }
}

/** Most are plain; only the others are looked at again, without what stands between thousands. */
function amountSql(text: string, decimal: string): string {
  const plain = decimal === ',' ? `replace(replace(${text}, '.', ''), ',', '.')` : `replace(${text}, ',', '')`
  const first = decimal === ',' ? [] : [`TRY_CAST(${text} AS DECIMAL(18,4))`]
  return `coalesce(${[...first, `TRY_CAST(${plain} AS DECIMAL(18,4))`].join(', ')})`
}

/** The text of a cell that holds no amount, or fewer transactions than none. */
function badSql(measure: Measure, text: string, way: Way): string {
  const below = measure === 'transactions' ? `${measure} < 0` : 'FALSE'
  const unread = way === 'numbers' ? below : `(${text} <> '' AND (${measure} IS NULL OR ${below}))`
  return `CASE WHEN ${unread} THEN ${text}::VARCHAR END`
}

/** `temp.audit_label (label, month)`: labels of periods and of cohorts. */
async function readPeriods(db: ColumnarDatabase) {
  const rows = await db.rows(`
    SELECT DISTINCT label, FALSE AS is_cohort FROM temp.audit_cell
     UNION ALL SELECT DISTINCT cohort, TRUE FROM temp.audit_cell WHERE cohort IS NOT NULL`)
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
    CREATE OR REPLACE TEMP TABLE audit_name AS
    SELECT name, (row_number() OVER (ORDER BY name) - 1)::INTEGER AS customer, any_value(cohort) AS cohort
      FROM temp.audit_cell GROUP BY name`)
  await db.run(`
    CREATE OR REPLACE TEMP TABLE audit_fact AS
    SELECT 0::USMALLINT AS slice, customer, month, ${purchases} AS purchases, ${purchases} AS lines,
           ${sum('spend')} AS spend, ${profit} AS profit
      FROM temp.audit_cell JOIN (SELECT name, customer FROM temp.audit_name) USING (name) JOIN temp.audit_label USING (label)
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
        FROM bought b JOIN temp.audit_name USING (customer) LEFT JOIN temp.audit_label l ON l.label = cohort
    )
    SELECT customer, make_date(1970 + first // 12, 1 + first % 12, 1) AS first_day, first,
           CASE WHEN first_purchases > 1 THEN months[1] - first ELSE months[2] - first END::INTEGER AS second_after
      FROM (SELECT *, CASE WHEN cohort >= (SELECT min(month) FROM temp.audit_fact)
                           THEN least(cohort - cohort % ${step}, months[1]) END::SMALLINT AS first FROM told)`)
  await db.run('DROP TABLE temp.audit_name')
}

async function factsOf(
  db: ColumnarDatabase,
  of: {
    readonly has: ReadonlySet<Measure>
    readonly hasCohorts: boolean
    readonly shortest: Exclude<PeriodLength, 'all'>
    readonly first: number
    readonly last: number
    readonly run: TablesRun
  },
): Promise<AuditFacts> {
  const { has, hasCohorts, shortest, first, last, run } = of
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

/** The cells of tables of periods: read once a file, customers numbered, cells without anything left out. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { Preview } from '#history/history.contract.ts'
import { auditError } from '../base-audit.errors.ts'
import { measureOf, measures, type LongTable, type Measure, type WideTable } from './period-table.ts'
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

/**
 * Makes `audit_name` (name, customer, cohort: everyone named, numbered in the order of names) and the view `audit_cell` (customer, label and the
 * measures, 0 where the file has none; a row a file, customer and period).
 *
 * @throws AUDIT_TABLE_CELL_UNREADABLE
 */
export async function createCells(db: ColumnarDatabase, files: readonly SeenTable[]): Promise<void> {
  const read = await beside(
    db,
    files.map((file, place) => (own: ColumnarDatabase) => readTable(own, file, place)),
  )
  const all = (what: string, table: string) =>
    read.map(({ place }) => `SELECT ${what} FROM ${table}_${place}`).join(' UNION ALL ')
  await db.run(`
    CREATE TABLE audit_name AS
    SELECT name, (row_number() OVER (ORDER BY name) - 1)::INTEGER AS customer, min(cohort) AS cohort
      FROM (${all('name, cohort', 'audit_row')}) GROUP BY name`)
  await beside(
    db,
    read.map((one) => (own: ColumnarDatabase) => tellApart(own, one)),
  )
  for (const one of read) await refuseUnreadable(db, one)
  await db.run(`CREATE VIEW audit_cell AS ${all('*', 'audit_cell')}`)
}

/** Each work on a connection of its own: one file does not keep all processors busy. */
function beside<T>(
  db: ColumnarDatabase,
  works: readonly ((own: ColumnarDatabase) => Promise<T>)[],
): Promise<readonly T[]> {
  return Promise.all(
    works.map(async (work) => {
      const own = await db.connect()
      try {
        return await work(own)
      } finally {
        await own.close()
      }
    }),
  )
}

/** Lets the tables of {@link createCells} go. */
export async function forgetCells(db: ColumnarDatabase, files: readonly SeenTable[]): Promise<void> {
  await db.run('DROP VIEW audit_cell; DROP TABLE audit_name')
  for (const place of files.keys()) await db.run(`DROP TABLE audit_cell_${place}`)
}

/** What the files measure together. @throws AUDIT_TABLE_MEASURE_UNKNOWN, AUDIT_TABLE_MEASURE_TWICE, AUDIT_TABLE_SPEND_MISSING */
export function measuresOf(files: readonly SeenTable[]): ReadonlySet<Measure> {
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

/** Whether the engine reads the amounts as it reads the file, which is quicker, or texts are looked at one by one. */
type Way = 'numbers' | 'texts'

/** A file whose rows stand in `audit_row_<place>`: name, cohort, the label of a long one, and the columns with amounts. */
interface ReadTable {
  readonly file: SeenTable
  readonly place: number
  readonly way: Way
}

/** Numbers at first; where one cell is written otherwise, once more as texts. */
async function readTable(db: ColumnarDatabase, file: SeenTable, place: number): Promise<ReadTable> {
  const { format } = file.preview
  const isPlain = format.kind === 'text' && format.decimal === '.'
  const isRead =
    isPlain &&
    (await createRows(db, { file, place, way: 'numbers' }).then(
      () => true,
      () => false,
    ))
  if (isRead) return { file, place, way: 'numbers' }
  await createRows(db, { file, place, way: 'texts' })
  return { file, place, way: 'texts' }
}

const column = (place: number) => `c${place + 1}`
const trimmed = (place: number) => `trim(${column(place)}::VARCHAR)`

function amountColumns(table: LongTable | WideTable): readonly number[] {
  return table.kind === 'wide' ? table.periods : Object.values(table.measures)
}

async function createRows(db: ColumnarDatabase, { file, place, way }: ReadTable): Promise<void> {
  const { table, path } = file
  const { customer, cohort } = table
  const amounts = amountColumns(table).map((one) =>
    way === 'numbers' ? column(one) : `${trimmed(one)} AS ${column(one)}`,
  )
  await db.run(
    `CREATE OR REPLACE TABLE audit_row_${place} AS
     SELECT ${trimmed(customer)} AS name, ${cohort === undefined ? 'NULL::VARCHAR' : `nullif(${trimmed(cohort)}, '')`} AS cohort,
            ${table.kind === 'long' ? `${trimmed(table.period)} AS label,` : ''} ${amounts.join(', ')}
       FROM ${sourceSql(file, way)} WHERE ${trimmed(customer)} <> ''`,
    { path },
  )
}

function sourceSql({ preview: { format, columns }, table }: SeenTable, way: Way): string {
  const names = columns.map((_, place) => column(place))
  if (format.kind === 'parquet') return `(SELECT * FROM read_parquet($path) AS source(${names.join(', ')}))`
  const amounts = amountColumns(table)
  const types = names.map(
    (name, place) =>
      `${name}: '${way === 'numbers' && amounts.includes(place) ? 'DECIMAL(18,4)' : 'VARCHAR'}'`,
  )
  const delimiter = (format.delimiter ?? ',').replaceAll("'", "''")
  const written = format.delimiter === 'spaces' ? ' ' : delimiter
  return `read_csv($path, auto_detect = false, header = ${format.header}, delim = '${written}', quote = '"', escape = '"',
    compression = '${format.compression}', columns = {${types.join(', ')}})`
}

/** Makes `audit_cell_<place>` of the rows, with the text of what is no amount. */
async function tellApart(db: ColumnarDatabase, one: ReadTable): Promise<void> {
  const { file, place, way } = one
  const decimal = file.preview.format.decimal ?? '.'
  const { sql, cells } = file.table.kind === 'long' ? longSql(one, file.table) : wideSql(one, file.table)
  const of = Object.entries(cells) as readonly (readonly [Measure, string])[]
  const numbers = of.map(
    ([measure, cell]) => `${way === 'numbers' ? cell : amountSql(cell, decimal)} AS ${measure}`,
  )
  const told = measures.map(
    (measure) => `${measure in cells ? `coalesce(${measure}, 0)` : '0::DECIMAL(18,4)'} AS ${measure}`,
  )
  await db.run(`
    CREATE TABLE audit_cell_${place} AS
    SELECT customer, label, ${told.join(', ')}, coalesce(${of.map(([measure, cell]) => badSql(measure, cell, way)).join(', ')}) AS bad
      FROM (SELECT *, ${numbers.join(', ')} FROM (${sql}))
     WHERE bad IS NOT NULL OR ${of.map(([measure]) => `${measure} <> 0`).join(' OR ')};
    DROP TABLE audit_row_${place}`)
}

interface CellsSql {
  /** Rows with customer, label and what `cells` speaks of. */
  readonly sql: string
  /** Names of the columns with the amounts as they were read. */
  readonly cells: Readonly<Partial<Record<Measure, string>>>
}

const numbered = (place: number) =>
  `audit_row_${place} JOIN (SELECT name, customer FROM audit_name) USING (name)`

function longSql({ place }: ReadTable, table: LongTable): CellsSql {
  const cells = Object.entries(table.measures).map(([measure, at]) => [measure, column(at)] as const)
  return {
    sql: `SELECT customer, label, ${cells.map(([, cell]) => cell).join(', ')} FROM ${numbered(place)}`,
    cells: Object.fromEntries(cells),
  }
}

function wideSql({ file, place }: ReadTable, table: WideTable): CellsSql {
  const [measure = 'spend'] = fileMeasures(file, 1)
  const labels = table.periods.map(
    (period) => `'${(file.preview.columns[period]?.name ?? '').replaceAll("'", "''")}'`,
  )
  return {
    sql: `SELECT customer, unnest([${labels.join(', ')}]) AS label, unnest([${table.periods.map(column).join(', ')}]) AS cell
            FROM ${numbered(place)}`,
    cells: { [measure]: 'cell' },
  }
}

/** Most are plain; only the others are looked at again, without what stands between thousands. */
function amountSql(text: string, decimal: string): string {
  const plain = decimal === ',' ? `replace(replace(${text}, '.', ''), ',', '.')` : `replace(${text}, ',', '')`
  const first = decimal === ',' ? [] : [`TRY_CAST(${text} AS DECIMAL(18,4))`]
  return `coalesce(${[...first, `TRY_CAST(${plain} AS DECIMAL(18,4))`].join(', ')})`
}

/** The text of a cell that holds no amount, or fewer transactions than none. */
function badSql(measure: Measure, cell: string, way: Way): string {
  const below = measure === 'transactions' ? `${measure} < 0` : 'FALSE'
  const unread = way === 'numbers' ? below : `(${cell} <> '' AND (${measure} IS NULL OR ${below}))`
  return `CASE WHEN ${unread} THEN ${cell}::VARCHAR END`
}

async function refuseUnreadable(db: ColumnarDatabase, { file, place }: ReadTable): Promise<void> {
  const [bad] = await db.rows(
    `SELECT bad, label, count(*) OVER () AS cells FROM audit_cell_${place} WHERE bad IS NOT NULL LIMIT 1`,
  )
  if (bad === undefined) return
  throw auditError(
    'AUDIT_TABLE_CELL_UNREADABLE',
    `${numberIn(bad, 'cells')} rows or cells of ${file.fileName} hold no amount; one, of ${String(bad['label'])}, holds "${String(bad['bad']).slice(0, 40)}".`,
  )
}

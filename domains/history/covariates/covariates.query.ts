/** What is known of customers beside their purchases, in SQL: staged from a file, judged, kept, taken back, read. */
import type { ColumnarDatabase, Row } from '#columnar/engine.ts'
import type { Instant } from '#kernel/time.ts'
import type { CovariateColumn, CovariateFigures, CovariateFile } from '../covariates.contract.ts'
import type { Notice } from '../history-notices.ts'
import { historyError } from '../history.errors.ts'
import type { Dialect, NumberFormat } from '../reading/mapping.ts'
import { columnSql, plainPath, sourceSql } from '../reading/stage-sql.ts'
import { customerSql, missingSql, numberSql, trimmedSql } from '../reading/value-sql.ts'

/** How a file of covariates is read. */
export interface CovariateReading {
  readonly dialect: Dialect
  /** Names of all columns. */
  readonly names: readonly string[]
  /** Place of the column that names the customer. */
  readonly customer: number
  readonly withPointZero: boolean
  readonly covariates: readonly {
    readonly place: number
    /** Undefined where its texts are categories. */
    readonly numbers: NumberFormat | undefined
  }[]
}

/** Makes the temporary table `covariate_staged (name, c1, c2, …)`, NULL where nothing is stated. */
export async function stageCovariates(
  db: ColumnarDatabase,
  path: string,
  { dialect, names, customer, withPointZero, covariates }: CovariateReading,
): Promise<void> {
  const stated = (place: number) => {
    const text = `trim(${columnSql(place, { dialect })})`
    return `CASE WHEN ${missingSql(text)} THEN NULL ELSE ${text} END AS ${column(place)}`
  }
  const named = customerSql(trimmedSql(columnSql(customer, { dialect })), withPointZero)
  await db.run('DROP TABLE IF EXISTS covariate_staged; DROP TABLE IF EXISTS reject_errors')
  await db.run('DROP TABLE IF EXISTS reject_scans')
  await db.run(
    `CREATE TEMP TABLE covariate_staged AS
     SELECT CASE WHEN ${missingSql(named)} THEN NULL ELSE ${named} END AS name,
            ${covariates.map(({ place }) => stated(place)).join(', ')}
       FROM ${sourceSql(dialect, names)}`,
    { path: plainPath(path) },
  )
  if (dialect.kind === 'text') await refuseBroken(db)
}

async function refuseBroken(db: ColumnarDatabase): Promise<void> {
  const [broken] = await db.rows(
    'SELECT line, left(csv_line, 80) AS value FROM reject_errors ORDER BY line LIMIT 1',
  )
  if (broken === undefined) return
  const row = Number(broken['line'])
  const message = `Row ${row} does not fall into the columns of the file: ${String(broken['value'])}`
  throw historyError('HISTORY_COVARIATES_ROW_BROKEN', message, { row })
}

function column(place: number): string {
  return `c${place + 1}`
}

/** A stated cell as a number; NULL where it is none, or beyond all bounds. */
function cellNumber(place: number, format: NumberFormat): string {
  const number = numberSql(column(place), format, 'DOUBLE')
  return `CASE WHEN isfinite(${number}) THEN ${number} END`
}

/** A cell as it is kept: numbers in plain digits, categories as they stand. */
function keptCell({ place, numbers }: CovariateReading['covariates'][number]): string {
  if (numbers === undefined) return column(place)
  return `regexp_replace(CAST(${cellNumber(place, numbers)} AS VARCHAR), '\\.0$', '')`
}

/** How many cells of each column are stated, read as numbers, and differ. */
export async function columnFigures(
  db: ColumnarDatabase,
  { names, covariates }: CovariateReading,
): Promise<readonly CovariateColumn[]> {
  const [row] = await db.rows(
    `SELECT ${covariates
      .map((one) => {
        const kept = keptCell(one)
        return `count(${column(one.place)}) AS stated_${one.place}, count(${kept}) AS kept_${one.place},
                count(DISTINCT ${kept}) AS distinct_${one.place}`
      })
      .join(', ')}
       FROM covariate_staged WHERE name IS NOT NULL`,
  )
  const number = (name: string) => Number(row?.[name])
  return covariates.map(({ place, numbers }) => ({
    name: names[place] ?? '',
    kind: numbers === undefined ? 'category' : 'number',
    stated: number(`kept_${place}`),
    distinct: number(`distinct_${place}`),
    unreadable: number(`stated_${place}`) - number(`kept_${place}`),
  }))
}

/** The first cell of a column of numbers that is none. */
export async function firstUnreadable(
  db: ColumnarDatabase,
  { dialect, covariates, names }: CovariateReading,
  name: string,
): Promise<{ readonly row: number; readonly value: string }> {
  const { place = 0, numbers } = covariates.find((one) => names[one.place] === name) ?? {}
  const format = numbers ?? { decimal: '.', grouping: '', decorated: false }
  const [row] = await db.rows(`
    SELECT rowid + ${dialect.header ? 2 : 1} AS "row", ${column(place)} AS value FROM covariate_staged
     WHERE name IS NOT NULL AND ${column(place)} IS NOT NULL AND ${cellNumber(place, format)} IS NULL
     ORDER BY rowid LIMIT 1`)
  return { row: Number(row?.['row']), value: String(row?.['value']).slice(0, 80) }
}

/** Counts of rows and customers. */
export async function rowFigures(
  db: ColumnarDatabase,
): Promise<Pick<CovariateFigures, 'rows' | 'customers' | 'known' | 'withoutCustomer' | 'repeated'>> {
  const [row] = await db.rows(`
    SELECT count(*) AS "rows", count(DISTINCT name) AS customers, count(*) - count(name) AS without,
           count(name) - count(DISTINCT name) AS repeated,
           (SELECT count(*) FROM identity WHERE name IN (SELECT name FROM covariate_staged)) AS known
      FROM covariate_staged`)
  const number = (name: string) => Number(row?.[name])
  return {
    rows: number('rows'),
    customers: number('customers'),
    known: number('known'),
    withoutCustomer: number('without'),
    repeated: number('repeated'),
  }
}

/** A few customers that a file names, and a few that the history knows, for an error to show. */
export async function exampleNames(
  db: ColumnarDatabase,
): Promise<{ readonly file: readonly string[]; readonly history: readonly string[] }> {
  const file = await db.rows(
    'SELECT name FROM covariate_staged WHERE name IS NOT NULL ORDER BY rowid LIMIT 3',
  )
  const history = await db.rows('SELECT name FROM identity ORDER BY number LIMIT 3')
  const namesOf = (rows: readonly Row[]) => rows.map(({ name }) => String(name).slice(0, 40))
  return { file: namesOf(file), history: namesOf(history) }
}

/** The first customer of whom two rows say different things. */
export async function firstContradiction(
  db: ColumnarDatabase,
  { dialect, covariates }: CovariateReading,
): Promise<{ readonly name: string; readonly rows: readonly number[] } | undefined> {
  const [row] = await db.rows(`
    SELECT name, min(first_row) AS first, max(first_row) AS last
      FROM (SELECT name, min(rowid) + ${dialect.header ? 2 : 1} AS first_row FROM covariate_staged
             WHERE name IS NOT NULL GROUP BY name, ${covariates.map(({ place }) => column(place)).join(', ')})
     GROUP BY name HAVING count(*) > 1 ORDER BY first LIMIT 1`)
  if (row === undefined) return undefined
  return { name: String(row['name']).slice(0, 80), rows: [Number(row['first']), Number(row['last'])] }
}

/** A file that is kept. */
export interface NewCovariates {
  readonly id: string
  readonly fileName: string
  readonly bytes: number
  readonly sha256: string
  readonly recordedAt: Instant
  readonly figures: KeptFigures
  readonly reading: CovariateReading
}

/** What is kept of a file beside its rows. */
export interface KeptFigures extends CovariateFigures {
  readonly notices: readonly Notice[]
}

/** Takes what is staged into the history: all of it or nothing. */
export async function storeCovariates(db: ColumnarDatabase, added: NewCovariates): Promise<void> {
  const { id, fileName, bytes, sha256, recordedAt, figures, reading } = added
  await db.transaction(async () => {
    const [row] = await db.rows('SELECT coalesce(max(number), 0) + 1 AS n FROM covariate_file')
    const number = Number(row?.['n'])
    await db.run(
      `INSERT INTO covariate_file
       VALUES ($number, $id, $fileName, $bytes, $sha256, make_timestamp_ms($recordedAt), NULL, $figures)`,
      {
        number,
        id,
        fileName,
        bytes,
        sha256,
        recordedAt: BigInt(recordedAt),
        figures: JSON.stringify(figures),
      },
    )
    await db.run(
      `INSERT INTO covariate_row
       SELECT DISTINCT $number::INTEGER, name, [${reading.covariates.map(keptCell).join(', ')}]
         FROM covariate_staged WHERE name IS NOT NULL`,
      { number },
    )
  })
}

interface Registered extends Omit<CovariateFile, 'inUse' | 'figures' | 'notices'> {
  readonly number: number
  readonly sha256: string
  readonly figures: KeptFigures
}

/** All files, newest first. */
export async function registeredCovariates(db: ColumnarDatabase): Promise<readonly Registered[]> {
  const rows = await db.rows(`
    SELECT number, id, file_name, bytes, sha256, figures,
           strftime(recorded_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS recorded_at,
           strftime(undone_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS undone_at
      FROM covariate_file ORDER BY number DESC`)
  return rows.map((row) => ({
    number: Number(row['number']),
    covariates: String(row['id']),
    fileName: String(row['file_name']),
    bytes: Number(row['bytes']),
    sha256: String(row['sha256']),
    addedAt: String(row['recorded_at']),
    undoneAt: row['undone_at'] === null ? null : String(row['undone_at']),
    figures: JSON.parse(String(row['figures'])) as KeptFigures,
  }))
}

/** The file that customers are valued with: the newest that stands. */
export async function covariatesInUse(db: ColumnarDatabase): Promise<Registered | undefined> {
  return (await registeredCovariates(db)).find(({ undoneAt }) => undoneAt === null)
}

/** Takes a file's rows out again; its entry stays as a tombstone. */
export async function removeCovariates(db: ColumnarDatabase, number: number, now: Instant): Promise<void> {
  await db.transaction(async () => {
    await db.run('DELETE FROM covariate_row WHERE file = $number', { number })
    await db.run('UPDATE covariate_file SET undone_at = make_timestamp_ms($now) WHERE number = $number', {
      number,
      now: BigInt(now),
    })
  })
}

/**
 * The cells of every customer of the history of whom the file in use says something: makes the table `into`
 * (identity, cells), the cells in the order of its columns.
 *
 * @returns The file; undefined, and no table, where none stands.
 */
export async function knownCovariates(
  db: ColumnarDatabase,
  { into }: { readonly into: string },
): Promise<Pick<Registered, 'covariates' | 'fileName' | 'figures'> | undefined> {
  const file = await covariatesInUse(db)
  if (file === undefined) return undefined
  await db.run(
    `CREATE TABLE ${into} AS
     SELECT i.number AS identity, cells FROM covariate_row r JOIN identity i ON i.name = r.name WHERE file = $file`,
    { file: file.number },
  )
  return file
}

/** How many different customers of the history each column of a sample names. */
export async function knownNames(
  db: ColumnarDatabase,
  columns: readonly (readonly string[])[],
): Promise<readonly number[]> {
  const known: number[] = []
  for (const texts of columns) {
    const [row] = await db.rows(
      'SELECT count(*) AS n FROM identity WHERE name IN (SELECT unnest($texts::JSON::VARCHAR[]))',
      { texts: JSON.stringify([...new Set(texts)]) },
    )
    known.push(Number(row?.['n']))
  }
  return known
}

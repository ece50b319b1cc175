/** What is known of customers beside their purchases, in SQL: what there is, and what each customer counts as. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { DesignColumn, KnownCovariate } from './covariate-design.ts'

/** A covariate of the file. */
export type CovariateOfFile = Pick<KnownCovariate, 'name' | 'kind'>

/** Categories beyond these are rare: they are counted, but not by name. */
const categoriesLookedAt = 64

/** Each covariate as the customers of `scratch.summary` have it, from `scratch.covariate_cell`. */
export async function knownCovariatesOf(
  db: ColumnarDatabase,
  covariates: readonly CovariateOfFile[],
): Promise<readonly KnownCovariate[]> {
  const found: KnownCovariate[] = []
  for (const [place, { name, kind }] of covariates.entries()) {
    const cell = `cells[${place + 1}]`
    const number = kind === 'number' ? `TRY_CAST(${cell} AS DOUBLE)` : 'NULL::DOUBLE'
    const [row] = await db.rows(
      `SELECT count(${cell}) AS stated, count(DISTINCT ${cell}) AS "distinct", avg(${number}) AS mean,
              stddev_pop(${number}) AS deviation, min(${number}) AS least, max(${number}) AS most
         FROM scratch.summary JOIN scratch.covariate_cell USING (identity)`,
    )
    const figure = (column: string) => Number(row?.[column] ?? 0)
    found.push({
      name,
      kind,
      stated: figure('stated'),
      distinct: figure('distinct'),
      mean: figure('mean'),
      deviation: figure('deviation'),
      least: figure('least'),
      most: figure('most'),
      categories: kind === 'category' ? await categoriesOf(db, cell) : [],
    })
  }
  return found
}

async function categoriesOf(db: ColumnarDatabase, cell: string): Promise<KnownCovariate['categories']> {
  const rows = await db.rows(
    `SELECT ${cell} AS value, count(*) AS customers
       FROM scratch.summary JOIN scratch.covariate_cell USING (identity)
      WHERE ${cell} IS NOT NULL GROUP BY value ORDER BY customers DESC, value LIMIT ${categoriesLookedAt}`,
  )
  return rows.map(({ value, customers }) => ({ value: String(value), customers: Number(customers) }))
}

/** Customers of the base of whom the file says something. */
export async function describedCustomers(db: ColumnarDatabase): Promise<number> {
  const [row] = await db.rows(
    'SELECT count(*) AS n FROM scratch.summary SEMI JOIN scratch.covariate_cell USING (identity)',
  )
  return Number(row?.['n'])
}

/**
 * Makes `scratch.covariate_profile` (profile, v1, v2, …, customers), the different combinations of the columns' values
 * numbered from 0, and `scratch.customer_profile` (identity, profile) of all customers of the base.
 */
export async function createProfiles(db: ColumnarDatabase, columns: readonly DesignColumn[]): Promise<void> {
  const parameters: Record<string, string | number> = {}
  const values = columns.map((column, place) => {
    parameters[`mean_${place}`] = column.mean
    return `${valueSql(column, place, parameters)} AS v${place + 1}`
  })
  const names = columns.map((_, place) => `v${place + 1}`).join(', ')
  await db.run(
    `CREATE TABLE scratch.covariate_value AS
     SELECT s.identity, ${values.join(', ')}
       FROM scratch.summary s LEFT JOIN scratch.covariate_cell c ON c.identity = s.identity`,
    parameters,
  )
  await db.run(`
    CREATE TABLE scratch.covariate_profile AS
    SELECT (row_number() OVER (ORDER BY ${names}) - 1)::INTEGER AS profile, ${names}, count(*) AS customers
      FROM scratch.covariate_value GROUP BY ${names}`)
  await db.run(`
    CREATE TABLE scratch.customer_profile AS
    SELECT identity, profile FROM scratch.covariate_value JOIN scratch.covariate_profile USING (${names})`)
  await db.run('DROP TABLE scratch.covariate_value')
}

/** Whoever nothing is known of counts as the mean of the others. */
function valueSql(
  { place: cellPlace, category }: DesignColumn,
  place: number,
  parameters: Record<string, string | number>,
): string {
  const cell = `c.cells[${cellPlace + 1}]`
  const mean = `$mean_${place}::DOUBLE`
  if (category === null) return `coalesce(TRY_CAST(${cell} AS DOUBLE), ${mean})`
  // A statement takes no parameter that it does not name.
  if (category.value === null) {
    parameters[`named_${place}`] = JSON.stringify(category.named)
    const isNamed = `list_contains($named_${place}::JSON::VARCHAR[], ${cell})`
    return `CASE WHEN ${cell} IS NULL THEN ${mean} ELSE (NOT ${isNamed})::INTEGER END::DOUBLE`
  }
  parameters[`category_${place}`] = category.value
  return `CASE WHEN ${cell} IS NULL THEN ${mean} ELSE (${cell} = $category_${place})::INTEGER END::DOUBLE`
}

/** The profiles, column by column, in the order of their numbers. */
export interface ProfileTable {
  /** Names of the columns. */
  readonly names: readonly string[]
  readonly columns: readonly Float64Array[]
  /** Customers of each profile. */
  readonly customers: Float64Array
}

/** `scratch.covariate_profile` with those of its columns that are used. */
export async function readProfiles(
  db: ColumnarDatabase,
  columns: readonly DesignColumn[],
  used: readonly number[] = columns.map((_, place) => place),
): Promise<ProfileTable> {
  const list = used.map((place) => `v${place + 1}`)
  const read = (await db.columns(
    `SELECT ${list.join(', ')}, customers::DOUBLE AS customers FROM scratch.covariate_profile ORDER BY profile`,
  )) as unknown as Readonly<Record<string, Float64Array>>
  return {
    names: used.map((place) => columns[place]?.name ?? ''),
    columns: list.map((name) => read[name] ?? new Float64Array()),
    customers: read['customers'] ?? new Float64Array(),
  }
}

/** Writes `snapshot.customer_covariate` (customer, cells, values): what is known of a customer, and as what they count. */
export async function createCustomerCovariates(db: ColumnarDatabase, used: readonly number[]): Promise<void> {
  const profiles = `JOIN scratch.customer_profile USING (identity) JOIN scratch.covariate_profile USING (profile)`
  await db.run(`
    CREATE TABLE snapshot.customer_covariate AS
    SELECT identity AS customer, c.cells, [${used.map((place) => `v${place + 1}`).join(', ')}]::DOUBLE[] AS "values"
      FROM scratch.summary ${used.length === 0 ? '' : profiles} LEFT JOIN scratch.covariate_cell c USING (identity)
     ORDER BY customer`)
}

/** Which column of a file of covariates is what, by its first rows and by the customers that the history knows. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { profileColumn } from '../reading/column-profile.ts'
import {
  customerPlace,
  hasPointZero,
  mostCovariates,
  numbersOf,
  type SampledColumn,
} from './covariate-columns.ts'
import { knownNames, type CovariateReading } from './covariates.query.ts'
import { placeOf, type SampleTable } from '../reading/describe-file.ts'
import { historyError } from '../history.errors.ts'

/** Which column is what. @throws HISTORY_COLUMN_UNKNOWN, HISTORY_COVARIATES_CUSTOMER_MISSING, HISTORY_COVARIATES_MANY */
export async function readingOf(
  db: ColumnarDatabase,
  { dialect, names, rows }: SampleTable,
  given: string | undefined,
): Promise<{ readonly reading: CovariateReading; readonly columns: readonly SampledColumn[] }> {
  const texts = names.map((_, place) => rows.map((row) => row[place]?.trim() ?? ''))
  const known = await knownNames(db, texts)
  const columns = names.map((name, place) => ({
    name,
    profile: profileColumn(texts[place] ?? [], false),
    known: known[place] ?? 0,
  }))
  const customer = customerOf(columns, given)
  await refuseMissingHeader(db, names[customer] ?? '')
  if (names.length === 1) {
    throw historyError('HISTORY_COVARIATES_NONE', 'The file has no column besides the customer.')
  }
  if (names.length - 1 > mostCovariates) {
    const message = `The file has ${names.length - 1} columns besides the customer; at most ${mostCovariates} are read.`
    throw historyError('HISTORY_COVARIATES_MANY', message, { columns: names.length - 1 })
  }
  const covariates = columns.flatMap(({ profile }, place) =>
    place === customer ? [] : [{ place, numbers: numbersOf(profile) }],
  )
  const named = columns[customer]
  const withPointZero = named !== undefined && named.known === 0 && hasPointZero(named.profile)
  return { reading: { dialect, names, customer, withPointZero, covariates }, columns }
}

/** A first line that names a customer is no header. */
async function refuseMissingHeader(db: ColumnarDatabase, name: string): Promise<void> {
  const [known = 0] = await knownNames(db, [[name]])
  if (known === 0) return
  const message = `The first line names no columns, but customer ${name}.`
  throw historyError('HISTORY_COVARIATES_HEADER_MISSING', message, { row: 1 })
}

function customerOf(columns: readonly SampledColumn[], given: string | undefined): number {
  const names = columns.map(({ name }) => name)
  const place = given === undefined ? customerPlace(columns) : placeOf(given, names)
  if (place !== undefined) return place
  const there = `The columns are ${names.join(', ').slice(0, 400)}.`
  if (given === undefined) {
    throw historyError('HISTORY_COVARIATES_CUSTOMER_MISSING', `No column names customers. ${there}`)
  }
  throw historyError('HISTORY_COLUMN_UNKNOWN', `There is no column "${given}". ${there}`, { column: given })
}

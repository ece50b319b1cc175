/** The list of customers: searched, filtered, sorted and paged over a million rows while a person waits. */
import type { ColumnarDatabase, ColumnarValue, Parameters, Row } from '#columnar/engine.ts'
import type { CustomersQuery } from '../lifetime-value.contract.ts'

/** What of the query decides which customers are shown. */
export type CustomersAsked = Omit<CustomersQuery, 'business' | 'snapshot'>

/** A page of customers as the snapshot has them. */
export interface CustomersPage {
  /** Customers that match. */
  readonly total: number
  readonly rows: readonly Row[]
}

/** Columns of the table for each way to sort, and what stands for NULL: it comes last either way. */
const sortColumns: Readonly<Record<CustomersAsked['sort'], string>> = {
  value: 'coalesce(value, $last)',
  name: 'name',
  probabilityActive: 'coalesce(probability_active, $last)',
  expectedPurchases: 'coalesce(expected_purchases, $last)',
  spend: 'spend',
  purchases: 'purchases',
  firstPurchase: 'first_day',
  lastPurchase: 'last_day',
}

/** Columns that a list shows. */
const shown = `
  customer, name, first_day, last_day, purchases, spend, probability_active,
  expected_purchases, expected_purchases_low, expected_purchases_high, value, value_low, value_high`

/** One page of the customers that match. */
export async function customersPage(db: ColumnarDatabase, asked: CustomersAsked): Promise<CustomersPage> {
  const wanted: Wanted = {
    ...conditionsOf(asked),
    ...orderOf(asked),
    offset: (asked.page - 1) * asked.pageSize,
    limit: asked.pageSize,
  }
  if (asked.search !== undefined) return searchedPage(db, wanted)
  const total = await count(db, wanted)
  if (wanted.offset >= total) return { total, rows: [] }
  const rows = wanted.offset > deepOffset ? await deepPage(db, wanted, total) : await page(db, wanted)
  return { total, rows }
}

/** A condition in SQL with its parameters. */
interface Matching {
  readonly where: string
  readonly parameters: Parameters
}

interface Order {
  readonly key: string
  readonly direction: 'ASC' | 'DESC'
}

interface Wanted extends Matching, Order {
  readonly offset: number
  readonly limit: number
}

function conditionsOf(asked: CustomersAsked): Matching {
  const { search, valueFrom, valueTo, activeFrom, activeTo, firstFrom, firstTo } = asked
  const conditions = [
    ['contains(lower(name), lower($search))', 'search', search],
    ['value >= $valueFrom', 'valueFrom', valueFrom],
    ['value <= $valueTo', 'valueTo', valueTo],
    ['probability_active >= $activeFrom', 'activeFrom', activeFrom],
    ['probability_active <= $activeTo', 'activeTo', activeTo],
    ['first_day >= $firstFrom::DATE', 'firstFrom', firstFrom],
    ['first_day <= $firstTo::DATE', 'firstTo', firstTo],
  ] as const
  const set = conditions.flatMap(([sql, name, value]) =>
    value === undefined || value === '' ? [] : [{ sql, name, value }],
  )
  return {
    where: set.length === 0 ? 'TRUE' : set.map(({ sql }) => sql).join(' AND '),
    parameters: Object.fromEntries(set.map(({ name, value }) => [name, value])),
  }
}

function orderOf({ sort, direction }: CustomersAsked): Order {
  const isUp = direction === 'up'
  const key = sortColumns[sort].replace('$last', isUp ? `'Infinity'::DOUBLE` : `'-Infinity'::DOUBLE`)
  return { key, direction: isUp ? 'ASC' : 'DESC' }
}

async function count(db: ColumnarDatabase, { where, parameters }: Matching): Promise<number> {
  const [row] = await db.rows(`SELECT count(*) AS n FROM customer WHERE ${where}`, parameters)
  return Number(row?.['n'])
}

/** The places of the rows are found first, by key alone; only then are the other columns read. */
async function page(db: ColumnarDatabase, wanted: Wanted): Promise<readonly Row[]> {
  const { where, parameters, key, direction, offset, limit } = wanted
  const order = `ORDER BY ${key} ${direction}, customer`
  return db.rows(
    `SELECT ${shown} FROM customer
      WHERE rowid IN (SELECT rowid FROM customer WHERE ${where} ${order} LIMIT ${limit} OFFSET ${offset})
      ${order}`,
    parameters,
  )
}

/** Names are looked through once, for the number of matches and for the page alike. */
async function searchedPage(db: ColumnarDatabase, wanted: Wanted): Promise<CustomersPage> {
  const { where, parameters, key, direction, offset, limit } = wanted
  const rows = await db.rows(
    `WITH matching AS MATERIALIZED (SELECT rowid AS place, ${key} AS key, customer FROM customer WHERE ${where})
     SELECT ${shown}, (SELECT count(*) FROM matching) AS total FROM customer
      WHERE rowid IN (SELECT place FROM matching ORDER BY key ${direction}, customer LIMIT ${limit} OFFSET ${offset})
      ORDER BY ${key} ${direction}, customer`,
    parameters,
  )
  const [first] = rows
  if (first !== undefined) return { total: Number(first['total']), rows }
  // A first page without rows has said it all; beyond the last page there may still be matches.
  return { total: offset === 0 ? 0 : await count(db, wanted), rows }
}

/** From here on, sorting everything before the page takes longer than looking where the page is. */
const deepOffset = 10_000
const sampled = 4000
/** Standard errors of a share in the sample by which the page is looked for on either side. */
const reach = 4

/**
 * A page far down the list. A sample of the keys tells between which two keys the page lies but for bad luck; the rows
 * before them are counted, and only those between them are sorted.
 */
async function deepPage(db: ColumnarDatabase, wanted: Wanted, total: number): Promise<readonly Row[]> {
  const { where, parameters, key, direction, offset, limit } = wanted
  const keys = await db.rows(
    `SELECT key FROM (SELECT ${key} AS key FROM customer WHERE ${where}) USING SAMPLE reservoir(${sampled} ROWS) REPEATABLE (1)
      ORDER BY key ${direction}`,
    parameters,
  )
  const place = (rank: number, errors: number) =>
    Math.round((rank / total) * keys.length + (errors * Math.sqrt(keys.length)) / 2)
  const from = keys[place(offset, -reach)]?.['key']
  const to = keys[place(offset + limit, reach)]?.['key']
  const [before, within] = direction === 'ASC' ? ['<', '<='] : ['>', '>=']
  const bounds = bound({ key, from, to, within })
  const skipped =
    from === undefined
      ? 0
      : await count(db, { where: `${where} AND ${key} ${before} $from`, parameters: { ...parameters, from } })
  if (skipped > offset) return page(db, wanted)
  const rows = await page(db, {
    ...wanted,
    where: `${where}${bounds.where}`,
    parameters: { ...parameters, ...bounds.parameters },
    offset: offset - skipped,
  })
  return rows.length === Math.min(limit, total - offset) ? rows : page(db, wanted)
}

function bound(of: {
  readonly key: string
  readonly from: ColumnarValue | undefined
  readonly to: ColumnarValue | undefined
  readonly within: string
}): Matching {
  const { key, from, to, within } = of
  const after = from === undefined ? {} : { from }
  const until = to === undefined ? {} : { to }
  const opposite = within === '<=' ? '>=' : '<='
  return {
    where: `${from === undefined ? '' : ` AND ${key} ${opposite} $from`}${to === undefined ? '' : ` AND ${key} ${within} $to`}`,
    parameters: { ...after, ...until },
  }
}

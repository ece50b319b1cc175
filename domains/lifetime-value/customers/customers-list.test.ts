import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { Day } from '#kernel/time.ts'
import { customersPage, type CustomersAsked } from './customers-list.query.ts'

const customers = 40_000
let database: ColumnarDatabase

beforeAll(async () => {
  database = await openDuckDb(':memory:', { threads: 2 })
  await database.run(`
    CREATE TABLE customer AS
    SELECT range::INTEGER AS customer, 'Customer ' || (hash(range) % 90000) AS name,
           DATE '2024-01-01' + (hash(range, 1) % 300)::INTEGER AS first_day, DATE '2024-12-31' AS last_day,
           (1 + hash(range, 2) % 7)::INTEGER AS purchases, (hash(range, 3) % 100000) / 7 AS spend,
           if(range % 9 = 0, NULL, (hash(range, 4) % 1000) / 1000) AS probability_active,
           (hash(range, 5) % 10000) / 900 AS expected_purchases, 1 AS expected_purchases_low, 3 AS expected_purchases_high,
           (hash(range, 6) % 100000) / 31 AS value, 1.0 AS value_low, 9.0 AS value_high
      FROM range(${customers})`)
})
afterAll(() => database.close())

const columns: Readonly<Record<CustomersAsked['sort'], string>> = {
  value: 'value',
  name: 'name',
  probabilityActive: 'probability_active',
  expectedPurchases: 'expected_purchases',
  spend: 'spend',
  purchases: 'purchases',
  firstPurchase: 'first_day',
  lastPurchase: 'last_day',
}

/** The plain way: sort everything and cut the page out. */
async function plainly(asked: CustomersAsked, where = 'TRUE'): Promise<unknown> {
  const direction = asked.direction === 'up' ? 'ASC' : 'DESC'
  const rows = await database.rows(
    `SELECT customer FROM customer WHERE ${where} ORDER BY ${columns[asked.sort]} ${direction} NULLS LAST, customer
      LIMIT ${asked.pageSize} OFFSET ${(asked.page - 1) * asked.pageSize}`,
  )
  return rows.map(({ customer }) => customer)
}

async function paged(asked: CustomersAsked): Promise<unknown> {
  const { rows } = await customersPage(database, asked)
  return rows.map(({ customer }) => customer)
}

const first: CustomersAsked = { sort: 'value', direction: 'down', page: 1, pageSize: 50 }

test.each(Object.keys(columns) as CustomersAsked['sort'][])(
  'sorted by %s, every page holds what sorting everything would put there, near and deep, up and down',
  async (sort) => {
    for (const direction of ['up', 'down'] as const) {
      for (const page of [1, 2, 201, 333, 500, 799, 800]) {
        const asked = { ...first, sort, direction, page }
        expect(await paged(asked), `${direction} ${page}`).toEqual(await plainly(asked))
      }
    }
  },
)

test('pages beyond the last one are empty and still tell the total', async () => {
  expect(await customersPage(database, { ...first, page: 801 })).toEqual({ total: customers, rows: [] })
  expect(await customersPage(database, { ...first, search: 'customer 12', page: 9999 })).toMatchObject({
    rows: [],
  })
})

test('a search finds any part of a name, capital and small letters alike, and no pattern', async () => {
  const where = `name LIKE '%77%'`
  const [counted] = await database.rows(`SELECT count(*) AS n FROM customer WHERE ${where}`)
  const { total } = await customersPage(database, { ...first, search: '77' })
  expect(BigInt(total)).toBe(counted?.['n'])
  expect(await paged({ ...first, search: '77', page: 3, sort: 'spend' })).toEqual(
    await plainly({ ...first, page: 3, sort: 'spend' }, where),
  )
  expect((await customersPage(database, { ...first, search: 'cUSTOMER 1' })).total).toBeGreaterThan(0)
  expect((await customersPage(database, { ...first, search: 'C%r' })).total).toBe(0)
})

test('filters hold together, their bounds included', async () => {
  const asked: CustomersAsked = {
    ...first,
    valueFrom: 100,
    valueTo: 2000,
    activeFrom: 0.2,
    activeTo: 0.9,
    firstFrom: '2024-02-01' as Day,
    firstTo: '2024-06-30' as Day,
  }
  const where = `value BETWEEN 100 AND 2000 AND probability_active BETWEEN .2 AND .9
    AND first_day BETWEEN DATE '2024-02-01' AND DATE '2024-06-30'`
  const [counted] = await database.rows(`SELECT count(*) AS n FROM customer WHERE ${where}`)
  expect(BigInt((await customersPage(database, asked)).total)).toBe(counted?.['n'])
  expect(await paged(asked)).toEqual(await plainly(asked, where))
})

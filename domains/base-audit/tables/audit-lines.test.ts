/** Lines lie in an order that nothing but the way they are written holds, at sizes at which the engine writes and reads in parts. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { chosenLinesSql, createLines } from './audit-lines.query.ts'

const present = ['channel', 'product'] as const
let db: ColumnarDatabase

/** 300,000 lines of 40,000 customers as they come in, every fiftieth given back. */
beforeAll(async () => {
  db = await openDuckDb(':memory:', { threads: 4 })
  await db.attach(':memory:', 'snapshot')
  await db.run(`
    CREATE TEMP TABLE line AS
    SELECT (hash(i, 1) % 40000)::INTEGER AS customer, DATE '2020-01-01' + (hash(i, 2) % 800)::INTEGER AS day,
           CASE hash(i, 3) % 4 WHEN 0 THEN NULL WHEN 1 THEN 'web' ELSE 'store' END AS channel, 'p' || (hash(i, 4) % 5000) AS product,
           (i % 50 > 0)::INTEGER AS lines, 2.5::DECIMAL(18,4) AS spend, 1.5::DECIMAL(18,4) AS profit
      FROM range(300000) t (i)`)
  const customers = `(SELECT customer, min(day) AS first_day, 600::SMALLINT AS first FROM temp.line GROUP BY customer)`
  await createLines(db, { source: 'temp.line', present, customers })
})
afterAll(() => db.close())

test.each(['TRUE', 'channel = 1', 'channel = 0', 'channel = 1 AND product = 7'])(
  'of lines where %s, the one before is what the customer bought before, as sorting tells',
  async (holds) => {
    const purchases = `snapshot.audit_line WHERE ${holds} AND lines > 0`
    const [sorted] = await db.rows(`
      SELECT count(*) AS lines, count(DISTINCT (customer, day)) AS purchases, sum(hash(customer, month, previous) % 1000) AS told
        FROM (SELECT *, lag(month) OVER (PARTITION BY customer ORDER BY day) AS previous FROM ${purchases})`)
    const [passed] = await db.rows(`
      SELECT count(*) AS lines, sum(purchases)::BIGINT AS purchases, sum(hash(customer, month, previous) % 1000) AS told
        FROM ${chosenLinesSql({ prefix: 'snapshot.', holds, customers: 40_000 })} WHERE lines > 0`)
    expect(Number(sorted?.['lines'])).toBeGreaterThan(0)
    expect(passed).toEqual(sorted)
  },
)

test('what is given back is no purchase, and no line is lost', async () => {
  const [row] = await db.rows(`
    SELECT count(*) AS n, sum(purchases) FILTER (lines = 0)::INTEGER AS purchases, count(previous) FILTER (lines = 0) AS previous
      FROM ${chosenLinesSql({ prefix: 'snapshot.', holds: 'TRUE', customers: 40_000 })}`)
  expect([Number(row?.['n']), row?.['purchases'], Number(row?.['previous'])]).toEqual([300_000, 0, 0])
})

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { distributionOf, valuesAt } from './order-statistics.query.ts'

let db: ColumnarDatabase
beforeAll(async () => {
  db = await openDuckDb(':memory:')
})
afterAll(() => db.close())

test('values at ranks, and quantiles, are those of the sorted list, ties and losses included', async () => {
  const amount = fc.oneof(
    fc.constantFrom(0, 9.99, -3.5),
    fc.integer({ min: -1_000_000, max: 1_000_000 }).map((cents) => cents / 100),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(amount, { minLength: 1, maxLength: 80 }), async (values) => {
      await db.run('CREATE OR REPLACE TABLE value (x DOUBLE)')
      await db.append('value', { x: Float64Array.from(values) })
      const measured = { db, from: 'value', expression: 'x' }
      const sorted = Float64Array.from(values).toSorted()
      expect(await valuesAt(measured, [...sorted.keys()])).toEqual([...sorted])
      const [engine] = await db.rows(
        'SELECT quantile_cont(x, .25) AS p25, median(x) AS median, quantile_cont(x, .99) AS p99, avg(x) AS mean FROM value',
      )
      const found = await distributionOf(measured)
      for (const name of ['p25', 'median', 'p99', 'mean'] as const) {
        expect(found[name]).toBeCloseTo(Number(engine?.[name]), 6)
      }
      expect([found.lowest, found.highest]).toEqual([sorted[0], sorted.at(-1)])
    }),
    { numRuns: 25 },
  )
})

test('of nothing there is no distribution', async () => {
  await db.run('CREATE OR REPLACE TABLE value (x DOUBLE)')
  expect(await distributionOf({ db, from: 'value', expression: 'x' })).toMatchObject({
    mean: null,
    median: null,
    lowest: null,
  })
})

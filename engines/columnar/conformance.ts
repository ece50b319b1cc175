/** What every engine behind the port must do alike; each engine's test runs this over a fresh database. */
import { expect, test } from 'vitest'
import type { ColumnarDatabase, Columns } from './engine.ts'

/** States the laws of the port for the engine that `open` opens in memory. */
export function conformsToThePort(open: () => Promise<ColumnarDatabase>): void {
  async function withDatabase(work: (database: ColumnarDatabase) => Promise<void>): Promise<void> {
    const database = await open()
    try {
      await work(database)
    } finally {
      await database.close()
    }
  }

  test('a row carries decimals and dates as text, counts as bigint, absence as null', () =>
    withDatabase(async (database) => {
      const rows = await database.rows(
        `SELECT CAST('12.5' AS DECIMAL(18,4)) AS spend, DATE '2024-02-29' AS day, COUNT(*) AS n,
                CAST(NULL AS VARCHAR) AS channel, 0.25::DOUBLE AS share, TRUE AS active, 7 AS whole FROM range(3)`,
      )
      expect(rows).toEqual([
        { spend: '12.5000', day: '2024-02-29', n: 3n, channel: null, share: 0.25, active: true, whole: 7 },
      ])
    }))

  test('parameters are bound by name, never pasted', () =>
    withDatabase(async (database) => {
      const hostile = `x'; DROP TABLE t; --`
      await database.run('CREATE TABLE t (name VARCHAR, n BIGINT)')
      await database.run('INSERT INTO t VALUES ($name, $n)', { name: hostile, n: 2n ** 53n + 1n })
      expect(await database.rows('SELECT * FROM t WHERE name = $name', { name: hostile })).toEqual([
        { name: hostile, n: 2n ** 53n + 1n },
      ])
    }))

  test('of several statements all are run and the last one takes the parameters', () =>
    withDatabase(async (database) => {
      await database.run('CREATE TABLE t (n INTEGER); INSERT INTO t VALUES ($n)', { n: 5 })
      expect(await database.rows('SELECT n FROM t')).toEqual([{ n: 5 }])
    }))

  test('columns come as typed arrays, in order, across many chunks', () =>
    withDatabase(async (database) => {
      const columns = await database.columns(
        `SELECT range::INTEGER AS whole, range AS long, -range AS negative, (range / 4)::DOUBLE AS quarter,
                (range * 0.01)::DECIMAL(18,4) AS spend, (-range)::DECIMAL(38,2) AS wide, range::HUGEINT AS huge,
                DATE '1970-01-01' + range::INTEGER AS day, 'c' || range AS name, range % 2 = 0 AS even
           FROM range(5000) ORDER BY range`,
      )
      expect(columns['whole']).toBeInstanceOf(Int32Array)
      expect(columns['day']).toBeInstanceOf(Int32Array)
      expect(columns['long']).toBeInstanceOf(Float64Array)
      const last = Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [name, column.at(4999)]),
      )
      expect(last).toEqual({
        whole: 4999,
        long: 4999,
        negative: -4999,
        quarter: 1249.75,
        spend: 49.99,
        wide: -4999,
        huge: 4999,
        day: 4999,
        name: 'c4999',
        even: 0,
      })
    }))

  test('an empty result has columns of the right kinds', () =>
    withDatabase(async (database) => {
      const columns = await database.columns(
        `SELECT 1 AS whole, 1.5::DOUBLE AS number, 'a' AS name WHERE FALSE`,
      )
      expect(columns).toEqual({ whole: new Int32Array(0), number: new Float64Array(0), name: [] })
    }))

  test('a missing number is NaN; a missing whole number is refused', () =>
    withDatabase(async (database) => {
      const { n } = await database.columns('SELECT IF(range = 70, NULL, range::DOUBLE) AS n FROM range(72)')
      expect([...(n as Float64Array)].slice(68)).toEqual([68, 69, Number.NaN, 71])
      await expect(database.columns('SELECT NULL::INTEGER AS n')).rejects.toMatchObject({
        code: 'COLUMNAR_QUERY_FAILED',
      })
    }))

  test('a stream gives the same rows as the whole, in bounded chunks', () =>
    withDatabase(async (database) => {
      let sum = 0
      let longest = 0
      for await (const { n } of database.stream('SELECT range::INTEGER AS n FROM range(100000)')) {
        for (const value of n as Int32Array) sum += value
        longest = Math.max(longest, (n as Int32Array).length)
      }
      expect(sum).toBe((99_999 * 100_000) / 2)
      expect(longest).toBeLessThanOrEqual(10_000)
    }))

  test('appended columns come back as they were, shared memory included', () =>
    withDatabase(async (database) => {
      const count = 5000
      const shared = new Float64Array(new SharedArrayBuffer(count * 8))
      for (let row = 0; row < count; row++) shared[row] = row % 7 === 0 ? Number.NaN : row / 3
      const columns: Columns = {
        id: Int32Array.from({ length: count }, (_, row) => row),
        value: shared,
        long: BigInt64Array.from({ length: count }, (_, row) => 2n ** 40n + BigInt(row)),
        name: Array.from({ length: count }, (_, row) => (row % 5 === 0 ? null : `Zoë ${row}`)),
      }
      await database.run('CREATE TABLE t (id INTEGER, value DOUBLE, long BIGINT, name VARCHAR)')
      await database.append('t', columns)
      expect(await database.columns('SELECT * FROM t ORDER BY id')).toEqual({
        ...columns,
        value: Float64Array.from(shared),
        long: Float64Array.from({ length: count }, (_, row) => 2 ** 40 + row),
      })
      expect(await database.rows('SELECT COUNT(*) AS n FROM t WHERE value IS NULL')).toEqual([{ n: 715n }])
    }))

  test('an append that fails leaves nothing behind', () =>
    withDatabase(async (database) => {
      await database.run('CREATE TABLE t (n INTEGER PRIMARY KEY)')
      const twice = Int32Array.from({ length: 300_000 }, (_, row) => row % 299_999)
      await expect(database.append('t', { n: twice })).rejects.toMatchObject({
        code: 'COLUMNAR_VALUE_INVALID',
      })
      expect(await database.rows('SELECT COUNT(*) AS n FROM t')).toEqual([{ n: 0n }])
    }))

  test('a transaction that throws leaves nothing behind, and the next one works', () =>
    withDatabase(async (database) => {
      await database.run('CREATE TABLE t (n INTEGER)')
      const broken = database.transaction(async () => {
        await database.run('INSERT INTO t VALUES (1)')
        throw new Error('stop')
      })
      await expect(broken).rejects.toThrow('stop')
      await database.transaction(() => database.run('INSERT INTO t VALUES (2)'))
      expect(await database.rows('SELECT n FROM t')).toEqual([{ n: 2 }])
    }))

  test('another connection sees what is committed and nothing else', () =>
    withDatabase(async (database) => {
      await database.run('CREATE TABLE t (n INTEGER)')
      const reader = await database.connect()
      await database.transaction(async () => {
        await database.run('INSERT INTO t VALUES (1)')
        expect(await reader.rows('SELECT n FROM t')).toEqual([])
      })
      expect(await reader.rows('SELECT n FROM t')).toEqual([{ n: 1 }])
      await reader.close()
      expect(await database.rows('SELECT n FROM t')).toEqual([{ n: 1 }])
    }))

  test('a long statement tells how far it is', () =>
    withDatabase(async (database) => {
      const heard: number[] = []
      const listen = setInterval(() => heard.push(database.progress() ?? Number.NaN), 5)
      await database.run(
        'CREATE TABLE source AS SELECT range AS n FROM range(3000000); CREATE TABLE t AS SELECT hash(n, n + 1) AS h FROM source',
      )
      clearInterval(listen)
      expect(heard.filter((share) => !(share >= 0 && share <= 1) && !Number.isNaN(share))).toEqual([])
      expect(heard.some((share) => share > 0 && share < 1)).toBe(true)
    }))

  test('an interrupted statement stops with its own code, and the connection lives on', () =>
    withDatabase(async (database) => {
      const endless = database.rows(
        'SELECT COUNT(*) AS n FROM range(100000000) a, range(100000) b WHERE (a.range * b.range) % 7 = 3',
      )
      const stop = setInterval(() => database.interrupt(), 20)
      await expect(endless).rejects.toMatchObject({ code: 'COLUMNAR_QUERY_CANCELLED' })
      clearInterval(stop)
      expect(await database.rows('SELECT 1 AS n')).toEqual([{ n: 1 }])
    }))

  test('a value that does not fit and a statement that is wrong have their codes', () =>
    withDatabase(async (database) => {
      await expect(database.rows(`SELECT CAST('x' AS INTEGER)`)).rejects.toMatchObject({
        code: 'COLUMNAR_VALUE_INVALID',
      })
      await expect(database.rows('SELECT * FROM nowhere')).rejects.toMatchObject({
        code: 'COLUMNAR_QUERY_FAILED',
        message: expect.stringContaining('nowhere'),
      })
    }))
}

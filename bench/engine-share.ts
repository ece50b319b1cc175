/** What the engine alone needs for the facts that a valuation keeps: the floor under `perennial value`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { type Layout, logOf } from './layouts.ts'
import { seconds } from './measure.ts'

/** Statements in the order in which they depend on each other, by what they make. */
const statements = {
  read: `CREATE OR REPLACE TEMP TABLE line AS
    SELECT customer, TRY_CAST(date AS DATE) AS day, TRY_CAST(amount AS DECIMAL(18,4)) AS amount
      FROM read_csv($path, auto_detect = false, header = true, columns = {'customer': 'VARCHAR', 'date': 'VARCHAR', 'amount': 'VARCHAR'})`,
  name: `CREATE OR REPLACE TEMP TABLE named AS
    SELECT (row_number() OVER (ORDER BY first))::INTEGER AS number, name
      FROM (SELECT customer AS name, min(rowid) AS first FROM line GROUP BY customer)`,
  keepNames: 'CREATE OR REPLACE TABLE identity AS FROM named',
  keepLines: `CREATE OR REPLACE TABLE purchase AS
    SELECT number AS customer, day, amount FROM line JOIN named ON name = customer`,
  days: `CREATE OR REPLACE TABLE purchase_day AS
    SELECT customer, day, sum(amount)::DECIMAL(18,4) AS spend, count(*)::INTEGER AS lines FROM purchase GROUP BY ALL`,
  customers: `CREATE OR REPLACE TABLE summary AS
    SELECT customer, min(day) AS first_day, max(day) AS last_day, count(*) AS days, sum(spend::DOUBLE) AS spend
      FROM purchase_day GROUP BY customer`,
}

/** Seconds of each statement, and of all of them with the copy of the customers, whose seconds are given. */
export async function engineShare(
  layout: Layout,
  copySeconds: number,
): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-'))
  const database = await openDuckDb(join(folder, 'share.duckdb'), { temporaryFolder: folder })
  const taken: Record<string, number> = {}
  try {
    for (const [name, sql] of Object.entries(statements)) {
      taken[name] = await seconds(() => database.run(sql, name === 'read' ? { path: logOf(layout) } : {}))
    }
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const all = Object.values(taken).reduce((sum, one) => sum + one, copySeconds)
  return { ...taken, copy: copySeconds, all }
}

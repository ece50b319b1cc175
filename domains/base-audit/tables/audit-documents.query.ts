/** What a snapshot keeps of the audit beside its tables: the facts, and the documents that stand ready. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { LensDocument } from '../audit-document.ts'
import { auditVersion, type AuditFacts, type AuditTables } from './audit-facts.ts'
import { lenses, type Lens } from './audit-tables.ts'
import { auditError } from '../base-audit.errors.ts'
import { gridOf } from '../lenses/chosen-view.ts'
import { lensDocument, type AskedLens } from '../lenses/lenses.query.ts'
import { monthsIn, periodKey, type PeriodGrid } from '../period.ts'
import { periodSql } from '../lenses/period-rows.query.ts'
import { numberIn } from './table-rows.ts'

/** Writes the facts. */
export async function keepFacts(db: ColumnarDatabase, facts: AuditFacts): Promise<void> {
  await db.run('CREATE TABLE snapshot.audit_document (name VARCHAR, body VARCHAR)')
  await keep(db, { facts })
}

/** Views of more customers take too long to be worked out while somebody waits. */
const manyCustomers = 750_000

/** Writes every lens as it opens, and what takes long, so that the pages are there at once. */
export async function keepReady(tables: AuditTables, many = manyCustomers): Promise<void> {
  const asked: AskedLens = { fiscalStart: tables.facts.fiscalStart }
  const write = async (lens: Lens, choice: AskedLens) =>
    keep(tables.db, { [nameOf(tables, lens, choice)]: await lensDocument(tables, lens, choice) })
  for (const lens of lenses) await write(lens, asked)
  await write('differ', { ...asked, length: 'all' })
  for (const length of ['quarter', 'year'] as const) {
    const grid = { length, fiscalStart: asked.fiscalStart }
    for (const period of await periodsOfMany(tables, grid, many))
      await write('differ', { ...asked, length, period })
    for (const cohort of await cohortsOfMany(tables, grid, many))
      await write('cohort', { ...asked, length, cohort })
  }
}

/** Keys of periods in which more than so many bought. */
async function periodsOfMany({ db, prefix }: AuditTables, grid: PeriodGrid, many: number) {
  const rows = await db.rows(`
    SELECT period FROM ${prefix}audit_period WHERE length = ${monthsIn[grid.length]} AND purchases > 0
     GROUP BY period HAVING count(*) > ${many}`)
  return rows.map((row) => periodKey(numberIn(row, 'period'), grid))
}

/** Keys of periods in which more than so many bought for the first time. */
async function cohortsOfMany({ db, prefix }: AuditTables, grid: PeriodGrid, many: number) {
  const cohort = periodSql('first', { months: monthsIn[grid.length], fiscalStart: grid.fiscalStart })
  const rows = await db.rows(`
    SELECT ${cohort} AS cohort FROM ${prefix}audit_customer WHERE first IS NOT NULL
     GROUP BY cohort HAVING count(*) > ${many}`)
  return rows.map((row) => periodKey(numberIn(row, 'cohort'), grid))
}

async function keep(db: ColumnarDatabase, documents: Readonly<Record<string, unknown>>): Promise<void> {
  await db.append('snapshot.audit_document', {
    name: Object.keys(documents),
    body: Object.values(documents).map((body) => JSON.stringify(body)),
  })
}

/** The length is told whether it was chosen or not: what is asked for is the same. */
function nameOf({ facts }: AuditTables, lens: Lens, asked: AskedLens): string {
  const { length } = gridOf(facts, asked)
  const said = Object.entries({ ...asked, length }).filter(([, value]) => value !== undefined)
  return `${lens} ${JSON.stringify(Object.fromEntries(said.toSorted(([a], [b]) => (a < b ? -1 : 1))))}`
}

/** A hold on the audit of a snapshot. @throws AUDIT_SNAPSHOT_OLDER */
export async function openTables(db: ColumnarDatabase): Promise<AuditTables> {
  const [there] = await db.rows(
    `SELECT count(*) AS n FROM information_schema.tables WHERE table_name = 'audit_document' AND table_catalog = current_database()`,
  )
  if (Number(there?.['n']) === 0) {
    throw auditError('AUDIT_SNAPSHOT_OLDER', 'This snapshot has no audit.')
  }
  const facts = await read<AuditFacts>({ db, prefix: '' }, 'facts')
  if (facts?.version !== auditVersion)
    throw auditError('AUDIT_SNAPSHOT_OLDER', 'The audit of this snapshot was made by an older version.')
  return { db, prefix: '', facts }
}

/** The document of a lens, from the snapshot where it stands ready. */
export async function readLens<L extends Lens>(
  tables: AuditTables,
  lens: L,
  asked: AskedLens,
): Promise<LensDocument<L>> {
  return (
    (await read<LensDocument<L>>(tables, nameOf(tables, lens, asked))) ??
    (await lensDocument(tables, lens, asked))
  )
}

async function read<T>(
  { db, prefix }: Pick<AuditTables, 'db' | 'prefix'>,
  name: string,
): Promise<T | undefined> {
  const [row] = await db.rows(`SELECT body FROM ${prefix}audit_document WHERE name = $name`, { name })
  return row === undefined ? undefined : (JSON.parse(String(row['body'])) as T)
}

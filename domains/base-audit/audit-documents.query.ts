/** What a snapshot keeps of the audit beside its tables: the facts, and the documents of the default view. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { LensDocument } from './audit-document.ts'
import { auditVersion, type AuditFacts, type AuditTables } from './audit-facts.ts'
import { lenses, type Lens } from './audit-tables.ts'
import { auditError } from './base-audit.errors.ts'
import { lensDocument, type AskedLens } from './lenses.query.ts'

/** Writes the facts. */
export async function keepFacts(db: ColumnarDatabase, facts: AuditFacts): Promise<void> {
  await db.run('CREATE TABLE snapshot.audit_document (name VARCHAR, body VARCHAR)')
  await keep(db, { facts })
}

/** Writes every lens as it opens, so that the pages are there at once. */
export async function keepReady(tables: AuditTables): Promise<void> {
  const asked: AskedLens = { fiscalStart: tables.facts.fiscalStart }
  for (const lens of lenses) {
    await keep(tables.db, { [nameOf(lens, asked)]: await lensDocument(tables, lens, asked) })
  }
  const all: AskedLens = { ...asked, length: 'all' }
  await keep(tables.db, { [nameOf('differ', all)]: await lensDocument(tables, 'differ', all) })
}

async function keep(db: ColumnarDatabase, documents: Readonly<Record<string, unknown>>): Promise<void> {
  await db.append('snapshot.audit_document', {
    name: Object.keys(documents),
    body: Object.values(documents).map((body) => JSON.stringify(body)),
  })
}

function nameOf(lens: Lens, asked: AskedLens): string {
  const said = Object.entries(asked).filter(([, value]) => value !== undefined)
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
    (await read<LensDocument<L>>(tables, nameOf(lens, asked))) ?? (await lensDocument(tables, lens, asked))
  )
}

async function read<T>(
  { db, prefix }: Pick<AuditTables, 'db' | 'prefix'>,
  name: string,
): Promise<T | undefined> {
  const [row] = await db.rows(`SELECT body FROM ${prefix}audit_document WHERE name = $name`, { name })
  return row === undefined ? undefined : (JSON.parse(String(row['body'])) as T)
}

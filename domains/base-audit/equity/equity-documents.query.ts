/** Documents of equity, kept with the snapshot whose customers they are about. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { auditError } from '../base-audit.errors.ts'
import type { EquityDocument } from '../equity.contract.ts'
import type { NewcomerGroup } from './newcomers.ts'

/** What newcomers bring, by the codes of the channels of the snapshot. */
export interface KeptNewcomers {
  /** All channels of the log. */
  readonly channels: readonly { readonly code: number; readonly name: string }[]
  readonly whole: NewcomerGroup
  readonly byCode: readonly { readonly code: number; readonly group: NewcomerGroup }[]
}

/** The documents. */
export interface EquityDocuments {
  readonly equity: EquityDocument
  /** Null where no purchase model can be fitted. */
  readonly newcomers: KeptNewcomers | null
}

/** Writes them into the snapshot that is being made. */
export async function keepEquityDocuments(db: ColumnarDatabase, documents: EquityDocuments): Promise<void> {
  await db.run('CREATE TABLE snapshot.equity_document (name VARCHAR, body VARCHAR)')
  await db.append('snapshot.equity_document', {
    name: Object.keys(documents),
    body: Object.values(documents).map((body) => JSON.stringify(body)),
  })
}

/** Reads one from a published snapshot. @throws AUDIT_SNAPSHOT_OLDER where it was made before there were any */
export async function readEquityDocument<Name extends keyof EquityDocuments>(
  db: ColumnarDatabase,
  name: Name,
): Promise<EquityDocuments[Name]> {
  const known = await db.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'equity_document'")
  if (known.length === 0) {
    throw auditError('AUDIT_SNAPSHOT_OLDER', 'This snapshot tells nothing of equity.')
  }
  const [row] = await db.rows('SELECT body FROM equity_document WHERE name = $name', { name })
  // It was written under this name by this shape.
  return JSON.parse(String(row?.['body'])) as EquityDocuments[Name]
}

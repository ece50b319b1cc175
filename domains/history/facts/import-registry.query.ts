/** The imports of a history: what came in, when, how it was read, and what was found. */
import type { ColumnarDatabase, Row } from '#columnar/engine.ts'
import type { Day } from '#kernel/time.ts'
import type { QualityReport } from '../history.contract.ts'
import { historyError } from '../history.errors.ts'
import type { LogOfPeriod } from '../log-kind.ts'
import type { Notice } from '../history-notices.ts'
import type { Mapping } from '../reading/mapping.ts'
import type { RenewalPeriod } from '../renewal-period.ts'
import type { RejectReason } from '../reading/row-fates.ts'

/** What an import found while reading; kept as it was. */
export interface ImportFigures {
  readonly rowsRead: number
  readonly rowsAccepted: number
  readonly rowsRefused: number
  readonly refused: Readonly<Partial<Record<RejectReason, number>>>
  readonly purchaseLines: number
  readonly refundLines: number
  readonly giveawayLines: number
  readonly duplicates: number
  readonly duplicatesDropped: boolean
  readonly customersHeard: number
  /** The customer with most lines, where that is more than a twentieth of a fair number of them. */
  readonly largest: { readonly identity: number; readonly lines: number } | null
  /** Days of the first and last purchase line. */
  readonly firstDay: Day | null
  readonly lastDay: Day | null
  /** Signed sum of the accepted lines. */
  readonly spend: number
  readonly currency: string | null
  readonly timeZone: string
  readonly notices: readonly Notice[]
  readonly mapping: Mapping
  /** Of a log of contracts. */
  readonly contracts?: ContractFigures
}

/** What a log of contracts holds. */
export interface ContractFigures {
  readonly contracts: number
  /** Rows of which they were made, where each row is an event. */
  readonly events?: number
  readonly ended: number
  /** One at each start and one at each renewal. */
  readonly payments: number
  readonly period: RenewalPeriod
  /** The last day of which the log knows who runs. */
  readonly observedUntil: Day
}

export interface RegisteredImport {
  readonly number: number
  readonly id: string
  readonly fileName: string
  readonly bytes: number
  /** ISO 8601, UTC. */
  readonly recordedAt: string
  readonly undoneAt: string | null
  readonly figures: ImportFigures
  /** Null until it is asked for. */
  readonly report: QualityReport | null
}

const columns = `number, id, file_name, bytes, strftime(recorded_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS recorded_at,
  strftime(undone_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS undone_at, figures, report`

/** All imports, newest first. */
export async function registeredImports(db: ColumnarDatabase): Promise<readonly RegisteredImport[]> {
  return (await db.rows(`SELECT ${columns} FROM import ORDER BY number DESC`)).map(importOf)
}

/** What stands: purchases, or contracts of one period; undefined where nothing does. */
export async function standingLog(db: ColumnarDatabase): Promise<LogOfPeriod | undefined> {
  const first = (await registeredImports(db)).find(({ undoneAt }) => undoneAt === null)
  if (first === undefined) return undefined
  const { contracts } = first.figures
  return contracts === undefined
    ? { log: 'purchases', period: null }
    : { log: 'contracts', period: contracts.period }
}

/** Ids of the imports that stand, oldest first. */
export async function standingImports(db: ColumnarDatabase): Promise<readonly string[]> {
  const rows = await db.rows('SELECT id FROM import WHERE undone_at IS NULL ORDER BY number')
  return rows.map(({ id }) => String(id))
}

/** @throws HISTORY_IMPORT_NOT_FOUND */
export async function requireImport(db: ColumnarDatabase, id: string): Promise<RegisteredImport> {
  const [row] = await db.rows(`SELECT ${columns} FROM import WHERE id = $id`, { id })
  if (row === undefined) throw historyError('HISTORY_IMPORT_NOT_FOUND', `There is no import ${id}.`)
  return importOf(row)
}

/** The import of the very same content that stands. */
export async function findContent(
  db: ColumnarDatabase,
  sha256: string,
): Promise<RegisteredImport | undefined> {
  const rows = await db.rows(`SELECT ${columns} FROM import WHERE sha256 = $sha256 AND undone_at IS NULL`, {
    sha256,
  })
  return rows.map(importOf)[0]
}

/** How an earlier file of the same shape was read. */
export async function findMapping(db: ColumnarDatabase, fingerprint: string): Promise<Mapping | undefined> {
  const [row] = await db.rows('SELECT mapping FROM mapping WHERE fingerprint = $fingerprint', { fingerprint })
  return row === undefined ? undefined : (JSON.parse(String(row['mapping'])) as Mapping)
}

/** The currency of what stands; null where nothing does or none was named. */
export async function historyCurrency(db: ColumnarDatabase): Promise<string | null> {
  const [row] = await db.rows(
    'SELECT currency FROM import WHERE undone_at IS NULL AND currency IS NOT NULL LIMIT 1',
  )
  return row === undefined ? null : String(row['currency'])
}

/** To be done within the transaction that changes the facts: reports of imports with refunds tell which of them found their purchases: other imports change that. */
export async function forgetReports(db: ColumnarDatabase): Promise<void> {
  for (const { number, figures, undoneAt } of await registeredImports(db)) {
    if (undoneAt !== null || figures.refundLines === 0) continue
    await db.run('UPDATE import SET report = NULL WHERE number = $number', { number })
  }
}

export async function keepReport(db: ColumnarDatabase, number: number, report: QualityReport): Promise<void> {
  await db.run('UPDATE import SET report = $report WHERE number = $number', {
    report: JSON.stringify(report),
    number,
  })
}

function importOf(row: Row): RegisteredImport {
  return {
    number: Number(row['number']),
    id: String(row['id']),
    fileName: String(row['file_name']),
    bytes: Number(row['bytes']),
    recordedAt: String(row['recorded_at']),
    undoneAt: row['undone_at'] === null ? null : String(row['undone_at']),
    figures: JSON.parse(String(row['figures'])) as ImportFigures,
    report: row['report'] === null ? null : (JSON.parse(String(row['report'])) as QualityReport),
  }
}

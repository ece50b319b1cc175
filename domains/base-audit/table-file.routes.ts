/** Tables of the audit as files over HTTP: the very rows of the document of a lens. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { requestError } from '#http/request-error.ts'
import type { Answers, Asked } from '#wire/endpoint.ts'
import type { AnyRow } from './tables/audit-cell.ts'
import { auditTables, lenses, type Lens, type TableColumns } from './tables/audit-tables.ts'
import { baseAuditContract } from './base-audit.contract.ts'
import { auditError } from './base-audit.errors.ts'
import { writeTableFile } from './tables/table-file.query.ts'

/** What it is made of. */
export interface TableFileOptions {
  /** Answers of the audit's contract, of which the rows are taken. */
  readonly answers: Answers<typeof baseAuditContract>
  readonly openBlank: () => Promise<ColumnarDatabase>
  /** Where a file stands until it is sent. */
  readonly temporaryFolder: string
}

/** Which table, as an address says it. */
export interface AddressedTable {
  readonly business: string
  readonly lens: string
  readonly table: string
  /** Choices of the lens; `compared` asks for the table of what it is compared with. */
  readonly query: Readonly<Record<string, string>>
}

const asking = {
  differ: 'readDiffer',
  change: 'readChange',
  cohort: 'readCohort',
  cohorts: 'readCohorts',
  whole: 'readWhole',
} as const satisfies Record<Lens, keyof typeof baseAuditContract>

/**
 * A table as Parquet.
 *
 * @throws AUDIT_TABLE_UNKNOWN, AUDIT_COMPARISON_NONE, REQUEST_INVALID, and whatever its lens refuses.
 */
export async function tableFile(
  { answers, openBlank, temporaryFolder }: TableFileOptions,
  { business, lens: lensNamed, table, query }: AddressedTable,
  asked: Asked,
): Promise<Uint8Array<ArrayBuffer>> {
  const { lens, columns } = tableNamed(lensNamed, table)
  const { compared: isCompared, ...choices } = query
  const answer = answers[asking[lens]] as (input: unknown, asked: Asked) => Promise<WithTables>
  const { shown, compared } = await answer(inputOf(lens, { ...choices, business }), asked)
  const view = isCompared === 'true' ? compared : shown
  if (view === null) throw auditError('AUDIT_COMPARISON_NONE', 'This view is compared with nothing.')
  const folder = await mkdtemp(join(temporaryFolder, 'perennial-table-'))
  const blank = await openBlank()
  try {
    const file = join(folder, 'table.parquet')
    await writeTableFile(blank, { columns, rows: view.tables[table] ?? [] }, file)
    return new Uint8Array(await readFile(file))
  } finally {
    await blank.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What is read of a document of any lens. */
interface WithTables {
  readonly shown: Tables
  readonly compared: Tables | null
}

interface Tables {
  readonly tables: Readonly<Record<string, readonly AnyRow[]>>
}

function tableNamed(lens: string, table: string): { readonly lens: Lens; readonly columns: TableColumns } {
  const known = lenses.find((one) => one === lens)
  const tables: Readonly<Record<string, TableColumns>> = known === undefined ? {} : auditTables[known]
  const columns = Object.hasOwn(tables, table) ? tables[table] : undefined
  if (known !== undefined && columns !== undefined) return { lens: known, columns }
  throw auditError(
    'AUDIT_TABLE_UNKNOWN',
    `The audit has no table ${table.slice(0, 40)} in a lens ${lens.slice(0, 40)}.`,
  )
}

/** What is used of the shape of an endpoint's input. */
interface InputSchema {
  readonly safeParse: (input: unknown) => {
    readonly data?: unknown
    readonly error?: { readonly issues: readonly Issue[] } | undefined
  }
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** What a lens is asked, checked as its own endpoint checks it. */
function inputOf(lens: Lens, { fiscalStart, ...texts }: Readonly<Record<string, string>>): unknown {
  const { inputSchema } = baseAuditContract[asking[lens]]['~orpc'] as unknown as { inputSchema: InputSchema }
  const month = fiscalStart === undefined ? {} : { fiscalStart: Number(fiscalStart) }
  const { data, error } = inputSchema.safeParse({ ...texts, ...month })
  if (error === undefined) return data
  const issues = error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }))
  const worded = issues.map(({ path, message }) => `${path === '' ? 'the input' : path}: ${message}`)
  throw requestError('REQUEST_INVALID', `The request does not fit: ${worded.join('; ')}.`, { issues })
}

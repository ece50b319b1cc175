/** What other parts do with the history. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import type { Instant } from '#kernel/time.ts'
import { describeSource } from './reading/describe-source.ts'
import type { ImportEntry, Overrides, Preview, QualityReport } from './history.contract.ts'
import { guessInEnglish } from './import-page/guess-reasons.ts'
import { historyError } from './history.errors.ts'
import { inEnglish } from './history-english.ts'
import { notice, type Notice } from './history-notices.ts'
import { isRenewalLog } from './reading/mapping.ts'
import { prepareHistory } from './facts/history-tables.query.ts'
import type { NamedFile } from './import-file.actions.ts'
import {
  keepReport,
  registeredImports,
  requireImport,
  type RegisteredImport,
} from './facts/import-registry.query.ts'
import { qualityFigures } from './facts/quality-figures.query.ts'
import { qualityReport } from './facts/quality-report.ts'
import { readHead } from './reading/source-head.source.ts'
import { removeImport } from './facts/store-import.query.ts'

export { importFile } from './import-file.actions.ts'
export type { ImportFileOptions, NamedFile } from './import-file.actions.ts'
export { customerIds } from './facts/identities.query.ts'
export { historyFigures } from './facts/history-figures.query.ts'
export type { HistoryFigures } from './facts/history-figures.query.ts'
export { standingImports } from './facts/import-registry.query.ts'
export { listRejects, streamRejects } from './facts/rejects.query.ts'
export { prepareHistory } from './facts/history-tables.query.ts'
export { purchaseDays } from './facts/purchase-days.query.ts'
export {
  importCovariates,
  listCovariates,
  previewCovariates,
  standingCovariates,
  undoCovariates,
} from './covariates.actions.ts'
export { covariatesInUse, knownCovariates } from './covariates/covariates.query.ts'
export { dimensionDays, lineFacts } from './facts/line-facts.query.ts'
export type { LineFacts } from './facts/line-facts.query.ts'

/** Rows that a preview shows. */
const previewRows = 20

/**
 * What a file is taken for, on its first rows. `db` may be a database in memory; of a history, mappings of earlier files
 * are used.
 *
 * @throws what keeps a file from being cut into columns at all
 */
export async function previewFile(
  db: ColumnarDatabase,
  file: NamedFile,
  overrides: Overrides,
): Promise<Preview> {
  await prepareHistory(db)
  const head = await readHead(file.path)
  const { dialect, names, rows, guesses, mapping, findings } = await describeSource(db, {
    path: file.path,
    head,
    overrides,
  })
  const isText = dialect.kind === 'text'
  return {
    fileName: file.fileName,
    format: {
      kind: dialect.kind,
      compression: dialect.compression,
      delimiter: isText ? dialect.delimiter : null,
      header: isText ? dialect.header : true,
      encoding: isText ? dialect.encoding : null,
      dateFormat: mapping.dateFormat === '' ? null : mapping.dateFormat,
      decimal: mapping.numbers.decimal,
      log: isRenewalLog(mapping) ? 'contracts' : 'purchases',
      period: mapping.period ?? null,
    },
    columns: names.map((name, place) => ({
      number: place + 1,
      name,
      role: guesses[place]?.role ?? null,
      confidence: Math.round(100 * (guesses[place]?.confidence ?? 0)) / 100,
      reason: guessInEnglish(guesses[place]?.because ?? []),
      because: [...(guesses[place]?.because ?? [])],
      samples: samplesOf(rows.map((row) => row[place] ?? '')),
    })),
    rows: rows.slice(0, previewRows).map((row) => [...row]),
    problems: findings.map((finding) => ({ ...noticeOf(finding), stops: finding.stops })),
  }
}

function samplesOf(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text) => text.trim() !== ''))].slice(0, 5)
}

function noticeOf(finding: Awaited<ReturnType<typeof describeSource>>['findings'][number]): Notice {
  const { code, values } = finding
  return finding.stops
    ? { code, message: inEnglish(finding, 'text'), hint: historyError.catalogue[finding.code].hint, values }
    : notice(finding.code, values)
}

/** All imports with their reports, newest first; those taken back are tombstones. */
export async function listImports(db: ColumnarDatabase): Promise<ImportEntry[]> {
  const entries: ImportEntry[] = []
  for (const one of await registeredImports(db)) {
    entries.push({
      import: one.id,
      fileName: one.fileName,
      bytes: one.bytes,
      importedAt: one.recordedAt,
      undoneAt: one.undoneAt,
      report: await reportOf(db, one),
    })
  }
  return entries
}

/** What was found in the file of an import. @throws HISTORY_IMPORT_NOT_FOUND */
export async function qualityReportOf(db: ColumnarDatabase, id: string): Promise<QualityReport> {
  return reportOf(db, await requireImport(db, id))
}

/** A report is worked out when it is first asked for, and kept. */
async function reportOf(
  db: ColumnarDatabase,
  { number, figures, report }: RegisteredImport,
): Promise<QualityReport> {
  if (report !== null) return report
  const quality = await qualityFigures(db, number, figures.refundLines > 0)
  const nameOf = async (identity: number | undefined) => {
    if (identity === undefined) return null
    const [row] = await db.rows('SELECT name FROM identity WHERE number = $identity', { identity })
    return row === undefined ? null : String(row['name'])
  }
  const made = qualityReport(figures, quality, {
    byLines: await nameOf(figures.largest?.identity),
    bySpend: await nameOf(quality.largestSpend?.identity),
  })
  await keepReport(db, number, made)
  return made
}

/**
 * Takes an import back: its facts go, and customers who are in no other; its entry stays with what was found.
 *
 * @throws HISTORY_IMPORT_NOT_FOUND, HISTORY_IMPORT_UNDONE
 */
export async function undoImport(
  db: ColumnarDatabase,
  id: string,
  { now }: { readonly now: Instant },
): Promise<void> {
  const found = await requireImport(db, id)
  if (found.undoneAt !== null) {
    throw historyError(
      'HISTORY_IMPORT_UNDONE',
      `${found.fileName} was taken back on ${found.undoneAt.slice(0, 10)}.`,
    )
  }
  await reportOf(db, found)
  await removeImport(db, found.number, now)
}

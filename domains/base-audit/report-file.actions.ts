/** The report of an audit as a file. */
import { access, constants, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { dayOfNumber } from '#kernel/time.ts'
import type { AuditDocument } from './audit-document.ts'
import { auditError } from './base-audit.errors.ts'

/** Where the report goes. */
export interface ReportFile {
  readonly path: string
  /** Replace the report of an earlier run. */
  readonly force: boolean
}

/**
 * Refuses before any work is done what could not be written at its end.
 *
 * @throws AUDIT_REPORT_TAKEN, AUDIT_REPORT_NOT_WRITABLE
 */
export async function checkReportFile({ path, force }: ReportFile): Promise<void> {
  const there = await stat(path).catch(() => undefined)
  if (there?.isDirectory() === true) throw auditError('AUDIT_REPORT_NOT_WRITABLE', `${path} is a folder.`)
  if (there !== undefined && !force) throw auditError('AUDIT_REPORT_TAKEN', `${path} is there already.`)
  await access(dirname(path), constants.W_OK).catch((cause: unknown) => {
    throw notWritable(path, cause)
  })
}

/**
 * Writes the report under another name, then gives it its own: a run that fails leaves none half written.
 *
 * @throws AUDIT_REPORT_NOT_WRITABLE
 */
export async function writeAuditReport(
  { path }: ReportFile,
  document: AuditDocument,
  { now, newId }: { readonly now: () => number; readonly newId: (prefix: string) => string },
): Promise<void> {
  // Drawing needs a document to draw in, which only a report loads.
  const [{ renderAuditReport }, { auditReportLanguage }] = await Promise.all([
    import('./report/audit-report.ts'),
    import('./report/report-language.ts'),
  ])
  const madeOn = dayOfNumber(Math.floor(now() / 86_400_000))
  const versions = { Perennial: document.perennial, Node: process.versions.node }
  const text = renderAuditReport({ document, madeOn, versions }, await auditReportLanguage())
  const draft = `${path}.${newId('tmp')}`
  try {
    await writeFile(draft, text)
    await rename(draft, path)
  } catch (cause) {
    await rm(draft, { force: true })
    throw notWritable(path, cause)
  }
}

function notWritable(path: string, cause: unknown): Error {
  return auditError('AUDIT_REPORT_NOT_WRITABLE', `Nothing can be written to ${path}.`, {}, { cause })
}

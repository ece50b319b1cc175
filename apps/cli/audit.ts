/** What `audit` does: audit files by themselves, and say what was found. */
import { tmpdir } from 'node:os'
import { basename, resolve } from 'node:path'
import { createContext } from '#apps/server/context.ts'
import { auditFiles } from '#base-audit/audit-files.actions.ts'
import { auditSummary } from '#base-audit/audit-summary.ts'
import { checkReportFile, writeAuditReport } from '#base-audit/report-file.actions.ts'
import { measures } from '#base-audit/tables/period-table.ts'
import type { PeriodLength } from '#base-audit/period.ts'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { Overrides } from '#history/history.contract.ts'
import type { ImportOptions } from '#history/import-options.contract.ts'
import { partsOf } from './file-flags.ts'
import { progressLine } from './progress-line.ts'
import { stopSignal } from './stop-signal.ts'

/** Options of `audit`. */
export type AuditFlags = Overrides &
  ImportOptions & {
    readonly transactions?: string
    readonly spend?: string
    readonly profit?: string
    readonly length?: PeriodLength
    readonly fiscalStart: number
    /** Where the report goes. */
    readonly out?: string
    readonly force?: boolean
    readonly json?: boolean
    readonly costs?: string
  }

/** Audits the files, prints the document or its summary, and writes the report where it is wanted. */
export async function auditCommand(paths: readonly string[], flags: AuditFlags): Promise<void> {
  const {
    json = false,
    out,
    force = false,
    costs,
    length,
    fiscalStart,
    transactions,
    spend,
    profit,
    ...rest
  } = flags
  const said = { transactions, spend, profit }
  const files = [
    ...paths.map((path) => ({ path, fileName: basename(path) })),
    ...measures.flatMap((measure) => {
      const path = said[measure]
      return path === undefined ? [] : [{ path, fileName: basename(path), measure }]
    }),
  ]
  const context = createContext({ logLevel: 'error' })
  const line = progressLine(process.stderr, context.elapsed)
  const report = out === undefined ? undefined : { path: resolve(out), force }
  try {
    if (report !== undefined) await checkReportFile(report)
    const document = await auditFiles({
      files,
      ...partsOf(rest),
      view: { length, fiscalStart },
      // The summary tells the lenses alone: a look takes no time to value everybody.
      ...((json || out !== undefined) && { equity: { costs } }),
      temporaryFolder: tmpdir(),
      openDatabase: openDuckDb,
      version: context.version,
      now: context.now,
      newId: context.newId,
      random: context.random,
      report: line.report,
      signal: stopSignal(),
    })
    if (report !== undefined) await writeAuditReport(report, document, context)
    line.clear()
    process.stdout.write(json ? `${JSON.stringify(document, undefined, 2)}\n` : auditSummary(document))
    if (out !== undefined && !json) process.stdout.write(`\nWritten to ${out}\n`)
  } finally {
    line.clear()
  }
}

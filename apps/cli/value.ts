/** What `value` does: value one file by itself, and say what came of it. */
import { tmpdir } from 'node:os'
import { basename, resolve } from 'node:path'
import { createContext } from '#apps/server/context.ts'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { Overrides } from '#history/history.contract.ts'
import type { ImportOptions } from '#history/import-options.contract.ts'
import { valueFile } from '#lifetime-value/value-file.actions.ts'
import { outputFiles } from '#lifetime-value/value-outputs.ts'
import { valueSummary } from '#lifetime-value/value-summary.ts'
import { partsOf, type CovariateFlags } from './file-flags.ts'
import { progressLine } from './progress-line.ts'
import { stopSignal } from './stop-signal.ts'

/** Options of `value`. */
export type ValueFlags = Overrides &
  ImportOptions &
  CovariateFlags & { readonly out?: string; readonly force?: boolean; readonly json?: boolean }

/** Values the file, and prints the document or its summary. */
export async function valueCommand(path: string, flags: ValueFlags): Promise<void> {
  const { out, force = false, json = false, covariates, covariatesCustomer: customer, ...rest } = flags
  const context = createContext({ logLevel: 'error' })
  const line = progressLine(process.stderr, context.elapsed)
  try {
    const valued = await valueFile({
      path,
      fileName: basename(path),
      ...partsOf(rest),
      ...(covariates !== undefined && {
        covariates: { path: covariates, fileName: basename(covariates), customer },
      }),
      ...(out !== undefined && { out: { folder: resolve(out), force } }),
      temporaryFolder: tmpdir(),
      openDatabase: openDuckDb,
      version: context.version,
      now: context.now,
      newId: context.newId,
      random: context.random,
      report: line.report,
      signal: stopSignal(),
    })
    line.clear()
    const text = json
      ? `${JSON.stringify(valued.document, undefined, 2)}\n`
      : valueSummary({ ...valued, color: hasColors() })
    process.stdout.write(text)
    if (out !== undefined && !json) process.stdout.write(`\nWritten to ${out}: ${outputFiles.join(', ')}\n`)
  } finally {
    line.clear()
  }
}

/** NO_COLOR and FORCE_COLOR are heeded by Node itself. */
function hasColors(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors()
}

/** From the CSV file to the published snapshot, by the command that people use, in a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { openLog, twoLevelGrouping } from './base-data.ts'
import { engineShare } from './engine-share.ts'
import { type Layout, layouts, logOf } from './layouts.ts'
import { type Figure, printFigures, seconds } from './measure.ts'
import { runValue } from './run-value.ts'

const figures: Figure[] = []
const timingsMs: Record<string, unknown> = {}
const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-'))
try {
  for (const layout of Object.values(layouts)) await measure(layout)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
printFigures('pipeline', figures, { timingsMs })

async function measure(layout: Layout): Promise<void> {
  const judged = layout.name === 'short'
  const log = logOf(layout)
  const say = (name: string, unit: Figure['unit'], measured: number, limit: number, note?: string) =>
    figures.push({
      name: `${layout.name}: ${name}`,
      unit,
      measured,
      limit: judged ? limit : null,
      ...(note !== undefined && { note }),
    })
  const named = runValue(log, ['--model', 'bg-nbd'])
  const auto = runValue(log, ['--model', 'auto'])
  timingsMs[layout.name] = {
    named: { ...named.document.timingsMs, cpu: Math.round(1000 * named.cpuSeconds) },
    auto: { ...auto.document.timingsMs, cpu: Math.round(1000 * auto.cpuSeconds) },
  }
  say('value with one named model', 's', named.wallSeconds, 5)
  say('value with one named model, peak memory', 'MB', named.peakMb, 1024)
  say('value with auto', 's', auto.wallSeconds, 12)
  say('value with auto, peak memory', 'MB', auto.peakMb, 1024)
  const { summarise, score, publish } = named.document.timingsMs
  // Beside the validation, which keeps the other thread busy; alone it is timed in fits.ts.
  figures.push({
    name: `${layout.name}: score beside validation`,
    unit: 's',
    measured: score / 1000,
    limit: null,
  })
  const grouping = await groupingSeconds(layout)
  const overGrouping = `DuckDB's own two-level grouping took ${grouping.toFixed(3)} s`
  say('summarise over grouping', 'ratio', summarise / 1000 / grouping, 1.5, overGrouping)
  // Apart from the timed run, which writes no files of its own.
  const out = join(folder, layout.name)
  runValue(log, ['--model', 'bg-nbd', '--out', out])
  const copy = await copySeconds(join(out, 'snapshot.duckdb'))
  say(
    'publish over CREATE TABLE AS',
    'ratio',
    publish / 1000 / copy,
    2,
    `the same columns took ${copy.toFixed(3)} s`,
  )
  const share = await engineShare(layout, copy)
  timingsMs[`${layout.name}: engine alone`] = Object.fromEntries(
    Object.entries(share).map(([name, taken]) => [name, Math.round(1000 * taken)]),
  )
  figures.push({
    name: `${layout.name}: value with one named model over the engine's own statements`,
    unit: 'ratio',
    measured: named.wallSeconds / (share['all'] ?? Number.NaN),
    limit: null,
  })
}

/** The same log in a table on disk, grouped twice into another. */
async function groupingSeconds(layout: Layout): Promise<number> {
  const database = await openLog(layout)
  const until = '9999-12-31'
  const taken = await seconds(() =>
    database.run(`CREATE OR REPLACE TABLE grouped AS ${twoLevelGrouping}`, { until }),
  )
  await database.close()
  return taken
}

/** The snapshot's customers written anew, with every column they have. */
async function copySeconds(snapshot: string): Promise<number> {
  const database = await openDuckDb(join(folder, 'copy.duckdb'))
  await database.run(`ATTACH '${snapshot.replaceAll("'", "''")}' AS snapshot (READ_ONLY)`)
  const taken = await seconds(async () => {
    await database.run('CREATE OR REPLACE TABLE customer AS SELECT * FROM snapshot.customer')
    await database.run('CHECKPOINT')
  })
  await database.close()
  return taken
}

/** Writes the tables of `docs/models/speed.md` from the recorded runs. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './measure.ts'
import { type RecordedRun, shownRuns, speedTables } from './speed-tables.ts'

const page = join(root, 'docs/models/speed.md')
const [begin, end] = ['<!-- figures, written by bench/speed-page.ts -->', '<!-- end of figures -->']

/** The recorded runs by name. */
export function recordedRuns(): Readonly<Record<string, RecordedRun | undefined>> {
  const names = [...shownRuns.peers, ...shownRuns.own]
  return Object.fromEntries(
    names.map((name) => {
      const path = join(root, `bench/results/${name}.json`)
      return [name, existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RecordedRun) : undefined]
    }),
  )
}

/** What stands between the marks of the page. */
export function shownTables(): string {
  const [, rest = ''] = readFileSync(page, 'utf8').split(begin)
  return rest.split(end)[0]?.trim() ?? ''
}

if (import.meta.main) {
  const text = readFileSync(page, 'utf8')
  const [before = ''] = text.split(begin)
  const [, after = ''] = text.split(end)
  writeFileSync(page, `${before}${begin}\n\n${speedTables(recordedRuns())}\n\n${end}${after}`)
}

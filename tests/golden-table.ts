/** Published and independently computed figures that tests must reproduce. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Rows of `tests/golden/<name>.csv` by column; lines that begin with `#` tell where the figures come from. */
export function goldenTable(name: string): Record<string, string>[] {
  const text = readFileSync(resolve(import.meta.dirname, 'golden', `${name}.csv`), 'utf8')
  const [header, ...rows] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const columns = (header ?? '').split(',')
  return rows.map((row) => {
    const cells = row.split(',')
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']))
  })
}

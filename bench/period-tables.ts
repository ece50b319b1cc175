/** Tables of periods from file to all tables of the audit: 70,000 customers and 16 quarters, long and wide. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { auditFiles } from '#base-audit/audit-files.actions.ts'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { seededRandom } from '#numerics/random.ts'
import { type Figure, seconds } from './measure.ts'

const tablesLimit = 2

/** Times both, with files in `folder`. */
export async function tableFigures(folder: string): Promise<readonly Figure[]> {
  const { long, wide } = writeTables(folder)
  const audit = (paths: readonly string[]) =>
    auditFiles({
      files: paths.map((path) => ({ path, fileName: path.split('/').at(-1) ?? path })),
      overrides: {},
      options: {},
      view: { fiscalStart: 1 },
      temporaryFolder: folder,
      openDatabase: openDuckDb,
      version: '0.0.0',
      now: () => performance.now(),
      newId: (prefix) => `${prefix}_${'0'.repeat(26)}`,
      random: seededRandom(1),
    })
  return [
    {
      name: 'tables of 70,000 × 16 quarters, long',
      unit: 's',
      measured: await seconds(() => audit([long])),
      limit: tablesLimit,
    },
    {
      name: 'tables of 70,000 × 16 quarters, wide',
      unit: 's',
      measured: await seconds(() => audit(wide)),
      limit: tablesLimit,
    },
  ]
}

function writeTables(folder: string): { readonly long: string; readonly wide: readonly string[] } {
  const random = seededRandom(16)
  const quarters = Array.from(
    { length: 16 },
    (_, place) => `${2013 + Math.floor(place / 4)}Q${(place % 4) + 1}`,
  )
  const long = ['CustomerID,Cohort,YearQuarter,NumTrans,Spend,Profit']
  const wide = ['transactions', 'spend', 'profit'].map((name) => ({
    name,
    lines: [`customer,cohort,${quarters.join(',')}`],
  }))
  for (let customer = 0; customer < 70_000; customer += 1) {
    const first = Math.floor(16 * random())
    const cells = quarters.map((quarter, place) => {
      const buys = place === first || (place > first && random() < 0.4)
      if (!buys) return ['', '', '']
      const transactions = 1 + Math.floor(3 * random())
      const spend = (transactions * (10 + 90 * random())).toFixed(2)
      const profit = (Number(spend) * (0.6 * random() - 0.1)).toFixed(2)
      long.push(`c${customer},${quarters[first]},${quarter},${transactions},${spend},${profit}`)
      return [String(transactions), spend, profit]
    })
    for (const [measure, { lines }] of wide.entries())
      lines.push(`c${customer},${quarters[first]},${cells.map((cell) => cell[measure]).join(',')}`)
  }
  const write = (name: string, lines: readonly string[]) => {
    const path = join(folder, `${name}.csv`)
    writeFileSync(path, `${lines.join('\n')}\n`)
    return path
  }
  return { long: write('long', long), wide: wide.map(({ name, lines }) => write(name, lines)) }
}

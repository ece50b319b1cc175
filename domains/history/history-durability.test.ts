import { spawn } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { importFile, prepareHistory } from './history.actions.ts'
import { lineTables } from './facts/history-tables.query.ts'
import { aFolder, importing } from './history.test-data.ts'

let folder: string
let log: string
const rows = 200_000
beforeAll(async () => {
  folder = await aFolder()
  log = join(folder, 'log.csv')
  const lines = Array.from(
    { length: rows },
    (_, n) => `C${(n * 7919) % 90_000},2024-01-${10 + (n % 20)},${n % 977}.${10 + (n % 89)}\n`,
  )
  await writeFile(log, `customer,date,amount\n${lines.join('')}`)
})

/** A program that imports the log into `database`, saying each share of the work that is done and how it ended. */
function importer(database: string, file = log): string {
  const from = (file: string) => JSON.stringify(new URL(file, import.meta.url).href)
  return `
    import { openDuckDb } from ${from('../../engines/columnar/duckdb/open.ts')}
    import { importFile, prepareHistory } from ${from('./history.actions.ts')}
    const db = await openDuckDb(${JSON.stringify(database)}, { threads: 2 })
    await prepareHistory(db)
    try {
      await importFile(db, { path: ${JSON.stringify(file)}, fileName: 'log.csv' }, {
        temporaryFolder: ${JSON.stringify(folder)}, now: Date.now(), newId: (prefix) => prefix + '_1', random: Math.random,
        report: ({ done, total }) => console.log('share', done / total),
      })
      console.log('ended well')
    } catch (error) {
      const [left] = await db.rows('SELECT (SELECT count(*) FROM import) + (SELECT count(*) FROM purchase_line) AS n')
      console.log('ended', error.code, String(left.n))
    }
    await db.close()`
}

async function factCount(db: ColumnarDatabase): Promise<number> {
  const tables = [...lineTables, 'identity', 'import', 'reject']
  const [row] = await db.rows(
    `SELECT ${tables.map((table) => `(SELECT count(*) FROM ${table})`).join(' + ')} AS n`,
  )
  return Number(row?.['n'])
}

async function importsWell(database: string): Promise<void> {
  const db = await openDuckDb(database)
  await prepareHistory(db)
  expect(await factCount(db)).toBe(0)
  const outcome = await importFile(db, { path: log, fileName: 'log.csv' }, importing(folder))
  expect(outcome.figures).toMatchObject({ rowsAccepted: rows, customersHeard: 90_000 })
  await db.close()
  const again = await openDuckDb(database)
  expect(await factCount(again)).toBe(rows + 90_000 + 1)
  await again.close()
}

test.each([0.05, 0.3, 0.75])(
  'an import killed when %d of it is done leaves nothing, and the next one works',
  { timeout: 60_000 },
  async (share) => {
    const database = join(folder, `killed-at-${share}.duckdb`)
    const child = spawn(process.execPath, ['--input-type=module', '-e', importer(database)])
    const ended = new Promise((resolve) => child.once('exit', resolve))
    let killed = false
    child.stdout.on('data', (said: Buffer) => {
      const reached = [...said.toString().matchAll(/share ([\d.]+)/g)].map((match) => Number(match[1]))
      if (killed || !reached.some((done) => done >= share)) return
      killed = true
      child.kill('SIGKILL')
    })
    await ended
    expect(killed).toBe(true)
    const left = await openDuckDb(database)
    const facts = await factCount(left)
    await left.close()
    // The kill may come just after the commit; then everything is there.
    if (facts > 0) expect(facts).toBe(rows + 90_000 + 1)
    else await importsWell(database)
  },
)

/** Files may not grow beyond a limit: what a full disk is to a program, without filling one. */
test.each([
  ['while facts are written', 'COLUMNAR_DISK_FULL', (text: Buffer) => text],
  ['while a file is decompressed', 'HISTORY_DISK_FULL', (text: Buffer) => gzipSync(text)],
])(
  'a disk that is full %s ends in %s; nothing is kept, and with space the next one works',
  { timeout: 60_000 },
  async (when, code, packed) => {
    const database = join(folder, `${code}.duckdb`)
    const script = join(folder, `${code}.mjs`)
    const file = join(folder, `${code} ${when}`)
    await writeFile(file, packed(await readFile(log)))
    await writeFile(script, importer(database, file))
    const child = spawn('sh', [
      '-c',
      `trap '' XFSZ; ulimit -f 1500; exec "$0" "$1"`,
      process.execPath,
      script,
    ])
    let said = ''
    child.stdout.on('data', (part: Buffer) => (said += part.toString()))
    child.stderr.on('data', (part: Buffer) => (said += part.toString()))
    await new Promise((resolve) => child.once('exit', resolve))
    expect(said).toContain(`ended ${code} 0`)
    await importsWell(database)
  },
)

test('temporary files are gone after imports that ended', async () => {
  const database = join(folder, 'clean.duckdb')
  const before = (await readdir(folder)).length
  await importsWell(database)
  expect((await readdir(folder)).length).toBe(before + 1)
})

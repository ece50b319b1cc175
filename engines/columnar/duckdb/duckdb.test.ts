import { spawn } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { conformsToThePort } from '../conformance.ts'
import { openDuckDb } from './open.ts'

conformsToThePort(() => openDuckDb(':memory:', { threads: 2 }))

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perennial-duckdb-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a file is open once in a process, by whatever path, and free again once closed', async () => {
  const file = join(folder, 'history.duckdb')
  const first = await openDuckDb(file)
  await symlink(file, join(folder, 'link.duckdb'))
  for (const path of [file, join(folder, 'link.duckdb'), join(folder, '.', 'history.duckdb')]) {
    await expect(openDuckDb(path)).rejects.toMatchObject({ code: 'COLUMNAR_FILE_LOCKED' })
  }
  const second = await first.connect()
  await first.close()
  await expect(openDuckDb(file)).rejects.toMatchObject({ code: 'COLUMNAR_FILE_LOCKED' })
  await second.close()
  const again = await openDuckDb(file)
  await again.close()
})

test('a file that another process holds is refused, and free once that process is killed', async () => {
  const file = join(folder, 'history.duckdb')
  const holder = spawn(process.execPath, ['--input-type=module', '-e', holdsOpen(file)])
  await new Promise((resolve) => holder.stdout.once('data', resolve))
  await expect(openDuckDb(file)).rejects.toMatchObject({ code: 'COLUMNAR_FILE_LOCKED' })
  const ended = new Promise((resolve) => holder.once('exit', resolve))
  holder.kill('SIGKILL')
  await ended
  const mine = await openDuckDb(file)
  expect(await mine.rows('SELECT n FROM t')).toEqual([{ n: 1 }])
  await mine.close()
})

function holdsOpen(file: string): string {
  return `
    import { openDuckDb } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)}
    const database = await openDuckDb(${JSON.stringify(file)})
    await database.run('CREATE TABLE t AS SELECT 1 AS n')
    console.log('open')
    // What nothing names any more is collected, and with it goes the lock.
    setInterval(() => database, 1000)`
}

test('a missing folder, a missing file and a file of another kind are told apart', async () => {
  await writeFile(
    join(folder, 'notes.duckdb'),
    'These are notes, not a database, however long they are.'.repeat(400),
  )
  await expect(openDuckDb(join(folder, 'nowhere', 'x.duckdb'))).rejects.toMatchObject({
    code: 'COLUMNAR_FILE_MISSING',
  })
  await expect(openDuckDb(join(folder, 'x.duckdb'), { readOnly: true })).rejects.toMatchObject({
    code: 'COLUMNAR_FILE_MISSING',
  })
  await expect(openDuckDb(join(folder, 'notes.duckdb'))).rejects.toMatchObject({
    code: 'COLUMNAR_FILE_UNREADABLE',
  })
})

test('a statement that needs more memory than allowed and has nowhere to spill says so', async () => {
  const database = await openDuckDb(':memory:', { memoryLimitBytes: 30 * 2 ** 20, threads: 1 })
  await database.run(`SET temp_directory = ''`)
  const greedy = database.rows(
    'SELECT COUNT(*) AS n FROM (SELECT DISTINCT range, hash(range) FROM range(5000000))',
  )
  await expect(greedy).rejects.toMatchObject({ code: 'COLUMNAR_MEMORY_EXCEEDED' })
  await database.close()
})

test('a connection that is closed under a running statement lets it end first', async () => {
  const database = await openDuckDb(':memory:', { threads: 2 })
  const running = Promise.all(
    [1, 2, 3].map(() => database.rows('SELECT sum(hash(range)) AS sum FROM range(2000000)')),
  )
  await database.close()
  expect(await running).toHaveLength(3)
})

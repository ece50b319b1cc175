import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDuckDb } from './duckdb/open.ts'
import type { ColumnarDatabase } from './engine.ts'
import { refresh, type RefreshOptions, type RefreshStep } from './refresh.ts'
import { currentSnapshot, listSnapshots } from './snapshot-folder.ts'
import { SnapshotReaders } from './snapshot-readers.ts'

let root = ''
let folder = ''
let history: ColumnarDatabase

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'perennial-refresh-'))
  folder = join(root, 'snapshots')
  history = await openDuckDb(join(root, 'history.duckdb'), { threads: 2 })
  await history.run('CREATE TABLE IF NOT EXISTS fact AS SELECT range AS n FROM range(1000)')
})
afterEach(async () => {
  await history.close()
  await rm(root, { recursive: true, force: true })
})

/** The n-th id, in order. */
function snapshotId(n: number): string {
  return `snp_0${String(n).padStart(25, '0')}`
}

function step(name: string, sql: string, more: Partial<RefreshStep> = {}): RefreshStep {
  return { name, needs: [], tables: [], scratch: [], run: ({ database }) => database.run(sql), ...more }
}

const count = step('count', 'CREATE TABLE scratch.counted AS SELECT COUNT(*) AS n FROM fact', {
  scratch: ['counted'],
})
const tell = step('tell', 'CREATE TABLE snapshot.told AS SELECT n * 2 AS n FROM scratch.counted', {
  needs: ['count'],
  tables: ['told'],
})

function options(more: Partial<RefreshOptions> = {}): RefreshOptions {
  const inputs = { watermark: 1 }
  return { folder, steps: [count, tell], inputs, snapshot: snapshotId(1), now: () => Date.now(), ...more }
}

async function told(): Promise<unknown> {
  const readers = new SnapshotReaders(folder, openDuckDb)
  const rows = await readers.read((await readers.current()) ?? '', ({ database }) =>
    database.rows('SELECT n FROM told'),
  )
  await readers.close()
  return rows
}

test('a refresh publishes what its steps wrote, and leaves no other file', async () => {
  const reports: string[] = []
  const done = await refresh(
    history,
    options({ report: ({ step, done }) => reports.push(`${step} ${done}`) }),
  )
  expect(done).toMatchObject({ snapshot: snapshotId(1), resumed: [] })
  expect(Object.keys(done.milliseconds)).toEqual(['count', 'tell'])
  expect(reports).toEqual(['count 0', 'tell 1'])
  expect(await told()).toEqual([{ n: 2000n }])
  expect((await readdir(folder)).toSorted()).toEqual(['current.json', `${snapshotId(1)}.duckdb`])
})

test('with scratch tables in memory the same is published', async () => {
  await refresh(history, options({ scratchInMemory: true }))
  expect(await told()).toEqual([{ n: 2000n }])
  expect((await readdir(folder)).toSorted()).toEqual(['current.json', `${snapshotId(1)}.duckdb`])
})

test('a step that fails leaves nothing behind and the former snapshot current', async () => {
  await refresh(history, options())
  const broken = step('broken', 'SELECT * FROM nowhere', { needs: ['count'] })
  await expect(
    refresh(history, options({ steps: [count, broken], snapshot: snapshotId(2) })),
  ).rejects.toMatchObject({ code: 'COLUMNAR_QUERY_FAILED' })
  expect(await currentSnapshot(folder)).toBe(snapshotId(1))
  expect((await readdir(folder)).toSorted()).toEqual(['current.json', `${snapshotId(1)}.duckdb`])
  await refresh(history, options({ snapshot: snapshotId(3) }))
  expect(await currentSnapshot(folder)).toBe(snapshotId(3))
})

test('a cancelled refresh stops soon, in the middle of a statement too, and leaves nothing', async () => {
  const endless = step(
    'endless',
    'CREATE TABLE scratch.e AS SELECT COUNT(*) FROM range(100000000) a, range(100000) b WHERE a.range * b.range % 7 = 3',
  )
  const stop = new AbortController()
  const running = refresh(history, options({ steps: [count, endless], signal: stop.signal }))
  await setTimeout(200)
  const began = performance.now()
  stop.abort()
  await expect(running).rejects.toMatchObject({ code: 'REFRESH_CANCELLED' })
  expect(performance.now() - began).toBeLessThan(2000)
  expect(await readdir(folder)).toEqual([])
  await refresh(history, options())
  expect(await told()).toEqual([{ n: 2000n }])
})

test('a refresh stopped for a while goes on later behind the last finished step', async () => {
  const stop = new AbortController()
  const began = Promise.withResolvers<void>()
  const run = async () => {
    began.resolve()
    await setTimeout(300)
  }
  const wait = step('tell', '', { needs: ['count'], run })
  const goesOnAfter = (reason: unknown) => reason === 'for now'
  const running = refresh(history, options({ steps: [count, wait], signal: stop.signal, goesOnAfter }))
  await began.promise
  stop.abort('for now')
  await expect(running).rejects.toMatchObject({ code: 'REFRESH_CANCELLED' })
  const done = await refresh(history, options({ snapshot: snapshotId(2) }))
  expect(done).toMatchObject({ snapshot: snapshotId(1), resumed: ['count'] })
  expect(await told()).toEqual([{ n: 2000n }])
})

test('a second refresh beside one that is running is refused', async () => {
  const wait = step('wait', 'SELECT 1', { run: () => setTimeout(300) })
  const first = refresh(history, options({ steps: [wait] }))
  await setTimeout(100)
  await expect(refresh(history, options({ snapshot: snapshotId(2) }))).rejects.toMatchObject({
    code: 'REFRESH_IN_PROGRESS',
  })
  await first
  expect(await currentSnapshot(folder)).toBe(snapshotId(1))
})

/** A program that opens the history, does the first step, says so, and hangs in the second. */
function hangsInSecondStep(): string {
  return `
    import { openDuckDb } from ${besideThis('./duckdb/open.ts')}
    import { refresh } from ${besideThis('./refresh.ts')}
    const history = await openDuckDb(${JSON.stringify(join(root, 'history.duckdb'))}, { threads: 2 })
    const count = { name: 'count', needs: [], tables: [], scratch: ['counted'],
      run: ({ database }) => database.run('CREATE TABLE scratch.counted AS SELECT COUNT(*) + 7 AS n FROM fact') }
    const tell = { name: 'tell', needs: ['count'], tables: ['told'], scratch: [], run: async ({ database }) => {
      await database.run('CREATE TABLE snapshot.told AS SELECT 1 AS n')
      console.log('half done')
      await new Promise((resolve) => setInterval(resolve, 1e6)) } }
    await refresh(history, { folder: ${JSON.stringify(folder)}, steps: [count, tell], inputs: { watermark: 1 },
      snapshot: ${JSON.stringify(snapshotId(1))}, now: () => Date.now() })`
}

function besideThis(file: string): string {
  return JSON.stringify(new URL(file, import.meta.url).href)
}

async function killedInSecondStep(): Promise<void> {
  await history.close()
  const child = spawn(process.execPath, ['--input-type=module', '-e', hangsInSecondStep()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
  history = await openDuckDb(join(root, 'history.duckdb'), { threads: 2 })
}

test('after kill -9 the same refresh goes on behind the last finished step', async () => {
  await killedInSecondStep()
  expect(await currentSnapshot(folder)).toBeUndefined()
  const done = await refresh(history, options({ snapshot: snapshotId(2) }))
  expect(done).toMatchObject({ snapshot: snapshotId(1), resumed: ['count'] })
  // 1000 facts and the 7 that only the killed program added: its first step was not run again.
  expect(await told()).toEqual([{ n: 2014n }])
  expect((await readdir(folder)).toSorted()).toEqual(['current.json', `${snapshotId(1)}.duckdb`])
})

test('after kill -9 a refresh of other inputs begins afresh and clears away', async () => {
  await killedInSecondStep()
  const done = await refresh(history, options({ snapshot: snapshotId(2), inputs: { watermark: 2 } }))
  expect(done).toMatchObject({ snapshot: snapshotId(2), resumed: [] })
  expect(await told()).toEqual([{ n: 2000n }])
  expect((await readdir(folder)).toSorted()).toEqual(['current.json', `${snapshotId(2)}.duckdb`])
})

test('a damaged left-over is cleared away', async () => {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `.work-${snapshotId(1)}.duckdb`), 'not a database'.repeat(1000))
  await writeFile(join(folder, `.scratch-${snapshotId(1)}.duckdb`), '')
  await refresh(history, options({ snapshot: snapshotId(2) }))
  expect(await told()).toEqual([{ n: 2000n }])
  expect((await readdir(folder)).toSorted()).toEqual(['current.json', `${snapshotId(2)}.duckdb`])
})

/** A program that may write files of 4 MiB only, and says what the refresh that needs more ended in. */
function outgrowsItsDisk(): string {
  return `
    import { openDuckDb } from ${besideThis('./duckdb/open.ts')}
    import { refresh } from ${besideThis('./refresh.ts')}
    const history = await openDuckDb(${JSON.stringify(join(root, 'history.duckdb'))}, { threads: 2 })
    const big = { name: 'big', needs: [], tables: ['big'], scratch: [], run: ({ database }) =>
      database.run('CREATE TABLE snapshot.big AS SELECT hash(range) AS h FROM range(3000000)') }
    await refresh(history, { folder: ${JSON.stringify(folder)}, steps: [big], inputs: {},
      snapshot: ${JSON.stringify(snapshotId(1))}, now: () => Date.now() }).catch((error) => console.log(error.code))`
}

test('a full disk is said, nothing half done stays, and the next refresh works', async () => {
  await history.close()
  const limited = `trap '' XFSZ; ulimit -f 4096; exec "$0" --input-type=module -e "$1"`
  const child = spawn('bash', ['-c', limited, process.execPath, outgrowsItsDisk()])
  let said = ''
  for await (const chunk of child.stdout) said += String(chunk)
  expect(said.trim()).toBe('COLUMNAR_DISK_FULL')
  expect(await readdir(folder)).toEqual([])
  history = await openDuckDb(join(root, 'history.duckdb'), { threads: 2 })
  await refresh(history, options())
  expect(await told()).toEqual([{ n: 2000n }])
})

test('the last eight snapshots stay, with those being read', async () => {
  const readers = new SnapshotReaders(folder, openDuckDb)
  const publish = (n: number) =>
    refresh(history, options({ snapshot: snapshotId(n), isInUse: (id) => readers.isInUse(id) }))
  await publish(1)
  await readers.read(snapshotId(1), async ({ database }) => {
    for (let n = 2; n <= 10; n++) await publish(n)
    expect(await listSnapshots(folder)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10].map(snapshotId))
    expect(await database.rows('SELECT n FROM told')).toEqual([{ n: 2000n }])
  })
  await publish(11)
  expect(await listSnapshots(folder)).toEqual([4, 5, 6, 7, 8, 9, 10, 11].map(snapshotId))
  await readers.close()
})

test('a reader asks for what is there, and is told what is not', async () => {
  const readers = new SnapshotReaders(folder, openDuckDb)
  expect(await readers.current()).toBeUndefined()
  await refresh(history, options())
  expect(await readers.current()).toBe(snapshotId(1))
  expect(await readers.has(snapshotId(1))).toBe(true)
  expect(await readers.has('../history')).toBe(false)
  for (const missing of [snapshotId(2), '../history']) {
    await expect(readers.read(missing, async () => 1)).rejects.toMatchObject({
      code: 'COLUMNAR_FILE_MISSING',
    })
  }
  await copyFile(join(folder, `${snapshotId(1)}.duckdb`), join(folder, `${snapshotId(2)}.duckdb`))
  expect(await readers.read(snapshotId(2), ({ database }) => database.rows('SELECT n FROM told'))).toEqual([
    { n: 2000n },
  ])
  await expect(
    readers.read(snapshotId(1), ({ database }) => database.run('CREATE TABLE t (n INTEGER)')),
  ).rejects.toThrow('read-only')
  await readers.close()
})

test('readers at work at the same time share a file, and many snapshots do not stay open', async () => {
  for (let n = 1; n <= 4; n++) await refresh(history, options({ snapshot: snapshotId(n) }))
  let open = 0
  const readers = new SnapshotReaders(folder, async (file, more) => {
    open += 1
    const database = await openDuckDb(file, more)
    return {
      ...wrapped(database),
      close: async () => {
        open -= 1
        await database.close()
      },
    }
  })
  const read = (n: number) =>
    readers.read(snapshotId(n), ({ database }) => database.rows('SELECT n FROM told'))
  await Promise.all([1, 1, 1, 2, 3, 4, 4].map(read))
  for (const n of [1, 2, 3, 4]) expect(await read(n)).toEqual([{ n: 2000n }])
  expect(open).toBe(2)
  await readers.close()
  expect(open).toBe(0)
})

/** The methods of a database as plain properties, so that one can be replaced. */
function wrapped(database: ColumnarDatabase): ColumnarDatabase {
  return {
    run: (...given) => database.run(...given),
    rows: (...given) => database.rows(...given),
    columns: (...given) => database.columns(...given),
    stream: (...given) => database.stream(...given),
    append: (...given) => database.append(...given),
    transaction: (work) => database.transaction(work),
    interrupt: () => database.interrupt(),
    progress: () => database.progress(),
    attach: (...given) => database.attach(...given),
    detach: (name) => database.detach(name),
    forget: (name) => database.forget(name),
    connect: () => database.connect(),
    close: () => database.close(),
  }
}

test('the pointer is one line that says which snapshot is current since when', async () => {
  await refresh(history, options({ now: () => Date.parse('2026-02-03T04:05:06Z') }))
  expect(JSON.parse(await readFile(join(folder, 'current.json'), 'utf8'))).toEqual({
    snapshot: snapshotId(1),
    publishedAt: '2026-02-03T04:05:06.000Z',
  })
})

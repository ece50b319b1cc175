import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { SnapshotReaders, type Snapshot } from '#columnar/snapshot-readers.ts'
import { customerIds, importFile, prepareHistory } from '#history/history.actions.ts'
import { stopsForNow } from '#history/work-desk.ts'
import { instant } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { aFolder, aShop, sharedWorkers } from './a-log.test-data.ts'
import {
  customerRow,
  listCustomers,
  readBase,
  readCustomer,
  readTrust,
  readValue,
} from './lifetime-value.contract.ts'
import { valueHistory, type ValueHistoryOptions } from './lifetime-value.actions.ts'
import {
  baseAnswer,
  customerAnswer,
  customersAnswer,
  notableCustomers,
  readValueDocument,
  trustAnswer,
} from './lifetime-value.query.ts'
import type { ValueDocument } from './value-document.ts'
import { valueSummary } from './value-summary.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

const workers = sharedWorkers()
const cents = (random: () => number) => (5 + 40 * random() ** 2).toFixed(2)
let folder: Awaited<ReturnType<typeof aFolder>>
let history: ColumnarDatabase
let snapshots: SnapshotReaders
let published = ''

beforeAll(async () => {
  folder = await aFolder()
  history = await openDuckDb(join(folder.path, 'history.duckdb'), { threads: 2 })
  snapshots = new SnapshotReaders(join(folder.path, 'snapshots'), openDuckDb)
  await prepareHistory(history)
  await importShop(120, { into: history, folder: folder.path })
  published = (await value(1)).snapshot
})
afterAll(async () => {
  await snapshots.close()
  await history.close()
  await folder.remove()
})

async function importShop(
  customers: number,
  { into, folder }: { readonly into: ColumnarDatabase; readonly folder: string },
): Promise<void> {
  const path = join(folder, 'shop.csv')
  const lines = aShop(customers, cents).map((line) => line.join(','))
  await writeFile(path, `${['customer,date,amount', ...lines].join('\n')}\n`)
  let id = 0
  await importFile(
    into,
    { path, fileName: 'shop.csv' },
    {
      temporaryFolder: folder,
      now: instant(Date.parse('2026-01-01T00:00:00Z')),
      newId: (prefix) => `${prefix}_${String(++id).padStart(26, '0')}`,
      random: seededRandom(5),
    },
  )
}

function value(id: number, more: Partial<ValueHistoryOptions> = {}, of = history) {
  return valueHistory(of, {
    folder: join(folder.path, 'snapshots'),
    options: { model: 'mbg-nbd' },
    snapshot: `snp_${String(id).padStart(26, '0')}`,
    snapshots,
    version: '0.0.0',
    now: () => performance.now(),
    workers,
    ...more,
  })
}

function read<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  return snapshots.read(published, work)
}

/** Everything but what is measured. */
function said({ timingsMs: _timings, peakMemoryMb: _memory, ...document }: ValueDocument) {
  return document
}

function outputOf(endpoint: { readonly '~orpc': { readonly outputSchema?: unknown } }) {
  return endpoint['~orpc'].outputSchema as { parse(value: unknown): unknown }
}

test('what pages are answered has the shape of the contract, and the numbers of the document', async () => {
  const ids = customerIds(history)
  const document = await read(readValueDocument)
  outputOf(readValue).parse(document)
  const base = await read(baseAnswer)
  outputOf(readBase).parse(base)
  expect(base).toMatchObject({
    customers: document.customers,
    spend: document.spend,
    totals: document.totals,
  })
  const trust = await read(trustAnswer)
  outputOf(readTrust).parse(trust)
  expect(trust.holdout).toEqual(document.holdout)
  const asked = { sort: 'value', direction: 'down', page: 1, pageSize: 50 } as const
  const list = await read((snapshot) => customersAnswer(snapshot, asked, ids))
  outputOf(listCustomers).parse(list)
  expect(list.total).toBe(document.customers)
  const [first] = list.customers
  const one = await read((snapshot) => customerAnswer(snapshot, first?.customer ?? '', ids))
  outputOf(readCustomer).parse(one)
  expect(customerRow.parse(one)).toEqual(first)
  expect(one.history.length).toBe(one.purchases)
  expect(one.history.reduce((sum, { spend }) => sum + spend, 0)).toBeCloseTo(one.spend, 4)
  expect(one.valuePercentile).toBeGreaterThan(0.98)
  expect(one.timeline?.probabilityActive.at(-1)?.probability).toBeCloseTo(one.probabilityActive ?? 0, 8)
})

test('values of customers sum to the total of the document', async () => {
  const [row] = await read(({ database }) =>
    database.rows(
      'SELECT sum(value) AS value, sum(expected_purchases) AS purchases, sum(probability_active) AS active FROM customer',
    ),
  )
  const { totals } = await read(readValueDocument)
  expect(Number(row?.['value'])).toBeCloseTo(totals?.value ?? 0, 4)
  expect(Number(row?.['purchases'])).toBeCloseTo(totals?.expectedPurchases ?? 0, 6)
  expect(Number(row?.['active'])).toBeCloseTo(totals?.active ?? 0, 6)
})

test('a customer that is not there is not found', async () => {
  for (const id of ['idn_00000000000000000000000001', 'nobody']) {
    await expect(
      read((snapshot) => customerAnswer(snapshot, id, customerIds(history))),
    ).rejects.toMatchObject({
      code: 'CUSTOMER_NOT_FOUND',
    })
  }
})

test('the same history valued twice says the same to the last digit', async () => {
  const { snapshot } = await value(2)
  const again = await snapshots.read(snapshot, readValueDocument)
  expect(said(again)).toEqual(said(await read(readValueDocument)))
})

test('a valuation that was stopped for a while goes on, and says what an undisturbed one says', async () => {
  for (const last of ['fit', 'validate', 'score', 'seasons']) {
    const stop = new AbortController()
    const report = ({ step }: { readonly step: string }) => step === last && stop.abort(stopsForNow)
    const stopped = value(3, { signal: stop.signal, report })
    await expect(stopped).rejects.toMatchObject({ code: 'REFRESH_CANCELLED' })
    const { snapshot } = await value(4)
    expect(snapshot).toMatch(/3$/)
    expect(said(await snapshots.read(snapshot, readValueDocument))).toEqual(
      said(await read(readValueDocument)),
    )
    await snapshots.close()
    await removeSnapshot(snapshot)
  }
})

function removeSnapshot(snapshot: string): Promise<void> {
  return rm(join(folder.path, 'snapshots', `${snapshot}.duckdb`))
}

test('a cancelled valuation leaves nothing and changes nothing', async () => {
  const before = await readdir(join(folder.path, 'snapshots'))
  const stop = new AbortController()
  const report = ({ step }: { readonly step: string }) => step === 'validate' && stop.abort()
  await expect(value(5, { signal: stop.signal, report })).rejects.toMatchObject({ code: 'REFRESH_CANCELLED' })
  expect(await readdir(join(folder.path, 'snapshots'))).toEqual(before)
})

test('a history without purchases is refused', async () => {
  const empty = await openDuckDb(':memory:')
  await prepareHistory(empty)
  await expect(
    valueHistory(empty, {
      folder: join(folder.path, 'none'),
      options: {},
      snapshot: 'snp_00000000000000000000000009',
      version: '0.0.0',
      now: Date.now,
      workers,
    }),
  ).rejects.toMatchObject({ code: 'VALUE_PURCHASES_NONE' })
  await empty.close()
})

test('the event loop is never held for long while a base is valued', async () => {
  const own = await aFolder()
  const larger = await openDuckDb(join(own.path, 'history.duckdb'), { threads: 2 })
  await prepareHistory(larger)
  await importShop(8000, { into: larger, folder: own.path })
  let longest = 0
  let last = process.threadCpuUsage()
  // Time of this thread alone: what other programs do on the machine does not count.
  const watch = setInterval(() => {
    const used = process.threadCpuUsage(last)
    longest = Math.max(longest, (used.user + used.system) / 1000)
    last = process.threadCpuUsage()
  }, 1)
  await value(6, { folder: join(own.path, 'snapshots') }, larger)
  clearInterval(watch)
  expect(longest).toBeLessThan(50)
  await larger.close()
  await own.remove()
})

test('the summary leads with the range, says how it did last time, and is plain without colours', async () => {
  const document = await read(readValueDocument)
  const notable = await read((snapshot) => notableCustomers(snapshot, 10))
  const plain = valueSummary({ document, ...notable, color: false })
  expect(plain).not.toContain('\u001B')
  expect(plain.trim()).toMatch(/^[\d,]+ to [\d,]+ of revenue in the 52 weeks after \d{4}-\d\d-\d\d\n/)
  expect(plain).toMatch(/\nTrust +\d+(\.\d)? % (low|high) last time: [\d,]+ purchases expected/)
  expect(plain.split('\n').filter((line) => /^c\d+ /.test(line)).length).toBe(20)
  const painted = valueSummary({ document, ...notable, color: true })
  expect(stripVTControlCharacters(painted)).toBe(plain)
})

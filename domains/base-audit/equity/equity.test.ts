import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { publishSnapshot, snapshotFile } from '#columnar/snapshot-folder.ts'
import { SnapshotReaders } from '#columnar/snapshot-readers.ts'
import { importFile, prepareHistory } from '#history/history.actions.ts'
import { addDays, days, instant, type Day } from '#kernel/time.ts'
import { valueHistory } from '#lifetime-value/lifetime-value.actions.ts'
import { seededRandom } from '#numerics/random.ts'
import { electronicsShop } from '#worlds/electronics.ts'
import { orderLog, type OrderLine } from '#worlds/electronics-rows.ts'
import { batchAsCsv, csvHeader } from '#worlds/world-log.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addCostsForm, standingCosts, undoCosts } from '../acquisition-costs.actions.ts'
import { acquisitionDocument } from '../acquisition/acquisition-document.query.ts'
import { auditSteps } from '../base-audit.actions.ts'
import { bridgeLines, type BridgeLine } from './bridge-lines.ts'
import { readEquityDocument } from './equity-documents.query.ts'
import { bridgeOf, comparableSnapshots } from '../equity.actions.ts'
import { acquisitionDocument as acquisitionShape, type Cost } from '../acquisition.contract.ts'
import { equityDocument as equityShape, type BridgePart, type EquityBridge } from '../equity.contract.ts'

let folder: string
let history: ColumnarDatabase
let readers: SnapshotReaders
let ids = 0
const snapshots: string[] = []
const now = instant(Date.UTC(2026, 0, 2))
const newId = (prefix: string) => `${prefix}_${String(++ids).padStart(26, '0')}`
const owner = () => ({ name: 'Shop', snapshots: readers })
const refusedWith = (code: string) => expect.objectContaining({ code })

const mean = (parts: readonly BridgePart[], line: BridgeLine) =>
  parts.find((part) => part.line === line)?.amount.mean ?? Number.NaN
const closure = (parts: readonly BridgePart[]) =>
  bridgeLines.filter((line) => line !== 'closing').reduce((sum, line) => sum + mean(parts, line), 0) -
  mean(parts, 'closing')

const shop = orderLog(electronicsShop({ customers: 500, seed: 3 }))

async function take(lines: readonly OrderLine[], fileName: string): Promise<void> {
  const path = join(folder, fileName)
  await writeFile(path, csvHeader(shop.columns) + batchAsCsv(shop.columns, lines))
  const random = seededRandom(7)
  await importFile(history, { path, fileName }, { temporaryFolder: folder, now, newId, random })
}

async function value(options: { readonly discount?: number } = {}): Promise<void> {
  const { snapshot } = await valueHistory(history, {
    folder: join(folder, 'snapshots'),
    options: { model: 'pareto-nbd', ...options },
    snapshot: newId('snp'),
    now: () => Number(now),
    version: 'test',
    furtherSteps: auditSteps,
  })
  snapshots.push(snapshot)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'equity-'))
  history = await openDuckDb(join(folder, 'history.duckdb'))
  await prepareHistory(history)
  const lines = [...shop.batches()].flat()
  const before = lines.filter(({ ordered_at }) => ordered_at < '2025-07-01')
  await take(before, 'before.csv')
  await value()
  const after = lines.filter(({ ordered_at }) => ordered_at >= '2025-07-01')
  await take(after, 'after.csv')
  await value()
  readers = new SnapshotReaders(join(folder, 'snapshots'), openDuckDb)
}, 120_000)

afterAll(async () => {
  await readers.close()
  await history.close()
  await rm(folder, { recursive: true, force: true })
})

const readLatest = <T>(work: (db: ColumnarDatabase) => Promise<T>) =>
  readers.read(snapshots[1] ?? '', ({ database }) => work(database))

describe('laws', () => {
  test('the document has the shape of the contract, and its groups sum to the value of the base', async () => {
    const equity = await readLatest((db) => readEquityDocument(db, 'equity'))
    expect(equityShape.parse(equity)).toEqual(equity)
    const value = equity.value?.value ?? 0
    for (const groups of [equity.cohorts, ...equity.dimensions.map((one) => one.groups)]) {
      expect(groups.reduce((sum, group) => sum + group.value.mean, 0) / value).toBeCloseTo(1, 9)
      expect(groups.reduce((sum, group) => sum + group.customers, 0)).toBe(equity.customers)
    }
    expect(equity.dimensions.map(({ dimension }) => dimension)).toContain('channel')
  })

  test('the usual bridge looks a year back, ends at the value of the base, and closes to the ninth digit everywhere', async () => {
    const equity = await readLatest((db) => readEquityDocument(db, 'equity'))
    const { bridge } = equity
    if (bridge === null) throw new Error('there is a bridge')
    expect(bridge.from.day).toBe(addDays(equity.asOf, days(-365)))
    expect(mean(bridge.parts, 'closing') / (equity.value?.value ?? 0)).toBeCloseTo(1, 9)
    expect(mean(bridge.parts, 'opening') / bridge.from.value).toBeCloseTo(1, 9)
    expectToClose(bridge)
    expect(mean(bridge.parts, 'marginCollected')).toBeCloseTo(-bridge.collected, 6)
    // The shop behaves as the model says: what existing customers paid is near to what was expected of them.
    expect(Math.abs(bridge.collected / bridge.expectedCollected - 1)).toBeLessThan(0.25)
  })

  test('between two refreshes the bridge begins and ends at their own values, also where a newer one comes meanwhile', async () => {
    const [earlier = '', later = ''] = snapshots
    const reading = bridgeOf(owner(), { against: earlier })
    const newer = await publishCopy(later, newId('snp'))
    const bridge = await reading
    expect(await readers.current()).toBe(newer)
    await publishCopy(newer, later)
    const before = await readers.read(earlier, ({ database }) => readEquityDocument(database, 'equity'))
    const after = await readLatest((db) => readEquityDocument(db, 'equity'))
    expect(bridge).toMatchObject({ between: 'snapshots', pairing: 'nested' })
    expect(bridge.from).toMatchObject({ snapshot: earlier, ...before.value })
    expect(bridge.to).toMatchObject({ snapshot: later, ...after.value })
    expect(mean(bridge.parts, 'opening') / bridge.from.value).toBeCloseTo(1, 9)
    expectToClose(bridge)
    const acquired = bridge.parts.find(({ line }) => line === 'acquired')?.customers ?? 0
    expect(acquired).toBe(bridge.to.customers - bridge.from.customers)
    const kinds = ['developed', 'shrunk', 'lost'] as const
    const existing = kinds.map((kind) => bridge.parts.find(({ line }) => line === kind)?.customers ?? 0)
    expect(existing.reduce((sum, count) => sum + count, 0)).toBe(bridge.from.customers)
  })

  test('costs held against customers: sums by month and channel are those of the whole, and what they are held against is in the log', async () => {
    const equity = await readLatest((db) => readEquityDocument(db, 'equity'))
    const costs = ['web', 'app', 'store'].flatMap((channel, place) =>
      ['2025-01', '2025-02', '2025-03'].map((month): Cost => ({
        month,
        channel,
        amount: 300 + 100 * place,
        purpose: 'winning',
      })),
    )
    const keeping: Cost = { month: '2025-03', channel: 'all', amount: 500, purpose: 'keeping' }
    const document = await readLatest((db) =>
      acquisitionDocument({ db, prefix: '' }, { costs: [...costs, keeping], currency: 'EUR' }),
    )
    expect(acquisitionShape.parse(document)).toEqual(document)
    const { whole, channels } = document
    const sum = (of: (channel: typeof whole) => number) => channels.reduce((total, one) => total + of(one), 0)
    expect(whole.cost).toBe(3600)
    expect(sum(({ cost }) => cost)).toBe(3600)
    expect(sum(({ customers }) => customers)).toBe(whole.customers)
    expect(sum(({ collected }) => collected)).toBeCloseTo(whole.collected, 6)
    expect(sum(({ value }) => value.mean)).toBeCloseTo(whole.value.mean, 6)
    expect(whole.net.mean).toBeCloseTo(whole.collected + whole.value.mean - 3600, 6)
    expect(channels.map(({ channel }) => channel)).toEqual(['store', 'app', 'web'])
    expect(channels[2]?.months.map(({ month }) => month)).toEqual(['2025-01', '2025-02', '2025-03'])
    expect(document.winning).toMatchObject({ cost: 3600, months: 3, customers: whole.customers })
    expect(document.keeping).toMatchObject({ cost: 500, months: 1 })
    expect(document.keeping?.customers).toBeGreaterThan(0)
    // The cash is what was spent and what came, and what is still expected of the value.
    const known = whole.cash.filter(({ expected }) => !expected)
    expect(known.reduce((total, { cost }) => total + cost, 0)).toBe(3600)
    expect(known.reduce((total, { collected }) => total + collected, 0)).toBeCloseTo(whole.collected, 6)
    expect(known.at(-1)?.month).toBe(equity.asOf.slice(0, 7))
    expect(whole.peakLoss?.amount).toBeLessThan(0)
    expect(whole.payback.state).toBe('reached')
    expect(whole.payback.low).toBeLessThanOrEqual(whole.payback.month ?? 0)
    expect(whole.payback.high ?? 99).toBeGreaterThanOrEqual(whole.payback.month ?? 0)
    // The next customer may cost what they are expected to bring: about what those before them have brought by then.
    const year = whole.observed.find(({ month }) => month === 12)?.amount ?? 0
    expect(Math.abs((whole.allowableCost?.mean ?? 0) / year - 1)).toBeLessThan(0.2)
  })
})

describe('refusals', () => {
  test('snapshots that can be compared are listed, and of the others what is in the way', async () => {
    const [earlier = '', later = ''] = snapshots
    const listed = await comparableSnapshots(owner(), later)
    expect(listed).toMatchObject({ snapshot: later, problem: null })
    expect(listed.snapshots).toMatchObject([{ snapshot: earlier, model: 'pareto-nbd', problem: null }])
    const backwards = await comparableSnapshots(owner(), earlier)
    expect(backwards.snapshots).toMatchObject([
      { snapshot: later, problem: { code: 'snapshot-not-earlier' } },
    ])
    await expect(bridgeOf(owner(), { snapshot: earlier, against: later })).rejects.toEqual(
      refusedWith('EQUITY_SNAPSHOTS_NOT_COMPARABLE'),
    )
    await expect(bridgeOf(owner(), { against: later })).rejects.toEqual(refusedWith('EQUITY_SNAPSHOT_SAME'))
    const gone = `snp_${'0'.repeat(26)}`
    await expect(bridgeOf(owner(), { against: gone })).rejects.toEqual(refusedWith('SNAPSHOT_NOT_FOUND'))
  })

  test('days outside the log, or in the wrong order, and days by which nobody had come back', async () => {
    const { asOf } = await readLatest((db) => readEquityDocument(db, 'equity'))
    const { firstDay } = await comparableSnapshots(owner(), undefined)
    const spans: readonly { readonly from?: Day; readonly to?: Day }[] = [
      { from: '2020-01-01' as Day },
      { to: addDays(asOf, days(1)) },
      { from: addDays(asOf, days(-10)), to: addDays(asOf, days(-20)) },
    ]
    for (const span of spans) {
      await expect(bridgeOf(owner(), span)).rejects.toEqual(refusedWith('EQUITY_DATES_INVALID'))
    }
    await expect(bridgeOf(owner(), { from: addDays(firstDay, days(1)) })).rejects.toEqual(
      refusedWith('EQUITY_MODEL_ABSENT'),
    )
  })

  test('costs of unknown channels, of months without customers and after the last day are told apart', async () => {
    const { asOf } = await readLatest((db) => readEquityDocument(db, 'equity'))
    const cost = (month: string, channel: string): Cost => ({
      month,
      channel,
      amount: 100,
      purpose: 'winning',
    })
    const costs = [
      cost('2025-01', 'radio'),
      cost('2022-12', 'web'),
      cost('2025-01', 'WEB'),
      cost('2027-01', 'web'),
    ]
    const document = await readLatest((db) =>
      acquisitionDocument({ db, prefix: '' }, { costs, currency: null }),
    )
    const codes = Object.fromEntries(document.findings.map(({ code, values }) => [code, values]))
    expect(codes).toMatchObject({
      'channel-without-customers': { channel: 'radio', cost: 100 },
      'months-without-customers': { channel: 'web', months: 1, cost: 100 },
      'costs-after-as-of': { months: 1, cost: 100 },
    })
    expect(codes['customers-without-costs']).toBeDefined()
    const radio = document.channels.find(({ channel }) => channel === 'radio')
    expect(radio).toMatchObject({
      customers: 0,
      costPerCustomer: null,
      allowableCost: null,
      payback: { state: 'unknown' },
    })
    const empty = document.channels.find(({ channel }) => channel === 'web')?.months[0]
    expect(empty).toMatchObject({ month: '2022-12', customers: 0, costPerCustomer: null })
    const ofToday = { costs: [cost(asOf.slice(0, 7), 'web')], currency: null }
    const today = await readLatest((db) => acquisitionDocument({ db, prefix: '' }, ofToday))
    expect(today.findings.some(({ code }) => code === 'month-not-over')).toBe(asOf.slice(8) !== '31')
  })

  test('without costs the customers are shown and the costs asked for', async () => {
    const { entry } = await addCostsForm(
      history,
      { costs: [{ month: '2025-01', channel: 'web', amount: 5, purpose: 'winning' }], currency: 'EUR' },
      { now, newId, onTop: false },
    )
    await undoCosts(history, entry, { now })
    const costs = await standingCosts(history)
    const document = await readLatest((db) => acquisitionDocument({ db, prefix: '' }, costs))
    expect(document.findings).toContainEqual({ code: 'costs-absent', values: {} })
    expect(document).toMatchObject({ winning: null, keeping: null })
    expect(document.whole).toMatchObject({ months: [], costPerCustomer: null, peakLoss: null, cash: [] })
    expect(document.whole.allowableCost?.mean).toBeGreaterThan(0)
    expect(new Set(document.channels.map(({ channel }) => channel))).toEqual(new Set(['app', 'store', 'web']))
  })
})

/** Makes a copy of a snapshot the current one, under another id. */
async function publishCopy(of: string, snapshot: string): Promise<string> {
  const place = join(folder, 'snapshots')
  const file = join(place, '.copy')
  await copyFile(snapshotFile(place, of), file)
  const publishedAt = new Date(now).toISOString()
  await publishSnapshot(place, { file, snapshot, publishedAt })
  if (of !== snapshots[1]) await rm(snapshotFile(place, of))
  return snapshot
}

function expectToClose(bridge: EquityBridge): void {
  const closing = mean(bridge.parts, 'closing')
  expect(Math.abs(closure(bridge.parts))).toBeLessThan(1e-9 * closing)
  for (const groups of [bridge.cohorts, ...bridge.dimensions.map((one) => one.groups)]) {
    for (const group of groups) expect(Math.abs(closure(group.parts))).toBeLessThan(1e-9 * closing)
    for (const line of bridgeLines) {
      const sum = groups.reduce((total, group) => total + mean(group.parts, line), 0)
      expect(Math.abs(sum - mean(bridge.parts, line))).toBeLessThan(1e-9 * closing)
    }
  }
}

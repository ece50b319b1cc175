import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { importFile, prepareHistory } from '#history/history.actions.ts'
import { instant } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  addCostsFile,
  addCostsForm,
  listCosts,
  readCosts,
  standingCosts,
  undoCosts,
} from '../acquisition-costs.actions.ts'
import { costsOfFile } from './acquisition-costs.ts'

let db: ColumnarDatabase
let folder: string
let ids = 0
const world = {
  now: instant(Date.UTC(2026, 2, 1)),
  newId: (prefix: string) => `${prefix}_${++ids}`,
  onTop: false,
}
const refusedWith = (code: string) => expect.objectContaining({ code })

beforeEach(async () => {
  db = await openDuckDb(':memory:')
  await prepareHistory(db)
  folder = await mkdtemp(join(tmpdir(), 'costs-'))
})
afterEach(async () => {
  await db.close()
  await rm(folder, { recursive: true })
})

const file = async (text: string | Uint8Array, fileName = 'costs.csv') => {
  const path = join(folder, fileName)
  await writeFile(path, text)
  return { path, fileName }
}
const search = { month: '2025-03', channel: 'Search', amount: 120.5, purpose: 'winning' as const }

describe('laws', () => {
  test('a file is read whatever stands between its columns and in whatever order they come', async () => {
    const expected = [
      { month: '2025-03', channel: 'Search', amount: 120.5, purpose: 'winning' },
      { month: '2025-04', channel: 'all', amount: 10, purpose: 'keeping' },
    ]
    expect(
      costsOfFile('month,channel,cost,purpose\n2025-03,Search,120.50,\n2025-04-17,ALL,10,Keeping\n').costs,
    ).toEqual(expected)
    expect(
      costsOfFile('Cost;Purpose;Channel;Month\r\n120.5;winning;Search;2025-03\r\n10;retention;all;2025-04')
        .costs,
    ).toEqual(expected)
    expect(costsOfFile('month\tchannel\tcost\tcurrency\n2025-03\t"Search"\t120.5\teur\n')).toEqual({
      costs: expected.slice(0, 1),
      currency: 'EUR',
    })
  })

  test('the same costs again add nothing, in whatever order they stand and by whatever way they come', async () => {
    const first = await addCostsFile(
      db,
      await file('month,channel,cost\n2025-03,Search,120.5\n2025-03,Store,7\n'),
      world,
    )
    expect(first).toMatchObject({ added: true, costs: 2, findings: [] })
    const again = await addCostsFile(
      db,
      await file('cost,month,channel\n7,2025-03,Store\n120.5,2025-03,Search\n'),
      world,
    )
    expect(again).toEqual({ entry: first.entry, added: false, costs: 0, findings: [] })
    const store = { ...search, channel: 'Store', amount: 7 }
    expect(await addCostsForm(db, { costs: [store, search], currency: null }, world)).toMatchObject({
      added: false,
    })
    expect((await standingCosts(db)).costs).toEqual([search, store])
  })

  test('an entry that is taken back counts no more, stays to be seen, and can be given again', async () => {
    const { entry } = await addCostsForm(db, { costs: [search], currency: 'EUR' }, world)
    const undone = await undoCosts(db, entry, world)
    expect(undone).toEqual({ entry, undoneAt: '2026-03-01T00:00:00.000Z' })
    expect(await standingCosts(db)).toEqual({ costs: [], currency: null })
    const { entries } = await listCosts(db)
    expect(entries).toMatchObject([{ entry, source: 'form', undoneAt: undone.undoneAt, costs: [search] }])
    expect(await addCostsForm(db, { costs: [search], currency: 'EUR' }, world)).toMatchObject({ added: true })
    expect((await listCosts(db)).entries.map(({ undoneAt }) => undoneAt)).toEqual([null, undone.undoneAt])
  })

  test('costs on top of known ones are added when it is said, and it is told', async () => {
    await addCostsForm(db, { costs: [search], currency: null }, world)
    const more = { costs: [{ ...search, amount: 30, channel: 'search' }], currency: null }
    expect(await addCostsForm(db, more, { ...world, onTop: true })).toMatchObject({
      added: true,
      findings: [{ code: 'costs-on-top', values: { costs: 1 } }],
    })
    expect((await standingCosts(db)).costs.map(({ amount }) => amount)).toEqual([30, 120.5])
  })

  test('whatever is kept comes back to the last of four decimals', async () => {
    const cents = fc.integer({ min: 0, max: 10 ** 12 })
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(cents, { minLength: 1, maxLength: 5 }), async (amounts) => {
        const costs = amounts.map((amount, place) => ({
          ...search,
          channel: `c${place}`,
          amount: amount / 10_000,
        }))
        const { entry } = await addCostsForm(db, { costs, currency: null }, world)
        expect((await standingCosts(db)).costs).toEqual(costs)
        await undoCosts(db, entry, world)
      }),
      { numRuns: 10 },
    )
  })
})

describe('refusals', () => {
  test.each([
    ['ACQUISITION_FILE_UNREADABLE', 'channel,cost\nSearch,1\n'],
    ['ACQUISITION_FILE_UNREADABLE', ''],
    ['ACQUISITION_COSTS_NONE', 'month,channel,cost\n'],
    ['ACQUISITION_MONTH_INVALID', 'month,channel,cost\n03/2025,Search,1\n'],
    ['ACQUISITION_CHANNEL_MISSING', 'month,channel,cost\n2025-03,,1\n'],
    ['ACQUISITION_COST_INVALID', 'month,channel,cost\n2025-03,Search,1.234,50\n2025-03,Search,€5\n'],
    ['ACQUISITION_COST_NEGATIVE', 'month,channel,cost\n2025-03,Search,-1\n'],
    ['ACQUISITION_PURPOSE_UNKNOWN', 'month,channel,cost,purpose\n2025-03,Search,1,fun\n'],
    [
      'ACQUISITION_CURRENCIES_MIXED',
      'month,channel,cost,currency\n2025-03,Search,1,EUR\n2025-03,Store,1,USD\n',
    ],
  ])('%s, and nothing is kept', async (code, text) => {
    await expect(addCostsFile(db, await file(text), world)).rejects.toEqual(refusedWith(code))
    expect((await listCosts(db)).entries).toEqual([])
  })

  test('the rows at fault are named', async () => {
    const text = 'month,channel,cost\n2025-03,Search,1\n2025-03,,1\n2025-04,,1\n'
    await expect(addCostsFile(db, await file(text), world)).rejects.toMatchObject({
      message: 'Row 3 has nothing as its channel, and so do 1 more.',
      details: { rows: [3, 4] },
    })
  })

  test('a file that is no text, or no file of costs at all', async () => {
    const bytes = await file(Uint8Array.of(0xff, 0xfe, 0, 1))
    await expect(readCosts(bytes.path)).rejects.toEqual(refusedWith('ACQUISITION_FILE_UNREADABLE'))
    const log = await file(`month,channel,cost\n${'2025-03,Search,1\n'.repeat(5001)}`)
    await expect(readCosts(log.path)).rejects.toEqual(refusedWith('ACQUISITION_FILE_TOO_LARGE'))
    const large = await file('x'.repeat(1_000_001))
    await expect(readCosts(large.path)).rejects.toEqual(refusedWith('ACQUISITION_FILE_TOO_LARGE'))
  })

  test('months and channels that have costs already, unless it is said that these come on top', async () => {
    await addCostsForm(db, { costs: [search], currency: null }, world)
    const form = { costs: [{ ...search, amount: 99 }], currency: null }
    await expect(addCostsForm(db, form, world)).rejects.toMatchObject({
      code: 'ACQUISITION_COSTS_OVERLAP',
      message: 'There are costs already of Search in 2025-03.',
    })
    // What was spent on keeping is another matter.
    const keeping = { ...search, purpose: 'keeping' as const }
    await expect(addCostsForm(db, { costs: [keeping], currency: null }, world)).resolves.toMatchObject({
      added: true,
    })
  })

  test('another currency than that of the purchases, or of earlier costs', async () => {
    const log = await file(
      'customer,date,amount,currency\na,2025-03-01,10,USD\nb,2025-03-02,12,USD\n',
      'log.csv',
    )
    await importFile(db, log, {
      temporaryFolder: folder,
      now: world.now,
      newId: world.newId,
      random: seededRandom(1),
    })
    const euros = { costs: [search], currency: 'EUR' }
    await expect(addCostsForm(db, euros, world)).rejects.toMatchObject({
      code: 'ACQUISITION_CURRENCY_DIFFERS',
    })
    await expect(addCostsForm(db, { ...euros, currency: 'USD' }, world)).resolves.toMatchObject({
      findings: [],
    })
  })

  test('an entry that there is not, or that was taken back before', async () => {
    await expect(undoCosts(db, 'cst_none', world)).rejects.toEqual(refusedWith('ACQUISITION_ENTRY_NOT_FOUND'))
    const { entry } = await addCostsForm(db, { costs: [search], currency: null }, world)
    await undoCosts(db, entry, world)
    await expect(undoCosts(db, entry, world)).rejects.toEqual(refusedWith('ACQUISITION_ENTRY_UNDONE'))
  })
})

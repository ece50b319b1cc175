import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { SnapshotReaders } from '#columnar/snapshot-readers.ts'
import { importFile, prepareHistory } from '#history/history.actions.ts'
import { stopsForNow } from '#history/work-desk.ts'
import type { Progress } from '#kernel/progress.ts'
import { daysBetween, instant, type Day } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { testWithDataset } from '#tests/datasets.ts'
import { aFolder, sharedWorkers, valueLines, valuePath } from '../a-log.test-data.ts'
import { aSeasonalLog, shopYear, type SeasonalLog } from './a-seasonal-log.test-data.ts'
import { valueHistory } from '../lifetime-value.actions.ts'
import { baseAnswer, readValueDocument } from '../lifetime-value.query.ts'
import type { SeasonsJudged } from './seasons-report.ts'
import { valueDocument as valueDocumentShape } from '../value-document.contract.ts'
import type { ValueDocument } from '../value-document.ts'
import type { ValuedFile } from '../value-file.actions.ts'

// Whole runs, on machines that may have more to do.
vi.setConfig({ testTimeout: 60_000 })

let folder: Awaited<ReturnType<typeof aFolder>>
beforeAll(async () => {
  folder = await aFolder()
})
afterAll(() => folder.remove())

/** A month ahead, unless said otherwise: seasons are found in the past, and the future of each customer takes its time. */
async function valued(of: SeasonalLog, options: Record<string, unknown> = {}): Promise<ValueDocument> {
  const { model = 'mbg-nbd' } = of
  const asked = { model, horizon: '30d', ...options }
  const { document } = await valueLines(folder.path, aSeasonalLog(of), { options: asked })
  valueDocumentShape.parse(document)
  return document
}

let valuedForAYear: Promise<ValuedFile> | undefined

/** The usual log with a year ahead, valued once for all tests. */
function forAYear(): Promise<ValuedFile> {
  valuedForAYear ??= valueLines(folder.path, aSeasonalLog({}), { options: { model: 'mbg-nbd' } })
  return valuedForAYear
}

function judged({ seasons }: ValueDocument): SeasonsJudged {
  if (seasons === undefined || seasons.finding === 'untold') throw new Error(seasons?.reason)
  return seasons
}

/** Over the time of the data multipliers are 1 on average. */
function truthOver(firstDay: Day, asOf: Day, year: readonly number[]): readonly number[] {
  let sum = 0
  const length = daysBetween(firstDay, asOf)
  for (let passed = 1; passed <= length; passed++) {
    sum += year[new Date(Date.parse(firstDay) + passed * 86_400_000).getUTCMonth()] ?? 0
  }
  return year.map((multiplier) => (multiplier * length) / sum)
}

test('seasons that were simulated are found again, and lie in their intervals as often as these promise', async () => {
  let within = 0
  for (const model of ['bg-nbd', 'mbg-nbd', 'pareto-nbd'] as const) {
    const document = await valued({ model, customers: model === 'pareto-nbd' ? 200 : 400, seed: 2 })
    const found = judged(document)
    expect(found).toMatchObject({
      finding: 'found',
      model,
      standIn: null,
      by: 'month',
      appliedToValues: false,
    })
    expect(found.seasons.map(({ months }) => months)).toEqual(shopYear.map((_, place) => [place + 1]))
    const truth = truthOver(document.firstDay, document.asOf, shopYear)
    found.seasons.forEach(({ multiplier, low, high }, place) => {
      const error = Math.log((high ?? 0) / multiplier) / 1.281_551_6
      const gap = Math.log(multiplier / (truth[place] ?? 0))
      expect(Math.abs(gap) / error, `${model} ${place + 1}`).toBeLessThan(4)
      within += Number((low ?? 0) <= (truth[place] ?? 0) && (truth[place] ?? 0) <= (high ?? 0))
    })
    expect(found.trial.withSeasons.poissonDeviance).toBeLessThan(found.trial.withoutSeasons.poissonDeviance)
  }
  // Of 36 intervals of 80 %, 29 are expected to hold; fewer than 22 would be a chance of one in 300.
  expect(within).toBeGreaterThanOrEqual(22)
})

test('what is expected without seasons is what the base is expected to buy, and a year keeps the sum near it', async () => {
  const { document } = await forAYear()
  const { outlook, customers, trial } = judged(document)
  if (outlook === null) throw new Error('A season was found.')
  expect(customers).toBe(document.customers)
  expect(outlook.days).toBe(document.horizonDays)
  expect(outlook.withoutSeasons).toBeCloseTo(document.totals?.expectedPurchases ?? 0, 6)
  expect(trial.origin).toBe(document.holdout?.origin)
  const sum = (of: readonly { readonly withoutSeasons: number }[]) =>
    of.reduce((total, month) => total + month.withoutSeasons, 0)
  expect(sum(outlook.months)).toBeCloseTo(outlook.withoutSeasons, 6)
  expect(sum(trial.months)).toBeCloseTo(document.holdout?.expectedPurchases ?? 0, 6)
  const came = trial.months.reduce((total, { actual }) => total + actual, 0)
  expect(came).toBe(document.holdout?.actualPurchases)
})

test('over a part of a year the two differ: after the bustle of December come quiet months', async () => {
  const { outlook } = judged(await valued({}, { horizon: '59d' }))
  expect(outlook?.months.map(({ month }) => month)).toEqual(['2025-01', '2025-02'])
  expect((outlook?.withSeasons ?? 1) / (outlook?.withoutSeasons ?? 1)).toBeLessThan(0.8)
})

test('values of customers are those without seasons: the same log says the same of each, seasons or not', async () => {
  const lines = aSeasonalLog({})
  // The same purchases, valued with a trial that comes too late for seasons.
  const options = { model: 'mbg-nbd', origin: '2024-11-01' as Day } as const
  const [withSeasons, without] = [await forAYear(), await valueLines(folder.path, lines, { options })]
  expect(withSeasons.document.seasons?.finding).toBe('found')
  expect(without.document.seasons).toMatchObject({
    finding: 'untold',
    because: { code: 'VALUE_SEASONS_TRIAL_SHORT' },
  })
  expect(withSeasons.mostValuable).toEqual(without.mostValuable)
  expect(withSeasons.document.totals?.value).toBe(without.document.totals?.value)
})

test('in logs without seasons none is found', async () => {
  const even = Array.from({ length: 12 }, () => 1)
  for (let seed = 1; seed <= 4; seed++) {
    const document = await valued({ customers: 200, multipliers: even, seed })
    expect(judged(document), `seed ${seed}`).toMatchObject({ finding: 'none', outlook: null })
    expect(judged(document).likelihoodRatio.degrees).toBe(11)
  }
})

test('months that differ but do not come again are no season, however surely they differ', async () => {
  const random = seededRandom(4)
  const shocks = new Map<string, number>()
  const multiplierOf = (month: string) => {
    if (!shocks.has(month)) shocks.set(month, 0.3 + 1.4 * random())
    return shocks.get(month) ?? 1
  }
  const found = judged(await valued({ multiplierOf }))
  expect(found.likelihoodRatio.pValue).toBeLessThan(1e-6)
  expect(found).toMatchObject({ finding: 'none', because: { code: 'VALUE_SEASONS_NOT_FORETOLD' } })
})

test('a month in which nobody buys makes seasons of quarters', async () => {
  const closedInAugust = shopYear.map((multiplier, place) => (place === 7 ? 1e-9 : multiplier))
  const found = judged(await valued({ multipliers: closedInAugust }))
  expect(found).toMatchObject({ finding: 'found', by: 'quarter', likelihoodRatio: { degrees: 3 } })
  expect(found.seasons.map(({ months }) => months)).toEqual([
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
    [10, 11, 12],
  ])
  const purchases = found.seasons.reduce((sum, season) => sum + season.purchases, 0)
  expect(purchases).toBeGreaterThan(1000)
})

test('too few purchases, no model and a short log say so', async () => {
  const few = await valued({ customers: 40 })
  expect(few.seasons).toMatchObject({ finding: 'untold', because: { code: 'VALUE_SEASONS_PURCHASES_FEW' } })
  const short = await valued({ customers: 60, years: 2 }, { until: '2023-12-01' })
  expect(short.seasons).toMatchObject({ finding: 'untold', because: { code: 'VALUE_SEASONS_LOG_SHORT' } })
  expect(short.seasons?.reason).toContain('two full years')
  const once = aSeasonalLog({ customers: 60 }).filter(
    ([name], place, all) => all.findIndex(([other]) => other === name) === place,
  )
  const last = ['late', '2024-12-31', '5.00'] as const
  const { document } = await valueLines(folder.path, [...once, last])
  expect(document.seasons).toMatchObject({ because: { code: 'VALUE_SEASONS_MODEL_NONE' } })
})

test('stopped while it looks for seasons, a valuation goes on; cancelled, it leaves nothing', async () => {
  const own = await aFolder()
  const history = await openDuckDb(join(own.path, 'history.duckdb'))
  await prepareHistory(history)
  const path = join(own.path, 'log.csv')
  await writeFile(path, ['customer,date,amount', ...aSeasonalLog({})].join('\n'))
  const newId = (prefix: string) => `${prefix}_${'1'.padStart(26, '0')}`
  const imported = {
    temporaryFolder: own.path,
    now: instant(Date.parse('2026-01-01T00:00:00Z')),
    newId,
    random: seededRandom(5),
  }
  await importFile(history, { path, fileName: 'log.csv' }, imported)
  const snapshots = join(own.path, 'snapshots')
  const workers = sharedWorkers()
  const value = (id: number, reason?: unknown) => {
    const stop = new AbortController()
    const report = ({ step }: Progress) => {
      if (reason !== undefined && step === 'seasons') setTimeout(() => stop.abort(reason), 20)
    }
    return valueHistory(history, {
      folder: snapshots,
      options: { model: 'mbg-nbd' },
      snapshot: `snp_${String(id).padStart(26, '0')}`,
      version: '0.0.0',
      now: () => performance.now(),
      workers,
      signal: stop.signal,
      report,
    })
  }
  const stopped = { code: 'REFRESH_CANCELLED' }
  await expect(value(1, new Error('cancelled'))).rejects.toMatchObject(stopped)
  expect(await readdir(snapshots)).toEqual([])
  await expect(value(2, stopsForNow)).rejects.toMatchObject(stopped)
  const { snapshot } = await value(3)
  expect(snapshot).toMatch(/2$/)
  const readers = new SnapshotReaders(snapshots, openDuckDb)
  const { seasons } = await readers.read(snapshot, readValueDocument)
  const base = await readers.read(snapshot, baseAnswer)
  expect(seasons).toEqual((await forAYear()).document.seasons)
  expect(base.seasons).toEqual(seasons)
  await readers.close()
  await history.close()
  await own.remove()
})

testWithDataset(
  'the apparel log, whose own covariate marks October, November and half of June as high season, shows just these',
  'apparel/apparelTrans.csv',
  async (path) => {
    const { document } = await valuePath(folder.path, path, { options: { model: 'mbg-nbd', horizon: '30d' } })
    const { seasons, finding } = judged(document)
    expect(finding).toBe('found')
    const high = seasons.filter(({ low }) => (low ?? 0) > 1.2).map(({ months }) => months[0])
    expect(high).toEqual([6, 10, 11])
  },
)

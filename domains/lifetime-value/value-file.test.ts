import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { daysBetween } from '#kernel/time.ts'
import { purchaseModelNames } from '#lifetime/model.ts'
import { seededRandom } from '#numerics/random.ts'
import { gammaVariate } from '#numerics/variates.ts'
import { testWithDataset } from '#tests/datasets.ts'
import { aFolder, aShop, dayOf, valueLines, valuePath, type Line } from './a-log.test-data.ts'
import { valueDocument as valueDocumentShape } from './value-document.contract.ts'
import type { ValueDocument } from './value-document.ts'
import { outputFiles } from './value-outputs.ts'

// Whole runs, on machines that may have more to do.
vi.setConfig({ testTimeout: 60_000 })

let folder: Awaited<ReturnType<typeof aFolder>>
beforeAll(async () => {
  folder = await aFolder()
})
afterAll(() => folder.remove())

/** Codes of the warnings. */
function codes({ warnings }: ValueDocument): readonly string[] {
  return warnings.map(({ code }) => code)
}

/** Customers who buy about every fourth week, more evenly than chance: gaps of four steps. */
function aRegularShop(customers: number): readonly Line[] {
  const random = seededRandom(7)
  return Array.from({ length: customers }, (_, customer) => {
    const lines: Line[] = []
    for (
      let at = 100 * random();
      at < 400 && random() < 0.93;
      at += gammaVariate(random, { shape: 4, rate: 0.15 })
    ) {
      lines.push([`c${customer}`, dayOf(at), cents(random)])
    }
    return lines
  }).flat()
}

const cents = (random: () => number) => (5 + 40 * random() ** 2).toFixed(2)
const shop = aShop(250, cents)
/** For tests to which it matters that a base is valued, and not how well: a quarter's future takes less than a year's. */
const smallShop = aShop(120, cents)
const quarter = { horizon: '13w' } as const

// Published numbers

const gold = [
  ['bg-nbd', { r: 0.2425945224, alpha: 4.413602019, a: 0.7929220172, b: 2.425906777 }, -9582.42920667, 1e-6],
  ['mbg-nbd', { r: 0.5248431591, alpha: 6.18308528, a: 0.8913593907, b: 1.61400224 }, -9582.13571555, 1e-6],
  ['pareto-nbd', { r: 0.553277, alpha: 10.5776835, s: 0.60624, beta: 11.6687353 }, -9594.97617894, 1e-5],
  // These purchases are as random as chance makes them: with k = 1 it is MBG/NBD.
  [
    'mbg-cnbd-k',
    { r: 0.5248431591, alpha: 6.18308528, a: 0.8913593907, b: 1.61400224 },
    -9582.13571555,
    1e-6,
  ],
  ['nbd', { r: 0.385, alpha: 12.072 }, -9763.6576, 1e-3],
] as const

for (const [model, parameters, logLikelihood, tolerance] of gold) {
  testWithDataset(
    `the CDNOW sample straight in gives the gold figures of ${model}`,
    'cdnow/CDNOW_sample.txt',
    async (path) => {
      const options = { until: '1997-09-30', unit: 'week', model, ...quarter } as const
      const { document } = await valuePath(folder.path, path, {
        options: { ...options, until: '1997-09-30' as never },
      })
      if (document.model.name === 'none') throw new Error(document.model.reason)
      for (const [name, value] of Object.entries(parameters)) {
        expect((document.model.parameters[name] ?? 0) / value - 1).toBeLessThan(tolerance)
        expect(1 - (document.model.parameters[name] ?? 0) / value).toBeLessThan(tolerance)
      }
      expect(Math.abs(document.model.logLikelihood - logLikelihood)).toBeLessThan(
        tolerance < 1e-4 ? 1e-6 : 1e-3,
      )
      expect(document).toMatchObject({
        rows: { read: 6919, accepted: 6919, refused: 0, merged: 223 },
        customers: 2357,
        firstDay: '1997-01-01',
        lastDay: '1998-06-30',
        asOf: '1997-09-30',
        model: { distinctRows: 1016, customers: 2357 },
        spendModel: { name: 'gamma-gamma', customers: 946 },
        holdout: { origin: '1997-09-30', days: 273, actualPurchases: 1882 },
      })
      const { spendModel } = document
      if (spendModel.name !== 'gamma-gamma') throw new Error(spendModel.name)
      expect(spendModel.parameters.p).toBeCloseTo(6.249572271, 5)
      expect(spendModel.parameters.q).toBeCloseTo(3.744224667, 5)
      expect(spendModel.parameters.gamma).toBeCloseTo(15.44352096, 4)
      expect(Math.abs(spendModel.logLikelihood + 4055.9176948)).toBeLessThan(1e-6)
    },
  )
}

testWithDataset(
  'the CDNOW master straight in: its hold-out, its duplicates, its repeater without spend',
  'cdnow/CDNOW_master.txt.gz',
  async (path) => {
    const options = { until: '1997-09-30' as never, unit: 'week', model: 'mbg-nbd', ...quarter } as const
    const { document } = await valuePath(folder.path, path, { options })
    expect(document).toMatchObject({
      rows: { read: 69_659, accepted: 69_659, refused: 0 },
      customers: 23_570,
      model: { distinctRows: 8685 },
      holdout: { actualPurchases: 19_684 },
      spendModel: { customers: 9450, droppedZeroSpend: 1 },
    })
    expect(codes(document)).toContain('VALUE_ZERO_SPEND_LEFT_OUT')
    expect(document.model.name === 'mbg-nbd' && document.model.logLikelihood).toBeCloseTo(-95_336.95831988, 5)
  },
)

testWithDataset(
  'online retail straight in: customers heard, customers who bought, rows left out',
  'online-retail/online_retail.csv.gz',
  async (path) => {
    const { document } = await valuePath(folder.path, path, { options: { model: 'mbg-nbd', ...quarter } })
    expect(document).toMatchObject({
      rows: { read: 541_909, refused: 135_080 },
      customersHeard: 4372,
      customers: 4338,
      firstDay: '2010-12-01',
      lastDay: '2011-12-09',
      // A year and nine days.
      seasons: { finding: 'untold', because: { code: 'VALUE_SEASONS_LOG_SHORT', values: { count: 374 } } },
    })
    expect(codes(document)).toContain('HISTORY_DUPLICATES_KEPT')
  },
  60_000,
)

// Laws

test('by default the last third judges, and as of the last day is valued', async () => {
  const { document, mostValuable, mostAtRisk } = await valueLines(folder.path, shop)
  expect(document.asOf).toBe(document.lastDay)
  expect(document.valueOf).toBe('revenue')
  expect(document.choice).toMatchObject({ how: 'chosen' })
  expect(document.choice.candidates.length).toBe(3)
  for (const { judged, model, againstChosen } of document.choice.candidates) {
    expect(judged?.actualPurchases).toBeGreaterThan(100)
    expect((judged?.expectedPurchases ?? 0) / (judged?.actualPurchases ?? 1)).toBeCloseTo(1, 0)
    expect(judged?.gini).toBeGreaterThan(0.2)
    expect(judged?.topDecileLift).toBeGreaterThan(1.5)
    if (model === document.model.name) expect(againstChosen).toMatchObject({ difference: 0, isNoise: true })
  }
  expect((document.choice.origin ?? '') < (document.holdout?.origin ?? '')).toBe(true)
  const { totals } = document
  expect(totals?.backtest.origins.length).toBe(3)
  expect(totals?.valueLow).toBeLessThan(totals?.value ?? 0)
  expect(totals?.valueBacktestLow).toBeLessThan(totals?.valueLow ?? 0)
  expect(totals?.valueBacktestHigh).toBeGreaterThan(totals?.valueHigh ?? 0)
  expect(mostValuable.length).toBe(10)
  expect(mostAtRisk.length).toBe(10)
  expect(document.peakMemoryMb).toBeGreaterThan(10)
})

test.each(['ggompertz-nbd', 'bg-cnbd-k', 'nbd'] as const)(
  '%s can be named, and is judged as the others are',
  async (model) => {
    const { document } = await valueLines(folder.path, smallShop, { options: { model, ...quarter } })
    valueDocumentShape.parse(document)
    expect(document).toMatchObject({ model: { name: model }, holdout: { model }, choice: { how: 'named' } })
    const { totals, customers } = document
    expect(totals?.valueLow).toBeLessThan(totals?.value ?? 0)
    expect(totals?.valueHigh).toBeGreaterThan(totals?.value ?? 0)
    // Where nobody ever leaves, silence says nothing.
    if (model === 'nbd') expect(totals?.activeCannotTell).toBe(customers)
  },
)

test('the times between purchases reach the models that need them', async () => {
  const options = { model: 'mbg-cnbd-k', ...quarter } as const
  const { document } = await valueLines(folder.path, aRegularShop(120), { options })
  expect(document.model).toMatchObject({ name: 'mbg-cnbd-k', regularity: 4 })
  expect(document.holdout?.model).toBe('mbg-cnbd-k')
  expect(document.totals?.backtest.origins.length).toBe(3)
})

test('where all compete, each is judged at several origins before the hold-out, and models of regular purchases win where purchases are regular', async () => {
  const { document } = await valueLines(folder.path, aRegularShop(150), {
    options: { model: 'all', ...quarter },
  })
  valueDocumentShape.parse(document)
  const { choice, holdout, model } = document
  const { origins = [], days, candidates, leftOut = [] } = choice
  expect(choice.how).toBe('chosen')
  expect(origins).toHaveLength(3)
  for (const origin of origins) {
    expect(daysBetween(origin, holdout?.origin ?? origin)).toBeGreaterThanOrEqual(days ?? Infinity)
  }
  const names = [...candidates, ...leftOut].map((one) => one.model)
  expect(names.toSorted()).toEqual(purchaseModelNames.toSorted())
  expect(model.name).toMatch(/cnbd-k/)
  expect(holdout?.model).toBe(model.name)
  const scores = candidates.map(({ meanLogProbability }) => meanLogProbability)
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  for (const { model: name, againstChosen, judged } of candidates) {
    expect(judged?.actualPurchases).toBe(candidates[0]?.judged?.actualPurchases)
    expect(judged?.gini).toBeGreaterThan(0)
    // Models of purchases as random as chance makes them are told apart from those of regular ones.
    if (!name.includes('cnbd-k')) expect(againstChosen).toMatchObject({ isNoise: false })
    if (name === model.name) expect(againstChosen).toMatchObject({ difference: 0, isNoise: true })
  }
})

test.each([
  ['too few purchases to judge on', 15, 'VALUE_CHOICE_PURCHASES_FEW'],
  ['a log of a day', 0, 'VALUE_CHOICE_LOG_SHORT'],
])('where all should compete on %s, none is chosen and the usual order holds', async (_, gap, code) => {
  const lines = Array.from({ length: 60 }, (__, n): Line => [
    `c${n % 20}`,
    dayOf(gap * Math.floor(n / 20)),
    10,
  ])
  const { document } = await valueLines(folder.path, lines, { options: { model: 'all' } })
  expect(document.choice).toMatchObject({ how: 'default', candidates: [], because: { code } })
})

test('a margin scales every value, and is called one', async () => {
  const options = { model: 'mbg-nbd', until: '2024-12-31' as never, ...quarter } as const
  const revenue = (await valueLines(folder.path, smallShop, { options })).document
  const margin = (await valueLines(folder.path, smallShop, { options: { ...options, margin: 0.35 } }))
    .document
  expect(margin.valueOf).toBe('margin')
  for (const name of [
    'value',
    'valueLow',
    'valueHigh',
    'valueBacktestLow',
    'valueInfiniteHorizon',
  ] as const) {
    expect(margin.totals?.[name]).toBeCloseTo(0.35 * (revenue.totals?.[name] ?? 0), 6)
  }
  const lines = smallShop.map((line): Line => [...line, (0.2 * Number(line[2])).toFixed(4)])
  const column = await valueLines(folder.path, lines, { options, head: 'customer,date,amount,margin' })
  expect(column.document).toMatchObject({ valueOf: 'margin' })
  expect(column.document.margin).toBeCloseTo(0.2, 6)
})

test('days and weeks tell the same story', async () => {
  const until = '2024-12-31' as never
  const week = (
    await valueLines(folder.path, smallShop, { options: { model: 'bg-nbd', unit: 'week', until } })
  ).document
  const day = (await valueLines(folder.path, smallShop, { options: { model: 'bg-nbd', unit: 'day', until } }))
    .document
  expect(day.totals?.value).toBeCloseTo(week.totals?.value ?? 0, 3)
  expect(day.holdout?.expectedPurchases).toBeCloseTo(week.holdout?.expectedPurchases ?? 0, 4)
})

test('without discount there is no value without end', async () => {
  const options = { model: 'bg-nbd', discount: 0, ...quarter } as const
  const { document } = await valueLines(folder.path, smallShop, { options })
  expect(document.totals?.valueInfiniteHorizon).toBeNull()
})

test('five files are written, hold the same customers, and are not replaced unasked', async () => {
  const out = join(folder.path, 'result')
  const options = { model: 'mbg-nbd', ...quarter } as const
  const { document } = await valueLines(folder.path, smallShop, {
    options,
    out: { folder: out, force: false },
  })
  expect((await readdir(out)).toSorted()).toEqual([...outputFiles].toSorted())
  const reader = await openDuckDb(':memory:')
  const sums = await Promise.all(
    [`read_parquet($file)`, `read_csv($file)`].map((read, place) =>
      reader.rows(`SELECT count(*) AS n, sum(value) AS value FROM ${read}`, {
        file: join(out, outputFiles[place] ?? ''),
      }),
    ),
  )
  await reader.close()
  for (const [row] of sums) {
    expect(Number(row?.['n'])).toBe(document.customers)
    expect(Number(row?.['value'])).toBeCloseTo(document.totals?.value ?? 0, 4)
  }
  const model = JSON.parse(await readFile(join(out, 'model.json'), 'utf8')) as Record<
    string,
    Record<string, unknown>
  >
  expect(model['purchases']).toMatchObject({ model: 'mbg-nbd', version: 1 })
  expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('</html>')
  const snapshot = await openDuckDb(join(out, 'snapshot.duckdb'), { readOnly: true })
  expect(await snapshot.rows('SELECT count(*) AS n FROM customer')).toEqual([
    { n: BigInt(document.customers) },
  ])
  await snapshot.close()

  const again = valueLines(folder.path, smallShop, { options, out: { folder: out, force: false } })
  await expect(again).rejects.toMatchObject({ code: 'VALUE_FOLDER_NOT_EMPTY' })
  await valueLines(folder.path, smallShop.slice(0, 200), { options, out: { folder: out, force: true } })
  const newer = await openDuckDb(join(out, 'snapshot.duckdb'), { readOnly: true })
  expect(await newer.rows('SELECT count(*) AS n FROM customer')).not.toEqual([
    { n: BigInt(document.customers) },
  ])
  await newer.close()
})

test('nothing is left in the temporary folder, whatever came of it', async () => {
  const own = await aFolder()
  await valueLines(own.path, smallShop, { options: { model: 'bg-nbd', ...quarter } })
  await expect(valueLines(own.path, [], {})).rejects.toMatchObject({
    code: expect.stringMatching(/^HISTORY_/),
  })
  const stop = new AbortController()
  const report = () => stop.abort()
  await expect(valueLines(own.path, smallShop, { report, signal: stop.signal })).rejects.toMatchObject({
    status: 499,
  })
  expect(await readdir(own.path)).toEqual(['log.csv'])
  await own.remove()
})

// Refusals, and logs of which little can be said

test.each([
  [
    'nobody buys again',
    aShop(300, cents).filter(([name], place, all) => all.findIndex(([other]) => other === name) === place),
  ],
  ['there is one purchase', [['anna', '2024-01-01', 10]] as Line[]],
  ['all is of one day', Array.from({ length: 50 }, (_, n): Line => [`c${n}`, '2024-01-01', n + 1])],
])('where %s, the base is shown and its future is not', async (_, lines) => {
  const { document, mostValuable } = await valueLines(folder.path, lines)
  expect(document).toMatchObject({
    model: { name: 'none' },
    totals: null,
    holdout: null,
    customers: lines.length,
  })
  expect(codes(document)).toContain('VALUE_MODEL_NONE')
  expect(mostValuable).toEqual([])
})

test.each(purchaseModelNames)(
  '%s, named where nobody came back, says why it cannot be fitted',
  async (model) => {
    const once = Array.from({ length: 30 }, (_, n): Line => [`c${n}`, dayOf(n), 10 + n])
    const { document } = await valueLines(folder.path, once, { options: { model } })
    expect(document.model).toMatchObject({
      name: 'none',
      because: { code: 'LIFETIME_NO_REPEAT_PURCHASES', values: { count: 30 } },
    })
  },
)

test('one customer with many purchases is valued, with all that must be said of it', async () => {
  const lines = Array.from({ length: 20 }, (_, n): Line => ['anna', dayOf(13 * n), 10 + n])
  const { document } = await valueLines(folder.path, lines)
  expect(document.customers).toBe(1)
  expect(codes(document)).toEqual(
    expect.arrayContaining(['VALUE_REPEAT_CUSTOMERS_FEW', 'VALUE_HOLDOUT_TOO_SMALL']),
  )
  expect(document.totals === null || Number.isFinite(document.totals.value)).toBe(true)
})

test('where all amounts are equal, each future purchase counts that amount', async () => {
  const once = new Set<string>()
  const lines = smallShop
    .filter(([name, day]) => !once.has(name + day) && once.add(name + day))
    .map(([name, day]): Line => [name, day, 25])
  const { document } = await valueLines(folder.path, lines, { options: { model: 'mbg-nbd', ...quarter } })
  expect(document.spendModel).toMatchObject({ name: 'mean-spend', meanSpend: 25 })
  expect(codes(document)).toContain('VALUE_SPEND_NOT_MODELLED')
  expect(document.totals?.value).toBeLessThan(25 * (document.totals?.expectedPurchases ?? 0))
})

test('a total of nothing and a negative one are said', async () => {
  const nothing = await valueLines(
    folder.path,
    smallShop.map(([name, day]): Line => [name, day, 0]),
    { options: { model: 'mbg-nbd', ...quarter } },
  )
  expect(nothing.document).toMatchObject({ spend: 0, totals: { value: 0 } })
  expect(codes(nothing.document)).toContain('VALUE_SPEND_NOT_POSITIVE')
  const refunds = smallShop.map(([name, day], place): Line => [name, day, place % 10 < 7 ? -5 : 2])
  const negative = await valueLines(folder.path, refunds, { options: { model: 'mbg-nbd', ...quarter } })
  expect(negative.document.spend).toBeLessThan(0)
  expect(codes(negative.document)).toContain('VALUE_SPEND_NOT_POSITIVE')
  expect(negative.document.totals?.value).toBeGreaterThan(0)
})

test('a log too short to hold out enough is valued, and says that it was not judged', async () => {
  const { document } = await valueLines(folder.path, shop.slice(0, 150))
  expect(document.holdout).toBeNull()
  expect(codes(document)).toContain('VALUE_HOLDOUT_TOO_SMALL')
  expect(document.choice.how).toBe('default')
  expect(document.totals?.value).toBeGreaterThan(0)
})

test('options that cannot be are refused before the file is read', async () => {
  const nowhere = join(folder.path, 'nowhere.csv')
  await expect(valuePath(folder.path, nowhere, { options: { horizon: '0d' } })).rejects.toMatchObject({
    code: 'VALUE_HORIZON_INVALID',
  })
  await writeFile(join(folder.path, 'a-file'), '')
  const out = { folder: join(folder.path, 'a-file'), force: false }
  await expect(valuePath(folder.path, nowhere, { out })).rejects.toMatchObject({
    code: 'VALUE_FOLDER_NOT_WRITABLE',
  })
})

test.each([
  [{ until: '2023-12-31' as never }, 'VALUE_UNTIL_TOO_EARLY'],
  [{ origin: '2030-01-01' as never }, 'VALUE_ORIGIN_OUTSIDE'],
])('%j does not fit the log and is refused with %s', async (options, code) => {
  await expect(valueLines(folder.path, smallShop, { options })).rejects.toMatchObject({ code })
})

test('a margin column that earns nothing is refused', async () => {
  const lines = smallShop.map((line): Line => [...line, -1])
  await expect(valueLines(folder.path, lines, { head: 'customer,date,amount,margin' })).rejects.toMatchObject(
    {
      code: 'VALUE_MARGIN_NOT_POSITIVE',
    },
  )
})

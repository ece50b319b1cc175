import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { Day } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { exponentialVariate, gammaVariate } from '#numerics/variates.ts'
import { datasetPath, testWithDataset } from '#tests/datasets.ts'
import { goldenTable } from '#tests/golden-table.ts'
import { aFolder, dayOf, valueLines, valuePath, type Line } from '../a-log.test-data.ts'
import type { CoefficientReport } from './covariates-document.ts'
import { valueDocument as valueDocumentShape } from '../value-document.contract.ts'
import type { ValueDocument } from '../value-document.ts'
import type { ValueFileOptions } from '../value-file.actions.ts'
import { valueSummary } from '../value-summary.ts'

// Whole runs, on machines that may have more to do.
vi.setConfig({ testTimeout: 60_000 })

let folder: Awaited<ReturnType<typeof aFolder>>
beforeAll(async () => {
  folder = await aFolder()
})
afterAll(() => folder.remove())

/** Customers of the web buy 2.5 times as often as those of the shop, and leave as soon. */
const customers = 450
/** So many are enough where the question is not what the channel does. */
const few = 240
const channelOf = (customer: number) => (customer % 3 === 0 ? 'web' : 'shop')

function aShopWithChannels(): readonly Line[] {
  const random = seededRandom(20)
  return Array.from({ length: customers }, (_, customer) => {
    const rate = gammaVariate(random, { shape: 4, rate: 240 }) * (channelOf(customer) === 'web' ? 2.5 : 1)
    const leaves = exponentialVariate(random, gammaVariate(random, { shape: 1, rate: 300 }))
    const lines: Line[] = []
    for (
      let at = random() * 150, began = at;
      at < 500 && at - began < leaves;
      at += exponentialVariate(random, rate)
    ) {
      lines.push([`c${customer}`, dayOf(at), (5 + 40 * random()).toFixed(2)])
    }
    return lines
  }).flat()
}

const shop = aShopWithChannels()
const fewLines = shop.filter(([customer]) => Number(customer.slice(1)) < few)
const everybody = Array.from({ length: customers }, (_, customer) => customer)
const theFew = everybody.slice(0, few)

async function known(rows: readonly string[], name = 'known.csv') {
  const path = join(folder.path, name)
  await writeFile(path, `${rows.join('\n')}\n`)
  return { path, fileName: name }
}

const channels = ['customer,channel', ...everybody.map((customer) => `c${customer},${channelOf(customer)}`)]

/** The few with what is known of them, under the model that is quickest to fit. */
async function valued(rows: readonly string[], more: Partial<ValueFileOptions> = {}): Promise<ValueDocument> {
  const { document } = await valueLines(folder.path, fewLines, {
    options: { model: 'mbg-nbd', horizon: '13w' },
    covariates: await known(rows),
    ...more,
  })
  return document
}

/** All with their channels, early, when the purchases themselves tell little of a customer yet. */
async function valuedEarly(more: Partial<ValueFileOptions> = {}): Promise<ValueDocument> {
  const { document } = await valueLines(folder.path, shop, {
    options: { model: 'pareto-nbd', horizon: '13w', origin: dayOf(150) as Day },
    covariates: await known(channels),
    ...more,
  })
  return document
}

let early: ValueDocument
beforeAll(async () => {
  early = await valuedEarly({ out: { folder: join(folder.path, 'out'), force: true } })
})

const codes = ({ warnings }: ValueDocument) => warnings.map(({ code }) => code)

function coefficient({ covariates }: ValueDocument, name: string): CoefficientReport {
  const found = covariates?.coefficients.find((one) => one.name === name)
  if (found === undefined) throw new Error(`There is no coefficient ${name}.`)
  return found
}

// Published figures

testWithDataset(
  'the published likelihood of the apparel data comes out of the product',
  'apparel/apparelTrans.csv',
  async (path) => {
    const file = { path: datasetPath('apparel/apparelStaticCov.csv') ?? '', fileName: 'apparelStaticCov.csv' }
    const { document } = await valuePath(folder.path, path, {
      options: { model: 'pareto-nbd', until: '2006-12-31' as Day, horizon: '1450d' },
      covariates: file,
    })
    const golden = Object.fromEntries(
      goldenTable('apparel-fits')
        .filter(({ fit }) => fit === 'fixed')
        .map(({ quantity, value }) => [quantity, Number(value)]),
    )
    const { model, totals } = document
    if (model.name === 'none') throw new Error(model.reason)
    expect(model.name).toBe('pareto-nbd')
    expect(model.logLikelihood).toBeCloseTo(golden['logLikelihood'] ?? 0, 4)
    expect(totals?.expectedPurchases).toBeCloseTo(golden['purchases'] ?? 0, -1)
    for (const name of ['purchase', 'dropout']) {
      const { coefficient: value, standardError } = coefficient(document, `${name}.Gender`)
      expect(value / (golden[`${name}.gender`] ?? 0)).toBeCloseTo(1, 2)
      expect((standardError ?? 0) / (golden[`error ${name}.gender`] ?? 0)).toBeCloseTo(1, 2)
    }
  },
)

// Laws

test('what customers are told apart by is found, and helps on what was not seen', async () => {
  const document = early
  expect(valueDocumentShape.parse(document)).toEqual(document)
  const buys = coefficient(document, 'purchase.channel: web')
  expect(buys).toMatchObject({
    category: 'web',
    against: 'shop',
    process: 'purchase',
    step: 1,
    customers: 150,
  })
  expect(buys.factorLow).toBeLessThan(2.5)
  expect(buys.factorHigh).toBeGreaterThan(2.5)
  expect(buys.factor).toBeCloseTo(Math.exp(buys.coefficient), 12)
  const leaves = coefficient(document, 'dropout.channel: web')
  expect(leaves.factorLow).toBeLessThan(1)
  expect(leaves.factorHigh).toBeGreaterThan(1)
  const { covariates } = document
  expect(covariates?.likelihoodRatio).toMatchObject({ degrees: 2 })
  expect(covariates?.likelihoodRatio?.pValue).toBeLessThan(1e-6)
  expect(covariates?.holdout?.isNoise).toBe(false)
  expect(covariates?.holdout?.difference).toBeGreaterThan(0)
  expect(document.holdout?.meanLogProbability).toBeCloseTo(covariates?.holdout?.meanLogProbability ?? 0, 12)
  expect(codes(document)).not.toContain('VALUE_COVARIATES_NOT_USED')
  const said = valueSummary({ document, mostValuable: [], mostAtRisk: [], color: false })
  expect(said).toMatch(/Known {2}channel web rather than shop: buy [\d.]+ times as often\*/)
})

test('the sums of the customers are the totals, kind by kind', async () => {
  const { totals } = early
  const snapshot = await openDuckDb(join(folder.path, 'out', 'snapshot.duckdb'), { readOnly: true })
  const [row] = await snapshot.rows(`
    SELECT count(*)::INTEGER AS customers, sum(value) AS value, sum(expected_purchases) AS purchases,
           count(DISTINCT "values"[1])::INTEGER AS kinds
      FROM customer LEFT JOIN customer_covariate USING (customer)`)
  await snapshot.close()
  expect(row).toMatchObject({ customers: customers, kinds: 2 })
  expect(Number(row?.['value']) / (totals?.value ?? 0)).toBeCloseTo(1, 10)
  expect(Number(row?.['purchases']) / (totals?.expectedPurchases ?? 0)).toBeCloseTo(1, 10)
})

test('what tells nothing of customers is seen to be noise, and hardly moves the total', async () => {
  const random = seededRandom(2)
  const coin = ['customer,coin', ...everybody.map((one) => `c${one},${random() < 0.5 ? 'head' : 'tail'}`)]
  const options = { model: 'mbg-nbd', horizon: '13w' } as const
  const told = (await valueLines(folder.path, shop, { options, covariates: await known(coin) })).document
  const plain = (await valueLines(folder.path, shop, { options })).document
  expect(told.covariates?.holdout?.isNoise).toBe(true)
  expect((told.totals?.value ?? 0) / (plain.totals?.value ?? 1)).toBeCloseTo(1, 1)
  expect(plain.covariates).toBeNull()
})

test('numbers that tell all customers apart are valued each for itself', async () => {
  const some = everybody.slice(0, 150)
  const numbers = ['customer,visits', ...some.map((one) => `c${one},${(one * 7919) % 1009}.5`)]
  const theirs = new Set(some.map((one) => `c${one}`))
  const { document } = await valueLines(
    folder.path,
    shop.filter(([customer]) => theirs.has(customer)),
    { options: { model: 'pareto-nbd', horizon: '13w' }, covariates: await known(numbers) },
  )
  const { covariates, totals } = document
  // So few customers tell nothing of what it does to leaving.
  expect(covariates?.coefficients.map(({ name, step }) => `${name} ${step}`)).toEqual(['purchase.visits 200'])
  expect(covariates?.likelihoodRatio?.degrees).toBe(1)
  expect(totals?.valueLow).toBeLessThan(totals?.value ?? 0)
  expect(document.warnings.map(({ code }) => code)).not.toContain('VALUE_COVARIATES_FUTURES_SHARED')
})

test('of more than a thousand who are all told apart, it is said that they share futures', async () => {
  const copies = Array.from({ length: 5 }, (_, copy) => copy)
  const lines = copies.flatMap((copy) => fewLines.map(([one, ...rest]): Line => [`${one}-${copy}`, ...rest]))
  const numbers = copies.flatMap((copy) =>
    theFew.map((one) => `c${one}-${copy},${(channelOf(one) === 'web' ? 9 : 1) + 0.1 * copy + one / 1e4}`),
  )
  const { document } = await valueLines(folder.path, lines, {
    options: { model: 'mbg-nbd', horizon: '13w' },
    covariates: await known(['customer,visits', ...numbers]),
  })
  expect(document.customers).toBeGreaterThan(1000)
  expect(document.covariates?.absent).toBeNull()
  const warning = document.warnings.find(({ code }) => code === 'VALUE_COVARIATES_FUTURES_SHARED')
  expect(warning?.message).toContain('in more than 1,000 ways')
})

test('whoever nothing is known of counts as the average one, and is counted', async () => {
  const document = await valued(channels.slice(0, 141))
  expect(document.covariates?.customers).toBe(140)
  const warning = document.warnings.find(({ code }) => code === 'VALUE_COVARIATES_CUSTOMERS_UNKNOWN')
  expect(warning?.message).toContain('nothing of 100 customers, who count as the average one')
})

test('a trial that begins before anything was known of customers is made without it, which is said', async () => {
  const origin = dayOf(90) as Day
  const early = new Set(fewLines.filter(([, day]) => day <= origin).map(([customer]) => customer))
  const document = await valued(
    channels.filter((row) => !early.has(row.split(',')[0] ?? '')),
    { options: { model: 'mbg-nbd', horizon: '13w', origin } },
  )
  expect(document.covariates?.absent).toBeNull()
  expect(document.covariates?.coefficients).not.toEqual([])
  expect(document.holdout).toMatchObject({ origin, customers: early.size })
  expect(document.covariates?.holdout).toBeNull()
  const warning = document.warnings.find(({ code }) => code === 'VALUE_HOLDOUT_WITHOUT_COVARIATES')
  expect(warning?.values).toEqual({ origin })
})

test('auto chooses the model as it always does, and gives it the covariates', async () => {
  const { document } = await valueLines(folder.path, shop, {
    options: { horizon: '13w' },
    covariates: await known(channels),
  })
  const { choice, covariates, model, holdout } = document
  expect(choice.how).toBe('chosen')
  expect(['pareto-nbd', 'mbg-nbd', 'bg-nbd']).toContain(model.name)
  expect(holdout?.model).toBe(model.name)
  expect(covariates?.absent).toBeNull()
  expect(covariates?.coefficients).toHaveLength(2)
})

test.each([
  [
    'columns that say nothing, or what others say, are left out and said',
    [
      'customer,channel,country,web,mail',
      ...theFew.map((one) => {
        const isWeb = channelOf(one) === 'web'
        return `c${one},${isWeb ? 'web' : 'shop'},GB,${isWeb ? 1 : 0},c${one}@example.org`
      }),
    ],
    [
      'country It is the same for all customers.',
      'mail It has 240 different texts',
      'web Other covariates say the same.',
    ],
    1,
  ],
  [
    'a file of which no column tells customers apart is not used, and the base is valued without it',
    ['customer,country', ...theFew.map((one) => `c${one},GB`)],
    ['country It is the same for all customers.'],
    0,
  ],
])('%s', async (_, rows, expected, columns) => {
  const document = await valued(rows)
  const { covariates, totals } = document
  expect(covariates?.columns).toHaveLength(columns)
  expect(covariates?.leftOut).toHaveLength(expected.length)
  covariates?.leftOut.forEach(({ covariate, reason }, place) => {
    expect(`${covariate} ${reason}`).toContain(expected[place])
  })
  expect(codes(document).filter((code) => code === 'VALUE_COVARIATE_LEFT_OUT')).toHaveLength(expected.length)
  expect(covariates?.absent === null).toBe(columns > 0)
  expect(codes(document).includes('VALUE_COVARIATES_NOT_USED')).toBe(columns === 0)
  expect(totals?.value).toBeGreaterThan(0)
})

test('the same files give the same document, to the last digit', async () => {
  const figures = ({ timingsMs: _timings, peakMemoryMb: _memory, ...document }: ValueDocument) => document
  expect(figures(await valuedEarly())).toEqual(figures(early))
})

// Refusals

test('a model that takes no covariates is refused before the file is read', async () => {
  const refused = valued(channels, { options: { model: 'nbd' }, path: '/nowhere.csv' })
  await expect(refused).rejects.toMatchObject({
    code: 'VALUE_COVARIATES_MODEL',
    message: 'The model nbd does not take covariates.',
  })
})

test('a file of other customers is refused', async () => {
  const refused = valued(['customer,channel', 'Ann,web', 'Bob,shop'])
  await expect(refused).rejects.toMatchObject({ code: 'HISTORY_COVARIATES_CUSTOMERS_UNKNOWN' })
})

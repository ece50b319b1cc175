import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { addDays, days, daysBetween, type Day } from '#kernel/time.ts'
import { discountedExpectedRenewals, renewalRates } from '#lifetime/contractual/predict.ts'
import { contractHistories } from '#lifetime/contractual/histories.ts'
import { readFittedContractModel } from '#lifetime/contractual/profile.ts'
import { discountRatePerPeriod } from '#lifetime/counts/window.ts'
import { goldenTable } from '#tests/golden-table.ts'
import { aClub, aCohort, contractHead, eventHead, eventsOf, segments } from './a-contract-log.test-data.ts'
import { aFolder, valueLines, type Line } from '../a-log.test-data.ts'
import { valueDocument as valueDocumentShape } from '../value-document.contract.ts'
import type { ValueDocument } from '../value-document.ts'
import { valueSummary } from '../value-summary.ts'

// Whole runs, on machines that may have more to do.
vi.setConfig({ testTimeout: 60_000 })

let folder: Awaited<ReturnType<typeof aFolder>>
beforeAll(async () => {
  folder = await aFolder()
})
afterAll(() => folder.remove())

const valued = (lines: readonly Line[], more: Parameters<typeof valueLines>[2] = {}) =>
  valueLines(folder.path, lines, { head: contractHead, ...more })

/** Codes of the warnings. */
function codes({ warnings }: ValueDocument): readonly string[] {
  return warnings.map(({ code }) => code)
}

function modelOf({ model }: ValueDocument) {
  if (model.name === 'none') throw new Error(model.reason)
  return model
}

describe('published numbers', () => {
  const cohorts = new Map<string, ReturnType<typeof valued>>()

  /** A cohort by the simpler model, once for all that is published of it. */
  function bySbg(survivors: readonly number[]): ReturnType<typeof valued> {
    const key = survivors.join(' ')
    const known = cohorts.get(key) ?? valued(aCohort(survivors), { options: { model: 'sbg' } })
    cohorts.set(key, known)
    return known
  }

  // Of the table's rows those that are published; the library's own test has all of them.
  const rows = goldenTable('contract-fits').filter(({ renewals }) => renewals === '7' || renewals === '4')
  test.each(rows.slice(0, 3))(
    '$segment contracts after $renewals renewals, straight in as a renewal log',
    async (row) => {
      const gold = Object.fromEntries(Object.entries(row).map(([name, text]) => [name, Number(text)]))
      const number = (name: string) => gold[name] ?? Number.NaN
      const survivors = segments[row['segment'] ?? '']?.slice(0, number('renewals') + 1) ?? []
      const [sbg, bdw] = await Promise.all([
        bySbg(survivors),
        valued(aCohort(survivors), { options: { model: 'bdw' } }),
      ])
      const close = (document: ValueDocument, named: Readonly<Record<string, string>>) => {
        const { parameters } = modelOf(document)
        for (const [name, column] of Object.entries(named))
          expect(Math.abs((parameters[name] ?? 0) - number(column)), name).toBeLessThan(5.1e-7)
      }
      close(sbg.document, { alpha: 'alpha', beta: 'beta' })
      close(bdw.document, { alpha: 'bdwAlpha', beta: 'bdwBeta', c: 'bdwC' })
      expect(modelOf(sbg.document).logLikelihood).toBeCloseTo(number('logLikelihood'), 5)
      expect(modelOf(bdw.document).logLikelihood).toBeCloseTo(number('bdwLogLikelihood'), 5)
      expect(sbg.document).toMatchObject({
        log: 'contracts',
        model: { name: 'sbg', unit: 'year', customers: 1000 },
        choice: { how: 'named' },
        contracts: { period: 'year', contracts: 1000, running: survivors.at(-1) },
      })
    },
  )

  // Fader & Hardie (2010), as `contract-values.csv` has it: just after the seventh renewal the next is a period away.
  test('what is left of a contract after seven renewals, at 10 %', async () => {
    const { document } = await bySbg(segments['high']?.slice(0, 8) ?? [])
    const { totals, asOf } = document
    // Published is the value just before a renewal; here the next payment is a year of 365 days away, of 365.25.
    const wait = 1.1 ** (-daysBetween(asOf, addDays(asOf, days(365))) / 365.25)
    expect((totals?.valueInfiniteHorizon ?? 0) / (491 * 100)).toBeCloseTo(7.529629405 * wait, 3)
  })
})

describe('a club by the month', () => {
  let club: Awaited<ReturnType<typeof valueLines>>
  beforeAll(async () => {
    club = await valued(aClub(500), { out: { folder: join(folder.path, 'out'), force: true } })
  })
  const at = (file: string) => join(folder.path, 'out', file)

  async function snapshot<T>(
    work: (rows: (sql: string) => Promise<readonly Record<string, unknown>[]>) => Promise<T>,
  ) {
    const database = await openDuckDb(at('snapshot.duckdb'), { threads: 1 })
    try {
      return await work((sql) => database.rows(sql))
    } finally {
      await database.close()
    }
  }

  test('is valued by a model of contracts, chosen at an earlier origin and judged at a later one', () => {
    const { document } = club
    expect(['sbg', 'bdw']).toContain(modelOf(document).name)
    expect(document.choice.how).toBe('chosen')
    expect(document.choice.candidates.map(({ model }) => model)).toEqual(['sbg', 'bdw'])
    expect(document.holdout?.origin).not.toBeNull()
    expect((document.choice.origin ?? '') < (document.holdout?.origin ?? '')).toBe(true)
    expect(document.holdout?.baseline.rule).toContain('share of all due renewals')
    expect(document.totals?.backtest.origins).toHaveLength(3)
    expect(document.totals?.valueBacktestLow).toBeLessThan(document.totals?.value ?? 0)
    // The truth is alpha .9, beta 8.
    const { parameters, standardErrors } = modelOf(document)
    expect(Math.abs((parameters['alpha'] ?? 0) - 0.9)).toBeLessThan(4 * (standardErrors?.['alpha'] ?? 0))
    expect(Math.abs((parameters['beta'] ?? 0) - 8)).toBeLessThan(4 * (standardErrors?.['beta'] ?? 0))
  })

  test('is a document of the shape that is promised', () => {
    const parsed = valueDocumentShape.parse(JSON.parse(JSON.stringify(club.document)))
    expect(parsed).toEqual(JSON.parse(JSON.stringify(club.document)))
  })

  test('is valued alike, to the last digit, out of a log of its events', async () => {
    const { document } = await valued(eventsOf(aClub(500)), { head: eventHead })
    const { rows, warnings, timingsMs, peakMemoryMb, ...same } = document
    expect(rows.accepted).toBeGreaterThan(club.document.rows.accepted)
    expect(rows.merged).toBe(club.document.rows.merged)
    expect(warnings.map(({ code }) => code)).toEqual(['HISTORY_PERIOD_OF_EVENTS'])
    expect(timingsMs.total + peakMemoryMb).toBeGreaterThan(0)
    expect(club.document).toMatchObject(same)
  })

  test('looks a calendar year ahead, so that every contract has twelve renewals ahead', async () => {
    expect(club.document.horizonDays).toBe(365)
    await snapshot(async (rows) => {
      const [row] = await rows('SELECT max(expected_renewals) AS most FROM contract')
      expect(Number(row?.['most'])).toBeGreaterThan(10)
      expect(Number(row?.['most'])).toBeLessThan(12)
    })
  })

  test('sums to its customers, and customers to their contracts', async () => {
    const { totals, customers, contracts, spend } = club.document
    await snapshot(async (rows) => {
      const [sums] = await rows(
        `SELECT count(*) AS n, sum(value) AS value, sum(expected_purchases) AS renewals, sum(spend) AS spend,
                count(*) FILTER (probability_active > 0) AS active FROM customer`,
      )
      expect(Number(sums?.['n'])).toBe(customers)
      expect(Number(sums?.['value'])).toBeCloseTo(totals?.value ?? 0, 6)
      expect(Number(sums?.['renewals'])).toBeCloseTo(totals?.expectedPurchases ?? 0, 6)
      expect(Number(sums?.['spend'])).toBeCloseTo(spend, 4)
      expect(Number(sums?.['active'])).toBe(totals?.active)
      const [held] = await rows(
        `SELECT count(*) AS n, count(*) FILTER (ended_on IS NULL) AS running, sum(value) AS value FROM contract`,
      )
      expect([Number(held?.['n']), Number(held?.['running'])]).toEqual([
        contracts?.contracts,
        contracts?.running,
      ])
      expect(Number(held?.['value'])).toBeCloseTo(totals?.value ?? 0, 6)
      const apart = await rows(
        `SELECT c.customer FROM customer c JOIN (SELECT customer, sum(value) AS value FROM contract GROUP BY ALL) h USING (customer)
          WHERE abs(c.value - h.value) > 1e-6`,
      )
      expect(apart).toEqual([])
    })
  })

  test('of contracts that have ended nothing is worth anything or active', async () => {
    await snapshot(async (rows) => {
      const [ended] = await rows(
        `SELECT max(value) AS value, max(expected_renewals) AS renewals, count(*) AS n FROM contract WHERE ended_on IS NOT NULL`,
      )
      expect(Number(ended?.['n'])).toBeGreaterThan(100)
      expect([ended?.['value'], ended?.['renewals']]).toEqual([0, 0])
      const [gone] = await rows(
        `SELECT max(value) AS value, max(value_high) AS high, max(probability_active) AS active,
                max(expected_purchases_high) AS most FROM customer
          WHERE customer NOT IN (SELECT customer FROM contract WHERE ended_on IS NULL)`,
      )
      expect(Object.values(gone ?? {})).toEqual([0, 0, 0, 0])
    })
  })

  test('has intervals that hold their means, and value that waits for the day of the renewal', async () => {
    const models = JSON.parse(await readFile(at('model.json'), 'utf8')) as { contracts: unknown }
    const fitted = readFittedContractModel(models.contracts)
    const discountRate = discountRatePerPeriod(0.1, 12)
    await snapshot(async (rows) => {
      const [wrong] = await rows(
        `SELECT count(*) AS n FROM customer WHERE expected_purchases_low > expected_purchases_high
            OR value_low > value_high OR expected_purchases_probability < .8 - 1e-9 OR value_probability < .8 - 1e-9`,
      )
      expect(Number(wrong?.['n'])).toBe(0)
      for (const row of await rows('SELECT * FROM contract WHERE ended_on IS NULL ORDER BY rowid LIMIT 20')) {
        const histories = contractHistories({ renewals: [Number(row['renewals'])], ended: [0] })
        const options = { to: 12, discountRate, timeToNext: 0 }
        const periods = discountedExpectedRenewals(fitted, histories, options)[0] ?? 0
        const wait = daysBetween(club.document.asOf, row['next_renewal'] as Day)
        expect(wait).toBeGreaterThan(0)
        expect(wait).toBeLessThanOrEqual(31)
        expect(Number(row['value'])).toBeCloseTo(Number(row['amount']) * periods * 1.1 ** (-wait / 365.25), 8)
      }
    })
  })

  test('is drawn renewal by renewal: what was made of what was due, beside the fit', async () => {
    const models = JSON.parse(await readFile(at('model.json'), 'utf8')) as { contracts: unknown }
    const rates = renewalRates(readFittedContractModel(models.contracts), 3)
    await snapshot(async (rows) => {
      const [row] = await rows("SELECT body FROM document WHERE name = 'survival'")
      const { renewals } = JSON.parse(String(row?.['body'])) as {
        renewals: {
          renewal: number
          due: number
          made: number
          rate: number
          fittedRate: number
          survival: number
        }[]
      }
      const sum = (of: 'due' | 'made') => renewals.reduce((total, one) => total + one[of], 0)
      expect([sum('due'), sum('made')]).toEqual([
        club.document.contracts?.renewalsDue,
        club.document.contracts?.renewalsMade,
      ])
      renewals.slice(0, 3).forEach((one, place) => {
        expect(one.renewal).toBe(place + 1)
        expect(one.rate).toBe(one.made / one.due)
        expect(one.fittedRate).toBeCloseTo(rates[place] ?? 0, 10)
      })
      expect(renewals[1]?.survival).toBeCloseTo((renewals[0]?.rate ?? 0) * (renewals[1]?.rate ?? 0), 12)
      const [tracked] = await rows("SELECT body FROM document WHERE name = 'tracking'")
      const { origin, weeks } = JSON.parse(String(tracked?.['body'])) as {
        origin: Day
        weeks: { start: Day; actual: number; expected: number }[]
      }
      expect(origin).toBe(club.document.holdout?.origin)
      expect(weeks.some(({ start }) => start === addDays(origin, days(1)))).toBe(true)
    })
  })

  test('is reported in its own words: no purchase is spoken of', async () => {
    expect((await readdir(join(folder.path, 'out'))).length).toBe(5)
    const report = (await readFile(at('report.html'), 'utf8')).replaceAll(/<style>.*?<\/style>/gs, '')
    const text = report.replaceAll(/<svg.*?<\/svg>/gs, '').replaceAll(/<[^>]+>/g, ' ')
    expect(text).toContain('Renewal rate by age')
    expect(text).toContain('all are renewed alike')
    expect(text.match(/[^.]{0,40}\b(purchase|bought|buys?)\b[^.]{0,40}/gi) ?? []).toEqual([])
    const summary = valueSummary({ ...club, color: false })
    expect(summary).toMatch(/renewals expected in the .* were made/)
    expect(summary).toContain('contracts by the month')
    expect(summary).not.toMatch(/purchase|bought|Buys/)
  })

  test('as of an earlier day knows nothing later, and what came later judges it', async () => {
    const until: string = '2023-06-30'
    const { document } = await valued(aClub(500), { options: { until: until as Day } })
    expect(document).toMatchObject({
      asOf: until,
      lastDay: club.document.lastDay,
      holdout: { origin: until },
    })
    const early = aClub(500).filter(([, start]) => start <= until)
    expect(document.contracts?.contracts).toBe(early.length)
    // Whoever ended later ran on that day.
    const running = early.filter(([, , end]) => end === '' || String(end) > until).length
    expect(document.contracts?.running).toBe(running)
  })
})

test('as of a day after the log ends it is not known who still runs, and that is reckoned with', async () => {
  const out = { folder: join(folder.path, 'later'), force: true }
  const lines = aClub(200)
  const { document } = await valued(lines, { out, options: { until: '2024-12-31' as Day } })
  const running = new Set(lines.filter(([, , end]) => end === '').map(([name]) => name)).size
  expect(document.totals?.active).toBeLessThan(running)
  expect(document.totals?.active).toBeGreaterThan(0.6 * running)
  const database = await openDuckDb(join(folder.path, 'later', 'snapshot.duckdb'), { threads: 1 })
  const [sums] = await database.rows(
    `SELECT sum(probability_active) AS active, sum(value) AS value,
            count(*) FILTER (probability_active > 0 AND probability_active < 1) AS unknown FROM customer`,
  )
  await database.close()
  expect(Number(sums?.['active'])).toBeCloseTo(document.totals?.active ?? 0, 8)
  expect(Number(sums?.['value'])).toBeCloseTo(document.totals?.value ?? 0, 6)
  expect(Number(sums?.['unknown'])).toBe(running)
})

describe('bases that say little', () => {
  const start = '2020-01-01'
  const contract = (name: string, end: string, renewals: number | '' = '', begun = start): Line => [
    name,
    begun,
    end,
    renewals,
    50,
  ]
  const byYear = { overrides: { period: 'year' as const } }

  test('nobody ended: what comes cannot be told, and who runs is known', async () => {
    const lines = Array.from({ length: 40 }, (_, place) => contract(`c${place}`, '', 2))
    const { document } = await valued(lines, byYear)
    expect(document).toMatchObject({ model: { name: 'none' }, totals: null, contracts: { running: 40 } })
    expect(codes(document)).toEqual(['VALUE_RENEWAL_MODEL_NONE'])
    expect(document.warnings[0]?.message).toContain(
      'None of the 40 contracts has come to an end at a renewal, so how long they last cannot be told.',
    )
  })

  test('everybody ended: nothing more is to come', async () => {
    const lines = Array.from({ length: 40 }, (_, place) =>
      contract(`c${place}`, `202${1 + (place % 4)}-01-01`),
    )
    const { document, mostValuable } = await valued(lines)
    expect(document.totals).toMatchObject({
      active: 0,
      value: 0,
      valueLow: 0,
      valueHigh: 0,
      expectedPurchases: 0,
    })
    expect(codes(document)).toContain('VALUE_CONTRACTS_ALL_ENDED')
    expect(mostValuable.every(({ value }) => value?.mean === 0)).toBe(true)
  })

  test('all of one age: one chance of renewal is seen, and that is said', async () => {
    const lines = Array.from({ length: 200 }, (_, place) =>
      place < 50 ? contract(`c${place}`, '2021-01-01', 0) : contract(`c${place}`, '', 1),
    )
    const { document } = await valued(lines)
    expect(codes(document)).toContain('VALUE_CONTRACTS_YOUNG')
    if (document.model.name !== 'none') expect(document.model.standardErrors).toBeNull()
  })

  test('one contract only', async () => {
    const { document } = await valued([contract('alone', '', 2)], byYear)
    expect(document).toMatchObject({ customers: 1, model: { name: 'none' }, totals: null })
    expect(document.warnings[0]?.message).toContain('The only contract has not come to an end at a renewal')
    const { document: gone } = await valued([contract('alone', '2022-01-01')])
    expect(gone.contracts).toMatchObject({ contracts: 1, running: 0, ended: 1 })
    expect(codes(gone).length).toBeGreaterThan(0)
  })

  test('a contract cancelled before its renewal is worth nothing, and tells the fit nothing yet', async () => {
    const cohort = aCohort(segments['high']?.slice(0, 5) ?? [])
    const cancelled = Array.from({ length: 30 }, (_, place) =>
      contract(`x${place}`, '2014-01-01', 3, '2010-09-01'),
    )
    const { document } = await valued([...cohort, ...cancelled])
    // Their three renewals count, the fourth is still to come: as of contracts that run.
    expect(document.contracts).toMatchObject({
      renewalsDue: 1000 + 869 + 743 + 653 + 3 * 30,
      renewalsMade: 869 + 743 + 653 + 593 + 3 * 30,
      ended: 407 + 30,
    })
    expect(document.totals?.active).toBe(593)
  })

  test('several contracts of a customer count together while they run', async () => {
    const cohort = aCohort(segments['high']?.slice(0, 5) ?? [])
    const two: readonly Line[] = [
      ['both', '2010-01-01', '', 4, 300],
      ['both', '2012-01-01', '', 2, 300],
      ['both', '2010-01-01', '2013-01-01', 2, 300],
    ]
    const { mostValuable, document } = await valued([...cohort, ...two])
    expect(mostValuable[0]).toMatchObject({ name: 'both', probabilityActive: 1, spend: (5 + 3 + 3) * 300 })
    expect(mostValuable[0]?.expectedPurchases?.high).toBe(2)
    expect(document.customers).toBe(1001)
    expect(document.contracts?.contracts).toBe(1003)
  })
})

describe('refusals', () => {
  test('a model of purchases is refused for contracts, and the other way round, each with what to do', async () => {
    const contracts = aCohort([40, 30, 25])
    await expect(valued(contracts, { options: { model: 'bg-nbd' } })).rejects.toMatchObject({
      code: 'VALUE_MODEL_OF_PURCHASES',
      hint: expect.stringContaining('sbg or bdw'),
    })
    const purchases: readonly Line[] = [
      ['a', '2024-01-01', 5],
      ['a', '2024-02-01', 5],
    ]
    await expect(valueLines(folder.path, purchases, { options: { model: 'sbg' } })).rejects.toMatchObject({
      code: 'VALUE_MODEL_OF_CONTRACTS',
      hint: expect.stringContaining('--contract-start'),
    })
  })
})

describe('margins and horizons', () => {
  test('a margin takes its share of every renewal, and a horizon counts the renewals that fall into it', async () => {
    const cohort = aCohort(segments['regular']?.slice(0, 8) ?? [])
    const [third, short, long] = await Promise.all([
      valued(cohort, { options: { model: 'sbg', margin: 0.3 } }),
      valued(cohort, { options: { model: 'sbg', horizon: '52w' } }),
      valued(cohort, { options: { model: 'sbg', horizon: '1900d' } }),
    ])
    // Each of 241 contracts has one renewal ahead, of 100, in 365 days.
    const renewals = third.document.totals?.expectedPurchases ?? 0
    const wait = 1.1 ** (-365 / 365.25)
    expect(third.document.totals?.value).toBeCloseTo(0.3 * 100 * renewals * wait, 8)
    expect(third.document).toMatchObject({ valueOf: 'margin', margin: 0.3 })
    // 364 days after a yearly renewal the next one has not come up.
    expect(short.document).toMatchObject({ horizonDays: 364, totals: { value: 0, expectedPurchases: 0 } })
    expect(long.document.totals?.expectedPurchases).toBeGreaterThan(4 * renewals)
  })
})

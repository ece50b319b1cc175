/** Logs and questions that are not as one would wish: each says what is so and what to do. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { PerennialError } from '#kernel/errors.ts'
import { auditOfLines, type AuditChoice, type Line, type OpenAudit } from './an-audit.test-data.ts'
import { openTables } from './tables/audit-documents.query.ts'
import type { LensView } from './audit-document.ts'
import { lenses, type Lens } from './tables/audit-tables.ts'
import { auditError } from './base-audit.errors.ts'
import { readDiffer, readChange, readCohort, readCohorts, readWhole } from './base-audit.contract.ts'
import { lensDocument, type AskedLens } from './lenses/lenses.query.ts'

const outputs = {
  differ: readDiffer,
  change: readChange,
  cohort: readCohort,
  cohorts: readCohorts,
  whole: readWhole,
}

/** Every lens, each of the shape of the contract. */
async function allLenses(audit: OpenAudit, asked: Partial<AskedLens> = {}) {
  const views = new Map<Lens, LensView<Lens>>()
  for (const lens of lenses) {
    const document = await lensDocument(audit, lens, { fiscalStart: 1, ...asked })
    const { outputSchema } = outputs[lens]['~orpc'] as unknown as {
      outputSchema: { parse: (value: unknown) => unknown }
    }
    expect(outputSchema.parse({ ...document, snapshot: 'snp_1' })).toEqual({ ...document, snapshot: 'snp_1' })
    views.set(lens, document.shown)
  }
  return (lens: Lens) => ({
    findings: views.get(lens)?.findings.map(({ code }) => code) ?? [],
    notices: views.get(lens)?.notices.map(({ code }) => code) ?? [],
    tables: views.get(lens)?.tables,
  })
}

async function withAudit(
  lines: readonly Line[],
  work: (audit: OpenAudit) => Promise<void>,
  choice: AuditChoice = {},
) {
  const audit = await auditOfLines(lines, choice)
  try {
    await work(audit)
  } finally {
    await audit.close()
  }
}

const buyers = (count: number, day: string, amount: number | string = 10): readonly Line[] =>
  Array.from({ length: count }, (_, place) => [`c${place}`, day, amount])

test('one period and one customer', () =>
  withAudit(
    [
      ['a', '2024-03-01', 10],
      ['a', '2024-03-20', 5],
    ],
    async (audit) => {
      const of = await allLenses(audit)
      expect(of('differ').notices).toEqual(
        expect.arrayContaining(['customersOne', 'decilesEmpty', 'periodPartial']),
      )
      expect(of('change').findings).toEqual(['nothing'])
      expect(of('change').notices).toContain('periodsOne')
      expect(of('cohort').notices).toContain('periodsOne')
      expect(of('cohorts').findings).toEqual(['cohortsFew'])
      expect(of('cohorts').notices).toContain('cohortsOfOne')
      expect(of('whole').notices).toContain('periodsOne')
      expect(of('whole').findings).toContain('wholeNewUntold')
    },
  ))

test('all profits negative', () =>
  withAudit(
    [...buyers(12, '2024-01-10'), ...buyers(12, '2024-02-10')].map((line, place) => [...line, -1 - place]),
    async (audit) => {
      const of = await allLenses(audit, { length: 'month' })
      expect(of('differ').findings).toContain('differNoProfit')
      expect(of('differ').findings).toContain('differLosses')
      expect(of('differ').notices).toContain('profitAllNegative')
      expect(of('change').tables).toMatchObject({ factors: [] })
      expect(of('differ').tables).toMatchObject({
        equalProfit: [],
        customersFor: [],
        concentration: [{ gini: null }],
      })
    },
    { head: 'customer,date,amount,margin' },
  ))

test('ties over the edges of deciles are counted, and customers who paid nothing', () =>
  withAudit([...buyers(25, '2024-01-10'), ['z', '2024-01-11', 0]], async (audit) => {
    const { shown } = await lensDocument(audit, 'differ', { fiscalStart: 1, length: 'all' })
    expect(shown.notices).toContainEqual({ code: 'decilesTied', values: { edges: 9, customers: 24 } })
    expect(shown.notices).toContainEqual({ code: 'spendZero', values: { customers: 1, share: 1 / 26 } })
  }))

test('a gap of silent months, periods that end mid-month, periods far apart, refunds alone', () =>
  withAudit(
    [
      ...buyers(12, '2024-01-01'),
      ...buyers(6, '2024-06-01'),
      ...buyers(3, '2024-07-10'),
      ['c11', '2024-06-15', -4],
    ],
    async (audit) => {
      const months = await allLenses(audit, { length: 'month' })
      expect(months('whole').notices).toEqual(
        expect.arrayContaining(['periodsSilent', 'periodPartial', 'refundsOnly']),
      )
      expect(months('change').notices).not.toContain('periodsApart')
      const apart = await lensDocument(audit, 'change', {
        fiscalStart: 1,
        length: 'month',
        period: '2024-06',
        before: '2024-01',
      })
      expect(apart.shown.notices).toContainEqual({
        code: 'periodsApart',
        values: { before: '2024-01', after: '2024-06', between: 4 },
      })
      const silent = await allLenses(audit, { length: 'month', period: '2024-03' })
      expect(silent('differ').findings).toEqual(['nothing'])
    },
  ))

test('a filter that matches nothing, and one that a customer passes in part', () =>
  withAudit(
    [
      ['a', '2024-01-10', 10, 'web', 'DE'],
      ['b', '2024-02-10', 10, 'store', 'FR'],
      ['a', '2024-03-30', 10, 'store', 'FR'],
    ],
    async (audit) => {
      const nothing = await allLenses(audit, { length: 'month', channel: 'web', country: 'FR' })
      for (const lens of lenses) expect(nothing(lens).findings[0]).toBe('nothing')
      expect(nothing('differ').notices).toContain('filterEmpty')
      const part = await allLenses(audit, { length: 'month', channel: 'store' })
      expect(part('whole').notices).toContain('filterOverlaps')
    },
    { head: 'customer,date,amount,channel,country' },
  ))

test('customers whose margin is undefined are left out of the splits, and counted', () =>
  withAudit(
    [...buyers(3, '2024-01-10'), ...buyers(2, '2024-02-10'), ['c2', '2024-02-11', 0]].map((line) => [
      ...line,
      1,
    ]),
    async (audit) => {
      const { shown } = await lensDocument(audit, 'change', {
        fiscalStart: 1,
        length: 'month',
        period: '2024-02',
      })
      expect(shown.notices).toContainEqual({
        code: 'splitsLeftOut',
        values: { customers: 1, ratio: 'margin' },
      })
    },
    { head: 'customer,date,amount,margin' },
  ))

const few: readonly Line[] = [
  ['a', '2024-01-10', 10, 'web'],
  ['b', '2024-02-10', 10, 'store'],
]

let shared: OpenAudit
beforeAll(async () => {
  shared = await auditOfLines(few, { head: 'customer,date,amount,channel' })
})
afterAll(() => shared.close())

test.each([
  ['AUDIT_PERIOD_UNKNOWN', 'differ', { period: '2019-Q1' }],
  ['AUDIT_PERIODS_ORDER', 'change', { length: 'month', period: '2024-01', before: '2024-02' }],
  ['AUDIT_SPLITS_INVALID', 'change', { splits: 'frequency,frequency,margin' }],
  ['AUDIT_DIMENSION_MISSING', 'whole', { country: 'DE' }],
  ['AUDIT_VALUE_UNKNOWN', 'whole', { firstChannel: 'fax' }],
  ['AUDIT_COMPARISON_INVALID', 'whole', { against: 'weather:rain' }],
] as const)('%s says what is so and what to do', async (code, lens, asked) => {
  const refused: unknown = await lensDocument(shared, lens, {
    fiscalStart: 1,
    length: 'month',
    ...asked,
  }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code, hint: auditError.catalogue[code].hint })
  expect((refused as PerennialError).message.length).toBeGreaterThan(10)
})

test('groups and periods stand side by side', async () => {
  const asked = { fiscalStart: 1, length: 'month' } as const
  const groups = await lensDocument(shared, 'whole', { ...asked, channel: 'web', against: 'channel:store' })
  const filters = [groups.shown, groups.compared].map((one) => one?.view.filter)
  expect(filters).toEqual([{ channel: 'web' }, { channel: 'store' }])
  const periods = await lensDocument(shared, 'differ', {
    ...asked,
    period: '2024-02',
    against: 'period:2024-01',
    by: 'channel',
  })
  expect(periods.compared?.view.period).toBe('2024-01')
  expect(periods.shown.tables.groups.map(({ value, customers }) => [value, customers])).toEqual([
    ['store', 1],
  ])
})

test('a snapshot of before there was an audit is refused', async () => {
  const blank = await openDuckDb(':memory:')
  await expect(openTables(blank)).rejects.toMatchObject({ code: 'AUDIT_SNAPSHOT_OLDER' })
  // Rows of before were not ranked: read as they are now, they would tell wrong figures.
  await blank.run(
    `CREATE TABLE audit_document AS SELECT 'facts' AS name, '{"version":1,"customers":3}' AS body`,
  )
  await expect(openTables(blank)).rejects.toMatchObject({ code: 'AUDIT_SNAPSHOT_OLDER' })
  await blank.close()
})

test('a log without a purchase up to the day is refused', async () => {
  const refused = auditOfLines(few, {
    head: 'customer,date,amount,channel',
    run: { until: '2020-01-01' as never },
  })
  await expect(refused).rejects.toMatchObject({ code: 'AUDIT_PURCHASES_NONE' })
})

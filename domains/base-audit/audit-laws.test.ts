/** Laws that hold for every log: parts sum to wholes, groups part the customers, filters part the purchases. */
import fc from 'fast-check'
import { isPerennialError } from '#kernel/errors.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditOfLines, type Line, type OpenAudit } from './an-audit.test-data.ts'
import { keepReady, readLens } from './tables/audit-documents.query.ts'
import type { LensView } from './audit-document.ts'
import type { Lens } from './tables/audit-tables.ts'
import { withView } from './lenses/chosen-view.ts'
import { triangleOf } from './lenses/cohort-periods.query.ts'
import { lensDocument, type AskedLens } from './lenses/lenses.query.ts'

const head = 'customer,date,amount,channel,country,product'

const dayOf = (at: number) => new Date(Date.UTC(2022, 0, 1 + at)).toISOString().slice(0, 10)

/** A line of a small business: purchases for 0 to 90, and now and then something given back. */
const line = fc
  .record({
    customer: fc.integer({ min: 1, max: 14 }),
    at: fc.integer({ min: 0, max: 900 }),
    amount: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 90 }) },
      fc.integer({ min: -60, max: -1 }),
    ),
    channel: fc.constantFrom('web', 'store', 'phone'),
    country: fc.constantFrom('DE', 'FR'),
    product: fc.constantFrom('a', 'b', 'c', 'd'),
  })
  .map(({ customer, at, amount, channel, country, product }): Line => [
    `c${customer}`,
    dayOf(at),
    amount,
    channel,
    country,
    product,
  ])

/** One purchase stands first, so that no log is of refunds alone. */
const logs = fc
  .array(line, { minLength: 12, maxLength: 60 })
  .map((lines): readonly Line[] => [['c1', '2022-01-01', 20, 'web', 'DE', 'a'], ...lines])

const without = logs.map((lines) => lines.filter(([, , amount]) => Number(amount) >= 0))

async function look<L extends Lens>(
  audit: OpenAudit,
  lens: L,
  asked: Partial<AskedLens> = {},
): Promise<LensView<L>> {
  return (await lensDocument(audit, lens, { fiscalStart: 1, ...asked })).shown
}

function sum<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((total, row) => total + of(row), 0)
}

/** Each law looks at the same audits: to read a log takes longer than to look. */
const samples = { numRuns: 2, seed: 20_240_229 }
const sampled = [...fc.sample(logs, samples), ...fc.sample(without, { ...samples, numRuns: 2 })]
const audited: { readonly lines: readonly Line[]; readonly audit: OpenAudit }[] = []

beforeAll(async () => {
  for (const lines of sampled) audited.push({ lines, audit: await auditOfLines(lines, { head }) })
})
afterAll(() => Promise.all(audited.map(({ audit }) => audit.close())))

/** A law of all of them. */
function law(name: string, holds: (audit: OpenAudit, lines: readonly Line[]) => Promise<void>): void {
  test(name, async () => {
    for (const { audit, lines } of audited) await holds(audit, lines)
  })
}

/** Net spend up to the day of the last purchase. */
function netSpend(lines: readonly Line[], asOf: string): number {
  return sum(
    lines.filter(([, day]) => String(day) <= asOf),
    ([, , amount]) => Number(amount),
  )
}

law(
  'the periods of every length sum to the net spend of the log, and cohorts to periods',
  async (audit, lines) => {
    for (const asked of [
      { length: 'month' },
      { length: 'quarter' },
      { length: 'year', fiscalStart: 7 },
      { length: 'quarter', fiscalStart: 2 },
    ] as const) {
      const { tables } = await look(audit, 'whole', asked)
      const total = sum(tables.periods, ({ spend, refundsSpend }) => spend + refundsSpend)
      expect(total).toBeCloseTo(netSpend(lines, audit.facts.asOf), 6)
      for (const period of tables.periods) {
        const cells = tables.cohortPeriods.filter((cell) => cell.period === period.period)
        expect(sum(cells, ({ spend }) => spend)).toBeCloseTo(period.spend + period.refundsSpend, 6)
        expect(sum(cells, ({ customers }) => customers)).toBe(period.customers)
        expect(period.newCustomers + period.continuing + period.returned).toBe(period.customers)
        expect(period.profitNew + period.profitContinuing + period.profitReturned).toBeCloseTo(
          period.profit,
          6,
        )
      }
      expect(sum(tables.periods, ({ newCustomers }) => newCustomers)).toBe(audit.facts.customers)
    }
  },
)

law('groups of a period part its customers: signs, deciles, tenths of the profit, bins', async (audit) => {
  for (const length of ['all', 'year'] as const) {
    const { tables } = await look(audit, 'differ', { length })
    const [summary] = tables.summary
    const n = summary?.customers ?? 0
    const profit = summary?.profit ?? 0
    for (const of of [
      tables.signs,
      tables.deciles,
      ...(tables.equalProfit.length > 0 ? [tables.equalProfit] : []),
    ]) {
      expect(sum<{ customers: number }>(of, ({ customers }) => customers)).toBe(n)
      expect(sum<{ profit: number }>(of, (row) => row.profit)).toBeCloseTo(profit, 6)
    }
    for (const { decile, customers } of tables.deciles) {
      const places = Array.from({ length: n }, (_, rank) => Math.floor((10 * rank) / n) + 1)
      expect(customers).toBe(places.filter((place) => place === decile).length)
    }
    for (const { measure } of tables.distributions) {
      const bins = tables.histogram.filter((bin) => bin.measure === measure)
      expect(sum(bins, ({ customers }) => customers)).toBe(n)
    }
    for (const row of [...tables.deciles, ...tables.summary]) {
      if (row.margin === null || row.orderFrequency === null || row.orderValue === null) continue
      expect(row.customers * row.orderFrequency * row.orderValue * row.margin).toBeCloseTo(row.profit, 6)
    }
    expect(tables.whaleCurve.at(-1)?.profit).toBeCloseTo(profit, 6)
    const [active, refunds, all] = tables.parts
    expect((active?.spend ?? 0) + (refunds?.spend ?? 0)).toBeCloseTo(all?.spend ?? 0, 6)
  }
})

law(
  'what left, stayed, came and was given back makes the change; branches of the splits make their trunk',
  async (audit) => {
    const view = await look(audit, 'change', { length: 'half', splits: 'orderValue,frequency,margin' })
    const whole = await look(audit, 'whole', { length: 'half' })
    const { tables } = view
    for (const [side, key] of [
      ['spendBefore', view.view.before],
      ['spendAfter', view.view.period],
    ] as const) {
      const period = whole.tables.periods.find((row) => row.period === key)
      const total = (period?.spend ?? 0) + (period?.refundsSpend ?? 0)
      expect(sum(tables.flow, (row) => row[side])).toBeCloseTo(total, 6)
    }
    const of = (status: string) => tables.flow.find((row) => row.status === status)?.customers ?? 0
    expect(tables.summary.map(({ customers }) => customers)).toEqual([
      of('left') + of('stayed'),
      of('stayed') + of('new') + of('returned'),
    ])
    expect(sum(tables.stayed, ({ customers }) => customers)).toBe(of('stayed'))
    const [trunk, ...branches] = tables.upDown
    for (const depth of [1, 2]) {
      const level = branches.filter((row) => row.depth === depth)
      expect(sum(level, ({ customers }) => customers)).toBe(trunk?.customers ?? 0)
      expect(sum(level, ({ change }) => change)).toBeCloseTo(trunk?.change ?? 0, 6)
    }
    expect((trunk?.customers ?? 0) + sum(tables.leftOut, ({ customers }) => customers)).toBe(of('stayed'))
    const moved = tables.migration.filter(({ before }) => before !== null)
    if (tables.migration.length > 0)
      expect(sum(moved, ({ customers }) => customers)).toBe(of('left') + of('stayed'))
    if (tables.factors.length > 0) {
      const [before, after] = tables.summary
      const change = (after?.profit ?? 0) - (before?.profit ?? 0)
      expect(sum(tables.factors, ({ contribution }) => contribution)).toBeCloseTo(change, 6)
    }
  },
)

law('a cohort is the same seen alone and among the others, and its groups part it', async (audit) => {
  const asked = { length: 'quarter' } as const
  const alone = await look(audit, 'cohort', asked)
  const among = await look(audit, 'cohorts', asked)
  const { activity, patterns, valueToDate, cells } = alone.tables
  const acquired = activity[0]?.acquired ?? 0
  const rows = among.tables.aligned.filter(({ cohort }) => cohort === alone.view.cohort)
  expect(activity.map(({ customers, profit }) => [customers, profit])).toEqual(
    rows.map(({ customers, profit }) => [customers, profit]),
  )
  expect(sum(patterns, ({ customers }) => customers)).toBe(acquired)
  expect(sum(valueToDate, ({ customers }) => customers)).toBe(acquired)
  expect(sum(cells, ({ customers }) => customers)).toBe(acquired)
  expect(sum(valueToDate, ({ profit }) => profit)).toBeCloseTo(activity.at(-1)?.profitToDate ?? 0, 6)
  for (const { profit, customers, pattern } of patterns) {
    expect(pattern[0]).toBe('1')
    expect(Number.isFinite(profit) && customers > 0).toBe(true)
  }
})

law(
  'filters part the purchases, and come to the same before or after the log is cut into periods',
  async (audit, lines) => {
    const all = await look(audit, 'whole', { length: 'quarter' })
    if (lines.some(([, , amount]) => Number(amount) < 0)) return
    const channels = ['web', 'store', 'phone'].filter((channel) => lines.some((one) => one[3] === channel))
    if (!audit.facts.dimensions.includes('channel')) return
    const shown = await Promise.all(
      channels.map((channel) => look(audit, 'whole', { length: 'quarter', channel })),
    )
    const came = await Promise.all(
      channels
        .filter((channel) => lines.some((one) => one[3] === channel))
        .map((firstChannel) => look(audit, 'whole', { length: 'quarter', firstChannel })),
    )
    for (const [place, period] of all.tables.periods.entries()) {
      const at = (views: readonly LensView<'whole'>[]) => views.map(({ tables }) => tables.periods[place])
      expect(sum(at(shown), (row) => row?.spend ?? 0)).toBeCloseTo(period.spend, 6)
      expect(sum(at(came), (row) => row?.spend ?? 0)).toBeCloseTo(period.spend, 6)
      expect(sum(at(came), (row) => row?.customers ?? 0)).toBe(period.customers)
    }
    const [channel] = channels
    const only = lines.filter((one) => one[3] === channel)
    const filtered = await auditOfLines(only, { head })
    try {
      const early = await look(filtered, 'whole', { length: 'quarter' })
      for (const { period, spend, customers, purchases, lines: count } of early.tables.periods) {
        const late = shown[0]?.tables.periods.find((row) => row.period === period)
        expect({
          spend: late?.spend,
          customers: late?.customers,
          purchases: late?.purchases,
          count: late?.lines,
        }).toEqual({
          spend,
          customers,
          purchases,
          count,
        })
      }
    } finally {
      await filtered.close()
    }
  },
)

law('two filters at once count what has both, and one value is what its lines are', async (audit, lines) => {
  if (!['channel', 'country'].every((name) => audit.facts.dimensions.some((one) => one === name))) return
  const purchases = lines.filter(([, , amount]) => Number(amount) >= 0)
  const [one] = purchases
  const view = await look(audit, 'differ', {
    length: 'all',
    channel: String(one?.[3]),
    country: String(one?.[4]),
  })
  const both = purchases.filter(([, , , channel, country]) => channel === one?.[3] && country === one?.[4])
  expect(view.tables.summary[0]?.customers).toBe(new Set(both.map(([customer]) => customer)).size)
  const ofValue = await look(audit, 'differ', { length: 'all', channel: String(one?.[3]) })
  const ofChannel = purchases.filter(([, , , channel]) => channel === one?.[3])
  expect(ofValue.tables.summary[0]?.purchases).toBe(
    new Set(ofChannel.map(([who, day]) => `${who} ${day}`)).size,
  )
})

law('a cohort that stands ready is the one that is worked out', async (audit) => {
  const workedOut = { ...audit, facts: { ...audit.facts, hasMembers: false } }
  for (const length of ['month', 'quarter', 'year'] as const) {
    const { stated } = await lensDocument(audit, 'cohort', { fiscalStart: 1, length })
    const came = audit.facts.dimensions.includes('country') ? [{}, { firstCountry: 'DE' }] : [{}]
    for (const { key } of stated.periods.slice(0, 2)) {
      for (const filter of came) {
        const asked = { length, cohort: key, ...filter }
        expect((await look(audit, 'cohort', asked)).tables).toEqual(
          (await look(workedOut, 'cohort', asked)).tables,
        )
      }
    }
  }
})

law('cohorts in periods are the same, counted by months or by rows a customer and period', async (audit) => {
  const filters = audit.facts.dimensions.includes('channel')
    ? [
        {},
        { channel: 'web' },
        { firstChannel: 'web' },
        { channel: 'web', country: 'DE' },
        { channel: 'web', country: 'DE', product: 'a' },
        { product: 'b', firstChannel: 'web' },
      ]
    : [{}]
  const cuts = [
    { length: 'half', fiscalStart: 4 },
    { length: 'quarter', fiscalStart: 2 },
    { length: 'year', fiscalStart: 7 },
    { length: 'all', fiscalStart: 1 },
  ] as const
  const wanted = () => ({ holds: 'TRUE', reads: 'all' }) as const
  for (const grid of cuts) {
    for (const filter of filters) {
      await withView(audit, { grid, filter, wanted }, async (view) => {
        expect(view.months).not.toBeNull()
        expect(await triangleOf(view)).toEqual(await triangleOf({ ...view, months: null }))
      }).catch((error: unknown) => {
        // A small log may lack a value.
        if (!isPerennialError(error, 'AUDIT_VALUE_UNKNOWN')) throw error
      })
    }
  }
})

test('some of the logs have members who stand ready, and some have none', () => {
  expect(new Set(audited.map(({ audit }) => audit.facts.hasMembers))).toEqual(new Set([true, false]))
})

law('views of very many customers stand ready, and are those that are worked out', async (audit) => {
  await keepReady(audit, 2)
  const kept = await audit.db.rows('SELECT name FROM snapshot.audit_document')
  const names = kept.map(({ name }) => String(name))
  expect(
    names.filter((name) => name.startsWith('differ') && name.includes('"period"')).length,
  ).toBeGreaterThan(2)
  expect(
    names.filter((name) => name.startsWith('cohort {') && name.includes('"cohort"')).length,
  ).toBeGreaterThan(0)
  for (const name of names
    .filter((one) => one.includes('"period"') || one.includes('"cohort"'))
    .slice(0, 4)) {
    const lens = name.slice(0, name.indexOf(' ')) as Lens
    const asked = JSON.parse(name.slice(name.indexOf(' '))) as AskedLens
    const ready: unknown = await readLens(audit, lens, asked)
    expect(ready).toEqual(JSON.parse(JSON.stringify(await lensDocument(audit, lens, asked))))
  }
})

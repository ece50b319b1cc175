/** Whatever purchases are chosen, every lens counts them as one would by hand, line by line. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { auditOfLines, type Line, type OpenAudit } from './an-audit.test-data.ts'
import type { LensView } from './audit-document.ts'
import type { Lens } from './tables/audit-tables.ts'
import { lensDocument, type AskedLens } from './lenses/lenses.query.ts'

const head = 'customer,date,amount,channel,country,product'

/** Days lie close, so that a customer often buys several things, and in several ways, on one day. */
const line = fc
  .record({
    customer: fc.integer({ min: 1, max: 9 }),
    at: fc.integer({ min: 0, max: 24 }),
    amount: fc.integer({ min: 1, max: 90 }),
    channel: fc.constantFrom('web', 'store', ''),
    country: fc.constantFrom('DE', 'FR'),
    product: fc.constantFrom('a', 'b', 'c'),
  })
  .map(({ customer, at, amount, channel, country, product }): Line => [
    `c${customer}`,
    new Date(Date.UTC(2022, 0, 1 + 29 * at)).toISOString().slice(0, 10),
    amount,
    channel,
    country,
    product,
  ])

/** The two that stand first let every log tell all three. */
const logs = fc.sample(
  fc
    .array(line, { minLength: 40, maxLength: 80 })
    .map((lines): readonly Line[] => [
      ['c1', '2022-01-01', 20, 'web', 'DE', 'a'],
      ['c2', '2022-01-01', 30, 'store', 'FR', 'b'],
      ...lines,
    ]),
  { numRuns: 2, seed: 20_261_130 },
)

const choices: readonly Partial<AskedLens>[] = [
  { channel: 'web' },
  { product: 'a' },
  { channel: 'web', country: 'DE' },
  { country: 'DE', product: 'b' },
  { channel: 'web', country: 'DE', product: 'a' },
]

const fields = { channel: 3, country: 4, product: 5 } as const

function chosen(lines: readonly Line[], choice: Partial<AskedLens>): readonly Line[] {
  return lines.filter((one) =>
    Object.entries(fields).every(([name, place]) => {
      const value = choice[name as keyof typeof fields]
      return value === undefined || one[place] === value
    }),
  )
}

const quarterOf = (day: string) => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`

/** Who bought in a quarter, on how many days, and for how much. */
function byHand(lines: readonly Line[], quarter: string | undefined) {
  const within = lines.filter(([, day]) => quarterOf(String(day)) === quarter)
  return {
    customers: new Set(within.map(([customer]) => customer)),
    purchases: new Set(within.map(([customer, day]) => `${customer} ${day}`)).size,
    spend: spendOf(within),
  }
}

function spendOf(lines: readonly Line[]): number {
  return lines.reduce((sum, [, , amount]) => sum + Number(amount), 0)
}

async function look<L extends Lens>(
  audit: OpenAudit,
  lens: L,
  asked: Partial<AskedLens>,
): Promise<LensView<L>> {
  return (await lensDocument(audit, lens, { fiscalStart: 1, length: 'quarter', ...asked })).shown
}

async function holdsOf(audit: OpenAudit, lines: readonly Line[], choice: Partial<AskedLens>): Promise<void> {
  const bought = chosen(lines, choice)
  const { periods } = (await look(audit, 'whole', choice)).tables
  for (const [place, period] of periods.entries()) {
    const now = byHand(bought, period.period)
    const before = byHand(bought, periods[place - 1]?.period)
    const stayed = now.customers.intersection(before.customers)
    expect(period).toMatchObject({
      customers: now.customers.size,
      purchases: now.purchases,
      spend: now.spend,
      continuing: stayed.size,
      lines: bought.filter(([, day]) => quarterOf(String(day)) === period.period).length,
    })
    const ofStayed = bought.filter(
      ([customer, day]) => stayed.has(customer) && quarterOf(String(day)) === period.period,
    )
    expect(period.profitContinuing).toBeCloseTo(spendOf(ofStayed), 6)
    if (place > 2) continue
    const { summary } = (await look(audit, 'differ', { ...choice, period: period.period })).tables
    expect(summary[0]).toMatchObject({ customers: now.customers.size, profit: now.spend })
    if (place === 0) continue
    const { flow } = (await look(audit, 'change', { ...choice, period: period.period })).tables
    expect(flow.find(({ status }) => status === 'stayed')).toMatchObject({
      customers: stayed.size,
      profitAfter: spendOf(ofStayed),
    })
  }
}

test('one value, two and all three of a log are counted as by hand', async () => {
  for (const lines of logs) {
    const audit = await auditOfLines(lines, { head })
    try {
      expect(audit.facts.dimensions).toEqual(['channel', 'country', 'product'])
      for (const choice of choices) await holdsOf(audit, lines, choice)
    } finally {
      await audit.close()
    }
  }
})

test('a cohort of which some purchases are looked at has everyone in it, and shows who bought when', async () => {
  for (const lines of logs) {
    const audit = await auditOfLines(lines, { head })
    try {
      const firstDays = new Map(
        lines
          .toSorted(([, a], [, b]) => (String(a) < String(b) ? 1 : -1))
          .map(([customer, day]) => [customer, String(day)]),
      )
      const members = [...firstDays].flatMap(([customer, day]) =>
        quarterOf(day) === '2022-Q1' ? [customer] : [],
      )
      for (const choice of choices) {
        const bought = chosen(lines, choice).filter(([customer]) => members.includes(customer ?? ''))
        const { tables } = await look(audit, 'cohort', { ...choice, cohort: '2022-Q1' })
        for (const { period, acquired, customers, profit } of tables.activity) {
          const { customers: who, spend } = byHand(bought, period)
          expect([acquired, customers, profit]).toEqual([members.length, who.size, spend])
        }
        const first = tables.patterns.filter(({ pattern }) => pattern.startsWith('1'))
        expect(first.reduce((sum, { customers }) => sum + customers, 0)).toBe(
          byHand(bought, '2022-Q1').customers.size,
        )
        expect(tables.valueToDate.reduce((sum, { customers }) => sum + customers, 0)).toBe(members.length)
      }
    } finally {
      await audit.close()
    }
  }
})

test('values told apart in a period are those of purchases chosen by each, and those that tell none have a row', async () => {
  const [lines = []] = logs
  const audit = await auditOfLines(lines, { head })
  try {
    const { groups } = (await look(audit, 'differ', { by: 'channel', period: '2022-Q2' })).tables
    for (const { value, customers, profit, orderFrequency } of groups) {
      const hand = byHand(
        lines.filter((one) => one[3] === (value ?? '')),
        '2022-Q2',
      )
      expect([customers, profit]).toEqual([hand.customers.size, hand.spend])
      expect((orderFrequency ?? 0) * customers).toBeCloseTo(hand.purchases, 9)
    }
    const within = lines.filter(([, day]) => quarterOf(String(day)) === '2022-Q2')
    expect(new Set(groups.map(({ value }) => value ?? ''))).toEqual(new Set(within.map((one) => one[3])))
    expect(groups.some(({ value }) => value === null)).toBe(true)
    expect(groups.map(({ profit }) => profit)).toEqual(
      groups.map(({ profit }) => profit).toSorted((a, b) => b - a),
    )
  } finally {
    await audit.close()
  }
})

test('customers of a first value stand by the profit they brought, whatever the number of each', async () => {
  const [, lines = []] = logs
  const audit = await auditOfLines(lines, { head })
  try {
    const { tables } = await look(audit, 'cohort', { cohort: '2022-Q1', firstCountry: 'DE' })
    const lowest = tables.valueToDate.map(({ lowestProfit }) => lowestProfit)
    expect(lowest).toEqual(lowest.toSorted((a, b) => b - a))
    expect(lowest.length).toBeGreaterThan(1)
  } finally {
    await audit.close()
  }
})

import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { dayOfNumber, numberOfDay, parseDay, type Day } from '#kernel/time.ts'
import { purchaseDays, undoImport } from '../history.actions.ts'
import { aFolder, aHistory, importText, now } from '../history.test-data.ts'

let db: ColumnarDatabase
let folder: string
beforeAll(async () => {
  db = await aHistory()
  folder = await aFolder()
})

/** Imports logs one after another, makes the purchase days, and takes the logs back. */
async function daysOf(logs: readonly string[], asOf?: Day) {
  const imports: string[] = []
  for (const [place, text] of logs.entries()) {
    imports.push((await importText(db, text, { folder, name: `log ${place}.csv` })).import)
  }
  const summary = await purchaseDays(db, { into: 'work', ...(asOf !== undefined && { asOf }) })
  const list = (table: string, columns: string) =>
    db.rows(
      `SELECT name, day, spend::DOUBLE AS spend ${columns} FROM work.${table} d JOIN identity i ON i.number = d.identity ORDER BY name, day`,
    )
  const days = await list('purchase_day', ', lines, margin::DOUBLE AS margin')
  const refundDays = await list('refund_day', '')
  for (const id of imports) await undoImport(db, id, { now })
  return { summary, days, refundDays }
}

const plain = 'customer,date,amount\n'
const withProducts = 'customer,date,product,quantity,unit price\n'

test('lines of one customer and day are one purchase', async () => {
  const { days, summary } = await daysOf([
    `${plain}A,2024-01-01,1.5\nA,2024-01-01,2\nB,2024-01-01,4\nA,2024-01-03,8\n`,
  ])
  expect(days).toEqual([
    { name: 'A', day: '2024-01-01', spend: 3.5, lines: 2, margin: null },
    { name: 'A', day: '2024-01-03', spend: 8, lines: 1, margin: null },
    { name: 'B', day: '2024-01-01', spend: 4, lines: 1, margin: null },
  ])
  expect(summary).toEqual({
    purchaseDays: 3,
    purchaseLines: 4,
    refundLines: 0,
    refundsMatched: 0,
    refundsUnmatched: 0,
  })
})

test('a refund reduces the latest earlier purchase of the same product with enough quantity left', async () => {
  const text = `${withProducts}A,2024-01-01,mug,5,2\nA,2024-01-02,mug,1,2\nA,2024-01-03,pan,9,2\nA,2024-01-05,mug,-3,2\n`
  const { days, refundDays, summary } = await daysOf([text])
  expect(days.map(({ day, spend }) => [day, spend])).toEqual([
    ['2024-01-01', 4],
    ['2024-01-02', 2],
    ['2024-01-03', 18],
  ])
  expect(refundDays).toEqual([])
  expect(summary).toMatchObject({ refundLines: 1, refundsMatched: 1 })
})

test('a refund without a purchase lowers net spend on its own day and is no purchase', async () => {
  const text = `${withProducts}A,2024-01-01,mug,1,2\nA,2024-01-05,mug,-3,2\nA,2024-01-06,pan,1,5\nA,2024-01-06,mug,-2,2\n`
  const { days, refundDays, summary } = await daysOf([text])
  expect(days.map(({ day, spend }) => [day, spend])).toEqual([
    ['2024-01-01', 2],
    ['2024-01-06', 1],
  ])
  expect(refundDays).toEqual([{ name: 'A', day: '2024-01-05', spend: -6 }])
  expect(summary).toMatchObject({ refundLines: 2, refundsUnmatched: 2 })
})

test('without products a refund belongs to the latest earlier purchase of the very same amount', async () => {
  const text = `${plain}A,2024-01-01,5\nA,2024-01-02,5\nA,2024-01-03,9\nA,2024-01-04,-5\nA,2024-01-05,-5\nA,2024-01-06,-5\nB,2024-01-07,-9\n`
  const { days, refundDays } = await daysOf([text])
  expect(days.map(({ day, spend }) => [day, spend])).toEqual([
    ['2024-01-01', 0],
    ['2024-01-02', 0],
    ['2024-01-03', 9],
  ])
  expect(refundDays.map(({ name, day, spend }) => [name, day, spend])).toEqual([
    ['A', '2024-01-06', -5],
    ['B', '2024-01-07', -9],
  ])
})

test('a later file can bring the purchase that a refund belongs to', async () => {
  const refund = `${withProducts}A,2024-01-05,mug,-1,2\nB,2024-01-05,mug,1,2\n`
  const purchase = `${withProducts}A,2024-01-01,mug,1,2\n`
  expect((await daysOf([refund])).summary).toMatchObject({ refundsUnmatched: 1 })
  const { summary, days } = await daysOf([refund, purchase])
  expect(summary).toMatchObject({ refundsMatched: 1, refundsUnmatched: 0 })
  expect(days[0]).toMatchObject({ name: 'A', day: '2024-01-01', spend: 0 })
})

test('a refund after the as-of day is not known before it', async () => {
  const text = `${withProducts}A,2024-01-01,mug,1,2\nA,2024-02-01,mug,-1,2\n`
  const { days, refundDays } = await daysOf([text], parseDay('2024-01-31'))
  expect(days).toMatchObject([{ day: '2024-01-01', spend: 2 }])
  expect(refundDays).toMatchObject([{ day: '2024-02-01', spend: -2 }])
  expect((await daysOf([text], parseDay('2024-02-01'))).refundDays).toEqual([])
})

test('cancelled orders, marked lines and negative quantities are refunds; a price of zero is a giveaway', async () => {
  const cancelled = 'customer,date,order,amount\nA,2024-01-01,1001,5\nA,2024-01-02,C1001,5\n'
  expect((await daysOf([cancelled])).days).toMatchObject([{ day: '2024-01-01', spend: 0 }])
  const marked = 'customer,date,amount,refund\nA,2024-01-01,5,no\nA,2024-01-02,5,yes\n'
  expect((await daysOf([marked])).summary).toMatchObject({ refundsMatched: 1 })
  const free = `${withProducts}A,2024-01-01,mug,1,0\nA,2024-01-02,mug,1,2\n`
  expect((await daysOf([free])).days).toMatchObject([{ day: '2024-01-02' }])
  const zero = `${plain}A,2024-01-01,0\nA,2024-01-02,2\n`
  expect((await daysOf([zero])).days).toMatchObject([{ day: '2024-01-01', spend: 0 }, { day: '2024-01-02' }])
})

test('margins are summed beside spend, and a refund takes its margin back', async () => {
  const text =
    'customer,date,product,amount,margin\nA,2024-01-01,mug,10,4\nA,2024-01-01,pan,20,6\nA,2024-01-02,mug,-10,-4\n'
  expect((await daysOf([text])).days).toMatchObject([{ spend: 20, margin: 6 }])
})

interface Line {
  readonly customer: string
  readonly day: number
  readonly product: string
  readonly quantity: number
}
const aLine = fc.record({
  customer: fc.constantFrom('A', 'B'),
  day: fc.integer({ min: 0, max: 9 }),
  product: fc.constantFrom('mug', 'pan'),
  quantity: fc.integer({ min: -4, max: 6 }).filter((quantity) => quantity !== 0),
})
const start = numberOfDay('2024-01-01' as Day)
const dayName = (day: number) => dayOfNumber(start + day)

/** The rule as it is written, without regard for speed. Prices are 3 for a mug and 7 for a pan. */
function netDays(lines: readonly Line[]): { purchases: Map<string, number>; refunds: Map<string, number> } {
  const price = (line: Line) => (line.product === 'mug' ? 3 : 7)
  const bought = lines
    .filter(({ quantity }) => quantity > 0)
    .map((line) => ({ ...line, left: line.quantity }))
  const purchases = new Map<string, number>()
  const refunds = new Map<string, number>()
  const add = (map: Map<string, number>, key: string, amount: number) =>
    map.set(key, (map.get(key) ?? 0) + amount)
  const keyOf = ({ customer, day }: Line) => `${customer} ${dayName(day)}`
  for (const line of bought) add(purchases, keyOf(line), line.quantity * price(line))
  const returned = lines.filter(({ quantity }) => quantity < 0)
  for (const refund of returned.toSorted((a, b) => a.day - b.day)) {
    const match = bought
      .toSorted((a, b) => a.day - b.day)
      .findLast(
        (line) =>
          line.customer === refund.customer &&
          line.product === refund.product &&
          line.day <= refund.day &&
          line.left >= -refund.quantity,
      )
    if (match !== undefined) match.left += refund.quantity
    const key = keyOf(match ?? refund)
    add(purchases.has(key) ? purchases : refunds, key, refund.quantity * price(refund))
  }
  return { purchases, refunds }
}

test(
  'for any log, every refund is where the rule puts it and net spend is conserved',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aLine, { minLength: 1, maxLength: 25 }), async (lines) => {
        const text = lines.map(
          ({ customer, day, product, quantity }) =>
            `${customer},${dayName(day)},${product},${quantity},${product === 'mug' ? 3 : 7}\n`,
        )
        const { days, refundDays } = await daysOf([`${withProducts}Z,2023-12-31,cup,1,1.5\n${text.join('')}`])
        const spends = (rows: typeof days) =>
          new Map(rows.map(({ name, day, spend }) => [`${name} ${day}`, spend]))
        const expected = netDays(lines)
        expect(spends(days)).toEqual(new Map([...expected.purchases, ['Z 2023-12-31', 1.5]]))
        expect(spends(refundDays)).toEqual(expected.refunds)
        const signed = lines.reduce(
          (sum, { product, quantity }) => sum + quantity * (product === 'mug' ? 3 : 7),
          1.5,
        )
        expect([...days, ...refundDays].reduce((sum, { spend }) => sum + Number(spend), 0)).toBe(signed)
      }),
      { numRuns: 20 },
    )
  },
)

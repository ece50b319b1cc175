/** Where profit comes from: a column, unit costs, a rate, or nowhere. */
import { expect, test } from 'vitest'
import { auditOfLines, type AuditChoice, type Line } from './an-audit.test-data.ts'
import { lensDocument } from './lenses/lenses.query.ts'

async function summaryOf(lines: readonly Line[], choice: AuditChoice) {
  const audit = await auditOfLines(lines, choice)
  try {
    const { stated, shown } = await lensDocument(audit, 'differ', { fiscalStart: 1, length: 'all' })
    const codes = shown.notices.map(({ code }) => code)
    return {
      stated,
      summary: shown.tables.summary[0],
      parts: shown.tables.parts,
      signs: shown.tables.signs,
      codes,
    }
  } finally {
    await audit.close()
  }
}

const days = ['2024-01-02', '2024-02-03', '2024-03-04']

test('a margin column is the profit', async () => {
  const lines: readonly Line[] = days.map((day, place) => [`c${place}`, day, 100, 10 * (place - 1)])
  const { stated, summary, signs } = await summaryOf(lines, { head: 'customer,date,amount,margin' })
  expect(stated).toMatchObject({ measure: 'profit', marginRule: { kind: 'column', rate: 0, covered: 1 } })
  expect(summary).toMatchObject({ spend: 300, profit: 0 })
  expect(signs.map(({ customers, profit }) => [customers, profit])).toEqual([
    [1, 10],
    [1, 0],
    [1, -10],
  ])
})

test('unit costs leave the profit of what was bought, and a refund loses it again', async () => {
  const lines: readonly Line[] = [
    ['a', '2024-01-02', 3, 10, 6],
    ['b', '2024-01-05', 1, 10, 12],
    ['a', '2024-02-03', -1, 10, 6],
    ['b', '2024-03-01', 2, 20, 5],
  ]
  const { stated, summary, parts } = await summaryOf(lines, {
    head: 'customer,date,quantity,unit_price,unit_cost',
  })
  expect(stated.marginRule).toMatchObject({ kind: 'cost', covered: 1 })
  // 3 × 4 − 1 × 4 of a, −2 + 2 × 15 of b.
  expect(summary).toMatchObject({ spend: 70, profit: 36 })
  expect(parts.find(({ part }) => part === 'all')).toMatchObject({ profit: 36 })
})

test('lines without a margin are reckoned with the rate of the others, and that is said', async () => {
  const lines: readonly Line[] = [
    ['a', '2024-01-02', 100, 40],
    ['b', '2024-01-05', 100, 20],
    ['c', '2024-02-03', 200, ''],
  ]
  const { stated, summary, codes } = await summaryOf(lines, { head: 'customer,date,amount,margin' })
  expect(stated.marginRule).toEqual({ kind: 'column', rate: 0.3, covered: 0.5 })
  expect(summary?.profit).toBeCloseTo(120, 9)
  expect(codes).toContain('marginPartly')
})

test('a stated rate goes before a column; with neither everything is revenue', async () => {
  const lines: readonly Line[] = days.map((day, place) => [`c${place}`, day, 100, 10])
  const stated = await summaryOf(lines, { head: 'customer,date,amount,margin', run: { margin: 0.25 } })
  expect(stated.stated).toMatchObject({ measure: 'profit', marginRule: { kind: 'rate', rate: 0.25 } })
  expect(stated.summary?.profit).toBe(75)
  const revenue = await summaryOf(
    lines.map((line) => line.slice(0, 3)),
    {},
  )
  expect(revenue.stated).toMatchObject({ measure: 'revenue', marginRule: { kind: 'none', rate: null } })
  expect(revenue.summary).toMatchObject({ spend: 300, profit: 300, margin: 1 })
  expect(revenue.codes).toContain('marginNone')
})

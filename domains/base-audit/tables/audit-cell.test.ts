import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvOf, orderedRows, unbroken, type AnyRow } from './audit-cell.ts'
import { columnsOf } from '../page/lens-columns.ts'
import { auditTables, lenses } from './audit-tables.ts'

const columns = [
  { name: 'value', unit: 'text' },
  { name: 'customers', unit: 'count' },
  { name: 'profit', unit: 'money' },
  { name: 'partial', unit: 'flag' },
] as const

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const rows: fc.Arbitrary<readonly AnyRow[]> = fc.array(
  fc.record({
    value: fc.oneof(fc.string(), fc.constantFrom('a,b', 'say "so"', 'two\r\nlines', ' spaced ')),
    customers: fc.nat(),
    profit: fc.oneof(number, fc.constant(null)),
    partial: fc.boolean(),
  }),
  { maxLength: 12 },
)

/** CSV read by the rules of RFC 4180, written anew here. */
function read(text: string): readonly (readonly string[])[] {
  const lines: string[][] = []
  let [cell, line, quoted] = ['', [] as string[], false]
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at]
    if (quoted && letter === '"' && text[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (letter === '"') quoted = !quoted
    else if (!quoted && letter === ',') {
      line.push(cell)
      cell = ''
    } else if (!quoted && letter === '\r' && text[at + 1] === '\n') {
      lines.push([...line, cell])
      cell = ''
      line = []
      at += 1
    } else cell += letter
  }
  return lines
}

test('a table comes back from CSV as it was, every digit of it', () => {
  fc.assert(
    fc.property(rows, (table) => {
      const [head, ...body] = read(csvOf(columns, table))
      expect(head).toEqual(columns.map(({ name }) => name))
      const back = body.map(([value, customers, profit, partial]) => ({
        value,
        customers: Number(customers),
        profit: profit === '' ? null : Number(profit),
        partial: partial === 'true',
      }))
      expect(back).toEqual(
        table.map((row) => ({ ...row, profit: row['profit'] === null ? null : Number(row['profit']) + 0 })),
      )
    }),
  )
})

test('sorting loses no row, puts them in order, and leaves what is missing for the end', () => {
  fc.assert(
    fc.property(rows, fc.constantFrom('up' as const, 'down' as const), (table, direction) => {
      const sorted = orderedRows(table, { key: 'profit', direction })
      expect(sorted).toHaveLength(table.length)
      expect(new Set(sorted)).toEqual(new Set(table))
      const profits = sorted.map((row) => row['profit'] ?? null)
      const known = profits.filter((profit): profit is number => typeof profit === 'number')
      expect(profits.slice(known.length).every((profit) => profit === null)).toBe(true)
      for (const [place, profit] of known.slice(1).entries()) {
        const before = known[place] ?? 0
        expect(direction === 'up' ? before <= profit : before >= profit).toBe(true)
      }
    }),
  )
})

test('equal rows keep their order, and no order leaves all as it was', () => {
  fc.assert(
    fc.property(rows, (table) => {
      const same = table.map((row) => ({ ...row, profit: 1 }))
      expect(orderedRows(same, { key: 'profit', direction: 'down' })).toEqual(same)
      expect(orderedRows(table, undefined)).toBe(table)
    }),
  )
})

test('revenue is said once: no column of profit beside the same of spend, and no margin of one', () => {
  for (const lens of lenses)
    for (const table of Object.keys(auditTables[lens])) {
      const all = columnsOf(lens, table, 'profit').map(({ name }) => name)
      const said = columnsOf(lens, table, 'revenue').map(({ name }) => name)
      expect(all).toEqual(expect.arrayContaining(said))
      expect(said).not.toContain('margin')
      if (all.includes('spend') && all.includes('profit')) expect(said).not.toContain('spend')
      expect(said.length, `${lens}.${table}`).toBeGreaterThan(0)
    }
})

test('a minus sign is not parted from its figure, and hyphens stay hyphens', () => {
  expect(unbroken('changed by -€2.35K')).toBe('changed by \u2212\u2060€2.35K')
  expect(unbroken('-12 %, from -3 to 4')).toBe('\u2212\u206012 %, from \u2212\u20603 to 4')
  expect(unbroken('2024-Q3, 2024-09, half-year')).toBe('2024-Q3, 2024-09, half-year')
})

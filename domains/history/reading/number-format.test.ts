import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import type { NumberFormat } from './mapping.ts'
import { currencyOf, guessNumberFormat, parseNumber } from './number-format.ts'
import { numberSql, signSql } from './value-sql.ts'

const plain: NumberFormat = { decimal: '.', grouping: '', decorated: false }

test.each<readonly [readonly string[], Partial<NumberFormat>, readonly number[]]>([
  [['12.50', '3'], { decimal: '.', grouping: '' }, [12.5, 3]],
  [['12,50', '3'], { decimal: ',', grouping: '' }, [12.5, 3]],
  [['1.234,56', '7,00'], { decimal: ',', grouping: '.' }, [1234.56, 7]],
  [['1,234.56', '7.00'], { decimal: '.', grouping: ',' }, [1234.56, 7]],
  [['1 234,56', '7,00'], { decimal: ',', grouping: ' ' }, [1234.56, 7]],
  [['1\u00a0234,56', '7,00'], { decimal: ',', grouping: ' ' }, [1234.56, 7]],
  [["1'234.50", '7.00'], { decimal: '.', grouping: "'" }, [1234.5, 7]],
  [['€1,234.56', '-€7.00'], { decimal: '.', grouping: ',', decorated: true }, [1234.56, -7]],
  [['12,50 €', '7 €'], { decimal: ',', decorated: true }, [12.5, 7]],
  [['USD 12.50', 'USD 7'], { decimal: '.', decorated: true }, [12.5, 7]],
  [['(12.50)', '7.00'], { decimal: '.', decorated: true }, [-12.5, 7]],
  [['12.50-', '7.00'], { decimal: '.', decorated: true }, [-12.5, 7]],
  [['1,234,567', '12'], { decimal: '.', grouping: ',' }, [1234567, 12]],
])('%j are numbers', (texts, format, values) => {
  const guess = guessNumberFormat(texts)
  expect(guess).toMatchObject({ format, share: 1 })
  expect(texts.map((text) => parseNumber(text, guess?.format ?? plain))).toEqual(values)
})

test('a single mark before three digits is said to be unclear', () => {
  expect(guessNumberFormat(['1,234', '2,500'])).toMatchObject({
    format: { decimal: '.', grouping: ',' },
    ambiguous: '1,234',
  })
  expect(guessNumberFormat(['1.234', '2.500', '999'])).toMatchObject({
    format: { decimal: ',', grouping: '.' },
    ambiguous: '1.234',
  })
  expect(guessNumberFormat(['1.234', '2.500'])).toMatchObject({
    format: { decimal: '.', grouping: '' },
    ambiguous: '1.234',
  })
  expect(guessNumberFormat(['1.234', '0.500'])?.ambiguous).toBeUndefined()
})

test('texts are no numbers', () => {
  for (const texts of [['abc'], ['2024-01-01'], ['12a', 'b7'], ['1.2.3.4'], []]) {
    expect(guessNumberFormat(texts)?.share ?? 0).toBeLessThan(0.5)
  }
})

test('a number in another format is refused, not misread', () => {
  const german: NumberFormat = { decimal: ',', grouping: '.', decorated: false }
  expect(parseNumber('1,234.56', german)).toBeUndefined()
  expect(parseNumber('12.34', german)).toBeUndefined()
  expect(parseNumber('1.234,56', plain)).toBeUndefined()
})

test('signs and codes name a currency', () => {
  expect(['€', '£', '$', 'zł', 'eur', 'AMD', ''].map(currencyOf)).toEqual([
    'EUR',
    'GBP',
    'USD',
    'PLN',
    'EUR',
    'AMD',
    undefined,
  ])
})

const formats = fc.constantFrom<NumberFormat>(
  plain,
  { decimal: ',', grouping: '', decorated: false },
  { decimal: ',', grouping: '.', decorated: false },
  { decimal: '.', grouping: ',', decorated: false },
  { decimal: '.', grouping: "'", decorated: false },
  { decimal: ',', grouping: ' ', decorated: true },
  { decimal: ',', grouping: '.', decorated: true },
  { decimal: '.', grouping: ',', decorated: true },
)

function written(cents: number, { decimal, grouping, decorated }: NumberFormat): string {
  const whole = String(Math.floor(Math.abs(cents) / 100)).replaceAll(/\B(?=(\d{3})+$)/g, grouping)
  const digits = `${whole}${decimal}${String(Math.abs(cents) % 100).padStart(2, '0')}`
  if (!decorated) return cents < 0 ? `-${digits}` : digits
  return cents < 0 ? `(${digits} €)` : `€ ${digits}`
}

test('any amount in any format is the same to the engine and to us', async () => {
  const db = await openDuckDb(':memory:')
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), formats, async (cents, format) => {
      const text = written(cents, format)
      const [row] = await db.rows(`SELECT ${numberSql('$text', format)} AS amount`, { text })
      expect(Number(row?.['amount'])).toBe(cents / 100)
      expect(parseNumber(text, format)).toBe(cents / 100)
    }),
  )
  await db.close()
})

test('the engine refuses what is no number, and tells the sign beside one', async () => {
  const db = await openDuckDb(':memory:')
  const decorated: NumberFormat = { decimal: ',', grouping: '.', decorated: true }
  for (const text of ['abc', '1,2,3', '12.34', '€', '', '--5', '(5']) {
    const [row] = await db.rows(`SELECT ${numberSql('$text', decorated)} AS amount`, { text })
    expect(row?.['amount']).toBeNull()
  }
  const [signs] = await db.rows(
    `SELECT ${signSql('$a')} AS a, ${signSql('$b')} AS b, ${signSql('$c')} AS c`,
    {
      a: '12,00 €',
      b: 'CHF 5',
      c: '7',
    },
  )
  expect(signs).toEqual({ a: 'EUR', b: 'CHF', c: null })
  await db.close()
})

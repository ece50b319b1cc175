import { expect, test } from 'vitest'
import { guessDelimiter } from './guess-delimiter.ts'

const rows = (line: string, count = 20) => `${Array.from({ length: count }, () => line).join('\n')}\n`

test.each([
  [',', rows('C1,2024-01-02,12.50')],
  [';', rows('C1;2024-01-02;12,50')],
  ['\t', rows('C1\t2024-01-02\t12,50')],
  ['|', rows('C1|2024-01-02|12.50')],
  ['spaces', rows('  C1   20240102    12.50')],
])('%j is told from the rows', (delimiter, text) => {
  expect(guessDelimiter(text, true)).toBe(delimiter)
})

test('decimal commas between semicolons are no delimiter, with and without a header', () => {
  expect(guessDelimiter(rows('C1;1,50;2,50;3,50'), true)).toBe(';')
  expect(guessDelimiter(`customer;date;amount\n${rows('C1;2024-01-02;12,50')}`, true)).toBe(';')
})

test('delimiters within quotes do not count', () => {
  expect(guessDelimiter(rows('C1;"a, b, c";2024-01-02') + rows('C1;"d";2024-01-02'), true)).toBe(';')
})

test('text that falls into no columns has no delimiter', () => {
  expect(guessDelimiter('one\ntwo\nthree\n', true)).toBeUndefined()
  expect(guessDelimiter('', true)).toBeUndefined()
})

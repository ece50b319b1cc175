import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitRows } from './split-rows.ts'

const all = { complete: true, limit: 1000 }
const delimiters = fc.constantFrom(',', ';', '\t', '|')
const fields = fc.string({
  unit: fc.constantFrom('a', 'é', '"', ',', ';', '\t', '|', '\n', '\r\n', ' ', '1'),
})

test('rows written with quotes where needed are read back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fields, { minLength: 2, maxLength: 4 }), { minLength: 1 }),
      delimiters,
      (rows, delimiter) => {
        const quoted = rows.map((row) =>
          row.map((field) => `"${field.replaceAll('"', '""')}"`).join(delimiter),
        )
        expect(splitRows(`${quoted.join('\n')}\n`, delimiter, all)).toEqual(rows)
      },
    ),
  )
})

test('line feeds, carriage returns with and without them end a row', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    expect(splitRows(['a,b', '1,2', '3,', ''].join(end), ',', all)).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', ''],
    ])
  }
})

test('a row whose end is not seen is left out unless the text is complete', () => {
  expect(splitRows('a,b\n1,2', ',', { complete: false, limit: 10 })).toEqual([['a', 'b']])
  expect(splitRows('a,b\n1,2', ',', all)).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
  expect(splitRows('a,b\n1,"2\n3,4\n', ',', { complete: false, limit: 10 })).toEqual([['a', 'b']])
})

test('blank lines are no rows, and the limit is kept', () => {
  expect(splitRows('a,b\n\n1,2\n\n3,4\n', ',', { complete: true, limit: 2 })).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
})

test('runs of spaces and tabs are one border, also before the first column', () => {
  expect(splitRows('  a   b\tc \r\n\n 1 2  3\n', 'spaces', all)).toEqual([
    ['a', 'b', 'c'],
    ['1', '2', '3'],
  ])
})

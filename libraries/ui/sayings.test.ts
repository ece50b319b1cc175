import { expect, test } from 'vitest'
import { englishOf } from './english.ts'

const first = {
  said: {
    SHOP_ROWS_LEFT: {
      text_one: '{{count, number}} row of “{{file, name}}” is from {{from, day}}.',
      text_other: '{{count, number}} rows of “{{file, name}}” are from {{from, day}}: {{why}}',
    },
  },
}
const second = { said: { SHOP_REASON: { text: 'that is {{share, percent}}.', hint: 'Look again.' } } }
const say = englishOf([first, second])
const from = '2024-03-31'

test('a sentence is found by its code in whichever file has it, with its values and its plural', () => {
  expect(say({ code: 'SHOP_ROWS_LEFT', values: { count: 1, file: 'a.csv', from } }, 'text')).toBe(
    '1 row of “a.csv” is from 2024-03-31.',
  )
  expect(say({ code: 'SHOP_REASON', values: {} }, 'hint')).toBe('Look again.')
})

test('a sentence stands within another', () => {
  const why = { code: 'SHOP_REASON', values: { share: 0.0341 } }
  expect(say({ code: 'SHOP_ROWS_LEFT', values: { count: 12_000, file: 'a.csv', from, why } }, 'text')).toBe(
    '12,000 rows of “a.csv” are from 2024-03-31: that is 3.4%.',
  )
})

test('a name is put in as it is, whatever it looks like', () => {
  const file = '{{from}} $t(said.SHOP_REASON.hint) <b>'
  expect(say({ code: 'SHOP_ROWS_LEFT', values: { count: 1, file, from } }, 'text')).toContain(file)
})

test('a sentence of which no file has words, or of which a value is not known, is not said at all', () => {
  expect(say({ code: 'SHOP_CLOSED' }, 'text')).toBeUndefined()
  expect(say({ code: 'SHOP_ROWS_LEFT', values: { count: 1, from } }, 'text')).toBeUndefined()
  expect(say({ code: 'SHOP_ROWS_LEFT', values: { count: 1, from } }, 'hint')).toBeUndefined()
  const why = { code: 'SHOP_CLOSED' }
  expect(say({ code: 'SHOP_ROWS_LEFT', values: { count: 2, file: 'a', from, why } }, 'text')).toBeUndefined()
})

import { expect, test } from 'vitest'
import { businessNameOf, corrected } from './corrections.ts'

test('a role given to a column is asked for by the number of that column', () => {
  expect(corrected({}, { column: { number: 3, role: null }, role: 'unit-price' })).toEqual({ unitPrice: '3' })
})

test('a column that gives its role up leaves it without a column', () => {
  expect(corrected({}, { column: { number: 2, role: 'refund' }, role: null })).toEqual({ refund: '' })
})

test('a column that changes its role gives the old one up and takes the new one', () => {
  const changed = corrected(
    { dateFormat: '%d/%m/%Y' },
    { column: { number: 4, role: 'amount' }, role: 'margin' },
  )
  expect(changed).toEqual({ dateFormat: '%d/%m/%Y', amount: '', marginColumn: '4' })
})

test('a column set back to its role has it again', () => {
  const taken = corrected({}, { column: { number: 1, role: 'customer' }, role: null })
  expect(corrected(taken, { column: { number: 1, role: null }, role: 'customer' })).toEqual({ customer: '1' })
})

test.each([
  ['online_retail.csv.gz', 'online retail'],
  ['Verkäufe 2024.CSV', 'Verkäufe 2024'],
  ['.csv', '.csv'],
  ['log', 'log'],
])('the file %s proposes the name %s', (fileName, name) => {
  expect(businessNameOf(fileName)).toBe(name)
})

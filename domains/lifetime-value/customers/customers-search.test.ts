import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedSearch, customersSearchOf, isFiltered } from './customers-search.ts'

test('what an address says wrongly is left out', () => {
  const query = {
    sort: 'shoeSize',
    direction: 'sideways',
    page: 1.5,
    activeFrom: 2,
    firstFrom: '2024-02-31',
    valueTo: 'much',
  }
  expect(customersSearchOf(query)).toEqual({})
})

test('a search for digits alone is text, though an address holds it as a number', () => {
  expect(customersSearchOf({ search: 12347 })).toEqual({ search: '12347' })
})

test('an address that was read once reads the same again', () => {
  const anything = fc.record({
    search: fc.option(fc.string(), { nil: undefined }),
    sort: fc.constantFrom('value', 'name', 'spend', undefined),
    direction: fc.constantFrom('up', 'down', undefined),
    page: fc.option(fc.integer({ min: -3, max: 50 }), { nil: undefined }),
    valueFrom: fc.option(fc.double({ noNaN: true }), { nil: undefined }),
    activeTo: fc.option(fc.double({ min: -1, max: 2, noNaN: true }), { nil: undefined }),
    firstTo: fc.constantFrom('2024-05-01', '2024-13-01', undefined),
  })
  fc.assert(
    fc.property(anything, (query) => {
      const read = customersSearchOf(query)
      expect(customersSearchOf({ ...read })).toEqual(read)
    }),
  )
})

test('any change but of the page begins again at the first page', () => {
  expect(changedSearch({ page: 7, sort: 'spend' }, { direction: 'up' })).toEqual({
    sort: 'spend',
    direction: 'up',
  })
  expect(changedSearch({ page: 7 }, { page: 8 })).toEqual({ page: 8 })
})

test('order and page are no filters', () => {
  expect(isFiltered({ sort: 'name', direction: 'up', page: 3 })).toBe(false)
  expect(isFiltered({ activeFrom: 0.5 })).toBe(true)
})

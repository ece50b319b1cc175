import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderRows, runsOf } from './row-order.ts'

/** Small counts, large counts, or lengths of time. */
const column = (length: number) =>
  fc
    .constantFrom([0, 1, 2, 7, 60], [0, 3, 1e9, 2e9], [0, 0.5, 1 / 7, 2])
    .chain((values) => fc.array(fc.constantFrom(...values), { minLength: length, maxLength: length }))
    .map((values) => Float64Array.from(values))

test('rows come in the order of the first column, then of the second, then as they were', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }).chain((length) => fc.tuple(column(length), column(length))),
      ([first, second]) => {
        const expected = Array.from(first, (_, row) => row).toSorted(
          (i, j) => first[i] - first[j] || second[i] - second[j] || i - j,
        )
        expect([...orderRows([first, second])]).toEqual(expected)
      },
    ),
  )
})

test('runs end where the key changes, and with the rows', () => {
  const key = Float64Array.of(3, 1, 3, 3, 1)
  expect(runsOf(orderRows([key]), key).map((run) => [...run])).toEqual([
    [1, 4],
    [0, 2, 3],
  ])
})

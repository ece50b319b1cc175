import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPerennialError } from '#kernel/errors.ts'
import { collapse } from './collapse.ts'
import { customerCount, purchaseHistories, spendHistories, type PurchaseColumns } from './histories.ts'

/** One sound customer, some of whose columns are replaced. */
function oneCustomer(replaced: Partial<PurchaseColumns>): PurchaseColumns {
  return { timeUnit: 'week', repeatPurchases: [2], lastPurchaseAge: [30.43], age: [38.86], ...replaced }
}

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return isPerennialError(error) ? error.code : 'another error'
  }
  return 'accepted'
}

/** The answer to one sound spend, some of whose columns are replaced. */
function codeWith(columns: object): string {
  return codeOf(() => spendHistories({ observations: [2], meanSpend: [5], ...columns }))
}

const refusedPurchases: [string, Partial<PurchaseColumns>][] = [
  ['LIFETIME_LENGTHS_DIFFER', { age: [38, 39] }],
  ['LIFETIME_LENGTHS_DIFFER', { weight: [1, 1] }],
  ['LIFETIME_NO_CUSTOMERS', { repeatPurchases: [], lastPurchaseAge: [], age: [] }],
  ['LIFETIME_VALUE_NOT_FINITE', { age: [Infinity] }],
  ['LIFETIME_VALUE_NOT_FINITE', { lastPurchaseAge: [NaN] }],
  ['LIFETIME_VALUE_NOT_FINITE', { repeatPurchases: [NaN] }],
  ['LIFETIME_COUNT_NOT_WHOLE', { repeatPurchases: [1.5] }],
  ['LIFETIME_COUNT_NOT_WHOLE', { repeatPurchases: [-1] }],
  ['LIFETIME_COUNT_NOT_WHOLE', { repeatPurchases: [1e300] }],
  ['LIFETIME_AGE_NEGATIVE', { lastPurchaseAge: [-2], age: [-1] }],
  ['LIFETIME_AGE_NEGATIVE', { lastPurchaseAge: [-2] }],
  ['LIFETIME_LAST_PURCHASE_AFTER_END', { lastPurchaseAge: [39] }],
  ['LIFETIME_LAST_PURCHASE_WITHOUT_REPEAT', { repeatPurchases: [0] }],
  ['LIFETIME_WEIGHT_NOT_POSITIVE', { weight: [0] }],
  ['LIFETIME_WEIGHT_NOT_POSITIVE', { weight: [Infinity] }],
]

test.for(refusedPurchases)('%s is the answer to %j', ([code, columns]) => {
  expect(codeOf(() => purchaseHistories(oneCustomer(columns)))).toBe(code)
})

test('spends are refused with the code of the rule they break', () => {
  expect(codeWith({})).toBe('accepted')
  expect(codeWith({ observations: [2, 3] })).toBe('LIFETIME_LENGTHS_DIFFER')
  expect(codeWith({ observations: [], meanSpend: [] })).toBe('LIFETIME_NO_CUSTOMERS')
  expect(codeWith({ meanSpend: [NaN] })).toBe('LIFETIME_VALUE_NOT_FINITE')
  expect(codeWith({ observations: [0] })).toBe('LIFETIME_COUNT_NOT_WHOLE')
  expect(codeWith({ meanSpend: [0] })).toBe('LIFETIME_SPEND_NOT_POSITIVE')
  expect(codeWith({ weight: [-1] })).toBe('LIFETIME_WEIGHT_NOT_POSITIVE')
})

test('sound histories are kept as they are, ages of a million included', () => {
  const age = Float64Array.of(0, 1e6)
  const histories = purchaseHistories({
    timeUnit: 'day',
    repeatPurchases: [0, 1e5],
    lastPurchaseAge: [0, 1e6],
    age,
  })
  expect(histories.age).toBe(age)
  expect(histories.weight).toBeUndefined()
  expect(Object.isFrozen(histories)).toBe(true)
})

test('equal histories become one row that stands for all of them', () => {
  const customer = fc.record({ x: fc.integer({ min: 0, max: 3 }), end: fc.integer({ min: 4, max: 6 }) })
  const weight = fc.integer({ min: 1, max: 5 })
  fc.assert(
    fc.property(fc.array(fc.tuple(customer, weight), { minLength: 1, maxLength: 60 }), (customers) => {
      const histories = purchaseHistories({
        timeUnit: 'week',
        repeatPurchases: customers.map(([{ x }]) => x),
        lastPurchaseAge: customers.map(([{ x }]) => x / 7),
        age: customers.map(([{ end }]) => end / 7),
        weight: customers.map(([, count]) => count),
      })
      const { rows, rowOf } = collapse(histories)
      const keys = Array.from(rows.age, (end, row) => `${rows.repeatPurchases[row]} ${end}`)
      expect(new Set(keys).size).toBe(keys.length)
      expect(customerCount(rows, rows.age.length)).toBe(customerCount(histories, customers.length))
      for (const [i, row] of rowOf.entries()) {
        expect(rows.repeatPurchases[row]).toBe(histories.repeatPurchases[i])
        expect(rows.lastPurchaseAge[row]).toBe(histories.lastPurchaseAge[i])
        expect(rows.age[row]).toBe(histories.age[i])
      }
    }),
  )
})

test('without weights every customer counts once', () => {
  const { rows } = collapse(
    purchaseHistories({
      timeUnit: 'day',
      repeatPurchases: [0, 0, 1],
      lastPurchaseAge: [0, 0, 2],
      age: [9, 9, 9],
    }),
  )
  expect(Array.from(rows.weight)).toEqual([2, 1])
  expect(customerCount({}, 7)).toBe(7)
})

test('a million customers collapse in seconds on a busy machine', () => {
  const count = 1_000_000
  const repeatPurchases = Float64Array.from({ length: count }, (_, i) => i % 37)
  const lastPurchaseAge = repeatPurchases.map((x) => x / 7)
  const age = Float64Array.from({ length: count }, (_, i) => (200 + (i % 84)) / 7)
  const histories = purchaseHistories({ timeUnit: 'week', repeatPurchases, lastPurchaseAge, age })
  const started = performance.now()
  expect(collapse(histories).rows.age).toHaveLength(37 * 84)
  expect(performance.now() - started).toBeLessThan(10_000)
})

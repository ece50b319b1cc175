import { expect, test } from 'vitest'
import { countStages, type StageRecord } from './records.ts'

const record = (customer: string, period: number, more: Partial<StageRecord> = {}): StageRecord => ({
  customer,
  period,
  age: period - 1990,
  tenure: period - 2000,
  state: 'here',
  margins: [10],
  ...more,
})
const bands = { tenureStarts: [0, 2] }

/** Moves as `row from>to count`, the exit as `-`. */
function movesOf(records: Iterable<StageRecord>, options = {}) {
  const { space, moves } = countStages(records, { ...bands, ...options })
  const name = (place: number) => space.states[place] ?? '-'
  return moves.count.map((count, i) => `${moves.row[i]} ${name(moves.from[i])}>${name(moves.to[i])} ${count}`)
}

test('a customer without a later record has left, unless nothing later was observed', () => {
  const records = [
    record('a', 2000),
    record('a', 2001, { state: 'there' }),
    record('b', 2001),
    record('b', 2002),
    record('c', 2000),
  ]
  // a left from 2001 and c from 2000; b, in the last period, may still be there. Rows: age 10 to 12, two bands each.
  expect(movesOf(records)).toEqual(['0 here>there 1', '0 here>- 1', '2 here>here 1', '2 there>- 1'])
})

test('an end of observation that is told counts, whatever the records say', () => {
  const records = [record('a', 2000), record('b', 2000), record('b', 2001)]
  expect(movesOf(records)).toEqual(['0 here>here 1', '0 here>- 1'])
  expect(movesOf(records, { lastPeriod: 2005 })).toEqual(['0 here>here 1', '0 here>- 1', '2 here>- 1'])
})

test('margins are summed by state, age, band of tenure and product', () => {
  const records = [
    record('a', 2002, { margins: [1, -4] }),
    record('b', 2002, { margins: [3, 2] }),
    record('b', 2003, { margins: [5, 0], state: 'there' }),
  ]
  const { margins, recordCount, customerCount, lastPeriod } = countStages(records, {
    ...bands,
    products: ['account', 'loan'],
  })
  expect(margins).toEqual({
    row: [1, 3],
    state: [0, 1],
    records: [2, 1],
    sums: [
      [4, 5],
      [-2, 0],
    ],
    totals: [2, 5],
    squares: [34, 25],
  })
  expect([recordCount, customerCount, lastPeriod]).toEqual([3, 2, 2003])
})

test('states and ages are those that occur, in an order of their own', () => {
  const one = [
    record('a', 2000, { state: 'z' }),
    record('b', 2000, { state: 'm' }),
    record('b', 2001, { state: 'z' }),
  ]
  const other = [
    record('a', 2000, { state: 'm' }),
    record('a', 2001, { state: 'z' }),
    record('b', 2000, { state: 'z' }),
  ]
  expect(countStages(one, bands)).toEqual(countStages(other, bands))
  expect(countStages(one, bands).space).toMatchObject({ states: ['m', 'z'], firstAge: 10, lastAge: 11 })
})

test('records are read once, however many they are', () => {
  let reads = 0
  function* records() {
    for (let customer = 0; customer < 2_000; customer++) {
      for (let period = 2000; period < 2005; period++) {
        reads++
        yield record(String(customer).padStart(4, '0'), period)
      }
    }
  }
  expect(countStages(records(), bands).moves.count).toEqual([2000, 2000, 2000, 2000])
  expect(reads).toBe(10_000)
})

const refusals: readonly (readonly [string, readonly StageRecord[], string])[] = [
  ['no records', [], 'LIFETIME_NO_CUSTOMERS'],
  ['customers out of order', [record('b', 2000), record('a', 2000)], 'LIFETIME_STAGE_RECORDS_UNSORTED'],
  [
    'a customer in two places',
    [record('a', 2000), record('b', 2000), record('a', 2001)],
    'LIFETIME_STAGE_RECORDS_UNSORTED',
  ],
  ['a period twice', [record('a', 2000), record('a', 2000)], 'LIFETIME_STAGE_RECORDS_UNSORTED'],
  ['a gap', [record('a', 2000), record('a', 2002)], 'LIFETIME_STAGE_RECORDS_BROKEN'],
  ['an age that leaps', [record('a', 2000), record('a', 2001, { age: 12 })], 'LIFETIME_STAGE_RECORDS_BROKEN'],
  [
    'a tenure that stands',
    [record('a', 2000), record('a', 2001, { tenure: 0 })],
    'LIFETIME_STAGE_RECORDS_BROKEN',
  ],
  ['half a period', [record('a', 2000.5, { age: 10, tenure: 0 })], 'LIFETIME_STAGE_RECORDS_BROKEN'],
  ['a period after the last', [record('a', 2100)], 'LIFETIME_STAGE_RECORDS_BROKEN'],
  ['an age that is no number', [record('a', 2000, { age: Number.NaN })], 'LIFETIME_STAGE_AGE_OUT_OF_RANGE'],
  ['an age below the first', [record('a', 2000, { age: 3 })], 'LIFETIME_STAGE_AGE_OUT_OF_RANGE'],
  ['a negative tenure', [record('a', 2000, { tenure: -1 })], 'LIFETIME_STAGE_TENURE_OUT_OF_RANGE'],
  ['a state that is not listed', [record('a', 2000, { state: 'nowhere' })], 'LIFETIME_STATE_UNKNOWN'],
  ['the exit as a state', [record('a', 2000, { state: 'exit' })], 'LIFETIME_STATE_UNKNOWN'],
  ['a margin too few', [record('a', 2000, { margins: [] })], 'LIFETIME_MARGIN_MISSING'],
  [
    'a margin that is no number',
    [record('a', 2000, { margins: [Number.NaN] })],
    'LIFETIME_MARGIN_NOT_FINITE',
  ],
]

for (const [what, records, code] of refusals) {
  test(`records with ${what} are refused`, () => {
    const options = { ...bands, states: ['here', 'there'], firstAge: 5, lastAge: 120, lastPeriod: 2050 }
    expect(() => countStages(records, options)).toThrow(expect.objectContaining({ code }))
  })
}

test('more states than can be told apart are refused', () => {
  const many = Array.from({ length: 4095 + 1 }, (_, i) =>
    record(String(i).padStart(5, '0'), 2000, { state: `s${i}` }),
  )
  expect(() => countStages(many, bands)).toThrow(expect.objectContaining({ code: 'LIFETIME_STATES_INVALID' }))
})

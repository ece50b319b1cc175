import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Day } from '#kernel/time.ts'
import { aCustomerLaw, aRandomLaw, migrationLaw } from './laws.test-data.ts'
import { expectedPath, nextStates, timeInStates } from './path.ts'
import { dayOfMargin, expectedBalance, paybackPeriod } from './payback.ts'
import { stageLaw } from './stage-law.ts'
import { stageValue } from './value.ts'

const child = { age: 0, tenure: 0 }

test('the discounted margins of the expected path are the value', () => {
  fc.assert(
    fc.property(aRandomLaw, fc.integer({ min: 0, max: 12 }), (law, periods) => {
      const start = { ...child, state: 'a' }
      const { margins } = expectedPath(law, start, periods)
      const sum = margins.reduce((total, margin, period) => total + margin * 1.2 ** -period, 0)
      expect(sum).toBeCloseTo(stageValue(law, start, { discountRatePerYear: 0.2, periods }).mean, 9)
    }),
  )
})

test('who has not left is in one of the states, and fewer remain from period to period', () => {
  fc.assert(
    fc.property(aRandomLaw, (law) => {
      const { probabilities, active } = expectedPath(law, { ...child, state: 'b' }, 9)
      expect([...probabilities[0]]).toEqual(law.space.states.map((state) => (state === 'b' ? 1 : 0)))
      for (let period = 1; period < 9; period++) {
        expect(active[period]).toBeLessThanOrEqual(active[period - 1])
        for (const chance of probabilities[period]) expect(chance).toBeGreaterThanOrEqual(0)
      }
    }),
  )
})

test('time in states is what the path adds up to, also without end', () => {
  fc.assert(
    fc.property(aRandomLaw, (law) => {
      const start = { ...child, state: 'a' }
      const { probabilities } = expectedPath(law, start, 700)
      const sum = law.space.states.map((_, i) =>
        probabilities.reduce((total, states) => total + states[i], 0),
      )
      timeInStates(law, start).forEach((time, i) => expect(time).toBeCloseTo(sum[i], 8))
      const first = probabilities.slice(0, 4)
      timeInStates(law, start, 4).forEach((time, i) =>
        expect(time).toBeCloseTo(
          first.reduce((total, states) => total + states[i], 0),
          12,
        ),
      )
    }),
    { numRuns: 30 },
  )
})

test('with constant retention a customer stays 1 / (1 − r) periods, and leaves after as many on average', () => {
  const law = aCustomerLaw({ retention: 0.833 })
  const start = { ...child, state: 'customer' }
  expect(timeInStates(law, start)[0]).toBeCloseTo(1 / 0.167, 10)
  const next = nextStates(law, start)
  expect(next.map(({ state }) => state)).toEqual(['exit', 'customer'])
  expect(next[0]).toEqual({
    state: 'exit',
    probabilityNextPeriod: expect.closeTo(0.167, 12),
    probabilityNextChange: expect.closeTo(1, 12),
    meanPeriodsUntil: expect.closeTo(1 / 0.167, 9),
  })
  expect(next[1]).toMatchObject({ probabilityNextChange: 0, meanPeriodsUntil: null })
})

test('after the last age nobody is left, where the law says so', () => {
  const law = aCustomerLaw({ retention: 0.9, lastAge: 3, afterLastAge: 'exit' })
  const { active, margins } = expectedPath(law, { ...child, state: 'customer' }, 7)
  expect(active[3]).toBeCloseTo(0.9 ** 3, 12)
  expect([...active.subarray(4)]).toEqual([0, 0, 0])
  expect([...margins.subarray(4)]).toEqual([0, 0, 0])
})

test('from a state that is never left nothing comes next', () => {
  const law = stageLaw({
    states: ['asleep'],
    transitions: [{ from: 'asleep', to: 'asleep', probability: 1 }],
    margins: [{ state: 'asleep', product: 'margin', margin: 0 }],
  })
  const next = nextStates(law, { ...child, state: 'asleep' })
  expect(next.every(({ probabilityNextChange }) => probabilityNextChange === 0)).toBe(true)
})

test('what comes next sums to 1, and so does the next change where a state is left in the end', () => {
  fc.assert(
    fc.property(aRandomLaw, (law) => {
      const next = nextStates(law, { ...child, state: 'a' })
      const sum = (of: (one: (typeof next)[number]) => number) =>
        next.reduce((total, one) => total + of(one), 0)
      expect(sum((one) => one.probabilityNextPeriod)).toBeCloseTo(1, 12)
      expect(sum((one) => one.probabilityNextChange)).toBeCloseTo(1, 12)
    }),
  )
})

test('the mean wait for the next change is that of the path that stays', () => {
  const law = stageLaw({
    states: ['minor', 'grown'],
    firstAge: 15,
    lastAge: 18,
    afterLastAge: 'exit',
    transitions: [
      ...[15, 16, 17, 18].flatMap((age) => [
        { age, from: 'minor', to: 'grown', probability: (age - 14) / 10 },
        { age, from: 'minor', to: 'minor', probability: 1 - (age - 14) / 10 },
      ]),
      { from: 'grown', to: 'grown', probability: 1 },
    ],
    margins: ['minor', 'grown'].map((state) => ({ state, product: 'margin', margin: 1 })),
  })
  const [first, second] = nextStates(law, { age: 15, tenure: 0, state: 'minor' })
  // Grown after 1, 2 or 3 periods with .1, .9·.2 and .9·.8·.3; gone after the fourth else.
  const grown = 0.1 + 0.18 + 0.216
  expect([first, second].map(({ state }) => state)).toEqual(['exit', 'grown'])
  expect(second).toMatchObject({
    probabilityNextChange: expect.closeTo(grown, 12),
    meanPeriodsUntil: expect.closeTo((0.1 + 2 * 0.18 + 3 * 0.216) / grown, 12),
  })
  expect(first).toMatchObject({ probabilityNextPeriod: 0, meanPeriodsUntil: expect.closeTo(4, 12) })
})

test('the unit economics of one customer are repaid with the sixth margin', () => {
  const law = aCustomerLaw({ retention: 0.8, margin: 25 })
  const balance = expectedBalance(
    law,
    { ...child, state: 'customer' },
    { discountRatePerYear: 0.1, periods: 6, firstMarginAfter: 1, openingBalance: -69 },
  )
  const expected = [-69, -46.27, -29.74, -17.72, -8.98, -2.62, 2]
  expect([...balance].map((sum) => Math.round(100 * sum) / 100)).toEqual(expected)
  expect(paybackPeriod(balance)).toBe(6)
  const asOf = '2026-01-31' as Day
  expect(dayOfMargin(law.space, asOf, { margins: 6, firstMarginAfter: 1 })).toBe('2032-01-31')
})

test('a balance ends at the value, from this period or the next', () => {
  fc.assert(
    fc.property(aRandomLaw, fc.constantFrom('this-period' as const, 'next-period' as const), (law, from) => {
      const start = { ...child, state: 'a' }
      const options = { discountRatePerYear: 0.07, periods: 7, from, firstMarginAfter: 0.5 }
      const balance = expectedBalance(law, start, { ...options, openingBalance: -11 })
      expect(balance[7] + 11).toBeCloseTo(stageValue(law, start, options).mean, 9)
    }),
  )
})

test('an early loss is repaid at the first balance of zero or more after it', () => {
  expect(paybackPeriod(Float64Array.of(-5, -1, 0, 3))).toBe(2)
  expect(paybackPeriod(Float64Array.of(0, -4, -1, 2))).toBe(3)
  expect(paybackPeriod(Float64Array.of(0, 1, 2))).toBe(0)
  expect(paybackPeriod(Float64Array.of(-2, -1))).toBe(null)
})

test('the kth margin falls on the same day of a later month, or on its last', () => {
  const { space } = aCustomerLaw({ retention: 0.5, monthsPerPeriod: 1 })
  const asOf = '2024-01-31' as Day
  expect(dayOfMargin(space, asOf, { margins: 0 })).toBe('2024-01-31')
  expect(dayOfMargin(space, asOf, { margins: 1 })).toBe('2024-01-31')
  expect(dayOfMargin(space, asOf, { margins: 2 })).toBe('2024-02-29')
  expect(dayOfMargin(space, asOf, { margins: 13, firstMarginAfter: 1 })).toBe('2025-02-28')
  expect(dayOfMargin(space, asOf, { margins: 3 })).toBe('2024-03-31')
})

test('a path or a balance of half a period, or time without end in a state that is never left, is refused', () => {
  const start = { ...child, state: 'recency 1' }
  const invalid = expect.objectContaining({ code: 'LIFETIME_HORIZON_INVALID' })
  expect(() => expectedPath(migrationLaw, start, 1.5)).toThrow(invalid)
  expect(() => expectedBalance(migrationLaw, start, { discountRatePerYear: 0, periods: -1 })).toThrow(invalid)
  const stuck = aCustomerLaw({ retention: 1, margin: 0 })
  expect(() => timeInStates(stuck, { ...child, state: 'customer' })).toThrow(
    expect.objectContaining({ code: 'LIFETIME_STAGE_VALUE_INFINITE' }),
  )
})

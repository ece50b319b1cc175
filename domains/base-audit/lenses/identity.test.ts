import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contributions, identityOf } from './identity.ts'

const totals = fc.record({
  customers: fc.integer({ min: 1, max: 1e6 }),
  purchases: fc.integer({ min: 1, max: 1e7 }),
  spend: fc.integer({ min: 1, max: 1e9 }),
  profit: fc.integer({ min: 1, max: 1e9 }),
})

test('contributions of the factors sum to the change of profit', () => {
  fc.assert(
    fc.property(totals, totals, (before, after) => {
      const sum = contributions(identityOf(before), identityOf(after)).reduce(
        (all, one) => all + one.contribution,
        0,
      )
      expect(Math.abs(sum - (after.profit - before.profit))).toBeLessThan(
        1e-9 * (before.profit + after.profit),
      )
    }),
  )
})

test('a factor that stays adds nothing, and the one that doubles adds it all', () => {
  const before = identityOf({ customers: 10, purchases: 20, spend: 200, profit: 100 })
  const after = identityOf({ customers: 20, purchases: 40, spend: 400, profit: 200 })
  expect(contributions(before, after).map(({ contribution }) => contribution)).toEqual(
    [100, 0, 0, 0].map((value) => expect.closeTo(value, 9)),
  )
  const same = contributions(before, {
    ...before,
    profit: before.profit * (1 + 1e-9),
    margin: 0.5 * (1 + 1e-9),
  })
  expect(same.at(-1)?.contribution).toBeCloseTo(1e-7, 12)
})

test('where a factor is not above zero no share of the change is told', () => {
  const before = identityOf({ customers: 10, purchases: 20, spend: 200, profit: -1 })
  const after = identityOf({ customers: 20, purchases: 40, spend: 400, profit: 200 })
  expect(contributions(before, after)).toEqual([])
  expect(identityOf({ customers: 0, purchases: 0, spend: 0, profit: 0 })).toMatchObject({
    orderValue: null,
    margin: null,
  })
})

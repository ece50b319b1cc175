import { expect, test } from 'vitest'
import { OpenPurchases } from './open-purchases.ts'

test('a refund is taken off the latest purchase that has as much left', () => {
  const open = new OpenPurchases()
  open.add(1, 10)
  open.add(2, 3)
  open.add(3, 5)
  expect([open.take(4), open.take(4), open.take(3), open.take(1)]).toEqual([3, 1, 2, 3])
  expect(open.take(7)).toBeUndefined()
  expect(open.take(6)).toBe(1)
  expect(open.take(1)).toBeUndefined()
})

test('another customer or product begins with nothing', () => {
  const open = new OpenPurchases()
  open.add(1, 10)
  open.clear()
  expect(open.take(1)).toBeUndefined()
})

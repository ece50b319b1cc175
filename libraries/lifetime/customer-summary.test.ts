import fc from 'fast-check'
import { expect, test } from 'vitest'
import { weeks } from '#kernel/time.ts'
import { bgNbd } from './bg-nbd/bg-nbd.ts'
import {
  afterPurchase,
  asOfAge,
  type CustomerSummary,
  firstPurchase,
  historiesOf,
} from './customer-summary.ts'
import { expectedPurchases, probabilityActive } from './predict.ts'
import { purchaseLog, summariseLog } from './purchase-log.ts'

const fitted = bgNbd.withParameters({ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }, 'day')

test('a summary kept up to date is the one that the whole log gives', () => {
  const line = fc.record({
    day: fc.integer({ min: 1, max: 40 }),
    cents: fc.integer({ min: -500, max: 9000 }),
  })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const ordered = lines.toSorted((a, b) => a.day - b.day)
      const kept = asOfAge(
        ordered.reduce(
          (summary: CustomerSummary, { day, cents }) => afterPurchase(summary, { age: day, spend: cents }),
          firstPurchase,
        ),
        60,
      )
      const rows = [{ day: 0, cents: 100 }, ...lines]
      const log = purchaseLog({
        customer: rows.map(() => 'her'),
        day: rows.map(({ day }) => day),
        amount: rows.map(({ cents }) => cents),
      })
      const { histories, spendObservations, meanSpend } = summariseLog(log, { until: 60, timeUnit: 'day' })
      expect(historiesOf(fitted, [kept])).toMatchObject({
        repeatPurchases: histories.repeatPurchases,
        lastPurchaseAge: histories.lastPurchaseAge,
        age: histories.age,
      })
      expect(kept.spendObservations).toBe(spendObservations[0])
      expect(kept.meanSpend).toBeCloseTo(meanSpend[0], 6)
    }),
  )
})

test('a purchase brings a silent customer back, without a refit', () => {
  const silent = asOfAge(afterPurchase(firstPurchase, { age: 30, spend: 20 }), 200)
  const back = afterPurchase(silent, { age: 200, spend: 25 })
  const [before, after] = probabilityActive(fitted, historiesOf(fitted, [silent, back]))
  expect(after).toBeGreaterThan(before)
  const [less, more] = expectedPurchases(fitted, historiesOf(fitted, [silent, back]), { horizon: weeks(13) })
  expect(more).toBeGreaterThan(less)
  expect(back).toEqual({
    repeatPurchases: 2,
    lastPurchaseAge: 200,
    age: 200,
    spendObservations: 2,
    meanSpend: 22.5,
    lastSpend: 25,
  })
})

test('what lies before the summary is refused: the log must be counted again', () => {
  const known = asOfAge(afterPurchase(firstPurchase, { age: 30 }), 50)
  const refusal = expect.objectContaining({ code: 'LIFETIME_PURCHASE_OUT_OF_ORDER' })
  expect(() => afterPurchase(known, { age: 29 })).toThrow(refusal)
  expect(() => afterPurchase(known, { age: NaN })).toThrow(refusal)
  expect(() => asOfAge(known, 49)).toThrow(refusal)
  expect(afterPurchase(known, { age: 40 })).toMatchObject({ lastPurchaseAge: 40, age: 50 })
})

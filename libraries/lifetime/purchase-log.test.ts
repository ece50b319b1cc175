import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testWithDataset } from '#tests/datasets.ts'
import { fitBgNbd } from './bg-nbd/bg-nbd.ts'
import { purchaseLog, purchasesAfter, summariseLog } from './purchase-log.ts'

const log = purchaseLog({
  customer: ['anna', 'ben', 'anna', 'anna', 'ben', 'cleo', 'anna'],
  day: ['2025-01-01', '2025-01-08', '2025-01-15', '2025-01-15', '2025-01-10', '2025-03-01', '2025-02-01'],
  amount: [10, 20, 5, 7, -3, 40, 9],
})

test('a log becomes one summary a customer, purchases of one day being one', () => {
  const base = summariseLog(log, { until: '2025-02-05', timeUnit: 'day' })
  expect(base.customers).toEqual(['anna', 'ben'])
  expect([...base.histories.repeatPurchases]).toEqual([2, 1])
  expect([...base.histories.lastPurchaseAge]).toEqual([31, 2])
  expect([...base.histories.age]).toEqual([35, 28])
  expect([...(base.histories.sumLogIntervals ?? [])]).toEqual([Math.log(14) + Math.log(17), Math.log(2)])
  expect([...base.spendObservations]).toEqual([2, 0])
  expect([...base.meanSpend]).toEqual([10.5, 0])
})

test('the end of observation is the last day of the log where none is named', () => {
  const base = summariseLog(log)
  expect(base.customers).toEqual(['anna', 'ben', 'cleo'])
  expect(base.histories.age[2]).toBe(0)
  expect(base.histories.age[0]).toBeCloseTo(59 / 7, 12)
})

test('purchases after a day are counted for those who were known by then', () => {
  expect([...purchasesAfter(log, { after: '2025-01-09', to: '2025-02-01' })]).toEqual([2, 1])
  expect([...purchasesAfter(log, { after: '2025-01-15', to: '2025-01-31' })]).toEqual([0, 0])
})

test('a log that cannot be read is refused with the row', () => {
  const customer = ['anna', 'ben']
  const refused = (columns: object) => () => purchaseLog({ customer, day: [1, 2], ...columns })
  const code = (name: string) => expect.objectContaining({ code: name })
  expect(refused({ customer: [], day: [] })).toThrow(code('LIFETIME_NO_CUSTOMERS'))
  expect(refused({ day: [1] })).toThrow(code('LIFETIME_LENGTHS_DIFFER'))
  expect(refused({ amount: [1, 2, 3] })).toThrow(code('LIFETIME_LENGTHS_DIFFER'))
  expect(refused({ day: [1, '2025-02-30'] })).toThrow(code('LIFETIME_DAY_INVALID'))
  expect(refused({ day: [1, 2.5] })).toThrow(code('LIFETIME_DAY_INVALID'))
  expect(refused({ amount: [1, NaN] })).toThrow(code('LIFETIME_VALUE_NOT_FINITE'))
  expect(() => summariseLog(log, { until: 'soon' })).toThrow(code('LIFETIME_DAY_INVALID'))
  expect(() => summariseLog(log, { until: '2024-12-31' })).toThrow(code('LIFETIME_NO_CUSTOMERS'))
})

testWithDataset('the CDNOW sample, from its file to the published fit', 'cdnow/CDNOW_sample.txt', (path) => {
  const rows = readFileSync(path, 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((cells) => cells.length === 5)
  const day = rows.map(([, , date]) => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`)
  const cdnow = purchaseLog({
    customer: rows.map(([id]) => id),
    day,
    amount: rows.map((cells) => Number(cells[4])),
  })
  const { histories } = summariseLog(cdnow, { until: '1997-09-30' })
  expect(histories.age.length).toBe(2357)
  // The reference fit, by exact derivatives on unrounded dates.
  expect(fitBgNbd(histories).logLikelihood).toBeCloseTo(-9582.42920667, 5)
  const later = purchasesAfter(cdnow, { after: '1997-09-30', to: '1998-06-30' })
  expect(later.reduce((sum, count) => sum + count, 0)).toBe(1882)
})

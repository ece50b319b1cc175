import { expect, test } from 'vitest'
import { testWithDataset } from '#tests/datasets.ts'
import { historyFigures, importFile, purchaseDays, qualityReportOf } from './history.actions.ts'
import { anEmptyHistory, importing } from './history.test-data.ts'

const { db, folder } = await anEmptyHistory()

async function imported(path: string) {
  const { import: id } = await importFile(db, { path, fileName: 'log' }, importing(folder))
  const report = await qualityReportOf(db, id)
  const summary = await purchaseDays(db, { into: 'work' })
  const [net] = await db.rows(`
    SELECT (SELECT sum(spend) FROM work.purchase_day)::VARCHAR AS bought,
           (SELECT coalesce(sum(spend), 0) FROM work.refund_day)::VARCHAR AS refunded,
           (SELECT count(DISTINCT identity) FROM work.purchase_day) AS customers`)
  return { report, summary, net }
}

testWithDataset('CDNOW sample: the facts of the literature', 'cdnow/CDNOW_sample.txt', async (path) => {
  const { report, summary, net } = await imported(path)
  expect(report).toMatchObject({
    rows: { read: 6919, accepted: 6919, merged: 6919 - 6696, refused: 0 },
    customersHeard: 2357,
    customersWithPurchase: 2357,
    firstDay: '1997-01-01',
    lastDay: '1998-06-30',
    spend: 244091.94,
  })
  expect(summary.purchaseDays).toBe(6696)
  expect(net).toEqual({ bought: '244091.9400', refunded: '0.0000', customers: 2357n })
})

testWithDataset(
  'CDNOW master: 255 duplicate lines stay, 80 zero amounts are purchases',
  'cdnow/CDNOW_master.txt.gz',
  async (path) => {
    const { report, summary, net } = await imported(path)
    expect(report).toMatchObject({
      rows: { read: 69_659, accepted: 69_659, refused: 0 },
      customersWithPurchase: 23_570,
      duplicates: { rows: 255, dropped: false },
      zeroDays: 80,
    })
    expect(summary.purchaseDays).toBe(67_591)
    expect(net).toEqual({ bought: '2500315.6300', refunded: '0.0000', customers: 23_570n })
    const names = await db.rows('SELECT name FROM identity ORDER BY number LIMIT 2')
    expect(names).toEqual([{ name: '00001' }, { name: '00002' }])
  },
)

testWithDataset(
  'the retailer: rows, customers, duplicates and refunds',
  'online-retail/online_retail.csv.gz',
  async (path) => {
    const { report, summary, net } = await imported(path)
    expect(report).toMatchObject({
      rows: { read: 541_909, accepted: 406_829, refused: 135_080 },
      withoutCustomer: 135_080,
      customersHeard: 4372,
      customersWithPurchase: 4338,
      duplicates: { rows: 5268, dropped: false },
      firstDay: '2010-12-01',
      lastDay: '2011-12-09',
      spend: 8_300_065.814,
      refunds: { rows: 8905 },
    })
    expect(report.refunds.matched + report.refunds.unmatched).toBe(8905)
    expect(summary).toMatchObject({
      purchaseLines: 397_884,
      refundLines: 8905,
      refundsMatched: report.refunds.matched,
    })
    expect(net).toEqual({ bought: expect.any(String), refunded: expect.any(String), customers: 4338n })
    expect(Number(net?.['bought']) + Number(net?.['refunded'])).toBeCloseTo(8_300_065.814, 6)
    const cents = (text: unknown) => BigInt(String(text).replace('.', ''))
    expect(cents(net?.['bought']) + cents(net?.['refunded'])).toBe(83_000_658_140n)
    const names = await db.rows(
      `SELECT count(*) FILTER (WHERE regexp_full_match(name, '\\d{5}')) AS n FROM identity`,
    )
    expect(names).toEqual([{ n: 4372n }])
  },
)

testWithDataset(
  'apparel: the facts of the package it comes with',
  'apparel/apparelTrans.csv',
  async (path) => {
    const { report } = await imported(path)
    expect(report).toMatchObject({
      rows: { read: 3187, refused: 0 },
      customersWithPurchase: 600,
      spend: 124_356.9,
    })
  },
)

test('a history without imports has no figures to sum', async () => {
  expect(await historyFigures(db)).toMatchObject({ rowsRead: 0 })
})

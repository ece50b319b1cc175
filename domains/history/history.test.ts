import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { customerIds, historyFigures, listImports, qualityReportOf, undoImport } from './history.actions.ts'
import { anEmptyHistory, factsOf, importText, now } from './history.test-data.ts'

const { db, folder } = await anEmptyHistory()

const header = 'customer,date,amount\n'

test('the same content again adds nothing, whatever it is called and however it is packed', async () => {
  const text = `${header}A,2024-01-01,5\nB,2024-01-02,6\n`
  const first = await importText(db, text, { folder })
  const facts = await factsOf(db)
  const again = await importText(db, text, { folder, name: 'other.csv' })
  expect(again).toEqual({ ...first, added: false })
  expect(await importText(db, gzipSync(text), { folder, name: 'other.csv.gz' })).toEqual({
    ...first,
    added: false,
  })
  expect(await factsOf(db)).toEqual(facts)
})

test('an import that is taken back leaves the others as they were, and may come again', async () => {
  await importText(db, `${header}A,2024-01-01,5\nB,2024-01-02,6\n`, { folder })
  const before = await factsOf(db)
  const identities = await db.rows('SELECT * FROM identity ORDER BY number')
  const text = `${header}B,2024-01-03,7\nC,2024-01-03,8\nC,soon,8\n${'C,2024-01-04,1\n'.repeat(9)}`
  const second = await importText(db, text, { folder })
  await undoImport(db, second.import, { now })
  expect(await factsOf(db)).toEqual(before)
  expect(await db.rows('SELECT * FROM identity ORDER BY number')).toEqual(identities)
  expect(await db.rows('SELECT count(*) AS n FROM reject')).toEqual([{ n: 0n }])
  const [entry] = await listImports(db)
  expect(entry).toMatchObject({
    import: second.import,
    undoneAt: '2026-01-15T12:00:00.000Z',
    report: { rows: { read: 12, accepted: 11 } },
  })
  await expect(undoImport(db, second.import, { now })).rejects.toMatchObject({
    code: 'HISTORY_IMPORT_UNDONE',
  })
  await expect(undoImport(db, 'imp_none', { now })).rejects.toMatchObject({
    code: 'HISTORY_IMPORT_NOT_FOUND',
  })
  expect(await importText(db, text, { folder })).toMatchObject({ added: true })
})

test('a customer keeps the number under which any file heard it first, and no number is used twice', async () => {
  const first = await importText(db, `${header}A,2024-01-01,5\nB,2024-01-02,6\n`, { folder })
  await importText(db, `${header}C,2024-01-01,5\nB,2024-01-03,6\n`, { folder, name: 'second.csv' })
  const numbers = new Map(
    (await db.rows('SELECT name, number FROM identity')).map(({ name, number }) => [name, Number(number)]),
  )
  await undoImport(db, first.import, { now })
  await importText(db, `${header}A,2024-01-07,5\nB,2024-01-07,6\n`, { folder, name: 'third.csv' })
  const later = new Map(
    (await db.rows('SELECT name, number FROM identity')).map(({ name, number }) => [name, Number(number)]),
  )
  expect(later.get('B')).toBe(numbers.get('B'))
  expect(later.get('C')).toBe(numbers.get('C'))
  expect([...numbers.values()]).not.toContain(later.get('A'))
})

test('public ids lead to the number and back, over several imports', async () => {
  await importText(db, `${header}A,2024-01-01,5\nB,2024-01-02,6\n`, { folder })
  await importText(db, `${header}C,2024-01-01,5\n`, { folder, name: 'second.csv' })
  const numbers = (await db.rows('SELECT number FROM identity ORDER BY number')).map(({ number }) =>
    Number(number),
  )
  const ids = await customerIds(db).idsOf(numbers)
  expect(new Set(ids).size).toBe(3)
  expect(ids.every((id) => /^idn_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(id))).toBe(true)
  expect(await Promise.all(ids.map((id) => customerIds(db).numberOf(id)))).toEqual(numbers)
  expect(await customerIds(db).numberOf('idn_01kb7pz6m7e5h8vmzpt0sg4r2x')).toBeUndefined()
})

test('exact duplicates are counted and kept, or dropped on demand; read is accepted plus refused', async () => {
  const text = `${header}A,2024-01-01,5\nA,2024-01-01,5\nA,2024-01-01,6\nA,2024-01-01,5\nB,2024-01-01,5\n`
  const kept = await importText(db, text, { folder })
  expect(kept.figures).toMatchObject({ duplicates: 2, rowsAccepted: 5, rowsRefused: 0, spend: 26 })
  await undoImport(db, kept.import, { now })
  const dropped = await importText(db, text, { folder, dropDuplicates: true })
  expect(dropped.figures).toMatchObject({
    duplicates: 2,
    rowsRead: 5,
    rowsAccepted: 3,
    rowsRefused: 2,
    refused: { duplicate: 2 },
    spend: 16,
  })
})

test('lines that differ in a column we do not need are no duplicates', async () => {
  const text = 'customer,date,amount,note\nA,2024-01-01,5,one\nA,2024-01-01,5,two\nA,2024-01-01,5,two\n'
  expect((await importText(db, text, { folder })).figures.duplicates).toBe(1)
})

test('a mapping given by hand is kept for the next file of the same shape', async () => {
  const overrides = { customer: 'b', date: 'on', dateFormat: '%d/%m/%Y' }
  await importText(db, 'a,b,on,amount\nX,K1,03/04/2024,5\nY,K2,03/05/2024,5\n', { folder, overrides })
  const { figures } = await importText(db, 'a,b,on,amount\nX,K3,03/06/2024,5\nY,K4,03/07/2024,5\n', {
    folder,
    name: 'next.csv',
  })
  expect(figures).toMatchObject({ firstDay: '2024-06-03', lastDay: '2024-07-03', notices: [] })
  expect((await factsOf(db)).map(({ name }) => name)).toEqual(['K1', 'K2', 'K3', 'K4'])
})

test('the quality report adds up, and names what is odd', async () => {
  const days = Array.from({ length: 60 }, (_, n) => `C${n},2024-0${1 + (n % 2)}-1${n % 10},5\n`).join('')
  const till = 'TILL,2024-01-12,1\n'.repeat(40)
  const odd =
    'C1,2024-06-01,9\nC1,2024-06-02,-9\nC2,2024-06-03,-4\nC3,2024-06-04,3\nC3,2024-06-04,-8\n,2024-01-12,1\nC9,2024-06-05,0\n'
  const { import: id } = await importText(db, header + days + till + odd, { folder, timeZone: 'Europe/Rome' })
  const report = await qualityReportOf(db, id)
  expect(report).toMatchObject({
    rows: { read: 107, accepted: 106, merged: 106 - 64, refused: 1 },
    customersHeard: 61,
    customersWithPurchase: 61,
    firstDay: '2024-01-10',
    lastDay: '2024-06-05',
    timeZone: 'Europe/Rome',
    spend: 331,
    withoutCustomer: 1,
    duplicates: { rows: 39, dropped: false },
    refunds: { rows: 3, matched: 1, unmatched: 2 },
    negativeDays: 1,
    zeroDays: 2,
    futureDates: 0,
    gaps: [
      { from: '2024-02-20', to: '2024-05-31', days: 102 },
      { from: '2024-01-19', to: '2024-02-10', days: 23 },
    ],
    largeCustomer: { name: 'TILL', rows: 40 },
    refusedBecause: [{ code: 'customer-missing', rows: 1 }],
  })
  expect(report.warnings.map(({ code }) => code)).toEqual([
    'HISTORY_CUSTOMERS_MISSING',
    'HISTORY_DUPLICATES_KEPT',
    'HISTORY_GAP',
    'HISTORY_REFUNDS_UNMATCHED',
    'HISTORY_SPEND_NEGATIVE',
    'HISTORY_SPEND_ZERO',
    'HISTORY_CUSTOMER_LARGE',
  ])
  expect(await qualityReportOf(db, id)).toEqual(report)
})

test('a report is worked out anew when another file brings the purchase of a refund', async () => {
  const columns = 'customer,date,product,quantity,unit price\n'
  const refund = await importText(db, `${columns}A,2024-01-05,mug,-1,2\nB,2024-01-05,mug,1,2\n`, { folder })
  expect((await qualityReportOf(db, refund.import)).refunds).toEqual({ rows: 1, matched: 0, unmatched: 1 })
  await importText(db, `${columns}A,2024-01-01,mug,1,2\n`, { folder, name: 'earlier.csv' })
  expect((await qualityReportOf(db, refund.import)).refunds).toEqual({ rows: 1, matched: 1, unmatched: 0 })
})

test('the figures of the history are those of the imports that stand', async () => {
  await importText(
    db,
    'customer,date,amount,currency\nA,2024-01-03,5,EUR\nB,2024-01-02,6,EUR\n,2024-01-02,6,EUR\n',
    { folder },
  )
  const second = await importText(db, `${header}C,2023-12-31,1.5\nA,2024-01-02,2\n`, {
    folder,
    name: 'second.csv',
  })
  expect(await historyFigures(db)).toMatchObject({
    rowsRead: 5,
    rowsAccepted: 4,
    rowsRefused: 1,
    customersHeard: 3,
    firstDay: '2023-12-31',
    lastDay: '2024-01-03',
    spend: 14.5,
    currency: 'EUR',
    timeZone: 'UTC',
    notices: [{ code: 'HISTORY_CUSTOMERS_MISSING' }],
  })
  await undoImport(db, second.import, { now })
  expect(await historyFigures(db)).toMatchObject({ rowsRead: 3, customersHeard: 2, firstDay: '2024-01-02' })
})

test('an empty history has no days and no customers', async () => {
  expect(await historyFigures(db)).toMatchObject({
    rowsRead: 0,
    customersHeard: 0,
    firstDay: null,
    lastDay: null,
    currency: null,
  })
})

test('amounts that sum to less than nothing are warned of', async () => {
  const { figures } = await importText(db, `${header}A,2024-01-03,5\nB,2024-01-02,-60\n`, { folder })
  expect(figures.notices.map(({ code }) => code)).toEqual(['HISTORY_TOTAL_NEGATIVE'])
})

import { createWriteStream } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { isPerennialError } from '#kernel/errors.ts'
import { importFile, listRejects, previewFile, streamRejects } from './history.actions.ts'
import { lineTables } from './facts/history-tables.query.ts'
import { aFolder, aHistory, importing, importText } from './history.test-data.ts'

let db: ColumnarDatabase
let folder: string
beforeAll(async () => {
  db = await aHistory()
  folder = await aFolder()
})

/** After a refusal there is nothing in the history, and nothing in the folder but the file itself. */
async function nothingIsLeft(): Promise<void> {
  for (const table of [...lineTables, 'line_detail', 'reject', 'identity', 'import', 'mapping']) {
    expect(await db.rows(`SELECT count(*) AS n FROM ${table}`)).toEqual([{ n: 0n }])
  }
  expect((await readdir(folder)).filter((name) => name.startsWith('import-'))).toEqual([])
}
afterEach(async () => {
  for (const table of [...lineTables, 'line_detail', 'reject', 'identity', 'import', 'mapping']) {
    await db.run(`DELETE FROM ${table}`)
  }
})

const header = 'customer,date,amount\n'
const row = 'A,2024-01-02,1.50\n'
const good = header + row.repeat(50)
const noise = Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 7919) % 256))

test.each<readonly [string, string, string | Uint8Array, string, RegExp]>([
  ['an empty file', 'HISTORY_FILE_EMPTY', '', 'log.csv', /empty/],
  ['a file of blanks', 'HISTORY_FILE_EMPTY', ' \n \n', 'log.csv', /blanks/],
  ['an empty gzip', 'HISTORY_FILE_EMPTY', gzipSync(''), 'log.csv.gz', /nothing/],
  ['a header without rows', 'HISTORY_FILE_HEADER_ONLY', header, 'log.csv', /3 columns/],
  ['bytes that are no text', 'HISTORY_FILE_BINARY', noise, 'log.csv', /not text/],
  ['a spreadsheet', 'HISTORY_FILE_BINARY', Buffer.from('504b0304140006', 'hex'), 'log.xlsx', /spreadsheet/],
  [
    'a gzip that breaks off',
    'HISTORY_FILE_TRUNCATED',
    gzipSync(good).subarray(0, 40),
    'log.csv.gz',
    /breaks off/,
  ],
  [
    'a gzip with a broken middle',
    'HISTORY_FILE_TRUNCATED',
    broken(gzipSync(good)),
    'log.csv.gz',
    /damaged|breaks off/,
  ],
  [
    'a Parquet file that breaks off',
    'HISTORY_FILE_DAMAGED',
    Buffer.from('PAR1 and no more'),
    'log.parquet',
    /Parquet/,
  ],
  ['text without columns', 'HISTORY_DELIMITER_UNCLEAR', 'one\ntwo\nthree\n', 'log.csv', /"one"/],
  [
    'a file without a date',
    'HISTORY_DATE_COLUMN_MISSING',
    'customer,amount\nA,1.5\nB,2.5\n',
    'log.csv',
    /customer, amount/,
  ],
  [
    'two ways of writing dates',
    'HISTORY_DATES_MIXED',
    header + row.repeat(5) + 'B,31.12.2023,2\n'.repeat(4),
    'log.csv',
    /row 7, column date \("31.12.2023"\)/,
  ],
  [
    'a quote that is never closed',
    'HISTORY_QUOTE_UNCLOSED',
    `${header}${row}"B,2024-01-02,1\n${row.repeat(9)}`,
    'log.csv',
    /row 3/,
  ],
  [
    'rows of all lengths',
    'HISTORY_ROWS_UNREADABLE',
    header + row.repeat(5) + 'B,2024-01-02\n'.repeat(3),
    'log.csv',
    /3 of 8 rows.*row 7/,
  ],
  [
    'only rows without a customer',
    'HISTORY_ROWS_NONE',
    `${header},2024-01-02,1\n,2024-01-03,2\n`,
    'log.csv',
    /row 2/,
  ],
  [
    'only dates in 2970',
    'HISTORY_ROWS_NONE',
    `${header}A,2970-01-01,1\nB,2970-01-02,1\n`,
    'log.csv',
    /future/,
  ],
  [
    'only dates of 1970',
    'HISTORY_ROWS_UNREADABLE',
    `${header}${'A,1970-01-01,1\n'.repeat(3)}`,
    'log.csv',
    /1970-01-01.*before 1971/,
  ],
  [
    'amounts in two formats',
    'HISTORY_ROWS_UNREADABLE',
    `${header}${'A,2024-01-02,"1.234,56"\n'.repeat(5)}${'A,2024-01-02,"1,234.56"\n'.repeat(4)}`,
    'log.csv',
    /column amount \("1,234.56"\)/,
  ],
  [
    'two currencies',
    'HISTORY_CURRENCIES_MIXED',
    'customer,date,amount,currency\nA,2024-01-02,1.5,EUR\nB,2024-01-02,1.5,USD\nB,2024-01-03,1.5,EUR\n',
    'log.csv',
    /EUR \(2 rows\), USD \(1 rows\)/,
  ],
  [
    'two currency signs',
    'HISTORY_CURRENCIES_MIXED',
    `${header}A,2024-01-02,€1.50\nB,2024-01-02,£1.50\n`,
    'log.csv',
    /EUR.*GBP/,
  ],
])('%s is refused with %s, and nothing is left', async (_, code, content, name, message) => {
  const refusal = await importText(db, content, { folder, name }).catch((error: unknown) => error)
  expect(refusal).toMatchObject({
    code,
    message: expect.stringMatching(message),
    hint: expect.stringMatching(/\w/),
  })
  await nothingIsLeft()
  expect((await importText(db, good, { folder })).figures.rowsAccepted).toBe(50)
})

function broken(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes)
  for (let place = 20; place < 30; place++) copy[place] = (copy[place] ?? 0) ^ 0x5a
  return copy
}

test('a file that is not there, and a folder, are refused', async () => {
  const missing = importFile(db, { path: join(folder, 'none.csv'), fileName: 'none.csv' }, importing(folder))
  await expect(missing).rejects.toMatchObject({ code: 'HISTORY_FILE_NOT_FOUND' })
  await mkdir(join(folder, 'a-folder'), { recursive: true })
  const notAFile = importFile(db, { path: join(folder, 'a-folder'), fileName: 'x' }, importing(folder))
  await expect(notAFile).rejects.toMatchObject({ code: 'HISTORY_FILE_NOT_READABLE' })
  await nothingIsLeft()
})

test('what is said by hand and does not fit is refused', async () => {
  const refused = (overrides: object) => importText(db, good, { folder, ...overrides })
  await expect(refused({ overrides: { customer: 'who' } })).rejects.toMatchObject({
    code: 'HISTORY_COLUMN_UNKNOWN',
  })
  await expect(refused({ overrides: { delimiter: ';' } })).rejects.toMatchObject({
    code: 'HISTORY_DELIMITER_UNCLEAR',
  })
  await expect(refused({ overrides: { delimiter: '"' } })).rejects.toMatchObject({
    code: 'HISTORY_DELIMITER_UNCLEAR',
  })
  await expect(refused({ overrides: { dateFormat: '%d.%m.%Y' } })).rejects.toMatchObject({
    code: 'HISTORY_DATES_MIXED',
  })
  await expect(refused({ overrides: { dateFormat: '%Q' } })).rejects.toMatchObject({
    code: 'HISTORY_DATE_FORMAT_UNKNOWN',
  })
  await expect(refused({ timeZone: 'Mars/Olympus' })).rejects.toMatchObject({
    code: 'HISTORY_TIME_ZONE_UNKNOWN',
  })
  await expect(refused({ timeZone: `UTC'; DROP TABLE import; --` })).rejects.toMatchObject({
    code: 'HISTORY_TIME_ZONE_UNKNOWN',
  })
  await expect(refused({ overrides: { amount: '' } })).rejects.toMatchObject({
    code: 'HISTORY_AMOUNT_COLUMN_MISSING',
  })
  await nothingIsLeft()
})

test('Latin-1 that is said to be UTF-8 is refused', async () => {
  const latin = Buffer.from(`${header}Zo\xeb,2024-01-02,1.50\n`, 'latin1')
  const many = Buffer.concat([Buffer.from(header + row.repeat(70_000)), latin])
  const refusal = importText(db, many, { folder, overrides: { encoding: 'utf-8' } })
  await expect(refusal).rejects.toMatchObject({ code: 'HISTORY_ENCODING_WRONG' })
  await nothingIsLeft()
})

test('a line of 100 MB is refused with its number, in bounded memory', async () => {
  const path = join(folder, 'long.csv')
  const file = createWriteStream(path)
  file.write(header + row.repeat(60_000))
  const part = 'x'.repeat(2 ** 20)
  for (let megabyte = 0; megabyte < 100; megabyte++) if (!file.write(part)) await once(file, 'drain')
  file.end(`\n${row}`)
  await once(file, 'finish')
  const before = process.memoryUsage().rss
  const refusal = importFile(db, { path, fileName: 'long.csv' }, importing(folder))
  await expect(refusal).rejects.toMatchObject({
    code: 'HISTORY_LINE_TOO_LONG',
    message: 'Line 60002 is longer than a megabyte.',
  })
  expect(process.memoryUsage().rss - before).toBeLessThan(80 * 2 ** 20)
  await nothingIsLeft()
})

test('a first line of many megabytes is refused', async () => {
  const refusal = importText(db, 'x'.repeat(3 * 2 ** 20), { folder })
  await expect(refusal).rejects.toMatchObject({ code: 'HISTORY_LINE_TOO_LONG' })
})

test('a quoted field with line breaks that grows without end is refused', async () => {
  const text = `${header}${row.repeat(40_000)}"B\n${'line\n'.repeat(600_000)}",2024-01-02,1\n`
  await expect(importText(db, text, { folder })).rejects.toMatchObject({
    code: expect.stringMatching(/^HISTORY_(LINE_TOO_LONG|QUOTE_UNCLOSED)$/),
  })
  await nothingIsLeft()
})

test('a currency that is chosen leaves the rows of others out; one that is nowhere is refused', async () => {
  const text = 'customer,date,amount,currency\nA,2024-01-02,1.5,EUR\nB,2024-01-02,2.5,USD\n'
  const { figures } = await importText(db, text, { folder, currency: 'USD' })
  expect(figures).toMatchObject({
    rowsAccepted: 1,
    refused: { 'currency-other': 1 },
    currency: 'USD',
    spend: 2.5,
  })
  await expect(importText(db, text, { folder, name: 'b.csv', currency: 'CHF' })).resolves.toMatchObject({
    added: false,
  })
  const other = text.replace('1.5', '1.75')
  await expect(importText(db, other, { folder, currency: 'CHF' })).rejects.toMatchObject({
    code: 'HISTORY_CURRENCY_ABSENT',
  })
  await expect(importText(db, other, { folder, currency: 'EUR' })).rejects.toMatchObject({
    code: 'HISTORY_CURRENCY_DIFFERS',
  })
})

test('few bad rows are refused one by one, each with row, column, value and reason', async () => {
  const bad = [
    ',2024-01-02,1',
    'A,,1',
    'A,soon,1',
    'A,1970-01-01,1',
    'A,2970-01-01,1',
    'A,2024-01-02,',
    'A,2024-01-02,much',
    'A,2024-01-02',
  ]
  const text = header + row.repeat(60) + bad.map((line) => `${line}\n`).join('') + row.repeat(3)
  const outcome = await importText(db, text, { folder })
  const { rejects, total } = await listRejects(db, { import: outcome.import, page: 1, pageSize: 20 })
  expect(total).toBe(8)
  expect(rejects.map(({ row: place, column, value, code }) => [place, column, value, code])).toEqual([
    [62, 'customer', null, 'customer-missing'],
    [63, 'date', null, 'date-missing'],
    [64, 'date', 'soon', 'date-unreadable'],
    [65, 'date', '1970-01-01', 'date-early'],
    [66, 'date', '2970-01-01', 'date-future'],
    [67, 'amount', null, 'amount-missing'],
    [68, 'amount', 'much', 'amount-unreadable'],
    [69, null, 'A,2024-01-02', 'columns-missing'],
  ])
  expect(outcome.figures).toMatchObject({
    rowsRead: 71,
    rowsAccepted: 63,
    rowsRefused: 8,
    lastDay: '2024-01-02',
  })
  expect(outcome.figures.notices.map(({ code }) => code)).toEqual([
    'HISTORY_CUSTOMERS_MISSING',
    'HISTORY_DATES_FUTURE',
    'HISTORY_DATES_EARLY',
    'HISTORY_ROWS_REFUSED',
    'HISTORY_DUPLICATES_KEPT',
  ])
  const second = await listRejects(db, { import: outcome.import, page: 2, pageSize: 3 })
  expect(second.rejects.map(({ row: place }) => place)).toEqual([65, 66, 67])
  const file = await Array.fromAsync(streamRejects(db, outcome.import))
  expect(file.join('').split('\n').slice(0, 4)).toEqual([
    'row,column,value,code,reason',
    '62,customer,,customer-missing,There is no customer.',
    '63,date,,date-missing,There is no date.',
    '64,date,soon,date-unreadable,The date cannot be read.',
  ])
})

test('a row that falls into no columns moves the rows behind it by one', async () => {
  const text = `${header}${row.repeat(30)}A\n${row}A,soon,1\nA,2024-01-02,1,1\nB,later,1\n`
  const outcome = await importText(db, text, { folder })
  const { rejects } = await listRejects(db, { import: outcome.import, page: 1, pageSize: 20 })
  expect(rejects.map(({ row: place, code }) => [place, code])).toEqual([
    [32, 'columns-missing'],
    [34, 'date-unreadable'],
    [35, 'columns-extra'],
    [36, 'date-unreadable'],
  ])
})

test('an unknown import has no rejects', async () => {
  const none = listRejects(db, { import: 'imp_none', page: 1, pageSize: 20 })
  await expect(none).rejects.toMatchObject({ code: 'HISTORY_IMPORT_NOT_FOUND' })
})

test('a preview says what keeps a file from being imported without refusing to show it', async () => {
  const path = join(folder, 'preview.csv')
  await writeFile(path, 'customer,when,amount\nA,first of May,1.50\nB,2024-01-02,2\n')
  const preview = await previewFile(db, { path, fileName: 'preview.csv' }, { date: 'when' })
  expect(preview).toMatchObject({
    fileName: 'preview.csv',
    format: {
      kind: 'text',
      compression: 'none',
      delimiter: ',',
      header: true,
      encoding: 'utf-8',
      decimal: '.',
    },
    rows: [
      ['A', 'first of May', '1.50'],
      ['B', '2024-01-02', '2'],
    ],
    problems: [{ code: 'HISTORY_DATES_STRAY', stops: false }],
  })
  const blank = await previewFile(db, { path, fileName: 'preview.csv' }, { customer: 'nobody', date: 'when' })
  expect(blank.problems).toMatchObject([{ code: 'HISTORY_COLUMN_UNKNOWN', stops: true, hint: /name/ }, {}])
  await expect(previewFile(db, { path: join(folder, 'none'), fileName: 'x' }, {})).rejects.toSatisfy(
    (error) => isPerennialError(error, 'HISTORY_FILE_NOT_FOUND'),
  )
})

test('an import that is cancelled leaves nothing behind', async () => {
  const stop = new AbortController()
  const text =
    header + Array.from({ length: 300_000 }, (_, n) => `C${n % 9000},2024-01-02,${n}.50\n`).join('')
  const started = importText(db, text, {
    folder,
    signal: stop.signal,
    report: ({ done, total }) => {
      if (done > 0.2 * (total ?? 0)) stop.abort()
    },
  })
  await expect(started).rejects.toMatchObject({ code: 'HISTORY_IMPORT_CANCELLED' })
  await nothingIsLeft()
})

test('progress is told in bytes, never goes back, and ends at the whole', async () => {
  const heard: number[] = []
  const text = header + Array.from({ length: 100_000 }, (_, n) => `C${n % 900},2024-01-02,${n}.50\n`).join('')
  await importText(db, text, {
    folder,
    report: ({ step, unit, total, done }) => {
      expect([step, unit, total]).toEqual(['read', 'bytes', text.length])
      heard.push(done)
    },
  })
  expect(heard).toEqual(heard.toSorted((a, b) => a - b))
  expect(heard.length).toBeGreaterThan(2)
  expect(heard.at(-1)).toBe(text.length)
})

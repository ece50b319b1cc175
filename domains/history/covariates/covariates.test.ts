import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, expect, test } from 'vitest'
import type { ColumnarDatabase } from '#columnar/engine.ts'
import {
  importCovariates,
  knownCovariates,
  listCovariates,
  previewCovariates,
  undoCovariates,
} from '../history.actions.ts'
import { aFolder, aHistory, importText, now } from '../history.test-data.ts'

const folder = await aFolder()
let db: ColumnarDatabase

/** Three customers, called by numbers that ages might be as well. */
beforeEach(async () => {
  db = await aHistory()
  const lines = ['31,2025-01-02,5', '32,2025-01-03,6', '33,2025-01-04,7', '31,2025-02-01,8']
  await importText(db, `customer,date,amount\n${lines.join('\n')}\n`, { folder })
})

let ids = 0

async function take(content: string | Uint8Array, { name = 'known.csv', customer = '' } = {}) {
  const path = join(folder, name)
  await writeFile(path, content)
  return importCovariates(
    db,
    { path, fileName: name },
    {
      temporaryFolder: folder,
      now,
      newId: (prefix) => `${prefix}_${(ids += 1)}`,
      ...(customer !== '' && { customer }),
    },
  )
}

/** Name and cells of the customers of whom something is known, by the file in use. */
async function known(): Promise<Readonly<Record<string, readonly (string | null)[]>>> {
  await db.run('DROP TABLE IF EXISTS work.cell')
  if ((await knownCovariates(db, { into: 'work.cell' })) === undefined) return {}
  const rows = await db.rows(
    'SELECT name, to_json(cells) AS cells FROM work.cell JOIN identity ON number = identity ORDER BY name',
  )
  return Object.fromEntries(
    rows.map(({ name, cells }) => [String(name), JSON.parse(String(cells)) as (string | null)[]]),
  )
}

const file = 'customer,channel,age\n31,web,44\n32,shop,\n33,web,29.50\n'

async function noticesNow(): Promise<readonly string[]> {
  const [newest] = await listCovariates(db)
  return newest?.notices.map(({ code }) => code) ?? []
}

test('what a file says of customers is kept as it is said, numbers in plain digits', async () => {
  const { added } = await take(file)
  expect(added).toBe(true)
  expect(await known()).toEqual({ '31': ['web', '44'], '32': ['shop', null], '33': ['web', '29.5'] })
  const [entry] = await listCovariates(db)
  expect(entry).toMatchObject({
    fileName: 'known.csv',
    inUse: true,
    undoneAt: null,
    notices: [],
    figures: {
      customer: 'customer',
      rows: 3,
      customers: 3,
      known: 3,
      columns: [
        { name: 'channel', kind: 'category', stated: 3, distinct: 2, unreadable: 0 },
        { name: 'age', kind: 'number', stated: 2, distinct: 2, unreadable: 0 },
      ],
    },
  })
})

test('the same file again adds nothing, unless another column names the customer', async () => {
  const first = await take(file)
  expect(await take(file)).toEqual({ ...first, added: false })
  expect(await listCovariates(db)).toHaveLength(1)
  const twice = 'customer,code\n31,33\n32,31\n'
  await take(twice)
  expect(await take(twice, { customer: 'code' })).toMatchObject({ added: true })
})

test('the newest file is used; taken back, the one before it is used again', async () => {
  const first = await take(file)
  const second = await take('customer,plan\n31,gold\n')
  expect(await known()).toEqual({ '31': ['gold'] })
  await undoCovariates(db, second.covariates, { now })
  expect((await known())['31']).toEqual(['web', '44'])
  await undoCovariates(db, first.covariates, { now })
  expect(await known()).toEqual({})
  expect((await listCovariates(db)).map(({ inUse, undoneAt }) => inUse || undoneAt === null)).toEqual([
    false,
    false,
  ])
  expect(await take(file), 'what was taken back can be given again').toMatchObject({ added: true })
})

test('what is said of somebody who has bought nothing is kept until they buy', async () => {
  await take('customer,channel\n31,web\n77,shop\n')
  expect(await noticesNow()).toEqual(['HISTORY_COVARIATES_STRANGERS'])
  expect(Object.keys(await known())).toEqual(['31'])
  await importText(db, 'customer,date,amount\n77,2025-03-01,5\n31,2025-03-02,5\n', {
    folder,
    name: 'more.csv',
  })
  expect(await known()).toEqual({ '31': ['web'], '77': ['shop'] })
})

test('a repeated row counts once, a row without a customer not at all', async () => {
  await take('customer,channel\n31,web\n31,web\n,shop\n32,shop\n')
  expect(await known()).toEqual({ '31': ['web'], '32': ['shop'] })
  expect(await noticesNow()).toEqual(['HISTORY_COVARIATES_NAMELESS', 'HISTORY_COVARIATES_REPEATED'])
})

test('cells that are no numbers among numbers count as not stated, and the first is shown', async () => {
  const ages = Array.from({ length: 40 }, (_, i) => `${100 + i},${20 + i}`)
  await take(`customer,age\n31,44\n32,unknown\n${ages.join('\n')}\n`)
  const [entry] = await listCovariates(db)
  expect(entry?.figures.columns).toMatchObject([{ kind: 'number', unreadable: 1, stated: 41 }])
  expect(entry?.notices.find(({ code }) => code === 'HISTORY_COVARIATES_UNREADABLE')?.message).toBe(
    '1 cell of age does not read as a number: “unknown” in row 3. It counts as not stated.',
  )
  expect(await known()).toEqual({ '31': ['44'], '32': [null] })
})

test('the first line is the header, though nothing in it looks like one', async () => {
  await take('who,club\n31,yes\n32,no\n')
  const [entry] = await listCovariates(db)
  expect(entry?.figures).toMatchObject({ customer: 'who', columns: [{ name: 'club' }] })
})

test('codes that begin with a zero are no numbers', async () => {
  await take('customer,area\n31,0123\n32,0200\n')
  expect(await known()).toEqual({ '31': ['0123'], '32': ['0200'] })
})

test('the column that names most customers is theirs, though ages look like some of them', async () => {
  await take('age,who,channel\n31,33,web\n31,32,shop\n40,31,web\n')
  const [entry] = await listCovariates(db)
  expect(entry?.figures).toMatchObject({ customer: 'who', known: 3 })
})

test.each([
  ['semicolons and decimal commas', 'customer;age\n31;4,5\n32;6,5\n', 'known.csv'],
  ['gzip', gzipSync('customer,age\n31,4.5\n32,6.5\n'), 'known.csv.gz'],
  ['line ends of two kinds', 'customer,age\r\n31,4.5\n32,6.5\r\n', 'known.csv'],
])('%s are read as the import of purchases reads them', async (_, content, name) => {
  await take(content, { name })
  expect(await known()).toEqual({ '31': ['4.5'], '32': ['6.5'] })
})

test('Latin-1 and Parquet are read too', async () => {
  await take(Buffer.from('customer,city\n31,Köln\n32,Málaga\n', 'latin1'))
  expect(await known()).toEqual({ '31': ['Köln'], '32': ['Málaga'] })
  const path = join(folder, 'known.parquet')
  await db.run(`COPY (SELECT 31 AS customer, 'web' AS channel, 2.5 AS score) TO '${path}' (FORMAT parquet)`)
  await importCovariates(
    db,
    { path, fileName: 'known.parquet' },
    { temporaryFolder: folder, now, newId: (prefix) => `${prefix}_p` },
  )
  expect(await known()).toEqual({ '31': ['web', '2.5'] })
})

test('a preview says what each column is taken for, and how many customers are known', async () => {
  const path = join(folder, 'looked.csv')
  await writeFile(path, 'channel,who,age\nweb,31,44\nshop,99,51\n')
  const preview = await previewCovariates(db, { path, fileName: 'looked.csv' }, {})
  expect(preview).toMatchObject({ fileName: 'looked.csv', looked: 2, known: 1 })
  expect(preview.columns.map(({ role }) => role)).toEqual(['category', 'customer', 'number'])
  expect(preview.rows[0]).toEqual(['web', '31', '44'])
  const other = await previewCovariates(db, { path, fileName: 'looked.csv' }, { customer: '3' })
  expect(other.columns.map(({ role }) => role)).toEqual(['category', 'number', 'customer'])
})

// Refusals

const many = Array.from({ length: 33 }, (_, i) => `c${i}`)

test.each([
  ['HISTORY_COVARIATES_CUSTOMER_MISSING', 'plan,age\ngold,44\niron,51\n', '', 'The columns are plan, age.'],
  ['HISTORY_COLUMN_UNKNOWN', file, 'client', 'There is no column "client"'],
  [
    'HISTORY_COVARIATES_MANY',
    `customer,${many.join()}\n31,${many.map(() => 1).join()}\n`,
    '',
    'has 33 columns besides the customer; at most 32',
  ],
  [
    'HISTORY_COVARIATES_HEADER_MISSING',
    '31,web\n32,shop\n33,web\n',
    '',
    'The first line names no columns, but customer 31.',
  ],
  ['HISTORY_COVARIATES_ROW_BROKEN', 'customer,channel\n31,web\n32\n', '', 'Row 3 does not fall'],
  [
    'HISTORY_COVARIATES_CUSTOMERS_UNKNOWN',
    'customer,channel\nAnn,web\nBob,shop\n',
    '',
    'customers such as Ann, Bob; the purchases know none of them, but 31, 32, 33',
  ],
  [
    'HISTORY_COVARIATES_CUSTOMER_TWICE',
    'customer,channel\n31,web\n32,web\n31,shop\n',
    '',
    'Customer 31 has different values in rows 2 and 4.',
  ],
])('%s: nothing is kept, and the message says where', async (code, content, customer, message) => {
  await expect(take(content, { customer })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message) as string,
  })
  expect(await listCovariates(db)).toEqual([])
})

test('contracts are valued without covariates, and a file of them is refused', async () => {
  db = await aHistory()
  const rows = ['31,2024-01-15,,10', '32,2024-02-15,2024-12-14,10', '33,2024-03-15,,10']
  await importText(db, `customer,start,end,amount\n${rows.join('\n')}\n`, {
    folder,
    name: 'contracts.csv',
    overrides: { period: 'month' },
  })
  await expect(take(file)).rejects.toMatchObject({ code: 'HISTORY_COVARIATES_OF_CONTRACTS' })
})

test('a Parquet file of customers alone says nothing of them', async () => {
  const path = join(folder, 'alone.parquet')
  await db.run(`COPY (SELECT 31 AS customer) TO '${path}' (FORMAT parquet)`)
  const taken = importCovariates(
    db,
    { path, fileName: 'alone.parquet' },
    { temporaryFolder: folder, now, newId: (prefix) => `${prefix}_a` },
  )
  await expect(taken).rejects.toMatchObject({ code: 'HISTORY_COVARIATES_NONE' })
})

test('a file that is not there, or was taken back, cannot be taken back', async () => {
  await expect(undoCovariates(db, 'cov_none', { now })).rejects.toMatchObject({
    code: 'HISTORY_COVARIATES_NOT_FOUND',
  })
  const { covariates } = await take(file)
  await undoCovariates(db, covariates, { now })
  await expect(undoCovariates(db, covariates, { now })).rejects.toMatchObject({
    code: 'HISTORY_COVARIATES_UNDONE',
  })
})

test('what is stopped leaves nothing behind', async () => {
  const path = join(folder, 'stopped.csv')
  await writeFile(path, file)
  const options = { temporaryFolder: folder, now, newId: (prefix: string) => `${prefix}_s` }
  const stopped = importCovariates(
    db,
    { path, fileName: 'stopped.csv' },
    { ...options, signal: AbortSignal.abort() },
  )
  await expect(stopped).rejects.toMatchObject({ code: 'HISTORY_IMPORT_CANCELLED' })
  expect(await listCovariates(db)).toEqual([])
})
